// The one table of what can be done by key: the help overlay and the buttons' tooltips are printed from it,
// the window looks pressed keys up in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "render/commands.h"

namespace tricolor::render {

enum class Key : uint16_t {
    Space,
    Left,
    Right,
    Home,
    End,
    BracketLeft,
    BracketRight,
    G,
    R,
    T,
    P,
    O,
    Q,
    Question,
    Escape,
    F1,
    F3,
    F4,
    F5,
    F6,
    Digit1,
    Digit2,
    Digit3,
    Digit4,
    Digit5
};
enum Modifier : uint8_t { kNone = 0, kShift = 1, kCtrl = 2 };

struct KeyBinding {
    Key key{};
    uint8_t modifiers = kNone;
    const char* label;  // "Shift+→"
    const char* group;  // "Playing", "Views", …
    const char* help;
    bool repeats = false;  // holding the key does it again and again
    Command command;
};

std::span<const KeyBinding> keyBindings();
// The command of a key; none for a key held down that does not repeat.
std::optional<Command> commandOf(Key key, uint8_t modifiers, bool repeat);

}  // namespace tricolor::render
