// The check of compiled bytecode: what every program must satisfy, whatever its source.
#include <string>

#include "sim/golang/liveness.h"
#include "sim/golang/program.h"

namespace tricolor::golang {

namespace {

class Verifier {
  public:
    explicit Verifier(const Program& program) : p(program), m(program.module) {}

    std::string run() {
        const size_t n = p.code.size();
        if (m.funcOfInstr.size() != n || m.lineOfInstr.size() != n || m.stackMapOfInstr.size() != n)
            return "the tables of instructions have different lengths";
        for (size_t k = 0; k < m.funcs.size() && error.empty(); ++k) function(static_cast<uint32_t>(k));
        if (error.empty()) types();
        return error;
    }

  private:
    void fail(const std::string& text) {
        if (error.empty()) error = text;
    }
    void failAt(uint32_t i, const std::string& text) {
        fail(m.funcs[m.funcOfInstr[i]].name + ": instruction " + std::to_string(i) + " (" +
             std::string(opInfo(p.code[i].op).name) + "): " + text);
    }

    void function(uint32_t k) {
        f = &m.funcs[k];
        if (f->entry >= f->end || f->end > p.code.size()) return fail(f->name + ": has no code");
        if (f->frameSize % 8 || f->frameSize < 16 || f->outSize > f->frameSize - 16)
            return fail(f->name + ": a frame of a strange size");
        if (!endsFlow(p.code[f->end - 1].op)) failAt(f->end - 1, "the function ends in the open");
        for (uint32_t i = f->entry; i < f->end && error.empty(); ++i) {
            if (m.funcOfInstr[i] != k) failAt(i, "belongs to another function");
            instruction(i);
            maps(i);
        }
        if (error.empty()) entry();
    }

    void slots(uint32_t i, uint32_t s, uint32_t count) {
        const uint32_t frame = f->frameSize / 8, all = frame + f->argsSize / 8;
        if (s + count > all) return failAt(i, "slot " + std::to_string(s) + " is out of range");
        if (count && s < frame && s + count > frame - 2) failAt(i, "touches the saved sp or return address");
    }

    void instruction(uint32_t i) {
        const Instr& in = p.code[i];
        if (static_cast<int>(in.op) >= kOpCount) return fail("an instruction has no such opcode");
        const Role role = opInfo(in.op).imm;
        const int64_t low = in.lo();
        const auto inRange = [&](size_t size, const char* what) {
            if (low < 0 || static_cast<size_t>(low) >= size) failAt(i, std::string("no such ") + what);
        };
        if (role == Role::jump) {
            const int64_t to = static_cast<int64_t>(i) + low;
            if (to < f->entry || to >= f->end) return failAt(i, "jumps out of the function");
        }
        if (role == Role::func) inRange(m.funcs.size(), "function");
        if (role == Role::native) inRange(p.natives.size(), "native");
        if (role == Role::type) inRange(m.types.size(), "type");
        if (in.op == Opcode::CALLI) inRange(p.methodNames.size(), "method name");
        if (role == Role::frame && (low < 0 || low >= static_cast<int64_t>(f->frameSize + f->argsSize)))
            failAt(i, "a frame offset out of range");
        if (!error.empty()) return;
        const auto check = [&](uint32_t s, uint32_t n) { slots(i, s, n); };
        forEachSlotRun(in, m.types, check, check);
    }

    bool bit(uint32_t offset, uint32_t k) const { return m.stackMapWords[offset + k / 64] >> (k % 64) & 1; }

    void maps(uint32_t i) {
        const runtime::StackMap& map = m.stackMapOfInstr[i];
        const uint32_t locals = (f->frameSize / 8 + 63) / 64, args = (f->argsSize / 8 + 63) / 64;
        if (map.locals + locals > m.stackMapWords.size() || map.args + args > m.stackMapWords.size())
            return failAt(i, "its stack map is out of range");
        const uint32_t frame = f->frameSize / 8;
        if (bit(map.locals, frame - 1) || bit(map.locals, frame - 2))
            failAt(i, "the saved sp or return address is live as a pointer");
    }

    // Nothing of the frame is initialised when a function begins, but the closure's address.
    void entry() {
        const runtime::StackMap& map = m.stackMapOfInstr[f->entry];
        const uint32_t frame = f->frameSize / 8;
        for (uint32_t k = 0; k < frame; ++k)
            if (bit(map.locals, k) && !(f->needctxt && k == frame - 3))
                return failAt(f->entry, "slot " + std::to_string(k) + " is live before it is set");
    }

    void types() {
        for (const runtime::Type& t : m.types) {
            for (const runtime::Method& x : t.methods)
                if (x.func < 0 || static_cast<size_t>(x.func) >= m.funcs.size())
                    return fail(t.string + ": method " + x.name + " has no function");
            if (t.ptrdata > t.size) return fail(t.string + ": more pointer bytes than bytes");
        }
    }

    const Program& p;
    const runtime::Module& m;
    const runtime::Func* f = nullptr;
    std::string error;
};

}  // namespace

std::string verify(const Program& program) {
    return Verifier(program).run();
}

}  // namespace tricolor::golang
