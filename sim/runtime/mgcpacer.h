// What:    the pacer: when a cycle starts (trigger), how big the heap may get (goal), how much marking an
//          allocation has to pay for (assist ratio), and which marking goroutine a P should run.
//          1. commit() at the end of a cycle computes goal and runway from what was marked;
//          2. startCycle() fixes the workers; revise() keeps the assist ratio current while marking;
//          3. endCycle() measures consMark; resetLive() makes the marked bytes the new live heap.
// Follows: runtime/mgcpacer.go, all arithmetic bit for bit (golden vectors in tests/vectors).
// Differs: memory counters come from World::memstats; idle workers are two numbers, not one packed word.
// Invariants:
//  1. heapMarked <= heapLive while no cycle is active, or marking has not reset it yet;
//  2. 0 <= idleMarkWorkers, 0 <= dedicatedMarkWorkersNeeded;
//  3. triggered is ~0 exactly while the phase is off.
#pragma once

#include <cstdint>

#include "sim/runtime/task.h"
#include "sim/world/gc.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr double gcBackgroundUtilization = 0.25;
inline constexpr double gcGoalUtilization = gcBackgroundUtilization;
inline constexpr int64_t gcCreditSlack = 2000;           // scan work before it is flushed
inline constexpr int64_t gcAssistTimeSlack = 5000;       // ns of assisting before it is flushed
inline constexpr int64_t gcOverAssistWork = 64 << 10;    // least scan work of an assist
inline constexpr uint64_t defaultHeapMinimum = 4 << 20;  // bytes
inline constexpr int64_t maxStackScanSlack = 8 << 10;    // bytes a P keeps before it tells maxStackScan
inline constexpr uint64_t sweepMinHeapDistance = 1 << 20;

// What memoryLimitHeapGoal reads: bytes mapped and not released, bytes free and not released, bytes allocated
// and freed since start.
struct memoryInUse {
    uint64_t mappedReady = 0, heapFree = 0, totalAlloc = 0, totalFree = 0;
};
inline memoryInUse inUse(const mstats& m) {
    return {m.mappedReady, m.heapFree, m.totalAlloc, m.totalFree};
}

struct gcGoal {
    uint64_t goal = 0, minTrigger = 0;
};
struct gcTriggerPoint {
    uint64_t trigger = 0, goal = 0;
};
// What the line of gcpacertrace at the end of a cycle tells; valid only if something was allocated.
struct gcPacerReport {
    bool valid = false;
    double utilization = 0, oldConsMark = 0;
};

// Pure arithmetic over the controller (mem: see inUse).
void init(gcControllerState& gc, const memoryInUse& mem, int32_t gcPercent, int64_t memoryLimit);
void startCycle(gcControllerState& gc, const memoryInUse& mem, int64_t markStartTime, int procs,
                bool timeTriggered);
void revise(gcControllerState& gc, const memoryInUse& mem);
gcPacerReport endCycle(gcControllerState& gc, const memoryInUse& mem, int64_t now, int procs);
void resetLive(gcControllerState& gc, uint64_t bytesMarked);
void commit(gcControllerState& gc, bool isSweepDone);
int32_t setGCPercent(gcControllerState& gc, int32_t in);    // returns the old one; no commit
int64_t setMemoryLimit(gcControllerState& gc, int64_t in);  // < 0: only reads; returns the old one
uint64_t memoryLimitHeapGoal(const gcControllerState& gc, const memoryInUse& mem);
gcGoal heapGoalInternal(const gcControllerState& gc, const memoryInUse& mem);
gcTriggerPoint trigger(const gcControllerState& gc, const memoryInUse& mem);
bool addIdleMarkWorker(gcControllerState& gc);
bool needIdleMarkWorker(const gcControllerState& gc);
void removeIdleMarkWorker(gcControllerState& gc);
void setMaxIdleMarkWorkers(gcControllerState& gc, int32_t max);

// The same over the world.
uint64_t heapGoal(const World& w);  // MemStats.NextGC, /gc/heap/goal
uint64_t gcTriggerBytes(const World& w);
// heapLive += dHeapLive; outside marking heapScan += dHeapScan, while marking the assist ratio is revised.
// Called by the allocator at refill, release and large allocations.
void gcControllerUpdate(World& w, int64_t dHeapLive, int64_t dHeapScan);
// Stack bytes that the next cycle may have to scan; p none: straight to maxStackScan.
void addScannableStack(World& w, PId p, int64_t amount);
// New goal after a cycle or a change of a setting; paces sweeper and scavenger (gcControllerCommit). The one
// over a world tells nobody; it returns the new goal and trigger.
gcTriggerPoint gcControllerCommit(World& w);
void gcControllerCommit(Ctx& c);
// runtime/debug.SetGCPercent and SetMemoryLimit; they return the old value. Waiting for a running mark phase
// (SetGCPercent(-1)) is the caller's.
int32_t setGCPercent(Ctx& c, int32_t in);
int64_t setMemoryLimit(Ctx& c, int64_t in);
// The same from outside the process, between two steps.
int32_t setGCPercent(World& w, int32_t in);
int64_t setMemoryLimit(World& w, int64_t in);

// The marking goroutine that this P should run now (dedicated or fractional), made runnable; none: none is
// due. Call only while gcBlackenEnabled. P's gcMarkWorkerMode_ is set.
GId findRunnableGCWorker(Ctx& c, PId p, int64_t now);
// Hands a worker of the pool to this P for its next schedule (procresize at start-the-world).
bool assignWaitingGCWorker(Ctx& c, PId p, int64_t now);
// Gives back a worker that was handed to the P but never ran (schedule, procresize).
void releaseNextGCMarkWorker(Ctx& c, PId p);
// Last resort of findRunnable: an idle-mode worker if the limit allows one and work is there; none: none.
GId findIdleGCWorker(Ctx& c, PId p);
void markWorkerStop(gcControllerState& gc, gcMarkWorkerMode mode, int64_t durationNs);
// More marking work became available than busy workers can see: wake or preempt a P for it.
void enlistWorker(Ctx& c);

// Go's float64 → int64 and → uint64 conversion on amd64, defined for every input.
int64_t f64toi64(double f);
uint64_t f64tou64(double f);

}  // namespace tricolor::runtime
