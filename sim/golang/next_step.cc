// What an M is about to do, in words, for the narration.
#include <algorithm>
#include <iterator>

#include "sim/golang/machine.h"
#include "sim/golang/step.h"
#include "sim/runtime/explain.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

namespace {

std::string typeName(const Program& p, int32_t id) {
    return p.module.type(id).string;
}

// What instructions do that have no sentence of their own: groups of opcodes, each up to its last one, in the
// order of bytecode.h.
struct Group {
    Opcode last;
    const char* text;
};
constexpr Group kGroups[] = {
    {Opcode::NOP, "does nothing"},
    {Opcode::MOVN, "copies a value within the frame"},
    {Opcode::LDSTR, "takes a constant"},
    {Opcode::ZERON, "sets a variable to zero"},
    {Opcode::LEA, "takes the address of a variable in the frame"},
    {Opcode::KEEP, "keeps a value alive"},
    {Opcode::EXT32U, "computes with integers"},
    {Opcode::EQTYPE, "compares"},
    {Opcode::JMP, "goes on elsewhere"},
    {Opcode::BGESI, "decides where to go on"},
    {Opcode::C2C64, "computes with floating-point numbers"},
    {Opcode::LDN, "reads through a pointer"},
    {Opcode::CLEART, "writes through a pointer"},
    {Opcode::NILCHECK, "checks that a pointer is not nil"},
    {Opcode::LDG64, "reads a package variable"},
    {Opcode::STGP, "writes a package variable"},
    {Opcode::LDF32S, "reads part of a variable"},
    {Opcode::STF32, "writes part of a variable"},
    {Opcode::LDX128, "reads an element"},
    {Opcode::STXP, "writes an element"},
    {Opcode::BOUNDSU, "checks an index"},
    {Opcode::SLICESTR, "slices"},
    {Opcode::GROW, "appends"},
    {Opcode::MOVE2HEAP, "finds the slice a place"},
    {Opcode::COPY, "copies elements"},
    {Opcode::CLEARS, "clears the elements of a slice"},
    {Opcode::CHKARR, "checks the length of a slice"},
    {Opcode::RUNE2STR, "converts a string"},
    {Opcode::DECODERUNE, "reads the next rune"},
    {Opcode::UNSAFESTR, "takes memory as a slice or string"},
    {Opcode::CHKSHIFT, "checks a shift count"},
    {Opcode::ASSERTI2, "asserts the type of an interface's value"},
    {Opcode::GETCTX, "calls"},
    {Opcode::UNREACHABLE, "stops"},
    {Opcode::BLOCK, "tries a channel"},
    {Opcode::CHANCAP, "asks a channel"},
    {Opcode::MAPCLEAR, "clears a map"},
    {Opcode::MAPLEN, "asks a map for its length"},
    {Opcode::MAPITERNEXT, "goes to the next entry of a map"},
    {Opcode::PRINT, "prints"},
};
static_assert(std::is_sorted(std::begin(kGroups), std::end(kGroups),
                             [](const Group& a, const Group& b) { return a.last < b.last; }));

const char* groupText(Opcode op) {
    return std::lower_bound(std::begin(kGroups), std::end(kGroups), op,
                            [](const Group& g, Opcode o) { return g.last < o; })
        ->text;
}

std::string closureName(const World& w, const Program& p, Addr closure) {
    return closure ? p.module.findfunc(w.memory.load64(closure)).name : "a nil function";
}

// What a bytecode instruction is about to do, in words.
std::string action(const World& w, const Program& p, const Instr& in, const G& g) {
    const auto slot = [&](uint32_t k) { return w.memory.load64(g.sched.sp + 8ull * k); };
    switch (in.op) {
        case Opcode::CALL:
            return "calls " + p.module.funcs[static_cast<size_t>(in.lo())].name;
        case Opcode::CALLC:
            return "calls " + closureName(w, p, slot(in.a));
        case Opcode::CALLI: {
            const Addr type = slot(in.a);
            return "calls method " + p.methodNames[static_cast<size_t>(in.lo())] +
                   (type ? " of a " + p.module.typeAt(type).string : " of a nil interface");
        }
        case Opcode::CALLNATIVE:
            return "calls " + p.natives[static_cast<size_t>(in.lo())].name;
        case Opcode::RET:
            return "returns";
        case Opcode::NEW:
            return "allocates a " + typeName(p, in.lo()) + " (" +
                   std::to_string(p.module.type(in.lo()).size) + " bytes)";
        case Opcode::MAKESLICE:
            return "makes a slice of " + typeName(p, in.lo());
        case Opcode::APPEND64:
        case Opcode::APPENDP:
        case Opcode::APPENDT:
        case Opcode::APPENDS:
        case Opcode::APPENDZ:
        case Opcode::GROW:
            return "appends to a slice of " + typeName(p, in.lo());
        case Opcode::CONVT:
            return "puts a " + typeName(p, in.lo()) + " into an interface";
        case Opcode::CONCAT:
        case Opcode::CONCATB:
            return "joins strings";
        case Opcode::MAKEMAP:
            return "makes a " + typeName(p, in.lo());
        case Opcode::MAPGET:
        case Opcode::MAPGET2:
            return "looks up a key in a " + typeName(p, in.lo());
        case Opcode::MAPASSIGN:
            return "stores into a " + typeName(p, in.lo());
        case Opcode::MAPDELETE:
            return "deletes from a " + typeName(p, in.lo());
        case Opcode::MAKECHAN:
            return "makes a " + typeName(p, in.lo());
        case Opcode::SEND:
            return "sends on a channel";
        case Opcode::RECV:
            return "receives from a channel";
        case Opcode::SELECT:
        case Opcode::SELECTNB:
            return "selects among " + std::to_string(in.lo() + in.hi()) + " channel operations";
        case Opcode::CLOSE:
            return "closes a channel";
        case Opcode::GO:
            return "starts a goroutine";
        case Opcode::DEFER:
            return "defers a call";
        case Opcode::DEFERRETURN:
            return g.defers.empty() ? "returns" : "runs its deferred calls";
        case Opcode::PANIC:
            return "panics";
        case Opcode::RECOVER:
            return "recovers";
        case Opcode::PRINT:
            return "prints";
        case Opcode::STP:
        case Opcode::STXP:
        case Opcode::STGP:
            return w.writeBarrierEnabled ? "stores a pointer, through the write barrier" : "stores a pointer";
        case Opcode::GETCTX:
            return "the goroutine starts: it will call " + closureName(w, p, g.sched.ctxt);
        case Opcode::GOEXIT:
            return "ends the goroutine";
        case Opcode::EXIT:
            return "ends the process: main.main has returned";
        default:
            return std::string(groupText(in.op)) + " (" + std::string(opInfo(in.op).name) + ")";
    }
}

std::string callStack(const World& w, const Program& p, const G& g) {
    std::vector<std::string> names;
    for (runtime::Frame f = runtime::firstFrame(w, p.module, g); f.fn && names.size() < 64;
         f = runtime::callerFrame(w, p.module, f))
        if (!f.fn->wrapper && !f.fn->system) names.push_back(f.fn->name);
    std::string out;
    for (size_t i = std::min<size_t>(names.size(), 4); i-- > 0;) out += (out.empty() ? "" : " → ") + names[i];
    return names.size() > 4 ? "… → " + out : out;
}

void describeGo(const World& w, const Program& p, const G& g, NextStep& out) {
    const uint32_t i = runtime::Module::instrOf(g.sched.pc);
    const Instr& in = p.code[i];
    const runtime::Func& f = p.module.findfunc(g.sched.pc);
    out.file = f.file;
    out.line = p.module.lineOfInstr[i];
    out.path = callStack(w, p, g);
    if (out.path.empty()) out.path = f.name;
    std::string what = action(w, p, in, g);
    if (g.taskResult && !g.taskResultUnused) what = "goes on: " + what;
    const std::string where = out.line ? f.name + ", line " + std::to_string(out.line) : f.name;
    out.sentence = where + ": " + what;
}

void describeTasks(const Program& p, const G& g, NextStep& out) {
    for (uint32_t i = 0; i < g.tasks.depth; ++i)
        out.path += (i ? " → " : "") + std::string(runtime::taskName(g.tasks.tasks[i].kind));
    const Task& top = g.tasks.top();
    out.sentence = runtime::taskSentence(top);
    if (!g.isG0 && !g.system && g.sched.pc >= runtime::textBase &&
        runtime::Module::instrOf(g.sched.pc) < p.module.lineOfInstr.size()) {
        const runtime::Func& f = p.module.findfunc(g.sched.pc);
        out.file = f.file;
        out.line = p.module.lineOf(g.sched.pc);
        out.sentence += ", for " + f.name + ", line " + std::to_string(out.line);
        out.path = f.name + " → " + out.path;
    }
}

}  // namespace

NextStep nextStep(const World& w, const Program& program) {
    NextStep out;
    if (w.process != ProcessState::running) {
        out.path = "exit";
        out.sentence = "the process has exited with status " + std::to_string(w.exitCode);
        return out;
    }
    out.m = runtime::pickM(w).m;
    if (!out.m.valid()) {
        out.path = out.sentence = "nothing can run";
        return out;
    }
    const M& m = w.m(out.m);
    const G& g0 = w.g(m.g0);
    if (runtime::runsGoCode(w, out.m))
        describeGo(w, program, w.g(m.curg), out);
    else if (!g0.tasks.empty())
        describeTasks(program, g0, out);
    else if (m.curg.valid() && !w.g(m.curg).tasks.empty())
        describeTasks(program, w.g(m.curg), out);
    else {
        out.path = "M" + std::to_string(m.id);
        out.sentence = "M" + std::to_string(m.id) + " wakes up";
    }
    return out;
}

}  // namespace tricolor::golang
