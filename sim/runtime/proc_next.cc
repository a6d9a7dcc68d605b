// What:    which M acts next, and one step of runtime work on it.
// Follows: nothing in real Go: there the operating system and the processors decide.
// Differs: the M whose virtual clock is smallest acts next, ties go to the lowest id.
// Invariants: an M never acts at a time before that of the M that acted last.
#include "sim/runtime/proc_next.h"

#include <algorithm>

#include "sim/runtime/preempt.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t kNever = UINT64_MAX;

// When an M acts next.
uint64_t actsAt(const M& m) {
    if (m.park == MPark::running) return m.clockPs;
    if ((m.park == MPark::sleeping || m.park == MPark::polling) && m.wakeAtPs != kNever)
        return std::max(m.clockPs, m.wakeAtPs);
    return kNever;
}

}  // namespace

// All Ms, in the order in which they act.
void Picker::look(const World& w) {
    mwakes_ = w.sched.mwakes;
    entries_.clear();
    for (int32_t i = 0; i < static_cast<int32_t>(w.allm.size()); ++i)
        if (const uint64_t t = actsAt(w.m(MId{i})); t != kNever) entries_.push_back({i, t});
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.timePs < b.timePs; });
}

// The first has acted and goes behind those that come before it now.
void Picker::moveFirst(const World& w) {
    const Entry first{entries_[0].m, actsAt(w.m(MId{entries_[0].m}))};
    if (first.timePs == kNever) {
        entries_.erase(entries_.begin());
        return;
    }
    const size_t n = entries_.size();
    size_t i = 0;
    for (; i + 1 < n; ++i) {
        const Entry& next = entries_[i + 1];
        if (next.timePs + (next.m > first.m) > first.timePs) break;
        entries_[i] = next;
    }
    entries_[i] = first;
}

Next Picker::pick(const World& w) {
    if (mwakes_ != w.sched.mwakes)
        look(w);
    else if (!entries_.empty())
        moveFirst(w);
    if (entries_.empty()) return {};
    const Entry first = entries_[0];
    uint64_t untilPs = kNever;
    // At the same time the lower id goes first.
    if (entries_.size() > 1) untilPs = entries_[1].timePs + (entries_[1].m > first.m);
    const MId id{first.m};
    // A preemption that could not be honoured at this instruction is looked at again behind it.
    if (const M& m = w.m(id); w.knobs.asyncpreempt && m.curg && w.g(m.curg).preempt) untilPs = m.clockPs;
    return {id, untilPs};
}

Next pickM(const World& w) {
    return Picker().pick(w);
}

bool runsGoCode(const World& w, MId id) {
    const M& m = w.m(id);
    if (m.park != MPark::running || !m.curg || !w.g(m.g0).tasks.empty()) return false;
    const G& g = w.g(m.curg);
    if (!g.tasks.empty()) return false;
    return !g.preempt || !canPreemptAsync(w, id);
}

void stepM(Ctx& c) {
    M& mp = c.mp();
    if (mp.park == MPark::sleeping || mp.park == MPark::polling) {
        mp.clockPs = std::max(mp.clockPs, mp.wakeAtPs);
        mp.park = MPark::running;
        mp.wakeAtPs = 0;
    }
    CHECK(mp.park == MPark::running, "a parked M was stepped");
    if (mp.curg && c.w.g(mp.g0).tasks.empty() && c.w.g(mp.curg).tasks.empty() &&
        canPreemptAsync(c.w, c.mid)) {
        asyncPreempt(c);
        return;
    }
    stepTask(c);
}

}  // namespace tricolor::runtime
