// What:    where the value of an interface stands: in the data word itself, in static memory, or in a heap
// object. Follows: runtime/iface.go, cmd/compile's dataWord. Differs: nothing (an interface's first word is a
// type's address, never an itab's; see type.h).
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// Static memory of the runtime at the end of the low segment: 256 words 0…255, then 1024 zero bytes.
inline constexpr Addr staticuint64s = kLowBase + kLowBytes - kPageSize;
inline constexpr Addr zeroVal = staticuint64s + 256 * 8;
// Function values without captures: bodies of the goroutines that run finalizers and cleanups.
inline constexpr Addr runFinalizersClosure = zeroVal + 1024, runCleanupsClosure = runFinalizersClosure + 8;
void initStatics(World& w, const Module& m);

// The static address that holds the value of type t at `value`; 0: it needs an object of t.size bytes.
Addr staticInterfaceData(const World& w, const Module& m, const Type& t, Addr value);

}  // namespace tricolor::runtime
