// What:    finds free pages: address-ordered first fit over a bitmap of all pages, made fast by a radix tree
//          of summaries (free run at the start, longest, at the end) over 16 GiB, 2 GiB, 256 MiB, 32 MiB, 4
//          MiB.
// Follows: runtime/mpagealloc.go, mpagealloc_64bit.go, and the scavenge index of mgcscavenge.go as far as
//          allocating and freeing pages updates it.
// Differs: tables begin at the heap base instead of at address 0, so they are as long as the heap, not sparse
//          reservations; summaries are kept unpacked.
// Invariants:
//  1. no page below searchAddr is free;
//  2. every summary is the merge of its children, and a leaf the summary of its chunk;
//  3. pages outside of inUse are in use as far as summaries tell (their summaries are zero);
//  4. a chunk's inUse counts its pages in use; hasFree is set if a page was freed and none made it full
//  since.
#pragma once

#include <cstdint>

#include "sim/runtime/mpallocbits.h"
#include "sim/world/heap.h"

namespace tricolor::runtime {

inline constexpr int summaryLevels = 5;
inline constexpr unsigned summaryLevelBits = 3;
inline constexpr std::array<unsigned, summaryLevels> levelBits = {14, 3, 3, 3, 3};
inline constexpr std::array<unsigned, summaryLevels> levelShift = {34, 31, 28, 25, 22};
inline constexpr std::array<unsigned, summaryLevels> levelLogPages = {21, 18, 15, 12, 9};
inline constexpr Addr maxSearchAddr = ~0ull;  // "nothing is free"

inline constexpr uint64_t chunkIndex(Addr a) {
    return (a - kHeapBase) / pallocChunkBytes;
}
inline constexpr Addr chunkBase(uint64_t ci) {
    return kHeapBase + ci * pallocChunkBytes;
}
inline constexpr unsigned chunkPageIndex(Addr a) {
    return static_cast<unsigned>(a % pallocChunkBytes / kPageSize);
}

struct PagesFound {
    Addr base = 0;      // 0: there is no such run
    uint64_t scav = 0;  // bytes of it that had been returned to the operating system
};

void init(pageAlloc& p);
// Bytes that tables of summaries and chunks grow by before [base, base+size), the end of the heap, is grown.
uint64_t sysGrow(const pageAlloc& p, Addr base, uint64_t size);
// Makes [base, base+size) known: free and scavenged. Both multiples of a chunk.
void grow(pageAlloc& p, Addr base, uint64_t size);
PagesFound alloc(pageAlloc& p, uint64_t npages);
void free(pageAlloc& p, Addr base, uint64_t npages);
// Marks a given free range in use; returns the bytes of it that were scavenged.
uint64_t allocRange(pageAlloc& p, Addr base, uint64_t npages);
// First address of the lowest run, without taking it, and the first free address at or behind searchAddr.
struct FindResult {
    Addr addr = 0;
    Addr firstFree = maxSearchAddr;
};
FindResult find(const pageAlloc& p, uint64_t npages);
// Recomputes summaries over a range. contig: all pages of it changed the same way (to in use if alloc).
void update(pageAlloc& p, Addr base, uint64_t npages, bool contig, bool alloc);
pallocSum mergeSummaries(const pallocSum* sums, int n, unsigned logMaxPagesPerSum);
// Lowest mapped address at or behind a; maxSearchAddr if there is none.
Addr findMappedAddr(const pageAlloc& p, Addr a);

// Go's packed form, for comparison with recorded values.
uint64_t packPallocSum(const pallocSum& s);
pallocSum unpackPallocSum(uint64_t packed);

// The scavenge index's part in allocating and freeing (scavengeIndex.alloc, free).
void scavIndexAlloc(pageAlloc& p, uint64_t ci, unsigned npages);
void scavIndexFree(pageAlloc& p, uint64_t ci, unsigned page, unsigned npages);

}  // namespace tricolor::runtime
