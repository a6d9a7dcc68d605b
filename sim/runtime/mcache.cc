#include "sim/runtime/mcache.h"

#include "sim/runtime/frames.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mcentral.h"
#include "sim/runtime/mem.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/mspanset.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

// Counts the slots taken since the span was cached.
void countAllocs(World& w, mspan& s) {
    const auto used = static_cast<uint64_t>(s.allocCount - s.allocCountBeforeCache);
    s.allocCountBeforeCache = 0;
    w.memstats.heapStats.smallAllocCount[static_cast<size_t>(s.spanclass.sizeclass())] += used;
    w.memstats.totalAlloc += used * s.elemsize;
}

void countTinyAllocs(World& w, mcache& mc) {
    w.memstats.heapStats.tinyAllocCount += mc.tinyAllocs;
    mc.tinyAllocs = 0;
}

void giveBackFullSpan(Ctx& c, spanClass spc) {
    World& w = c.w;
    mcache& mc = c.pp().mcache;
    const SpanId id = mc.alloc[spc.v];
    c.emit(EventKind::Refill, id ? w.span(id).startAddr : 0, 0, spc.v);
    if (!id) return;
    CHECK(w.span(id).allocCount == w.span(id).nelems, "refill of span with free space remaining");
    CHECK(w.span(id).sweepgen == w.mheap_.sweepgen + 3, "bad sweepgen in refill");
    mc.alloc[spc.v] = SpanId{};
    countAllocs(w, w.span(id));
    if (spc == tinySpanClass) countTinyAllocs(w, mc);
    uncacheSpan(c, id);
}

void install(Ctx& c, spanClass spc, SpanId id) {
    World& w = c.w;
    mcache& mc = c.pp().mcache;
    mspan& s = w.span(id);
    CHECK(s.allocCount != s.nelems, "span has no free space");
    s.sweepgen = w.mheap_.sweepgen + 3;
    s.allocCountBeforeCache = s.allocCount;
    mc.alloc[spc.v] = id;
    const uint64_t scanAlloc = mc.scanAlloc;
    mc.scanAlloc = 0;
    // As if every slot will be used, and the tail too.
    gcControllerUpdate(w, static_cast<int64_t>(s.npages * kPageSize - s.allocCount * s.elemsize),
                       static_cast<int64_t>(scanAlloc));
}

}  // namespace

TaskStatus refill(Ctx& c, Task& t) {
    const spanClass spc{static_cast<uint8_t>(t.v[0])};
    if (t.stage == 0) {
        c.charge(costs::refillStage);
        if (c.pp().mcache.alloc[spc.v])
            checkStack(c, {frames::uncacheSpan, frames::spanSetPush, frames::leaf});
        giveBackFullSpan(c, spc);
        t.stage = 1;
        return c.call(TaskKind::cacheSpan, {spc.v}, {frames::cacheSpan});
    }
    const SpanId id{static_cast<uint32_t>(c.result(0))};
    if (id)
        install(c, spc, id);
    else
        throwOutOfMemory(c);
    return TaskStatus::done;
}

// v: size, noscan
TaskStatus allocLarge(Ctx& c, Task& t) {
    World& w = c.w;
    const uint64_t size = t.v[0], npages = size / kPageSize + (size % kPageSize != 0);
    const spanClass spc = spanClass::make(0, t.v[1] != 0);
    uint64_t growth = 0;
    if (t.stage == 0) {
        checkStack(c, {frames::spanSetPush, frames::leaf});
        deductSweepCredit(c, npages * kPageSize, npages);
        if (!isSweepDone(w)) reclaim(c, npages);
    } else {
        growth = c.result(0);
    }
    SpanId id;
    if (t.stage == 0 || growth) id = allocSpan(c, npages, spanAllocType::Heap, spc, growth);
    if (!id && t.stage == 0) {
        t.stage = 1;
        return c.call(TaskKind::growHeap, {npages});
    }
    c.ret(id.bits);
    if (!id) {
        throwOutOfMemory(c);
        return TaskStatus::done;
    }
    const uint64_t bytes = npages * kPageSize;
    w.memstats.heapStats.largeAlloc += bytes;
    ++w.memstats.heapStats.largeAllocCount;
    w.memstats.totalAlloc += bytes;
    gcControllerUpdate(w, static_cast<int64_t>(bytes), 0);
    push(w, ownP(c), fullSwept(w.mheap_.central[spc.v], w.mheap_.sweepgen), id);
    mspan& s = w.span(id);
    s.limit = s.startAddr + size;
    s.freeindex = 1;
    s.allocCount = 1;
    return TaskStatus::done;
}

// v: pages
TaskStatus growHeap(Ctx& c, Task& t) {
    c.ret(grow(c, t.v[0]));
    return TaskStatus::done;
}

void releaseAll(Ctx& c, P& pp) {
    World& w = c.w;
    mcache& mc = pp.mcache;
    const uint64_t scanAlloc = mc.scanAlloc;
    mc.scanAlloc = 0;
    int64_t dHeapLive = 0;
    for (SpanId& cached : mc.alloc) {
        const SpanId id = cached;
        if (!id) continue;
        mspan& s = w.span(id);
        countAllocs(w, s);
        if (s.sweepgen != w.mheap_.sweepgen + 1)  // what refill counted ahead and nobody took
            dHeapLive -= static_cast<int64_t>((s.nelems - s.allocCount) * s.elemsize);
        cached = SpanId{};
        uncacheSpan(c, id);
    }
    mc.tiny = 0;
    mc.tinyoffset = 0;
    countTinyAllocs(w, mc);
    gcControllerUpdate(w, dHeapLive, static_cast<int64_t>(scanAlloc));
}

void prepareForSweep(Ctx& c, P& pp) {
    const uint32_t sg = c.w.mheap_.sweepgen;
    if (pp.mcache.flushGen == sg) return;
    CHECK(pp.mcache.flushGen == sg - 2, "bad flushGen");
    releaseAll(c, pp);
    stackcacheClear(c, pp);
    pp.mcache.flushGen = sg;
}

void flushallmcaches(Ctx& c) {
    for (size_t i = 0; i < c.w.allp.size(); ++i) {
        P& pp = c.w.p(PId{static_cast<int32_t>(i)});
        releaseAll(c, pp);
        stackcacheClear(c, pp);
    }
}

}  // namespace tricolor::runtime
