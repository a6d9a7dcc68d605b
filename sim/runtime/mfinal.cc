#include "sim/runtime/mfinal.h"

#include <algorithm>
#include <utility>

#include "sim/runtime/fixalloc.h"
#include "sim/runtime/iface.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/proc.h"

namespace tricolor::runtime {

namespace {

void ensureSwept(Ctx& c, SpanId s) {
    if (!tryAcquireForSweep(c.w, s)) return;
    ++c.w.mheap_.sweepers;
    sweep(c, s, false);
    sweepEnd(c);
}

ObjectRef mustFind(Ctx& c, Addr obj) {
    const ObjectRef o = findObject(c.w, obj);
    CHECK(o.base != 0, "addspecial on invalid pointer");
    ensureSwept(c, o.span);  // sweeping decides by the marks of the cycle before
    return o;
}

fixalloc& allocatorOf(mheap& h, uint8_t kind) {
    return kind == SpecialFinalizer ? h.specialfinalizeralloc
           : kind == SpecialCleanup ? h.specialCleanupAlloc
                                    : h.specialWeakHandleAlloc;
}

uint32_t newSpecial(Ctx& c, const special& value) {
    mheap& h = c.w.mheap_;
    fixallocAlloc(c.w, ownP(c), allocatorOf(h, value.kind));
    if (h.specials.empty()) h.specials.emplace_back();
    uint32_t i = h.freeSpecial;
    if (i != 0) {
        h.freeSpecial = h.specials[i].nextFree;
    } else {
        i = static_cast<uint32_t>(h.specials.size());
        h.specials.emplace_back();
    }
    h.specials[i] = value;
    h.specials[i].live = true;
    return i;
}

void dropSpecial(mheap& h, uint32_t i) {
    fixallocFree(allocatorOf(h, h.specials[i].kind));
    h.specials[i] = {};
    h.specials[i].nextFree = h.freeSpecial;
    h.freeSpecial = i;
}

bool before(const special& a, const special& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.kind < b.kind;
}

// Inserts in order; unique: false if the object has one of this kind.
bool addspecial(Ctx& c, const ObjectRef& o, const special& value, bool unique) {
    mheap& h = c.w.mheap_;
    mspan& s = c.w.span(o.span);
    auto at = s.specials.begin();
    for (; at != s.specials.end() && !before(value, h.specials[*at]); ++at) {
        const special& there = h.specials[*at];
        if (unique && there.offset == value.offset && there.kind == value.kind) return false;
    }
    s.specials.insert(at, newSpecial(c, value));
    setPageBit(h.pageSpecials, s.base(), true);
    return true;
}

template <class F>
bool removeIf(Ctx& c, const ObjectRef& o, F&& match) {
    mheap& h = c.w.mheap_;
    mspan& s = c.w.span(o.span);
    for (auto it = s.specials.begin(); it != s.specials.end(); ++it) {
        if (!match(h.specials[*it])) continue;
        dropSpecial(h, *it);
        s.specials.erase(it);
        if (s.specials.empty()) setPageBit(h.pageSpecials, s.base(), false);
        return true;
    }
    return false;
}

void createfing(Ctx& c) {
    if (!c.w.sched.fing) c.w.sched.fing = newSystemproc(c, TaskKind::runFinalizers);
}

uint64_t offsetOf(const World& w, const ObjectRef& o) {
    return o.base - w.span(o.span).base();
}

}  // namespace

bool addfinalizer(Ctx& c, Addr obj, Addr fn, uint64_t nret, Addr ot) {
    createfing(c);
    const ObjectRef o = mustFind(c, obj);
    special sp;
    sp.offset = obj - c.w.span(o.span).base();  // tiny objects share a block: each has its own
    sp.kind = SpecialFinalizer;
    sp.fn = fn;
    sp.nret = nret;
    sp.ot = ot;
    sp.handle = obj;
    if (!addspecial(c, o, sp, true)) return false;
    // Marking may have passed the specials of this span already.
    if (c.w.gcphase != GCPhase::off) {
        if (!c.w.span(o.span).spanclass.noscan()) scanobject(c, c.mp().p, o.base);
        greyPointer(c, c.mp().p, fn, o.base);
    }
    return true;
}

bool hasFinalizer(const World& w, const ObjectRef& obj) {
    const std::vector<special>& all = w.mheap_.specials;
    const std::vector<uint32_t>& mine = w.span(obj.span).specials;
    return std::any_of(mine.begin(), mine.end(), [&](uint32_t i) {
        return all[i].kind == SpecialFinalizer && all[i].offset == offsetOf(w, obj);
    });
}

void removefinalizer(Ctx& c, Addr obj) {
    const ObjectRef o = mustFind(c, obj);
    const uint64_t offset = obj - c.w.span(o.span).base();
    removeIf(c, o, [&](const special& s) { return s.offset == offset && s.kind == SpecialFinalizer; });
}

uint64_t addCleanup(Ctx& c, Addr obj, Addr fn) {
    createfing(c);
    const ObjectRef o = mustFind(c, obj);
    special sp;
    sp.offset = offsetOf(c.w, o);
    sp.kind = SpecialCleanup;
    sp.fn = fn;
    sp.id = c.w.gcCleanups.nextId++;
    addspecial(c, o, sp, false);
    if (c.w.gcphase != GCPhase::off) greyPointer(c, c.mp().p, fn, 0);
    return sp.id;
}

void removeCleanup(Ctx& c, Addr obj, uint64_t id) {
    const ObjectRef o = findObject(c.w, obj);
    if (!o.base) return;
    removeIf(c, o, [&](const special& s) { return s.kind == SpecialCleanup && s.id == id; });
}

Addr getWeakHandle(const World& w, Addr obj) {
    const ObjectRef o = findObject(w, obj);
    if (!o.base) return 0;
    const uint64_t offset = obj - w.span(o.span).base();
    for (const uint32_t i : w.span(o.span).specials) {
        const special& s = w.mheap_.specials[i];
        if (s.offset == offset && s.kind == SpecialWeakHandle) return s.handle;
    }
    return 0;
}

void addWeakHandle(Ctx& c, Addr obj, Addr handle) {
    const ObjectRef o = mustFind(c, obj);
    special sp;
    sp.offset = obj - c.w.span(o.span).base();
    sp.kind = SpecialWeakHandle;
    sp.handle = handle;
    addspecial(c, o, sp, true);
    if (c.w.gcphase != GCPhase::off) greyPointer(c, c.mp().p, handle, 0);
}

Addr makeStrongFromWeak(Ctx& c, Addr handle) {
    const Addr before = c.w.memory.load64(handle);
    if (!before) return 0;
    const SpanId s = c.w.spanOf(before);
    if (!s.valid()) return before;  // a global
    ensureSwept(c, s);              // sweeping clears the handle if the object is dead
    const Addr p = c.w.memory.load64(handle);
    if (p && c.w.gcphase != GCPhase::off) greyPointer(c, c.mp().p, p, 0);
    return p;
}

namespace {

// Finalizers stand in blocks, the newest of which may be partly filled; a block whose last one has run is
// free.
uint64_t finBlocks(size_t finalizers) {
    return (finalizers + finBlockEntries - 1) / finBlockEntries;
}

void queuefinalizer(Ctx& c, const finalizer& f) {
    finalizerQueue& fin = c.w.finq;
    fin.q.push_back(f);
    ++fin.queued;
    if (finBlocks(fin.q.size()) + finBlocks(fin.running.size()) > fin.blocks) {
        ++fin.blocks;
        persistentalloc(c.w, ownP(c), finBlockSize, 8, sysMemStat::gcMisc);
    }
    c.w.sched.fingWake = true;
}

void queueCleanup(Ctx& c, Addr fn) {
    cleanupQueue& q = c.w.gcCleanups;
    if (q.pending.empty()) {
        ++q.blocks;
        if (q.blocksFree > 0)
            --q.blocksFree;
        else
            persistentalloc(c.w, ownP(c), cleanupBlockSize, tagAlign, sysMemStat::gcMisc);
    }
    q.pending.push_back(fn);
    ++q.queued;
    if (q.pending.size() >= cleanupBlockEntries) flushCleanups(c);
}

void freeSpecial(Ctx& c, uint32_t index) {
    World& w = c.w;
    const special sp = w.mheap_.specials[index];
    dropSpecial(w.mheap_, index);
    switch (sp.kind) {
        case SpecialFinalizer:
            queuefinalizer(c, {sp.fn, sp.handle, sp.nret, sp.ot});
            return;
        case SpecialWeakHandle:
            w.memory.store64(sp.handle, 0);
            return;
        case SpecialCleanup:
            queueCleanup(c, sp.fn);
            return;
        default:
            return;
    }
}

}  // namespace

void sweepSpecials(Ctx& c, SpanId id) {
    World& w = c.w;
    const std::vector<uint32_t> specials = w.span(id).specials;
    std::vector<uint32_t> kept;
    const uint64_t elemsize = w.span(id).elemsize;
    for (size_t i = 0; i < specials.size();) {
        const uint64_t index = w.mheap_.specials[specials[i]].offset / elemsize;
        size_t end = i;
        bool finalizer = false;
        for (; end < specials.size() && w.mheap_.specials[specials[end]].offset / elemsize == index; ++end)
            finalizer |= w.mheap_.specials[specials[end]].kind == SpecialFinalizer;
        const bool dead = !isMarked(w, w.span(id), index);
        if (dead && finalizer) setMarked(w, w.span(id), index);  // it lives until its finalizer has run
        for (; i < end; ++i) {
            const uint8_t kind = w.mheap_.specials[specials[i]].kind;
            const bool goes = dead && (!finalizer || kind == SpecialFinalizer || kind == SpecialWeakHandle);
            if (goes)
                freeSpecial(c, specials[i]);
            else
                kept.push_back(specials[i]);
        }
    }
    mspan& s = w.span(id);
    s.specials = kept;
    if (kept.empty()) setPageBit(w.mheap_.pageSpecials, s.base(), false);
}

void flushCleanups(Ctx& c) {
    cleanupQueue& q = c.w.gcCleanups;
    if (q.pending.empty()) return;
    q.q.insert(q.q.end(), q.pending.begin(), q.pending.end());
    q.pending.clear();
    c.w.sched.fingWake = true;
}

namespace {

enum : uint16_t { stTake, stRun, stWaitForEnd };
enum : size_t { vG, vGoid };

// Starts a goroutine that calls fn.
void start(Ctx& c, Task& t, Addr fn) {
    const GId g = newproc(c, fn);
    t.v[vG] = static_cast<uint64_t>(g.v);
    t.v[vGoid] = static_cast<uint64_t>(c.w.g(g).goid);
}

bool ended(const World& w, const Task& t) {
    const G& gp = w.g(GId{static_cast<int32_t>(t.v[vG])});
    return gp.atomicstatus == Gdead || static_cast<uint64_t>(gp.goid) != t.v[vGoid];
}

}  // namespace

// The finalizer goroutine: finalizers newest first, then cleanups oldest first, one at a time.
TaskStatus runFinalizers(Ctx& c, Task& t) {
    finalizerQueue& fin = c.w.finq;
    cleanupQueue& clean = c.w.gcCleanups;
    switch (t.stage) {
        case stTake:
            fin.running.swap(fin.q);
            clean.running.assign(clean.q.rbegin(), clean.q.rend());
            clean.q.clear();
            if (!clean.running.empty())
                clean.blocksRunning = std::exchange(clean.blocks, clean.pending.empty() ? 0 : 1);
            if (fin.running.empty() && clean.running.empty()) {
                c.w.sched.fing = c.gid();
                c.w.sched.fingWait = true;
                return c.park(waitReason::FinalizerWait);
            }
            t.stage = stRun;
            [[fallthrough]];
        case stRun:
            t.stage = stWaitForEnd;
            if (!fin.running.empty())
                start(c, t, callFinalizerClosure);  // takes fn and argument from there
            else
                start(c, t, clean.running.back());
            Gosched(c);
            return TaskStatus::again;
        default:
            if (!ended(c.w, t)) {
                Gosched(c);
                return TaskStatus::again;
            }
            if (!fin.running.empty()) {
                fin.running.pop_back();
                ++fin.executed;
            } else {
                clean.running.pop_back();
                ++clean.executed;
            }
            if (clean.running.empty()) clean.blocksFree += std::exchange(clean.blocksRunning, 0);
            t.stage = fin.running.empty() && clean.running.empty() ? stTake : stRun;
            return TaskStatus::again;
    }
}

}  // namespace tricolor::runtime
