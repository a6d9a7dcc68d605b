// What:    semaphores and notify lists.
// Follows: runtime/sema.go.
// Differs: see sema.h.
// Invariants (validateScheduler):
//  12. the table is sorted by address and has no empty queue; each waiter waits on that address.
#include "sim/runtime/sema.h"

#include <algorithm>

#include "sim/runtime/chan.h"
#include "sim/runtime/proc_internal.h"

namespace tricolor::runtime {

namespace {

constexpr int64_t activeSpin = 4;
constexpr uint64_t activeSpinCount = 30;

std::vector<semaQueue>::iterator lowerBound(World& w, Addr addr) {
    return std::lower_bound(w.semtable.begin(), w.semtable.end(), addr,
                            [](const semaQueue& q, Addr a) { return q.addr < a; });
}

void queue(Ctx& c, Addr addr, Addr s, bool lifo) {
    World& w = c.w;
    sudog& rec = sudogAt(w, s);
    rec.g = c.mp().curg;
    rec.c = addr;
    rec.ticket = 0;
    storeSudog(w, rec);
    auto q = lowerBound(w, addr);
    if (q == w.semtable.end() || q->addr != addr) q = w.semtable.insert(q, semaQueue{addr, {}});
    c.emit(EventKind::SemaWait, addr, q->waiters.size(), lifo);
    q->waiters.insert(lifo ? q->waiters.begin() : q->waiters.end(), s);
}

Addr dequeue(World& w, Addr addr) {
    const auto q = lowerBound(w, addr);
    if (q == w.semtable.end() || q->addr != addr) return 0;
    const Addr s = q->waiters.front();
    q->waiters.erase(q->waiters.begin());
    if (q->waiters.empty()) w.semtable.erase(q);
    return s;
}

void park(Ctx& c, Addr s, waitReason reason) {
    G& g = c.w.g(c.mp().curg);
    g.waiting = s;
    g.param = 0;
    gopark(c, reason);
}

void readyWaiter(Ctx& c, Addr s) {
    const GId g = sudogAt(c.w, s).g;
    c.w.g(g).param = s;
    goready(c, g);
}

Addr takeWaiting(Ctx& c) {
    G& g = c.w.g(c.mp().curg);
    g.param = 0;
    return std::exchange(g.waiting, 0);
}

}  // namespace

bool cansemacquire(World& w, Addr addr) {
    const auto v = w.memory.load<uint32_t>(addr);
    if (v == 0) return false;
    w.memory.store<uint32_t>(addr, v - 1);
    return true;
}

// Task semacquire1{addr, lifo, waitReason}.
TaskStatus semacquire1(Ctx& c, Task& t) {
    const Addr addr = t.v[0];
    Addr s = 0;
    if (t.stage == 1) {
        s = takeWaiting(c);
        const bool handed = sudogAt(c.w, s).ticket != 0;
        if (handed || cansemacquire(c.w, addr)) {
            releaseSudog(c, s);
            return TaskStatus::done;
        }
    } else {
        c.charge(costs::chanOp);
        if (cansemacquire(c.w, addr)) return TaskStatus::done;
        s = acquireSudog(c);
        sudogAt(c.w, s).acquiretime = c.nanotime();
    }
    t.stage = 1;
    queue(c, addr, s, t.v[1] != 0);
    park(c, s, static_cast<waitReason>(t.v[2]));
    return TaskStatus::again;
}

void semrelease1(Ctx& c, Addr addr, bool handoff) {
    c.charge(costs::chanOp);
    Memory& m = c.w.memory;
    m.store<uint32_t>(addr, m.load<uint32_t>(addr) + 1);
    const Addr s = dequeue(c.w, addr);
    if (!s) return;
    const bool direct = handoff && cansemacquire(c.w, addr);
    sudogAt(c.w, s).ticket = direct;
    c.emit(EventKind::SemaWake, addr, static_cast<uint64_t>(sudogAt(c.w, s).g.v), direct);
    readyWaiter(c, s);
    if (direct && c.mp().locks == 0) goyield(c);
}

bool canSpin(const World& w, MId m, int64_t i) {
    const schedt& s = w.sched;
    if (i >= activeSpin || s.gomaxprocs <= s.npidle + s.nmspinning + 1) return false;
    return runqempty(w, w.m(m).p);
}

void doSpin(Ctx& c) {
    c.charge(activeSpinCount * costs::procyield);
}

// ---- notify lists
// --------------------------------------------------------------------------------------------------

static constexpr Addr waitField = 0, notifyField = 4, headField = 16, tailField = 24;

// Tickets wrap around.
static bool less(uint32_t a, uint32_t b) {
    return static_cast<int32_t>(a - b) < 0;
}

uint32_t notifyListAdd(Ctx& c, Addr l) {
    const auto ticket = c.w.memory.load<uint32_t>(l + waitField);
    c.w.memory.store<uint32_t>(l + waitField, ticket + 1);
    return ticket;
}

// Task notifyListWait{list, ticket}.
TaskStatus notifyListWait(Ctx& c, Task& t) {
    if (t.stage == 1) {
        releaseSudog(c, takeWaiting(c));
        return TaskStatus::done;
    }
    c.charge(costs::chanOp);
    Memory& m = c.w.memory;
    const Addr l = t.v[0];
    const auto ticket = static_cast<uint32_t>(t.v[1]);
    if (less(ticket, m.load<uint32_t>(l + notifyField))) return TaskStatus::done;
    const Addr s = acquireSudog(c);
    sudog& rec = sudogAt(c.w, s);
    rec.g = c.mp().curg;
    rec.ticket = ticket;
    storeSudog(c.w, rec);
    const Addr tail = m.load64(l + tailField);
    if (tail) {
        sudogAt(c.w, tail).next = s;
        storeSudog(c.w, sudogAt(c.w, tail));
    } else {
        m.store64(l + headField, s);
    }
    m.store64(l + tailField, s);
    t.stage = 1;
    park(c, s, waitReason::SyncCondWait);
    return TaskStatus::again;
}

void notifyListNotifyAll(Ctx& c, Addr l) {
    c.charge(costs::chanOp);
    Memory& m = c.w.memory;
    Addr s = m.load64(l + headField);
    m.store64(l + headField, 0);
    m.store64(l + tailField, 0);
    m.store<uint32_t>(l + notifyField, m.load<uint32_t>(l + waitField));
    while (s) {
        sudog& rec = sudogAt(c.w, s);
        const Addr next = std::exchange(rec.next, 0);
        storeSudog(c.w, rec);
        readyWaiter(c, s);
        s = next;
    }
}

void notifyListNotifyOne(Ctx& c, Addr l) {
    c.charge(costs::chanOp);
    Memory& m = c.w.memory;
    const auto ticket = m.load<uint32_t>(l + notifyField);
    if (ticket == m.load<uint32_t>(l + waitField)) return;
    m.store<uint32_t>(l + notifyField, ticket + 1);
    for (Addr prev = 0, s = m.load64(l + headField); s; prev = s, s = sudogAt(c.w, s).next) {
        sudog& rec = sudogAt(c.w, s);
        if (rec.ticket != ticket) continue;
        const Addr next = std::exchange(rec.next, 0);
        if (prev) {
            sudogAt(c.w, prev).next = next;
            storeSudog(c.w, sudogAt(c.w, prev));
        } else {
            m.store64(l + headField, next);
        }
        if (!next) m.store64(l + tailField, prev);
        storeSudog(c.w, rec);
        readyWaiter(c, s);
        return;
    }
}

}  // namespace tricolor::runtime
