#include "sim/world/check.h"

#include <cstdio>
#include <cstdlib>

namespace tricolor {

CheckContext checkContext;

void checkFailed(const char* expression, const char* message, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: CHECK failed: %s (%s) at step %llu, seed %llu\n", file, line, message,
                 expression, static_cast<unsigned long long>(checkContext.step),
                 static_cast<unsigned long long>(checkContext.seed));
    std::abort();
}

}  // namespace tricolor
