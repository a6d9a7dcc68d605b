// What:    allocators of off-heap objects of one size, and what they count for in MemStats; that of mspan
// objects. Follows: runtime/mfixalloc.go, the mspan cache of mheap.go. Differs: free objects are a number,
// not a list, and so is a P's mspan cache: which of them is handed out can be
//          seen by nobody.
// Invariants:
//  1. spanalloc.inuse counts mspan objects handed out, those in P caches included;
//  2. a fixalloc grows by chunks of 16 KiB cut to whole objects.
#pragma once

#include <cstdint>

#include "sim/runtime/mem.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t sizeofMSpan = 160;    // unsafe.Sizeof(mspan{}), for accounting
inline constexpr uint64_t sizeofMCache = 2296;  // unsafe.Sizeof(mcache{})
inline constexpr uint64_t fixAllocChunk = 16384;
inline constexpr uint32_t mspanCacheEntries = 128;

// The allocators of mheap_.
void initFixallocs(mheap& h);
// Takes an object; p: whose persistent chunk is cut if need be. True: it was never handed out before.
bool fixallocAlloc(World& w, PId p, fixalloc& f);
void fixallocFree(fixalloc& f);

// allocMSpanLocked / freeMSpanLocked; p: whose cache is used, none: straight from the allocator.
SpanId allocMSpan(World& w, PId p);
void freeMSpan(World& w, PId p, SpanId s);
void flushMSpanCache(World& w, P& pp);  // of a P that is destroyed

}  // namespace tricolor::runtime
