#include "render/keys.h"

#include <vector>

namespace tricolor::render {

namespace {

StepBy forward(StepSize s) {
    return {s, 1};
}
StepBy back(StepSize s) {
    return {s, -1};
}

const std::vector<KeyBinding>& table() {
    static const std::vector<KeyBinding> kTable = {
        {Key::Space, kNone, "Space", "Time", "play or pause", false, PlayPause{}},
        {Key::Right, kNone, "→", "Time", "one step (of the unit that is set)", true, StepUnit{1}},
        {Key::Left, kNone, "←", "Time", "one step back", true, StepUnit{-1}},
        {Key::Right, kShift, "Shift+→", "Time", "to the next phase of the collector", true,
         forward(StepSize::phase)},
        {Key::Left, kShift, "Shift+←", "Time", "to the phase before", true, back(StepSize::phase)},
        {Key::Right, kCtrl, "Ctrl+→", "Time", "to the next GC cycle", true, forward(StepSize::cycle)},
        {Key::Left, kCtrl, "Ctrl+←", "Time", "to the GC cycle before", true, back(StepSize::cycle)},
        {Key::Home, kNone, "Home", "Time", "to the start", false, ToStart{}},
        {Key::End, kNone, "End", "Time", "run to the end of the program", false, ToEnd{}},
        {Key::BracketLeft, kNone, "[", "Time", "half the speed", true, ChangeSpeed{-1}},
        {Key::BracketRight, kNone, "]", "Time", "twice the speed", true, ChangeSpeed{1}},
        {Key::G, kNone, "G", "Time", "go to a step, a time or a condition", false, ToggleGoTo{}},
        {Key::R, kNone, "R", "Time", "restart", false, ToStart{}},
        {Key::Digit1, kCtrl, "Ctrl+1", "Views", "Heap", false, ShowView{View::heap}},
        {Key::Digit2, kCtrl, "Ctrl+2", "Views", "Object graph", false, ShowView{View::graph}},
        {Key::Digit3, kCtrl, "Ctrl+3", "Views", "Allocator", false, ShowView{View::allocator}},
        {Key::Digit4, kCtrl, "Ctrl+4", "Views", "Scheduler", false, ShowView{View::scheduler}},
        {Key::Digit5, kCtrl, "Ctrl+5", "Views", "Stacks", false, ShowView{View::stacks}},
        {Key::O, kCtrl, "Ctrl+O", "Window", "open a scenario or a Go program (or drop a file)", false,
         ToggleChooser{}},
        {Key::T, kNone, "T", "Window", "theme: dark, light, high contrast", false, NextTheme{}},
        {Key::P, kNone, "P", "Window", "projector: everything larger, and back", false, NextScale{}},
        {Key::F1, kNone, "F1 or ?", "Window", "all keys", false, ToggleHelp{}},
        {Key::Question, kNone, nullptr, "Window", nullptr, false, ToggleHelp{}},
        {Key::Escape, kNone, "Esc", "Window", "close what lies above; clear the selection", false, Dismiss{}},
        {Key::Q, kCtrl, "Ctrl+Q", "Window", "quit", false, Quit{}},
        {Key::F3, kNone, "F3", "Like a debugger", "reset", false, ToStart{}},
        {Key::F4, kNone, "F4", "Like a debugger", "step back", true, StepUnit{-1}},
        {Key::F5, kNone, "F5", "Like a debugger", "step", true, StepUnit{1}},
        {Key::F6, kNone, "F6", "Like a debugger", "play or pause", false, PlayPause{}},
    };
    return kTable;
}

}  // namespace

std::span<const KeyBinding> keyBindings() {
    return table();
}

std::optional<Command> commandOf(Key key, uint8_t modifiers, bool repeat) {
    for (const KeyBinding& b : table())
        if (b.key == key && b.modifiers == modifiers && (b.repeats || !repeat)) return b.command;
    return std::nullopt;
}

}  // namespace tricolor::render
