// What:    a queue of spans: what mcentral's partial and full lists are made of.
// Follows: runtime/mspanset.go.
// Differs: one thread; the blocks of 512 spans are the chunks of a CowVector, the spine its chunk table. Here
//          blocks and spines are counted: taken from the pool or made off-heap, and given back to the pool
//          when all of a block was popped. spineLen and blockPops are computed, not stored.
// Invariants:
//  1. head ≤ tail; spans leave in the order in which they came (oldest first);
//  2. spineLen ≤ spineCap; a spine that was outgrown is never used again.
#pragma once

#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t spanSetBlockEntries = 512;
inline constexpr uint32_t spanSetInitSpineCap = 256;
inline constexpr uint64_t sizeofSpanSetBlock = 4608;  // unsafe.Sizeof(spanSetBlock{})

// p: whose persistent chunk is cut if need be; none: that of all who have no P.
void push(World& w, PId p, spanSet& s, SpanId span);
SpanId pop(World& w, spanSet& s);  // none: empty
// Forgets popped entries; the set must be empty.
void reset(World& w, spanSet& s);

inline uint64_t spineLen(const spanSet& s) {
    return (s.spans.size() + spanSetBlockEntries - 1) / spanSetBlockEntries;
}

// How many pops a block has seen; -1: all, so that it has been given back.
inline int64_t blockPops(const spanSet& s, uint64_t block) {
    const uint64_t first = block * spanSetBlockEntries;
    if (s.head >= first + spanSetBlockEntries) return -1;
    return s.head > first ? static_cast<int64_t>(s.head - first) : 0;
}

}  // namespace tricolor::runtime
