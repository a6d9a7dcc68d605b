// What:    address ranges and ascending, coalesced lists of them: which parts of the address space the page
//          allocator manages.
// Follows: runtime/mranges.go.
// Differs: the list's memory is a vector; its capacity is kept as a number, since the real one is off-heap
//          memory that is counted.
// Invariants:
//  1. ranges ascend, are not empty and do not touch one another;
//  2. totalBytes is the sum of their sizes.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/world/heap.h"

namespace tricolor::runtime {

// What is left of a without b; b must not cut a in two.
addrRange subtract(addrRange a, addrRange b);
// What is left of a below addr.
addrRange removeGreaterEqual(addrRange a, Addr addr);
// Takes len bytes off the front or the back, at an aligned address (align: a power of two, bytes).
std::optional<Addr> takeFromFront(addrRange& a, uint64_t len, uint64_t align);
std::optional<Addr> takeFromBack(addrRange& a, uint64_t len, uint64_t align);

// Index of the first range that begins behind addr.
size_t findSucc(const addrRanges& a, Addr addr);
bool contains(const addrRanges& a, Addr addr);
// Lowest address in the list at or behind addr.
std::optional<Addr> findAddrGreaterEqual(const addrRanges& a, Addr addr);
void add(addrRanges& a, addrRange r);  // overlaps none that is there
// Takes up to n bytes off the end of the last range; what was removed.
addrRange removeLast(addrRanges& a, uint64_t n);
void removeGreaterEqual(addrRanges& a, Addr addr);

}  // namespace tricolor::runtime
