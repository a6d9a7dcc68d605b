// What:    timers in 4-ary heaps, Sleep.
// Follows: runtime/time.go, netpoll_epoll.go.
// Differs: see time.h.
// Invariants (validateScheduler):
//  9. a P's heap has no entry earlier than its parent; each entry knows its P and its place.
#include "sim/runtime/time.h"

#include <algorithm>

#include "sim/runtime/chan.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mfinal.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/proc_internal.h"

namespace tricolor::runtime {

namespace {

constexpr size_t timerHeapN = 4;
constexpr uint64_t timerBytes = 96;
constexpr int64_t maxWhen = INT64_MAX;

timer& timerAt(World& w, uint32_t t) {
    timer& tm = w.timers.mut(t);
    CHECK(tm.live, "a timer that was freed");
    return tm;
}

void put(World& w, std::vector<uint32_t>& heap, size_t i, uint32_t t) {
    heap[i] = t;
    w.timers.mut(t).place = static_cast<uint32_t>(i);
}

void siftUp(World& w, std::vector<uint32_t>& heap, size_t i) {
    const uint32_t t = heap[i];
    const int64_t when = w.timers[t].when;
    while (i > 0) {
        const size_t parent = (i - 1) / timerHeapN;
        if (when >= w.timers[heap[parent]].when) break;
        put(w, heap, i, heap[parent]);
        i = parent;
    }
    put(w, heap, i, t);
}

void siftDown(World& w, std::vector<uint32_t>& heap, size_t i) {
    const uint32_t t = heap[i];
    for (;;) {
        const size_t left = i * timerHeapN + 1;
        if (left >= heap.size()) break;
        int64_t least = w.timers[t].when;
        size_t child = 0;
        for (size_t k = left; k < std::min(left + timerHeapN, heap.size()); ++k)
            if (w.timers[heap[k]].when < least) {
                least = w.timers[heap[k]].when;
                child = k;
            }
        if (child == 0) break;
        put(w, heap, i, heap[child]);
        i = child;
    }
    put(w, heap, i, t);
}

void removeAt(World& w, std::vector<uint32_t>& heap, size_t i) {
    const uint32_t last = heap.back();
    heap.pop_back();
    if (i == heap.size()) return;
    put(w, heap, i, last);
    siftUp(w, heap, i);
    siftDown(w, heap, i);
}

void addHeap(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    c.w.sched.netpollInited = true;
    P& pp = c.pp();
    tm.p = PId{pp.id};
    tm.inHeap = true;
    pp.timers.push_back(t);
    siftUp(c.w, pp.timers, pp.timers.size() - 1);
    c.emit(EventKind::TimerSet, t, static_cast<uint64_t>(tm.when), static_cast<uint64_t>(pp.id));
    if (pp.timers[0] == t) wakeNetPoller(c, tm.when);
}

void leaveHeap(World& w, uint32_t t) {
    timer& tm = timerAt(w, t);
    if (!tm.inHeap) return;
    std::vector<uint32_t>& heap = w.p(tm.p).timers;
    CHECK(tm.place < heap.size() && heap[tm.place] == t, "a timer is not in its heap");
    removeAt(w, heap, tm.place);
    tm.inHeap = false;
    tm.p = PId{};
}

void fire(Ctx& c, uint32_t t, int64_t now) {
    timer& tm = timerAt(c.w, t);
    c.emit(EventKind::TimerFired, t);
    const int64_t delay = now - tm.when;
    if (tm.period > 0) {
        tm.when += tm.period * (1 + delay / tm.period);
        if (tm.inHeap) siftDown(c.w, c.w.p(tm.p).timers, 0);
    } else {
        leaveHeap(c.w, t);
        timerAt(c.w, t).when = 0;
    }
    const Addr arg = tm.arg;
    switch (tm.kind) {
        case TimerSleep:
            freeTimer(c, t);
            goready(c, GId{static_cast<int32_t>(arg)});
            break;
        case TimerFunc:
            newproc(c, arg);
            break;
        default:
            sendTime(c, arg, now - delay);
    }
}

bool armed(const timer& t) {
    return t.when > 0;
}

}  // namespace

uint32_t newTimer(Ctx& c, TimerKind kind, Addr arg, Addr addr) {
    World& w = c.w;
    uint32_t t;
    if (!w.sched.freeTimers.empty()) {
        t = w.sched.freeTimers.back();
        w.sched.freeTimers.pop_back();
    } else {
        t = static_cast<uint32_t>(w.timers.size());
        w.timers.push_back(timer{});
    }
    timer& tm = w.timers.mut(t);
    tm = timer{};
    tm.live = true;
    tm.kind = kind;
    tm.arg = arg;
    tm.seq = ++w.timerSeq;
    tm.addr = addr;
    if (addr) w.memory.store64(addr, t);
    if (kind == TimerChan) w.memory.store64(arg + hchan::timer, addr);
    return t;
}

void freeDeadTimers(World& w) {
    for (size_t i = 0; i < w.timers.size(); ++i) {
        const timer& tm = w.timers[i];
        if (!tm.live || tm.inHeap || !tm.addr) continue;
        const ObjectRef o = findObject(w, tm.addr);
        // A finalizer may still bring it back.
        if (!o.base || isMarked(w, w.span(o.span), o.index) || hasFinalizer(w, o)) continue;
        w.timers.mut(i) = timer{};
        w.sched.freeTimers.push_back(static_cast<uint32_t>(i));
    }
}

void freeTimer(Ctx& c, uint32_t t) {
    CHECK(!timerAt(c.w, t).inHeap, "a timer in a heap was freed");
    c.w.timers.mut(t) = timer{};
    c.w.sched.freeTimers.push_back(t);
}

// A value that a channel timer sent before it was stopped or set anew is never seen by the program.
static bool drainChan(Ctx& c, const timer& tm) {
    return tm.kind == TimerChan && discardTimerValue(c, tm.arg);
}

bool stopTimer(Ctx& c, uint32_t t) {
    runChanTimer(c, t);
    leaveHeap(c.w, t);
    timer& tm = timerAt(c.w, t);
    bool pending = armed(tm);
    tm.when = 0;
    pending |= drainChan(c, tm);
    return pending;
}

bool resetTimer(Ctx& c, uint32_t t, int64_t when, int64_t period) {
    const bool pending = stopTimer(c, t);
    timer& tm = timerAt(c.w, t);
    tm.when = when < 1 ? maxWhen : when;  // negative: so far away that it overflowed
    tm.period = period;
    if (tm.kind != TimerChan || tm.blocked > 0) addHeap(c, t);
    return pending;
}

void runChanTimer(Ctx& c, uint32_t t) {
    const timer& tm = c.w.timers[t];
    if (tm.kind != TimerChan || tm.inHeap || !armed(tm)) return;
    const int64_t now = c.nanotime();
    if (tm.when <= now) fire(c, t, now);
}

void blockTimerChan(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    ++tm.blocked;
    if (!tm.inHeap && armed(tm)) addHeap(c, t);
}

void unblockTimerChan(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    CHECK(tm.blocked > 0, "unblockTimerChan: bad block count");
    if (--tm.blocked == 0) leaveHeap(c.w, t);
}

int64_t nextTimer(const P& p, const World& w) {
    return p.timers.empty() ? 0 : w.timers[p.timers[0]].when;
}

int64_t checkTimers(Ctx& c, PId p, int64_t now, bool* ran) {
    for (;;) {
        const std::vector<uint32_t>& heap = c.w.p(p).timers;
        if (heap.empty()) return 0;
        const int64_t when = c.w.timers[heap[0]].when;
        if (when > now) return when;
        fire(c, heap[0], now);
        if (ran) *ran = true;
    }
}

int64_t timeSleepUntil(const World& w) {
    int64_t next = maxWhen;
    for (size_t i = 0; i < w.allp.size(); ++i)
        if (const int64_t when = nextTimer(w.allp[i], w)) next = std::min(next, when);
    return next;
}

int64_t epollDelay(int64_t delay) {
    constexpr int64_t ms = 1000000;
    if (delay <= 0) return 0;
    return delay < ms ? ms : delay / ms * ms;
}

// The timers of a P that goes away.
void takeTimers(Ctx& c, PId to, P& from) {
    P& dst = c.w.p(to);
    for (const uint32_t t : from.timers) {
        dst.timers.push_back(t);
        c.w.timers.mut(t).p = to;
        siftUp(c.w, dst.timers, dst.timers.size() - 1);
    }
    from.timers.clear();
}

// Task timeSleep{ns}.
TaskStatus timeSleep(Ctx& c, Task& t) {
    const auto ns = static_cast<int64_t>(t.v[0]);
    if (t.stage == 1 || ns <= 0) return TaskStatus::done;
    const GId id = c.mp().curg;
    if (c.w.g(id).timer == 0) {
        const Type* typ = c.module.timerType >= 0 ? &c.module.type(c.module.timerType) : nullptr;
        const Addr object = mallocgc(c, timerBytes, typ, true);
        c.w.g(id).timer = object;
    }
    const int64_t now = c.nanotime();
    const int64_t when = ns > maxWhen - now ? maxWhen : now + ns;
    c.w.g(id).sleepWhen = when;
    t.stage = 1;
    gopark(c, waitReason::Sleep);
    // Armed when it is parked already, so that the timer may ready it at any time.
    const uint32_t tm = newTimer(c, TimerSleep, static_cast<Addr>(id.v), 0);
    resetTimer(c, tm, when, 0);
    return TaskStatus::again;
}

}  // namespace tricolor::runtime
