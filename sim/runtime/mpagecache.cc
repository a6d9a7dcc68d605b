#include "sim/runtime/mpagecache.h"

#include <algorithm>
#include <bit>

namespace tricolor::runtime {

namespace {

// Takes n ≤ 64 pages from bit i on.
PagesFound take(pageCache& c, unsigned i, uint64_t n) {
    const uint64_t mask = (n == 64 ? ~0ull : (1ull << n) - 1) << i;
    const auto scav = static_cast<uint64_t>(std::popcount(c.scav & mask));
    c.cache &= ~mask;
    c.scav &= ~mask;
    return {c.base + i * kPageSize, scav * kPageSize};
}

}  // namespace

PagesFound alloc(pageCache& c, uint64_t npages) {
    if (c.cache == 0 || npages > pageCachePages) return {};
    const unsigned i = findBitRange64(c.cache, static_cast<unsigned>(npages));
    return i >= 64 ? PagesFound{} : take(c, i, npages);
}

pageCache allocToCache(pageAlloc& p) {
    if (p.searchAddr == maxSearchAddr || chunkIndex(p.searchAddr) >= p.chunks.size()) return {};
    uint64_t ci = chunkIndex(p.searchAddr);
    Addr first = 0;
    if (p.summary[summaryLevels - 1][ci].max != 0) {
        const FoundPages f = find(p.chunks[ci].allocBits, 1, chunkPageIndex(p.searchAddr));
        CHECK(f.index != noPage, "bad summary data");
        first = chunkBase(ci) + f.index * kPageSize;
    } else {
        first = find(p, 1).addr;
        if (first == 0) {
            p.searchAddr = maxSearchAddr;
            return {};
        }
        ci = chunkIndex(first);
    }
    const unsigned block = chunkPageIndex(first) / 64;
    pallocData& d = p.chunks.mut(ci);
    pageCache c;
    c.base = chunkBase(ci) + block * 64 * kPageSize;
    c.cache = ~d.allocBits[block];
    c.scav = d.scavenged[block];
    d.allocBits[block] |= c.cache;
    d.scavenged[block] &= ~(c.cache & c.scav);
    update(p, c.base, pageCachePages, false, true);
    scavIndexAlloc(p, ci, static_cast<unsigned>(std::popcount(c.cache)));
    // Not the block's end: that could be behind the last mapped page.
    p.searchAddr = c.base + kPageSize * (pageCachePages - 1);
    return c;
}

void flush(pageCache& c, pageAlloc& p) {
    if (c.empty()) return;
    const uint64_t ci = chunkIndex(c.base);
    const unsigned pi = chunkPageIndex(c.base);
    for (unsigned i = 0; i < 64; ++i)
        if (c.cache >> i & 1) {
            clearRange(p.chunks.mut(ci).allocBits, pi + i, 1);
            scavIndexFree(p, ci, pi + i, 1);
        }
    p.chunks.mut(ci).scavenged[pi / 64] |= c.scav;
    p.searchAddr = std::min(p.searchAddr, c.base);
    update(p, c.base, pageCachePages, false, false);
    c = pageCache{};
}

}  // namespace tricolor::runtime
