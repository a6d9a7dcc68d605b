#include "sim/runtime/metrics.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "sim/runtime/fixalloc.h"
#include "sim/runtime/histogram.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mstats.h"
#include "sim/runtime/sizeclasses.h"

namespace tricolor::runtime {

namespace {

using Compute = metricValue (*)(const World& w);

metricValue number(uint64_t n) {
    return {metricKind::Uint64, n, {}};
}
metricValue number(int64_t n) {
    return number(static_cast<uint64_t>(n));
}
metricValue seconds(uint64_t ns) {
    return {metricKind::Float64, std::bit_cast<uint64_t>(static_cast<double>(ns) / 1e9), {}};
}
metricValue histogram(std::vector<uint64_t> counts) {
    return {metricKind::Float64Histogram, 0, std::move(counts)};
}
// Classes 1 … 67, then large objects.
metricValue bySize(const std::array<uint64_t, numSizeClasses>& small, uint64_t large) {
    std::vector<uint64_t> counts(small.begin() + 1, small.end());
    counts.push_back(large);
    return histogram(std::move(counts));
}

struct HeapTotals {  // heapStatsAggregate
    uint64_t allocs = 0, frees = 0, allocated = 0, freed = 0;
};
HeapTotals totals(const World& w) {
    const heapStatsDelta& d = w.memstats.heapStats;
    HeapTotals t{d.largeAllocCount, d.largeFreeCount, d.largeAlloc, d.largeFree};
    for (size_t i = 0; i < numSizeClasses; ++i) {
        t.allocs += d.smallAllocCount[i];
        t.frees += d.smallFreeCount[i];
        t.allocated += d.smallAllocCount[i] * SizeClassToSize[i];
        t.freed += d.smallFreeCount[i] * SizeClassToSize[i];
    }
    return t;
}

uint64_t gcMarkNs(const World& w) {
    return w.work.cpuGCAssist + w.work.cpuGCDedicated + w.work.cpuGCIdle;
}
uint64_t scavengeNs(const World& w) {
    return w.work.cpuScavengeAssist + w.work.cpuScavengeBg;
}
uint64_t userNs(const World& w) {
    const workType& k = w.work;
    const uint64_t others = gcMarkNs(w) + k.cpuGCPause + scavengeNs(w) + k.cpuIdle;
    return k.cpuTotal > others ? k.cpuTotal - others : 0;
}

// Goroutines, those of the runtime too, by state; dead ones and those of Ms do not count.
struct Goroutines {
    uint64_t total = 0, running = 0, runnable = 0, waiting = 0, notInGo = 0;
};
Goroutines goroutines(const World& w) {
    Goroutines n;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        const uint32_t status = g.atomicstatus & ~static_cast<uint32_t>(Gscan);
        if (g.isG0 || status == Gdead || status == Gidle) continue;
        ++n.total;
        n.running += status == Grunning;
        n.runnable += status == Grunnable || status == Gpreempted;
        n.waiting += status == Gwaiting;
        n.notInGo += status == Gsyscall;
    }
    return n;
}

metricValue memoryTotal(const World& w) {
    const mstats& m = w.memstats;
    return number(static_cast<uint64_t>(m.heapStats.committed + m.heapStats.released) + m.stacksSys +
                  m.mspanSys + m.mcacheSys + m.buckHashSys + m.gcMiscSys + m.otherSys);
}

struct Metric {
    std::string_view name;
    metricKind kind;
    Compute compute;
};

constexpr auto U = metricKind::Uint64, F = metricKind::Float64, H = metricKind::Float64Histogram;

const Metric kMetrics[] = {
    {"/cgo/go-to-c-calls:calls", U, [](const World&) { return number(uint64_t{0}); }},
    {"/cpu/classes/gc/mark/assist:cpu-seconds", F,
     [](const World& w) { return seconds(w.work.cpuGCAssist); }},
    {"/cpu/classes/gc/mark/dedicated:cpu-seconds", F,
     [](const World& w) { return seconds(w.work.cpuGCDedicated); }},
    {"/cpu/classes/gc/mark/idle:cpu-seconds", F, [](const World& w) { return seconds(w.work.cpuGCIdle); }},
    {"/cpu/classes/gc/pause:cpu-seconds", F, [](const World& w) { return seconds(w.work.cpuGCPause); }},
    {"/cpu/classes/gc/total:cpu-seconds", F,
     [](const World& w) { return seconds(gcMarkNs(w) + w.work.cpuGCPause); }},
    {"/cpu/classes/idle:cpu-seconds", F, [](const World& w) { return seconds(w.work.cpuIdle); }},
    {"/cpu/classes/scavenge/assist:cpu-seconds", F,
     [](const World& w) { return seconds(w.work.cpuScavengeAssist); }},
    {"/cpu/classes/scavenge/background:cpu-seconds", F,
     [](const World& w) { return seconds(w.work.cpuScavengeBg); }},
    {"/cpu/classes/scavenge/total:cpu-seconds", F, [](const World& w) { return seconds(scavengeNs(w)); }},
    {"/cpu/classes/total:cpu-seconds", F, [](const World& w) { return seconds(w.work.cpuTotal); }},
    {"/cpu/classes/user:cpu-seconds", F, [](const World& w) { return seconds(userNs(w)); }},
    {"/gc/cleanups/executed:cleanups", U, [](const World& w) { return number(w.gcCleanups.executed); }},
    {"/gc/cleanups/queued:cleanups", U, [](const World& w) { return number(w.gcCleanups.queued); }},
    {"/gc/cycles/automatic:gc-cycles", U,
     [](const World& w) { return number(uint64_t{w.memstats.numgc} - w.memstats.numforcedgc); }},
    {"/gc/cycles/forced:gc-cycles", U,
     [](const World& w) { return number(uint64_t{w.memstats.numforcedgc}); }},
    {"/gc/cycles/total:gc-cycles", U, [](const World& w) { return number(uint64_t{w.memstats.numgc}); }},
    {"/gc/finalizers/executed:finalizers", U, [](const World& w) { return number(w.finq.executed); }},
    {"/gc/finalizers/queued:finalizers", U, [](const World& w) { return number(w.finq.queued); }},
    {"/gc/gogc:percent", U, [](const World& w) { return number(int64_t{w.gcController.gcPercent}); }},
    {"/gc/gomemlimit:bytes", U, [](const World& w) { return number(w.gcController.memoryLimit); }},
    {"/gc/heap/allocs-by-size:bytes", H,
     [](const World& w) {
         return bySize(w.memstats.heapStats.smallAllocCount, w.memstats.heapStats.largeAllocCount);
     }},
    {"/gc/heap/allocs:bytes", U, [](const World& w) { return number(totals(w).allocated); }},
    {"/gc/heap/allocs:objects", U, [](const World& w) { return number(totals(w).allocs); }},
    {"/gc/heap/frees-by-size:bytes", H,
     [](const World& w) {
         return bySize(w.memstats.heapStats.smallFreeCount, w.memstats.heapStats.largeFreeCount);
     }},
    {"/gc/heap/frees:bytes", U, [](const World& w) { return number(totals(w).freed); }},
    {"/gc/heap/frees:objects", U, [](const World& w) { return number(totals(w).frees); }},
    {"/gc/heap/goal:bytes", U, [](const World& w) { return number(heapGoal(w)); }},
    {"/gc/heap/live:bytes", U, [](const World& w) { return number(w.gcController.heapMarked); }},
    {"/gc/heap/objects:objects", U,
     [](const World& w) { return number(totals(w).allocs - totals(w).frees); }},
    {"/gc/heap/tiny/allocs:objects", U,
     [](const World& w) { return number(w.memstats.heapStats.tinyAllocCount); }},
    {"/gc/limiter/last-enabled:gc-cycle", U,
     [](const World& w) { return number(uint64_t{w.gcCPULimiter.lastEnabledCycle}); }},
    {"/gc/pauses:seconds", H, [](const World& w) { return histogram(countsOf(w.memstats.stwTotalTimeGC)); }},
    {"/gc/scan/globals:bytes", U, [](const World& w) { return number(w.gcController.globalsScan); }},
    {"/gc/scan/heap:bytes", U, [](const World& w) { return number(w.gcController.heapScan); }},
    {"/gc/scan/stack:bytes", U, [](const World& w) { return number(w.gcController.lastStackScan); }},
    {"/gc/scan/total:bytes", U,
     [](const World& w) {
         const gcControllerState& c = w.gcController;
         return number(c.globalsScan + c.heapScan + c.lastStackScan);
     }},
    {"/gc/stack/starting-size:bytes", U,
     [](const World& w) { return number(uint64_t{w.startingStackSize}); }},
    {"/memory/classes/heap/free:bytes", U,
     [](const World& w) {
         const heapStatsDelta& d = w.memstats.heapStats;
         return number(d.committed - d.inHeap - d.inStacks - d.inWorkBufs);
     }},
    {"/memory/classes/heap/objects:bytes", U,
     [](const World& w) { return number(totals(w).allocated - totals(w).freed); }},
    {"/memory/classes/heap/released:bytes", U,
     [](const World& w) { return number(w.memstats.heapStats.released); }},
    {"/memory/classes/heap/stacks:bytes", U,
     [](const World& w) { return number(w.memstats.heapStats.inStacks); }},
    {"/memory/classes/heap/unused:bytes", U,
     [](const World& w) {
         return number(static_cast<uint64_t>(w.memstats.heapStats.inHeap) - totals(w).allocated +
                       totals(w).freed);
     }},
    {"/memory/classes/metadata/mcache/free:bytes", U,
     [](const World& w) { return number(w.memstats.mcacheSys - memStats(w).MCacheInuse); }},
    {"/memory/classes/metadata/mcache/inuse:bytes", U,
     [](const World& w) { return number(memStats(w).MCacheInuse); }},
    {"/memory/classes/metadata/mspan/free:bytes", U,
     [](const World& w) { return number(w.memstats.mspanSys - memStats(w).MSpanInuse); }},
    {"/memory/classes/metadata/mspan/inuse:bytes", U,
     [](const World& w) { return number(memStats(w).MSpanInuse); }},
    {"/memory/classes/metadata/other:bytes", U,
     [](const World& w) {
         return number(static_cast<uint64_t>(w.memstats.heapStats.inWorkBufs) + w.memstats.gcMiscSys);
     }},
    {"/memory/classes/os-stacks:bytes", U, [](const World& w) { return number(w.memstats.stacksSys); }},
    {"/memory/classes/other:bytes", U, [](const World& w) { return number(w.memstats.otherSys); }},
    {"/memory/classes/profiling/buckets:bytes", U,
     [](const World& w) { return number(w.memstats.buckHashSys); }},
    {"/memory/classes/total:bytes", U, memoryTotal},
    {"/sched/gomaxprocs:threads", U, [](const World& w) { return number(int64_t{w.sched.gomaxprocs}); }},
    {"/sched/goroutines-created:goroutines", U,
     [](const World& w) { return number(w.sched.goroutinesCreated); }},
    {"/sched/goroutines/not-in-go:goroutines", U,
     [](const World& w) { return number(goroutines(w).notInGo); }},
    {"/sched/goroutines/runnable:goroutines", U,
     [](const World& w) { return number(goroutines(w).runnable); }},
    {"/sched/goroutines/running:goroutines", U, [](const World& w) { return number(goroutines(w).running); }},
    {"/sched/goroutines/waiting:goroutines", U, [](const World& w) { return number(goroutines(w).waiting); }},
    {"/sched/goroutines:goroutines", U, [](const World& w) { return number(goroutines(w).total); }},
    {"/sched/latencies:seconds", H, [](const World& w) { return histogram(countsOf(w.sched.timeToRun)); }},
    {"/sched/pauses/stopping/gc:seconds", H,
     [](const World& w) { return histogram(countsOf(w.memstats.stwStoppingTimeGC)); }},
    {"/sched/pauses/stopping/other:seconds", H,
     [](const World& w) { return histogram(countsOf(w.memstats.stwStoppingTimeOther)); }},
    {"/sched/pauses/total/gc:seconds", H,
     [](const World& w) { return histogram(countsOf(w.memstats.stwTotalTimeGC)); }},
    {"/sched/pauses/total/other:seconds", H,
     [](const World& w) { return histogram(countsOf(w.memstats.stwTotalTimeOther)); }},
    {"/sched/threads/total:threads", U,
     [](const World& w) { return number(static_cast<int64_t>(w.allm.size()) - w.sched.nmfreed); }},
    {"/sync/mutex/wait/total:seconds", F,
     [](const World& w) { return seconds(static_cast<uint64_t>(w.sched.totalMutexWaitTime)); }},
};

const Metric* find(std::string_view name) {
    const Metric* m = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                   [&](const Metric& x) { return x.name == name; });
    return m == std::end(kMetrics) ? nullptr : m;
}

}  // namespace

metricValue readMetric(const World& w, std::string_view name) {
    if (const Metric* m = find(name)) return m->compute(w);
    return name.starts_with("/godebug/non-default-behavior/") ? number(uint64_t{0}) : metricValue{};
}

std::vector<double> metricBuckets(std::string_view name) {
    const Metric* m = find(name);
    if (!m || m->kind != metricKind::Float64Histogram) return {};
    if (name.find("-by-size:") == std::string_view::npos) return timeHistogramMetricsBuckets();
    // A class's bounds are exclusive below and inclusive above; a bucket's the other way round.
    std::vector<double> bounds{1};
    for (size_t i = 1; i < numSizeClasses; ++i) bounds.push_back(SizeClassToSize[i] + 1.0);
    bounds.push_back(std::numeric_limits<double>::infinity());
    return bounds;
}

}  // namespace tricolor::runtime
