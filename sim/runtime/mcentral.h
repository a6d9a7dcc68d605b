// What:    one list of spans per span class, between the Ps' caches and the page heap: spans with free slots
//          and full ones, each swept and unswept. cacheSpan hands a span out, uncacheSpan takes one back.
// Follows: runtime/mcentral.go. The task cacheSpan{spc} leaves the span (SpanId::bits) in result(0), none:
//          out of memory.
// Differs: cacheSpan is a task: one stage a set it looks into, one stage a span it sweeps, one for growing.
// Invariants:
//  1. a span in a swept set has sweepgen h, in an unswept set h-2 (or was swept since and is skipped);
//  2. a span in a swept partial set has a free slot, one in a swept full set has none;
//  3. no span is in two sets, or in a set and in a cache with h+3, h+1.
#pragma once

#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

inline spanSet& partialSwept(mcentral& m, uint32_t sweepgen) {
    return m.partial[sweepgen / 2 % 2];
}
inline spanSet& partialUnswept(mcentral& m, uint32_t sweepgen) {
    return m.partial[1 - sweepgen / 2 % 2];
}
inline spanSet& fullSwept(mcentral& m, uint32_t sweepgen) {
    return m.full[sweepgen / 2 % 2];
}
inline spanSet& fullUnswept(mcentral& m, uint32_t sweepgen) {
    return m.full[1 - sweepgen / 2 % 2];
}

// Takes a span back from a cache; a stale one (cached since before this sweep began) is swept now.
void uncacheSpan(Ctx& c, SpanId s);

// Slots: Go's mspan.nextFreeIndex and refillAllocCache.
uint16_t nextFreeIndex(mspan& s);
inline void refillAllocCache(mspan& s, uint64_t whichByte) {
    s.allocCache = ~s.allocBits[whichByte / 8];
}

}  // namespace tricolor::runtime
