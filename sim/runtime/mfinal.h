// What:    finalizers: runtime.SetFinalizer, the queue that sweeping fills, and the goroutine that runs them.
// Follows: runtime/mfinal.go (fidelity notes: gc §12.1).
// Differs: blocks of 101 are one vector.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// SetFinalizer(obj, fn): fn is a closure (0: remove). nret: result bytes. False: it has one already.
bool addfinalizer(Ctx& c, Addr obj, Addr fn, uint64_t nret, Addr ot);
void removefinalizer(Ctx& c, Addr obj);

}  // namespace tricolor::runtime
