// Draining the grey set, and the assists that allocations pay with (see mgcmark.h).
#include <algorithm>
#include <utility>

#include "sim/runtime/frames.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/mgcmark_object.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/mwbbuf.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/proc_internal.h"

namespace tricolor::runtime {

namespace {

constexpr int64_t drainCheckThreshold = 100000;  // scan work between two looks around
constexpr costs::ps suspendWait = 10 * costs::us;

// The locals of gcDrain.
enum : size_t { vFlags, vScanWork, vInitScanWork, vCheckWork, vFlushed, vJob };
enum : uint16_t { stBegin, stRoots, stObjects, stSuspend };

int64_t local(const Task& t, size_t i) {
    return static_cast<int64_t>(t.v[i]);
}
void setLocal(Task& t, size_t i, int64_t value) {
    t.v[i] = static_cast<uint64_t>(value);
}

bool mustStop(Ctx& c, uint64_t flags) {
    if (!std::as_const(c.w).g(c.gid()).preempt) return false;
    return flags & (gcDrainUntilPreempt | gcDrainN) || c.w.sched.gcwaiting || c.pp().runSafePointFn;
}

// An idle or fractional worker looks whether it should give way.
bool shouldYield(Ctx& c, uint64_t flags) {
    if (flags & gcDrainIdle) return c.w.sched.runq.size() > c.w.sched.runqHead || !runqempty(c.w, c.mp().p);
    if (!(flags & gcDrainFractional)) return false;
    const P& pp = c.pp();
    const int64_t now = c.nanotime(), delta = now - c.w.gcController.markStartTime;
    if (delta <= 0) return true;
    const int64_t self = pp.gcFractionalMarkTime + (now - pp.gcMarkWorkerStartTime);
    return static_cast<double>(self) / static_cast<double>(delta) >
           1.2 * c.w.gcController.fractionalUtilizationGoal;
}

void enlistIfAsked(Ctx& c, gcWork& gcw) {
    if (!gcw.mayNeedWorker) return;
    gcw.mayNeedWorker = false;
    if (c.w.gcphase == GCPhase::mark) enlistWorker(c);
}

// The end of a drain: what was counted goes to the controller and to the credit.
TaskStatus finish(Ctx& c, Task& t) {
    gcWork& gcw = c.pp().gcw;
    if (t.v[vFlags] & gcDrainN) {
        c.ret(static_cast<uint64_t>(local(t, vFlushed) + gcw.heapScanWork));
        return TaskStatus::done;
    }
    if (gcw.heapScanWork > 0) {
        const int64_t work = gcw.heapScanWork;
        c.w.gcController.heapScanWork += work;
        gcw.heapScanWork = 0;
        if (t.v[vFlags] & gcDrainFlushBgCredit) gcFlushBgCredit(c, work - local(t, vInitScanWork));
    }
    return TaskStatus::done;
}

// A goroutine that runs, but waits in a task until others stop: it cannot be asked to stop itself.
bool standsStill(const World& w, GId g) {
    const TaskStack& tasks = w.g(g).tasks;
    if (tasks.empty()) return false;
    const TaskKind kind = tasks.top().kind;
    return kind == TaskKind::stopTheWorldWithSema || kind == TaskKind::forEachP;
}

// One root job. False: its goroutine runs; it was asked to stop, and the job is tried again.
bool doRoot(Ctx& c, Task& t) {
    const auto job = static_cast<uint32_t>(t.v[vJob]);
    const GId g = stackOfJob(c.w, job);
    int64_t work = 0;
    if (!g || g == c.gid() || standsStill(c.w, g)) {
        work = markroot(c, c.mp().p, job);
    } else {
        switch (suspendG(c, g)) {
            case Suspend::retry:
                return false;
            case Suspend::dead:
                break;
            case Suspend::stopped:
                work = markroot(c, c.mp().p, job);
                resumeG(c, g);
                break;
        }
    }
    if (t.v[vFlags] & gcDrainN) setLocal(t, vFlushed, local(t, vFlushed) + work);
    if (t.v[vFlags] & gcDrainFlushBgCredit && work != 0) gcFlushBgCredit(c, work);
    return true;
}

TaskStatus rootStage(Ctx& c, Task& t) {
    if (!doRoot(c, t)) {
        t.stage = stSuspend;
        sleepM(c, suspendWait);
        return TaskStatus::again;
    }
    const bool n = t.v[vFlags] & gcDrainN;
    t.stage = n ? stObjects : stRoots;
    if (!n && shouldYield(c, t.v[vFlags])) return finish(c, t);
    enlistIfAsked(c, c.pp().gcw);
    return TaskStatus::again;
}

// Takes the next root job; false: there is none.
bool takeRoot(Ctx& c, Task& t) {
    workType& work = c.w.work;
    if (work.markrootNext >= work.markrootJobs) return false;
    t.v[vJob] = work.markrootNext++;
    return true;
}

Addr nextObject(Ctx& c, PId p) {
    if (c.w.work.full.empty()) gcwBalance(c, p);
    if (const Addr b = gcwTryGetFast(c.w, p)) return b;
    if (const Addr b = gcwTryGet(c, p)) return b;
    wbBufFlush(c, p);
    return gcwTryGet(c, p);
}

// Scans an object, and as further steps those that follow it in the work buffer, as long as these steps have
// nothing else to do. scanWorkEnd: the drain is over when P has done so much.
void scanRow(Ctx& c, PId p, Addr b, int64_t scanWorkEnd) {
    Marker marker(c, p);
    marker.scan(b);
    const World& look = c.w;
    const gcWork& gcw = look.p(p).gcw;
    const G& gp = c.gp();
    const auto step = [&] {
        if (gp.preempt || marker.empty() || marker.heapScanWork() >= std::min(scanWorkEnd, gcCreditSlack) ||
            gcw.mayNeedWorker)
            return false;
        // Nothing to share, or nobody needs it.
        const bool balanced =
            !look.work.full.empty() ||
            (marker.buffered() <= 4 && look.work.bufs[static_cast<size_t>(gcw.wbuf2)].nobj == 0);
        return balanced && c.goesOn(marker.clockPs());
    };
    while (step()) marker.scan(marker.pop());
}

// The end of a step that scanned: publishes what was counted. done: the worker should give way.
TaskStatus settleWork(Ctx& c, Task& t, gcWork& gcw) {
    const uint64_t flags = t.v[vFlags];
    if (gcw.heapScanWork >= gcCreditSlack) {
        const int64_t work = gcw.heapScanWork;
        c.w.gcController.heapScanWork += work;
        gcw.heapScanWork = 0;
        if (flags & gcDrainN) setLocal(t, vFlushed, local(t, vFlushed) + work);
        if (flags & gcDrainFlushBgCredit) {
            gcFlushBgCredit(c, work - local(t, vInitScanWork));
            setLocal(t, vInitScanWork, 0);
        }
        setLocal(t, vCheckWork, local(t, vCheckWork) - work);
        if (local(t, vCheckWork) <= 0 && flags & (gcDrainIdle | gcDrainFractional)) {
            setLocal(t, vCheckWork, local(t, vCheckWork) + drainCheckThreshold);
            if (shouldYield(c, flags)) return finish(c, t);
        }
    }
    enlistIfAsked(c, gcw);
    return TaskStatus::again;
}

TaskStatus objectStage(Ctx& c, Task& t) {
    const uint64_t flags = t.v[vFlags];
    const bool n = flags & gcDrainN;
    if (mustStop(c, flags)) return finish(c, t);
    const PId p{c.pp().id};
    gcWork& gcw = c.w.p(p).gcw;
    const int64_t scanWorkEnd = n ? local(t, vScanWork) - local(t, vFlushed) : INT64_MAX;
    if (n && (limiting(c.w) || gcw.heapScanWork >= scanWorkEnd)) return finish(c, t);
    const Addr b = nextObject(c, p);
    if (!b) return n && takeRoot(c, t) ? rootStage(c, t) : finish(c, t);
    scanRow(c, p, b, scanWorkEnd);
    return settleWork(c, t, gcw);
}

// One object after the other, a step each.
TaskStatus objectStages(Ctx& c, Task& t) {
    TaskStatus status;
    do status = objectStage(c, t);
    while (status == TaskStatus::again && t.stage == stObjects && c.goesOn());
    return status;
}

}  // namespace

TaskStatus gcDrain(Ctx& c, Task& t) {
    switch (t.stage) {
        case stBegin: {
            CHECK(c.w.gcphase != GCPhase::off, "gcDrain phase incorrect");
            const int64_t had = c.pp().gcw.heapScanWork;
            const bool n = t.v[vFlags] & gcDrainN;
            setLocal(t, vInitScanWork, had);
            setLocal(t, vCheckWork, had + drainCheckThreshold);
            setLocal(t, vFlushed, n ? -had : 0);
            t.stage = n ? stObjects : stRoots;
            [[fallthrough]];
        }
        default:
            if (t.stage == stObjects) return objectStages(c, t);
            if (!mustStop(c, t.v[vFlags]) && takeRoot(c, t)) return rootStage(c, t);
            t.stage = stObjects;
            return objectStages(c, t);
        case stSuspend:
            return rootStage(c, t);
    }
}

void gcFlushBgCredit(Ctx& c, int64_t scanWork) {
    gcControllerState& gc = c.w.gcController;
    std::vector<GId>& queue = c.w.work.assistQueue;
    if (queue.empty()) {
        gc.bgScanCredit += scanWork;
        return;
    }
    int64_t bytes = f64toi64(static_cast<double>(scanWork) * gc.assistBytesPerWork);
    while (!queue.empty() && bytes > 0) {
        const GId g = queue.front();
        queue.erase(queue.begin());
        G& gp = c.w.g(g);
        if (bytes + gp.gcAssistBytes >= 0) {
            bytes += gp.gcAssistBytes;
            gp.gcAssistBytes = 0;
            goready(c, g, false);
        } else {
            gp.gcAssistBytes += bytes;
            bytes = 0;
            queue.push_back(g);  // so that one big debt does not hold up the small ones
        }
    }
    if (bytes > 0) gc.bgScanCredit += f64toi64(static_cast<double>(bytes) * gc.assistWorkPerByte);
}

void gcWakeAllAssists(Ctx& c) {
    std::vector<GId> queue;
    queue.swap(c.w.work.assistQueue);
    injectglist(c, queue);
}

namespace {

enum : uint16_t { stRetry, stAssist1, stAssisted, stSettle, stWoken };
constexpr uint32_t entered = 1, tracksLimiter = 2;
enum : size_t { vWork, vStart, vDone, vDebt };

TaskStatus assistDone(Ctx& c, const Task& t) {
    if (t.flags & entered) c.emit(EventKind::GCMarkAssistEnd, t.v[vDone]);
    return TaskStatus::done;
}

// Pays from the background credit as far as it goes. True: that was enough.
bool stealCredit(Ctx& c, Task& t) {
    gcControllerState& gc = c.w.gcController;
    G& gp = c.gp();
    int64_t debt = -gp.gcAssistBytes;
    t.v[vDebt] = static_cast<uint64_t>(debt);
    int64_t work = f64toi64(gc.assistWorkPerByte * static_cast<double>(debt));
    if (work < gcOverAssistWork) {
        work = gcOverAssistWork;
        debt = f64toi64(gc.assistBytesPerWork * static_cast<double>(work));
    }
    if (gc.bgScanCredit > 0) {
        int64_t stolen = work;
        if (gc.bgScanCredit < work) {
            stolen = gc.bgScanCredit;
            gp.gcAssistBytes += 1 + f64toi64(gc.assistBytesPerWork * static_cast<double>(stolen));
        } else {
            gp.gcAssistBytes += debt;
        }
        gc.bgScanCredit -= stolen;
        work -= stolen;
        c.emit(EventKind::GCAssistCredit, static_cast<uint64_t>(stolen));
    }
    t.v[vWork] = static_cast<uint64_t>(work);
    return work == 0;
}

TaskStatus beginAssist(Ctx& c, Task& t) {
    if (!(t.flags & entered)) {
        t.flags |= entered;
        c.emit(EventKind::GCMarkAssistBegin, t.v[vDebt], t.v[vWork]);
    }
    if (!c.w.gcBlackenEnabled) {
        c.gp().gcAssistBytes = 0;
        return assistDone(c, t);
    }
    const int64_t now = c.nanotime();
    t.v[vStart] = static_cast<uint64_t>(now);
    t.flags &= ~tracksLimiter;
    if (startLimiterEvent(c.pp(), limiterEventType::MarkAssist, now)) t.flags |= tracksLimiter;
    gcBeginWork(c.w);
    // Others may scan this goroutine's stack meanwhile.
    c.gp().waitreason = waitReason::GCAssistMarking;
    casgstatus(c, c.gp(), Gwaiting);
    t.stage = stAssisted;
    return c.call(TaskKind::gcDrain, {gcDrainN, t.v[vWork]});
}

TaskStatus afterAssist(Ctx& c, Task& t) {
    gcControllerState& gc = c.w.gcController;
    G& gp = c.gp();
    const auto done = static_cast<int64_t>(c.result(0));
    casgstatus(c, gp, Grunning);
    gp.waitreason = waitReason::Zero;
    gp.gcAssistBytes += 1 + f64toi64(gc.assistBytesPerWork * static_cast<double>(done));
    t.v[vDone] += static_cast<uint64_t>(done);
    const bool last = gcEndWork(c.w);
    const int64_t now = c.nanotime();
    P& pp = c.pp();
    pp.gcAssistTime += now - static_cast<int64_t>(t.v[vStart]);
    if (t.flags & tracksLimiter) stopLimiterEvent(c.w, pp, limiterEventType::MarkAssist, now);
    if (pp.gcAssistTime > gcAssistTimeSlack) {
        gc.assistTime += pp.gcAssistTime;
        updateLimiter(c.w, now);
        c.pp().gcAssistTime = 0;
    }
    t.stage = stSettle;
    return last ? c.call(TaskKind::gcMarkDone, {}, {frames::gcMarkDone}) : TaskStatus::again;
}

// Still in debt: give way, or wait for the background workers' credit.
TaskStatus settle(Ctx& c, Task& t) {
    if (c.gp().gcAssistBytes >= 0) return assistDone(c, t);
    if (c.gp().preempt) {
        t.stage = stRetry;
        Gosched(c);
        return TaskStatus::again;
    }
    if (!c.w.gcBlackenEnabled) return assistDone(c, t);
    if (c.w.gcController.bgScanCredit > 0) {
        t.stage = stRetry;
        return TaskStatus::again;
    }
    c.w.work.assistQueue.push_back(c.gid());
    t.stage = stWoken;
    return c.park(waitReason::GCAssistWait);
}

}  // namespace

TaskStatus gcAssistAlloc(Ctx& c, Task& t) {
    switch (t.stage) {
        case stRetry:
            if (c.mp().locks > 0 || !c.mp().preemptoff.empty() || c.gid() == c.mp().g0)
                return assistDone(c, t);
            if (limiting(c.w) || stealCredit(c, t)) return assistDone(c, t);
            t.stage = stAssist1;
            return TaskStatus::again;
        case stAssist1:
            return beginAssist(c, t);
        case stAssisted:
            return afterAssist(c, t);
        case stSettle:
            return settle(c, t);
        default:
            return assistDone(c, t);
    }
}

}  // namespace tricolor::runtime
