// What:    the numbered invariants of the heap's structures, checked the slow way (validate.h).
#include <bit>
#include <string>
#include <vector>

#include "sim/runtime/malloc.h"
#include "sim/runtime/mpagealloc.h"
#include "sim/runtime/stack.h"
#include "sim/runtime/validate.h"

namespace tricolor::runtime {

namespace {

std::string at(const char* rule, Addr a) {
    return std::string(rule) + " (at heap base + " + std::to_string(a - kHeapBase) + ")";
}

bool pageAllocated(const World& w, Addr a) {
    return get(w.mheap_.pages.chunks[chunkIndex(a)].allocBits, chunkPageIndex(a));
}

std::string validateSpan(const World& w, SpanId id, const mspan& s) {
    for (Addr a = s.startAddr; a < s.end(); a += kPageSize) {
        if (w.spanOf(a) != id) return at("mheap 1: a page does not map to its span", a);
        if (!pageAllocated(w, a)) return at("mheap 4: a page of a span is free in the page allocator", a);
    }
    if (s.state == mSpanState::Manual) return {};
    if (s.allocCount > s.nelems || s.freeindex > s.nelems)
        return at("mheap 5: more slots used than there are", s.startAddr);
    if (const int cl = s.spanclass.sizeclass(); cl != 0) {
        const auto k = static_cast<size_t>(cl);
        if (s.elemsize != SizeClassToSize[k] || s.npages != SizeClassToNPages[k] ||
            s.nelems != spanNelems(s.spanclass, w.knobs.collector) || s.divMul != SizeClassToDivMagic[k] ||
            s.limit != s.startAddr + s.elemsize * s.nelems)
            return at("mheap 5: a span does not fit its class", s.startAddr);
    }
    uint32_t allocated = 0;
    for (uint32_t i = 0; i < s.nelems; ++i) allocated += s.isAllocated(i);
    // While cached, slots before freeindex are allocated one by one; behind a sweep the bits say it all.
    if (allocated != s.allocCount)
        return at("mheap 5: allocCount is not the number of allocated slots", s.startAddr);
    return {};
}

std::string validateSpans(const World& w) {
    uint64_t inUse = 0, heapBytes = 0, manualBytes = 0, bits = 0;
    for (size_t i = 0; i < w.mheap_.spans.size(); ++i) {
        const mspan& s = w.mheap_.spans[i];
        if (s.state == mSpanState::Dead) continue;
        const SpanId id = SpanId::make(static_cast<uint32_t>(i), s.generation);
        if (std::string e = validateSpan(w, id, s); !e.empty()) return e;
        const bool heap = s.state == mSpanState::InUse;
        if (pageBit(w.mheap_.pageInUse, s.startAddr) != heap)
            return at("mheap 2: pageInUse is wrong", s.startAddr);
        inUse += heap ? s.npages : 0;
        (heap ? heapBytes : manualBytes) += s.npages * kPageSize;
    }
    for (size_t i = 0; i < w.mheap_.pageInUse.size(); ++i)
        bits += static_cast<uint64_t>(std::popcount(w.mheap_.pageInUse[i])) * (1ull << 32);
    uint64_t spans = 0;
    for (size_t i = 0; i < w.mheap_.spans.size(); ++i) spans += w.mheap_.spans[i].state == mSpanState::InUse;
    if (bits >> 32 != spans) return "mheap 2: pageInUse has a bit without a span";
    if (inUse != w.mheap_.pagesInUse) return "mheap 2: pagesInUse does not count the spans in use";
    const mstats& m = w.memstats;
    if (m.heapInUse != heapBytes) return "mheap 3: heapInUse is not the spans' bytes";
    if (m.heapInUse + m.heapFree + m.heapReleased + manualBytes != w.memory.heapBytesMapped())
        return "mheap 3: heapInUse, heapFree and heapReleased do not add up to the heap";
    return {};
}

std::string validateChunk(const pageAlloc& p, uint64_t ci) {
    const pallocData& d = p.chunks[ci];
    if (!(p.summary[summaryLevels - 1][ci] == summarize(d.allocBits)))
        return at("pageAlloc 2: leaf summary", chunkBase(ci));
    if (popcntRange(d.allocBits, 0, pallocChunkPages) != d.inUse)
        return at("pageAlloc 4: inUse of a chunk", chunkBase(ci));
    for (size_t k = 0; k < d.allocBits.size(); ++k)
        if (d.allocBits[k] & d.scavenged[k])
            return at("pageAlloc 4: a page in use is scavenged", chunkBase(ci));
    for (unsigned i = 0; i < pallocChunkPages; ++i)
        if (const Addr a = chunkBase(ci) + i * kPageSize; !get(d.allocBits, i) && a < p.searchAddr)
            return at("pageAlloc 1: a free page lies below searchAddr", a);
    return {};
}

std::string validatePages(const World& w) {
    const pageAlloc& p = w.mheap_.pages;
    for (const addrRange& range : p.inUse.ranges)
        for (Addr a = range.base; a < range.limit; a += pallocChunkBytes)
            if (std::string e = validateChunk(p, chunkIndex(a)); !e.empty()) return e;
    for (size_t l = 0; l + 1 < summaryLevels; ++l)
        for (size_t i = 0; i < p.summary[l].size(); ++i)
            if (!(p.summary[l][i] == mergeSummaries(&p.summary[l + 1][i * 8], 8, levelLogPages[l + 1])))
                return "pageAlloc 2: summary of level " + std::to_string(l);
    return {};
}

std::string validateSet(const World& w, const spanSet& set, spanClass spc, bool swept, bool full,
                        std::vector<uint8_t>& seen) {
    const uint32_t h = w.mheap_.sweepgen;
    for (size_t i = set.head; i < set.spans.size(); ++i) {
        const SpanId id = set.spans[i];
        const mspan& s = w.mheap_.spans[id.index()];
        // Unswept sets keep names of spans that somebody else swept, and perhaps freed, since.
        if (!swept &&
            (s.generation != id.generation() || s.state != mSpanState::InUse || s.sweepgen != h - 2))
            continue;
        if (s.generation != id.generation() || s.state != mSpanState::InUse || s.spanclass != spc)
            return "mcentral 1: a swept set holds a dead or foreign span";
        if (swept && s.sweepgen != h) return at("mcentral 1: sweepgen in a swept set", s.startAddr);
        if (swept && full != (s.allocCount == s.nelems))
            return at("mcentral 2: partial or full", s.startAddr);
        if (seen[id.index()]++) return at("mcentral 3: a span is listed twice", s.startAddr);
    }
    return {};
}

std::string validateCentral(const World& w, std::vector<uint8_t>& seen) {
    const uint32_t cur = w.mheap_.sweepgen / 2 % 2;
    for (size_t k = 0; k < w.mheap_.central.size(); ++k)
        for (uint32_t i = 0; i < 2; ++i) {
            const mcentral& m = w.mheap_.central[k];
            const spanClass spc{static_cast<uint8_t>(k)};
            std::string e = validateSet(w, m.partial[i], spc, i == cur, false, seen);
            if (e.empty()) e = validateSet(w, m.full[i], spc, i == cur, true, seen);
            if (!e.empty()) return e;
        }
    return {};
}

std::string validateCache(const World& w, const mcache& mc, std::vector<uint8_t>& seen) {
    const uint32_t h = w.mheap_.sweepgen;
    for (size_t k = 0; k < mc.alloc.size(); ++k) {
        const SpanId id = mc.alloc[k];
        if (!id) continue;
        const mspan& s = w.mheap_.spans[id.index()];
        if (s.generation != id.generation() || s.state != mSpanState::InUse || s.spanclass.v != k)
            return "mcache 1: a cached span is dead or of another class";
        if (s.sweepgen != h + 3 && s.sweepgen != h + 1)
            return at("mcache 1: sweepgen of a cached span", s.startAddr);
        if (seen[id.index()]++) return at("mcentral 3: a cached span is also listed", s.startAddr);
    }
    if (mc.tinyoffset > maxTinySize) return "mcache 2: tinyoffset";
    if (mc.tiny && w.spanOf(mc.tiny) && w.span(w.spanOf(mc.tiny)).spanclass != tinySpanClass)
        return at("mcache 2: the tiny block is in another class", mc.tiny);
    return {};
}

// Length of a list of free stacks, and that its members lie in spans of this order; -1: they do not.
int64_t countStacks(const World& w, Addr list, uint64_t size) {
    int64_t n = 0;
    for (Addr x = list; x; x = w.memory.load64(x), ++n) {
        const SpanId id = w.spanOf(x);
        if (!id || w.span(id).state != mSpanState::Manual || w.span(id).elemsize != size || n > 1 << 20)
            return -1;
    }
    return n;
}

std::string validateStacks(const World& w) {
    for (size_t order = 0; order < numStackOrders; ++order) {
        const uint64_t size = fixedStack << order;
        for (SpanId id = w.mheap_.stackpool[order].first; id; id = w.span(id).next) {
            const mspan& s = w.span(id);
            const int64_t n = countStacks(w, s.manualFreeList, size);
            if (n <= 0) return at("stack 2: a pool span without free stacks", s.startAddr);
            if (static_cast<uint64_t>(n) + s.allocCount != stackCacheSize / size)
                return at("stack 1: free and used stacks of a span", s.startAddr);
        }
        for (size_t i = 0; i < w.allp.size(); ++i) {
            const stackFreeList& cache = w.allp[i].mcache.stackcache[order];
            if (countStacks(w, cache.list, size) * static_cast<int64_t>(size) !=
                static_cast<int64_t>(cache.size))
                return "stack 2: size of a stack cache";
        }
    }
    return {};
}

}  // namespace

std::string validateHeap(const World& w) {
    std::vector<uint8_t> seen(w.mheap_.spans.size());
    std::string e = validateSpans(w);
    if (e.empty()) e = validatePages(w);
    if (e.empty()) e = validateCentral(w, seen);
    for (size_t i = 0; i < w.allp.size() && e.empty(); ++i) e = validateCache(w, w.allp[i].mcache, seen);
    if (e.empty()) e = validateStacks(w);
    return e;
}

}  // namespace tricolor::runtime
