// What:    stopping all Ps and starting them again, changing their number in between, and the ragged barrier.
//          Stop: 1. tell everybody (gcwaiting, preempt requests), take own, syscalling and idle Ps; 2. wait
//          in rounds of 100 us, asking again. Start: resize, hand out Ps with work, wake Ms.
// Follows: runtime/proc.go (stopTheWorldWithSema, startTheWorldWithSema, procresize, forEachP, GOMAXPROCS).
// Differs: the M that stops the world stays with its goroutine; it sleeps on the stop note as on a timer.
// Invariants (validateScheduler):
//  8. while gcwaiting, stopwait counts the Ps that have not stopped.
#include "sim/runtime/fixalloc.h"
#include "sim/runtime/histogram.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mcache.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mpagecache.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc_bootheap.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

namespace {

constexpr costs::ps stopRetry = 100 * costs::us;

constexpr std::string_view kReasons[] = {"unknown",
                                         "GC mark termination",
                                         "GC sweep termination",
                                         "write heap dump",
                                         "goroutine profile",
                                         "goroutine profile cleanup",
                                         "all goroutines stack trace",
                                         "read mem stats",
                                         "AllThreadsSyscall",
                                         "GOMAXPROCS",
                                         "start trace",
                                         "stop trace"};

bool isGC(stwReason r) {
    return r == stwReason::GCMarkTerm || r == stwReason::GCSweepTerm;
}

// Since the world began to stop.
void recordPause(Ctx& c, timeHistogram& forGC, timeHistogram& forOthers) {
    const schedt& s = c.w.sched;
    record(s.stwForGC ? forGC : forOthers, c.nanotime() - s.stwStartNs);
}

TaskStatus waitStopped(Ctx& c, Task& t) {
    c.w.sched.stopM = c.mid;
    c.w.sched.stopnoteWaiting = true;
    t.stage = 1;
    sleepM(c, stopRetry);
    return TaskStatus::again;
}

void wakeNote(Ctx& c) {
    schedt& s = c.w.sched;
    if (!s.stopnoteWaiting) return;
    s.stopnoteWaiting = false;
    notewakeup(c, s.stopM);
}

}  // namespace

std::string_view stwReasonText(stwReason r) {
    return kReasons[static_cast<size_t>(r)];
}

void stopwaitDone(Ctx& c) {
    CHECK(c.w.sched.stopwait > 0, "stopTheWorld: not stopped (stopwait != 0)");
    if (--c.w.sched.stopwait == 0) wakeNote(c);
}

void gcstopm(Ctx& c) {
    CHECK(c.w.sched.gcwaiting, "gcstopm: not waiting for gc");
    if (c.mp().spinning) stopSpinning(c);
    const PId p = releasep(c);
    c.w.p(p).status = Pgcstop;
    stopwaitDone(c);
    mput(c);
}

bool inSyscall(const World& w, PId p) {
    const P& pp = w.p(p);
    if (pp.status != Prunning || !pp.m) return false;
    const GId g = w.m(pp.m).curg;
    return g && w.g(g).atomicstatus == Gsyscall && w.m(pp.m).p == p;
}

void takeP(Ctx& c, PId p, uint32_t newStatus) {
    P& pp = c.w.p(p);
    c.w.m(pp.m).p = PId{};
    pp.oldm = pp.m;
    pp.m = MId{};
    pp.status = newStatus;
    ++pp.syscalltick;
    c.emit(EventKind::ProcSteal, static_cast<uint64_t>(p.v));
}

// Task stopTheWorldWithSema{reason}.
TaskStatus stopTheWorldWithSema(Ctx& c, Task& t) {
    schedt& s = c.w.sched;
    if (t.stage == 0) {
        c.charge(costs::stopWorld);
        c.emit(EventKind::STWBegin, t.v[0]);
        s.stwStartNs = c.nanotime();
        s.stwForGC = isGC(static_cast<stwReason>(t.v[0]));
        s.stopwait = s.gomaxprocs;
        s.gcwaiting = true;
        preemptall(c);
        c.pp().status = Pgcstop;
        --s.stopwait;
        for (int32_t i = 0; i < s.gomaxprocs; ++i)
            if (inSyscall(c.w, PId{i})) {
                takeP(c, PId{i}, Pgcstop);
                --s.stopwait;
            }
        for (PId p = pidleget(c); p; p = pidleget(c)) {
            c.w.p(p).status = Pgcstop;
            --s.stopwait;
        }
    } else if (s.stopwait > 0) {
        preemptall(c);
    }
    if (s.stopwait > 0) return waitStopped(c, t);
    s.stopnoteWaiting = false;
    recordPause(c, c.w.memstats.stwStoppingTimeGC, c.w.memstats.stwStoppingTimeOther);
    return TaskStatus::done;
}

// ---- number of Ps
// ------------------------------------------------------------------------------------------------

P& addP(Ctx& c, int32_t id) {
    World& w = c.w;
    if (static_cast<size_t>(id) == w.allp.size()) w.allp.push_back(P{});
    if (w.p(PId{id}).addr == 0) {
        constexpr uint64_t pBytes = 15920;
        const Type* typ = c.module.pType >= 0 ? &c.module.type(c.module.pType) : nullptr;
        const Addr object = mallocgc(c, pBytes, typ, true);
        w.p(PId{id}).addr = object;
    }
    if (id > 0) fixallocAlloc(w, ownP(c), w.mheap_.cachealloc);  // the first one uses mcache0
    P& pp = w.p(PId{id});
    pp.id = id;
    pp.status = Pgcstop;
    pp.mcache.flushGen = w.mheap_.sweepgen;
    return pp;
}

static void destroyP(Ctx& c, P& pp) {
    World& w = c.w;
    CHECK(w.gcphase == GCPhase::off, "P destroyed while GC is running");
    while (pp.runqhead != pp.runqtail) globrunqputhead(w, pp.runq[--pp.runqtail % runqSize]);
    if (pp.runnext) globrunqputhead(w, std::exchange(pp.runnext, GId{}));
    takeTimers(c, PId{c.pp().id}, pp);
    for (const Addr s : pp.sudogcache) w.sched.sudogcache.push_back(s);
    pp.sudogcache.clear();
    pp.deferpool.clear();
    releaseAll(c, pp);
    stackcacheClear(c, pp);
    flush(pp.pcache, w.mheap_.pages);
    flushMSpanCache(w, pp);
    fixallocFree(w.mheap_.cachealloc);
    gfpurge(w, pp);
    pp.gcAssistTime = 0;
    pp.status = Pdead;
    pp.oldm = MId{};
}

std::vector<RunnableP> procresize(Ctx& c, int32_t nprocs) {
    World& w = c.w;
    const int32_t old = w.sched.gomaxprocs;
    c.emit(EventKind::ProcsChange, static_cast<uint64_t>(nprocs));
    if (const auto had = static_cast<int32_t>(w.allp.size()); nprocs > had) growProcTables(c, had, nprocs);
    for (int32_t i = old; i < nprocs; ++i) addP(c, i);
    if (c.pp().id < nprocs) {
        c.pp().status = Prunning;
        prepareForSweep(c, c.pp());
    } else {
        c.pp().status = Prunning;
        releasep(c);
        w.p(PId{0}).status = Pidle;
        acquirep(c, PId{0});
    }
    for (int32_t i = nprocs; i < old; ++i) destroyP(c, w.p(PId{i}));
    w.sched.gomaxprocs = nprocs;
    std::vector<RunnableP> runnable, needM;
    std::vector<PId> idle;
    for (int32_t i = nprocs - 1; i >= 0; --i) {
        P& pp = w.p(PId{i});
        if (c.mp().p == PId{i}) continue;
        pp.status = Pidle;
        if (runqempty(pp)) {
            idle.push_back(PId{i});
            continue;
        }
        const MId m = mgetSpecific(w, pp.oldm);
        (m ? runnable : needM).push_back({PId{i}, m});
    }
    // The lists are stacks in real Go; idle is lowest id last here.
    while (!needM.empty()) {
        runnable.push_back({needM.back().p, mget(w)});
        needM.pop_back();
    }
    if (w.gcBlackenEnabled)
        while (!idle.empty() && assignWaitingGCWorker(c, idle.back(), c.nanotime())) {
            runnable.push_back({idle.back(), mget(w)});
            idle.pop_back();
        }
    for (; !idle.empty(); idle.pop_back()) pidleput(c, idle.back());
    if (old != nprocs) resetCapacity(w, c.nanotime(), nprocs);
    return {runnable.rbegin(), runnable.rend()};
}

// Task startTheWorldWithSema{}.
TaskStatus startTheWorldWithSema(Ctx& c, Task&) {
    schedt& s = c.w.sched;
    c.charge(costs::startWorld);
    const int32_t procs = s.newprocs ? std::exchange(s.newprocs, 0) : s.gomaxprocs;
    const std::vector<RunnableP> runnable = procresize(c, procs);
    s.gcwaiting = false;
    wakeSysmon(c);
    for (const RunnableP& r : runnable) {
        if (r.m) {
            c.w.m(r.m).nextp = r.p;
            notewakeup(c, r.m);
        } else {
            newm(c, r.p, false, TaskKind::schedule);
        }
    }
    recordPause(c, c.w.memstats.stwTotalTimeGC, c.w.memstats.stwTotalTimeOther);
    c.emit(EventKind::STWEnd, static_cast<uint64_t>(c.nanotime() - s.stwStartNs));
    wakep(c);
    return TaskStatus::done;
}

// Task GOMAXPROCS{n}: result(0) the old value.
TaskStatus GOMAXPROCS(Ctx& c, Task& t) {
    World& w = c.w;
    const auto n = static_cast<int64_t>(t.v[0]);
    switch (t.stage) {
        case 0:
            t.v[1] = static_cast<uint64_t>(w.sched.gomaxprocs);
            if (n <= 0 || n == w.sched.gomaxprocs) {
                c.ret(t.v[1]);
                return TaskStatus::done;
            }
            t.stage = 1;
            [[fallthrough]];
        case 1:
            if (!gcSemAcquire(c, w.work.gcsema, w.work.gcsemaWait)) return c.park(waitReason::Semacquire);
            t.stage = 2;
            return TaskStatus::again;
        case 2:
            if (!gcSemAcquire(c, w.work.worldsema, w.work.worldsemaWait))
                return c.park(waitReason::Semacquire);
            t.stage = 3;
            return c.call(TaskKind::stopTheWorldWithSema, {static_cast<uint64_t>(stwReason::GOMAXPROCS)});
        case 3:
            w.sched.newprocs = static_cast<int32_t>(std::min<int64_t>(n, maxGOMAXPROCS));
            t.stage = 4;
            return c.call(TaskKind::startTheWorldWithSema);
        default:
            gcSemRelease(c, w.work.worldsema, w.work.worldsemaWait);
            gcSemRelease(c, w.work.gcsema, w.work.gcsemaWait);
            c.ret(t.v[1]);
            return TaskStatus::done;
    }
}

// ---- ragged barrier
// ------------------------------------------------------------------------------------------------

void runSafePointFn(Ctx& c, PId p) {
    schedt& s = c.w.sched;
    if (!c.w.p(p).runSafePointFn) return;
    c.w.p(p).runSafePointFn = false;
    gcSafePoint(c, p, static_cast<safePointFn>(s.safePointFn));
    CHECK(s.safePointWait > 0, "forEachP: sched.safePointWait == 0");
    if (--s.safePointWait == 0) wakeNote(c);
}

// Task forEachP{waitReason, fn}.
TaskStatus forEachP(Ctx& c, Task& t) {
    World& w = c.w;
    schedt& s = w.sched;
    if (t.stage == 0) {
        CHECK(s.safePointWait == 0, "forEachP: sched.safePointWait != 0");
        c.charge(costs::gcPhaseStage);
        s.safePointFn = static_cast<uint8_t>(t.v[1]);
        s.safePointWait = s.gomaxprocs - 1;
        const PId own{c.pp().id};
        for (int32_t i = 0; i < s.gomaxprocs; ++i) w.p(PId{i}).runSafePointFn = PId{i} != own;
        preemptall(c);
        for (PId p = s.pidle; p; p = w.p(p).link) runSafePointFn(c, p);
        gcSafePoint(c, own, static_cast<safePointFn>(s.safePointFn));
        for (int32_t i = 0; i < s.gomaxprocs; ++i)
            if (w.p(PId{i}).runSafePointFn && inSyscall(w, PId{i})) {
                takeP(c, PId{i}, Pidle);
                handoffp(c, PId{i});
            }
    } else if (s.safePointWait > 0) {
        preemptall(c);
    }
    if (s.safePointWait > 0) return waitStopped(c, t);
    s.stopnoteWaiting = false;
    s.safePointFn = 0;
    return TaskStatus::done;
}

}  // namespace tricolor::runtime
