// What the timeline shows of a run so far: recorded while it runs, valid when one goes back. Bounded: when a
// list grows beyond its limit it is thinned to half by leaving out every second entry or joining neighbours.
#pragma once

#include <cstdint>
#include <vector>

#include "render/used_slots.h"
#include "sim/world/event.h"

namespace tricolor::render {

enum class TimelinePhase : uint8_t { off, stw, mark, sweep };

struct PhaseSpan {
    int64_t from = 0, to = 0;  // virtual ns
    TimelinePhase phase{};
    uint32_t cycle = 0;
};
enum class Runner : uint8_t { program, runtime, marker, sweeper };  // whose goroutine it is
struct LaneSpan {
    int64_t from = 0, to = 0;
    int32_t g = -1;  // index into allgs
    int64_t goid = 0;
    Runner runner{};
};
struct HeapSample {
    int64_t at = 0;
    uint64_t live = 0, goal = 0, trigger = 0;
    uint64_t step = 0;  // behind which it was so
};
struct StepMark {  // at this time this many steps had been taken
    int64_t at = 0;
    uint64_t step = 0;
};

// Something the allocator did off its fast path.
struct HeapEvent {
    uint64_t step = 0;  // behind which it had happened
    Event event;
};
struct StackCopy {  // a goroutine's stack was copied to another place
    uint64_t step = 0;
    int32_t g = -1;
    Addr oldLo = 0, newLo = 0;
    uint64_t oldSize = 0, newSize = 0;
};

struct TimelineData {
    std::vector<PhaseSpan> phases;
    std::vector<std::vector<LaneSpan>> lanes;  // by P
    std::vector<HeapSample> heap;              // in order of time, at turns of the collector and between
    HeapSample heapEnd;                        // where the run stands
    std::vector<StepMark> steps;
    std::vector<HeapEvent> allocator;  // in order of step, the newest of them
    std::vector<StackCopy> copies;     // in order of step, the newest of them
    UsedSlots used;
    int64_t end = 0;
};

// The step that had been taken at a time, between the recorded marks by proportion.
uint64_t stepAt(const TimelineData& data, int64_t ns);

}  // namespace tricolor::render
