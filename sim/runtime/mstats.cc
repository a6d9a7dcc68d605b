#include "sim/runtime/mstats.h"

#include <algorithm>
#include <bit>

#include "sim/runtime/mcache.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/sizeclasses.h"

namespace tricolor::runtime {

namespace {

// Objects and bytes, from the consistent counters.
void countObjects(const heapStatsDelta& d, MemStats& s) {
    uint64_t totalFree = d.largeFree;
    s.TotalAlloc = d.largeAlloc;
    s.Mallocs = d.largeAllocCount + d.tinyAllocCount;
    s.Frees = d.largeFreeCount + d.tinyAllocCount;
    for (size_t i = 0; i < numSizeClasses; ++i) {
        s.TotalAlloc += d.smallAllocCount[i] * SizeClassToSize[i];
        totalFree += d.smallFreeCount[i] * SizeClassToSize[i];
        s.Mallocs += d.smallAllocCount[i];
        s.Frees += d.smallFreeCount[i];
        if (i < s.BySize.size())
            s.BySize[i] = {SizeClassToSize[i], d.smallAllocCount[i], d.smallFreeCount[i]};
    }
    s.Alloc = s.HeapAlloc = s.TotalAlloc - totalFree;
    s.HeapObjects = s.Mallocs - s.Frees;
}

}  // namespace

MemStats memStats(const World& w) {
    MemStats s;
    const mstats& m = w.memstats;
    countObjects(m.heapStats, s);
    s.HeapInuse = m.heapInUse;
    s.HeapIdle = m.heapFree + m.heapReleased;
    s.HeapSys = s.HeapInuse + s.HeapIdle;
    s.HeapReleased = m.heapReleased;
    s.StackInuse = static_cast<uint64_t>(m.heapStats.inStacks);
    s.StackSys = s.StackInuse + m.stacksSys;
    s.MSpanInuse = w.mheap_.spanalloc.inuse;
    s.MSpanSys = m.mspanSys;
    s.MCacheInuse = w.mheap_.cachealloc.inuse;
    s.MCacheSys = m.mcacheSys;
    s.BuckHashSys = m.buckHashSys;
    s.GCSys = m.gcMiscSys + static_cast<uint64_t>(m.heapStats.inWorkBufs);
    s.OtherSys = m.otherSys;
    s.Sys = s.HeapSys + s.StackSys + s.MSpanSys + s.MCacheSys + s.BuckHashSys + s.GCSys + s.OtherSys;
    s.NextGC = heapGoal(w);
    s.LastGC = m.lastGcUnix;
    s.PauseTotalNs = m.pauseTotalNs;
    s.PauseNs = m.pauseNs;
    s.PauseEnd = m.pauseEnd;
    s.NumGC = m.numgc;
    s.NumForcedGC = m.numforcedgc;
    s.GCCPUFraction = m.gcCpuFraction;
    return s;
}

MemStats readmemstats(Ctx& c) {
    flushallmcaches(c);
    return memStats(c.w);
}

std::vector<std::pair<const char*, uint64_t>> memStatsFields(const MemStats& s) {
    return {{"Alloc", s.Alloc},
            {"TotalAlloc", s.TotalAlloc},
            {"Sys", s.Sys},
            {"Lookups", s.Lookups},
            {"Mallocs", s.Mallocs},
            {"Frees", s.Frees},
            {"HeapAlloc", s.HeapAlloc},
            {"HeapSys", s.HeapSys},
            {"HeapIdle", s.HeapIdle},
            {"HeapInuse", s.HeapInuse},
            {"HeapReleased", s.HeapReleased},
            {"HeapObjects", s.HeapObjects},
            {"StackInuse", s.StackInuse},
            {"StackSys", s.StackSys},
            {"MSpanInuse", s.MSpanInuse},
            {"MSpanSys", s.MSpanSys},
            {"MCacheInuse", s.MCacheInuse},
            {"MCacheSys", s.MCacheSys},
            {"BuckHashSys", s.BuckHashSys},
            {"GCSys", s.GCSys},
            {"OtherSys", s.OtherSys},
            {"NextGC", s.NextGC},
            {"LastGC", s.LastGC},
            {"PauseTotalNs", s.PauseTotalNs}};
}

void storeMemStats(World& w, Addr to, const MemStats& s) {
    CHECK(w.memory.mapped(to, sizeofMemStats), "MemStats outside of memory");
    Addr at = to;
    const auto put = [&](uint64_t v) {
        w.memory.store64(at, v);
        at += 8;
    };
    for (const auto& field : memStatsFields(s)) put(field.second);
    for (const uint64_t v : s.PauseNs) put(v);
    for (const uint64_t v : s.PauseEnd) put(v);
    put(s.NumGC | static_cast<uint64_t>(s.NumForcedGC) << 32);
    put(std::bit_cast<uint64_t>(s.GCCPUFraction));
    put((s.EnableGC ? 1u : 0u) | (s.DebugGC ? 0x100u : 0u));
    for (const MemStats::Class& cl : s.BySize) {
        put(cl.Size);
        put(cl.Mallocs);
        put(cl.Frees);
    }
    CHECK(at == to + sizeofMemStats, "MemStats has another size");
}

}  // namespace tricolor::runtime
