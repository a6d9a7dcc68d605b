// The controller at work: new goals, and the background mark workers – their goroutine, and who runs one when
// (see mgc.h, mgcpacer.h).
#include "sim/runtime/malloc.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcscavenge.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/proc_internal.h"

namespace tricolor::runtime {

gcTriggerPoint gcControllerCommit(World& w) {
    commit(w.gcController, isSweepDone(w));
    if (w.gcphase != GCPhase::off) revise(w.gcController, inUse(w.memstats));
    const gcTriggerPoint point = trigger(w.gcController, inUse(w.memstats));
    gcPaceSweeper(w, point.trigger);
    gcPaceScavenger(w, w.gcController.memoryLimit, point.goal, w.gcController.lastHeapGoal);
    return point;
}

void gcControllerCommit(Ctx& c) {
    const auto [at, goal] = gcControllerCommit(c.w);
    c.emit(EventKind::HeapGoal, goal, at);
}

int32_t setGCPercent(Ctx& c, int32_t in) {
    const int32_t out = setGCPercent(c.w.gcController, in);
    gcControllerCommit(c);
    return out;
}

int64_t setMemoryLimit(Ctx& c, int64_t in) {
    const int64_t out = setMemoryLimit(c.w.gcController, in);
    if (in >= 0 && out != in) gcControllerCommit(c);
    return out;
}

int32_t setGCPercent(World& w, int32_t in) {
    const int32_t out = setGCPercent(w.gcController, in);
    gcControllerCommit(w);
    return out;
}

int64_t setMemoryLimit(World& w, int64_t in) {
    const int64_t out = setMemoryLimit(w.gcController, in);
    if (in >= 0 && out != in) gcControllerCommit(w);
    return out;
}

namespace {

GId popWorker(World& w) {
    std::vector<GId>& pool = w.work.bgMarkWorkerPool;
    if (pool.empty()) return {};
    const GId g = pool.back();
    pool.pop_back();
    return g;
}

GId makeRunnable(Ctx& c, GId g) {
    G& gp = c.w.g(g);
    CHECK(gp.atomicstatus == Gwaiting, "a mark worker in the pool does not wait");
    casgstatus(c, gp, Grunnable);
    c.emit(EventKind::GoUnblock, static_cast<uint64_t>(g.v));
    return g;
}

}  // namespace

bool assignWaitingGCWorker(Ctx& c, PId p, int64_t now) {
    World& w = c.w;
    gcControllerState& gc = w.gcController;
    CHECK(w.gcBlackenEnabled, "gcControllerState.findRunnable: blackening not enabled");
    if (!gcMarkWorkAvailable(w, p)) return false;
    if (gc.dedicatedMarkWorkersNeeded <= 0 && gc.fractionalUtilizationGoal == 0) return false;
    const GId g = popWorker(w);
    if (!g) return false;
    P& pp = w.p(p);
    if (gc.dedicatedMarkWorkersNeeded > 0) {
        --gc.dedicatedMarkWorkersNeeded;
        pp.gcMarkWorkerMode_ = gcMarkWorkerMode::Dedicated;
    } else {
        const int64_t delta = now - gc.markStartTime;
        const bool enough =
            delta > 0 && static_cast<double>(pp.gcFractionalMarkTime) / static_cast<double>(delta) >
                             gc.fractionalUtilizationGoal;
        if (gc.fractionalUtilizationGoal == 0 || enough) {
            w.work.bgMarkWorkerPool.push_back(g);
            return false;
        }
        pp.gcMarkWorkerMode_ = gcMarkWorkerMode::Fractional;
    }
    pp.nextGCMarkWorker = g;
    return true;
}

GId findRunnableGCWorker(Ctx& c, PId p, int64_t now) {
    if (needUpdate(c.w.gcCPULimiter, now)) updateLimiter(c.w, now);
    if (!c.w.p(p).nextGCMarkWorker && !assignWaitingGCWorker(c, p, now)) return {};
    const GId g = c.w.p(p).nextGCMarkWorker;
    c.w.p(p).nextGCMarkWorker = {};
    return makeRunnable(c, g);
}

void releaseNextGCMarkWorker(Ctx& c, PId p) {
    P& pp = c.w.p(p);
    if (!pp.nextGCMarkWorker) return;
    markWorkerStop(c.w.gcController, pp.gcMarkWorkerMode_, 0);
    c.w.work.bgMarkWorkerPool.push_back(pp.nextGCMarkWorker);
    pp.nextGCMarkWorker = {};
    pp.gcMarkWorkerMode_ = gcMarkWorkerMode::NotWorker;
}

GId findIdleGCWorker(Ctx& c, PId p) {
    World& w = c.w;
    if (!w.gcBlackenEnabled || !gcMarkWorkAvailable(w, p) || !addIdleMarkWorker(w.gcController)) return {};
    const GId g = popWorker(w);
    if (!g) {
        removeIdleMarkWorker(w.gcController);
        return {};
    }
    w.p(p).gcMarkWorkerMode_ = gcMarkWorkerMode::Idle;
    return makeRunnable(c, g);
}

void enlistWorker(Ctx& c) {
    World& w = c.w;
    const bool needDedicated = w.gcController.dedicatedMarkWorkersNeeded > 0;
    if (w.knobs.collector == Collector::greentea) {
        if (!needDedicated && !needIdleMarkWorker(w.gcController)) return;
        if (w.sched.npidle != 0 && w.sched.nmspinning == 0) {
            wakep(c);
            return;
        }
    }
    if (!needDedicated || w.sched.gomaxprocs <= 1 || !c.mp().p) return;
    // Ask a random other P to look for work; a few tries.
    const int32_t mine = c.mp().p.v;
    for (int tries = 0; tries < 5; ++tries) {
        auto id = static_cast<int32_t>(c.mp().cheaprand.below(static_cast<uint32_t>(w.sched.gomaxprocs - 1)));
        if (id >= mine) ++id;
        if (w.p(PId{id}).status == Prunning && preemptone(c, PId{id})) return;
    }
}

namespace {

enum : uint16_t { stInit, stSelected, stDrained, stDedicatedAgain, stStop };
enum : size_t { vStartTime, vTracks };

// The worker's node in the pool: 512 bytes, so that a tagged pointer has room for a counter.
void allocateNode(Ctx& c) {
    constexpr uint64_t nodeBytes = 512;
    c.w.work.bgMarkWorkerNodes.push_back(mallocgc(c, nodeBytes, nullptr, true));
}

TaskStatus parkInPool(Ctx& c, Task& t) {
    t.stage = stSelected;
    c.w.work.bgMarkWorkerPool.push_back(c.gid());
    return c.park(waitReason::GCWorkerIdle);
}

TaskStatus beginDrain(Ctx& c, Task& t) {
    World& w = c.w;
    P& pp = c.pp();
    CHECK(w.gcBlackenEnabled, "gcBgMarkWorker: blackening not enabled");
    CHECK(pp.gcMarkWorkerMode_ != gcMarkWorkerMode::NotWorker, "gcBgMarkWorker: mode not set");
    ++c.mp().locks;  // the P stays until the drain is over
    const int64_t now = c.nanotime();
    t.v[vStartTime] = static_cast<uint64_t>(now);
    pp.gcMarkWorkerStartTime = now;
    t.v[vTracks] = pp.gcMarkWorkerMode_ == gcMarkWorkerMode::Idle &&
                   startLimiterEvent(pp, limiterEventType::IdleMarkWork, now);
    gcBeginWork(w);
    c.emit(EventKind::GCWorkerStart, static_cast<uint64_t>(pp.gcMarkWorkerMode_),
           static_cast<uint64_t>(c.gid().v));
    c.gp().waitreason = waitReason::GCWorkerActive;
    casgstatus(c, c.gp(), Gwaiting);
    t.stage = stStop;
    switch (pp.gcMarkWorkerMode_) {
        case gcMarkWorkerMode::Dedicated:
            t.stage = stDedicatedAgain;
            return c.call(TaskKind::gcDrain, {gcDrainUntilPreempt | gcDrainFlushBgCredit, 0});
        case gcMarkWorkerMode::Fractional:
            return c.call(TaskKind::gcDrain,
                          {gcDrainFractional | gcDrainUntilPreempt | gcDrainFlushBgCredit, 0});
        default:
            return c.call(TaskKind::gcDrain, {gcDrainIdle | gcDrainUntilPreempt | gcDrainFlushBgCredit, 0});
    }
}

// True: marking may be complete.
bool endDrain(Ctx& c, Task& t) {
    World& w = c.w;
    casgstatus(c, c.gp(), Grunning);
    c.gp().waitreason = waitReason::Zero;
    P& pp = c.pp();
    const int64_t now = c.nanotime(), duration = now - static_cast<int64_t>(t.v[vStartTime]);
    const gcMarkWorkerMode mode = pp.gcMarkWorkerMode_;
    markWorkerStop(w.gcController, mode, duration);
    if (t.v[vTracks]) stopLimiterEvent(w, pp, limiterEventType::IdleMarkWork, now);
    if (mode == gcMarkWorkerMode::Fractional) pp.gcFractionalMarkTime += duration;
    pp.gcMarkWorkerMode_ = gcMarkWorkerMode::NotWorker;
    c.emit(EventKind::GCWorkerStop, static_cast<uint64_t>(mode), static_cast<uint64_t>(duration));
    --c.mp().locks;
    return gcEndWork(w);
}

}  // namespace

TaskStatus gcBgMarkWorker(Ctx& c, Task& t) {
    switch (t.stage) {
        case stInit: {
            allocateNode(c);
            const GId starter = c.w.work.bgMarkReady;
            c.w.work.bgMarkReady = {};
            if (starter) goready(c, starter, true);
            return parkInPool(c, t);
        }
        case stSelected:
            return beginDrain(c, t);
        case stDedicatedAgain:
            t.stage = stStop;
            // Asked to stop: let others have this P's goroutines, then go on without giving way.
            if (c.gp().preempt) runqdrainToGlobal(c);
            return c.call(TaskKind::gcDrain, {gcDrainFlushBgCredit, 0});
        case stStop:
            t.stage = stDrained;
            return endDrain(c, t) ? c.call(TaskKind::gcMarkDone) : TaskStatus::again;
        default:
            return parkInPool(c, t);
    }
}

}  // namespace tricolor::runtime
