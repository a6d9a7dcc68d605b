// From what the command line names to something that can run, with every problem said on the way.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/load.h"

namespace tricolor::app {

// Reads and compiles a scenario or Go program and sets knobs ("KEY=VALUE") over its own. A Go program takes
// GOGC, GOMEMLIMIT, GOMAXPROCS and GODEBUG from the environment, as a real one does. What is wrong goes to
// standard error; nothing is returned then, and `code` is the exit code.
std::optional<scenario::Loaded> loadForRun(const std::string& file, const std::vector<std::string>& set,
                                           int& code);

// Reads a condition of the command line; says what is wrong with it on standard error.
std::optional<scenario::Condition> readCondition(const std::string& option, const std::string& text);

}  // namespace tricolor::app
