// The fast loop. Everything that a few machine instructions can do is done here on host memory (loop.h); the
// rest goes through the functions of machine.h with all state written back.
//
// The loop comes in three paces, which give the same results: `stretch` counts and charges whole stretches of
// instructions (stretch.h), `exact` every instruction, for what is left where no whole stretch fits any more,
// `tell` does too and has listeners to statements, calls and returns.
#include "sim/golang/interpreter.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sim/golang/loop.h"
#include "sim/golang/machine.h"
#include "sim/golang/stack_needs.h"
#include "sim/golang/stretch.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
// clang-format off
#include "sim/golang/loop_dispatch.h"  // last: its macros have short names
// clang-format on

namespace tricolor::golang {

using runtime::Fault;
using runtime::Module;

namespace {

// Which instructions take the result of a task: the others ran again behind a stack growth or a preemption.
constexpr auto kTakesResult = [] {
    std::array<bool, kOpCount> t{};
    for (const Opcode op :
         {Opcode::MAKESLICE, Opcode::APPEND64,  Opcode::APPENDP,   Opcode::APPENDT,   Opcode::APPENDS,
          Opcode::APPENDZ,   Opcode::GROW,      Opcode::MOVE2HEAP, Opcode::CONCAT,    Opcode::CONCATB,
          Opcode::STR2BYTES, Opcode::BYTES2STR, Opcode::STR2RUNES, Opcode::RUNES2STR, Opcode::RUNE2STR,
          Opcode::NEW,       Opcode::CONVT,     Opcode::MAKECHAN,  Opcode::SEND,      Opcode::RECV,
          Opcode::SELECT,    Opcode::SELECTNB,  Opcode::BLOCK,     Opcode::CALLNATIVE})
        t[static_cast<size_t>(op)] = true;
    return t;
}();

using SlowOp = Flow (*)(Machine&, const Instr&);
constexpr auto kSlow = [] {
    std::array<SlowOp, kOpCount> t{};
#define OP(name) t[static_cast<size_t>(Opcode::name)] = &op##name;
    TRICOLOR_SLOW_OPS(OP)
    TRICOLOR_OFTEN_OPS(OP)
#undef OP
    return t;
}();

// Before an instruction waits for a started GC, at the end of an instruction that allocated past the trigger.
bool startPendingGC(Machine& vm) {
    vm.m.gcTriggerPending = false;
    if (!vm.m.curg || !vm.g.tasks.empty() || !runtime::gcTriggerHeap(vm.w)) return false;
    runtime::pushTask(vm.w, vm.m.curg, TaskKind::gcStart,
                      {static_cast<uint64_t>(runtime::gcTriggerKind::Heap), 0});
    vm.g.taskResultUnused = true;
    return true;
}

// Enters runtime.sigpanic for the fault that the instruction at g.sched.pc raised.
void enterFault(Machine& vm) {
    G& g = vm.g;
    g.faulting = false;
    g.sigpc = g.sched.pc;
    if (static_cast<Fault>(g.sig) == Fault::memory && g.sigcode0 >= 4096) {
        runtime::writeErr(vm.c, "unexpected fault address " + runtime::printHex(g.sigcode0) + "\n");
        runtime::fatalError(vm.c, "fault\n" + runtime::signalLine(g));
        return;
    }
    vm.enter(vm.image.entryFunctions[1]);
}

enum class Pace : uint8_t { stretch, exact, tell };

struct Slice {
    uint64_t steps = 0;
    bool fits = true;  // false: the next stretch does not fit, though there is time and a step left
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // labels as values
template <Pace kPace>
Slice slice(Machine& vm, uint64_t maxSteps, uint64_t untilPs) {
    constexpr bool kStretch = kPace == Pace::stretch, kTell = kPace == Pace::tell;
    Loop l(vm, maxSteps, untilPs);
    World& w = vm.w;
    G& g = vm.g;
    M& m = vm.m;
    EventSink& sink = vm.sink;
    const uint64_t mwakes = w.sched.mwakes;
    Flow flow = Flow::next;

    // The table of labels: one for each instruction, in the order of their numbers.
#define OP(name, a, b, c, imm) &&label_##name,
    static const void* const kLabels[] = {TRICOLOR_OPS(OP)};
#undef OP

    if (g.taskResult && g.taskResultUnused) g.taskResult = g.taskResultUnused = false;
    l.resume();
    if (g.taskResult && !kTakesResult[static_cast<size_t>(l.ip->op)]) g.taskResult = false;
    DISPATCH;

    // ---- what only computes ----
    TRICOLOR_VALUE_OPS(SET)
    TRICOLOR_BRANCH_OPS(BRANCH)
    TRICOLOR_MOVE_OPS(SET, DO)
    TRICOLOR_CHECKED_OPS(TRY)

    // ---- memory ----
    TRICOLOR_LOAD_OPS(LOAD, LOADX, LOADF)
    TRICOLOR_STORE_OPS(STORE, STOREX, STOREF)
    TRICOLOR_WIDE_OPS(TRY2)
    TRICOLOR_POINTER_OPS(STORE_POINTER)
barrier:  // takes time of its own: the stretch ends here
    if constexpr (kStretch) l.unwind();
    l.barrier();
    l.stored<uint64_t>(l.value);
    ++l.ip;
    if constexpr (kStretch) l.meter.count();
    GO_ON;

    // ---- calls ----
    CASE(CALL) {
        l.callee = l.functions + l.ip->lo();
        goto call;
    }
    CASE(CALLC) {
        if (l.calleeOf(R(A))) [[likely]]
            goto call;
        goto faulted;
    }
    CASE(CALLI) {
        if (l.calleeOfMethod()) [[likely]]
            goto call;
        goto faulted;
    }
    CASE(DEFERRETURN) {
        if (l.hasDeferred()) {
            if (!l.takeDeferred()) goto faulted;
            if (l.deferFits) [[likely]]
                goto call;
            goto grow;
        }
        ++l.ip;
        GO_ON;
    }
call:
    if (!l.enterCallee()) [[unlikely]] {
    grow:
        l.meter.giveBack(kStretch ? 1 : 0, costOf(l.ip->op));
        l.writeBack();
        vm.start(TaskKind::newstack, {l.callee->frameSize});  // then the instruction runs again
        goto waited;
    }
    if constexpr (kTell)
        if (sink.wants(EventKind::Call)) {
            l.writeBack();
            vm.c.deliver(EventKind::Call, g.sched.pc, l.sp, 0);
        }
    GO_ON;
    CASE(RET) {
        if constexpr (kTell)
            if (sink.wants(EventKind::Return)) {
                l.writeBack();
                vm.c.deliver(EventKind::Return, Module::pcOf(vm.program.module.findfunc(g.sched.pc).entry),
                             l.sp, 0);
            }
        if (!l.leaveFrame()) [[unlikely]]
            goto faulted;
        GO_ON;
    }

    // ---- the rest ----
    TRICOLOR_MOSTLY_OPS(MOSTLY)
    CASE(GETCTX) {
        R(A) = g.sched.ctxt;
        ++l.ip;
        GO_ON;
    }
    CASE(UNREACHABLE) {
        CHECK(false, "an instruction that cannot be reached");
        goto sliceEnd;
    }
#define OP(name) CASE(name)
    TRICOLOR_SLOW_OPS(OP)
#undef OP
slow:
    if constexpr (kStretch) l.meter.giveBack(1, 0);
    l.writeBack();
    flow = l.sp - kMostStack[static_cast<size_t>(l.ip->op)] <= g.stackguard0 && !g.taskResult &&
                   vm.needsStack(*l.ip)
               ? Flow::again
               : kSlow[static_cast<size_t>(l.ip->op)](vm, *l.ip);
    if (g.faulting) [[unlikely]] {
        enterFault(vm);
        flow = Flow::jump;
    }
    if (flow == Flow::again) {
        m.clockPs -= costOf(l.ip->op);
        goto waited;
    }
    if (flow == Flow::left) goto waited;
    if (flow == Flow::jump)
        l.resume();
    else {
        l.reload();
        ++l.ip;
    }
    l.meter.count();
    if (m.gcTriggerPending || flow == Flow::yield || w.sched.mwakes != mwakes || sink.stop ||
        w.process != ProcessState::running) [[unlikely]] {
        l.writeBack();
        if (m.gcTriggerPending && w.process == ProcessState::running) startPendingGC(vm);
        return {maxSteps - l.meter.left()};
    }
    if (l.meter.isOver()) [[unlikely]]
        goto sliceEnd;
    DISPATCH;

faulted:
    if constexpr (kStretch) l.unwind();
    l.writeBack();
    vm.fault(l.fault, l.fault0, l.fault1, l.fault2);
    l.fault2 = 0;
    enterFault(vm);
    l.resume();
    l.meter.count();
    if (l.meter.isOver() || w.process != ProcessState::running || sink.stop) goto sliceEnd;
    DISPATCH;

waited:
    l.meter.count();
    w.step = l.stepBase - l.meter.left();
    return {maxSteps - l.meter.left()};

sliceEnd:
    if constexpr (kStretch)  // the end of a lap only?
        if (w.process == ProcessState::running && !sink.stop && l.beginInNewLap()) GOTO;
    l.writeBack();
    return {maxSteps - l.meter.left(),
            !kStretch || l.meter.isOver() || w.process != ProcessState::running || sink.stop};
}
#pragma GCC diagnostic pop

}  // namespace

uint64_t interpret(World& w, const Program& program, EventSink& sink, MId mid, uint64_t maxSteps,
                   uint64_t untilPs) {
    M& m = w.m(mid);
    CHECK(m.curg.valid(), "an M without a goroutine interprets");
    Machine vm{w, program,     imageOf(program), sink, runtime::Ctx{w, program.module, sink, mid},
               m, w.g(m.curg), w.memory};
    if (sink.wants(EventKind::Statement) || sink.wants(EventKind::Call) || sink.wants(EventKind::Return))
        return slice<Pace::tell>(vm, maxSteps, untilPs).steps;
    // No stretch would fit where several Ms take turns every few instructions.
    if (untilPs - m.clockPs < 8 * runtime::costs::memoryInstr)
        return slice<Pace::exact>(vm, maxSteps, untilPs).steps;
    const Slice most = slice<Pace::stretch>(vm, maxSteps, untilPs);
    if (most.steps && most.fits) return most.steps;
    return most.steps + slice<Pace::exact>(vm, maxSteps - most.steps, untilPs).steps;
}

int64_t truncateToInt64(double v) {
    return v >= -9223372036854775808.0 && v < 9223372036854775808.0 ? static_cast<int64_t>(v) : INT64_MIN;
}

// As gc compiles it: values from 2^63 on are converted after subtracting 2^63.
uint64_t truncateToUint64(double v) {
    if (v < 9223372036854775808.0) return static_cast<uint64_t>(truncateToInt64(v));
    return static_cast<uint64_t>(truncateToInt64(v - 9223372036854775808.0)) ^ 1ull << 63;
}

}  // namespace tricolor::golang
