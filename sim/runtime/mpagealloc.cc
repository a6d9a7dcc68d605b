#include "sim/runtime/mpagealloc.h"

#include <algorithm>

#include "sim/runtime/mem.h"
#include "sim/runtime/mranges.h"

namespace tricolor::runtime {

namespace {

constexpr uint32_t maxPackedValue = 1u << levelLogPages[0];
constexpr pallocSum freeChunkSum = {pallocChunkPages, pallocChunkPages, pallocChunkPages};

bool isZero(const pallocSum& s) {
    return s.max == 0;
}

// Calls f(chunk index, first page, pages) for the parts of [base, base + npages pages) in each chunk.
template <class F>
void forEachChunk(Addr base, uint64_t npages, F&& f) {
    for (const Addr end = base + npages * kPageSize; base < end;) {
        const Addr next = std::min(end, chunkBase(chunkIndex(base) + 1));
        f(chunkIndex(base), chunkPageIndex(base), static_cast<unsigned>((next - base) / kPageSize));
        base = next;
    }
}

// Tables long enough for the chunks up to `nchunks`: whole blocks of 8 below the root.
void growTables(pageAlloc& p, uint64_t nchunks) {
    if (nchunks <= p.chunks.size()) return;
    p.chunks.resize(nchunks);
    uint64_t n = (nchunks + 7) / 8 * 8;
    for (int l = summaryLevels - 1; l >= 0; --l) {
        auto& level = p.summary[static_cast<size_t>(l)];
        if (n > level.size()) level.resize(n);
        n = l > 1 ? (n / 8 + 7) / 8 * 8 : n / 8;
    }
}

// The tightest known free range that holds the first free page; find narrows it level by level.
struct FirstFree {
    Addr base = 0, bound = ~0ull;  // inclusive
    void found(Addr addr, uint64_t size) {
        const Addr last = addr + size - 1;
        if (base <= addr && last <= bound) {
            base = addr;
            bound = last;
        } else {
            CHECK(last < base || bound < addr, "range partially overlaps");
        }
    }
};

// What one level of find tells: a run in this block, an entry to look into, or nothing.
struct LevelResult {
    bool found = false, descend = false;
    uint64_t base = 0;  // pages from the block's start
    uint64_t entry = 0;
};

LevelResult scanLevel(const pageAlloc& p, int l, uint64_t block, uint64_t npages, FirstFree& firstFree) {
    const auto& level = p.summary[static_cast<size_t>(l)];
    const unsigned logMax = levelLogPages[static_cast<size_t>(l)], shift = levelShift[static_cast<size_t>(l)];
    const uint64_t entries = 1ull << levelBits[static_cast<size_t>(l)];
    const uint64_t searchIdx = (p.searchAddr - kHeapBase) >> shift;
    uint64_t j = (searchIdx & ~(entries - 1)) == block ? searchIdx & (entries - 1) : 0;
    uint64_t base = 0, size = 0;
    for (; j < entries && block + j < level.size(); ++j) {
        const pallocSum& sum = level[block + j];
        if (isZero(sum)) {
            size = 0;
            continue;
        }
        firstFree.found(kHeapBase + ((block + j) << shift), (1ull << logMax) * kPageSize);
        if (size + sum.start >= npages) {
            if (size == 0) base = j << logMax;
            size += sum.start;
            break;
        }
        if (sum.max >= npages) return {false, true, 0, block + j};
        if (size == 0 || sum.start < 1u << logMax) {
            size = sum.end;
            base = ((j + 1) << logMax) - size;
            continue;
        }
        size += 1ull << logMax;
    }
    return {size >= npages, false, base, 0};
}

}  // namespace

void init(pageAlloc& p) {
    p = pageAlloc{};
}

pallocSum mergeSummaries(const pallocSum* sums, int n, unsigned logMaxPagesPerSum) {
    pallocSum r = sums[0];
    const uint32_t full = 1u << logMaxPagesPerSum;
    for (int i = 1; i < n; ++i) {
        const pallocSum& s = sums[i];
        if (r.start == static_cast<uint32_t>(i) << logMaxPagesPerSum) r.start += s.start;
        r.max = std::max({r.max, r.end + s.start, s.max});
        r.end = s.end == full ? r.end + full : s.end;
    }
    return r;
}

void update(pageAlloc& p, Addr base, uint64_t npages, bool contig, bool alloc) {
    const uint64_t sc = chunkIndex(base), ec = chunkIndex(base + npages * kPageSize - 1);
    auto& leaves = p.summary[summaryLevels - 1];
    if (sc == ec) {
        const pallocSum sum = summarize(p.chunks[sc].allocBits);
        if (leaves[sc] == sum) return;
        leaves.mut(sc) = sum;
    } else {
        for (uint64_t c = sc; c <= ec; ++c)
            leaves.mut(c) = contig && c != sc && c != ec ? (alloc ? pallocSum{} : freeChunkSum)
                                                         : summarize(p.chunks[c].allocBits);
    }
    uint64_t lo = sc, hi = ec;
    bool changed = true;
    for (int l = summaryLevels - 2; l >= 0 && changed; --l) {
        changed = false;
        lo >>= summaryLevelBits;
        hi >>= summaryLevelBits;
        const auto& children = p.summary[static_cast<size_t>(l) + 1];
        auto& level = p.summary[static_cast<size_t>(l)];
        for (uint64_t i = lo; i <= hi; ++i) {
            // 8 children lie side by side: a block never crosses one of CowVector's chunks of 64.
            const pallocSum sum = mergeSummaries(&children[i << summaryLevelBits], 8,
                                                 levelLogPages[static_cast<size_t>(l) + 1]);
            if (level[i] == sum) continue;
            changed = true;
            level.mut(i) = sum;
        }
    }
}

namespace {

// Bytes mapped of a table with `bytes` an entry, in which the entries of [kHeapBase, limit) are there, to
// whole groups of entries.
uint64_t mappedOfTable(Addr limit, unsigned shift, uint64_t group, uint64_t bytes) {
    if (limit == kHeapBase) return 0;
    constexpr uint64_t arenaBaseOffset = 0x800000000000;
    const auto index = [&](Addr a) { return (a + arenaBaseOffset) >> shift; };
    const uint64_t first = index(kHeapBase) / group * group;
    const uint64_t end = (index(limit - 1) + group) / group * group;
    return (end * bytes + physPageSize - 1) / physPageSize * physPageSize -
           first * bytes / physPageSize * physPageSize;
}

// What the page allocator has mapped for a heap that reaches up to limit.
uint64_t mappedFor(Addr limit) {
    if (limit == kHeapBase) return 0;
    constexpr uint64_t chunksL2Entries = 8192, sizeofPallocData = 128;
    uint64_t n = 0;
    for (size_t l = 0; l < summaryLevels; ++l)
        n += mappedOfTable(limit, levelShift[l], 1ull << levelBits[l], 8);
    n += mappedOfTable(limit, levelShift[summaryLevels - 1], physPageSize / 8, 8);  // the scavenge index
    return n + (chunkIndex(limit - 1) / chunksL2Entries + 1) * chunksL2Entries * sizeofPallocData;
}

}  // namespace

uint64_t sysGrow(const pageAlloc& p, Addr base, uint64_t size) {
    CHECK(p.inUse.ranges.empty() ? base == kHeapBase : base == p.inUse.ranges.back().limit,
          "a gap in the heap");
    return mappedFor(base + size) - mappedFor(base);
}

void grow(pageAlloc& p, Addr base, uint64_t size) {
    CHECK(base % pallocChunkBytes == 0 && size % pallocChunkBytes == 0 && size, "pageAlloc: grow by chunks");
    growTables(p, chunkIndex(base + size));
    add(p.inUse, {base, base + size});
    p.searchAddr = std::min(p.searchAddr, base);
    forEachChunk(base, size / kPageSize,
                 [&](uint64_t ci, unsigned i, unsigned n) { setRange(p.chunks.mut(ci).scavenged, i, n); });
    update(p, base, size / kPageSize, true, false);
}

void scavIndexAlloc(pageAlloc& p, uint64_t ci, unsigned npages) {
    pallocData& d = p.chunks.mut(ci);
    CHECK(d.inUse + npages <= pallocChunkPages, "too many pages allocated in chunk?");
    if (d.gen != p.scavGen) {
        d.lastInUse = d.inUse;
        d.gen = p.scavGen;
    }
    d.inUse = static_cast<uint16_t>(d.inUse + npages);
    if (d.inUse == pallocChunkPages) d.hasFree = false;
}

void scavIndexFree(pageAlloc& p, uint64_t ci, unsigned page, unsigned npages) {
    pallocData& d = p.chunks.mut(ci);
    CHECK(d.inUse >= npages, "allocated pages below zero?");
    if (d.gen != p.scavGen) {
        d.lastInUse = d.inUse;
        d.gen = p.scavGen;
    }
    d.inUse = static_cast<uint16_t>(d.inUse - npages);
    d.hasFree = true;
    const Addr last = chunkBase(ci) + (page + npages - 1) * kPageSize;
    p.scavFreeHWM = std::max(p.scavFreeHWM, last);
    if (p.scavSearchAddrForce < last) {
        p.scavSearchAddrForce = last;
        p.scavMarkedForce = true;
    }
}

uint64_t allocRange(pageAlloc& p, Addr base, uint64_t npages) {
    uint64_t scav = 0;
    forEachChunk(base, npages, [&](uint64_t ci, unsigned i, unsigned n) {
        pallocData& d = p.chunks.mut(ci);
        scav += popcntRange(d.scavenged, i, n);
        clearRange(d.scavenged, i, n);
        setRange(d.allocBits, i, n);
        scavIndexAlloc(p, ci, n);
    });
    update(p, base, npages, true, true);
    return scav * kPageSize;
}

void free(pageAlloc& p, Addr base, uint64_t npages) {
    p.searchAddr = std::min(p.searchAddr, base);
    forEachChunk(base, npages, [&](uint64_t ci, unsigned i, unsigned n) {
        clearRange(p.chunks.mut(ci).allocBits, i, n);
        scavIndexFree(p, ci, i, n);
    });
    update(p, base, npages, true, false);
}

Addr findMappedAddr(const pageAlloc& p, Addr a) {
    return findAddrGreaterEqual(p.inUse, a).value_or(maxSearchAddr);
}

FindResult find(const pageAlloc& p, uint64_t npages) {
    FirstFree firstFree;
    uint64_t i = 0;
    for (int l = 0; l < summaryLevels; ++l) {
        i <<= levelBits[static_cast<size_t>(l)];
        const LevelResult r = scanLevel(p, l, i, npages, firstFree);
        if (r.descend) {
            i = r.entry;
            continue;
        }
        if (r.found)
            return {kHeapBase + (i << levelShift[static_cast<size_t>(l)]) + r.base * kPageSize,
                    findMappedAddr(p, firstFree.base)};
        CHECK(l == 0, "bad summary data");
        return {};
    }
    const FoundPages f = find(p.chunks[i].allocBits, npages, 0);
    CHECK(f.index != noPage, "bad summary data");
    const Addr search = chunkBase(i) + f.searchIndex * kPageSize;
    firstFree.found(search, chunkBase(i + 1) - search);
    return {chunkBase(i) + f.index * kPageSize, findMappedAddr(p, firstFree.base)};
}

PagesFound alloc(pageAlloc& p, uint64_t npages) {
    if (p.searchAddr == maxSearchAddr || chunkIndex(p.searchAddr) >= p.chunks.size()) return {};
    const uint64_t ci = chunkIndex(p.searchAddr);
    FindResult r;
    if (pallocChunkPages - chunkPageIndex(p.searchAddr) >= npages &&
        p.summary[summaryLevels - 1][ci].max >= npages) {
        const FoundPages f = find(p.chunks[ci].allocBits, npages, chunkPageIndex(p.searchAddr));
        CHECK(f.index != noPage, "bad summary data");
        r = {chunkBase(ci) + f.index * kPageSize, chunkBase(ci) + f.searchIndex * kPageSize};
    } else {
        r = find(p, npages);
        if (r.addr == 0) {
            if (npages == 1) p.searchAddr = maxSearchAddr;
            return {};
        }
    }
    const uint64_t scav = allocRange(p, r.addr, npages);
    p.searchAddr = std::max(p.searchAddr, r.firstFree);
    return {r.addr, scav};
}

uint64_t packPallocSum(const pallocSum& s) {
    if (s.max == maxPackedValue) return 1ull << 63;
    const unsigned bits = levelLogPages[0];
    const uint64_t mask = maxPackedValue - 1;
    return (s.start & mask) | (s.max & mask) << bits | (s.end & mask) << (2 * bits);
}

pallocSum unpackPallocSum(uint64_t packed) {
    if (packed >> 63) return {maxPackedValue, maxPackedValue, maxPackedValue};
    const unsigned bits = levelLogPages[0];
    const uint64_t mask = maxPackedValue - 1;
    return {static_cast<uint32_t>(packed & mask), static_cast<uint32_t>(packed >> bits & mask),
            static_cast<uint32_t>(packed >> (2 * bits) & mask)};
}

}  // namespace tricolor::runtime
