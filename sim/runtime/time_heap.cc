// What:    the heap of a P's timers, ordered by the time they are due. Whoever stops a timer or sets it anew
//          only marks it: its entry is put right or taken out when it comes to be the first or, if it is
//          stopped, the last when another is added; or all at once when a modified one is due, or when more
//          than a quarter are stopped. Until then the array is as long as if they were set.
// Follows: runtime/time.go (timers).
// Differs: no locks: a step is alone.
// Invariants (validateScheduler):
//  9. a P's heap has no entry earlier than its parent; each entry's timer knows its P; what is not marked as
//     modified has its own time in its entry; zombies counts the stopped ones.
#include <algorithm>
#include <utility>

#include "sim/runtime/mbarrier.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/slice.h"
#include "sim/runtime/time_internal.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t timerHeapN = 4;
constexpr uint64_t entryBytes = 16;
// Where a p object points to the array (p.timers.heap).
constexpr Addr pTimersHeap = 13680;

uint32_t numberOf(const World& w, Addr timer) {
    return static_cast<uint32_t>(w.memory.load64(timer));
}

timer& timerOf(World& w, const timers& ts, uint64_t i) {
    return timerAt(w, numberOf(w, timerEntry(w, ts, i).timer));
}

// The collector sees every pointer that comes into the array and every one that goes.
void storePointer(Ctx& c, Addr slot, Addr to) {
    if (c.w.writeBarrierEnabled) wbStore(c, slot, to);
    c.w.memory.store64(slot, to);
}

void put(Ctx& c, const timers& ts, uint64_t i, timerWhen tw) {
    const Addr at = ts.heap + i * entryBytes;
    storePointer(c, at, tw.timer);
    c.w.memory.store64(at + 8, static_cast<uint64_t>(tw.when));
}

void siftUp(Ctx& c, const timers& ts, uint64_t i) {
    const timerWhen tw = timerEntry(c.w, ts, i);
    const uint64_t from = i;
    while (i > 0) {
        const uint64_t parent = (i - 1) / timerHeapN;
        const timerWhen above = timerEntry(c.w, ts, parent);
        if (tw.when >= above.when) break;
        put(c, ts, i, above);
        i = parent;
    }
    if (i != from) put(c, ts, i, tw);
}

void siftDown(Ctx& c, const timers& ts, uint64_t i) {
    const timerWhen tw = timerEntry(c.w, ts, i);
    const uint64_t from = i;
    for (uint64_t left = i * timerHeapN + 1; left < ts.len; left = i * timerHeapN + 1) {
        timerWhen least = tw;
        uint64_t child = 0;
        for (uint64_t k = left; k < std::min(left + timerHeapN, ts.len); ++k)
            if (const timerWhen e = timerEntry(c.w, ts, k); e.when < least.when) {
                least = e;
                child = k;
            }
        if (child == 0) break;
        put(c, ts, i, least);
        i = child;
    }
    if (i != from) put(c, ts, i, tw);
}

void initHeap(Ctx& c, const timers& ts) {
    if (ts.len <= 1) return;
    for (uint64_t i = (ts.len - 2) / timerHeapN + 1; i-- > 0;) siftDown(c, ts, i);
}

void updateMinWhenHeap(const World& w, timers& ts) {
    ts.minWhenHeap = ts.len == 0 ? 0 : timerEntry(w, ts, 0).when;
}

// Room for one more, in an array that grows as that of any other slice. Real Go holds locks then: neither an
// assist nor a collection begins. False: the process has run out of memory.
bool growHeap(Ctx& c, P& pp) {
    timers& ts = pp.timers;
    if (ts.len < ts.cap) return true;
    CHECK(c.module.timerWhenType >= 0, "a process without the runtime's types");
    M& mp = c.mp();
    const bool pending = mp.gcTriggerPending;
    const Slice grown =
        growslice(c, ts.heap, ts.len, ts.cap, ts.len + 1, c.module.type(c.module.timerWhenType));
    mp.gcTriggerPending = pending;
    if (grown.array == 0) return false;
    ts.heap = grown.array;
    ts.cap = grown.cap;
    storePointer(c, pp.addr + pTimersHeap, ts.heap);
    return true;
}

bool addHeap(Ctx& c, P& pp, uint32_t t) {
    c.w.sched.netpollInited = true;
    if (!growHeap(c, pp)) return false;
    timers& ts = pp.timers;
    timer& tm = timerAt(c.w, t);
    CHECK(!tm.ts, "ts set in timer");
    tm.ts = PId{pp.id};
    ++ts.len;
    put(c, ts, ts.len - 1, {tm.addr, tm.when});
    siftUp(c, ts, ts.len - 1);
    updateMinWhenHeap(c.w, ts);
    return true;
}

void leaveHeap(timer& tm) {
    tm.state = 0;
    tm.ts = PId{};
}

void dropLast(Ctx& c, timers& ts) {
    put(c, ts, ts.len - 1, {});
    --ts.len;
}

void deleteMin(Ctx& c, timers& ts) {
    if (ts.len > 1) put(c, ts, 0, timerEntry(c.w, ts, ts.len - 1));
    dropLast(c, ts);
    if (ts.len > 0) siftDown(c, ts, 0);
    updateMinWhenHeap(c.w, ts);
    if (ts.len == 0) ts.minWhenModified = 0;
}

// Before another is added: stopped timers go from the end, and the first is put right.
void cleanHead(Ctx& c, timers& ts) {
    while (ts.len > 0 && !c.gp().preemptStop) {
        if (timer& last = timerOf(c.w, ts, ts.len - 1); last.state & timerZombie) {
            leaveHeap(last);
            --ts.zombies;
            dropLast(c, ts);
            continue;
        }
        if (!updateHeap(c, numberOf(c.w, timerEntry(c.w, ts, 0).timer))) return;
    }
}

// All that was marked is put right, if one of the modified ones is due or `force`.
void adjust(Ctx& c, timers& ts, int64_t now, bool force) {
    if (!force && (ts.minWhenModified == 0 || ts.minWhenModified > now)) return;
    ts.minWhenModified = 0;
    bool changed = false;
    for (uint64_t i = 0; i < ts.len;) {
        timer& tm = timerOf(c.w, ts, i);
        changed |= (tm.state & (timerModified | timerZombie)) != 0;
        if (tm.state & timerZombie) {
            --ts.zombies;
            leaveHeap(tm);
            put(c, ts, i, timerEntry(c.w, ts, ts.len - 1));
            dropLast(c, ts);
            continue;
        }
        if (tm.state & timerModified) put(c, ts, i, {tm.addr, tm.when});
        tm.state &= static_cast<uint8_t>(~timerModified);
        ++i;
    }
    if (changed) initHeap(c, ts);
    updateMinWhenHeap(c.w, ts);
}

bool manyZombies(const timers& ts) {
    return ts.zombies > static_cast<int64_t>(ts.len / 4);
}

// Runs the first if it is due. 0: it did; else when it will be due, or -1: there is none.
int64_t runFirst(Ctx& c, const timers& ts, int64_t now) {
    while (ts.len > 0) {
        const uint32_t t = numberOf(c.w, timerEntry(c.w, ts, 0).timer);
        if (updateHeap(c, t)) continue;
        if (const int64_t when = timerAt(c.w, t).when; when > now) return when;
        unlockAndRun(c, t, now);
        return 0;
    }
    return -1;
}

}  // namespace

timerWhen timerEntry(const World& w, const timers& ts, uint64_t i) {
    const Addr at = ts.heap + i * entryBytes;
    return {w.memory.load64(at), static_cast<int64_t>(w.memory.load64(at + 8))};
}

bool updateHeap(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    timers& ts = c.w.p(tm.ts).timers;
    CHECK(timerEntry(c.w, ts, 0).timer == tm.addr, "timer data corruption");
    if (tm.state & timerZombie) {
        leaveHeap(tm);
        --ts.zombies;
        deleteMin(c, ts);
        return true;
    }
    if (!(tm.state & timerModified)) return false;
    tm.state &= static_cast<uint8_t>(~timerModified);
    put(c, ts, 0, {tm.addr, tm.when});
    siftDown(c, ts, 0);
    updateMinWhenHeap(c.w, ts);
    return true;
}

void maybeAdd(Ctx& c, uint32_t t) {
    P& pp = c.pp();
    cleanHead(c, pp.timers);
    if (!needsAdd(timerAt(c.w, t))) return;
    const int64_t when = timerAt(c.w, t).when, wake = wakeTime(pp.timers);
    if (!addHeap(c, pp, t)) return;
    timerAt(c.w, t).state |= timerHeaped;
    c.emit(EventKind::TimerSet, t, static_cast<uint64_t>(when), static_cast<uint64_t>(pp.id));
    if (wake == 0 || when < wake) wakeNetPoller(c, when);
}

int64_t wakeTime(const timers& ts) {
    const int64_t modified = ts.minWhenModified, first = ts.minWhenHeap;
    return first == 0 || (modified != 0 && modified < first) ? modified : first;
}

int64_t checkTimers(Ctx& c, PId p, int64_t now, bool* ran) {
    const int64_t next = wakeTime(c.w.p(p).timers);
    if (next == 0) return 0;
    const bool own = c.mp().p == p;
    if (now < next && !(own && manyZombies(c.w.p(p).timers))) return next;
    adjust(c, c.w.p(p).timers, now, false);
    int64_t until = runFirst(c, c.w.p(p).timers, now);
    for (; until == 0; until = runFirst(c, c.w.p(p).timers, now))
        if (ran) *ran = true;
    if (own && manyZombies(c.w.p(p).timers)) adjust(c, c.w.p(p).timers, now, true);
    return std::max<int64_t>(until, 0);
}

int64_t timeSleepUntil(const World& w) {
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < w.allp.size(); ++i)
        if (const int64_t when = wakeTime(w.allp[i].timers)) next = std::min(next, when);
    return next;
}

void takeTimers(Ctx& c, PId to, P& from) {
    const timers src = std::exchange(from.timers, {});
    if (src.heap) storePointer(c, from.addr + pTimersHeap, 0);
    for (uint64_t i = 0; i < src.len; ++i) {
        const uint32_t t = numberOf(c.w, timerEntry(c.w, src, i).timer);
        const bool stopped = timerAt(c.w, t).state & timerZombie;
        leaveHeap(timerAt(c.w, t));
        if (!stopped && addHeap(c, c.w.p(to), t)) timerAt(c.w, t).state = timerHeaped;
    }
}

}  // namespace tricolor::runtime
