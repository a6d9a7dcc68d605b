#include "sim/runtime/mgcmark.h"

#include <algorithm>
#include <utility>

#include "sim/runtime/mgcwork.h"

namespace tricolor::runtime {

Color colorOf(const World& w, Addr obj) {
    const ObjectRef o = findObject(w, obj);
    if (!o.base || !isMarked(w, w.span(o.span), o.index)) return Color::White;
    const mspan& s = w.span(o.span);
    if (s.spanclass.noscan() || w.gcphase == GCPhase::off) return Color::Black;
    const std::vector<Addr> grey = greyObjects(w);
    const auto it = std::lower_bound(grey.begin(), grey.end(), o.base);
    return it != grey.end() && *it < o.base + s.elemsize ? Color::Grey : Color::Black;
}

bool isFree(const mspan& s, uint64_t index) {
    return index >= s.freeIndexForScan && !(s.allocBits[index / 64] >> (index % 64) & 1);
}

bool isUnusableLost(const World& w, const ObjectRef& obj) {
    return w.work.barrierWasOff && isFree(w.span(obj.span), obj.index) &&
           !isMarked(w, w.span(obj.span), obj.index);
}

namespace {

// markObject, of an object of span s.
inline bool mark(Ctx& c, PId p, const ObjectRef& obj, const mspan& s, Addr from) {
    World& w = c.w;
    if (isMarked(w, s, obj.index)) return false;
    setMarked(w, w.span(obj.span), obj.index);
    setPageBit(w.mheap_.pageMarks, s.base(), true);
    const bool noscan = s.spanclass.noscan();
    c.emit(EventKind::GCMarkObject, obj.base, from, noscan ? 1 : 0);
    if (noscan) w.p(p).gcw.bytesMarked += s.elemsize;
    return !noscan;
}

// Green Tea will queue the span instead of the object here (tryDeferToSpanScan) where the span has inline
// mark bits; until then objects of such spans are marked one by one like all others.
inline void grey(Ctx& c, PId p, const ObjectRef& obj, const mspan& s, Addr from) {
    if (!mark(c, p, obj, s, from)) return;
    if (!gcwPutFast(c.w, p, obj.base)) gcwPut(c, p, obj.base);
}

inline void greyFound(Ctx& c, PId p, Addr ptr, Addr from) {
    const World& w = c.w;
    const SpanId id = spanOfHeap(w, ptr);
    if (!id) return;
    const mspan& s = w.span(id);
    const uint64_t index = objIndex(s, ptr);
    const ObjectRef obj{s.startAddr + index * s.elemsize, id, index};
    if (isUnusableLost(w, obj)) return;
    c.charge(costs::greyObject);
    grey(c, p, obj, s, from);
}

}  // namespace

bool markObject(Ctx& c, PId p, const ObjectRef& obj, Addr from) {
    return mark(c, p, obj, std::as_const(c.w).span(obj.span), from);
}

void greyobject(Ctx& c, PId p, const ObjectRef& obj, Addr from) {
    grey(c, p, obj, std::as_const(c.w).span(obj.span), from);
}

void greyPointer(Ctx& c, PId p, Addr ptr, Addr from) {
    greyFound(c, p, ptr, from);
}

void greyConservative(Ctx& c, PId p, Addr word, Addr from) {
    if (word < kHeapBase) return;
    const ObjectRef obj = findObject(c.w, word);
    if (!obj.base || isFree(c.w.span(obj.span), obj.index)) return;
    greyobject(c, p, obj, from);
}

void scanobject(Ctx& c, PId p, Addr b) {
    World& w = c.w;
    const SpanId id = w.spanOf(b);
    CHECK(id.valid(), "scanobject of a non-heap address");
    const mspan& s = std::as_const(w).span(id);
    CHECK(s.state == mSpanState::InUse, "scanobject of a non-heap address");
    CHECK(!s.spanclass.noscan(), "scanobject of a noscan object");
    const uint64_t elemsize = s.elemsize;
    const Addr base = s.base();
    uint64_t n = elemsize;
    Addr object = b;
    if (elemsize > maxObletBytes) {
        // A large object is scanned in pieces, so that others can help and the pause stays short.
        if (b == base)
            for (Addr oblet = b + maxObletBytes; oblet < base + elemsize; oblet += maxObletBytes)
                if (!gcwPutFast(w, p, oblet)) gcwPut(c, p, oblet);
        object = base;
        n = std::min(base + elemsize - b, maxObletBytes);
    }
    uint64_t scanSize = 0, slots = 0;
    forEachPointer(w, c.module, s, object, b - object, n, [&](Addr slot) {
        scanSize = slot - b + 8;
        ++slots;
        const uint64_t ptr = w.memory.load64(slot);
        if (ptr != 0 && ptr - b >= n) greyFound(c, p, ptr, b);
    });
    gcWork& gcw = w.p(p).gcw;
    gcw.bytesMarked += n;
    gcw.heapScanWork += static_cast<int64_t>(scanSize);
    c.charge(costs::scanObject + costs::scanPerWord * slots);
    c.emit(EventKind::GCScanObject, b, scanSize, elemsize > maxObletBytes ? (b - base) / maxObletBytes : 0);
}

void gcMarkTinyAllocs(Ctx& c) {
    const PId mine = c.mp().p;
    for (size_t i = 0; i < c.w.allp.size(); ++i)
        if (const Addr tiny = c.w.allp[i].mcache.tiny) greyPointer(c, mine, tiny, 0);
}

}  // namespace tricolor::runtime
