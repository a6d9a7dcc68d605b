// What:    which M acts next, and one step of runtime work on it.
// Follows: nothing in real Go: there the operating system and the processors decide.
// Differs: the M whose virtual clock is smallest acts next, ties go to the lowest id.
// Invariants: an M never acts at a time before that of the M that acted last.
#include <algorithm>

#include "sim/runtime/preempt.h"
#include "sim/runtime/proc.h"

namespace tricolor::runtime {

// ------------------------------------------------------------------------------------------------

Next pickM(const World& w) {
    Next best;
    uint64_t bestTime = UINT64_MAX, secondTime = UINT64_MAX;
    int32_t second = -1;
    const auto n = static_cast<int32_t>(w.allm.size());
    for (int32_t i = 0; i < n; ++i) {
        const M& m = w.allm[static_cast<size_t>(i)];
        uint64_t t;
        if (m.park == MPark::running)
            t = m.clockPs;
        else if ((m.park == MPark::sleeping || m.park == MPark::polling) && m.wakeAtPs != UINT64_MAX)
            t = std::max(m.clockPs, m.wakeAtPs);
        else
            continue;
        if (!best.m || t < bestTime) {
            secondTime = bestTime;
            second = best.m.v;
            bestTime = t;
            best.m = MId{i};
        } else if (second < 0 || t < secondTime) {
            secondTime = t;
            second = i;
        }
    }
    // At the same time the lower id goes first.
    best.untilPs = second < 0 ? UINT64_MAX : secondTime + (best.m.v < second ? 1 : 0);
    // A preemption that could not be honoured at this instruction is looked at again behind it.
    if (best.m && w.knobs.asyncpreempt)
        if (const M& m = w.m(best.m); m.curg && w.g(m.curg).preempt) best.untilPs = m.clockPs;
    return best;
}

bool runsGoCode(const World& w, MId id) {
    const M& m = w.m(id);
    if (m.park != MPark::running || !m.curg || !w.g(m.g0).tasks.empty()) return false;
    const G& g = w.g(m.curg);
    if (!g.tasks.empty() || g.system) return false;
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
