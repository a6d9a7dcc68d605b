// What:    channel operations.
//          send: 1. closed: panic; 2. a receiver waits: copy straight to it; 3. room: buffer; 4. wait.
//          receive: 1. closed and empty: zero value; 2. a sender waits: take from it, or head of the buffer
//          and its value to the tail; 3. buffered: take; 4. wait. close: everybody who waits becomes
//          runnable.
// Follows: runtime/chan.go.
// Differs: see chan.h.
// Invariants (validateScheduler):
//  11. of a channel's queues at most one has waiters, unless a select waits in both.
#include "sim/runtime/chan.h"

#include "sim/runtime/chan_internal.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/panic.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

namespace chan {

const Type& elemType(Ctx& c, Addr ch) {
    return c.module.typeAt(c.w.memory.load64(ch + hchan::elemtype));
}

void enqueue(World& w, Addr ch, Addr queue, Addr s) {
    Memory& m = w.memory;
    sudog& rec = sudogAt(w, s);
    const Addr last = m.load64(ch + queue + 8);
    rec.next = 0;
    rec.prev = last;
    m.store64(ch + queue + 8, s);
    if (last == 0) {
        m.store64(ch + queue, s);
    } else {
        sudogAt(w, last).next = s;
        storeSudog(w, sudogAt(w, last));
    }
    storeSudog(w, rec);
}

void unlink(World& w, Addr ch, Addr queue, Addr s) {
    Memory& m = w.memory;
    sudog& rec = sudogAt(w, s);
    if (!rec.prev && !rec.next && m.load64(ch + queue) != s) return;  // somebody took it out already
    if (rec.prev) {
        sudogAt(w, rec.prev).next = rec.next;
        storeSudog(w, sudogAt(w, rec.prev));
    } else {
        m.store64(ch + queue, rec.next);
    }
    if (rec.next) {
        sudogAt(w, rec.next).prev = rec.prev;
        storeSudog(w, sudogAt(w, rec.next));
    } else {
        m.store64(ch + queue + 8, rec.prev);
    }
    rec.next = rec.prev = 0;
    storeSudog(w, rec);
}

Addr dequeue(World& w, Addr ch, Addr queue) {
    for (;;) {
        const Addr s = w.memory.load64(ch + queue);
        if (!s) return 0;
        unlink(w, ch, queue, s);
        const sudog& rec = sudogAt(w, s);
        if (!rec.isSelect) return s;
        G& g = w.g(rec.g);
        if (g.selectDone) continue;  // another case of its select came first
        g.selectDone = true;
        return s;
    }
}

static void wake(Ctx& c, Addr s, bool success) {
    sudog& rec = sudogAt(c.w, s);
    rec.success = success;
    rec.elem = 0;
    storeSudog(c.w, rec);
    c.w.g(rec.g).param = s;
    goready(c, rec.g);
}

// One side of the copy is another goroutine's stack.
static void copyDirect(Ctx& c, const Type& t, Addr to, Addr from) {
    if (c.w.writeBarrierEnabled && !t.noscan()) typeBitsBulkBarrier(c, t, to, from);
    c.w.memory.copy(to, from, t.size);
}

static void emitOp(Ctx& c, EventKind kind, Addr ch, GId other) {
    c.emit(kind, ch, static_cast<uint64_t>(other.v + 1), Hchan{c.w, ch}.qcount());
}

void send(Ctx& c, Addr ch, Addr receiver, Addr from) {
    const sudog& rec = sudogAt(c.w, receiver);
    emitOp(c, EventKind::ChanSend, ch, rec.g);
    if (rec.elem) copyDirect(c, elemType(c, ch), rec.elem, from);
    wake(c, receiver, true);
}

void recv(Ctx& c, Addr ch, Addr sender, Addr to) {
    Hchan h{c.w, ch};
    const Type& t = elemType(c, ch);
    const sudog& rec = sudogAt(c.w, sender);
    emitOp(c, EventKind::ChanRecv, ch, rec.g);
    if (h.dataqsiz() == 0) {
        if (to) copyDirect(c, t, to, rec.elem);
    } else {
        // The buffer is full: head and tail are the same slot.
        const Addr slot = h.slot(h.advance(hchan::recvx));
        if (to) typedmemmove(c, t, to, slot);
        typedmemmove(c, t, slot, rec.elem);
        c.w.memory.store64(ch + hchan::sendx, c.w.memory.load64(ch + hchan::recvx));
    }
    wake(c, sender, true);
}

void sendBuffered(Ctx& c, Addr ch, Addr from) {
    Hchan h{c.w, ch};
    typedmemmove(c, elemType(c, ch), h.slot(h.advance(hchan::sendx)), from);
    h.setQcount(h.qcount() + 1);
    emitOp(c, EventKind::ChanSend, ch, GId{});
}

void recvBuffered(Ctx& c, Addr ch, Addr to) {
    Hchan h{c.w, ch};
    const Type& t = elemType(c, ch);
    const Addr slot = h.slot(h.advance(hchan::recvx));
    if (to) typedmemmove(c, t, to, slot);
    typedmemclr(c, t, slot);
    h.setQcount(h.qcount() - 1);
    emitOp(c, EventKind::ChanRecv, ch, GId{});
}

void recvClosed(Ctx& c, Addr ch, Addr to) {
    if (to) typedmemclr(c, elemType(c, ch), to);
    emitOp(c, EventKind::ChanRecv, ch, GId{});
}

}  // namespace chan

using chan::Hchan;

namespace {

constexpr uint64_t maxAllocBytes = 1ull << 48;

// The running goroutine stands in ch's queue and parks.
void waitOn(Ctx& c, Addr ch, Addr queue, Addr elem, waitReason reason) {
    const Addr s = acquireSudog(c);
    const GId id = c.mp().curg;
    sudog& rec = sudogAt(c.w, s);
    rec.g = id;
    rec.elem = elem;
    rec.c = ch;
    G& g = c.w.g(id);
    g.waiting = s;
    g.param = 0;
    chan::enqueue(c.w, ch, queue, s);
    gopark(c, reason);
}

// It was woken: gives the sudog back. True: by a partner; false: by close.
bool woken(Ctx& c) {
    G& g = c.w.g(c.mp().curg);
    const Addr s = g.waiting;
    CHECK(s && g.param == s, "G waiting list is corrupted");
    const bool success = sudogAt(c.w, s).success;
    g.waiting = g.param = 0;
    sudogAt(c.w, s).c = 0;
    releaseSudog(c, s);
    return success;
}

// The parts of a send that need no waiting. True: done (or faulted).
bool trySend(Ctx& c, Addr ch, Addr elem) {
    c.charge(costs::chanOp);
    Hchan h{c.w, ch};
    if (h.closed()) {
        raise(c, Fault::sendClosedChan);
        return true;
    }
    if (!h.empty(hchan::recvq))
        if (const Addr receiver = chan::dequeue(c.w, ch, hchan::recvq)) {
            chan::send(c, ch, receiver, elem);
            return true;
        }
    if (h.qcount() >= h.dataqsiz()) return false;
    chan::sendBuffered(c, ch, elem);
    return true;
}

bool tryRecv(Ctx& c, Addr ch, Addr elem, bool* ok) {
    c.charge(costs::chanOp);
    if (const int64_t t = chanTimer(c.w, ch); t >= 0) runChanTimer(c, static_cast<uint32_t>(t));
    Hchan h{c.w, ch};
    *ok = true;
    if (h.closed() && h.qcount() == 0) {
        chan::recvClosed(c, ch, elem);
        *ok = false;
        return true;
    }
    if (!h.empty(hchan::sendq))
        if (const Addr sender = chan::dequeue(c.w, ch, hchan::sendq)) {
            chan::recv(c, ch, sender, elem);
            return true;
        }
    if (h.qcount() == 0) return false;
    chan::recvBuffered(c, ch, elem);
    return true;
}

}  // namespace

Addr makechan(Ctx& c, const Type& elem, int64_t size) {
    const auto n = static_cast<uint64_t>(size);
    if (size < 0 || (elem.size && n > (maxAllocBytes - hchan::size) / elem.size)) {
        raise(c, Fault::makechanSize);
        return 0;
    }
    World& w = c.w;
    const uint64_t bytes = n * elem.size;
    Addr ch, buf = 0;
    if (bytes == 0 || elem.noscan()) {
        ch = mallocgc(c, hchan::size + bytes, nullptr, true);
        buf = bytes ? ch + hchan::size : ch + hchan::buf;
    } else {
        CHECK(c.module.hchanType >= 0, "the module lacks the runtime's types");
        ch = newobject(c, c.module.type(c.module.hchanType));
        if (ch) buf = mallocgc(c, bytes, &elem, true);
    }
    if (!ch || !buf) return 0;  // out of memory: the process has died
    w.memory.store64(ch + hchan::dataqsiz, n);
    w.memory.store64(ch + hchan::buf, buf);
    w.memory.store<uint16_t>(ch + hchan::elemsize, static_cast<uint16_t>(elem.size));
    w.memory.store64(ch + hchan::elemtype, elem.addr);
    return ch;
}

// Task chansend{chan, elem}.
TaskStatus chansend(Ctx& c, Task& t) {
    const Addr ch = t.v[0], elem = t.v[1];
    if (t.stage == 1) {
        if (!woken(c)) raise(c, Fault::sendClosedChan);
        return TaskStatus::done;
    }
    if (ch && trySend(c, ch, elem)) return TaskStatus::done;
    t.stage = 1;
    t.v[1] = 0;  // the stack may move while it waits
    if (!ch) return c.park(waitReason::ChanSendNilChan);
    waitOn(c, ch, hchan::sendq, elem, waitReason::ChanSend);
    return TaskStatus::again;
}

// Task chanrecv{chan, elem}: result(0) = ok.
TaskStatus chanrecv(Ctx& c, Task& t) {
    const Addr ch = t.v[0], elem = t.v[1];
    if (t.stage == 1) {
        if (const int64_t tm = chanTimer(c.w, ch); tm >= 0) unblockTimerChan(c, static_cast<uint32_t>(tm));
        c.ret(woken(c));
        return TaskStatus::done;
    }
    bool ok = false;
    if (ch && tryRecv(c, ch, elem, &ok)) {
        c.ret(ok);
        return TaskStatus::done;
    }
    t.stage = 1;
    t.v[1] = 0;
    if (!ch) return c.park(waitReason::ChanReceiveNilChan);
    if (const int64_t tm = chanTimer(c.w, ch); tm >= 0) blockTimerChan(c, static_cast<uint32_t>(tm));
    waitOn(c, ch, hchan::recvq, elem, waitReason::ChanReceive);
    return TaskStatus::again;
}

// Task block{waitReason}: for ever.
TaskStatus block(Ctx& c, Task& t) {
    return c.park(static_cast<waitReason>(t.v[0]));
}

bool selectnbsend(Ctx& c, Addr ch, Addr elem) {
    return ch && trySend(c, ch, elem);
}

bool selectnbrecv(Ctx& c, Addr ch, Addr elem, bool* ok) {
    *ok = false;
    if (ch && tryRecv(c, ch, elem, ok)) return true;
    *ok = false;
    return false;
}

void closechan(Ctx& c, Addr ch) {
    if (!ch) return raise(c, Fault::closeNilChan);
    Hchan h{c.w, ch};
    if (h.closed()) return raise(c, Fault::closeClosedChan);
    c.charge(costs::chanOp);
    c.w.memory.store<uint32_t>(ch + hchan::closed, 1);
    std::vector<Addr> waiters;
    for (const Addr queue : {hchan::recvq, hchan::sendq})
        while (const Addr s = chan::dequeue(c.w, ch, queue)) {
            const sudog& rec = sudogAt(c.w, s);
            if (queue == hchan::recvq && rec.elem) typedmemclr(c, chan::elemType(c, ch), rec.elem);
            waiters.push_back(s);
        }
    c.emit(EventKind::ChanClose, ch, waiters.size());
    for (; !waiters.empty(); waiters.pop_back()) chan::wake(c, waiters.back(), false);
}

int64_t chanTimer(const World& w, Addr ch) {
    const Addr timer = w.memory.load64(ch + hchan::timer);
    return timer ? static_cast<int64_t>(w.memory.load64(timer)) : -1;
}

int64_t chanlen(const World& w, Addr ch) {
    return ch && chanTimer(w, ch) < 0 ? static_cast<int64_t>(w.memory.load64(ch + hchan::qcount)) : 0;
}

int64_t chancap(const World& w, Addr ch) {
    return ch && chanTimer(w, ch) < 0 ? static_cast<int64_t>(w.memory.load64(ch + hchan::dataqsiz)) : 0;
}

bool discardTimerValue(Ctx& c, Addr ch) {
    Hchan h{c.w, ch};
    if (h.qcount() == 0) return false;
    chan::recvBuffered(c, ch, 0);
    return true;
}

bool sendTime(Ctx& c, Addr ch, int64_t nowNs) {
    Hchan h{c.w, ch};
    if (h.empty(hchan::recvq) && h.qcount() >= h.dataqsiz()) return false;
    // A time.Time with a monotonic reading: bit 63, seconds since 1885 from bit 30 on, nanoseconds; then the
    // monotonic clock; then Local, which is UTC here: nil.
    constexpr int64_t unixToInternal1885 = 2682288000;  // seconds from 1885 to 1970
    const int64_t wall = startWallNs + nowNs, sec = wall / 1000000000 + unixToInternal1885;
    uint64_t value[3] = {
        1ull << 63 | static_cast<uint64_t>(sec) << 30 | static_cast<uint64_t>(wall % 1000000000),
        static_cast<uint64_t>(nowNs - c.w.timeStartNano), 0};
    if (const Addr receiver = chan::dequeue(c.w, ch, hchan::recvq)) {
        const Addr to = sudogAt(c.w, receiver).elem;
        if (to) c.w.memory.write(to, value, sizeof value);
        sudogAt(c.w, receiver).elem = 0;
        chan::send(c, ch, receiver, 0);
        return true;
    }
    c.w.memory.write(h.slot(h.advance(hchan::sendx)), value, sizeof value);
    h.setQcount(h.qcount() + 1);
    c.emit(EventKind::ChanSend, ch, 0, h.qcount());
    return true;
}

}  // namespace tricolor::runtime
