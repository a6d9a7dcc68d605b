// What: the stack that runtime functions behind instructions and natives take. They check the stack as every
//       function does; what the deepest of their checks looks at, in bytes below the caller's sp, is the need
//       of the instruction. A stack that is too small for it moves before the instruction runs.
//       Slow paths that are tasks go on checking (Task::frames): taskFrames is where they start.
// Follows: runtime/frames.h; measured too, with callers of all frame sizes in steps of 8 bytes.
#pragma once

#include <array>
#include <cstdint>

#include "sim/golang/machine.h"

namespace tricolor::golang {

// Calls of newobject with a free slot in the cache.
inline constexpr uint32_t kNewObjectStack = 96;

// No instruction of this opcode needs more; 0: none calls a function that checks the stack.
extern const std::array<uint16_t, kOpCount> kMostStack;
// What this instruction needs on the way that it is about to go, 0: it checks nothing.
uint32_t stackNeed(Machine& vm, const Instr& in);
// Bytes on the stack while the task of this instruction calls functions.
uint32_t taskFrames(const Machine& vm, const Instr& in);

// The frame that newstack is told of: that of the function whose check failed, all of them small.
inline constexpr uint32_t kCheckedFrame = 136;

}  // namespace tricolor::golang
