// What:    the write barrier: while marking, each pointer store and copy first shades the old value of the
//          slot and the new value.
// Follows: runtime/mbarrier.go, mwbbuf.go (fidelity notes: gc §7). Hybrid barrier: both are shaded, whatever
//          the colour of the stack.
// Differs: the caller decides which halves apply: the compiler's elisions are flags.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// Before `*slot = newPtr` with the barrier on (caller tests w.writeBarrierEnabled and does the store):
// buffers the old value and the new one. Elisions: oldZero – the slot is known to be zero (fresh object);
// newPtr 0 – nil or a global's address: no entry.
void wbStore(Ctx& c, Addr slot, uint64_t newPtr, bool oldZero = false);
// Before a copy of n bytes from src to dst (src 0: dst is cleared) with the barrier on: buffers old and new
// of each pointer word. typ 0: the heap bitmap of dst (or data/bss mask) tells the pointers. A destination
// in a stack needs nothing; pass freshly allocated memory with bulkBarrierPreWriteSrcOnly.
void bulkBarrierPreWrite(Ctx& c, Addr dst, Addr src, uint64_t n, const Type* typ);
void bulkBarrierPreWriteSrcOnly(Ctx& c, Addr dst, Addr src, uint64_t n, const Type* typ);
// Channel hand-off between two goroutines: one side is a stack, and both values are buffered all the same.
void typeBitsBulkBarrier(Ctx& c, const Type& typ, Addr dst, Addr src);
// Barrier if needed, then the copy (dst and src may overlap).
void typedmemmove(Ctx& c, const Type& typ, Addr dst, Addr src);
void typedmemclr(Ctx& c, const Type& typ, Addr dst);
void typedslicecopy(Ctx& c, const Type& elem, Addr dst, Addr src, uint64_t n);  // n elements
void memclrHasPointers(Ctx& c, Addr dst, uint64_t n);                           // bytes

}  // namespace tricolor::runtime
