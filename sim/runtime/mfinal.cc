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

uint64_t offsetOf(const World& w, const ObjectRef& o) {
    return o.base - w.span(o.span).base();
}

}  // namespace

void createfing(Ctx& c) {
    if (!c.w.sched.fing) c.w.sched.fing = newSystemproc(c, runFinalizersClosure);
}

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

namespace {

uint32_t maxCleanupGs(const World& w) {
    return static_cast<uint32_t>(std::max(w.sched.gomaxprocs / 4, 1));
}

// As many goroutines for cleanups as were wanted; at least one.
void createCleanupGs(Ctx& c) {
    cleanupQueue& q = c.w.gcCleanups;
    const uint32_t room = maxCleanupGs(c.w) > q.ng ? maxCleanupGs(c.w) - q.ng : 0;
    uint32_t need = std::min(std::exchange(q.needg, 0), room);
    if (q.ng == 0 && need == 0) need = 1;
    q.ng += need;
    for (; need > 0; --need) newSystemproc(c, runCleanupsClosure);
}

}  // namespace

uint64_t addCleanup(Ctx& c, Addr obj, const cleanupFn& fn) {
    if (const cleanupQueue& q = c.w.gcCleanups; q.ng == 0 || (q.ng < maxCleanupGs(c.w) && q.needg > 0))
        createCleanupGs(c);
    const ObjectRef o = mustFind(c, obj);
    special sp;
    sp.offset = offsetOf(c.w, o);
    sp.kind = SpecialCleanup;
    sp.fn = fn.call;
    sp.ot = fn.fn;
    sp.handle = fn.arg;
    sp.id = c.w.gcCleanups.nextId++;
    addspecial(c, o, sp, false);
    if (c.w.gcphase != GCPhase::off)
        for (const Addr a : {fn.call, fn.fn, fn.arg})
            if (a) greyPointer(c, c.mp().p, a, 0);
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

void publish(cleanupQueue& q, cleanupBlock& b) {
    q.full.push_back(std::exchange(b, {}));
    ++q.workUnits;
}

void queueCleanup(Ctx& c, const cleanupFn& fn) {
    cleanupQueue& q = c.w.gcCleanups;
    cleanupBlock& b = c.pp().cleanups;
    if (b.cleanups.empty()) {
        if (q.free > 0)
            --q.free;
        else
            persistentalloc(c.w, ownP(c), cleanupBlockSize, tagAlign, sysMemStat::gcMisc);
    }
    b.cleanups.push_back(fn);
    ++q.queued;
    if (b.cleanups.size() == cleanupBlockEntries) publish(q, b);
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
            queueCleanup(c, {sp.fn, sp.ot, sp.handle});
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

// What Ps have begun goes into as few blocks as possible.
void flushCleanups(Ctx& c) {
    cleanupQueue& q = c.w.gcCleanups;
    cleanupBlock whole;
    for (size_t i = 0; i < c.w.allp.size(); ++i) {
        if (c.w.allp[i].cleanups.cleanups.empty()) continue;
        std::vector<cleanupFn> rest = std::exchange(c.w.allp.mut(i).cleanups, {}).cleanups;
        const size_t room = cleanupBlockEntries - whole.cleanups.size();
        const auto from = rest.end() - static_cast<std::ptrdiff_t>(std::min(room, rest.size()));
        const bool first = whole.cleanups.empty();
        whole.cleanups.insert(whole.cleanups.end(), from, rest.end());
        rest.erase(from, rest.end());
        if (whole.cleanups.size() == cleanupBlockEntries && !first) {
            publish(q, whole);
            whole.cleanups = rest;
        }
        if (rest.empty() && !first) ++q.free;
    }
    if (!whole.cleanups.empty()) publish(q, whole);
}

void wakeCleanups(Ctx& c) {
    cleanupQueue& q = c.w.gcCleanups;
    if (q.workUnits == 0 || (q.sleeping.empty() && q.ng >= maxCleanupGs(c.w))) return;
    const uint64_t wake = std::min<uint64_t>(q.workUnits, q.sleeping.size()), extra = q.workUnits - wake;
    if (q.ng < maxCleanupGs(c.w))
        q.needg += static_cast<uint32_t>(std::min<uint64_t>(extra, maxCleanupGs(c.w) - q.ng));
    std::vector<GId> woken;
    for (uint64_t i = 0; i < wake; ++i) {
        woken.insert(woken.begin(), q.sleeping.back());
        q.sleeping.pop_back();
    }
    if (!woken.empty()) injectglist(c, woken);
}

// The goroutine of finalizers asks for the next one, newest first; what it asked for before has run.
TaskStatus awaitFinalizer(Ctx& c, Task& t) {
    finalizerQueue& fin = c.w.finq;
    if (t.stage == 0 && !fin.running.empty()) {
        fin.running.pop_back();
        ++fin.block;
        // Counted when its whole block has run; older blocks are full ones.
        if (fin.running.size() % finBlockEntries == 0) fin.executed += std::exchange(fin.block, 0);
    }
    t.stage = 1;
    if (fin.running.empty()) fin.running.swap(fin.q);
    if (!fin.running.empty()) return TaskStatus::done;
    c.w.sched.fing = c.gid();
    c.w.sched.fingWait = true;
    return c.park(waitReason::FinalizerWait);
}

// A goroutine of cleanups asks for the next one, of its block or of another.
TaskStatus awaitCleanup(Ctx& c, Task&) {
    cleanupQueue& q = c.w.gcCleanups;
    const auto mine = std::find_if(q.running.begin(), q.running.end(),
                                   [&](const cleanupBlock& b) { return b.g == c.gid(); });
    if (mine != q.running.end()) {
        if (++mine->next < mine->cleanups.size()) return TaskStatus::done;
        q.executed += mine->cleanups.size();
        ++q.free;
        q.running.erase(mine);
    }
    if (q.workUnits > 0) {
        --q.workUnits;
        q.running.push_back(q.full.back());
        q.full.pop_back();
        q.running.back().g = c.gid();
        return TaskStatus::done;
    }
    q.sleeping.push_back(c.gid());
    return c.park(waitReason::CleanupWait);
}

const cleanupFn& runningCleanup(const World& w, GId g) {
    for (const cleanupBlock& b : w.gcCleanups.running)
        if (b.g == g) return b.cleanups[b.next];
    CHECK(false, "no cleanup is to run");
    return w.gcCleanups.running[0].cleanups[0];
}

}  // namespace tricolor::runtime
