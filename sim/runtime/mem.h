// What:    memory from the operating system outside of the Go heap, as far as it is counted: whole mappings,
//          and small structures that live for ever, cut from chunks of 256 KiB.
// Follows: runtime/mem.go (sysAlloc, sysFree), runtime/malloc.go (persistentalloc).
// Differs: nothing is mapped; the structures themselves are members of World.
// Invariants:
//  1. mappedReady counts what the system gave, chunk by chunk; a chunk counts for other until it is cut, each
//     cut for what it is.
#pragma once

#include <cstdint>

#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t persistentChunkSize = 256 << 10;
inline constexpr uint64_t persistentMaxBlock = 64 << 10;  // from here on straight from the system
inline constexpr uint64_t tagAlign = 512;                 // of nodes of lock-free lists
inline constexpr uint64_t physPageSize = 4096;

uint64_t& sysStat(mstats& m, sysMemStat stat);

void sysAlloc(World& w, uint64_t n, sysMemStat stat);  // sysMap and sysUsed, too
void sysFree(World& w, uint64_t n, sysMemStat stat);

// Cuts size bytes from P p's chunk, or from the one of all who have none. align: a power of 2.
void persistentalloc(World& w, PId p, uint64_t size, uint64_t align, sysMemStat stat);

// The P whose chunk, pages and mspan objects the caller uses; none: it has no P.
inline PId ownP(const Ctx& c) {
    return c.w.sched.mcache0 ? PId{} : c.w.allm[static_cast<size_t>(c.mid.v)].p;
}

}  // namespace tricolor::runtime
