#include "sim/golang/step.h"

#include <algorithm>

#include "sim/golang/interpreter.h"
#include "sim/golang/machine.h"
#include "sim/runtime/explain.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

namespace {

// Steps of runtime work on one M, for as long as it stays the next one and does not come to Go code.
uint64_t stepTasks(World& w, const Program& program, EventSink& sink, const runtime::Next& next,
                   uint64_t maxSteps) {
    runtime::Stride stride{maxSteps, next.untilPs, w.sched.mwakes};
    runtime::Ctx c{w, program.module, sink, next.m, &stride};
    const World& look = w;
    do {
        checkContext.step = w.step;
        --stride.left;
        runtime::stepM(c);
        ++w.step;
    } while (stride.left > 0 && w.process == ProcessState::running && !sink.stop &&
             w.sched.mwakes == stride.mwakes && look.m(next.m).park == MPark::running &&
             look.m(next.m).clockPs < next.untilPs && !runtime::runsGoCode(w, next.m));
    return maxSteps - stride.left;
}

}  // namespace

uint64_t run(World& w, const Program& program, EventSink& sink, uint64_t maxSteps) {
    uint64_t done = 0;
    checkContext.seed = w.knobs.seed;
    while (done < maxSteps && w.process == ProcessState::running && !sink.stop) {
        const runtime::Next next = runtime::pickM(w);
        CHECK(next.m.valid(), "no M can ever run again, and no deadlock was reported");
        checkContext.step = w.step;
        if (runtime::runsGoCode(w, next.m)) {
            done += interpret(w, program, sink, next.m, maxSteps - done, next.untilPs);
            continue;
        }
        done += stepTasks(w, program, sink, next, maxSteps - done);
    }
    checkContext.step = w.step;
    return done;
}

namespace {

std::string typeName(const Program& p, int32_t id) {
    return p.module.type(id).string;
}

// What a bytecode instruction is about to do, in words.
std::string action(const World& w, const Program& p, const Instr& in, const G& g) {
    const auto slot = [&](uint32_t k) { return w.memory.load64(g.sched.sp + 8ull * k); };
    switch (in.op) {
        case Opcode::CALL:
            return "calls " + p.module.funcs[static_cast<size_t>(in.lo())].name;
        case Opcode::CALLC:
            return "calls a function value";
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
        case Opcode::GOEXIT:
            return "ends the goroutine";
        case Opcode::EXIT:
            return "ends the process: main.main has returned";
        default:
            return {};
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
    if (what.empty()) what = "computes (" + std::string(opInfo(in.op).name) + ")";
    if (g.taskResult && !g.taskResultUnused) what = "goes on: " + what;
    out.sentence = f.name + ", line " + std::to_string(out.line) + ": " + what;
}

void describeTasks(const World& w, const Program& p, const G& g, NextStep& out) {
    for (uint32_t i = 0; i < g.tasks.depth; ++i)
        out.path += (i ? " → " : "") + std::string(runtime::taskName(g.tasks.tasks[i].kind));
    const Task& top = g.tasks.top();
    out.sentence = runtime::taskSentence(top.kind);
    if (!g.isG0 && !g.system && g.sched.pc >= runtime::textBase &&
        runtime::Module::instrOf(g.sched.pc) < p.module.lineOfInstr.size()) {
        const runtime::Func& f = p.module.findfunc(g.sched.pc);
        out.file = f.file;
        out.line = p.module.lineOf(g.sched.pc);
        out.sentence += ", for " + f.name + ", line " + std::to_string(out.line);
        out.path = f.name + " → " + out.path;
    }
    (void)w;
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
        describeTasks(w, program, g0, out);
    else if (m.curg.valid() && !w.g(m.curg).tasks.empty())
        describeTasks(w, program, w.g(m.curg), out);
    else {
        out.path = "M" + std::to_string(m.id);
        out.sentence = "M" + std::to_string(m.id) + " wakes up";
    }
    return out;
}

}  // namespace tricolor::golang
