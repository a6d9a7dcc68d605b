// What: functions of the standard packages that have no Go body here. One table by full name; each is a C++
//       function that takes its arguments from the caller's outgoing area and leaves its results there.
//       Most are written as typed lambdas: define("math.Sqrt", [](Machine&, double x) { … return y; }).
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "sim/world/ids.h"

namespace tricolor::golang {

struct Machine;
struct NativeRef;
enum class Flow : uint8_t;

// One call. Each value of the arguments, then of the results, has slots of its own.
struct NativeCall {
    Machine& vm;
    const NativeRef& ref;
    uint64_t* slots;  // of the outgoing area; stale after anything that moves the stack
    Addr addr;        // of slots
};

using NativeFunction = Flow (*)(NativeCall&);

struct Native {
    std::string_view name;
    NativeFunction run = nullptr;
    // How far what its parameters point to gets, receiver first, one word a parameter: "-" nowhere, "h0" to
    // the heap, "h1" what it points to does, "r0:1" what it points to is in result 0, "m0" is written
    // through, "c0" is called; parts stick together ("m0r0:0"). A parameter without a word leaks to the heap.
    std::string_view leaks;
    // Stack that the real function takes, in bytes below its caller's sp down to its deepest stack check, and
    // while the native's task calls functions (stack_needs.h).
    uint16_t stack = 0, frames = 0;
    uint32_t (*needs)(NativeCall&) = nullptr;  // instead of `stack`, where it depends on the arguments
    // Both, where it is defined.
    void onStack(uint32_t need, uint32_t framesOfTask = 0) {
        stack = static_cast<uint16_t>(need);
        frames = static_cast<uint16_t>(framesOfTask);
    }
};

// Null if the interpreter does not have it: the program is then refused when it is loaded.
const Native* findNative(std::string_view name);

// Values as natives see them.
struct Str {
    Addr p = 0;
    int64_t n = 0;
};
struct SliceVal {
    Addr p = 0;
    int64_t n = 0, cap = 0;
};
struct Iface {
    Addr type = 0, data = 0;
};

}  // namespace tricolor::golang
