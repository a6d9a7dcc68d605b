#include "sim/runtime/malloc.h"

#include <algorithm>

#include "sim/runtime/fixalloc.h"
#include "sim/runtime/frames.h"
#include "sim/runtime/mcentral.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/mpagealloc.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t kZeroChunk = 256 << 10;  // a large object is zeroed in steps of this

// Stages of mallocgcSlow. v: size, type address, needzero, then the result.
enum Stage : uint16_t { kAssist, kSlot, kRefilled, kLarge, kZero, kPublishLarge, kReturn };

bool isTiny(uint64_t size, const Type* typ) {
    return size < maxTinySize && (!typ || typ->noscan());
}
bool isSmall(uint64_t size) {
    return size <= maxSmallSize - mallocHeaderSize;
}

spanClass classOf(uint64_t size, const Type* typ) {
    if (isTiny(size, typ)) return tinySpanClass;
    const bool noscan = !typ || typ->noscan();
    return spanClass::make(sizeToClass(size + (!noscan && !heapBitsInSpan(size) ? mallocHeaderSize : 0)),
                           noscan);
}

Addr fromCache(Ctx& c, uint64_t size, const Type* typ, bool needzero) {
    M& mp = c.w.m(c.mid);
    P& pp = c.pp();
    return isTiny(size, typ) ? malloc::tiny(c, mp, pp, size) : malloc::small(c, mp, pp, size, typ, needzero);
}

// The function that mallocgc calls for an object.
RuntimeFrame mallocgcFor(uint64_t size, const Type* typ) {
    if (!isSmall(size)) return frames::mallocgcLarge;
    if (isTiny(size, typ)) return frames::mallocgcTiny;
    if (!typ || typ->noscan()) return frames::mallocgcSmallNoscan;
    return heapBitsInSpan(size) ? frames::mallocgcSmallScanNoHeader : frames::mallocgcSmallScanHeader;
}

// Goroutine that pays for allocations on this M.
G& assistG(Ctx& c) {
    const M& mp = c.w.m(c.mid);
    return c.w.g(mp.curg ? mp.curg : mp.g0);
}

// A fresh large object becomes known: black if need be.
Addr publishLarge(Ctx& c, SpanId id, uint64_t size) {
    mspan& s = c.w.span(id);
    c.charge(costs::mallocSmall);
    malloc::publish(c, c.pp(), s, s.startAddr);
    c.emit(EventKind::Alloc, s.startAddr, size, s.spanclass.v);
    return s.startAddr;
}

// The collector may look for pointers in it now.
void setLargeType(Ctx& c, Addr x, const Type* typ) {
    if (!typ || typ->noscan()) return;
    mspan& s = c.w.span(c.w.spanOf(x));
    s.largeType = typ->addr;
    c.pp().mcache.scanAlloc += s.elemsize;
}

void zeroLarge(Ctx& c, Addr x, uint64_t from, uint64_t n) {
    c.w.memory.zero(x + from, n);
    c.charge(costs::zeroPerKiB * n / 1024);
}

bool died(Ctx& c) {
    return c.w.process == ProcessState::exited;
}

Addr largeInline(Ctx& c, uint64_t size, const Type* typ, bool needzero) {
    const bool noscan = !typ || typ->noscan();
    runInline(c, TaskKind::allocLarge, {size, noscan});
    const SpanId id{static_cast<uint32_t>(c.result(0))};
    if (!id) return 0;
    const Addr x = publishLarge(c, id, size);
    if (gcTriggerHeap(c.w)) c.w.m(c.mid).gcTriggerPending = true;
    const mspan& s = c.w.span(id);
    if ((needzero || !noscan) && s.needzero) zeroLarge(c, x, 0, s.elemsize);
    setLargeType(c, x, typ);
    return x;
}

TaskStatus startGC(Ctx& c, Task& t, Stage next) {
    t.stage = next;
    if (!gcTriggerHeap(c.w)) return TaskStatus::again;
    return c.call(TaskKind::gcStart, {static_cast<uint64_t>(gcTriggerKind::Heap), 0},
                  {mallocgcFor(t.v[0], t.v[1] ? &c.module.typeAt(t.v[1]) : nullptr), frames::gcStart});
}

// The slot is charged in full when it is taken, so what the assist was asked for comes back first.
void takeBackCharge(Ctx& c, const Task& t) {
    if (t.flags & 1) assistG(c).gcAssistBytes += static_cast<int64_t>(t.v[0]);
}

TaskStatus slotStage(Ctx& c, Task& t, const Type* typ) {
    if (t.stage == kRefilled) --c.w.m(c.mid).locks;
    if (died(c)) {
        c.ret(0);
        return TaskStatus::done;
    }
    const bool refilled = t.stage == kRefilled;
    t.v[3] = fromCache(c, t.v[0], typ, t.v[2] != 0);
    if (t.v[3]) {
        takeBackCharge(c, t);
        if (refilled) return startGC(c, t, kReturn);
        c.ret(t.v[3]);
        return TaskStatus::done;
    }
    CHECK(!refilled, "refill brought no free slot");
    t.stage = kRefilled;
    ++c.w.m(c.mid).locks;  // acquirem: nobody takes this P while its cache is between two spans
    return c.call(TaskKind::refill, {classOf(t.v[0], typ).v},
                  {mallocgcFor(t.v[0], typ), frames::nextFree, frames::refill});
}

TaskStatus largeStage(Ctx& c, Task& t, const Type* typ) {
    const bool noscan = !typ || typ->noscan();
    if (t.v[4] == 0) {
        t.v[4] = 1;
        ++c.w.m(c.mid).locks;
        return c.call(TaskKind::allocLarge, {t.v[0], noscan}, {frames::mallocgcLarge, frames::allocLarge});
    }
    --c.w.m(c.mid).locks;
    const SpanId id{static_cast<uint32_t>(c.result(0))};
    if (!id) {
        c.ret(0);
        return TaskStatus::done;
    }
    t.v[3] = publishLarge(c, id, t.v[0]);
    takeBackCharge(c, t);
    t.v[4] = 0;
    const mspan& s = c.w.span(id);
    return startGC(c, t, (t.v[2] != 0 || !noscan) && s.needzero ? kZero : kPublishLarge);
}

TaskStatus zeroStage(Ctx& c, Task& t) {
    const uint64_t size = c.w.span(c.w.spanOf(t.v[3])).elemsize;
    const uint64_t n = std::min(kZeroChunk, size - t.v[4]);
    zeroLarge(c, t.v[3], t.v[4], n);
    t.v[4] += n;
    if (t.v[4] == size) t.stage = kPublishLarge;
    return TaskStatus::again;
}

}  // namespace

namespace malloc {

Addr nextFree(mspan& s) {
    const uint16_t index = nextFreeIndex(s);
    if (index == s.nelems) return 0;
    ++s.allocCount;
    CHECK(s.allocCount <= s.nelems, "s.allocCount > s.nelems");
    return s.startAddr + index * s.elemsize;
}

void gcmarknewobject(World& w, P& pp, mspan& s, Addr slot) {
    const uint64_t index = objIndex(s, slot);
    if (s.inlineMarkBits) {  // nothing to scan in it either
        uint8_t* bits = w.memory.hostMutOnPage(inlineMarks(s)) + index / 8;
        const auto bit = static_cast<uint8_t>(1u << (index % 8));
        bits[inlineScansOffset] |= bit;
        bits[inlineMarksOffset] |= bit;
    } else {
        setMarked(w, s, index);
    }
    setPageBit(w.mheap_.pageMarks, s.startAddr, true);
    pp.gcw.bytesMarked += s.elemsize;
}

void whileMarking(Ctx& c, P& pp, mspan* s, Addr slot, uint64_t charged) {
    if (c.w.gcBlackenEnabled) assistG(c).gcAssistBytes -= static_cast<int64_t>(charged);
    if (!s) return;
    if (c.w.gcphase != GCPhase::off)
        gcmarknewobject(c.w, pp, *s, slot);
    else
        s->freeIndexForScan = s->freeindex;
}

bool hasAssistCredit(Ctx& c, uint64_t size) {
    return !c.w.gcBlackenEnabled || assistG(c).gcAssistBytes >= static_cast<int64_t>(size);
}

}  // namespace malloc

NewShape newShape(const Type& typ) {
    NewShape shape;
    const bool noscan = typ.noscan();
    if (typ.size == 0 || typ.size > maxSmallSize - mallocHeaderSize || (noscan && typ.size < maxTinySize) ||
        (!noscan && !heapBitsInSpan(typ.size)))
        return shape;
    const int sizeclass = sizeToClass(typ.size);
    const uint64_t elemsize = SizeClassToSize[static_cast<size_t>(sizeclass)];
    shape.spc = spanClass::make(sizeclass, noscan);
    shape.size = typ.size;
    shape.zeroBytes = noscan ? elemsize : typ.size;
    shape.cost = costs::mallocSmall + costs::zeroPerKiB * elemsize / 1024;
    if (noscan) return shape;
    shape.scanSize = 8;
    if (sizeclass == 1) return shape;  // all bits of such spans are set
    shape.scanSize = typ.ptrdata;
    shape.slotMask = ~0ull >> (64 - elemsize / 8);
    shape.pointerMask = typ.repeatSize ? mbitmap::repeatMask(typ, typ.size, &shape.scanSize) : typ.ptrmask[0];
    return shape;
}

void mallocinit(World& w) {
    constexpr int arenaHints = 128, addrRangeBytes = 16;
    mheap& h = w.mheap_;
    initFixallocs(h);
    init(h.pages);
    persistentalloc(w, PId{}, uint64_t{h.pages.inUse.cap} * addrRangeBytes, 8, sysMemStat::gcMisc);
    fixallocAlloc(w, PId{}, h.cachealloc);  // mcache0
    for (int i = 0; i < arenaHints; ++i) fixallocAlloc(w, PId{}, h.arenaHintAlloc);
    for (size_t i = 0; i < w.mheap_.central.size(); ++i)
        w.mheap_.central[i].spanclass = spanClass{static_cast<uint8_t>(i)};
}

Addr mallocgc(Ctx& c, uint64_t size, const Type* typ, bool needzero) {
    if (size == 0) return c.module.zerobase;
    if (!isSmall(size)) return largeInline(c, size, typ, needzero);
    if (const Addr x = fromCache(c, size, typ, needzero)) return x;
    runInline(c, TaskKind::refill, {classOf(size, typ).v});
    if (died(c)) return 0;
    const Addr x = fromCache(c, size, typ, needzero);
    CHECK(x, "refill brought no free slot");
    if (gcTriggerHeap(c.w)) c.w.m(c.mid).gcTriggerPending = true;
    return x;
}

uint32_t mallocgcStack(Ctx& c, uint64_t size, const Type* typ) {
    namespace f = frames;
    if (size == 0) return f::mallocgc.check;
    if (!isSmall(size)) {
        constexpr uint32_t inPush =
            f::mallocgc.bytes + f::mallocgcLarge.bytes + f::allocLarge.bytes + f::spanSetPush.bytes;
        return inPush + f::leaf.check;
    }
    const spanClass spc = classOf(size, typ);
    const uint32_t object = f::mallocgc.bytes + mallocgcFor(size, typ).bytes;
    const SpanId id = c.pp().mcache.alloc[spc.v];
    if (id) {
        mspan& s = c.w.span(id);
        const bool inBlock = isTiny(size, typ) && c.pp().mcache.tiny && c.pp().mcache.tinyoffset + size <= 16;
        if (inBlock || s.allocCount < s.nelems) return f::mallocgc.bytes + f::leaf.check;
    }
    const uint32_t inRefill = object + f::nextFree.bytes + f::refill.bytes;
    const uint32_t back = id ? inRefill + f::uncacheSpan.bytes + f::spanSetPush.bytes + f::leaf.check : 0;
    const uint32_t inCentral = inRefill + f::cacheSpan.bytes;
    if (!partialSwept(c.w.mheap_.central[spc.v], c.w.mheap_.sweepgen).empty())
        return std::max(back, inCentral + f::leaf.check);
    const bool inlineMarks =
        gcUsesSpanInlineMarkBits(SizeClassToSize[static_cast<size_t>(spc.sizeclass())], c.w.knobs.collector);
    return inCentral + f::mcentralGrow.bytes + (inlineMarks ? f::initHeapBits.bytes : 0) + f::leaf.check;
}

Addr newobject(Ctx& c, const Type& typ) {
    return mallocgc(c, typ.size, &typ, true);
}

Addr newarray(Ctx& c, const Type& elem, uint64_t n) {
    return mallocgc(c, elem.size * n, &elem, true);
}

TaskStatus mallocgcSlow(Ctx& c, Task& t) {
    const Type* typ = t.v[1] ? &c.module.typeAt(t.v[1]) : nullptr;
    switch (t.stage) {
        case kAssist: {
            t.stage = isSmall(t.v[0]) ? kSlot : kLarge;
            if (!c.w.gcBlackenEnabled) return TaskStatus::again;
            t.flags |= 1;
            G& gp = assistG(c);
            gp.gcAssistBytes -= static_cast<int64_t>(t.v[0]);
            return gp.gcAssistBytes < 0 ? c.call(TaskKind::gcAssistAlloc, {},
                                                 {frames::deductAssistCredit, frames::gcAssistAlloc})
                                        : TaskStatus::again;
        }
        case kSlot:
        case kRefilled:
            return slotStage(c, t, typ);
        case kLarge:
            return largeStage(c, t, typ);
        case kZero:
            return zeroStage(c, t);
        case kPublishLarge:
            setLargeType(c, t.v[3], typ);
            [[fallthrough]];
        default:
            c.ret(t.v[3]);
            return TaskStatus::done;
    }
}

}  // namespace tricolor::runtime
