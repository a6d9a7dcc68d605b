#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// All that is known of what is selected: object, span, goroutine, P.
void drawInspector(const Frame& f, const Theme& t, Commands& commands);

}  // namespace tricolor::render
