#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// Every goroutine that is alive: what it runs, its status, where it stands, its stack.
void drawGoroutines(const Frame& f, const Theme& t, Commands& commands);

}  // namespace tricolor::render
