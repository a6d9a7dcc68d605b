#include "sim/golang/bytecode.h"

#include <array>
#include <cinttypes>
#include <cstdio>

#include "sim/golang/program.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

constexpr std::array<OpInfo, kOpCount> kOps = {{
#define OP(name, a, b, c, imm) {#name, Role::a, Role::b, Role::c, Role::imm},
    TRICOLOR_OPS(OP)
#undef OP
}};

std::string slotText(uint16_t v, Role role) {
    if (role == Role::none) return "";
    if (v == kNoSlot) return " -";
    return (role == Role::num ? " #" : " s") + std::to_string(v);
}

std::string immText(const Program& p, uint32_t index, const Instr& i) {
    const auto typeName = [&](int32_t id) {
        return id >= 0 && static_cast<size_t>(id) < p.module.types.size() ? p.module.type(id).string
                                                                          : std::to_string(id);
    };
    switch (opInfo(i.op).imm) {
        case Role::imm:
            return " " + std::to_string(i.imm);
        case Role::imm2:
            return " " + std::to_string(i.lo()) + "," + std::to_string(i.hi());
        case Role::jump: {
            std::string s = " ->" + std::to_string(static_cast<int64_t>(index) + i.lo());
            return i.hi() ? s + "," + std::to_string(i.hi()) : s;
        }
        case Role::type:
            return " <" + typeName(i.lo()) + "," + std::to_string(i.hi()) + ">";
        case Role::func:
            return " " + p.module.funcs[static_cast<size_t>(i.lo())].name;
        case Role::native:
            return " " + p.natives[static_cast<size_t>(i.lo())].name;
        case Role::frame:
            return " +" + std::to_string(i.lo());
        default:
            return "";
    }
}

std::string liveText(const Program& p, const runtime::Func& f, uint32_t index) {
    const runtime::StackMap& m = p.module.stackMapOfInstr[index];
    std::string s;
    const auto add = [&](uint32_t words, uint32_t slots, uint32_t base) {
        for (uint32_t k = 0; k < slots; ++k)
            if (p.module.stackMapWords[words + k / 64] >> (k % 64) & 1) s += " " + std::to_string(base + k);
    };
    add(m.locals, f.frameSize / 8, 0);
    add(m.args, f.argsSize / 8, f.frameSize / 8);
    return s;
}

}  // namespace

const OpInfo& opInfo(Opcode op) {
    CHECK(static_cast<int>(op) < kOpCount, "an instruction has no such opcode");
    return kOps[static_cast<size_t>(op)];
}

int printSlots(PrintKind kind) {
    switch (kind) {
        case PrintKind::space:
        case PrintKind::newline:
            return 0;
        case PrintKind::complex64_:
        case PrintKind::complex_:
        case PrintKind::string:
        case PrintKind::interface_:
            return 2;
        case PrintKind::slice:
            return 3;
        default:
            return 1;
    }
}

std::string disassemble(const Program& p, int32_t func) {
    const runtime::Func& f = p.module.funcs[static_cast<size_t>(func)];
    std::string s = f.name + ": frame " + std::to_string(f.frameSize) + " args " +
                    std::to_string(f.argsSize) + " out " + std::to_string(f.outSize) + "\n";
    for (uint32_t k = f.entry; k < f.end; ++k) {
        const Instr& i = p.code[k];
        const OpInfo& info = opInfo(i.op);
        std::array<char, 48> head;
        std::snprintf(head.data(), head.size(), "%6" PRIu32 " %5" PRIu32 "  %-10.*s", k,
                      p.module.lineOfInstr[k], static_cast<int>(info.name.size()), info.name.data());
        s += head.data();
        s += slotText(i.a, info.a) + slotText(i.b, info.b) + slotText(i.c, info.c) + immText(p, k, i);
        if (const std::string live = liveText(p, f, k); !live.empty()) s += "   ; live" + live;
        s += "\n";
    }
    return s;
}

std::string disassemble(const Program& p) {
    std::string s;
    for (size_t k = 0; k < p.module.funcs.size(); ++k) s += disassemble(p, static_cast<int32_t>(k));
    return s;
}

}  // namespace tricolor::golang
