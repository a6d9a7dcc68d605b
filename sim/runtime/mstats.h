// What:    MemStats: what the program sees of the allocator's accounting.
// Follows: runtime/mstats.go.
// Differs: times are virtual.
// Invariants:
//  1. Sys = HeapSys + StackSys + MSpanSys + MCacheSys + BuckHashSys + GCSys + OtherSys;
//  2. HeapSys = HeapInuse + HeapIdle; HeapObjects = Mallocs - Frees; HeapAlloc = Alloc.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

struct MemStats {
    uint64_t Alloc = 0, TotalAlloc = 0, Sys = 0, Lookups = 0, Mallocs = 0, Frees = 0;
    uint64_t HeapAlloc = 0, HeapSys = 0, HeapIdle = 0, HeapInuse = 0, HeapReleased = 0, HeapObjects = 0;
    uint64_t StackInuse = 0, StackSys = 0, MSpanInuse = 0, MSpanSys = 0, MCacheInuse = 0, MCacheSys = 0;
    uint64_t BuckHashSys = 0, GCSys = 0, OtherSys = 0;
    uint64_t NextGC = 0, LastGC = 0, PauseTotalNs = 0;
    std::array<uint64_t, 256> PauseNs{}, PauseEnd{};
    uint32_t NumGC = 0, NumForcedGC = 0;
    double GCCPUFraction = 0;
    bool EnableGC = true, DebugGC = false;
    struct Class {
        uint32_t Size = 0;
        uint64_t Mallocs = 0, Frees = 0;
    };
    std::array<Class, 61> BySize{};
};
inline constexpr uint64_t sizeofMemStats = 5776;  // unsafe.Sizeof(runtime.MemStats{})

// From the counters as they stand; slots of cached spans are not counted yet.
MemStats memStats(const World& w);
// What runtime.ReadMemStats does: flushes every cache, then reads. The world is stopped.
MemStats readmemstats(Ctx& c);
// Writes Go's struct runtime.MemStats into simulated memory at `to` (sizeofMemStats bytes).
void storeMemStats(World& w, Addr to, const MemStats& stats);
// The scalar fields by name, in Go's order; for --memstats and views.
std::vector<std::pair<const char*, uint64_t>> memStatsFields(const MemStats& stats);

}  // namespace tricolor::runtime
