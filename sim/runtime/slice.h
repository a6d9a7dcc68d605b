// What:    how append grows a slice.
// Follows: runtime/slice.go.
// Differs: split in a pure part (how much) and a moving part, so that the allocation between them may be a
// task. Invariants:
//  1. the new capacity is at least the new length, and fills the slot that the allocator gives.
#pragma once

#include <cstdint>

#include "sim/runtime/symtab.h"
#include "sim/runtime/task.h"

namespace tricolor::runtime {

struct Slice {
    Addr array = 0;
    uint64_t len = 0, cap = 0;
};

// Capacity to ask for, before rounding to a size class.
uint64_t nextslicecap(uint64_t newLen, uint64_t oldCap);

struct SliceGrowth {
    bool tooLong = false;  // panic("growslice: len out of range")
    uint64_t cap = 0;      // new capacity, elements
    uint64_t bytes = 0;    // to allocate; 0: elements have no size
};
// newLen > oldCap, as append has found out; newLen "negative" (≥ 2^63) is too long.
SliceGrowth growsliceSize(uint64_t newLen, uint64_t oldCap, const Type& elem);
// After mallocgc(bytes, elem, elem has pointers) returned `array`: clears what append will not write, moves
// the old elements, with a write barrier for their pointers.
Slice growsliceMove(Ctx& c, Addr array, const SliceGrowth& growth, Addr oldPtr, uint64_t oldLen,
                    uint64_t newLen, const Type& elem);
// All at once; len = newLen. array = 0: out of memory (the process died), or growth.tooLong when cap is 0
// too.
Slice growslice(Ctx& c, Addr oldPtr, uint64_t oldLen, uint64_t oldCap, uint64_t newLen, const Type& elem);

}  // namespace tricolor::runtime
