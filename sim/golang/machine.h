// What: the goroutine that is being interpreted, as the slower instructions and the natives see it. The fast
//       loop keeps stack pointer, program counter, clock and step number in locals; it writes them back
//       before it calls anything here and reads them again afterwards.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "sim/golang/image.h"
#include "sim/golang/program.h"
#include "sim/runtime/panic.h"
#include "sim/runtime/task.h"

namespace tricolor::golang {

// How the loop goes on behind a slow instruction.
enum class Flow : uint8_t {
    next,   // with the next instruction
    yield,  // the instruction is complete, but the M may have something else to do first
    again,  // the instruction waits: a task was started, or its goroutine does not run any more
    left,   // the instruction is complete and its goroutine has given up the M: sched.pc is behind it
    jump,   // with the instruction at g.sched.pc in the frame at g.sched.sp
};

struct Machine {
    World& w;
    const Program& program;
    const Image& image;
    EventSink& sink;
    runtime::Ctx c;
    M& m;
    G& g;
    Memory& mem;

    // The frame that runs: slots of its host memory.
    uint64_t* fp() const { return reinterpret_cast<uint64_t*>(mem.host(g.sched.sp)); }
    Addr slotAddr(uint32_t slot) const { return g.sched.sp + 8ull * slot; }
    const runtime::Type& type(int32_t id) const { return program.module.type(id); }

    Flow fault(runtime::Fault f, uint64_t v0 = 0, uint64_t v1 = 0, uint64_t v2 = 0) {
        runtime::raise(c, f, v0, v1, v2);
        return Flow::next;  // the loop looks at g.faulting first
    }
    // Can n bytes at a be touched? Else the fault is raised.
    bool reachable(Addr a, uint64_t n) {
        if (n == 0 || mem.mapped(a, n)) [[likely]]
            return true;
        runtime::raise(c, runtime::Fault::memory, a);
        return false;
    }
    // Starts a task for the current instruction.
    Flow start(TaskKind kind, std::initializer_list<uint64_t> args);
    // Is the stack too small for the runtime functions behind the current instruction? Then a task that makes
    // room was started, and the instruction runs again.
    bool needsStack(const Instr& in);
    // Is this goroutine in a standard function whose stack check was for all that it calls?
    bool accounted() const;
    // Has the task of this instruction ended? True once.
    bool resumed() {
        const bool yes = g.taskResult;
        g.taskResult = false;
        return yes;
    }
    // Memory for the instruction. False: a task was started, return Flow::again. typ null: no pointers.
    bool allocate(uint64_t size, const runtime::Type* typ, bool needzero, Addr* out);

    // Builds the frame of function f below the current one as if the current instruction had called it.
    void enter(int32_t func);
    // The newest deferred call leaves the goroutine's list.
    void popDefer();
    void popDeferMarkers();  // of loops over functions that have no deferred calls left
    // The string of n bytes at p; empty, with a fault raised, if that is not memory.
    std::string_view view(Addr p, uint64_t n) {
        return reachable(p, n) ? mem.bytes(p, n) : std::string_view();
    }
};

// Instructions beyond the fast loop. Each finds its operands in the frame and writes its results there.
// clang-format off
#define TRICOLOR_SLOW_OPS(OP) \
    OP(MAKESLICE) OP(APPENDZ) OP(GROW) OP(GROWBUF) OP(MOVE2HEAP) OP(COPY) OP(CLEARS) OP(CONCAT) \
    OP(CONCATB) OP(STR2BYTES) OP(BYTES2STR) OP(STR2RUNES) OP(RUNES2STR) OP(RUNE2STR) OP(UNSAFESLICE) OP(UNSAFESTR) \
    OP(CONVT) OP(CHKTYPE) OP(ASSERTI) OP(ASSERTI2) OP(GO) OP(DEFER) OP(DEFERRANGE) OP(PANIC) OP(RECOVER) \
    OP(GOEXIT) OP(EXIT) OP(MAKECHAN) OP(SEND) OP(RECV) OP(TRYSEND) OP(TRYRECV) OP(SELECT) OP(SELECTNB) \
    OP(BLOCK) OP(CLOSE) OP(CHANLEN) OP(CHANCAP) OP(MAKEMAP) OP(MAPGET) OP(MAPGET2) OP(MAPASSIGN) \
    OP(MAPDELETE) OP(MAPCLEAR) OP(MAPITERINIT) OP(MAPITERNEXT) OP(PRINT) OP(STREQ) OP(STRCMP) \
    OP(IFACEEQ) OP(MEMEQ) OP(EQTYPE) OP(SLICE) OP(SLICESTR) OP(LDN) OP(STN) OP(MOVEMEM) OP(MOVET) \
    OP(CLEARMEM) OP(CLEART) OP(CALLNATIVE) OP(CMUL) OP(CDIV)
// Those that the fast loop does itself when nothing slow is needed (loop_often.h).
#define TRICOLOR_OFTEN_OPS(OP) OP(NEW) OP(APPEND64) OP(APPENDP) OP(APPENDT) OP(APPENDS) OP(STT) OP(DECODERUNE)
// clang-format on

#define OP(name) Flow op##name(Machine& vm, const Instr& in);
TRICOLOR_SLOW_OPS(OP)
TRICOLOR_OFTEN_OPS(OP)
#undef OP

}  // namespace tricolor::golang
