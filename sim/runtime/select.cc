// What:    select: 1. look at the cases in a random order; 2. none is ready: stand in every channel's queue
// and wait;
//          3. woken: leave the other queues.
// Follows: runtime/select.go.
// Differs: sudogs remember their case, so that nothing of the caller's frame is needed after the wait.
// Invariants: while it waits, G::waiting links one sudog a case in lock order (by channel address).
#include "sim/runtime/select.h"

#include <algorithm>

#include "sim/runtime/chan_internal.h"
#include "sim/runtime/panic.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

using chan::Hchan;

namespace {

struct Case {
    Addr ch = 0, elem = 0;
    uint16_t index = 0;
    bool send = false;
};

std::vector<Case> readCases(const World& w, Addr cas0, uint64_t nsends, uint64_t nrecvs) {
    std::vector<Case> cases;
    for (uint64_t i = 0; i < nsends + nrecvs; ++i) {
        const Addr cas = cas0 + i * scaseBytes;
        const Case k{w.memory.load64(cas), w.memory.load64(cas + 8), static_cast<uint16_t>(i), i < nsends};
        if (k.ch) cases.push_back(k);  // nil channels never become ready
    }
    return cases;
}

// Inside-out shuffle, one draw a case that counts.
std::vector<Case> pollOrder(Ctx& c, const std::vector<Case>& cases) {
    std::vector<Case> order;
    for (const Case& k : cases) {
        const uint32_t j = c.mp().cheaprand.below(static_cast<uint32_t>(order.size()) + 1);
        order.push_back(k);
        std::swap(order[j], order.back());
    }
    return order;
}

// Does this case if it is ready. *ok: a receive got a value.
bool tryCase(Ctx& c, const Case& k, bool* ok) {
    *ok = false;
    Hchan h{c.w, k.ch};
    if (k.send && h.closed()) {
        raise(c, Fault::sendClosedChan);
        return true;
    }
    if (const Addr s = chan::dequeue(c.w, k.ch, k.send ? hchan::recvq : hchan::sendq)) {
        if (k.send)
            chan::send(c, k.ch, s, k.elem);
        else
            chan::recv(c, k.ch, s, k.elem);
        *ok = !k.send;
        return true;
    }
    if (k.send) {
        if (h.qcount() >= h.dataqsiz()) return false;
        chan::sendBuffered(c, k.ch, k.elem);
        return true;
    }
    if (h.qcount() > 0) {
        chan::recvBuffered(c, k.ch, k.elem);
        *ok = true;
        return true;
    }
    if (!h.closed()) return false;
    chan::recvClosed(c, k.ch, k.elem);
    return true;
}

void waitForAny(Ctx& c, std::vector<Case> cases) {
    World& w = c.w;
    std::stable_sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.ch < b.ch; });
    const GId id = c.mp().curg;
    w.g(id).waiting = w.g(id).param = 0;
    w.g(id).selectDone = false;
    Addr last = 0;
    for (const Case& k : cases) {
        const Addr s = acquireSudog(c);
        sudog& rec = sudogAt(w, s);
        rec.g = id;
        rec.isSelect = true;
        rec.elem = k.elem;
        rec.c = k.ch;
        rec.caseIndex = k.index;
        if (last) {
            sudogAt(w, last).waitlink = s;
            storeSudog(w, sudogAt(w, last));
        } else {
            w.g(id).waiting = s;
        }
        last = s;
        chan::enqueue(w, k.ch, k.send ? hchan::sendq : hchan::recvq, s);
        if (const int64_t t = chanTimer(w, k.ch); t >= 0) blockTimerChan(c, static_cast<uint32_t>(t));
    }
    gopark(c, waitReason::Select);
}

// Somebody chose a case: leaves the other queues.
TaskStatus wokenByCase(Ctx& c, uint64_t nsends) {
    World& w = c.w;
    G& g = w.g(c.mp().curg);
    const Addr chosen = g.param;
    uint16_t index = 0;
    bool success = false, found = false;
    Addr ch = 0;
    for (Addr s = std::exchange(g.waiting, 0), next = 0; s; s = next) {
        sudog& rec = sudogAt(w, s);
        next = std::exchange(rec.waitlink, 0);
        if (const int64_t t = chanTimer(w, rec.c); t >= 0) unblockTimerChan(c, static_cast<uint32_t>(t));
        if (s == chosen) {
            found = true;
            index = rec.caseIndex;
            success = rec.success;
            ch = rec.c;
        } else {
            chan::unlink(w, rec.c, rec.caseIndex < nsends ? hchan::sendq : hchan::recvq, s);
        }
        rec.isSelect = false;
        releaseSudog(c, s);
    }
    CHECK(found, "selectgo: bad wakeup");
    g.param = 0;
    const bool send = index < nsends;
    c.emit(EventKind::SelectCase, index, ch, 1);
    if (send && !success) raise(c, Fault::sendClosedChan);
    c.ret(index, !send && success);
    return TaskStatus::done;
}

}  // namespace

// Task selectgo{cas0, nsends, nrecvs, block}.
TaskStatus selectgo(Ctx& c, Task& t) {
    if (t.stage == 1) return wokenByCase(c, t.v[1]);
    const std::vector<Case> cases = readCases(c.w, t.v[0], t.v[1], t.v[2]);
    c.charge(costs::chanOp * (1 + cases.size()));
    for (const Case& k : cases)
        if (const int64_t tm = chanTimer(c.w, k.ch); tm >= 0) runChanTimer(c, static_cast<uint32_t>(tm));
    for (const Case& k : pollOrder(c, cases)) {
        bool ok = false;
        if (!tryCase(c, k, &ok)) continue;
        c.emit(EventKind::SelectCase, k.index, k.ch, 0);
        c.ret(k.index, ok);
        return TaskStatus::done;
    }
    if (!t.v[3]) {
        c.ret(static_cast<uint64_t>(-1));
        return TaskStatus::done;
    }
    t.stage = 1;
    t.v[0] = 0;  // the stack may move while it waits
    if (cases.empty()) return c.park(waitReason::SelectNoCases);
    waitForAny(c, cases);
    return TaskStatus::again;
}

}  // namespace tricolor::runtime
