// What:    operations on the 512-bit page map of one 4 MiB chunk, and on 64-page words.
// Follows: runtime/mpallocbits.go.
// Differs: no.
// Invariants: none of its own; a set bit is a page in use.
#pragma once

#include <cstdint>

#include "sim/world/heap.h"

namespace tricolor::runtime {

inline constexpr unsigned noPage = ~0u;  // "not found"

inline bool get(const pageBits& b, unsigned i) {
    return b[i / 64] >> (i % 64) & 1;
}
void setRange(pageBits& b, unsigned i, unsigned n);
void clearRange(pageBits& b, unsigned i, unsigned n);
unsigned popcntRange(const pageBits& b, unsigned i, unsigned n);
// The 64 bits around page i, i rounded down to a multiple of 64.
inline uint64_t block64(const pageBits& b, unsigned i) {
    return b[i / 64];
}

// Free runs of the chunk: at its start, the longest, at its end.
pallocSum summarize(const pageBits& b);

struct FoundPages {
    unsigned index = noPage;        // first page of the lowest run of n free pages
    unsigned searchIndex = noPage;  // first free page of all at or behind the search index
};
// Lowest run of npages free pages in the words from searchIdx/64 on (everything before is known to be in
// use).
FoundPages find(const pageBits& b, uint64_t npages, unsigned searchIdx);

// Index of the lowest run of n set bits in c; 64 if there is none. 1 ≤ n.
unsigned findBitRange64(uint64_t c, unsigned n);

}  // namespace tricolor::runtime
