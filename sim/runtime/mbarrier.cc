#include "sim/runtime/mbarrier.h"

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mwbbuf.h"

namespace tricolor::runtime {

namespace {

constexpr Addr minLegalPointer = 4096;

void buffer(Ctx& c, PId p, Addr slot, uint64_t oldPtr, uint64_t newPtr, bool withOld, bool withNew) {
    const uint32_t n = (withOld ? 1 : 0) + (withNew ? 1 : 0);
    if (n == 0) return;
    c.charge(costs::writeBarrier);
    Addr* entry = wbBufGet(c, p, n);
    if (withNew) *entry++ = newPtr;
    if (withOld) *entry = oldPtr;
    c.emit(EventKind::WriteBarrier, slot, oldPtr, newPtr >= kHeapBase ? newPtr - kHeapBase : 0);
}

bool inStack(const World& w, Addr a) {
    const SpanId s = w.spanOf(a);
    return s.valid() && w.span(s).state != mSpanState::InUse;
}

// Calls f(slot) for the pointer slots of [dst, dst+n): by type, by the heap bitmap, or by the globals' masks.
template <class F>
void forEachDestination(const World& w, const Module& m, Addr dst, uint64_t n, const Type* typ, F&& f) {
    if (typ) {
        mbitmap::forEachTypePointer(*typ, dst, dst, dst + n, f);
        return;
    }
    const auto mask = [&](Addr base, const std::vector<uint64_t>& bits) {
        for (uint64_t i = (dst - base) / 8; i < (dst - base + n) / 8 && i / 64 < bits.size(); ++i)
            if (bits[i / 64] >> (i % 64) & 1) f(base + i * 8);
    };
    if (dst >= m.dataBase && dst < m.dataEnd)
        mask(m.dataBase, m.gcdatamask);
    else if (dst >= m.bssBase && dst < m.bssEnd)
        mask(m.bssBase, m.gcbssmask);
    else if (const ObjectRef o = findObject(w, dst); o.base)
        forEachPointer(w, m, o.base, dst - o.base, n, f);
}

void bulk(Ctx& c, Addr dst, Addr src, uint64_t n, const Type* typ, bool withOld) {
    const PId p = c.mp().p;
    // Flushing reads memory only, so slots can be visited while entries are added.
    forEachDestination(c.w, c.module, dst, n, typ, [&](Addr slot) {
        buffer(c, p, slot, withOld ? c.w.memory.load64(slot) : 0,
               src ? c.w.memory.load64(src + (slot - dst)) : 0, withOld, src != 0);
    });
}

}  // namespace

void wbStore(Ctx& c, Addr slot, uint64_t newPtr, bool oldZero) {
    buffer(c, c.mp().p, slot, oldZero ? 0 : c.w.memory.load64(slot), newPtr, !oldZero,
           newPtr >= minLegalPointer);
}

void bulkBarrierPreWrite(Ctx& c, Addr dst, Addr src, uint64_t n, const Type* typ) {
    if (!c.w.writeBarrierEnabled || inStack(c.w, dst)) return;
    bulk(c, dst, src, n, typ, true);
}

void bulkBarrierPreWriteSrcOnly(Ctx& c, Addr dst, Addr src, uint64_t n, const Type* typ) {
    if (!c.w.writeBarrierEnabled) return;
    bulk(c, dst, src, n, typ, false);
}

void typeBitsBulkBarrier(Ctx& c, const Type& typ, Addr dst, Addr src) {
    if (!c.w.writeBarrierEnabled) return;
    bulk(c, dst, src, typ.size, &typ, true);
}

void typedmemmove(Ctx& c, const Type& typ, Addr dst, Addr src) {
    if (dst == src) return;
    if (!typ.noscan()) bulkBarrierPreWrite(c, dst, src, typ.ptrdata, &typ);
    c.w.memory.copy(dst, src, typ.size);
}

void typedmemclr(Ctx& c, const Type& typ, Addr dst) {
    if (!typ.noscan()) bulkBarrierPreWrite(c, dst, 0, typ.ptrdata, &typ);
    c.w.memory.zero(dst, typ.size);
}

void typedslicecopy(Ctx& c, const Type& elem, Addr dst, Addr src, uint64_t n) {
    if (n == 0 || dst == src) return;
    if (!elem.noscan()) bulkBarrierPreWrite(c, dst, src, n * elem.size, &elem);
    c.w.memory.copy(dst, src, n * elem.size);
}

void memclrHasPointers(Ctx& c, Addr dst, uint64_t n) {
    bulkBarrierPreWrite(c, dst, 0, n, nullptr);
    c.w.memory.zero(dst, n);
}

}  // namespace tricolor::runtime
