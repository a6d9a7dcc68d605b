// What the user asks for. Views draw and add to a list of these; only the application carries them out.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "render/selection.h"
#include "sim/scenario/scenario.h"

namespace tricolor::render {

using scenario::StepSize;
using scenario::View;

struct StepBy {
    StepSize size{};
    int direction = 1;  // 1 forward, -1 back
};
struct StepUnit {  // a step of the unit that is set
    int direction = 1;
};
struct SeekTo {
    uint64_t step = 0;
};
struct SeekToTime {
    int64_t ns = 0;
};
struct GoTo {  // a step number, or a condition to be looked for from here on
    std::string target;
};
struct PlayPause {};
struct ToStart {};
struct ToEnd {};
struct ChangeSpeed {
    int notches = 0;  // each doubles, or halves
};
struct SetSpeed {
    double nsPerSecond = 0;
};
struct SetUnit {
    StepSize size{};
};
struct Select {
    Selection what;
};
struct ShowView {
    View view{};
};
struct OpenFile {
    std::string path;
};
struct AddStop {
    std::string condition;
};
struct RemoveStop {
    size_t index = 0;
};
struct Answer {
    size_t bookmark = 0;
    int choice = 0;
};
struct ShowBookmark {
    size_t bookmark = 0;
};
struct NextTheme {};
struct NextScale {};
struct ToggleHelp {};
struct ToggleChooser {};
struct ToggleGoTo {};
struct Dismiss {};  // closes what lies above the window
struct SetWriteBarrier {
    bool on = true;
};
struct SetGOGC {
    int percent = 100;
};
struct Quit {};

using Command =
    std::variant<StepBy, StepUnit, SeekTo, SeekToTime, GoTo, PlayPause, ToStart, ToEnd, ChangeSpeed, SetSpeed,
                 SetUnit, Select, ShowView, OpenFile, AddStop, RemoveStop, Answer, ShowBookmark, NextTheme,
                 NextScale, ToggleHelp, ToggleChooser, ToggleGoTo, Dismiss, SetWriteBarrier, SetGOGC, Quit>;
using Commands = std::vector<Command>;

}  // namespace tricolor::render
