// What:    changes of a goroutine's status. Of every eighth time that one stops running it is measured how
//          long it waits for a mutex and how long it stands runnable before it runs again.
// Follows: runtime/proc.go (casgstatus).
// Differs: where it counts from is drawn from a stream of random numbers of its own. A goroutine that stops
//          the world stays running, so that this is no change of its status.
// Invariants: none of its own.
#include <algorithm>
#include <utility>

#include "sim/runtime/histogram.h"
#include "sim/runtime/proc_internal.h"

namespace tricolor::runtime {

namespace {

constexpr uint8_t gTrackingPeriod = 8;

bool isMutexWait(waitReason r) {
    return r == waitReason::SyncMutexLock || r == waitReason::SyncRWMutexRLock ||
           r == waitReason::SyncRWMutexLock;
}

// Clocks of two Ms may differ by what a step takes.
int64_t sinceStamp(Ctx& c, G& g) {
    return std::max<int64_t>(0, c.nanotime() - std::exchange(g.trackingStamp, 0));
}

void track(Ctx& c, G& g, uint32_t from, uint32_t to) {
    schedt& s = c.w.sched;
    const bool mutexWait = isMutexWait(g.waitreason);
    if (from == Grunnable) g.runnableTime += sinceStamp(c, g);
    if (from == Gwaiting && mutexWait) s.totalMutexWaitTime += sinceStamp(c, g) * gTrackingPeriod;
    if (to == Grunnable || (to == Gwaiting && mutexWait)) g.trackingStamp = c.nanotime();
    if (to != Grunning) return;
    g.tracking = false;
    record(s.timeToRun, std::exchange(g.runnableTime, 0));
}

}  // namespace

void startTracking(World& w, G& g) {
    g.trackingSeq = static_cast<uint8_t>(w.sched.trackingRand.next());
    if (g.trackingSeq % gTrackingPeriod == 0) g.tracking = true;
}

void casgstatus(Ctx& c, G& g, uint32_t to) {
    const uint32_t from = std::exchange(g.atomicstatus, to);
    const auto runs = [](uint32_t status) { return status == Grunning || status == Gsyscall; };
    if (runs(from) && !runs(to)) {
        if (g.trackingSeq % gTrackingPeriod == 0) g.tracking = true;
        ++g.trackingSeq;
    }
    if (g.tracking) track(c, g, from, to);
}

}  // namespace tricolor::runtime
