// What: what the interpreter derives from a Program, once: its own copy of the code with frame sizes filled
//       in, compact tables of functions and methods, the C++ functions behind natives.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/golang/entry.h"
#include "sim/golang/natives.h"
#include "sim/golang/program.h"
#include "sim/golang/stretch.h"
#include "sim/runtime/malloc.h"

namespace tricolor::golang {

struct Image {
    struct Function {
        uint32_t entry = 0;
        uint32_t frameSize = 0;
        uint32_t belowSp = 0;  // how far below the caller's sp the stack check looks
        bool nosplit = false, needctxt = false;
        bool standard = false;   // of a standard package
        bool accounted = false;  // belowSp is for all that it calls (std_stack.h)
    };
    std::vector<Instr> code;         // RET and DEFERRETURN: imm = frame size of their function
    std::vector<Stretch> stretches;  // by instruction
    std::vector<Function> functions;
    std::vector<runtime::NewShape> newShapes;  // by TypeId
    std::vector<uint8_t> statementStart;       // by instruction: first of its line
    std::vector<const Native*> natives;        // by index in Program::natives; null: not modelled
    // Functions of a type's methods by number of the name; row of a type, -1: it has none.
    std::vector<int32_t> methodRow;
    std::vector<int32_t> methodTable;
    uint32_t methodNames = 0;
    std::array<int32_t, kEntryFunctions.size()> entryFunctions{};  // functions' indices, as kEntryFunctions

    const Function& functionAt(const Program& p, Addr pc) const {
        return functions[p.module.funcOfInstr[runtime::Module::instrOf(pc)]];
    }
    int32_t method(runtime::TypeId t, int32_t name) const {
        const int32_t row = methodRow[static_cast<size_t>(t)];
        return row < 0 ? -1 : methodTable[static_cast<size_t>(row) * methodNames + static_cast<size_t>(name)];
    }
};

// The program's image; made on first use and kept with it. The program must not change afterwards.
const Image& imageOf(const Program& program);

}  // namespace tricolor::golang
