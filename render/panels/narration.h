#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// What just happened: the call path and a sentence for each event of the last step, and what comes next.
// Never empty.
void drawNarration(const Frame& f, const Theme& t);

// The bookmark of the lesson that was reached last: text, and a question to be answered before going on.
void drawLesson(const Frame& f, const Theme& t, Commands& commands);

}  // namespace tricolor::render
