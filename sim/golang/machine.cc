#include "sim/golang/machine.h"

#include "sim/golang/stack_needs.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

bool Machine::allocate(uint64_t size, const runtime::Type* typ, bool needzero, Addr* out) {
    if (resumed()) {
        *out = g.tasks.ret[0];
        return true;
    }
    *out = runtime::mallocgcFast(c, size, typ, needzero);
    if (*out) return true;
    start(TaskKind::mallocgcSlow, {size, typ ? typ->addr : 0, needzero ? 1u : 0u});
    return false;
}

Flow Machine::start(TaskKind kind, std::initializer_list<uint64_t> args) {
    runtime::pushTask(w, m.curg, kind, args,
                      accounted() ? 0 : taskFrames(*this, image.code[runtime::Module::instrOf(g.sched.pc)]));
    return Flow::again;
}

bool Machine::accounted() const {
    if (!image.functionAt(program, g.sched.pc).standard) return false;
    runtime::Frame f = runtime::firstFrame(w, program.module, g);
    for (; f.fn; f = runtime::callerFrame(w, program.module, f)) {
        const Image::Function& function = image.functions[program.module.funcOfInstr[f.fn->entry]];
        if (!function.standard) return false;
        if (function.accounted) return true;
    }
    return false;
}

bool Machine::needsStack(const Instr& in) {
    const uint32_t need = stackNeed(*this, in);
    if (need == 0 || g.sched.sp - need > g.stackguard0) return false;
    const bool byArguments =
        in.op == Opcode::CALLNATIVE && image.natives[static_cast<size_t>(in.lo())]->needs;
    if (!byArguments && g.stackguard0 != runtime::stackPreempt && accounted()) return false;
    runtime::pushTask(w, m.curg, TaskKind::newstack, {kCheckedFrame});
    g.taskResultUnused = true;
    return true;
}

void Machine::enter(int32_t func) {
    CHECK(func >= 0, "the program lacks a function of package runtime that the interpreter enters");
    const Image::Function& f = image.functions[static_cast<size_t>(func)];
    while (runtime::stackCheckFails(g.sched.sp, f.frameSize, g.stack.lo + runtime::stackGuard)) {
        if (g.stack.size() * 2 > w.maxstacksize) {
            runtime::fatalError(c, "stack overflow");
            return;
        }
        runtime::copystack(c, m.curg, g.stack.size() * 2);
        if (w.process != ProcessState::running) return;
    }
    const Addr sp = g.sched.sp;
    mem.store64(sp - 8, g.sched.pc + runtime::instrBytes);  // walks of the stack look at the call before it
    mem.store64(sp - 16, sp);
    g.sched.sp = sp - f.frameSize;
    g.sched.pc = runtime::Module::pcOf(f.entry);
}

void Machine::popDefer() {
    const deferRecord d = g.defers.back();
    g.defers.pop_back();
    if (!d.heapRecord) return;
    std::vector<Addr>& local = c.pp().deferpool;
    if (local.size() == 32) {  // half of them to the central list, which hands out the newest first
        std::vector<Addr>& central = w.sched.deferpool;
        central.insert(central.end(), local.begin() + 16, local.end());
        local.resize(16);
    }
    local.push_back(d.heapRecord);
}

void Machine::popDeferMarkers() {
    while (!g.defers.empty() && g.defers.back().head) popDefer();
}

}  // namespace tricolor::golang
