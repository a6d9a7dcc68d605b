#include "sim/runtime/mgc.h"

#include <algorithm>

#include "sim/runtime/frames.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/mem.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/mwbbuf.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

void gcinit(World& w, const Module& module) {
    init(w.gcController, inUse(w.memstats), w.knobs.GOGC, w.knobs.GOMEMLIMIT);
    w.gcController.globalsScan =
        module.dataEnd - module.dataBase + module.bssEnd - module.bssBase + module.runtimeGlobals;
    commit(w.gcController, true);
    w.mheap_.sweepDrained = true;  // nothing to sweep before the first cycle
}

void startForcegchelper(Ctx& c) {
    c.w.sched.forcegcG = newSystemproc(c, TaskKind::forcegchelper);
}

void gcenable(Ctx& c) {
    resetCapacity(c.w, c.nanotime(), c.w.sched.gomaxprocs);
    newSystemproc(c, TaskKind::bgsweep);
    newSystemproc(c, TaskKind::bgscavenge);
    c.w.memstats.enablegc = true;
}

bool gcTriggerTest(const World& w, gcTriggerKind kind, int64_t now, uint32_t n) {
    if (!w.memstats.enablegc || w.gcphase != GCPhase::off) return false;
    switch (kind) {
        case gcTriggerKind::Heap:
            return w.gcController.heapLive >= gcTriggerBytes(w);
        case gcTriggerKind::Time: {
            const auto last = static_cast<int64_t>(w.memstats.lastGcNanotime);
            return w.gcController.gcPercent >= 0 && last != 0 && now - last > forcegcperiod;
        }
        case gcTriggerKind::Cycle:
            return static_cast<int32_t>(n - w.work.cycles) > 0;
    }
    return false;
}

bool gcSemAcquire(Ctx& c, int64_t& sema, std::vector<GId>& wait) {
    if (sema > 0) {
        --sema;
        return true;
    }
    wait.push_back(c.gid());
    return false;
}

void gcSemRelease(Ctx& c, int64_t& sema, std::vector<GId>& wait) {
    ++sema;
    if (wait.empty()) return;
    const GId g = wait.front();
    wait.erase(wait.begin());
    goready(c, g, true);
}

void setWriteBarrier(World& w, bool on) {
    w.knobs.writeBarrier = on;
    w.writeBarrierEnabled = on && w.gcphase != GCPhase::off;
    if (!on && w.gcphase != GCPhase::off) w.work.barrierWasOff = true;
}

void setGCPhase(Ctx& c, GCPhase phase) {
    c.w.gcphase = phase;
    setWriteBarrier(c.w, c.w.knobs.writeBarrier);
    c.emit(EventKind::GCPhase, static_cast<uint64_t>(phase), c.w.work.cycles);
}

void gcShade(Ctx& c, Addr obj) {
    if (!c.w.writeBarrierEnabled || obj < kHeapBase || !c.mp().p) return;
    c.charge(costs::writeBarrier);
    *wbBufGet(c, c.mp().p, 1) = obj;
}

void gcFlushExitCredit(Ctx& c, GId g) {
    G& gp = c.w.g(g);
    if (c.w.gcBlackenEnabled && gp.gcAssistBytes > 0)
        c.w.gcController.bgScanCredit +=
            f64toi64(c.w.gcController.assistWorkPerByte * static_cast<double>(gp.gcAssistBytes));
    gp.gcAssistBytes = 0;
}

void gcBgMarkPrepare(World& w) {
    w.work.nproc = w.work.nwait = -1;
}

void gcBeginWork(World& w) {
    --w.work.nwait;
    CHECK(w.work.nwait != w.work.nproc, "work.nwait was > work.nproc");
}

bool gcEndWork(World& w) {
    ++w.work.nwait;
    CHECK(w.work.nwait <= w.work.nproc, "work.nwait > work.nproc");
    return gcIsMarkDone(w);
}

bool gcMarkWorkAvailable(const World& w, PId p) {
    return (p.valid() && !gcwEmpty(w, p)) || !w.work.full.empty() ||
           w.work.markrootNext < w.work.markrootJobs;
}

bool gcIsMarkDone(const World& w) {
    return w.work.nwait == w.work.nproc && !gcMarkWorkAvailable(w, PId{});
}

namespace {

enum : size_t { vKind, vN, vStarted, vStopped };
constexpr uint32_t flagReadyChan = 1;
enum : uint16_t {
    stSweep,
    stStartSema,
    stRetest,
    stGcsema,
    stWorldsema,
    stBegin,
    stWorkers,
    stStop,
    stStopped,
    stFinishSweep,
    stCycle,
    stMark,
    stStarted
};

bool triggered(Ctx& c, const Task& t) {
    return gcTriggerTest(c.w, static_cast<gcTriggerKind>(t.v[vKind]), c.nanotime(),
                         static_cast<uint32_t>(t.v[vN]));
}

// As the event tells it: 0 the trigger, 1 forced, 2 two minutes.
uint64_t whyOf(const Task& t) {
    switch (static_cast<gcTriggerKind>(t.v[vKind])) {
        case gcTriggerKind::Heap:
            return 0;
        case gcTriggerKind::Cycle:
            return 1;
        case gcTriggerKind::Time:
            return 2;
    }
    return 0;
}

// Makes one more mark worker and waits until it reports. False: there are enough. The channel on which they
// report and the closure of each are garbage afterwards.
bool startWorker(Ctx& c, Task& t) {
    World& w = c.w;
    if (w.work.bgMarkWorkerCount >= w.sched.gomaxprocs) return false;
    namespace f = frames;
    if (c.pp().sudogcache.empty())
        checkStack(c, {f::gcBgMarkStartWorkers, f::chanrecv1, f::chanrecv, f::acquireSudog, f::newobject,
                       f::mallocgc, f::leaf});
    else
        checkStack(c, {f::gcBgMarkStartWorkers, f::chanrecv1, f::chanrecv, f::gopark});
    if (!(t.flags & flagReadyChan)) mallocgc(c, 112, nullptr, true);
    t.flags |= flagReadyChan;
    mallocgc(c, 16, c.module.pointerType >= 0 ? &c.module.type(c.module.pointerType) : nullptr, true);
    ++w.work.bgMarkWorkerCount;
    w.work.bgMarkReady = c.gid();
    newSystemproc(c, TaskKind::gcBgMarkWorker);
    return true;
}

void gcResetMarkState(World& w) {
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        G& gp = w.allgs.mut(i);
        gp.gcscandone = false;
        gp.gcAssistBytes = 0;
    }
    for (size_t i = 0; i < w.mheap_.pageMarks.size(); ++i)
        if (w.mheap_.pageMarks[i] != 0) w.mheap_.pageMarks.mut(i) = 0;
    w.work.bytesMarked = 0;
    w.work.lost.clear();
    w.work.initialHeapLive = w.gcController.initialHeapLive = w.gcController.heapLive;
}

// What a sync.Pool starts with: local, localSize, victim, victimSize.
constexpr Addr kPoolLocal = 0, kPoolVictim = 16, kPoolPartsBytes = 16;

// The victims of all pools are dropped, their local parts become victims (sync.poolCleanup). The world is
// stopped and marking has not begun: no write barrier.
void clearSyncPools(World& w, const Module& m) {
    if (!m.allPools) return;
    Memory& mem = w.memory;
    const auto each = [&](Addr list, auto&& f) {
        const Addr array = mem.load64(list);
        for (Addr n = mem.load64(list + 8), i = 0; i < n; ++i) f(mem.load64(array + 8 * i));
    };
    const auto moveParts = [&](Addr to, Addr from) {
        for (Addr word = 0; word < kPoolPartsBytes; word += 8) {
            mem.store64(to + word, from ? mem.load64(from + word) : 0);
            if (from) mem.store64(from + word, 0);
        }
    };
    each(m.oldPools, [&](Addr pool) { moveParts(pool + kPoolVictim, 0); });
    each(m.allPools, [&](Addr pool) { moveParts(pool + kPoolVictim, pool + kPoolLocal); });
    for (Addr word = 0; word < 24; word += 8) {
        mem.store64(m.oldPools + word, mem.load64(m.allPools + word));
        mem.store64(m.allPools + word, 0);
    }
}

// Central caches are dropped at each cycle; what the Ps hold stays.
void clearpools(World& w, const Module& m) {
    clearSyncPools(w, m);
    for (const Addr a : w.sched.sudogcache)
        for (size_t i = 0; i < w.sudogs.size(); ++i)
            if (w.sudogs[i].addr == a) {
                w.sudogs.mut(i) = {};
                w.freeSudogs.push_back(static_cast<uint32_t>(i));
            }
    w.sched.sudogcache.clear();
    w.sched.deferpool.clear();
}

void printPacerStart(Ctx& c) {
    if (!c.w.knobs.gcpacertrace) return;
    const gcControllerState& gc = c.w.gcController;
    writeErr(c, "pacer: assist ratio=" + printFloat(gc.assistWorkPerByte) + " (scan " +
                    std::to_string(gc.heapScan >> 20) + " MB in " + std::to_string(gc.initialHeapLive >> 20) +
                    "->" + std::to_string(heapGoal(c.w) >> 20) +
                    " MB) workers=" + std::to_string(gc.dedicatedMarkWorkersNeeded) + "+" +
                    printFloat(gc.fractionalUtilizationGoal) + "\n");
}

void beginCycle(Ctx& c, const Task& t) {
    World& w = c.w;
    clearpools(w, c.module);
    ++w.work.cycles;
    for (size_t i = 0; i < w.allp.size(); ++i) {
        P& pp = w.allp.mut(i);
        pp.gcAssistTime = pp.gcFractionalMarkTime = 0;
        pp.scannedStackSize = pp.scannedStacks = 0;
    }
    const int64_t now = w.work.tSweepTerm;
    startCycle(w.gcController, inUse(w.memstats), now, w.sched.gomaxprocs,
               static_cast<gcTriggerKind>(t.v[vKind]) == gcTriggerKind::Time);
    printPacerStart(c);
    startGCTransition(w, true, now);
}

void beginMarking(Ctx& c) {
    setGCPhase(c, GCPhase::mark);
    gcBgMarkPrepare(c.w);
    gcPrepareMarkRoots(c);
    gcMarkTinyAllocs(c);
    c.w.gcBlackenEnabled = true;
}

TaskStatus afterStart(Ctx& c, const Task& t) {
    World& w = c.w;
    const int64_t now = c.nanotime();
    w.work.pauseNS += now - static_cast<int64_t>(t.v[vStarted]);
    w.work.cpuGCPause += static_cast<uint64_t>((now - static_cast<int64_t>(t.v[vStopped])) * w.work.maxprocs);
    w.work.tMark = now;
    finishGCTransition(w, now);
    gcSemRelease(c, w.work.worldsema, w.work.worldsemaWait);
    gcSemRelease(c, w.work.startSema, w.work.startSemaWait);
    return TaskStatus::done;
}

void prepareProcs(Ctx& c) {
    World& w = c.w;
    for (size_t i = 0; i < static_cast<size_t>(w.sched.gomaxprocs); ++i) {  // others are dead
        CHECK(w.allp[i].mcache.flushGen == w.mheap_.sweepgen, "p mcache not flushed");
        if (w.knobs.collector != Collector::greentea || w.allp[i].gcw.ptrBuf) continue;
        w.allp.mut(i).gcw.ptrBuf = true;
        persistentalloc(w, ownP(c), kPageSize, 8, sysMemStat::gcMisc);
    }
}

TaskStatus gcStartLocked(Ctx& c, Task& t) {
    World& w = c.w;
    workType& work = w.work;
    switch (t.stage) {
        case stBegin:
            work.userForced = static_cast<gcTriggerKind>(t.v[vKind]) == gcTriggerKind::Cycle;
            c.emit(EventKind::GCBegin, work.cycles + 1, w.gcController.heapLive, whyOf(t));
            prepareProcs(c);
            t.stage = stWorkers;
            return TaskStatus::again;
        case stWorkers:
            if (startWorker(c, t)) return c.park(waitReason::ChanReceive);
            t.stage = stStop;
            return TaskStatus::again;
        case stStop:
            gcResetMarkState(w);
            work.stwprocs = work.maxprocs = w.sched.gomaxprocs;
            work.heap0 = w.gcController.heapLive;
            work.pauseNS = 0;
            work.tSweepTerm = c.nanotime();
            t.v[vStarted] = static_cast<uint64_t>(work.tSweepTerm);
            t.stage = stStopped;
            return c.call(TaskKind::stopTheWorldWithSema, {static_cast<uint64_t>(stwReason::GCSweepTerm)});
        case stStopped:
            t.v[vStopped] = static_cast<uint64_t>(c.nanotime());
            t.stage = stFinishSweep;
            return TaskStatus::again;
        case stFinishSweep:
            if (sweepone(c) != sweepNone) return TaskStatus::again;
            finishsweep_m(c);
            c.charge(costs::gcPhaseStage);
            t.stage = stCycle;
            return TaskStatus::again;
        case stCycle:
            beginCycle(c, t);
            c.charge(costs::gcPhaseStage);
            t.stage = stMark;
            return TaskStatus::again;
        case stMark:
            beginMarking(c);
            c.charge(costs::gcPhaseStage);
            t.stage = stStarted;
            return c.call(TaskKind::startTheWorldWithSema);
        default:
            return afterStart(c, t);
    }
}

}  // namespace

std::string_view gcStartSentence(uint16_t stage) {
    switch (stage) {
        case stSweep:
            return "begins a collection: sweeps what the last cycle left unswept";
        case stStartSema:
        case stRetest:
            return "begins a collection: is the first to do so, if the trigger still holds";
        case stGcsema:
        case stWorldsema:
            return "begins a collection: gets the right to stop the world";
        case stBegin:
            return "begins a collection: every P's cache must be flushed since the last one";
        case stWorkers:
            return "mark setup: there is to be a mark worker for each P";
        case stStop:
            return "sweep termination: asks for the world to be stopped";
        case stStopped:
        case stFinishSweep:
            return "sweep termination: the world is stopped, the last unswept spans are swept";
        case stCycle:
            return "mark setup: the pacer plans the cycle and its workers";
        case stMark:
            return "mark setup: the write barrier goes on and the roots are listed";
        default:
            return "mark setup: the world runs again, marking goes on beside it";
    }
}

TaskStatus gcStart(Ctx& c, Task& t) {
    workType& work = c.w.work;
    switch (t.stage) {
        case stSweep:
            if (c.gid() == c.mp().g0 || c.mp().locks > 0 || !c.mp().preemptoff.empty())
                return TaskStatus::done;
            // Finish the last cycle's sweeping while the trigger holds, one span a stage.
            checkStack(c, {frames::gcTriggerTest, frames::gcControllerTrigger, frames::leaf});
            if (triggered(c, t) && sweepone(c) != sweepNone) return TaskStatus::again;
            t.stage = stStartSema;
            [[fallthrough]];
        case stStartSema:
            if (!gcSemAcquire(c, work.startSema, work.startSemaWait)) return c.park(waitReason::Semacquire);
            t.stage = stRetest;
            [[fallthrough]];
        case stRetest:
            if (!triggered(c, t)) {
                gcSemRelease(c, work.startSema, work.startSemaWait);
                return TaskStatus::done;
            }
            t.stage = stGcsema;
            [[fallthrough]];
        case stGcsema:
            if (!gcSemAcquire(c, work.gcsema, work.gcsemaWait)) return c.park(waitReason::Semacquire);
            t.stage = stWorldsema;
            [[fallthrough]];
        case stWorldsema:
            if (!gcSemAcquire(c, work.worldsema, work.worldsemaWait)) return c.park(waitReason::Semacquire);
            t.stage = stBegin;
            return TaskStatus::again;
        default:
            return gcStartLocked(c, t);
    }
}

namespace {

// True: mark phase n is over. False: this goroutine stands in line for it.
bool gcWaitOnMark(Ctx& c, uint32_t n) {
    workType& work = c.w.work;
    const uint32_t nMarks = work.cycles + (c.w.gcphase != GCPhase::mark ? 1 : 0);
    if (nMarks > n) return true;
    work.sweepWaiters.push_back(c.gid());
    return false;
}

enum : uint16_t { stRunning, stStart, stWait, stSweeping, stDone };

}  // namespace

// Task gcWaitOnMark{n, value}: waits until mark phase n is over; result(0) = value.
TaskStatus gcWaitOnMark(Ctx& c, Task& t) {
    if (!gcWaitOnMark(c, static_cast<uint32_t>(t.v[0]))) return c.park(waitReason::WaitForGCCycle);
    c.ret(t.v[1]);
    return TaskStatus::done;
}

TaskStatus runtimeGC(Ctx& c, Task& t) {
    const auto n = static_cast<uint32_t>(t.v[0]);
    switch (t.stage) {
        case stRunning:
            if (t.flags == 0) {
                t.flags = 1;
                t.v[0] = c.w.work.cycles;
            }
            if (!gcWaitOnMark(c, static_cast<uint32_t>(t.v[0]))) return c.park(waitReason::WaitForGCCycle);
            t.stage = stStart;
            return TaskStatus::again;
        case stStart:
            t.stage = stWait;
            return c.call(TaskKind::gcStart, {static_cast<uint64_t>(gcTriggerKind::Cycle), n + 1},
                          {frames::gcStart});
        case stWait:
            if (!gcWaitOnMark(c, n + 1)) return c.park(waitReason::WaitForGCCycle);
            t.stage = stSweeping;
            return TaskStatus::again;
        case stSweeping:
            if (c.w.work.cycles == n + 1 && sweepone(c) != sweepNone) {
                Gosched(c);
                return TaskStatus::again;
            }
            t.stage = stDone;
            [[fallthrough]];
        default:
            if (c.w.work.cycles == n + 1 && !isSweepDone(c.w)) {
                Gosched(c);
                return TaskStatus::again;
            }
            return TaskStatus::done;
    }
}

std::string_view runtimeGCSentence(uint16_t stage) {
    switch (stage) {
        case stRunning:
            return "runtime.GC: waits for a mark phase that is running already";
        case stStart:
            return "runtime.GC: starts a cycle of its own";
        case stWait:
            return "runtime.GC: waits until the marking of its cycle is over";
        case stSweeping:
            return "runtime.GC: helps sweeping, one span at a time";
        default:
            return "runtime.GC: waits until all sweeping is done";
    }
}

TaskStatus forcegchelper(Ctx& c, Task& t) {
    if (t.stage != 0) {
        if (t.stage == 1) {
            if (c.w.knobs.gctrace > 0) writeErr(c, "GC forced\n");
            t.stage = 2;
            return c.call(TaskKind::gcStart, {static_cast<uint64_t>(gcTriggerKind::Time), 0});
        }
    }
    c.w.sched.forcegcG = c.gid();
    c.w.sched.forcegcIdle = true;
    t.stage = 1;
    return c.park(waitReason::ForceGCIdle);
}

}  // namespace tricolor::runtime
