// What: the Go functions that the interpreter enters by itself. The compiler compiles them into every
//       program, and package runtime with them, whether the program imports it or not.
#pragma once

#include <array>
#include <string_view>

namespace tricolor::golang {

// sim/golang/std/runtime/panic.go says what they do. None of them has arguments or results.
inline constexpr std::array<std::string_view, 4> kEntryFunctions = {
    "runtime.gopanic", "runtime.sigpanic", "runtime.runFinalizers", "runtime.runCleanups"};

}  // namespace tricolor::golang
