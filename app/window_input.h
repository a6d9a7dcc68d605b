// Key presses as GLFW tells them, as commands of the key table.
#pragma once

#include <optional>

#include "render/keys.h"

namespace tricolor::app {

// The command of a key press (GLFW's codes); typing: a text field has the keyboard.
std::optional<render::Command> commandOfKey(int key, int action, int mods, bool typing);
// Signs that stand on other keys of other keyboards: [ ] ?
std::optional<render::Command> commandOfSign(unsigned codepoint, bool typing);

}  // namespace tricolor::app
