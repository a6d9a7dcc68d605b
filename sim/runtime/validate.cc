#include "sim/runtime/validate.h"

namespace tricolor::runtime {

std::string validate(const World& w) {
    for (auto* part : {&validateHeap, &validateCollector, &validateScheduler})
        if (std::string broken = part(w); !broken.empty()) return broken;
    return {};
}

}  // namespace tricolor::runtime
