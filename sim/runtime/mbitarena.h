// What:    arenas that spans' mark and allocation bits are cut from. Each cycle's bits lie together: a span
//          that is swept gets new mark bits from `next`; when all are swept the arenas grow one age older,
//          and the oldest, to which no span points any more, are free.
// Follows: runtime/mheap.go (newMarkBits, newAllocBits, nextMarkBitArenaEpoch).
// Differs: the bits themselves are members of mspan; here is only how much memory they take.
// Invariants:
//  1. arenas are never given back: those of the four ages are all that were made.
#pragma once

#include <cstdint>

#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t gcBitsChunkBytes = 64 << 10;
inline constexpr uint64_t gcBitsHeaderBytes = 16;

// Takes a bit for each of nelems slots, by whole words.
void newMarkBits(World& w, uint64_t nelems);
// All spans are swept: sweep termination.
void nextMarkBitArenaEpoch(World& w);

}  // namespace tricolor::runtime
