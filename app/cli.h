// The command line (design §5).
#pragma once

#include "app/commands.h"

namespace tricolor::app {

// Does what the arguments ask for and returns the exit code; of `run`, the exit code of the simulated
// program.
int commandLine(int argc, char** argv, const WindowCommands& window);

}  // namespace tricolor::app
