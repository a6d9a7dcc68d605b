#include "sim/golang/stretch.h"

#include "sim/golang/machine.h"

namespace tricolor::golang {

namespace {

// Jumps, calls, and everything that is not done inside the fast loop.
constexpr auto kEnds = [] {
    std::array<bool, kOpCount> t{};
    for (auto i = static_cast<size_t>(Opcode::JMP); i <= static_cast<size_t>(Opcode::BGESI); ++i) t[i] = true;
    for (const Opcode op : {Opcode::CALL, Opcode::CALLC, Opcode::CALLI, Opcode::RET, Opcode::DEFERRETURN,
                            Opcode::GETCTX, Opcode::UNREACHABLE})
        t[static_cast<size_t>(op)] = true;
#define OP(name) t[static_cast<size_t>(Opcode::name)] = true;
    TRICOLOR_SLOW_OPS(OP)
    TRICOLOR_OFTEN_OPS(OP)
#undef OP
    return t;
}();

}  // namespace

std::vector<Stretch> stretchesOf(const std::vector<Instr>& code) {
    std::vector<Stretch> out(code.size());
    uint64_t instructions = 0, costPs = 0;
    for (size_t i = code.size(); i-- > 0;) {
        if (kEnds[static_cast<size_t>(code[i].op)]) instructions = costPs = 0;
        ++instructions;
        costPs += costOf(code[i].op);
        const bool tooLong = instructions >= kMostInStretch || costPs > UINT32_MAX;
        out[i] = {tooLong ? kLapOver : instructions << kStepShift | costPs,
                  static_cast<uint32_t>(instructions), static_cast<uint32_t>(costPs)};
    }
    return out;
}

}  // namespace tricolor::golang
