#include "app/window_input.h"

#include <GLFW/glfw3.h>

#include <array>
#include <utility>

namespace tricolor::app {
namespace {

using render::Key;

constexpr std::array<std::pair<int, Key>, 22> kKeys = {
    {{GLFW_KEY_SPACE, Key::Space}, {GLFW_KEY_LEFT, Key::Left}, {GLFW_KEY_RIGHT, Key::Right},
     {GLFW_KEY_HOME, Key::Home},   {GLFW_KEY_END, Key::End},   {GLFW_KEY_G, Key::G},
     {GLFW_KEY_R, Key::R},         {GLFW_KEY_T, Key::T},       {GLFW_KEY_P, Key::P},
     {GLFW_KEY_O, Key::O},         {GLFW_KEY_Q, Key::Q},       {GLFW_KEY_ESCAPE, Key::Escape},
     {GLFW_KEY_F1, Key::F1},       {GLFW_KEY_F3, Key::F3},     {GLFW_KEY_F4, Key::F4},
     {GLFW_KEY_F5, Key::F5},       {GLFW_KEY_F6, Key::F6},     {GLFW_KEY_1, Key::Digit1},
     {GLFW_KEY_2, Key::Digit2},    {GLFW_KEY_3, Key::Digit3},  {GLFW_KEY_4, Key::Digit4},
     {GLFW_KEY_5, Key::Digit5}}};

std::optional<Key> keyOf(int key) {
    for (const auto& [code, name] : kKeys)
        if (code == key) return name;
    return std::nullopt;
}

}  // namespace

std::optional<render::Command> commandOfKey(int key, int action, int mods, bool typing) {
    const std::optional<Key> named = keyOf(key);
    if (action == GLFW_RELEASE || !named) return std::nullopt;
    uint8_t modifiers = render::kNone;
    if (mods & GLFW_MOD_SHIFT) modifiers |= render::kShift;
    if (mods & GLFW_MOD_CONTROL) modifiers |= render::kCtrl;
    const bool functionKey = key >= GLFW_KEY_F1 || key == GLFW_KEY_ESCAPE || (modifiers & render::kCtrl);
    if (typing && !functionKey) return std::nullopt;
    if (mods & (GLFW_MOD_ALT | GLFW_MOD_SUPER)) return std::nullopt;
    return render::commandOf(*named, modifiers, action == GLFW_REPEAT);
}

std::optional<render::Command> commandOfSign(unsigned codepoint, bool typing) {
    if (typing) return std::nullopt;
    switch (codepoint) {
        case '[':
            return render::commandOf(Key::BracketLeft, render::kNone, false);
        case ']':
            return render::commandOf(Key::BracketRight, render::kNone, false);
        case '?':
            return render::commandOf(Key::Question, render::kNone, false);
        default:
            return std::nullopt;
    }
}

}  // namespace tricolor::app
