// What:    select with several cases: look at them in a random order, else wait on all channels at once.
// Follows: runtime/select.go.
// Differs: the order arrays live in the task, not in the caller's frame.
#pragma once

#include "sim/runtime/chan.h"

namespace tricolor::runtime {

inline constexpr uint64_t scaseBytes = 16;  // {c *hchan, elem unsafe.Pointer}

// Task selectgo{cas0, nsends, nrecvs, block}: cas0 is an array of scase in the caller's frame, sends first.
//   result(0) = index of the chosen case, or -1 (only if !block)
//   result(1) = 1 if a receive got a value (ok)
// A send case whose channel is closed is a fault (raised(c) when the task is done). order arrays: none.

}  // namespace tricolor::runtime
