// Which line of the user's program every goroutine is at, and what escape analysis said about each line.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/golang/program.h"
#include "sim/world/world.h"

namespace tricolor::render {

// The file of the user's program in Module::files: the one that main.main is in.
int32_t userFile(const golang::Program& program);

struct GoroutineLine {
    GId g;
    uint32_t line = 0;
    bool running = false;
};
// For each goroutine that is alive the line of its innermost frame in that file; running ones last.
std::vector<GoroutineLine> goroutineLines(const World& w, const golang::Program& program, int32_t file);

struct LineVerdict {
    std::string text;     // "moved to heap: e"; several joined
    std::string details;  // all verdicts of the line with the flow that led to them
    bool escapes = false;
};
// By line (index 0 is unused).
std::vector<LineVerdict> lineVerdicts(const golang::Program& program, int32_t file, size_t lines);

std::vector<std::string> splitLines(const std::string& text);

}  // namespace tricolor::render
