// What:    allocation of heap objects. By size and type one of: zero bytes (one global word); tiny (noscan
//          under 16 bytes, packed into a shared 16-byte block); small noscan; small scan with pointer bits in
//          its span's bitmap (≤ 512 bytes); small scan with a type header; large (own span). mallocgcFast is
//          the path without refill; the task mallocgcSlow{size, type address, needzero} does all of it, one
//          stage each: assist, refill, take the slot, test the trigger, zero a large object.
// Follows: runtime/malloc.go.
// Differs: no heap profile. An allocation that must not wait (mallocgc) puts an assist off to the next
//          allocation that may, and a GC start to the end of the instruction (M::gcTriggerPending).
// Invariants:
//  1. the result is zero if needzero or the type has pointers;
//  2. while the collector marks, a new object is black when its address becomes known.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mcentral.h"
#include "sim/runtime/msize.h"
#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

// Makes the heap ready for its first allocation (mallocinit, mheap.init). By schedinit, before anything else.
void mallocinit(World& w);

// The fast path: 0 if it has to go the slow way, and then nothing has happened yet: push the task
// mallocgcSlow, whose result(0) is the address. typ null: no pointers.
inline Addr mallocgcFast(Ctx& c, uint64_t size, const Type* typ, bool needzero);

// What a new object of one type needs, worked out once by newShape, for types whose objects are small and
// have their pointer bits, if any, in the span's bitmap. Of all others spc is 0, and newobjectFast is 0.
struct NewShape {
    spanClass spc;
    uint64_t size = 0;                       // of the type
    uint64_t zeroBytes = 0;                  // where the span needs zeroing
    uint64_t slotMask = 0, pointerMask = 0;  // bits in the heap bitmap: all of the slot's, those of pointers
    uint64_t scanSize = 0;
    costs::ps cost = 0;
};
NewShape newShape(const Type& typ);
// mallocgcFast for one object of a type; 0: try that. mp: the M of c, with a P. For where nobody listens to
// Alloc.
inline Addr newobjectFast(Ctx& c, M& mp, const NewShape& shape);

// The whole of it at once; never waits. 0 only if the simulated process has run out of memory and died:
// return to the stepper then.
Addr mallocgc(Ctx& c, uint64_t size, const Type* typ, bool needzero);
Addr newobject(Ctx& c, const Type& typ);
// n values of elem; the caller has checked that n*size ≤ maxAlloc.
Addr newarray(Ctx& c, const Type& elem, uint64_t n);

// Bytes of stack below the caller's sp down to the last stack check of mallocgc for such an object, as far as
// the caches tell now.
uint32_t mallocgcStack(Ctx& c, uint64_t size, const Type* typ);

namespace malloc {

// Lowest free slot, as long as the cached 64 bits tell; 0: ask nextFree.
inline Addr nextFreeFast(mspan& s) {
    const auto bit = static_cast<unsigned>(std::countr_zero(s.allocCache));
    if (bit >= 64) return 0;
    const uint32_t result = s.freeindex + bit, next = result + 1;
    if (result >= s.nelems || (next % 64 == 0 && next != s.nelems)) return 0;
    s.allocCache = s.allocCache >> bit >> 1;
    s.freeindex = static_cast<uint16_t>(next);
    ++s.allocCount;
    return s.startAddr + result * s.elemsize;
}
[[gnu::cold]] Addr nextFree(mspan& s);  // the same across 64-slot groups; 0: the span is full
// Marks a new object black and counts it (gcmarknewobject).
void gcmarknewobject(World& w, P& pp, mspan& s, Addr slot);
// What follows when the collector is at work: charge the goroutine, allocate black.
void whileMarking(Ctx& c, P& pp, mspan* s, Addr slot, uint64_t charged);
// No assist has to come before `size` more bytes.
bool hasAssistCredit(Ctx& c, uint64_t size);

// Zeroes n bytes of a slot; a few words without a call.
inline void zeroSlot(World& w, Addr x, uint64_t n) {
    if (n - 8 > 120 || n % 8 != 0 || (x ^ (x + n - 1)) >> kPageShift) [[unlikely]] {
        w.memory.zero(x, n);
        return;
    }
    uint8_t* at = w.memory.hostMutOnPage(x);
    uint8_t* const end = at + n;
    do std::memset(at, 0, 8);
    while ((at += 8) != end);
}

inline Addr takeSlot(World& w, SpanId id, mspan*& s) {
    if (!id) return 0;
    s = &w.mheap_.spans.mut(id.index());
    const Addr v = nextFreeFast(*s);
    return v ? v : nextFree(*s);
}

inline void publish(Ctx& c, P& pp, mspan& s, Addr slot) {
    if (c.w.gcphase != GCPhase::off) [[unlikely]]
        whileMarking(c, pp, &s, slot, s.elemsize);
    else
        s.freeIndexForScan = s.freeindex;
}

inline Addr tiny(Ctx& c, M& mp, P& pp, uint64_t size) {
    mcache& mc = pp.mcache;
    uint64_t off = mc.tinyoffset;
    if (size % 8 == 0)
        off = (off + 7) & ~7ull;
    else if (size % 4 == 0)
        off = (off + 3) & ~3ull;
    else if (size % 2 == 0)
        off = (off + 1) & ~1ull;
    if (mc.tiny != 0 && off + size <= maxTinySize) {
        mp.clockPs += costs::mallocTiny;
        mc.tinyoffset = off + size;
        ++mc.tinyAllocs;
        if (c.w.gcBlackenEnabled) [[unlikely]]
            whileMarking(c, pp, nullptr, 0, size);
        c.emit(EventKind::TinyAlloc, mc.tiny + off, size, off);
        return mc.tiny + off;
    }
    mspan* s = nullptr;
    const Addr x = takeSlot(c.w, mc.alloc[tinySpanClass.v], s);
    if (!x) return 0;
    mp.clockPs += costs::mallocSmall;
    zeroSlot(c.w, x, maxTinySize);
    if (size < mc.tinyoffset || mc.tiny == 0) {  // the block with more room left stays
        mc.tiny = x;
        mc.tinyoffset = size;
    }
    publish(c, pp, *s, x);
    c.emit(EventKind::TinyAlloc, x, size, 0);
    return x;
}

// A small object from the cached span; 0: it is full or missing.
inline Addr small(Ctx& c, M& mp, P& pp, uint64_t size, const Type* typ, bool needzero) {
    World& w = c.w;
    const bool noscan = !typ || typ->noscan();
    const bool header = !noscan && !heapBitsInSpan(size);
    const uint64_t request = size + (header ? mallocHeaderSize : 0);
    const spanClass spc = spanClass::make(sizeToClass(request), noscan);
    mspan* s = nullptr;
    Addr x = takeSlot(w, pp.mcache.alloc[spc.v], s);
    if (!x) return 0;
    const Addr slot = x;
    mp.clockPs += costs::mallocSmall + costs::zeroPerKiB * s->elemsize / 1024;
    if (noscan) {
        if (needzero && s->needzero) zeroSlot(w, x, s->elemsize);
    } else {
        if (s->needzero) zeroSlot(w, x, header ? s->elemsize : size);
        if (header) {
            w.memory.store64(x, typ->addr);
            x += mallocHeaderSize;
            pp.mcache.scanAlloc += s->elemsize;
        } else {
            pp.mcache.scanAlloc += spc.sizeclass() == 1 ? 8 : heapSetTypeNoHeader(w, *s, x, size, *typ);
        }
    }
    publish(c, pp, *s, slot);
    c.emit(EventKind::Alloc, x, size, spc.v);
    return x;
}

// heapSetTypeNoHeader with bits worked out beforehand.
inline void setPointerBits(World& w, const mspan& s, Addr x, const NewShape& shape) {
    const uint64_t word = (x - s.startAddr) / 8, j = word % 64;
    uint8_t* at = w.memory.hostMutOnPage(heapBitsBase(s) + word / 64 * 8);
    mbitmap::setBits(at, shape.slotMask << j, shape.pointerMask << j);
    if (shape.slotMask >> 1 >> (63 - j))
        mbitmap::setBits(at + 8, shape.slotMask >> (64 - j), shape.pointerMask >> (64 - j));
}

}  // namespace malloc

inline Addr newobjectFast(Ctx& c, M& mp, const NewShape& shape) {
    World& w = c.w;
    if (w.gcphase != GCPhase::off && !malloc::hasAssistCredit(c, shape.size)) [[unlikely]]
        return 0;
    CHECK(mp.p.valid(), "malloc called without a P");
    P& pp = w.p(mp.p);
    const SpanId id = pp.mcache.alloc[shape.spc.v];
    if (!id) [[unlikely]]
        return 0;
    mspan& s = w.mheap_.spans.mut(id.index());
    const Addr x = malloc::nextFreeFast(s);
    if (x == 0) [[unlikely]]
        return 0;
    mp.clockPs += shape.cost;
    if (s.needzero) malloc::zeroSlot(w, x, shape.zeroBytes);
    pp.mcache.scanAlloc += shape.scanSize;
    if (shape.pointerMask) malloc::setPointerBits(w, s, x, shape);
    malloc::publish(c, pp, s, x);
    return x;
}

inline Addr mallocgcFast(Ctx& c, uint64_t size, const Type* typ, bool needzero) {
    if (size == 0) return c.module.zerobase;
    if (size > maxSmallSize - mallocHeaderSize) return 0;
    if (c.w.gcphase != GCPhase::off && !malloc::hasAssistCredit(c, size)) [[unlikely]]
        return 0;
    M& mp = c.w.m(c.mid);
    CHECK(mp.p.valid(), "malloc called without a P");
    P& pp = c.w.p(mp.p);
    if (size < maxTinySize && (!typ || typ->noscan())) return malloc::tiny(c, mp, pp, size);
    return malloc::small(c, mp, pp, size, typ, needzero);
}

}  // namespace tricolor::runtime
