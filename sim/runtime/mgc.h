// What:    the collector's cycle: off → (stop the world) → mark → (stop the world) → mark termination → off,
//          with sweeping behind it. Each numbered stage of gcStart, gcMarkDone, gcMarkTermination (mgc.cc) is
//          one step.
// Follows: runtime/mgc.go (fidelity notes: gc §1, §2, §10).
// Differs: background mode only (no gcstoptheworld=1/2); no leak profile.
// Invariants (validateCollector):
//  1. writeBarrierEnabled exactly in phases mark and marktermination (but for the lesson without barrier);
//  2. gcBlackenEnabled only in phase mark;
//  3. nwait <= nproc (as unsigned numbers);
//  4. each work buffer stands in exactly one place: a P's wbuf1 or wbuf2, full (not empty), empty (empty);
//  5. every object in a work buffer is marked and pointerful;
//  6. outside marking no work buffer holds an object;
//  7. a goroutine in the worker pool waits with reason "GC worker (idle)" and stands there once;
//  8. work.cycles is memstats.numgc, or one more while a cycle is marking.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// --- for boot (proc.cc schedinit, runtime.main) ---------------------------------------------------------
// Sets up controller and limiter from the knobs; globals count for the pacer. Before the first allocation.
void gcinit(World& w, const Module& module);
// Starts bgsweep and bgscavenge (they run to their first wait) and allows cycles (memstats.enablegc).
void gcenable(Ctx& c);
void startForcegchelper(Ctx& c);  // earlier than that, in runtime's init

// --- triggers -----------------------------------------------------------------------------------------
enum class gcTriggerKind : uint8_t { Heap = 0, Time = 1, Cycle = 2 };
// Is it time (fidelity notes: gc §2.1)? n: of kind Cycle.
bool gcTriggerTest(const World& w, gcTriggerKind kind, int64_t now, uint32_t n);
inline bool gcTriggerHeap(const World& w) {  // heapLive reached the trigger
    return gcTriggerTest(w, gcTriggerKind::Heap, 0, 0);
}
// sysmon: is the two minute timer due? Then ready sched.forcegcG (gctrace prints "GC forced" there).
inline bool gcTriggerTime(const World& w, int64_t now) {
    return gcTriggerTest(w, gcTriggerKind::Time, now, 0);
}
inline constexpr int64_t forcegcperiod = 120ll * 1000000000;  // ns

// Tasks: gcStart{kind, n} starts a cycle if the trigger still holds; runtimeGC{} is runtime.GC();
// gcWaitOnMark{n, value} waits for the end of mark phase n and returns value;
// forcegchelper, gcBgMarkWorker, bgsweep, bgscavenge are the bottom tasks of system goroutines.

// --- for the scheduler ----------------------------------------------------------------------------------
// What the task forEachP runs on every P: pass it as its argument {waitReason, fn}. The scheduler calls
// gcSafePoint(c, p, fn) once for each P, on whatever M does it.
enum class safePointFn : uint8_t { None, MarkDoneFlush, FlushProcCaches };
void gcSafePoint(Ctx& c, PId p, safePointFn fn);
// Is there marking work that a P without a goroutine could do (pollWork, handoffp, findRunnable's recheck)?
// p none: global work only.
bool gcMarkWorkAvailable(const World& w, PId p);
// What start-the-world's procresize and schedule() need: mgcpacer.h findRunnableGCWorker,
// assignWaitingGCWorker, releaseNextGCMarkWorker, findIdleGCWorker.
// Part of acquiring a P (acquirep): flushes an mcache older than the current sweep (mcache.h
// prepareForSweep). A goroutine exits with credit: part of goexit0.
void gcFlushExitCredit(Ctx& c, GId g);
// A new goroutine's closure, a value that leaves a host structure for a goroutine: shades it while marking.
void gcShade(Ctx& c, Addr obj);

// --- semaphores of the cycle ------------------------------------------------------------------------------
// Go's work.startSema, markDoneSema, gcsema, worldsema: 1 free. Used from tasks:
//     if (!gcSemAcquire(c, c.w.work.worldsema, c.w.work.worldsemaWait)) return
//     c.park(waitReason::Semacquire);
// and the same stage runs again when the goroutine is readied.
bool gcSemAcquire(Ctx& c, int64_t& sema, std::vector<GId>& wait);
void gcSemRelease(Ctx& c, int64_t& sema, std::vector<GId>& wait);

void setGCPhase(Ctx& c, GCPhase phase);
// The lesson without barrier: from now on, also in the middle of marking. Not a thing of real Go.
void setWriteBarrier(World& w, bool on);

// --- inside the collector ---------------------------------------------------------------------------------
void gcBeginWork(World& w);  // a drain begins: one waits less
bool gcEndWork(World& w);    // true: it was the last one, and no work is left
bool gcIsMarkDone(const World& w);
void gcBgMarkPrepare(World& w);
// What the next stage of the tasks gcStart, gcMarkDone, gcMarkTermination and runtimeGC is about; names the
// phase.
std::string_view gcStartSentence(uint16_t stage);
std::string_view gcMarkDoneSentence(uint16_t stage);
std::string_view gcMarkTerminationSentence(uint16_t stage);
std::string_view runtimeGCSentence(uint16_t stage);
void printGCTrace(Ctx& c);                   // gctrace=1
std::string fmtNSAsMS(uint64_t ns);          // gctrace's milliseconds: "0.045", "1.2", "12"
std::string itoaDiv(uint64_t val, int dec);  // val / 10^dec with dec decimals

}  // namespace tricolor::runtime
