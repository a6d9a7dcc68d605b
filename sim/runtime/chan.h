// What:    channels. An hchan is a heap object of 112 bytes in Go's layout; waiters are sudogs in its two
// queues. Follows: runtime/chan.go. Differs: no lock (a step is atomic). The queues' words hold addresses of
// sudog objects, whose fields World keeps
//          too (World::sudogs).
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// Offsets in an hchan.
namespace hchan {
inline constexpr uint64_t qcount = 0, dataqsiz = 8, buf = 16, elemsize = 24, closed = 28, timer = 32,
                          elemtype = 40, sendx = 48, recvx = 56, recvq = 64, sendq = 80, bubble = 96,
                          lock = 104, size = 112;
}
inline constexpr uint64_t sudogBytes = 104;

// Faults (send on closed channel …) are reported with raise() of panic.h on the running goroutine; the caller
// of these looks at raised(c).

// make(chan T, size): elem is T.
Addr makechan(Ctx& c, const Type& elem, int64_t size);

// Tasks (elem: address of the value in the caller's frame or elsewhere; 0 on receive: not wanted):
//   chansend{chan, elem}
//   chanrecv{chan, elem}   result(0) = ok
//   block{waitReason}      never ends (select {}, nil channels)
// A parked task keeps no stack address: stacks may move meanwhile.
// Forms that never park: true if the operation happened. Compiled operations may try these first and start
// the task only when they return false. A nil channel is never ready.
bool selectnbsend(Ctx& c, Addr ch, Addr elem);  // a closed channel: fault, and true
bool selectnbrecv(Ctx& c, Addr ch, Addr elem, bool* ok);
void closechan(Ctx& c, Addr ch);
int64_t chanlen(const World& w, Addr ch);
int64_t chancap(const World& w, Addr ch);

// sudogs: from the P's cache, the central one, or the heap.
Addr acquireSudog(Ctx& c);
void releaseSudog(Ctx& c, Addr s);
sudog& sudogAt(World& w, Addr s);  // the record behind the address; CHECKs that there is one
const sudog& sudogAt(const World& w, Addr s);
// The central cache is forgotten (clearpools, at the start of a cycle): its objects may be collected.
void clearSudogCache(World& w);
// Writes the record's pointer fields to the object's words in Go's layout.
void storeSudog(World& w, const sudog& s);

// Sends a value on a channel from the runtime itself (a channel timer), without a goroutine; false: would
// block.
bool sendTime(Ctx& c, Addr ch, int64_t nowNs);

// Drops the value a channel timer has put into its buffer; true: there was one.
bool discardTimerValue(Ctx& c, Addr ch);
// The timer a channel belongs to (number in World::timers), or -1.
int64_t chanTimer(const World& w, Addr ch);

}  // namespace tricolor::runtime
