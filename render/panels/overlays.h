// What lies above the window for a moment: all keys, the problems of a file, what can be opened, where to go.
#pragma once

#include <array>

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

struct OverlayState {
    std::array<char, 512> path{};
    int chosen = 0;  // of the scenarios that fit what was typed
    std::array<char, 128> target{};
    std::string targetProblem;
    bool focusPending = true;
};

void drawHelp(const Theme& t, Commands& commands);
void drawProblems(const Frame& f, const Theme& t, Commands& commands);
void drawChooser(const Frame& f, OverlayState& s, const Theme& t, Commands& commands);
void drawGoTo(OverlayState& s, const Theme& t, Commands& commands);

}  // namespace tricolor::render
