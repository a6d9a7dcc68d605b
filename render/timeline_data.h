// What the timeline shows of a run so far: recorded while it runs, valid when one goes back. Bounded: when a
// list grows beyond its limit it is thinned to half by leaving out every second entry or joining neighbours.
#pragma once

#include <cstdint>
#include <vector>

namespace tricolor::render {

enum class TimelinePhase : uint8_t { off, stw, mark, sweep };

struct PhaseSpan {
    int64_t from = 0, to = 0;  // virtual ns
    TimelinePhase phase{};
    uint32_t cycle = 0;
};
struct LaneSpan {
    int64_t from = 0, to = 0;
    int32_t g = -1;       // index into allgs
    bool system = false;  // the runtime's own goroutine: mark worker, sweeper …
};
struct HeapSample {
    int64_t at = 0;
    uint64_t live = 0, goal = 0, trigger = 0;
};
struct StepMark {  // at this time this many steps had been taken
    int64_t at = 0;
    uint64_t step = 0;
};

struct TimelineData {
    std::vector<PhaseSpan> phases;
    std::vector<std::vector<LaneSpan>> lanes;  // by P
    std::vector<HeapSample> heap;
    std::vector<StepMark> steps;
    int64_t end = 0;
};

// The step that had been taken at a time, between the recorded marks by proportion.
uint64_t stepAt(const TimelineData& data, int64_t ns);

}  // namespace tricolor::render
