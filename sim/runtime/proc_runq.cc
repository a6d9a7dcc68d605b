// What:    the queues of runnable goroutines: a P's runnext and ring of 256, the global queue, moving half a
//          ring when it is full, stealing half of another P's ring.
// Follows: runtime/proc.go (runqput … runqsteal, globrunq…).
// Differs: no atomics: a step is alone.
// Invariants (validateScheduler):
//  1. a runnable goroutine stands in exactly one queue;
//  2. a ring holds at most 256.
#include "sim/runtime/proc_internal.h"

namespace tricolor::runtime {

uint32_t runqlen(const P& p) {
    return p.runqtail - p.runqhead;
}

bool runqempty(const World& w, PId p) {
    return runqempty(w.p(p));
}

void globrunqput(World& w, GId g) {
    w.sched.runq.push_back(g);
}

void globrunqputhead(World& w, GId g) {
    schedt& s = w.sched;
    if (s.runqHead > 0)
        s.runq[--s.runqHead] = g;
    else
        s.runq.insert(s.runq.begin(), g);
}

void globrunqputbatch(World& w, const std::vector<GId>& q) {
    w.sched.runq.insert(w.sched.runq.end(), q.begin(), q.end());
}

GId globrunqget(World& w) {
    schedt& s = w.sched;
    if (s.runqHead == s.runq.size()) return {};
    const GId g = s.runq[s.runqHead++];
    // Entries taken are dropped when they are the larger half, so that equal queues do not grow apart for
    // long.
    if (s.runqHead == s.runq.size() || s.runqHead > 512) {
        s.runq.erase(s.runq.begin(), s.runq.begin() + s.runqHead);
        s.runqHead = 0;
    }
    return g;
}

GId globrunqgetbatch(Ctx& c, P& pp) {
    const uint32_t size = globrunqlen(c.w);
    if (size == 0) return {};
    uint32_t n = std::min<uint32_t>(runqSize / 2, size);
    n = std::min<uint32_t>(n, size / static_cast<uint32_t>(c.w.sched.gomaxprocs) + 1);
    c.emit(EventKind::GlobrunqGet, n, size - n);
    const GId first = globrunqget(c.w);
    for (uint32_t i = 1; i < n; ++i) pp.runq[pp.runqtail++ % runqSize] = globrunqget(c.w);
    return first;
}

// The older half of a full ring and g go to the end of the global queue.
static void runqputslow(Ctx& c, P& pp, GId g) {
    const uint32_t n = runqlen(pp) / 2;
    CHECK(n == runqSize / 2, "runqputslow: queue is not full");
    for (uint32_t i = 0; i < n; ++i) globrunqput(c.w, pp.runq[pp.runqhead++ % runqSize]);
    globrunqput(c.w, g);
    c.emit(EventKind::RunqOverflow, n + 1);
}

void runqput(Ctx& c, PId p, GId g, bool next) {
    P& pp = c.w.p(p);
    if (next) {
        std::swap(pp.runnext, g);
        if (!g) return;
    }
    if (runqlen(pp) < runqSize)
        pp.runq[pp.runqtail++ % runqSize] = g;
    else
        runqputslow(c, pp, g);
}

void runqputbatch(Ctx& c, P& pp, std::vector<GId>& q) {
    size_t i = 0;
    for (; i < q.size() && runqlen(pp) < runqSize; ++i) pp.runq[pp.runqtail++ % runqSize] = q[i];
    q.erase(q.begin(), q.begin() + static_cast<std::ptrdiff_t>(i));
    globrunqputbatch(c.w, q);
    q.clear();
}

GId runqget(World&, P& pp, bool& inheritTime) {
    if (pp.runnext) {
        inheritTime = true;
        return std::exchange(pp.runnext, GId{});
    }
    inheritTime = false;
    return pp.runqhead == pp.runqtail ? GId{} : pp.runq[pp.runqhead++ % runqSize];
}

void runqdrainToGlobal(Ctx& c) {
    P& pp = c.pp();
    if (pp.runnext) globrunqput(c.w, std::exchange(pp.runnext, GId{}));
    while (pp.runqhead != pp.runqtail) globrunqput(c.w, pp.runq[pp.runqhead++ % runqSize]);
}

bool mayRunNextSoon(const World& w, const P& victim) {
    if (runqlen(victim) > 0 || !victim.runnext || victim.status != Prunning || !victim.m) return false;
    const GId running = w.m(victim.m).curg;
    return !running || w.g(running).atomicstatus != Gsyscall;
}

GId runqsteal(Ctx& c, P& pp, P& victim, bool stealRunNextG) {
    uint32_t n = runqlen(victim);
    n -= n / 2;
    if (n == 0) {
        if (!stealRunNextG || !victim.runnext) return {};
        c.emit(EventKind::Steal, static_cast<uint64_t>(victim.id), 1);
        return std::exchange(victim.runnext, GId{});
    }
    c.emit(EventKind::Steal, static_cast<uint64_t>(victim.id), n);
    for (uint32_t i = 0; i + 1 < n; ++i)
        pp.runq[pp.runqtail++ % runqSize] = victim.runq[victim.runqhead++ % runqSize];
    return victim.runq[victim.runqhead++ % runqSize];
}

}  // namespace tricolor::runtime
