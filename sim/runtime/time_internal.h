// What:    what time.cc and time_heap.cc share.
// Follows: runtime/time.go.
// Differs: –
// Invariants: see time_heap.cc.
#pragma once

#include "sim/runtime/time.h"

namespace tricolor::runtime {

// An entry of a P's heap (timerWhen).
struct timerWhen {
    Addr timer = 0;
    int64_t when = 0;
};
timerWhen timerEntry(const World& w, const timers& ts, uint64_t i);

timer& timerAt(World& w, uint32_t t);
// Not in a heap, though it is set and, being a channel's, somebody waits.
bool needsAdd(const timer& t);
// Into the heap of the P this M holds, unless it is in one or need not be.
void maybeAdd(Ctx& c, uint32_t t);
// What it is there for, being due; then it is set to its next time or not at all.
void unlockAndRun(Ctx& c, uint32_t t, int64_t now);
// It is the first in its heap. True: it had been stopped or set anew, and the heap knows it now.
bool updateHeap(Ctx& c, uint32_t t);

}  // namespace tricolor::runtime
