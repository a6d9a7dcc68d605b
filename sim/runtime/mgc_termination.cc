// The end of a cycle: is marking done, mark termination, and the line of gctrace (see mgc.h).
#include <algorithm>
#include <array>

#include "sim/runtime/frames.h"
#include "sim/runtime/mcache.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/mpagecache.h"
#include "sim/runtime/mpagescavenge.h"
#include "sim/runtime/mwbbuf.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

void gcSafePoint(Ctx& c, PId p, safePointFn fn) {
    World& w = c.w;
    switch (fn) {
        case safePointFn::None:
            return;
        case safePointFn::MarkDoneFlush: {
            wbBufFlush(c, p);
            gcwDispose(c, p);
            gcWork& gcw = w.p(p).gcw;
            if (gcw.flushedWork) w.work.markDoneFlushed = true;
            gcw.flushedWork = false;
            return;
        }
        case safePointFn::FlushProcCaches:
            prepareForSweep(c, w.p(p));
            if (w.p(p).status == Pidle) flush(w.p(p).pcache, w.mheap_.pages);
            return;
    }
}

namespace {

enum : size_t { vStarted, vStopped };
enum : uint16_t { stSema, stTop, stWorldsema, stFlushed, stStopped, stRestarted, stTerminated };

void addPause(Ctx& c, int64_t stoppedAt) {
    c.w.work.cpuGCPause += static_cast<uint64_t>((c.nanotime() - stoppedAt) * c.w.work.maxprocs);
}

// The world is stopped. Does any P still hold work, or a runtime structure a white object?
bool workIsLeft(Ctx& c) {
    for (size_t i = 0; i < c.w.allp.size(); ++i) {
        const PId p{static_cast<int32_t>(i)};
        wbBufFlush(c, p);
        if (!gcwEmpty(c.w, p)) return true;
    }
    return greyRuntimeRoots(c, c.mp().p);
}

void printPacerEnd(Ctx& c, const gcPacerReport& r, uint64_t expected) {
    if (!c.w.knobs.gcpacertrace || !r.valid) return;
    const gcControllerState& gc = c.w.gcController;
    writeErr(
        c, "pacer: " + std::to_string(f64toi64(r.utilization * 100)) + "% CPU (25 exp.) for " +
               std::to_string(gc.heapScanWork) + "+" + std::to_string(gc.stackScanWork) + "+" +
               std::to_string(gc.globalsScanWork) + " B work (" + std::to_string(expected) + " B exp.) in " +
               std::to_string(gc.triggered) + " B -> " + std::to_string(gc.heapLive) + " B (∆goal " +
               std::to_string(static_cast<int64_t>(gc.heapLive) - static_cast<int64_t>(gc.lastHeapGoal)) +
               ", cons/mark " + printFloat(r.oldConsMark) + ")\n");
}

// Marking is complete and the world is stopped: what comes before mark termination proper.
void endMarking(Ctx& c) {
    World& w = c.w;
    for (size_t i = 0; i < w.allp.size(); ++i) {
        w.work.sumScannedStackSize += w.allp[i].scannedStackSize;
        w.work.scannedStacks += w.allp[i].scannedStacks;
    }
    gcComputeStartingStackSize(w);
    w.gcBlackenEnabled = false;
    startGCTransition(w, false, w.work.tMarkTerm);
    gcWakeAllAssists(c);
    w.work.strongFromWeakBlock = false;
    gcSemRelease(c, w.work.markDoneSema, w.work.markDoneSemaWait);
    const gcControllerState& gc = w.gcController;
    const uint64_t expected = gc.lastHeapScan + gc.lastStackScan + gc.globalsScan;
    const gcPacerReport report =
        endCycle(w.gcController, inUse(w.memstats), w.work.tMarkTerm, w.sched.gomaxprocs);
    printPacerEnd(c, report, expected);
    c.emit(EventKind::GCMarkDone, 1);
}

TaskStatus markDoneStopped(Ctx& c, Task& t) {
    t.v[vStopped] = static_cast<uint64_t>(c.nanotime());
    c.charge(costs::gcPhaseStage);
    if (workIsLeft(c)) {
        c.emit(EventKind::GCMarkDone, 0);
        c.mp().preemptoff.clear();
        t.stage = stRestarted;
        return c.call(TaskKind::startTheWorldWithSema);
    }
    endMarking(c);
    t.stage = stTerminated;
    checkStack(c, {frames::gcMarkTermination, frames::injectglist, frames::leaf});
    return c.call(TaskKind::gcMarkTermination, {t.v[vStarted], t.v[vStopped]}, {frames::gcMarkTermination});
}

}  // namespace

TaskStatus gcMarkDone(Ctx& c, Task& t) {
    World& w = c.w;
    workType& work = w.work;
    switch (t.stage) {
        case stSema:
            if (!gcSemAcquire(c, work.markDoneSema, work.markDoneSemaWait))
                return c.park(waitReason::Semacquire);
            t.stage = stTop;
            [[fallthrough]];
        case stTop:
            if (w.gcphase != GCPhase::mark || !gcIsMarkDone(w)) {
                gcSemRelease(c, work.markDoneSema, work.markDoneSemaWait);
                return TaskStatus::done;
            }
            t.stage = stWorldsema;
            [[fallthrough]];
        case stWorldsema:
            if (!gcSemAcquire(c, work.worldsema, work.worldsemaWait)) return c.park(waitReason::Semacquire);
            work.strongFromWeakBlock = true;
            work.markDoneFlushed = greyRuntimeRoots(c, c.mp().p);
            t.stage = stFlushed;
            return c.call(TaskKind::forEachP, {static_cast<uint64_t>(waitReason::GCMarkTermination),
                                               static_cast<uint64_t>(safePointFn::MarkDoneFlush)});
        case stFlushed:
            if (work.markDoneFlushed) {
                c.emit(EventKind::GCMarkDone, 0);
                gcSemRelease(c, work.worldsema, work.worldsemaWait);
                t.stage = stTop;
                return TaskStatus::again;
            }
            work.tMarkTerm = c.nanotime();
            t.v[vStarted] = static_cast<uint64_t>(work.tMarkTerm);
            c.mp().preemptoff = "gcing";
            t.stage = stStopped;
            return c.call(TaskKind::stopTheWorldWithSema, {static_cast<uint64_t>(stwReason::GCMarkTerm)});
        case stStopped:
            return markDoneStopped(c, t);
        case stRestarted:
            addPause(c, static_cast<int64_t>(t.v[vStopped]));
            work.pauseNS += c.nanotime() - static_cast<int64_t>(t.v[vStarted]);
            gcSemRelease(c, work.worldsema, work.worldsemaWait);
            t.stage = stTop;
            return TaskStatus::again;
        default:
            return TaskStatus::done;
    }
}

namespace {

// The lesson without barrier: what the program can reach but the collector did not mark.
void findLost(Ctx& c) {
    for (const Reached& r : reachableObjects(c.w, c.module)) {
        const ObjectRef o = findObject(c.w, r.object);
        if (!isMarked(c.w, c.w.span(o.span), o.index)) c.w.work.lost.push_back({r.object, r.slot});
    }
}

void gcMark(Ctx& c) {
    World& w = c.w;
    CHECK(w.work.full.empty() && w.work.markrootNext >= w.work.markrootJobs,
          "non-empty mark queue after concurrent mark");
    w.work.stackRoots.clear();
    for (size_t i = 0; i < w.allp.size(); ++i) {
        const PId p{static_cast<int32_t>(i)};
        P& pp = w.p(p);
        pp.wbBuf.buf.fill(0);  // what is left is black already
        wbBufDiscard(pp);
        CHECK(gcwEmpty(w, p), "P has cached GC work at end of mark termination");
        gcwDispose(c, p);
        w.p(p).gcw.flushedWork = false;
        w.p(p).mcache.scanAlloc = 0;
    }
    if (w.work.barrierWasOff) findLost(c);
    freeDeadTimers(w);
    resetLive(w.gcController, w.work.bytesMarked);
}

void accumulateCpuStats(Ctx& c, int64_t now) {
    World& w = c.w;
    workType& work = w.work;
    const gcControllerState& gc = w.gcController;
    work.cpuGCAssist += static_cast<uint64_t>(gc.assistTime);
    work.cpuGCDedicated += static_cast<uint64_t>(gc.dedicatedMarkTime + gc.fractionalMarkTime);
    work.cpuGCIdle += static_cast<uint64_t>(gc.idleMarkTime);
    work.cpuScavengeAssist += static_cast<uint64_t>(std::exchange(w.scavenge.assistTime, 0));
    work.cpuScavengeBg += static_cast<uint64_t>(std::exchange(w.scavenge.backgroundTime, 0));
    work.cpuTotal = static_cast<uint64_t>(now) * static_cast<uint64_t>(w.sched.gomaxprocs);
    work.cpuIdle += static_cast<uint64_t>(w.sched.idleTime);
    w.sched.idleTime = 0;
    const uint64_t busy = work.cpuGCAssist + work.cpuGCDedicated + work.cpuGCPause;
    w.memstats.gcCpuFraction =
        work.cpuTotal ? static_cast<double>(busy) / static_cast<double>(work.cpuTotal) : 0;
}

// The new goal, the pause, the numbers a program can read.
void publishCycle(Ctx& c, int64_t started, int64_t stopped) {
    World& w = c.w;
    workType& work = w.work;
    w.memstats.lastHeapInUse = w.memstats.heapInUse;
    gcControllerCommit(c);
    const int64_t now = c.nanotime();
    work.pauseNS += now - started;
    work.tEnd = now;
    mstats& m = w.memstats;
    m.lastGcUnix = m.lastGcNanotime = static_cast<uint64_t>(now);
    m.pauseNs[m.numgc % m.pauseNs.size()] = static_cast<uint64_t>(work.pauseNS);
    m.pauseEnd[m.numgc % m.pauseEnd.size()] = static_cast<uint64_t>(now);
    m.pauseTotalNs += static_cast<uint64_t>(work.pauseNS);
    addPause(c, stopped);
    accumulateCpuStats(c, now);
    if (work.userForced) ++m.numforcedgc;
    ++m.numgc;
    std::vector<GId> waiters;
    waiters.swap(work.sweepWaiters);
    std::reverse(waiters.begin(), waiters.end());  // a stack: last come, first woken
    injectglist(c, waiters);
    scavIndexNextGen(w.mheap_.pages);
    finishGCTransition(w, now);
}

enum : uint16_t { stPhase, stGcMark, stSweep, stCommit, stStartWorld, stCaches, stEnd };

}  // namespace

TaskStatus gcMarkTermination(Ctx& c, Task& t) {
    World& w = c.w;
    switch (t.stage) {
        case stPhase:
            setGCPhase(c, GCPhase::marktermination);
            w.work.heap1 = w.gcController.heapLive;
            break;
        case stGcMark:
            gcMark(c);
            w.work.heap2 = w.work.bytesMarked;
            break;
        case stSweep:
            setGCPhase(c, GCPhase::off);
            gcSweep(c);
            c.emit(EventKind::GCEnd, w.work.cycles, w.work.heap2);
            c.mp().preemptoff.clear();
            break;
        case stCommit:
            publishCycle(c, static_cast<int64_t>(t.v[vStarted]), static_cast<int64_t>(t.v[vStopped]));
            ++w.mheap_.sweepers;  // sweeping must not end before every cache is flushed
            w.work.sweepHeld = true;
            break;
        case stStartWorld:
            t.stage = stCaches;
            return c.call(TaskKind::startTheWorldWithSema);
        case stCaches:
            prepareFreeWorkbufs(w);
            freeStackSpans(c);
            t.stage = stEnd;
            return c.call(TaskKind::forEachP, {static_cast<uint64_t>(waitReason::FlushProcCaches),
                                               static_cast<uint64_t>(safePointFn::FlushProcCaches)});
        default:
            w.work.sweepHeld = false;
            sweepEnd(c);
            printGCTrace(c);
            gcSemRelease(c, w.work.worldsema, w.work.worldsemaWait);
            gcSemRelease(c, w.work.gcsema, w.work.gcsemaWait);
            return TaskStatus::done;
    }
    c.charge(costs::gcPhaseStage);
    ++t.stage;
    return TaskStatus::again;
}

std::string_view gcMarkDoneSentence(uint16_t stage) {
    switch (stage) {
        case stSema:
        case stTop:
        case stWorldsema:
            return "asks whether any mark work is left anywhere";
        case stFlushed:
            return "every P has handed in what it held: was there anything?";
        case stStopped:
            return "mark termination: the world is stopped, one last look for grey objects";
        case stRestarted:
            return "there was grey work left: marking goes on";
        default:
            return "mark termination is over";
    }
}

std::string_view gcMarkTerminationSentence(uint16_t stage) {
    switch (stage) {
        case stPhase:
            return "mark termination: the phase changes, with the world stopped";
        case stGcMark:
            return "mark termination: the marked bytes become the live heap";
        case stSweep:
            return "mark termination ends: the write barrier goes off, sweeping begins";
        case stCommit:
            return "sweep: the pacer sets the next goal and trigger";
        case stStartWorld:
            return "sweep: the world is to run again, sweeping goes on beside it";
        case stCaches:
            return "sweep: gives back work buffers and free stacks, flushes the Ps' caches";
        default:
            return "sweep: the cycle's last word";
    }
}

std::string itoaDiv(uint64_t val, int dec) {
    std::string digits = std::to_string(val);
    while (static_cast<int>(digits.size()) <= dec) digits.insert(digits.begin(), '0');
    if (dec > 0) digits.insert(digits.size() - static_cast<size_t>(dec), ".");
    return digits;
}

std::string fmtNSAsMS(uint64_t ns) {
    if (ns >= 10000000) return itoaDiv(ns / 1000000, 0);
    uint64_t x = ns / 1000;
    if (x == 0) return "0";
    int dec = 3;
    while (x >= 100) {
        x /= 10;
        --dec;
    }
    return itoaDiv(x, dec);
}

void printGCTrace(Ctx& c) {
    const World& w = c.w;
    if (w.knobs.gctrace == 0) return;
    const workType& work = w.work;
    const gcControllerState& gc = w.gcController;
    const auto ms = [](int64_t ns) { return fmtNSAsMS(static_cast<uint64_t>(ns)); };
    const auto mb = [](uint64_t bytes) { return std::to_string(bytes >> 20); };
    std::string line = "gc " + std::to_string(w.memstats.numgc) + " @" +
                       itoaDiv(static_cast<uint64_t>(work.tSweepTerm) / 1000000, 3) + "s " +
                       std::to_string(f64toi64(w.memstats.gcCpuFraction * 100)) + "%: ";
    line += ms(work.tMark - work.tSweepTerm) + "+" + ms(work.tMarkTerm - work.tMark) + "+" +
            ms(work.tEnd - work.tMarkTerm) + " ms clock, ";
    line += ms(work.stwprocs * (work.tMark - work.tSweepTerm)) + "+" + ms(gc.assistTime) + "/" +
            ms(gc.dedicatedMarkTime + gc.fractionalMarkTime) + "/" + ms(gc.idleMarkTime) + "+" +
            ms(work.stwprocs * (work.tEnd - work.tMarkTerm)) + " ms cpu, ";
    line += mb(work.heap0) + "->" + mb(work.heap1) + "->" + mb(work.heap2) + " MB, " + mb(gc.lastHeapGoal) +
            " MB goal, " + mb(gc.lastStackScan) + " MB stacks, " + mb(gc.globalsScan) + " MB globals, " +
            std::to_string(work.maxprocs) + " P";
    if (work.userForced) line += " (forced)";
    writeErr(c, line + "\n");
}

}  // namespace tricolor::runtime
