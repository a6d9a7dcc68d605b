// The middle of the Stacks view: one goroutine's stack.
#pragma once

#include <optional>

#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"

namespace tricolor::render {

// copy: the stack was copied by the last step; what it held before is shown beside it.
void drawStackPicture(const Frame& f, const Theme& t, GId g, const std::optional<StackCopy>& copy,
                      Commands& commands);

}  // namespace tricolor::render
