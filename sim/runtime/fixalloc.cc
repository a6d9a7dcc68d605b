#include "sim/runtime/fixalloc.h"

#include <algorithm>

namespace tricolor::runtime {

namespace {

// recordspan: a list of all mspan objects, which grows by half.
void recordspan(World& w) {
    mheap& h = w.mheap_;
    if (h.allspansLen == h.allspansCap) {
        const uint64_t cap = std::max<uint64_t>(65536 / 8, h.allspansCap * 3 / 2);
        sysAlloc(w, cap * 8, sysMemStat::other);
        sysFree(w, h.allspansCap * 8, sysMemStat::other);
        h.allspansCap = cap;
    }
    ++h.allspansLen;
}

void takeMSpan(World& w, PId p) {
    if (fixallocAlloc(w, p, w.mheap_.spanalloc)) recordspan(w);
}

}  // namespace

void initFixallocs(mheap& h) {
    const auto init = [](fixalloc& f, uint32_t size, sysMemStat stat) {
        f = {};
        f.size = size;
        f.stat = stat;
    };
    init(h.spanalloc, sizeofMSpan, sysMemStat::mspan);
    init(h.cachealloc, sizeofMCache, sysMemStat::mcache);
    init(h.specialfinalizeralloc, 56, sysMemStat::other);
    init(h.specialCleanupAlloc, 56, sysMemStat::other);
    init(h.specialprofilealloc, 32, sysMemStat::other);
    init(h.specialWeakHandleAlloc, 32, sysMemStat::gcMisc);
    init(h.arenaHintAlloc, 24, sysMemStat::other);
}

bool fixallocAlloc(World& w, PId p, fixalloc& f) {
    f.inuse += f.size;
    if (f.list > 0) {
        --f.list;
        return false;
    }
    if (f.nchunk < f.size) {
        f.nchunk = static_cast<uint32_t>(fixAllocChunk / f.size * f.size);
        persistentalloc(w, p, f.nchunk, 8, f.stat);
    }
    f.nchunk -= f.size;
    return true;
}

void fixallocFree(fixalloc& f) {
    f.inuse -= f.size;
    ++f.list;
}

SpanId allocMSpan(World& w, PId p) {
    if (!p) {
        takeMSpan(w, p);
    } else {
        uint32_t& cached = w.p(p).mspancacheLen;
        if (cached == 0) {
            cached = mspanCacheEntries / 2;
            for (uint32_t i = 0; i < cached; ++i) takeMSpan(w, p);
        }
        --cached;
    }
    uint32_t index;
    if (!w.mheap_.freeSpans.empty()) {
        index = w.mheap_.freeSpans.back();
        w.mheap_.freeSpans.pop_back();
    } else {
        index = static_cast<uint32_t>(w.mheap_.spans.size());
        CHECK(index < 1u << SpanId::kIndexBits, "too many spans");
        w.mheap_.spans.push_back(mspan{});
    }
    return SpanId::make(index, w.mheap_.spans[index].generation);
}

void freeMSpan(World& w, PId p, SpanId id) {
    mspan& s = w.span(id);
    const auto generation = static_cast<uint8_t>((s.generation + 1) & 0x7f);
    s = mspan{};
    s.generation = generation;
    w.mheap_.freeSpans.push_back(id.index());
    if (p && w.p(p).mspancacheLen < mspanCacheEntries)
        ++w.p(p).mspancacheLen;
    else
        fixallocFree(w.mheap_.spanalloc);
}

void flushMSpanCache(World& w, P& pp) {
    for (; pp.mspancacheLen > 0; --pp.mspancacheLen) fixallocFree(w.mheap_.spanalloc);
}

}  // namespace tricolor::runtime
