// What:    marking and scanning many objects in a row. A Marker holds what each of them needs (host
//          addresses, the first work buffer, the counters, the clock) in local variables; what the row has
//          changed is in the world again when the Marker goes, or before it calls anything that looks there.
// Follows: scanobject, greyobject of runtime/mgcmark.go.
// Differs: objects of spans with inline mark bits are marked one by one, see mgcmark.h.
// Invariants: mgc.h 5, 6.
#pragma once

#include <bit>
#include <cstring>
#include <utility>

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcwork.h"

namespace tricolor::runtime {

class Marker {
  public:
    // p: whose work buffers take the grey objects.
    [[gnu::always_inline]] Marker(Ctx& ctx, PId pid)
        : c(ctx),
          w(ctx.w),
          p(pid),
          barrierWasOff(w.work.barrierWasOff),
          tells(ctx.wants(EventKind::GCMarkObject) || ctx.wants(EventKind::GCScanObject)) {
        load();
    }
    [[gnu::always_inline]] ~Marker() { store(); }
    Marker(const Marker&) = delete;
    Marker& operator=(const Marker&) = delete;

    // Marks the object that ptr points into, if there is one and it was white; pointer-free ones are black
    // at once. Its base if it has pointers and belongs into a work buffer now; else 0. from: for the event.
    Addr mark(Addr ptr, Addr from);
    // The same of an object that was found; costs nothing.
    Addr markFound(const ObjectRef& obj, const mspan& s, Addr from);
    // mark, and into the work buffer.
    [[gnu::always_inline]] void grey(Addr ptr, Addr from) {
        if (const Addr obj = mark(ptr, from)) put(obj);
    }
    void put(Addr obj);
    // Scans an object or oblet: greys what it points to, counts its scan work.
    void scan(Addr b);

    bool empty() const { return nobj == 0 || !slots; }
    Addr pop() {
        Addr obj;
        std::memcpy(&obj, slots + 8 * --nobj, 8);
        return obj;
    }
    uint32_t buffered() const { return nobj; }
    int64_t heapScanWork() const { return scanWork; }
    uint64_t clockPs() const { return clock; }

  private:
    void load();
    void store();
    void scanSmall(Addr b, const mspan& s);
    bool setBit(const ObjectRef& obj, const mspan& s);  // false: it was set
    void scanned(Addr b, uint64_t bytes, uint64_t scanSize, uint64_t pointers, uint64_t oblet);
    // The rare ways; static, so that the members can live in registers.
    [[gnu::cold, gnu::noinline]] static void putSlow(Ctx& c, PId p, Addr obj) { gcwPut(c, p, obj); }
    [[gnu::noinline]] static void scanOther(Ctx& c, PId p, Addr b);

    uint8_t* host(Addr a) const { return heap + (a - kHeapBase); }
    void dirty(Addr a) { dirtyFlags[(a - kHeapBase) >> kPageShift] = 1; }

    Ctx& c;
    World& w;
    const PId p;
    const bool barrierWasOff, tells;
    uint8_t* heap = nullptr;
    uint8_t* dirtyFlags = nullptr;
    uint8_t* slots = nullptr;  // of the first work buffer; null: there is none
    uint32_t nobj = 0;
    uint64_t clock = 0, bytesMarked = 0;
    int64_t scanWork = 0;
};

[[gnu::always_inline]] inline void Marker::load() {
    const gcWork& gcw = w.p(p).gcw;
    clock = w.m(c.mid).clockPs;
    bytesMarked = gcw.bytesMarked;
    scanWork = gcw.heapScanWork;
    heap = w.memory.host(kHeapBase);
    dirtyFlags = w.memory.dirtyFlagsOfHeap();
    slots = nullptr;
    nobj = workbufSlots;
    if (gcw.wbuf1 < 0) return;
    const workbuf& b = workbufOf(w, gcw.wbuf1);
    nobj = b.nobj;
    slots = w.memory.hostMutOnPage(workbufSlot(b, 0));
}

[[gnu::always_inline]] inline void Marker::store() {
    gcWork& gcw = w.p(p).gcw;
    w.m(c.mid).clockPs = clock;
    gcw.bytesMarked = bytesMarked;
    gcw.heapScanWork = scanWork;
    if (slots) workbufOf(w, gcw.wbuf1).nobj = nobj;
}

[[gnu::always_inline]] inline bool Marker::setBit(const ObjectRef& obj, const mspan& s) {
    if (s.inlineMarkBits) [[likely]] {
        const Addr at = inlineMarks(s) + inlineMarksOffset + obj.index / 8;
        uint8_t& byte = *host(at);
        const auto bit = static_cast<uint8_t>(1u << (obj.index % 8));
        if (byte & bit) return false;
        byte = static_cast<uint8_t>(byte | bit);
        dirty(at);
        return true;
    }
    const uint64_t bit = 1ull << (obj.index % 64);
    if (s.gcmarkBits[obj.index / 64] & bit) return false;
    w.span(obj.span).gcmarkBits[obj.index / 64] |= bit;
    return true;
}

[[gnu::always_inline]] inline Addr Marker::markFound(const ObjectRef& obj, const mspan& s, Addr from) {
    if (!setBit(obj, s)) return 0;
    setPageBit(w.mheap_.pageMarks, s.startAddr, true);
    const bool noscan = s.spanclass.noscan();
    if (tells) [[unlikely]] {
        w.m(c.mid).clockPs = clock;
        c.emit(EventKind::GCMarkObject, obj.base, from, noscan ? 1 : 0);
    }
    if (!noscan) return obj.base;
    bytesMarked += s.elemsize;
    return 0;
}

[[gnu::always_inline]] inline Addr Marker::mark(Addr ptr, Addr from) {
    const World& look = w;
    const SpanId id = look.spanOf(ptr);
    if (!id) return 0;
    const mspan& s = look.span(id);
    if (s.state != mSpanState::InUse || ptr < s.startAddr || ptr >= s.limit) return 0;
    const uint64_t index = objIndex(s, ptr);
    const ObjectRef obj{s.startAddr + index * s.elemsize, id, index};
    if (barrierWasOff && isUnusableLost(look, obj)) [[unlikely]]
        return 0;
    clock += costs::greyObject;
    return markFound(obj, s, from);
}

[[gnu::always_inline]] inline void Marker::put(Addr obj) {
    if (nobj == workbufSlots) [[unlikely]] {
        store();
        putSlow(c, p, obj);
        load();
        return;
    }
    std::memcpy(slots + 8 * nobj++, &obj, 8);
    __builtin_prefetch(host(obj));
}

[[gnu::always_inline]] inline void Marker::scanned(Addr b, uint64_t bytes, uint64_t scanSize,
                                                   uint64_t pointers, uint64_t oblet) {
    bytesMarked += bytes;
    scanWork += static_cast<int64_t>(scanSize);
    clock += costs::scanObject + costs::scanPerWord * pointers;
    if (!tells) [[likely]]
        return;
    w.m(c.mid).clockPs = clock;
    c.emit(EventKind::GCScanObject, b, scanSize, oblet);
}

[[gnu::always_inline]] inline void Marker::scanSmall(Addr b, const mspan& s) {
    const uint64_t size = s.elemsize;
    const uint8_t* const words = host(b);
    uint64_t bits = heapBitsSmallForAddr(s, b, host(heapBitsBase(s))), pointers = 0, k = 0;
    const auto word = [words](uint64_t i) {
        uint64_t ptr;
        std::memcpy(&ptr, words + 8 * i, 8);
        return ptr;
    };
    // Their words are wanted soon: the last one is scanned next.
    for (uint64_t rest = bits; rest; rest &= rest - 1)
        __builtin_prefetch(host(word(static_cast<uint64_t>(std::countr_zero(rest)))));
    for (; bits; bits &= bits - 1, ++pointers) {
        k = static_cast<uint64_t>(std::countr_zero(bits)) + 1;
        const uint64_t ptr = word(k - 1);
        if (ptr != 0 && ptr - b >= size) grey(ptr, b);
    }
    scanned(b, size, 8 * k, pointers, 0);
}

[[gnu::always_inline]] inline void Marker::scan(Addr b) {
    const World& look = w;
    const SpanId id = look.spanOf(b);
    CHECK(id.valid(), "scanobject of a non-heap address");
    const mspan& s = look.span(id);
    CHECK(s.state == mSpanState::InUse, "scanobject of a non-heap address");
    CHECK(!s.spanclass.noscan(), "scanobject of a noscan object");
    if (hasHeapBits(s)) [[likely]]
        return scanSmall(b, s);
    store();
    scanOther(c, p, b);
    load();
}

}  // namespace tricolor::runtime
