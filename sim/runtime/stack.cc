#include "sim/runtime/stack.h"

#include <bit>

#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mheap.h"

namespace tricolor::runtime {

namespace {

uint64_t orderSize(size_t order) {
    return fixedStack << order;
}
bool isSmall(uint64_t n) {
    return n < fixedStack << numStackOrders && n < stackCacheSize;
}
size_t orderOf(uint64_t n) {
    return static_cast<size_t>(std::countr_zero(n / fixedStack));
}
size_t log2Pages(uint64_t n) {
    return static_cast<size_t>(std::bit_width(n / kPageSize) - 1);
}

// A span of free stacks of one order: the list ends up with the highest address first. none: out of memory.
SpanId newPoolSpan(Ctx& c, size_t order) {
    World& w = c.w;
    const SpanId id = allocManual(c, stackCacheSize / kPageSize, spanAllocType::Stack);
    if (!id) return id;
    mspan& s = w.span(id);
    s.elemsize = orderSize(order);
    for (Addr x = s.startAddr; x < s.end(); x += s.elemsize) {
        w.memory.store64(x, s.manualFreeList);
        s.manualFreeList = x;
    }
    insert(w, w.mheap_.stackpool[order].first, id);
    return id;
}

Addr stackpoolalloc(Ctx& c, size_t order) {
    World& w = c.w;
    SpanId& list = w.mheap_.stackpool[order].first;
    const SpanId id = list ? list : newPoolSpan(c, order);
    if (!id) return 0;
    mspan& s = w.span(id);
    const Addr x = s.manualFreeList;
    CHECK(x != 0, "span has no free stacks");
    s.manualFreeList = w.memory.load64(x);
    ++s.allocCount;
    if (s.manualFreeList == 0) remove(w, list, id);
    return x;
}

void stackpoolfree(Ctx& c, Addr x, size_t order) {
    World& w = c.w;
    const SpanId id = w.spanOf(x);
    CHECK(id && w.span(id).state == mSpanState::Manual, "freeing stack not in a stack span");
    mspan& s = w.span(id);
    SpanId& list = w.mheap_.stackpool[order].first;
    if (s.manualFreeList == 0) insert(w, list, id);
    w.memory.store64(x, s.manualFreeList);
    s.manualFreeList = x;
    --s.allocCount;
    if (w.gcphase == GCPhase::off && s.allocCount == 0) {
        // Not while marking: the span could become a heap span under the feet of a stack scan.
        remove(w, list, id);
        s.manualFreeList = 0;
        freeManual(c, id, spanAllocType::Stack);
    }
}

// Half a cache full of stacks from the pool.
void stackcacherefill(Ctx& c, P& pp, size_t order) {
    stackFreeList& cache = pp.mcache.stackcache[order];
    while (cache.size < stackCacheSize / 2) {
        const Addr x = stackpoolalloc(c, order);
        if (!x) return;
        c.w.memory.store64(x, cache.list);
        cache.list = x;
        cache.size += orderSize(order);
    }
}

void releaseTo(Ctx& c, stackFreeList& cache, size_t order, uint64_t keep) {
    while (cache.size > keep) {
        const Addr x = cache.list;
        cache.list = c.w.memory.load64(x);
        cache.size -= orderSize(order);
        stackpoolfree(c, x, order);
    }
}

bool usesCache(Ctx& c) {
    const M& mp = c.w.m(c.mid);
    return mp.p.valid() && !c.w.sched.mcache0 && mp.preemptoff.empty();
}

Addr allocSmall(Ctx& c, size_t order) {
    if (!usesCache(c)) return stackpoolalloc(c, order);
    P& pp = c.pp();
    stackFreeList& cache = pp.mcache.stackcache[order];
    if (cache.list == 0) stackcacherefill(c, pp, order);
    const Addr x = cache.list;
    if (x == 0) return 0;
    cache.list = c.w.memory.load64(x);
    cache.size -= orderSize(order);
    return x;
}

Addr allocLargeStack(Ctx& c, uint64_t n) {
    World& w = c.w;
    SpanId& list = w.mheap_.stackLarge[log2Pages(n)];
    SpanId id = list;
    if (id)
        remove(w, list, id);
    else
        id = allocManual(c, n / kPageSize, spanAllocType::Stack);
    if (!id) return 0;
    w.span(id).elemsize = n;
    return w.span(id).startAddr;
}

}  // namespace

uint64_t round2(uint64_t n) {
    return std::bit_ceil(n);
}

struct stack stackalloc(Ctx& c, uint64_t n) {
    CHECK(std::has_single_bit(n) && n >= fixedStack, "stack size not a power of 2");
    const Addr lo = isSmall(n) ? allocSmall(c, orderOf(n)) : allocLargeStack(c, n);
    if (lo == 0) {
        throwOutOfMemory(c);
        return {};
    }
    c.emit(EventKind::StackAlloc, lo, n);
    return {lo, lo + n};
}

void stackfree(Ctx& c, struct stack stk) {
    World& w = c.w;
    const uint64_t n = stk.size();
    CHECK(std::has_single_bit(n), "stack not a power of 2");
    c.emit(EventKind::StackFree, stk.lo, n);
    if (!isSmall(n)) {
        const SpanId id = w.spanOf(stk.lo);
        CHECK(id && w.span(id).state == mSpanState::Manual, "bad span state");
        if (w.gcphase == GCPhase::off)
            freeManual(c, id, spanAllocType::Stack);
        else
            insert(w, w.mheap_.stackLarge[log2Pages(n)], id);
        return;
    }
    const size_t order = orderOf(n);
    if (!usesCache(c)) {
        stackpoolfree(c, stk.lo, order);
        return;
    }
    stackFreeList& cache = c.pp().mcache.stackcache[order];
    if (cache.size >= stackCacheSize) releaseTo(c, cache, order, stackCacheSize / 2);
    w.memory.store64(stk.lo, cache.list);
    cache.list = stk.lo;
    cache.size += n;
}

void stackcacheClear(Ctx& c, P& pp) {
    for (size_t order = 0; order < numStackOrders; ++order) {
        releaseTo(c, pp.mcache.stackcache[order], order, 0);
        pp.mcache.stackcache[order].list = 0;
    }
}

void freeStackSpans(Ctx& c) {
    World& w = c.w;
    for (stackpoolItem& item : w.mheap_.stackpool)
        for (SpanId id = item.first; id;) {
            mspan& s = w.span(id);
            const SpanId next = s.next;
            if (s.allocCount == 0) {
                remove(w, item.first, id);
                s.manualFreeList = 0;
                freeManual(c, id, spanAllocType::Stack);
            }
            id = next;
        }
    for (SpanId& list : w.mheap_.stackLarge)
        while (list) {
            const SpanId id = list;
            remove(w, list, id);
            freeManual(c, id, spanAllocType::Stack);
        }
}

void gcComputeStartingStackSize(World& w) {
    uint64_t size = 0, stacks = 0;
    for (size_t i = 0; i < w.allp.size(); ++i) {
        P& pp = w.p(PId{static_cast<int32_t>(i)});
        size += pp.scannedStackSize;
        stacks += pp.scannedStacks;
        pp.scannedStackSize = 0;
        pp.scannedStacks = 0;
    }
    uint64_t avg = stacks ? size / stacks + stackGuard : 0;
    avg = avg > w.maxstacksize ? w.maxstacksize : avg < fixedStack ? fixedStack : avg;
    w.startingStackSize = static_cast<uint32_t>(round2(avg));
}

}  // namespace tricolor::runtime
