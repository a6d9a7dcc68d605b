#include "sim/runtime/mpagescavenge.h"

#include <algorithm>
#include <bit>

namespace tricolor::runtime {

namespace {

bool shouldScavenge(const pallocData& d, uint32_t gen, bool force) {
    if (!d.hasFree) return false;
    if (force) return true;
    return d.inUse < scavChunkHiOccPages && (d.gen != gen || d.lastInUse < scavChunkHiOccPages);
}

unsigned clz(uint64_t x) {
    return static_cast<unsigned>(std::countl_zero(x));
}

// Counters of released pages (what Go does beside sysUnused).
void account(World& w, Addr addr, uint64_t bytes) {
    w.memory.discard(addr, bytes);
    mstats& m = w.memstats;
    m.mappedReady -= bytes;
    m.heapReleased += bytes;
    m.heapFree -= bytes;
    m.heapStats.committed -= static_cast<int64_t>(bytes);
    m.heapStats.released += static_cast<int64_t>(bytes);
}

}  // namespace

ScavengeSpot scavIndexFind(pageAlloc& p, bool force) {
    Addr& cursor = force ? p.scavSearchAddrForce : p.scavSearchAddrBg;
    bool& marked = force ? p.scavMarkedForce : p.scavMarkedBg;
    if (cursor == 0 || p.inUse.ranges.empty()) return {};
    const uint64_t start = chunkIndex(cursor), min = chunkIndex(p.inUse.ranges.front().base);
    for (uint64_t i = start + 1; i-- > min;) {
        if (!shouldScavenge(p.chunks[i], p.scavGen, force)) continue;
        if (i == start) return {true, i, chunkPageIndex(cursor)};
        cursor = chunkBase(i) + pallocChunkBytes - kPageSize;
        marked = false;
        return {true, i, pallocChunkPages - 1};
    }
    if (!marked) cursor = 0;  // a marked cursor was moved by a free meanwhile, for all Go can know: it stays
    return {};
}

void scavIndexSetEmpty(pageAlloc& p, uint64_t ci) {
    p.chunks.mut(ci).hasFree = false;
}

void scavIndexNextGen(pageAlloc& p) {
    ++p.scavGen;
    if (p.scavSearchAddrBg < p.scavFreeHWM) {
        p.scavSearchAddrBg = p.scavFreeHWM;
        p.scavMarkedBg = true;
    }
    p.scavFreeHWM = 0;
}

uint64_t fillAligned(uint64_t x, unsigned m) {
    CHECK(m && m <= 64 && (m & (m - 1)) == 0, "bad m value");
    if (m == 1) return x;
    const uint64_t group = m == 64 ? ~0ull : (1ull << m) - 1;
    uint64_t filled = 0;
    for (unsigned i = 0; i < 64; i += m)
        if (x >> i & group) filled |= group << i;
    return filled;
}

ScavengeRun findScavengeCandidate(const pallocData& d, unsigned searchIdx, unsigned minimum, unsigned max,
                                  uint64_t hugePageSize) {
    CHECK(minimum && minimum <= 64 && (minimum & (minimum - 1)) == 0, "min must be a non-zero power of 2");
    max = max == 0 ? minimum : (max + minimum - 1) / minimum * minimum;
    const auto word = [&](int i) {
        const auto k = static_cast<size_t>(i);
        return fillAligned(d.scavenged[k] | d.allocBits[k], minimum);
    };
    int i = static_cast<int>(searchIdx / 64);
    while (i >= 0 && word(i) == ~0ull) --i;
    if (i < 0) return {};
    const uint64_t x = word(i);
    const unsigned z1 = clz(~x), end = static_cast<unsigned>(i) * 64 + 64 - z1;
    unsigned run = 0;  // pages of the run that ends at `end`
    if (x << z1 != 0) {
        run = clz(x << z1);
    } else {
        run = 64 - z1;
        for (int j = i - 1; j >= 0; --j) {
            run += clz(word(j));
            if (word(j) != 0) break;
        }
    }
    unsigned size = std::min(run, max), start = end - size;
    if (hugePageSize <= kPageSize || hugePageSize <= physPageSize) return {start, size};
    // Do not break a huge page of which nothing else is in use: take all of it.
    const auto perHuge = static_cast<unsigned>(hugePageSize / kPageSize);
    const unsigned above = (start + perHuge - 1) / perHuge * perHuge, below = start / perHuge * perHuge;
    if (above <= end && below >= end - run) {
        size += start - below;
        start = below;
    }
    return {start, size};
}

ScavengedRange scavengeOne(pageAlloc& p, uint64_t ci, unsigned searchIdx, uint64_t maxBytes) {
    const auto maxPages = static_cast<unsigned>(
        std::min<uint64_t>(maxBytes / kPageSize + (maxBytes % kPageSize != 0), pallocChunkPages));
    if (p.summary[summaryLevels - 1][ci].max >= 1) {
        const ScavengeRun r = findScavengeCandidate(p.chunks[ci], searchIdx, 1, maxPages, physHugePageSize);
        if (r.npages != 0) {
            const Addr addr = chunkBase(ci) + r.start * kPageSize;
            p.searchAddr = std::min(p.searchAddr, addr);
            setRange(p.chunks.mut(ci).scavenged, r.start, r.npages);
            return {addr, r.npages};
        }
    }
    scavIndexSetEmpty(p, ci);
    return {};
}

uint64_t scavenge(Ctx& c, uint64_t nbytes, bool force, bool stopWhenLimiting) {
    pageAlloc& p = c.w.mheap_.pages;
    uint64_t released = 0;
    while (released < nbytes) {
        const ScavengeSpot spot = scavIndexFind(p, force);
        if (!spot.found) break;
        const ScavengedRange r = scavengeOne(p, spot.chunk, spot.page, nbytes - released);
        if (r.npages) {
            const uint64_t bytes = r.npages * kPageSize;
            account(c.w, r.addr, bytes);
            released += bytes;
            c.charge(costs::sysMapPerPage * r.npages);
            c.emit(EventKind::Scavenge, r.addr, bytes);
        }
        if (stopWhenLimiting && c.w.gcCPULimiter.enabled) break;
    }
    return released;
}

}  // namespace tricolor::runtime
