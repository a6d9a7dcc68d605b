// What:    how runtime code runs. Ctx is what every runtime function gets: the world, the module, the sink,
//          and the M it runs on. A fast path is a plain C++ function; a slow path is a task
//          (sim/world/task.h): a function that does one stage, advances Task::stage, and returns.
// Rules for a task function `TaskStatus name(Ctx& c, Task& t)`:
//   - it does one visible thing, charges its cost (c.charge), emits its events (c.emit), and returns
//       TaskStatus::again  – call me again for the next stage (t.stage was advanced), or
//       TaskStatus::done   – pop me; results, if any, were left with c.ret(a, b).
//   - to call another task it sets its own t.stage to where it goes on and returns c.call(kind, args…) (which
//   pushes
//     the callee on the same stack and yields TaskStatus::again); on return it reads c.result(0).
//     t is invalid after c.call: return at once.
//   - to park its goroutine it returns c.park(reason) (sim/runtime/proc.cc gopark): the goroutine goes on
//   with t.stage when
//     somebody readies it.
// Who runs what on an M: the g0's tasks first (schedule, sysmon, stop-the-world …); else the tasks of curg;
// else curg is a user goroutine and runs bytecode (sim/golang). System goroutines (bgsweep, gcBgMarkWorker …)
// have a bottom task that never ends. Natives and other code that cannot wait for a task use runInline, which
// drives the stages to the end in one step; tasks run that way must not park (an assist or a GC start is put
// off to the end of the instruction instead).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "sim/runtime/costs.h"
#include "sim/runtime/symtab.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

enum class TaskStatus : uint8_t { again, done };

// A function of the runtime as gc compiles it for amd64: the bytes that a call of it takes on the stack, and
// how far below its caller's sp its stack check looks (0: it has none).
struct RuntimeFrame {
    uint16_t bytes = 0, check = 8;
};

// Steps that the M may take as the one that acts next, without a look at the others.
struct Stride {
    uint64_t left = 0;     // steps
    uint64_t untilPs = 0;  // and while its clock is below this
    uint64_t mwakes = 0;   // and no other M was woken: schedt::mwakes
};

struct Ctx {
    World& w;
    const Module& module;
    EventSink& sink;
    MId mid;
    Stride* stride = nullptr;  // null: one step at a time
    uint32_t frames = 0;       // Task::frames of the task that runs, with the functions it is in

    M& mp() { return w.m(mid); }
    // The P this M holds; CHECKs that it holds one.
    P& pp() {
        const PId p = w.m(mid).p;
        CHECK(p.valid(), "runtime code needs a P here");
        return w.p(p);
    }
    // The goroutine whose task stack is on top: g0 while it has tasks, else curg.
    GId gid() const {
        const World& look = w;
        const M& mp = look.m(mid);
        return !look.g(mp.g0).tasks.empty() || !mp.curg ? mp.g0 : mp.curg;
    }
    G& gp() { return w.g(gid()); }
    int64_t nanotime() { return static_cast<int64_t>(w.m(mid).clockPs / 1000); }
    void charge(costs::ps cost) { w.m(mid).clockPs += cost; }

    // Between two stages of a task that has neither called nor parked: has the stepper nothing to do but to
    // call it again? Then that counts as done, and the task may go on to its next stage itself.
    bool goesOn() { return goesOn(std::as_const(w).m(mid).clockPs); }
    // … with a clock that was not written back yet.
    bool goesOn(uint64_t clockPs) {
        if (!stride || stride->left == 0 || sink.stop || w.sched.mwakes != stride->mwakes ||
            clockPs >= stride->untilPs || w.process != ProcessState::running)
            return false;
        --stride->left;
        checkContext.step = ++w.step;
        return true;
    }

    bool wants(EventKind k) const { return sink.wants(k); }
    void emit(EventKind k, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0) {
        if (sink.wants(k)) [[unlikely]]
            deliver(k, a, b, c);
    }
    void deliver(EventKind k, uint64_t a, uint64_t b, uint64_t c);  // task.cc

    // Pushes on gid()'s stack. chain: the functions from the caller's to the callee's, whose frames are on
    // the goroutine's stack (stack.h); none: the callee runs on the system stack.
    TaskStatus call(TaskKind kind, std::initializer_list<uint64_t> args = {},
                    std::initializer_list<RuntimeFrame> chain = {});
    void ret(uint64_t a, uint64_t b = 0) { gp().tasks.ret = {a, b}; }
    uint64_t result(int i) { return gp().tasks.ret[static_cast<size_t>(i)]; }
    TaskStatus park(waitReason reason);  // proc.cc
};

// Pushes a task on a given goroutine (which need not be running).
void pushTask(World& w, GId g, TaskKind kind, std::initializer_list<uint64_t> args = {}, uint32_t frames = 0);
// Runs one stage of the task on top of c.gid()'s stack and pops it when it is done.
void stepTask(Ctx& c);
// Pushes a task and drives it to its end at once; see the rules above.
void runInline(Ctx& c, TaskKind kind, std::initializer_list<uint64_t> args = {});
// Go's function name of a task, for call paths: "refill", "gcDrain".
std::string_view taskName(TaskKind kind);

#define TASK(name) TaskStatus name(Ctx& c, Task& t);
TRICOLOR_TASKS(TASK)
#undef TASK

}  // namespace tricolor::runtime
