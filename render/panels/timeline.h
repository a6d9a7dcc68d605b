#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// Phases of the collector, a lane a P, the heap against trigger and goal. Click and drag goes to that time.
void drawTimeline(const Frame& f, const Theme& t, Commands& commands);

}  // namespace tricolor::render
