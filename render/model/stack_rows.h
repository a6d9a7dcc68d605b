// A goroutine's stack as rows of memory, from its low end up: what is free, and each frame with its
// variables, temporaries, saved frame pointer and return address. Pure questions to a world.
#pragma once

#include <string>
#include <vector>

#include "sim/runtime/stack.h"
#include "sim/runtime/symtab.h"
#include "sim/world/world.h"

namespace tricolor::render {

struct StackRow {
    enum class Kind : uint8_t { variable, argument, result, temporary, framePointer, returnAddress };
    Addr at = 0;
    uint64_t size = 8;
    Kind kind{};
    std::string name, type, value;
    Addr pointer = 0;   // where a live pointer in it points; 0: none
    bool dead = false;  // it holds a pointer that the collector does not look at any more
};

struct StackFrame {
    Addr sp = 0;
    uint64_t size = 0;
    std::string function;
    uint32_t line = 0;
    std::vector<StackRow> rows;  // ascending by address
};

// Innermost frame first, which is ascending by address; at most so many.
std::vector<StackFrame> stackFrames(const World& w, const runtime::Module& m, GId g, size_t most);

// The value of a variable in a few words: "42", "→ 0xc000012000", "{3, nil}", "\"text\"".
std::string valueText(const World& w, const runtime::Module& m, Addr at, runtime::TypeId type);

}  // namespace tricolor::render
