#include "sim/runtime/mgcmark.h"

#include <algorithm>
#include <utility>

#include "sim/runtime/mgcmark_object.h"
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

void greyobject(Ctx& c, PId p, const ObjectRef& obj, Addr from) {
    Marker marker(c, p);
    if (const Addr base = marker.markFound(obj, std::as_const(c.w).span(obj.span), from)) marker.put(base);
}

void greyPointer(Ctx& c, PId p, Addr ptr, Addr from) {
    Marker(c, p).grey(ptr, from);
}

void greyConservative(Ctx& c, PId p, Addr word, Addr from) {
    if (word < kHeapBase) return;
    const ObjectRef obj = findObject(c.w, word);
    if (!obj.base || isFree(std::as_const(c.w).span(obj.span), obj.index)) return;
    greyobject(c, p, obj, from);
}

void scanobject(Ctx& c, PId p, Addr b) {
    Marker(c, p).scan(b);
}

void Marker::scanOther(Ctx& c, PId p, Addr b) {
    const World& w = c.w;
    const mspan& s = w.span(w.spanOf(b));
    const uint64_t elemsize = s.elemsize;
    const Addr base = s.base();
    Marker marker(c, p);
    uint64_t n = elemsize;
    Addr object = b;
    if (elemsize > maxObletBytes) {
        // A large object is scanned in pieces, so that others can help and the pause stays short.
        if (b == base)
            for (Addr oblet = b + maxObletBytes; oblet < base + elemsize; oblet += maxObletBytes)
                marker.put(oblet);
        object = base;
        n = std::min(base + elemsize - b, maxObletBytes);
    }
    uint64_t scanSize = 0, pointers = 0;
    forEachPointer(w, c.module, s, object, b - object, n, [&](Addr slot) {
        scanSize = slot - b + 8;
        ++pointers;
        const uint64_t ptr = w.memory.load64(slot);
        if (ptr != 0 && ptr - b >= n) marker.grey(ptr, b);
    });
    marker.scanned(b, n, scanSize, pointers, elemsize > maxObletBytes ? (b - base) / maxObletBytes : 0);
}

void gcMarkTinyAllocs(Ctx& c) {
    const PId mine = c.mp().p;
    for (size_t i = 0; i < c.w.allp.size(); ++i)
        if (const Addr tiny = c.w.allp[i].mcache.tiny) greyPointer(c, mine, tiny, 0);
}

}  // namespace tricolor::runtime
