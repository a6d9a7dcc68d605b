#include "sim/runtime/mcentral.h"

#include <bit>

#include "sim/runtime/frames.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mem.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/mspanset.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

enum CacheSpanStage : uint16_t { kStart, kPartialUnswept, kFullUnswept, kGrow, kGrown };
// Where the span came from, as the event CacheSpan tells it.
enum Origin : uint64_t { partialSweptOrigin, partialUnsweptOrigin, fullUnsweptOrigin, grownOrigin };

mcentral& centralOf(World& w, spanClass spc) {
    return w.mheap_.central[spc.v];
}

// Found: makes allocCache say what is free from freeindex on.
TaskStatus haveSpan(Ctx& c, SpanId id, Origin origin) {
    mspan& s = c.w.span(id);
    CHECK(s.allocCount != s.nelems && s.freeindex != s.nelems, "span has no free objects");
    refillAllocCache(s, (s.freeindex & ~63u) / 8);
    s.allocCache >>= s.freeindex % 64;
    c.emit(EventKind::CacheSpan, s.startAddr, origin, s.spanclass.v);
    c.ret(id.bits);
    return TaskStatus::done;
}

// Takes the next span of an unswept set that nobody else has, and sweeps it; none: the set or the budget is
// used up. v[1] counts the budget of both sets down.
SpanId sweepNext(Ctx& c, Task& t, spanSet& unswept) {
    World& w = c.w;
    for (; static_cast<int64_t>(t.v[1]) >= 0; --t.v[1]) {
        const SpanId id = pop(w, unswept);
        if (!id) break;
        // Swept by somebody else meanwhile, and perhaps gone.
        if (w.mheap_.spans[id.index()].generation != id.generation() || !tryAcquireForSweep(w, id)) continue;
        if (!sweepBegin(w)) CHECK(false, "an unswept span behind the end of sweeping");
        sweep(c, id, true);
        sweepEnd(c);
        return id;
    }
    return {};
}

TaskStatus startCacheSpan(Ctx& c, Task& t, spanClass spc) {
    World& w = c.w;
    deductSweepCredit(c, SizeClassToNPages[static_cast<size_t>(spc.sizeclass())] * kPageSize, 0);
    t.v[1] = 100;
    if (const SpanId s = pop(w, partialSwept(centralOf(w, spc), w.mheap_.sweepgen)))
        return haveSpan(c, s, partialSweptOrigin);
    t.stage = w.mheap_.sweepDrained ? kGrow : kPartialUnswept;
    return TaskStatus::again;
}

TaskStatus cacheFullUnswept(Ctx& c, Task& t, spanClass spc) {
    World& w = c.w;
    const uint32_t sg = w.mheap_.sweepgen;
    const SpanId id = sweepNext(c, t, fullUnswept(centralOf(w, spc), sg));
    if (!id) {
        t.stage = kGrow;
        return TaskStatus::again;
    }
    --t.v[1];
    mspan& s = w.span(id);
    if (const uint16_t index = nextFreeIndex(s); index != s.nelems) {
        s.freeindex = index;
        return haveSpan(c, id, fullUnsweptOrigin);
    }
    push(w, ownP(c), fullSwept(centralOf(w, spc), sg), id);
    return TaskStatus::again;
}

TaskStatus growCentral(Ctx& c, Task& t, spanClass spc) {
    const uint64_t npages = SizeClassToNPages[static_cast<size_t>(spc.sizeclass())];
    const uint64_t growth = t.stage == kGrown ? c.result(0) : 0;
    if (t.stage == kGrown && growth == 0) {
        c.ret(SpanId{}.bits);
        return TaskStatus::done;
    }
    if (t.stage == kGrow && !isSweepDone(c.w)) reclaim(c, npages);
    const SpanId id = allocSpan(c, npages, spanAllocType::Heap, spc, growth);
    if (!id) {
        t.stage = kGrown;
        return c.call(TaskKind::growHeap, {npages});
    }
    if (c.w.span(id).inlineMarkBits)
        checkStack(c, {frames::mcentralGrow, frames::initHeapBits, frames::leaf});
    else
        checkStack(c, {frames::mcentralGrow, frames::leaf});
    initHeapBits(c.w, c.w.span(id));
    return haveSpan(c, id, grownOrigin);
}

}  // namespace

uint16_t nextFreeIndex(mspan& s) {
    uint32_t index = s.freeindex;
    const uint32_t nelems = s.nelems;
    if (index == nelems) return s.nelems;
    CHECK(index < nelems, "s.freeindex > s.nelems");
    while (s.allocCache == 0) {
        index = (index + 64) & ~63u;
        if (index >= nelems) {
            s.freeindex = s.nelems;
            return s.nelems;
        }
        refillAllocCache(s, index / 8);
    }
    const auto bit = static_cast<unsigned>(std::countr_zero(s.allocCache));
    const uint32_t result = index + bit;
    if (result >= nelems) {
        s.freeindex = s.nelems;
        return s.nelems;
    }
    s.allocCache = s.allocCache >> bit >> 1;
    index = result + 1;
    if (index % 64 == 0 && index != nelems) refillAllocCache(s, index / 8);
    s.freeindex = static_cast<uint16_t>(index);
    return static_cast<uint16_t>(result);
}

TaskStatus cacheSpan(Ctx& c, Task& t) {
    const spanClass spc{static_cast<uint8_t>(t.v[0])};
    switch (t.stage) {
        case kStart:
            return startCacheSpan(c, t, spc);
        case kPartialUnswept: {
            spanSet& unswept = partialUnswept(centralOf(c.w, spc), c.w.mheap_.sweepgen);
            if (const SpanId s = sweepNext(c, t, unswept)) return haveSpan(c, s, partialUnsweptOrigin);
            t.stage = kFullUnswept;
            return TaskStatus::again;
        }
        case kFullUnswept:
            return cacheFullUnswept(c, t, spc);
        default:
            return growCentral(c, t, spc);
    }
}

void uncacheSpan(Ctx& c, SpanId id) {
    World& w = c.w;
    mspan& s = w.span(id);
    CHECK(s.allocCount != 0, "uncaching span but s.allocCount == 0");
    const uint32_t sg = w.mheap_.sweepgen;
    if (s.sweepgen == sg + 1) {  // stale: cached since before this sweep began
        s.sweepgen = sg - 1;
        sweep(c, id, false);
        return;
    }
    s.sweepgen = sg;
    mcentral& central = centralOf(w, s.spanclass);
    const bool full = s.allocCount == s.nelems;
    push(w, ownP(c), full ? fullSwept(central, sg) : partialSwept(central, sg), id);
    c.emit(EventKind::UncacheSpan, s.startAddr, full ? 1 : 0, s.spanclass.v);
}

}  // namespace tricolor::runtime
