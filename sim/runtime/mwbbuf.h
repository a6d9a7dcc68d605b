// What:    the write barrier's buffer of a P: 512 pointers that are shaded together when it is full, or when
//          the marker needs them.
// Follows: runtime/mwbbuf.go (fidelity notes: gc §7).
// Differs: nothing.
// Invariant: next <= 512; outside marking it is empty.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// Room for n entries (at most 8); flushes first if it would go beyond the end. Returns the first.
Addr* wbBufGet(Ctx& c, PId p, uint32_t n);
void wbBufFlush(Ctx& c, PId p);
inline void wbBufDiscard(P& pp) {
    pp.wbBuf.next = 0;
}

}  // namespace tricolor::runtime
