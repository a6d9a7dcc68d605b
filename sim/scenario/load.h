// A scenario that is ready to run: the file read, its Go program compiled.
#pragma once

#include <memory>
#include <vector>

#include "sim/golang/program.h"
#include "sim/scenario/scenario.h"

namespace tricolor::scenario {

struct Loaded {
    Scenario scenario;
    std::shared_ptr<const golang::Program> program;  // null, if there are problems
    std::vector<Problem> problems;
};

// Compiles the program of a scenario that was read. Problems of the program are located in the scenario file
// if its lines stand there, in the Go file otherwise.
Loaded load(ParsedScenario parsed);

}  // namespace tricolor::scenario
