// What: the stack that functions of the standard packages take where ours are written in another way. The
//       real function's need counts (stack_needs.h): its own frame, and those of all that it calls until it
//       is back, or has switched to the system stack, or calls a function of the program.
// Differs: one figure a function, for ordinary arguments.
#pragma once

#include <cstdint>
#include <string_view>

namespace tricolor::golang {

// By full name, "strings.(*Builder).WriteString"; 0: as the frames of our function have it.
uint32_t stdStack(std::string_view name);
// Bytes of the real function's frame, which deferred functions find above them; 0: as ours has it.
uint32_t stdFrame(std::string_view name);

}  // namespace tricolor::golang
