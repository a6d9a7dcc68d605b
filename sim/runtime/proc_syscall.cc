// What:    system calls: a goroutine in one keeps its P until somebody takes it.
// Follows: runtime/proc.go (entersyscall, exitsyscall, exitsyscallNoP).
// Differs: the call's duration is known when it begins.
// Invariants: a goroutine in a system call has an M; its M has its P or none.
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

void entersyscall(Ctx& c, costs::ps duration) {
    M& mp = c.mp();
    G& g = c.w.g(mp.curg);
    CHECK(g.atomicstatus == Grunning, "entersyscall: not running");
    c.emit(EventKind::GoSyscallBegin, static_cast<uint64_t>(mp.curg.v));
    wakeSysmon(c);
    mp.oldp = mp.p;
    mp.syscalltick = c.pp().syscalltick;
    casgstatus(c, g, Gsyscall);
    if (c.w.sched.gcwaiting) {
        takeP(c, mp.p, Pgcstop);
        stopwaitDone(c);
    }
    mp.clockPs += duration;
}

// The M gets its old P back if nobody uses it, or an idle one.
static bool exitsyscallTryGetP(Ctx& c, PId oldp) {
    if (oldp && inSyscall(c.w, oldp)) {
        takeP(c, oldp, Pidle);
        acquirep(c, oldp);
        return true;
    }
    const PId p = pidleget(c);
    if (!p) return false;
    wakeSysmon(c);
    acquirep(c, p);
    return true;
}

// Task exitsyscall{}.
TaskStatus exitsyscall(Ctx& c, Task& t) {
    M& mp = c.mp();
    if (t.stage == 1) return TaskStatus::done;  // it was in a queue and runs again
    const GId id = mp.curg;
    G& g = c.w.g(id);
    CHECK(g.atomicstatus == Gsyscall, "exitsyscall: not in a system call");
    casgstatus(c, g, Grunning);
    const PId oldp = std::exchange(mp.oldp, PId{});
    const bool lost = !mp.p;
    c.charge(costs::findRunnableStage);
    if (lost && !exitsyscallTryGetP(c, oldp)) {
        c.emit(EventKind::GoSyscallEnd, static_cast<uint64_t>(id.v), 1);
        casgstatus(c, g, Grunnable);
        const bool locked = g.lockedm.valid();
        dropg(c);
        globrunqput(c.w, id);
        t.stage = 1;
        pushTask(c.w, mp.g0, TaskKind::schedule);
        // A locked M waits for its goroutine, another one for a P.
        if (!locked) {
            c.w.g(mp.g0).tasks.tasks[0].stage = scheduleStage::woken;
            mput(c);
        }
        return TaskStatus::again;
    }
    ++c.pp().syscalltick;
    c.emit(EventKind::GoSyscallEnd, static_cast<uint64_t>(id.v), lost);
    if (lost) c.emit(EventKind::GoStart, static_cast<uint64_t>(id.v), 0);
    g.stackguard0 = g.preempt ? stackPreempt : g.stack.lo + stackGuard;
    return TaskStatus::done;
}

}  // namespace tricolor::runtime
