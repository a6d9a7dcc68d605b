// What:    how many bytes a request really gets.
// Follows: runtime/msize.go, and the constants of runtime/malloc.go and mbitmap.go that it needs.
// Differs: no.
// Invariants:
//  1. roundupsize(n) ≥ n, unless n + a page overflows, and asking for the result gives the result again.
#pragma once

#include <cstdint>

#include "sim/runtime/sizeclasses.h"

namespace tricolor::runtime {

inline constexpr uint64_t mallocHeaderSize = 8;  // type pointer before scan objects of more than 512 bytes
inline constexpr uint64_t maxSmallSize = MaxSmallSize;
inline constexpr uint64_t minSizeForMallocHeader = 512;  // = 8 bytes a word * 64 bits of one bitmap word
inline constexpr uint64_t maxTinySize = 16;
inline constexpr int tinySizeClass = 2;
inline constexpr uint64_t maxAlloc = 1ull << 48;  // of one object, bytes

// Do scan objects of this size have their pointer bits in the span's heap bitmap?
constexpr bool heapBitsInSpan(uint64_t size) {
    return size <= minSizeForMallocHeader;
}

// Bytes of the slot (or pages) that a request of `size` bytes gets, less the malloc header.
constexpr uint64_t roundupsize(uint64_t size, bool noscan) {
    uint64_t req = size;
    if (req <= maxSmallSize - mallocHeaderSize) {
        if (!noscan && req > minSizeForMallocHeader) req += mallocHeaderSize;
        return SizeClassToSize[sizeToClass(req)] - (req - size);
    }
    req += kPageSize - 1;
    return req < size ? size : req & ~(kPageSize - 1);
}

}  // namespace tricolor::runtime
