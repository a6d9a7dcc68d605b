#include "render/timeline_data.h"

#include <algorithm>

namespace tricolor::render {

uint64_t stepAt(const TimelineData& data, int64_t ns) {
    const auto behind = std::upper_bound(data.steps.begin(), data.steps.end(), ns,
                                         [](int64_t t, const StepMark& m) { return t < m.at; });
    if (behind == data.steps.begin()) return data.steps.empty() ? 0 : data.steps.front().step;
    const StepMark& a = *std::prev(behind);
    if (behind == data.steps.end() || behind->at == a.at) return a.step;
    const double part = static_cast<double>(ns - a.at) / static_cast<double>(behind->at - a.at);
    return a.step + static_cast<uint64_t>(part * static_cast<double>(behind->step - a.step));
}

}  // namespace tricolor::render
