// What:    a P's own 64 aligned pages, from which it takes small spans without the heap's lock.
// Follows: runtime/mpagecache.go.
// Differs: no.
// Invariants:
//  1. pages in a cache are in use as far as the page allocator knows;
//  2. scav has only bits that cache has.
#pragma once

#include <cstdint>

#include "sim/runtime/mpagealloc.h"
#include "sim/world/heap.h"

namespace tricolor::runtime {

inline constexpr uint64_t pageCachePages = 64;

// Takes all free pages of the block that holds the first free page; an empty cache if there is none.
pageCache allocToCache(pageAlloc& p);
PagesFound alloc(pageCache& c, uint64_t npages);
// Gives every page back.
void flush(pageCache& c, pageAlloc& p);

}  // namespace tricolor::runtime
