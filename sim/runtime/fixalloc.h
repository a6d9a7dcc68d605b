// What:    the free-list allocator of mspan objects, and what they count for in MemStats.
// Follows: runtime/mfixalloc.go, the mspan cache of mheap.go.
// Differs: a P's mspan cache is a number, not a list: which of the free mspan objects it hands out can be
// seen
//          by nobody.
// Invariants:
//  1. mspanInUse counts objects handed out, those in P caches included;
//  2. mspanSys is a multiple of a 16 KiB chunk cut to whole objects.
#pragma once

#include <cstdint>

#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t sizeofMSpan = 160;    // unsafe.Sizeof(mspan{}), for accounting
inline constexpr uint64_t sizeofMCache = 2296;  // unsafe.Sizeof(mcache{})
inline constexpr uint64_t fixAllocChunk = 16384;
inline constexpr uint32_t mspanCacheEntries = 128;

// allocMSpanLocked / freeMSpanLocked; p: whose cache is used, none: straight from the allocator.
SpanId allocMSpan(World& w, PId p);
void freeMSpan(World& w, PId p, SpanId s);

}  // namespace tricolor::runtime
