// The window, and pictures of it.
#pragma once

#include <string>

#include "app/commands.h"

namespace tricolor::app {

// Opens the window on a file ("": the first lesson) and returns the exit code when it is closed.
int openWindow(const std::string& file);

// One frame, drawn off screen by the same code, as a PNG.
int takeShot(const ShotOptions& options);

}  // namespace tricolor::app
