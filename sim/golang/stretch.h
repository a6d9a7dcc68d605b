// What: what each instruction costs, and stretches: runs of instructions that go straight ahead, which the
//       fast loop counts and charges once, when it enters them, instead of at each instruction.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/golang/bytecode.h"
#include "sim/runtime/costs.h"

namespace tricolor::golang {

// Virtual cost of each instruction; runtime work inside it is charged by the runtime.
constexpr auto kCost = [] {
    namespace costs = runtime::costs;
    std::array<costs::ps, kOpCount> t{};
    t.fill(costs::simpleInstr);
    constexpr auto set = [](std::array<costs::ps, kOpCount>& table, Opcode from, Opcode to, costs::ps cost) {
        for (size_t i = static_cast<size_t>(from); i <= static_cast<size_t>(to); ++i) table[i] = cost;
    };
    set(t, Opcode::LD8U, Opcode::STF32, costs::memoryInstr);
    set(t, Opcode::LDX8U, Opcode::STXP, costs::memoryInstr);
    set(t, Opcode::MAKESLICE, Opcode::CLEARS, costs::memoryInstr);
    set(t, Opcode::CONCAT, Opcode::DECODERUNE, costs::memoryInstr);
    set(t, Opcode::NEW, Opcode::CONVT, costs::memoryInstr);
    set(t, Opcode::CALL, Opcode::RET, costs::callInstr);
    set(t, Opcode::MAPGET, Opcode::MAPDELETE, 10 * costs::memoryInstr);
    t[static_cast<size_t>(Opcode::KEEP)] = 0;
    t[static_cast<size_t>(Opcode::NOP)] = 0;
    return t;
}();

constexpr runtime::costs::ps costOf(Opcode op) {
    return kCost[static_cast<size_t>(op)];
}

// Where steps begin in a word that has picoseconds below (meter.h), and the bits that overflow into there
// mean that a stretch does not fit.
inline constexpr int kStepShift = 40;
inline constexpr uint64_t kLapOver = 1ull << 63 | 1ull << 39;
inline constexpr uint64_t kMostInStretch = 1 << 22;

// From an instruction up to and with the next one that may go elsewhere, wait, or look at the clock.
struct Stretch {
    uint64_t charge = 0;  // steps and picoseconds; kLapOver: too long to be taken as a whole
    uint32_t instructions = 0;
    uint32_t costPs = 0;
};

// The stretch that begins at each instruction.
std::vector<Stretch> stretchesOf(const std::vector<Instr>& code);

}  // namespace tricolor::golang
