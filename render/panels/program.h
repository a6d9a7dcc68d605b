#pragma once

#include <string>
#include <vector>

#include "render/commands.h"
#include "render/frame.h"
#include "render/model/source.h"
#include "render/theme.h"

namespace tricolor::render {

struct ProgramState {
    const golang::Program* of = nullptr;  // the program the texts below were made for
    int32_t file = 0;
    std::vector<std::string> lines;
    std::vector<LineVerdict> verdicts;
    uint32_t followed = 0;  // line that was scrolled to last
};

// The Go source with the current line of every goroutine and the escape verdicts.
void drawProgram(const Frame& f, ProgramState& s, const Theme& t, Commands& commands);

}  // namespace tricolor::render
