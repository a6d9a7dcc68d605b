#include "sim/runtime/task.h"

#include <algorithm>
#include <iterator>

#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

using TaskFunction = TaskStatus (*)(Ctx&, Task&);
constexpr TaskFunction kFunctions[] = {
#define TASK(name) &name,
    TRICOLOR_TASKS(TASK)
#undef TASK
};
constexpr std::string_view kNames[] = {
#define TASK(name) #name,
    TRICOLOR_TASKS(TASK)
#undef TASK
};

}  // namespace

std::string_view taskName(TaskKind kind) {
    return kNames[static_cast<size_t>(kind)];
}

TaskStatus none(Ctx&, Task&) {
    CHECK(false, "the empty task was run");
    return TaskStatus::done;
}

void pushTask(World& w, GId g, TaskKind kind, std::initializer_list<uint64_t> args, uint32_t frames) {
    TaskStack& s = w.g(g).tasks;
    CHECK(s.depth < kMaxTaskDepth, "too many nested runtime tasks");
    Task& t = s.tasks[s.depth++];
    t = Task{};
    t.kind = kind;
    t.frames = static_cast<uint16_t>(frames);
    std::copy(args.begin(), args.end(), t.v.begin());
}

TaskStatus Ctx::call(TaskKind kind, std::initializer_list<uint64_t> args,
                     std::initializer_list<RuntimeFrame> chain) {
    uint32_t below = 0;
    if (frames && chain.size()) {
        checkStack(*this, chain);
        below = frames;
        for (const RuntimeFrame& f : chain) below += f.bytes;
    }
    pushTask(w, gid(), kind, args, below);
    return TaskStatus::again;
}

void Ctx::deliver(EventKind k, uint64_t a, uint64_t b, uint64_t c) {
    const M& mp = w.m(mid);
    Event e;
    e.time = nanotime();
    e.kind = k;
    e.m = static_cast<int16_t>(mid.v);
    e.p = static_cast<int16_t>(mp.p.v);
    e.g = mp.curg.valid() ? mp.curg.v : mp.g0.v;
    e.a = a;
    e.b = b;
    e.c = static_cast<uint32_t>(c);
    sink.event(e);
}

void stepTask(Ctx& c) {
    const GId g = c.gid();
    TaskStack& s = c.w.g(g).tasks;
    CHECK(s.depth > 0, "no task to run");
    const uint32_t depth = s.depth;
    Task& t = s.tasks[depth - 1];
    const TaskKind kind = t.kind;
    const uint32_t outer = std::exchange(c.frames, t.frames);
    const TaskStatus status = kFunctions[static_cast<size_t>(kind)](c, t);
    c.frames = outer;
    if (status == TaskStatus::again) return;
    TaskStack& after = c.w.g(g).tasks;
    CHECK(after.depth == depth && after.top().kind == kind, "a task ended while its callee was still there");
    after.tasks[--after.depth] = Task{};  // popped entries are blank, so that equal worlds are equal
    if (after.depth == 0) c.w.g(g).taskResult = true;
}

void runInline(Ctx& c, TaskKind kind, std::initializer_list<uint64_t> args) {
    const GId g = c.gid();
    const uint32_t depth = c.w.g(g).tasks.depth;
    pushTask(c.w, g, kind, args);
    Stride* const stride = std::exchange(c.stride, nullptr);  // all of it is part of the current step
    while (c.w.g(g).tasks.depth > depth) {
        CHECK(c.gid() == g, "a task that runs inline parked");
        stepTask(c);
    }
    c.stride = stride;
    c.w.g(g).taskResult = false;
}

}  // namespace tricolor::runtime
