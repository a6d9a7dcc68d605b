// The other views of the centre. Each takes the same frame and draws one side of the machine.
#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// What the selected object points to, and what points to it.
void drawObjectGraph(const Frame& f, const Theme& t, Commands& commands);
// Ps with their queues, Ms, the global queue.
void drawScheduler(const Frame& f, const Theme& t, Commands& commands);
// The stacks of goroutines as they lie in memory: frames, locals, where pointers lead.
void drawStacks(const Frame& f, const Theme& t, Commands& commands);

}  // namespace tricolor::render
