// The root half of marking: what keeps objects alive without being an object (see mgcmark.h).
#include <algorithm>
#include <bit>

#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

// Calls f(slot) for the pointer words that a mask tells in [from, to) of globals starting at base.
template <class F>
void forEachGlobal(Addr base, Addr end, const std::vector<uint64_t>& mask, uint64_t from, uint64_t to,
                   F&& f) {
    to = std::min(to, end - base);
    for (uint64_t off = from; off < to; off += 8) {
        const uint64_t i = off / 8;
        if (i / 64 >= mask.size()) return;
        if (i % 64 == 0 && mask[i / 64] == 0) {
            off += 63 * 8;
            continue;
        }
        if (mask[i / 64] >> (i % 64) & 1) f(base + off);
    }
}

// Words of runtime code that a goroutine is in; real Go would find them in the frames of that code.
template <class F>
void forEachTaskWord(const G& gp, F&& f) {
    for (uint32_t i = 0; i < gp.tasks.depth; ++i)
        for (const uint64_t v : gp.tasks.tasks[i].v)
            if (v >= kHeapBase) f(v);
    if (gp.taskResult)
        for (const uint64_t v : gp.tasks.ret)
            if (v >= kHeapBase) f(v);
}

template <class F>
void forEachQueuedRoot(const World& w, F&& f) {
    for (const auto* q : {&w.finq.q, &w.finq.running})
        for (const finalizer& fin : *q) {
            f(fin.fn);
            f(fin.arg);
        }
    const auto cleanups = [&f](const cleanupBlock& b) {
        for (size_t i = b.next; i < b.cleanups.size(); ++i)
            for (const Addr a : {b.cleanups[i].call, b.cleanups[i].fn, b.cleanups[i].arg}) f(a);
    };
    for (const auto* blocks : {&w.gcCleanups.full, &w.gcCleanups.running})
        for (const cleanupBlock& b : *blocks) cleanups(b);
    for (size_t i = 0; i < w.allp.size(); ++i) cleanups(w.allp[i].cleanups);
    for (const Addr node : w.work.bgMarkWorkerNodes) f(node);
}

bool hasStack(const G& gp) {
    return (gp.atomicstatus & ~Gscan) != Gdead && (gp.atomicstatus & ~Gscan) != Gidle && gp.stack.lo != 0;
}

uint64_t dataBytes(const Module& m) {
    return m.dataEnd - m.dataBase;
}
uint64_t bssBytes(const Module& m) {
    return m.bssEnd - m.bssBase + m.runtimeGlobals;
}
int32_t blocks(uint64_t bytes) {
    return static_cast<int32_t>((bytes + rootBlockBytes - 1) / rootBlockBytes);
}

}  // namespace

void gcPrepareMarkRoots(Ctx& c) {
    World& w = c.w;
    workType& work = w.work;
    work.nDataRoots = blocks(dataBytes(c.module));
    work.nBSSRoots = blocks(bssBytes(c.module));
    const uint64_t mapped = w.mheap_.pageToSpan.size() * kPageSize;
    const uint64_t arenas = (mapped + heapArenaBytes - 1) / heapArenaBytes;
    work.nSpanRoots = static_cast<int32_t>(arenas * (pagesPerArena / pagesPerSpanRoot));
    work.stackRoots.clear();
    for (size_t i = 0; i < w.allgs.size(); ++i)
        if (!w.allgs[i].isG0) work.stackRoots.push_back(GId{static_cast<int32_t>(i)});
    work.nStackRoots = static_cast<int32_t>(work.stackRoots.size());
    work.markrootNext = 0;
    work.baseData = fixedRootCount;
    work.baseBSS = work.baseData + static_cast<uint32_t>(work.nDataRoots);
    work.baseSpans = work.baseBSS + static_cast<uint32_t>(work.nBSSRoots);
    work.baseStacks = work.baseSpans + static_cast<uint32_t>(work.nSpanRoots);
    work.baseEnd = work.baseStacks + static_cast<uint32_t>(work.nStackRoots);
    work.markrootJobs = work.baseEnd;
}

int rootKind(const World& w, uint32_t job) {
    const workType& work = w.work;
    return job < work.baseData     ? 0
           : job < work.baseBSS    ? 1
           : job < work.baseSpans  ? 2
           : job < work.baseStacks ? 3
                                   : 4;
}

GId stackOfJob(const World& w, uint32_t job) {
    return rootKind(w, job) == 4 ? w.work.stackRoots[job - w.work.baseStacks] : GId{};
}

bool greyRuntimeRoots(Ctx& c, PId p) {
    bool found = false;
    const auto grey = [&](Addr a) {
        const ObjectRef obj = findObject(c.w, a);
        if (!obj.base || isUnusableLost(c.w, obj) || isMarked(c.w, c.w.span(obj.span), obj.index)) return;
        found = true;
        greyobject(c, p, obj, 0);
    };
    forEachSchedRoot(c.w, grey);
    forEachQueuedRoot(c.w, grey);
    return found;
}

namespace {

// Dead goroutines that still own a stack give it back.
void markrootFreeGStacks(Ctx& c) {
    schedt& sched = c.w.sched;
    for (const GId g : sched.gFreeStack) {
        stackfree(c, c.w.g(g).stack);
        G& gp = c.w.g(g);
        gp.stack = {};
        gp.stackguard0 = 0;
        sched.gFreeNoStack.push_back(g);
    }
    sched.gFreeStack.clear();
}

int64_t markrootGlobals(Ctx& c, PId p, Addr base, Addr end, const std::vector<uint64_t>& mask, uint64_t total,
                        uint32_t shard) {
    const uint64_t from = uint64_t{shard} * rootBlockBytes, to = std::min(from + rootBlockBytes, total);
    forEachGlobal(base, end, mask, from, to, [&](Addr slot) {
        if (const uint64_t ptr = c.w.memory.load64(slot)) greyPointer(c, p, ptr, slot);
    });
    c.charge(costs::markRootPerKiB * ((to - from) / 1024));
    const auto work = static_cast<int64_t>(to - from);
    c.w.gcController.globalsScanWork += work;
    return work;
}

// Specials of 512 pages: what a finalizer's object points to and its closure stay, the object itself may die.
void markrootSpans(Ctx& c, PId p, uint32_t shard) {
    World& w = c.w;
    const uint64_t first = uint64_t{shard} * pagesPerSpanRoot;
    for (uint64_t word = first / 64; word < (first + pagesPerSpanRoot) / 64; ++word) {
        if (word >= w.mheap_.pageSpecials.size()) return;
        for (uint64_t bits = w.mheap_.pageSpecials[word]; bits; bits &= bits - 1) {
            const uint64_t page = word * 64 + static_cast<uint64_t>(std::countr_zero(bits));
            const SpanId id = w.mheap_.pageToSpan[page];
            const std::vector<uint32_t> specials = w.span(id).specials;
            for (const uint32_t index : specials) {
                const special sp = w.mheap_.specials[index];
                const mspan& s = w.span(id);
                if (sp.kind == SpecialFinalizer) {
                    const Addr obj = s.base() + sp.offset / s.elemsize * s.elemsize;
                    if (!s.spanclass.noscan()) scanobject(c, p, obj);
                    greyPointer(c, p, sp.fn, obj);
                } else if (sp.kind == SpecialWeakHandle) {
                    greyPointer(c, p, sp.handle, 0);
                } else if (sp.kind == SpecialCleanup) {
                    for (const Addr a : {sp.fn, sp.ot, sp.handle})
                        if (a) greyPointer(c, p, a, 0);
                }
            }
        }
    }
}

}  // namespace

int64_t scanstack(Ctx& c, PId p, GId g) {
    World& w = c.w;
    const G& gp0 = w.g(g);
    const auto scanned = static_cast<int64_t>(stackUsed(gp0));
    P& pp = w.p(p);
    pp.scannedStackSize += static_cast<uint64_t>(scanned);
    ++pp.scannedStacks;
    const uint32_t status = gp0.atomicstatus & ~static_cast<uint32_t>(Gscan);
    const bool onM = status == Grunning || (status == Gwaiting && isWaitingForSuspendG(gp0.waitreason));
    if (!onM && status != Gsyscall && !gp0.asyncSafePoint && !gp0.parkingOnChan)
        shrinkstack(c, g);
    else
        w.g(g).preemptShrink = true;
    const G& gp = w.g(g);
    if (gp.sched.ctxt) greyPointer(c, p, gp.sched.ctxt, 0);
    uint64_t slots = 0;
    forEachStackSlot(w, c.module, gp, [&](Addr slot) {
        ++slots;
        if (const uint64_t ptr = w.memory.load64(slot)) greyPointer(c, p, ptr, slot);
    });
    forEachTaskWord(gp, [&](uint64_t word) { greyConservative(c, p, word, 0); });
    for (const deferRecord& d : gp.defers) {
        greyPointer(c, p, d.fn, 0);
        greyPointer(c, p, d.heapRecord, 0);
        greyPointer(c, p, d.head, 0);
    }
    for (const panicRecord& r : gp.panics) greyPointer(c, p, r.argData, 0);
    c.charge(costs::scanObject + costs::scanPerWord * slots +
             costs::markRootPerKiB * static_cast<uint64_t>(scanned) / 1024);
    w.gcController.stackScanWork += scanned;
    w.g(g).gcscandone = true;
    return scanned;
}

int64_t markroot(Ctx& c, PId p, uint32_t job) {
    World& w = c.w;
    const Module& m = c.module;
    const GId g = stackOfJob(w, job);
    c.emit(EventKind::GCMarkRoot, job, static_cast<uint64_t>(rootKind(w, job)),
           g ? static_cast<uint64_t>(g.v) : 0);
    const bool runtimeRoots = w.work.nBSSRoots > 0 ? job == w.work.baseBSS : job == 0;
    if (runtimeRoots) greyRuntimeRoots(c, p);
    switch (rootKind(w, job)) {
        case 0:
            if (job == fixedRootFreeGStacks) markrootFreeGStacks(c);
            if (job == fixedRootFinalizers || job == fixedRootCleanups)
                forEachQueuedRoot(w, [&](Addr a) { greyPointer(c, p, a, 0); });
            c.charge(costs::scanObject);
            return 0;
        case 1:
            return markrootGlobals(c, p, m.dataBase, m.dataEnd, m.gcdatamask, dataBytes(m),
                                   job - w.work.baseData);
        case 2:
            return markrootGlobals(c, p, m.bssBase, m.bssEnd, m.gcbssmask, bssBytes(m), job - w.work.baseBSS);
        case 3:
            markrootSpans(c, p, job - w.work.baseSpans);
            c.charge(costs::scanObject);
            return 0;
        default:
            return hasStack(w.g(g)) ? scanstack(c, p, g) : 0;
    }
}

std::vector<Reached> reachableObjects(const World& w, const Module& m) {
    std::vector<Reached> found;
    std::vector<std::vector<uint64_t>> seen(w.mheap_.spans.size());  // bits by span index
    const auto reach = [&](Addr ptr, Addr slot, bool conservative) {
        if (ptr < kHeapBase) return;
        const ObjectRef o = findObject(w, ptr);
        if (!o.base || ((conservative || w.work.barrierWasOff) && isFree(w.span(o.span), o.index) &&
                        !isMarked(w, w.span(o.span), o.index)))
            return;
        std::vector<uint64_t>& bits = seen[o.span.index()];
        bits.resize(16);
        if (bits[o.index / 64] >> (o.index % 64) & 1) return;
        bits[o.index / 64] |= 1ull << (o.index % 64);
        found.push_back({o.base, slot});
    };
    const auto word = [&](Addr slot) { reach(w.memory.load64(slot), slot, false); };
    const auto held = [&](Addr a) { reach(a, 0, false); };
    forEachGlobal(m.dataBase, m.dataEnd, m.gcdatamask, 0, dataBytes(m), word);
    forEachGlobal(m.bssBase, m.bssEnd, m.gcbssmask, 0, bssBytes(m), word);
    forEachSchedRoot(w, held);
    forEachQueuedRoot(w, held);
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& gp = w.allgs[i];
        if (gp.isG0 || !hasStack(gp)) continue;
        forEachStackSlot(w, m, gp, word);
        forEachTaskWord(gp, [&](uint64_t v) { reach(v, 0, true); });
    }
    for (size_t next = 0; next < found.size(); ++next)
        forEachPointer(w, m, found[next].object, 0, wholeObject, word);
    std::stable_sort(found.begin(), found.end(),
                     [](const Reached& a, const Reached& b) { return a.object < b.object; });
    return found;
}

}  // namespace tricolor::runtime
