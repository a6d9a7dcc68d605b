// Natives of packages runtime and runtime/debug.
#include "sim/golang/native_define.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mstats.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/proc.h"

namespace tricolor::golang {

namespace {

// A native that is one task and takes nothing from its result.
template <TaskKind kKind>
Flow viaTask(NativeCall& n) {
    return n.vm.resumed() ? Flow::yield : n.vm.start(kKind, {n.slots[0]});
}

Flow gomaxprocs(NativeCall& n) {
    if (!n.vm.resumed()) return n.vm.start(TaskKind::GOMAXPROCS, {n.slots[0]});
    n.vm.fp()[1] = n.vm.g.tasks.ret[0];
    return Flow::yield;
}

Flow gosched(NativeCall& n) {
    // Complete before it gives up the M: the goroutine goes on behind this instruction.
    n.vm.g.sched.pc += runtime::instrBytes;
    runtime::Gosched(n.vm.c);
    return Flow::left;
}

}  // namespace

void addRuntimeNatives(NativeTable& t) {
    t.raw("runtime.GC", viaTask<TaskKind::runtimeGC>);
    t.raw("runtime.ReadMemStats", viaTask<TaskKind::ReadMemStats>);
    t.raw("runtime/debug.FreeOSMemory", viaTask<TaskKind::FreeOSMemory>);
    t.raw("runtime.GOMAXPROCS", gomaxprocs);
    t.raw("runtime.Gosched", gosched);
    t.define("runtime.NumGoroutine", [](Machine& vm) { return static_cast<int64_t>(runtime::gcount(vm.w)); });
    t.define("runtime.NumCPU", [](Machine& vm) { return static_cast<int64_t>(vm.w.knobs.GOMAXPROCS); });
    t.define("runtime.Version", [](Machine& vm) { return newString(vm, "go1.26"); });
    t.define("runtime.LockOSThread", [](Machine& vm) { runtime::LockOSThread(vm.c); });
    t.define("runtime.UnlockOSThread", [](Machine& vm) { runtime::UnlockOSThread(vm.c); });
    t.define("runtime.stackText", [](Machine& vm, bool all) {
        return newString(vm, all ? runtime::tracebackAll(vm.c, true) : runtime::traceback(vm.c, vm.m.curg));
    });
    t.define("runtime/debug.stackText",
             [](Machine& vm) { return newString(vm, runtime::traceback(vm.c, vm.m.curg)); });
    t.define("runtime/debug.setGCPercent",
             [](Machine& vm, int32_t percent) { return runtime::setGCPercent(vm.c, percent); });
    t.define("runtime/debug.setMemoryLimit",
             [](Machine& vm, int64_t limit) { return runtime::setMemoryLimit(vm.c, limit); });
    t.define("runtime/debug.setMaxStack", [](Machine& vm, int64_t bytesMax) {
        return static_cast<int64_t>(std::exchange(vm.w.maxstacksize, static_cast<uint64_t>(bytesMax)));
    });
}

}  // namespace tricolor::golang
