// What:    texts of goroutine statuses and wait reasons, as tracebacks and schedtrace show them.
// Follows: runtime/runtime2.go, traceback.go (gStatusStrings).
// Differs: nothing.
#pragma once

#include <string_view>

#include "sim/world/sched.h"

namespace tricolor::runtime {

std::string_view waitReasonText(waitReason r);  // "chan receive"
std::string_view gStatusText(uint32_t status);  // "runnable"; the scan bit is ignored
std::string_view pStatusText(uint32_t status);  // "idle"

// A waiting goroutine with one of these reasons really runs on the system stack (fidelity notes: sched §1.1).
bool isWaitingForSuspendG(waitReason r);

}  // namespace tricolor::runtime
