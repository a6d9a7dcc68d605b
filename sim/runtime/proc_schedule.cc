// What:    the task schedule: what an M does between two goroutines. In this order: stop for a stopping
//          world; run the P's expired timers; a marking goroutine if one is due; every 61st time the global
//          queue; runnext; the local queue; a batch of the global queue; other Ps' queues (at most half of
//          the busy Ps' number of Ms look at once); idle marking; all queues once more without a P; then
//          sleep until the next timer or for ever.
// Follows: runtime/proc.go (schedule, findRunnable, stealWork, execute).
// Differs: a found goroutine is started in the same step; looking at one other P is one step. No network.
// Invariants (validateScheduler):
//  5. nmspinning counts the Ms that look for work.
#include <numeric>

#include "sim/runtime/mfinal.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

namespace {

namespace st = scheduleStage;
constexpr uint32_t ranTimerFlag = 1, wasSpinningFlag = 2;
constexpr uint64_t stealTries = 4;
constexpr uint32_t nextShift = 2;  // flags, from here on: index of the goroutine that a P has next, plus 1
constexpr costs::ps backOff = 3 * costs::us + costs::timerSlack;  // usleep(3)
// Locals: v[0] 1: the thread ends; v[1] next timer; v[2] round; v[3] position; v[4] increment; v[5] Ps looked
// at.

TaskStatus at(Task& t, uint16_t stage) {
    t.stage = stage;
    return TaskStatus::again;
}

void parkForP(Ctx& c, Task& t, uint16_t wokenStage) {
    t.stage = wokenStage;
    parkM(c);
}

// The M is bound to a goroutine that cannot run now: gives its P away and waits until another M passes one
// back.
TaskStatus stoplockedm(Ctx& c, Task& t) {
    if (c.mp().p) handoffp(c, releasep(c));
    ++c.w.sched.nmidlelocked;
    parkForP(c, t, st::lockedWoken);
    checkdead(c);
    return TaskStatus::again;
}

// gp is bound to another M: passes the P to it and parks.
TaskStatus startlockedm(Ctx& c, Task& t, GId gp) {
    const MId locked = c.w.g(gp).lockedm;
    CHECK(locked != c.mid, "startlockedm: locked to me");
    --c.w.sched.nmidlelocked;
    c.w.m(locked).nextp = releasep(c);
    notewakeup(c, locked);
    t.stage = st::woken;
    mput(c);
    return TaskStatus::again;
}

TaskStatus mexit(Ctx& c, Task& t) {
    t.v[0] = 0;
    handoffp(c, releasep(c));
    ++c.w.sched.nmfreed;
    c.mp().park = MPark::dead;
    t.stage = st::park;
    checkdead(c);
    return TaskStatus::again;
}

TaskStatus found(Ctx& c, Task& t, GId gp, bool inheritTime, bool tryWakeP) {
    World& w = c.w;
    c.charge(costs::schedule);
    const PId p{c.pp().id};
    if (c.pp().nextGCMarkWorker) releaseNextGCMarkWorker(c, p);
    if (c.mp().spinning) {
        stopSpinning(c);
        wakep(c);
    }
    if (w.sched.disableUser && !w.g(gp).system) {
        w.sched.disableRunnable.push_back(gp);
        return at(t, st::top);
    }
    if (tryWakeP) wakep(c);
    if (w.g(gp).lockedm) {
        // It is in flight between queues only within this step: its own M executes it.
        return startlockedm(c, t, gp);
    }
    execute(c, gp, inheritTime);
    return TaskStatus::done;
}

TaskStatus stageTop(Ctx& c, Task& t) {
    World& w = c.w;
    t.v[2] = t.v[3] = t.v[4] = t.v[5] = 0;
    if (t.v[0]) return mexit(c, t);
    if (c.mp().lockedg) return stoplockedm(c, t);
    if (w.sched.gcwaiting) {
        t.stage = st::woken;
        gcstopm(c);
        return TaskStatus::again;
    }
    P& pp = c.pp();
    const PId p{pp.id};
    pp.preempt = false;
    if (pp.runSafePointFn) runSafePointFn(c, p);
    t.v[1] = 0;
    if (pp.timers.len > 0) t.v[1] = static_cast<uint64_t>(checkTimers(c, p, c.nanotime(), nullptr));
    if (w.gcBlackenEnabled)
        if (const GId worker = findRunnableGCWorker(c, p, c.nanotime()))
            return found(c, t, worker, false, true);
    if (pp.schedtick % 61 == 0)
        if (const GId gp = globrunqget(w)) {
            c.emit(EventKind::GlobrunqGet, 1, globrunqlen(w));
            return found(c, t, gp, false, false);
        }
    if (w.sched.fingWait && w.sched.fingWake) {
        w.sched.fingWait = w.sched.fingWake = false;
        goready(c, w.sched.fing);
    }
    wakeCleanups(c);
    bool inheritTime = false;
    if (const GId gp = runqget(w, pp, inheritTime)) return found(c, t, gp, inheritTime, false);
    c.charge(costs::findRunnableStage);
    return at(t, st::global);
}

// The next P to look at in this round, in the order drawn for it; none: the round is over.
PId nextVictim(Ctx& c, Task& t) {
    const auto n = static_cast<uint32_t>(c.w.sched.gomaxprocs);
    for (;;) {
        if (t.v[5] == 0 && t.v[4] == 0) {  // a new round: draw its order
            const uint32_t i = c.mp().cheaprand.next();
            std::array<uint32_t, 64> coprimes;
            uint32_t count = 0;
            for (uint32_t k = 1; k <= n; ++k)
                if (std::gcd(k, n) == 1) coprimes[count++] = k;
            t.v[3] = i % n;
            t.v[4] = coprimes[i / n % count];
        }
        while (t.v[5] < n) {
            const auto pos = static_cast<int32_t>(t.v[3]);
            t.v[3] = (t.v[3] + t.v[4]) % n;
            ++t.v[5];
            const P& victim = c.w.p(PId{pos});
            const bool last = t.v[2] == stealTries - 1;
            if (PId{pos} == c.mp().p) continue;
            if (victim.onIdleList && !(last && victim.timers.len > 0)) continue;
            return PId{pos};
        }
        if (++t.v[2] == stealTries) return {};
        t.v[4] = t.v[5] = 0;
    }
}

TaskStatus lookNext(Ctx& c, Task& t) {
    const PId victim = nextVictim(c, t);
    if (!victim) return at(t, t.flags & ranTimerFlag ? st::top : st::idle);
    // v[3] is one behind; the victim is remembered with the round.
    t.v[2] = (t.v[2] & 0xffff) | static_cast<uint64_t>(victim.v) << 16;
    return at(t, st::steal);
}

TaskStatus stageGlobal(Ctx& c, Task& t) {
    World& w = c.w;
    if (const GId gp = globrunqgetbatch(c, c.pp())) return found(c, t, gp, false, false);
    c.charge(costs::findRunnableStage);
    c.emit(EventKind::FindRunnable, 0);
    t.flags = 0;
    const bool maySpin = 2 * w.sched.nmspinning < w.sched.gomaxprocs - w.sched.npidle;
    if (!c.mp().spinning && !maySpin) return at(t, st::idle);
    if (!c.mp().spinning) becomeSpinning(c);
    return lookNext(c, t);
}

TaskStatus stealFrom(Ctx& c, Task& t, P& p2) {
    const bool last = t.v[2] == stealTries - 1;
    if (!p2.onIdleList) {
        if (last && mayRunNextSoon(c.w, p2)) {
            t.v[2] |= static_cast<uint64_t>(p2.id) << 16;
            t.flags |= static_cast<uint32_t>(p2.runnext.v + 1) << nextShift;
            t.stage = st::stealNext;
            sleepM(c, backOff);
            return TaskStatus::again;
        }
        if (const GId gp = runqsteal(c, c.pp(), p2, last)) return found(c, t, gp, false, false);
    }
    return lookNext(c, t);
}

TaskStatus stageSteal(Ctx& c, Task& t) {
    World& w = c.w;
    c.charge(costs::steal);
    const PId victim{static_cast<int32_t>(t.v[2] >> 16)};
    t.v[2] &= 0xffff;
    if (w.sched.gcwaiting) return at(t, st::top);
    const bool last = t.v[2] == stealTries - 1;
    c.emit(EventKind::FindRunnable, 1, static_cast<uint64_t>(victim.v));
    P& p2 = w.p(victim);
    if (last && p2.timers.len > 0) {
        bool ran = false;
        const int64_t when = checkTimers(c, victim, c.nanotime(), &ran);
        if (when && (!t.v[1] || static_cast<uint64_t>(when) < t.v[1])) t.v[1] = static_cast<uint64_t>(when);
        if (ran) {
            bool inheritTime = false;
            if (const GId gp = runqget(w, c.pp(), inheritTime)) return found(c, t, gp, inheritTime, false);
            t.flags |= ranTimerFlag;
        }
    }
    return stealFrom(c, t, p2);
}

// Its M has had the time to run what it had next; if it did not, that is taken all the same.
TaskStatus stageStealNext(Ctx& c, Task& t) {
    P& p2 = c.w.p(PId{static_cast<int32_t>(t.v[2] >> 16)});
    t.v[2] &= 0xffff;
    const bool same = p2.runnext.v == static_cast<int32_t>(t.flags >> nextShift) - 1;
    t.flags &= (1u << nextShift) - 1;
    if (!same) return stealFrom(c, t, p2);
    c.emit(EventKind::Steal, static_cast<uint64_t>(p2.id), 1);
    return found(c, t, std::exchange(p2.runnext, GId{}), false, false);
}

TaskStatus stageIdle(Ctx& c, Task& t) {
    World& w = c.w;
    c.charge(costs::findRunnableStage);
    const PId p{c.pp().id};
    if (w.gcBlackenEnabled)
        if (const GId worker = findIdleGCWorker(c, p)) {
            c.emit(EventKind::FindRunnable, 2);
            return found(c, t, worker, false, false);
        }
    if (w.sched.gcwaiting || c.pp().runSafePointFn) return at(t, st::top);
    if (const GId gp = globrunqgetbatch(c, c.pp())) return found(c, t, gp, false, false);
    if (!c.mp().spinning && w.sched.needspinning) {
        becomeSpinning(c);
        return at(t, st::top);
    }
    t.flags = c.mp().spinning ? wasSpinningFlag : 0;
    if (c.mp().spinning) stopSpinning(c);
    pidleput(c, releasep(c));
    return at(t, st::recheck);
}

// Work that came between looking and going idle: whoever made it may have seen this M still spinning and
// woken nobody.
TaskStatus recheckFound(Ctx& c, Task& t) {
    World& w = c.w;
    if (globrunqlen(w))
        if (const PId p = pidlegetSpinning(c)) {
            acquirep(c, p);
            const GId gp = globrunqgetbatch(c, c.pp());
            becomeSpinning(c);
            found(c, t, gp, false, false);
            return TaskStatus::done;
        }
    for (int32_t i = 0; i < w.sched.gomaxprocs; ++i) {
        const P& p2 = w.p(PId{i});
        if (p2.onIdleList || runqempty(p2)) continue;
        const PId p = pidlegetSpinning(c);
        if (!p) break;
        acquirep(c, p);
        becomeSpinning(c);
        t.stage = st::top;
        return TaskStatus::done;
    }
    if (w.gcBlackenEnabled && gcMarkWorkAvailable(w, PId{}))
        if (const PId p = pidlegetSpinning(c)) {
            acquirep(c, p);
            becomeSpinning(c);
            t.stage = st::top;
            return TaskStatus::done;
        }
    return TaskStatus::again;  // nothing
}

TaskStatus stageRecheck(Ctx& c, Task& t) {
    World& w = c.w;
    c.charge(costs::findRunnableStage);
    if (t.flags & wasSpinningFlag) {
        c.emit(EventKind::FindRunnable, 3);
        if (recheckFound(c, t) == TaskStatus::done) return c.mp().curg ? TaskStatus::done : TaskStatus::again;
        for (int32_t i = 0; i < w.sched.gomaxprocs; ++i) {
            const int64_t when = wakeTime(w.p(PId{i}).timers);
            if (when && (!t.v[1] || static_cast<uint64_t>(when) < t.v[1]))
                t.v[1] = static_cast<uint64_t>(when);
        }
    }
    const auto until = static_cast<int64_t>(t.v[1]);
    if (w.sched.netpollInited && until && w.sched.lastpoll != 0) {
        w.sched.lastpoll = 0;
        w.sched.pollUntil = until;
        M& mp = c.mp();
        const int64_t delay = epollDelay(until - c.nanotime());
        mp.park = MPark::polling;
        mp.wakeAtPs = mp.clockPs + static_cast<uint64_t>(delay) * 1000 + (delay ? costs::timerSlack : 0);
        c.emit(EventKind::Netpoll, static_cast<uint64_t>(delay), 0);
        return at(t, st::polled);
    }
    if (w.sched.netpollInited && until && (w.sched.pollUntil == 0 || w.sched.pollUntil > until))
        wakeNetPoller(c, until);
    t.stage = st::woken;
    mput(c);
    return TaskStatus::again;
}

TaskStatus stagePolled(Ctx& c, Task& t) {
    c.charge(costs::findRunnableStage);
    c.w.sched.pollUntil = 0;
    c.w.sched.lastpoll = c.nanotime();
    c.emit(EventKind::Netpoll, 0, 1);
    const PId p = pidleget(c);
    if (!p) {
        t.stage = st::woken;
        mput(c);
        return TaskStatus::again;
    }
    acquirep(c, p);
    if (t.flags & wasSpinningFlag) becomeSpinning(c);
    return at(t, st::top);
}

TaskStatus stageWoken(Ctx& c, Task& t) {
    CHECK(c.mp().nextp, "an M was woken without a P");
    acquirep(c, std::exchange(c.mp().nextp, PId{}));
    return at(t, st::top);
}

TaskStatus stageLockedWoken(Ctx& c, Task&) {
    CHECK(c.mp().nextp, "stoplockedm: not runnable");
    acquirep(c, std::exchange(c.mp().nextp, PId{}));
    c.charge(costs::schedule);
    execute(c, c.mp().lockedg, false);
    return TaskStatus::done;
}

}  // namespace

TaskStatus schedule(Ctx& c, Task& t) {
    switch (t.stage) {
        case st::top:
            return stageTop(c, t);
        case st::global:
            return stageGlobal(c, t);
        case st::steal:
            return stageSteal(c, t);
        case st::stealNext:
            return stageStealNext(c, t);
        case st::idle:
            return stageIdle(c, t);
        case st::recheck:
            return stageRecheck(c, t);
        case st::polled:
            return stagePolled(c, t);
        case st::woken:
            return stageWoken(c, t);
        case st::lockedWoken:
            return stageLockedWoken(c, t);
        default:
            CHECK(false, "schedule: unknown stage");
            return TaskStatus::done;
    }
}

}  // namespace tricolor::runtime
