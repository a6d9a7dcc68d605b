#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// The line at the top: which lesson, the knobs, the phase of the collector, barrier, debt, time.
void drawTopBar(const Frame& f, const Theme& t, Commands& commands);

}  // namespace tricolor::render
