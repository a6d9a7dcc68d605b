// What:    making running goroutines stop.
// Follows: runtime/preempt.go, stack.go (newstack), signal_unix.go (doSigPreempt).
// Differs: see preempt.h.
// Invariants: preempt set means stackguard0 is poisoned, unless the goroutine is in a system call.
#include "sim/runtime/preempt.h"

#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

static bool canPreemptM(const M& m) {
    return m.locks == 0 && m.mallocing == 0 && m.preemptoff.empty() && m.p.valid();
}

bool canPreemptAsync(const World& w, MId id) {
    const M& m = w.m(id);
    if (!w.knobs.asyncpreempt || !m.curg || !canPreemptM(m)) return false;
    const G& g = w.g(m.curg);
    return g.preempt && g.tasks.empty() && !g.taskResult && !g.faulting && !m.gcTriggerPending;
}

bool preemptAtPrologue(Ctx& c) {
    G& g = c.gp();
    if (g.stackguard0 != stackPreempt) return false;
    if (!canPreemptM(c.mp())) {
        g.stackguard0 = g.stack.lo + stackGuard;  // stays asked: preempt is still set
        return false;
    }
    if (g.preemptStop) {
        g.preemptStop = g.preempt = false;
        g.stackguard0 = g.stack.lo + stackGuard;
        gopark(c, waitReason::Preempted);
        return true;
    }
    gopreempt_m(c);
    return true;
}

void asyncPreempt(Ctx& c) {
    c.charge(costs::schedule);
    c.gp().stackguard0 = stackPreempt;
    preemptAtPrologue(c);
}

Suspend suspendG(Ctx& c, GId id) {
    G& g = c.w.g(id);
    switch (g.atomicstatus & ~static_cast<uint32_t>(Gscan)) {
        case Gidle:
        case Gdead:
            return Suspend::dead;
        case Grunning: {
            if (c.mp().curg == id) return Suspend::stopped;  // its own stack: it stands still while it looks
            if (!g.preempt) {
                g.preempt = true;
                g.stackguard0 = stackPreempt;
                c.emit(EventKind::Preempt, static_cast<uint64_t>(id.v));
            }
            return Suspend::retry;
        }
        default:
            return Suspend::stopped;
    }
}

void resumeG(Ctx&, GId) {}

void sleepM(Ctx& c, costs::ps duration) {
    M& mp = c.mp();
    mp.park = MPark::sleeping;
    mp.wakeAtPs = mp.clockPs + duration;
}

}  // namespace tricolor::runtime
