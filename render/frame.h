// Everything a frame shows, as one constant value: the world, the program, the lesson, where the playing
// stands. Views take it, draw, and leave commands.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "render/births.h"
#include "render/model/objects.h"
#include "render/model/reach.h"
#include "render/selection.h"
#include "render/timeline_data.h"
#include "sim/golang/program.h"
#include "sim/scenario/scenario.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::render {

struct Told {  // one thing that happened
    std::string path, sentence;
};

struct Playback {
    bool playing = false;
    uint64_t step = 0, end = 0;  // here; the furthest reached
    int64_t timeNs = 0;
    double nsPerSecond = 1e6;  // speed: virtual ns a second of real time
    scenario::StepSize unit{};
    std::vector<std::string> stops;  // conditions, as texts
    std::string stoppedBy;           // why it does not play any more, or empty
};

struct Lesson {
    std::vector<bool> reached;  // by bookmark
    std::vector<int> answers;   // chosen, -1: not yet
    int current = -1;           // bookmark that is shown
};

struct Frame {
    const World& world;
    const golang::Program& program;
    const scenario::Scenario& scenario;
    const TimelineData& timeline;
    const Playback& playback;
    const Lesson& lesson;
    const std::vector<Told>& happened;         // in the step that was taken last, and what comes next
    const std::vector<std::string>& problems;  // of the file that could not be opened
    const std::string& output;                 // what the program has written so far (its end)
    const Reachability& reachable;             // as of this world
    const std::vector<Addr>& grey;             // sorted
    const std::vector<std::pair<std::string, std::string>>& scenarios;  // path, title: what can be opened
    Selection selection;
    scenario::View view{};
    bool helpShown = false, chooserShown = false, goToShown = false;
    const Births* births = nullptr;  // who allocated what and when; only while a view asks for it
    std::span<const Event> events;   // of the step that was taken last
};

// State of a slot of a span in use, as of this frame.
inline SlotState slotState(const Frame& f, const mspan& s, uint64_t slot) {
    return slotState(f.world, s, slot, f.grey, f.timeline.used.of(s, f.world.step));
}

}  // namespace tricolor::render
