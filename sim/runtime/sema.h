// What:    the sleep and wake-up primitives that package sync is made of: semaphores on an address and the
//          ticket lists of sync.Cond.
// Follows: runtime/sema.go, runtime/lock_spinbit.go (canSpin).
// Differs: waiters on an address are a list sorted by address in World instead of a treap with random
// priorities.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// Task semacquire1{addr, lifo, waitReason}: takes one from the uint32 at addr, or waits. lifo: to the front.
bool cansemacquire(World& w, Addr addr);  // the fast path: true if it was taken
// Gives one back and wakes the first waiter; handoff: the waiter gets it directly and runs at once, and the
// releaser goes to the tail of its queue (as in Gosched, its instruction must be complete).
void semrelease1(Ctx& c, Addr addr, bool handoff);

// sync.Mutex's spinning: may the i-th round be spent; and one round.
bool canSpin(const World& w, MId m, int64_t i);
void doSpin(Ctx& c);

// notifyList at addr: {wait uint32, notify uint32, lock uintptr, head, tail *sudog} = 32 bytes.
uint32_t notifyListAdd(Ctx& c, Addr l);
// Task notifyListWait{list, ticket}
void notifyListNotifyAll(Ctx& c, Addr l);
void notifyListNotifyOne(Ctx& c, Addr l);

}  // namespace tricolor::runtime
