// What:    a queue of spans: what mcentral's partial and full lists are made of.
// Follows: runtime/mspanset.go.
// Differs: one thread; the blocks of 512 spans are the chunks of a CowVector, the spine its chunk table.
// Blocks
//          go back at reset instead of one by one; spineLen, spineCap and blockPops are computed, not stored.
// Invariants:
//  1. head ≤ tail; spans leave in the order in which they came (oldest first).
#pragma once

#include "sim/world/heap.h"

namespace tricolor::runtime {

inline constexpr uint64_t spanSetBlockEntries = 512;
inline constexpr uint64_t spanSetInitSpineCap = 256;

void push(spanSet& s, SpanId span);
SpanId pop(spanSet& s);  // none: empty
// Forgets popped entries; the set must be empty.
void reset(spanSet& s);

inline uint64_t spineLen(const spanSet& s) {
    return (s.spans.size() + spanSetBlockEntries - 1) / spanSetBlockEntries;
}

// Room of a spine that has held so many blocks; 0: no block was ever pushed.
inline uint64_t spineCap(uint64_t spineLenMax) {
    uint64_t cap = spineLenMax ? spanSetInitSpineCap : 0;
    while (cap < spineLenMax) cap *= 2;
    return cap;
}
// How many pops a block has seen; -1: all, so that it has been given back.
inline int64_t blockPops(const spanSet& s, uint64_t block) {
    const uint64_t first = block * spanSetBlockEntries;
    if (s.head >= first + spanSetBlockEntries) return -1;
    return s.head > first ? static_cast<int64_t>(s.head - first) : 0;
}

}  // namespace tricolor::runtime
