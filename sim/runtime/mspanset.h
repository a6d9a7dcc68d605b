// What:    a queue of spans: what mcentral's partial and full lists are made of.
// Follows: runtime/mspanset.go.
// Differs: one thread; the blocks of 512 spans are the chunks of a CowVector, the spine its chunk table.
// Popped
//          blocks go back at reset instead of one by one; spineLen and spineCap are computed, not stored.
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

}  // namespace tricolor::runtime
