// What:    timers: set, stopped, due; those of channels; Sleep.
// Follows: runtime/time.go, netpoll_epoll.go.
// Differs: see time.h.
// Invariants: those of time_heap.cc.
#include "sim/runtime/time.h"

#include <algorithm>

#include "sim/runtime/chan.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mfinal.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/time_internal.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t timerBytes = 96;
constexpr int64_t maxWhen = INT64_MAX;

Addr newTimerObject(Ctx& c) {
    const Type* typ = c.module.timerType >= 0 ? &c.module.type(c.module.timerType) : nullptr;
    return mallocgc(c, timerBytes, typ, true);
}

// Its entry in a heap is to go.
void makeZombie(World& w, timer& tm) {
    if (!(tm.state & timerHeaped) || tm.state & timerZombie) return;
    tm.state |= timerZombie;
    ++w.p(tm.ts).timers.zombies;
}

void unmakeZombie(World& w, timer& tm) {
    if (!(tm.state & timerZombie)) return;
    tm.state &= static_cast<uint8_t>(~timerZombie);
    --w.p(tm.ts).timers.zombies;
}

}  // namespace

timer& timerAt(World& w, uint32_t t) {
    timer& tm = w.timers.mut(t);
    CHECK(tm.live, "a timer that was freed");
    return tm;
}

bool needsAdd(const timer& t) {
    return !(t.state & timerHeaped) && t.when > 0 && (t.kind != TimerChan || t.blocked > 0);
}

void unlockAndRun(Ctx& c, uint32_t t, int64_t now) {
    timer& tm = timerAt(c.w, t);
    CHECK(!(tm.state & (timerModified | timerZombie)), "timer data corruption");
    c.emit(EventKind::TimerFired, t);
    const int64_t delay = now - tm.when;
    int64_t next = 0;
    if (tm.period > 0 && __builtin_add_overflow(tm.when, tm.period * (1 + delay / tm.period), &next))
        next = maxWhen;
    tm.when = next;
    if (tm.state & timerHeaped) {
        tm.state |= timerModified;
        if (next == 0) makeZombie(c.w, tm);
        updateHeap(c, t);
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

uint32_t newTimer(Ctx& c, TimerKind kind, Addr arg, Addr addr) {
    World& w = c.w;
    if (addr == 0) addr = newTimerObject(c);
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
    w.memory.store64(addr, t);
    if (kind == TimerChan) w.memory.store64(arg + hchan::timer, addr);
    return t;
}

void freeDeadTimers(World& w) {
    for (size_t i = 0; i < w.timers.size(); ++i) {
        const timer& tm = w.timers[i];
        if (!tm.live || tm.state & timerHeaped) continue;
        const ObjectRef o = findObject(w, tm.addr);
        // A finalizer may still bring it back.
        if (!o.base || isMarked(w, w.span(o.span), o.index) || hasFinalizer(w, o)) continue;
        w.timers.mut(i) = timer{};
        w.sched.freeTimers.push_back(static_cast<uint32_t>(i));
    }
}

void freeTimer(Ctx& c, uint32_t t) {
    CHECK(!(timerAt(c.w, t).state & timerHeaped), "a timer in a heap was freed");
    c.w.timers.mut(t) = timer{};
    c.w.sched.freeTimers.push_back(t);
}

// A value that a channel timer sent before it was stopped or set anew is never seen by the program.
static bool drainChan(Ctx& c, const timer& tm) {
    return tm.kind == TimerChan && discardTimerValue(c, tm.arg);
}

bool stopTimer(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    if (tm.state & timerHeaped) tm.state |= timerModified;
    makeZombie(c.w, tm);
    const bool pending = std::exchange(tm.when, 0) > 0;
    return drainChan(c, tm) || pending;
}

bool resetTimer(Ctx& c, uint32_t t, int64_t when, int64_t period) {
    timer& tm = timerAt(c.w, t);
    if (when < 1) when = maxWhen;  // negative: so far away that it overflowed
    tm.period = period;
    const bool pending = std::exchange(tm.when, when) > 0;
    bool wake = false;
    if (tm.state & timerHeaped) {
        tm.state |= timerModified;
        unmakeZombie(c.w, tm);
        int64_t& first = c.w.p(tm.ts).timers.minWhenModified;
        wake = first == 0 || when < first;
        if (wake) first = when;
        c.emit(EventKind::TimerSet, t, static_cast<uint64_t>(when), static_cast<uint64_t>(tm.ts.v));
    }
    const bool add = needsAdd(tm), drained = drainChan(c, tm);
    if (add) maybeAdd(c, t);
    if (wake) wakeNetPoller(c, when);
    return pending || drained;
}

void runChanTimer(Ctx& c, uint32_t t) {
    const timer& tm = c.w.timers[t];
    if (tm.kind != TimerChan || tm.state & timerHeaped || tm.when == 0) return;
    if (const int64_t now = c.nanotime(); tm.when <= now) unlockAndRun(c, t, now);
}

void blockTimerChan(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    ++tm.blocked;
    // Nobody has waited for a moment, and its entry may still be there.
    if (tm.when > 0) unmakeZombie(c.w, tm);
    if (needsAdd(tm)) maybeAdd(c, t);
}

void unblockTimerChan(Ctx& c, uint32_t t) {
    timer& tm = timerAt(c.w, t);
    CHECK(tm.blocked > 0, "unblockTimerChan: bad block count");
    if (--tm.blocked == 0) makeZombie(c.w, tm);
}

int64_t epollDelay(int64_t delay) {
    constexpr int64_t ms = 1000000;
    if (delay <= 0) return 0;
    return delay < ms ? ms : delay / ms * ms;
}

// Task timeSleep{ns}.
TaskStatus timeSleep(Ctx& c, Task& t) {
    const auto ns = static_cast<int64_t>(t.v[0]);
    if (t.stage == 1 || ns <= 0) return TaskStatus::done;
    const GId id = c.mp().curg;
    if (c.w.g(id).timer == 0) {
        const Addr object = newTimerObject(c);
        c.w.g(id).timer = object;
    }
    const int64_t now = c.nanotime();
    const int64_t when = ns > maxWhen - now ? maxWhen : now + ns;
    c.w.g(id).sleepWhen = when;
    t.stage = 1;
    gopark(c, waitReason::Sleep);
    // Armed when it is parked already, so that the timer may ready it at any time.
    const uint32_t tm = newTimer(c, TimerSleep, static_cast<Addr>(id.v), c.w.g(id).timer);
    resetTimer(c, tm, when, 0);
    return TaskStatus::again;
}

}  // namespace tricolor::runtime
