#pragma once

#include <array>

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

struct TransportState {
    std::array<char, 128> newStop{};
    bool adding = false;
};

// Step back, play, step, phase, cycle; unit, speed, where to stop; which event this is.
void drawTransport(const Frame& f, TransportState& s, const Theme& t, Commands& commands);

}  // namespace tricolor::render
