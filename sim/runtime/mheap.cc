#include "sim/runtime/mheap.h"

#include <algorithm>

#include "sim/runtime/fixalloc.h"
#include "sim/runtime/mbitarena.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/mgcscavenge.h"
#include "sim/runtime/mpagecache.h"
#include "sim/runtime/mpagescavenge.h"

namespace tricolor::runtime {

namespace {

// Are pages of the range perhaps not zero? Raises the arenas' marks of what was ever used.
bool allocNeedsZero(World& w, Addr base, uint64_t npages) {
    bool dirty = false;
    for (const Addr end = base + npages * kPageSize; base < end;) {
        const uint64_t arena = (base - kHeapBase) / heapArenaBytes;
        const Addr arenaEnd = kHeapBase + (arena + 1) * heapArenaBytes, limit = std::min(end, arenaEnd);
        Addr& zeroed = w.mheap_.zeroedBase[arena];  // an offset in the arena
        if ((base - kHeapBase) % heapArenaBytes < zeroed) dirty = true;
        zeroed = std::max(zeroed, limit - (arenaEnd - heapArenaBytes));
        base = limit;
    }
    return dirty;
}

void setSpans(World& w, Addr base, uint64_t npages, SpanId id) {
    const uint64_t first = (base - kHeapBase) >> kPageShift;
    for (uint64_t i = first; i < first + npages; ++i) w.mheap_.pageToSpan.mut(i) = id;
}

void initHeapSpan(World& w, mspan& s, spanClass spc) {
    const uint64_t nbytes = s.npages * kPageSize;
    s.spanclass = spc;
    s.state = mSpanState::InUse;
    if (const auto cl = static_cast<size_t>(spc.sizeclass()); cl == 0) {
        s.elemsize = nbytes;
        s.nelems = 1;
    } else {
        s.elemsize = SizeClassToSize[cl];
        s.nelems = spanNelems(spc, w.knobs.collector);
        s.divMul = SizeClassToDivMagic[cl];
        s.inlineMarkBits = gcUsesSpanInlineMarkBits(s.elemsize, w.knobs.collector);
    }
    s.allocCache = ~0ull;
    s.limit = s.startAddr + s.elemsize * s.nelems;
    s.sweepgen = w.mheap_.sweepgen;
    newMarkBits(w, s.nelems);  // for marks
    newMarkBits(w, s.nelems);  // for allocBits
    setPageBit(w.mheap_.pageInUse, s.startAddr, true);
    w.mheap_.pagesInUse += s.npages;
}

void initSpan(World& w, SpanId id, spanAllocType typ, spanClass spc, const PagesFound& pages,
              uint64_t npages) {
    mspan& s = w.span(id);
    s.startAddr = pages.base;
    s.npages = npages;
    s.limit = pages.base + npages * kPageSize;
    s.type = typ;
    // Fresh from the operating system means zero; so do pages that all were given back to it before.
    s.needzero = allocNeedsZero(w, pages.base, npages) && pages.scav != npages * kPageSize;
    if (typ == spanAllocType::Heap)
        initHeapSpan(w, s, spc);
    else
        s.state = mSpanState::Manual;
    setSpans(w, pages.base, npages, id);
}

int64_t& inUseBy(heapStatsDelta& d, spanAllocType typ) {
    switch (typ) {
        case spanAllocType::Heap:
            return d.inHeap;
        case spanAllocType::WorkBuf:
            return d.inWorkBufs;
        default:
            return d.inStacks;
    }
}

// Returns memory so that limit and goal hold with what is being taken (allocSpan's scavenging duties).
void scavengeForAlloc(Ctx& c, uint64_t scav, uint64_t growth) {
    World& w = c.w;
    uint64_t todo = 0;
    bool force = false;
    if (const auto limit = static_cast<uint64_t>(w.gcController.memoryLimit);
        !limiting(w) && scav + w.memstats.mappedReady > limit) {
        todo = scav + w.memstats.mappedReady - limit;
        force = true;
    }
    if (const uint64_t goal = w.scavenge.gcPercentGoal; goal != UINT64_MAX && growth > 0) {
        const uint64_t retained = w.memstats.heapInUse + w.memstats.heapFree;  // heapRetained
        if (retained + growth > goal) todo = std::max(todo, std::min(growth, retained + growth - goal));
    }
    if (todo == 0 || !w.m(c.mid).p) return;
    const int64_t start = c.nanotime();
    const bool track = startLimiterEvent(c.pp(), limiterEventType::ScavengeAssist, start);
    const uint64_t released = scavenge(c, todo, force, true);
    w.scavenge.releasedEager += static_cast<int64_t>(released);
    c.charge(scavengePerPhysPage * (released / physPageSize));
    w.scavenge.assistTime += c.nanotime() - start;
    if (track) stopLimiterEvent(w, c.pp(), limiterEventType::ScavengeAssist, c.nanotime());
}

void accountAlloc(World& w, spanAllocType typ, uint64_t nbytes, uint64_t scav) {
    mstats& m = w.memstats;
    m.mappedReady += scav;  // sysUsed
    m.heapReleased -= scav;
    m.heapFree -= nbytes - scav;
    if (typ == spanAllocType::Heap) m.heapInUse += nbytes;
    m.heapStats.committed += static_cast<int64_t>(scav);
    m.heapStats.released -= static_cast<int64_t>(scav);
    inUseBy(m.heapStats, typ) += static_cast<int64_t>(nbytes);
}

uint64_t eventClass(const mspan& s) {
    return s.spanclass.v | static_cast<uint64_t>(s.type) << 8;
}

void freeSpanLocked(Ctx& c, SpanId id, spanAllocType typ) {
    World& w = c.w;
    mspan& s = w.span(id);
    CHECK(s.state != mSpanState::Dead, "mheap.freeSpanLocked - invalid span state");
    CHECK(s.allocCount == 0, "mheap.freeSpanLocked - invalid free");
    const Addr base = s.startAddr;
    const uint64_t npages = s.npages, nbytes = npages * kPageSize;
    if (s.state == mSpanState::InUse) {
        CHECK(s.sweepgen == w.mheap_.sweepgen, "mheap.freeSpanLocked - invalid free");
        setPageBit(w.mheap_.pageInUse, base, false);
        w.mheap_.pagesInUse -= npages;
    }
    c.emit(EventKind::SpanFree, base, npages, eventClass(s));
    w.memstats.heapFree += nbytes;
    if (typ == spanAllocType::Heap) w.memstats.heapInUse -= nbytes;
    inUseBy(w.memstats.heapStats, typ) -= static_cast<int64_t>(nbytes);
    free(w.mheap_.pages, base, npages);
    setSpans(w, base, npages, SpanId{});
    freeMSpan(w, ownP(c), id);
}

}  // namespace

SpanId allocSpan(Ctx& c, uint64_t npages, spanAllocType typ, spanClass spc, uint64_t growth) {
    World& w = c.w;
    const PId p = ownP(c);
    PagesFound pages;
    if (growth == 0 && p && npages < pageCachePages / 4) {
        pageCache& cache = w.p(p).pcache;
        if (cache.empty()) {
            cache = allocToCache(w.mheap_.pages);
            c.charge(costs::pageAllocStage);
            if (!cache.empty()) c.emit(EventKind::PageCacheFill, cache.base, cache.cache);
        }
        pages = alloc(cache, npages);
    }
    if (pages.base == 0) {
        c.charge(costs::pageAllocStage);
        pages = alloc(w.mheap_.pages, npages);
        CHECK(pages.base || growth == 0, "grew heap, but no adequate free space found");
        if (pages.base == 0) return {};
    }
    const SpanId id = allocMSpan(w, p);
    scavengeForAlloc(c, pages.scav, growth);
    initSpan(w, id, typ, spc, pages, npages);
    accountAlloc(w, typ, npages * kPageSize, pages.scav);
    c.emit(EventKind::SpanAlloc, pages.base, npages, eventClass(w.span(id)));
    return id;
}

SpanId allocManual(Ctx& c, uint64_t npages, spanAllocType typ) {
    CHECK(typ != spanAllocType::Heap, "manual span allocation called with non-manually-managed type");
    if (const SpanId s = allocSpan(c, npages, typ, spanClass{})) return s;
    const uint64_t growth = grow(c, npages);
    return growth ? allocSpan(c, npages, typ, spanClass{}, growth) : SpanId{};
}

void freeManual(Ctx& c, SpanId id, spanAllocType typ) {
    c.w.span(id).needzero = true;
    freeSpanLocked(c, id, typ);
}

void freeSpan(Ctx& c, SpanId id) {
    freeSpanLocked(c, id, spanAllocType::Heap);
}

void insert(World& w, SpanId& first, SpanId id) {
    mspan& s = w.span(id);
    CHECK(!s.next && !s.prev && first != id, "mSpanList.insert");
    s.next = first;
    if (first) w.span(first).prev = id;
    first = id;
}

void remove(World& w, SpanId& first, SpanId id) {
    mspan& s = w.span(id);
    CHECK(s.prev || first == id, "mSpanList.remove");
    if (s.prev)
        w.span(s.prev).next = s.next;
    else
        first = s.next;
    if (s.next) w.span(s.next).prev = s.prev;
    s.next = s.prev = SpanId{};
}

}  // namespace tricolor::runtime
