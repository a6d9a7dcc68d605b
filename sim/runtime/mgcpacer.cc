#include "sim/runtime/mgcpacer.h"

#include <algorithm>
#include <bit>

namespace tricolor::runtime {

namespace {

constexpr uint64_t kNone = UINT64_MAX;  // triggered: no cycle; goal: off
constexpr uint64_t memoryLimitMinHeapGoalHeadroom = 1 << 20;
constexpr uint64_t memoryLimitHeapGoalHeadroomPercent = 3;
constexpr uint64_t triggerRatioDen = 64, minTriggerRatioNum = 45, maxTriggerRatioNum = 61;

// Go's arithmetic wraps; C++'s on signed numbers must not.
int64_t sub(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b));
}
int64_t add(int64_t a, int64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
int64_t scanWorkDone(const gcControllerState& gc) {
    return gc.heapScanWork + gc.stackScanWork + gc.globalsScanWork;
}
uint64_t scanWorkExpected(const gcControllerState& gc) {
    return gc.lastHeapScan + gc.lastStackScan + gc.globalsScan;
}

}  // namespace

int64_t f64toi64(double f) {
    constexpr double limit = 9223372036854775808.0;
    return f >= -limit && f < limit ? static_cast<int64_t>(f) : INT64_MIN;
}

uint64_t f64tou64(double f) {
    constexpr double limit = 9223372036854775808.0;
    if (f < limit) return static_cast<uint64_t>(f64toi64(f));
    return static_cast<uint64_t>(f64toi64(f - limit)) | 1ull << 63;
}

void init(gcControllerState& gc, const memoryInUse&, int32_t gcPercent, int64_t memoryLimit) {
    gc.heapMinimum = defaultHeapMinimum;
    gc.triggered = kNone;
    setGCPercent(gc, gcPercent);
    setMemoryLimit(gc, memoryLimit);
    commit(gc, true);  // nothing is to be swept before the first cycle
}

int32_t setGCPercent(gcControllerState& gc, int32_t in) {
    const int32_t out = gc.gcPercent;
    gc.gcPercent = in < 0 ? -1 : in;
    gc.heapMinimum = defaultHeapMinimum * static_cast<uint64_t>(int64_t{gc.gcPercent}) / 100;
    return out;
}

int64_t setMemoryLimit(gcControllerState& gc, int64_t in) {
    const int64_t out = gc.memoryLimit;
    if (in >= 0) gc.memoryLimit = in;
    return out;
}

void startCycle(gcControllerState& gc, const memoryInUse& mem, int64_t markStartTime, int procs,
                bool timeTriggered) {
    gc.heapScanWork = gc.stackScanWork = gc.globalsScanWork = 0;
    gc.bgScanCredit = 0;
    gc.assistTime = gc.dedicatedMarkTime = gc.fractionalMarkTime = gc.idleMarkTime = 0;
    gc.markStartTime = markStartTime;
    gc.triggered = gc.heapLive;

    // Dedicated workers for a quarter of the processors, rounded; where rounding is off by more than 30 %,
    // a fractional worker on every P makes up for it.
    const double total = static_cast<double>(procs) * gcBackgroundUtilization;
    int64_t dedicated = f64toi64(total + 0.5);
    const double utilError = static_cast<double>(dedicated) / total - 1;
    constexpr double maxUtilError = 0.3;
    gc.fractionalUtilizationGoal = 0;
    if (utilError < -maxUtilError || utilError > maxUtilError) {
        if (static_cast<double>(dedicated) > total) --dedicated;
        gc.fractionalUtilizationGoal = (total - static_cast<double>(dedicated)) / static_cast<double>(procs);
    }
    // A periodic cycle is in no hurry: idle workers only where nobody else would mark.
    if (timeTriggered)
        setMaxIdleMarkWorkers(gc, dedicated > 0 ? 0 : 1);
    else
        setMaxIdleMarkWorkers(gc, static_cast<int32_t>(procs - dedicated));
    gc.dedicatedMarkWorkersNeeded = dedicated;
    revise(gc, mem);
}

void revise(gcControllerState& gc, const memoryInUse& mem) {
    const int32_t gcPercent = gc.gcPercent < 0 ? 100000 : gc.gcPercent;
    const auto live = static_cast<int64_t>(gc.heapLive);
    const auto triggered = static_cast<int64_t>(gc.triggered);
    const int64_t work = scanWorkDone(gc);
    auto goal = static_cast<int64_t>(heapGoalInternal(gc, mem).goal);
    auto expected = static_cast<int64_t>(scanWorkExpected(gc));
    const auto worst = static_cast<int64_t>(gc.heapScan + gc.maxStackScan + gc.globalsScan);
    if (work > expected) {
        // More to scan than last time: assume the worst, and stretch the goal in proportion, within what
        // would have been allowed had the whole goal survived.
        const int64_t ext = add(f64toi64(static_cast<double>(sub(goal, triggered)) /
                                         static_cast<double>(expected) * static_cast<double>(worst)),
                                triggered);
        const int64_t hard =
            f64toi64((1.0 + static_cast<double>(gcPercent) / 100.0) * static_cast<double>(goal));
        expected = worst;
        goal = std::min(ext, hard);
    }
    if (live > goal) {
        constexpr double maxOvershoot = 1.1;
        goal = f64toi64(static_cast<double>(goal) * maxOvershoot);
        expected = worst;
    }
    const int64_t scanRemaining = std::max<int64_t>(sub(expected, work), 1000);
    int64_t heapRemaining = sub(goal, live);
    if (heapRemaining <= 0) heapRemaining = 1;
    gc.assistWorkPerByte = static_cast<double>(scanRemaining) / static_cast<double>(heapRemaining);
    gc.assistBytesPerWork = static_cast<double>(heapRemaining) / static_cast<double>(scanRemaining);
}

gcPacerReport endCycle(gcControllerState& gc, const memoryInUse& mem, int64_t now, int procs) {
    gc.lastHeapGoal = heapGoalInternal(gc, mem).goal;
    const int64_t duration = sub(now, gc.markStartTime);
    const auto share = [&](int64_t time) {
        return duration > 0 ? static_cast<double>(time) / static_cast<double>(duration * procs) : 0.0;
    };
    const double utilization = gcBackgroundUtilization + share(gc.assistTime);
    if (gc.heapLive <= gc.triggered) return {};  // nothing was allocated: no rate to learn

    const double current =
        (static_cast<double>(gc.heapLive - gc.triggered) * (utilization + share(gc.idleMarkTime))) /
        (static_cast<double>(scanWorkDone(gc)) * (1 - utilization));
    const gcPacerReport report{true, utilization, gc.consMark};
    gc.consMark = current;
    for (const double last : gc.lastConsMark)
        if (last > gc.consMark) gc.consMark = last;
    std::copy(gc.lastConsMark.begin() + 1, gc.lastConsMark.end(), gc.lastConsMark.begin());
    gc.lastConsMark.back() = current;
    return report;
}

void resetLive(gcControllerState& gc, uint64_t bytesMarked) {
    gc.heapMarked = bytesMarked;
    gc.heapLive = bytesMarked;
    gc.heapScan = gc.lastHeapScan = static_cast<uint64_t>(gc.heapScanWork);
    gc.lastStackScan = static_cast<uint64_t>(gc.stackScanWork);
    gc.triggered = kNone;
}

void commit(gcControllerState& gc, bool isSweepDone) {
    gc.sweepDistMinTrigger = isSweepDone ? 0 : gc.heapLive + sweepMinHeapDistance;
    uint64_t goal = kNone;
    if (gc.gcPercent >= 0)
        goal = gc.heapMarked + (gc.heapMarked + gc.lastStackScan + gc.globalsScan) *
                                   static_cast<uint64_t>(gc.gcPercent) / 100;
    gc.gcPercentHeapGoal = std::max(goal, gc.heapMinimum);
    gc.runway = f64tou64((gc.consMark * (1 - gcGoalUtilization) / (gcGoalUtilization)) *
                         static_cast<double>(scanWorkExpected(gc)));
}

uint64_t memoryLimitHeapGoal(const gcControllerState& gc, const memoryInUse& mem) {
    const uint64_t nonHeap = mem.mappedReady - mem.heapFree - (mem.totalAlloc - mem.totalFree);
    const auto limit = static_cast<uint64_t>(gc.memoryLimit);
    const uint64_t overage = mem.mappedReady > limit ? mem.mappedReady - limit : 0;
    if (nonHeap + overage >= limit) return gc.heapMarked;
    uint64_t goal = limit - (nonHeap + overage);
    const uint64_t headroom =
        std::max(goal / 100 * memoryLimitHeapGoalHeadroomPercent, memoryLimitMinHeapGoalHeadroom);
    goal = goal < headroom || goal - headroom < headroom ? headroom : goal - headroom;
    return std::max(goal, gc.heapMarked);
}

gcGoal heapGoalInternal(const gcControllerState& gc, const memoryInUse& mem) {
    gcGoal g{gc.gcPercentHeapGoal, 0};
    if (const uint64_t limited = memoryLimitHeapGoal(gc, mem); limited < g.goal) return {limited, 0};
    // Without a limit in force the goal leaves room for sweeping and for a cycle that began late.
    g.goal = std::max(g.goal, gc.sweepDistMinTrigger);
    g.minTrigger = gc.sweepDistMinTrigger;
    constexpr uint64_t minRunway = 64 << 10;
    if (gc.triggered != kNone && g.goal < gc.triggered + minRunway) g.goal = gc.triggered + minRunway;
    return g;
}

gcTriggerPoint trigger(const gcControllerState& gc, const memoryInUse& mem) {
    const auto [goal, sweepDistance] = heapGoalInternal(gc, mem);
    if (gc.heapMarked >= goal) return {goal, goal};
    const uint64_t step = (goal - gc.heapMarked) / triggerRatioDen;
    const uint64_t lo = std::max({sweepDistance, gc.heapMarked, step * minTriggerRatioNum + gc.heapMarked});
    uint64_t hi = step * maxTriggerRatioNum + gc.heapMarked;
    if (goal > defaultHeapMinimum) hi = std::max(hi, goal - defaultHeapMinimum);
    hi = std::max(hi, lo);
    const uint64_t wanted = gc.runway > goal ? lo : goal - gc.runway;
    const uint64_t at = std::min(std::max(wanted, lo), hi);
    CHECK(at <= goal, "produced a trigger greater than the heap goal");
    return {at, goal};
}

bool needIdleMarkWorker(const gcControllerState& gc) {
    return gc.idleMarkWorkers < gc.maxIdleMarkWorkers;
}

bool addIdleMarkWorker(gcControllerState& gc) {
    if (!needIdleMarkWorker(gc)) return false;
    ++gc.idleMarkWorkers;
    return true;
}

void removeIdleMarkWorker(gcControllerState& gc) {
    CHECK(gc.idleMarkWorkers > 0, "negative idle mark workers");
    --gc.idleMarkWorkers;
}

void setMaxIdleMarkWorkers(gcControllerState& gc, int32_t max) {
    gc.maxIdleMarkWorkers = max;
}

void markWorkerStop(gcControllerState& gc, gcMarkWorkerMode mode, int64_t durationNs) {
    switch (mode) {
        case gcMarkWorkerMode::Dedicated:
            gc.dedicatedMarkTime += durationNs;
            ++gc.dedicatedMarkWorkersNeeded;
            return;
        case gcMarkWorkerMode::Fractional:
            gc.fractionalMarkTime += durationNs;
            return;
        case gcMarkWorkerMode::Idle:
            gc.idleMarkTime += durationNs;
            removeIdleMarkWorker(gc);
            return;
        case gcMarkWorkerMode::NotWorker:
            break;
    }
    CHECK(false, "markWorkerStop: unknown mark worker mode");
}

uint64_t heapGoal(const World& w) {
    return heapGoalInternal(w.gcController, inUse(w.memstats)).goal;
}

uint64_t gcTriggerBytes(const World& w) {
    return trigger(w.gcController, inUse(w.memstats)).trigger;
}

void gcControllerUpdate(World& w, int64_t dHeapLive, int64_t dHeapScan) {
    gcControllerState& gc = w.gcController;
    gc.heapLive += static_cast<uint64_t>(dHeapLive);
    if (w.gcBlackenEnabled)
        revise(gc, inUse(w.memstats));
    else
        gc.heapScan += static_cast<uint64_t>(dHeapScan);
}

void addScannableStack(World& w, PId p, int64_t amount) {
    gcControllerState& gc = w.gcController;
    if (!p) {
        gc.maxStackScan += static_cast<uint64_t>(amount);
        return;
    }
    P& pp = w.p(p);
    pp.maxStackScanDelta += amount;
    if (pp.maxStackScanDelta < maxStackScanSlack && pp.maxStackScanDelta > -maxStackScanSlack) return;
    gc.maxStackScan += static_cast<uint64_t>(pp.maxStackScanDelta);
    pp.maxStackScanDelta = 0;
}

}  // namespace tricolor::runtime
