// CHECK stops the program on a bug of ours, in every build: it prints the expression, the message, and the
// step and seed that reproduce it. Where the real runtime throws, the message carries the runtime's own
// words.
#pragma once

#include <cstdint>

namespace tricolor {

// Where the simulation stands; the stepper keeps it current so that a failed CHECK can be reproduced.
struct CheckContext {
    uint64_t step = 0;
    uint64_t seed = 0;
};
extern CheckContext checkContext;

[[noreturn]] void checkFailed(const char* expression, const char* message, const char* file, int line);

}  // namespace tricolor

#define CHECK(condition, message)                                               \
    do {                                                                        \
        if (!(condition)) [[unlikely]]                                          \
            ::tricolor::checkFailed(#condition, (message), __FILE__, __LINE__); \
    } while (0)
