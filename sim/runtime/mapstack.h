// What:    how much of a goroutine's stack an operation on a map takes: bytes below the caller's sp down to
//          the last stack check on the way that the operation is about to go.
// Follows: the frames of internal/runtime/maps and runtime/map*.go as gc 1.26 compiles them (frames.h).
// Differs: hash functions and comparisons of keys that are not plain memory or texts take nothing.
#pragma once

#include "sim/runtime/maptype.h"
#include "sim/runtime/task.h"

namespace tricolor::runtime {

// hint -1: the compiler knows that it is small.
uint32_t makemapStack(Ctx& c, const Type& t, int64_t hint, bool onStack);
uint32_t mapaccessStack(Ctx& c, const Type& t, Addr m);
uint32_t mapassignStack(Ctx& c, const Type& t, Addr m, Addr key);
uint32_t mapdeleteStack(Ctx& c, const Type& t, Addr m, Addr key);
uint32_t mapclearStack(Ctx& c, Addr m);

}  // namespace tricolor::runtime
