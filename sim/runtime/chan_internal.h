// What:    what chan.cc and select.cc share.
// Follows: runtime/chan.go.
// Differs: nothing.
#pragma once

#include "sim/runtime/chan.h"

namespace tricolor::runtime::chan {

struct Hchan {  // an hchan's words
    World& w;
    Addr a;
    uint64_t qcount() const { return w.memory.load64(a + hchan::qcount); }
    uint64_t dataqsiz() const { return w.memory.load64(a + hchan::dataqsiz); }
    bool closed() const { return w.memory.load<uint32_t>(a + hchan::closed) != 0; }
    bool empty(Addr queue) const { return w.memory.load64(a + queue) == 0; }
    Addr slot(uint64_t i) const {
        return w.memory.load64(a + hchan::buf) + i * w.memory.load<uint16_t>(a + hchan::elemsize);
    }
    void setQcount(uint64_t n) { w.memory.store64(a + hchan::qcount, n); }
    // Returns the index at this offset and moves it on, round the ring.
    uint64_t advance(uint64_t offset) {
        const uint64_t i = w.memory.load64(a + offset);
        w.memory.store64(a + offset, i + 1 == dataqsiz() ? 0 : i + 1);
        return i;
    }
};

const Type& elemType(Ctx& c, Addr ch);
void enqueue(World& w, Addr ch, Addr queue, Addr s);
void unlink(World& w, Addr ch, Addr queue, Addr s);  // takes s out of the middle, if it is still there
Addr dequeue(World& w, Addr ch, Addr queue);         // first waiter that no other case has woken; 0: none
// The value goes straight to a waiting receiver, or comes from a waiting sender; the waiter becomes runnable.
void send(Ctx& c, Addr ch, Addr receiver, Addr from);
void recv(Ctx& c, Addr ch, Addr sender, Addr to);
// Into and out of the buffer.
void sendBuffered(Ctx& c, Addr ch, Addr from);
void recvBuffered(Ctx& c, Addr ch, Addr to);
void recvClosed(Ctx& c, Addr ch, Addr to);

}  // namespace tricolor::runtime::chan
