// What: runs bytecode of the goroutine on one M.
#pragma once

#include <cstdint>

#include "sim/golang/program.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::golang {

// Runs instructions of m's goroutine: at most maxSteps of them, while m's clock is below untilPs, until one
// gives the M something else to do, the process ends, or the sink asks to stop. At least one. Returns how
// many.
uint64_t interpret(World& w, const Program& program, EventSink& sink, MId m, uint64_t maxSteps,
                   uint64_t untilPs);

// The result of a conversion from float64 as amd64 makes it.
int64_t truncateToInt64(double v);
uint64_t truncateToUint64(double v);

}  // namespace tricolor::golang
