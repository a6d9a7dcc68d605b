// Natives of packages runtime and runtime/debug.
#include "sim/golang/native_define.h"
#include "sim/runtime/frames.h"
#include "sim/runtime/mfinal.h"
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
// The same without arguments: what stands in their place must not keep an object alive.
template <TaskKind kKind>
Flow viaTaskAlone(NativeCall& n) {
    return n.vm.resumed() ? Flow::yield : n.vm.start(kKind, {});
}

Flow gomaxprocs(NativeCall& n) {
    if (!n.vm.resumed()) return n.vm.start(TaskKind::GOMAXPROCS, {n.slots[0]});
    n.vm.fp()[1] = n.vm.g.tasks.ret[0];
    return Flow::yield;
}

// Switched off, it returns only when no mark phase is running any more.
Flow setGCPercent(NativeCall& n) {
    Machine& vm = n.vm;
    uint64_t old;
    if (vm.resumed()) {
        old = vm.g.tasks.ret[0];
    } else {
        const auto percent = static_cast<int32_t>(n.slots[0]);
        old = static_cast<uint64_t>(int64_t{runtime::setGCPercent(vm.c, percent)});
        if (percent < 0) return vm.start(TaskKind::gcWaitOnMark, {vm.w.work.cycles, old});
    }
    vm.fp()[1] = old;
    return Flow::yield;
}

void setFinalizer(Machine& vm, Iface obj, Iface fn) {
    const runtime::Module& m = vm.program.module;
    const auto fail = [&](const std::string& what) {
        runtime::fatalError(vm.c, "runtime.SetFinalizer: " + what);
    };
    if (!obj.type) return fail("first argument is nil");
    const runtime::Type& t = m.typeAt(obj.type);
    if (t.kind != runtime::Kind::Pointer) return fail("first argument is " + t.string + ", not pointer");
    if (!obj.data) return fail("pointer not in heap");
    if (!vm.w.spanOf(obj.data).valid()) return;  // a global: never dies
    if (!fn.type) {
        runtime::removefinalizer(vm.c, obj.data);
        return;
    }
    const runtime::Type& f = m.typeAt(fn.type);
    if (f.kind != runtime::Kind::Func) return fail("second argument is " + f.string + ", not a function");
    if (f.params.size() != 1 || f.variadic || f.params[0] != t.id)
        return fail("cannot pass " + t.string + " to finalizer " + f.string);
    uint64_t results = 0;
    for (const runtime::TypeId r : f.results) results += (vm.type(r).size + 7) / 8 * 8;
    if (results > 32) return fail("the simulator does not have finalizers with so many results");
    if (!runtime::addfinalizer(vm.c, obj.data, fn.data, results, t.addr)) fail("finalizer already set");
}

Flow gosched(NativeCall& n) {
    // Complete before it gives up the M: the goroutine goes on behind this instruction.
    n.vm.g.sched.pc += runtime::instrBytes;
    runtime::Gosched(n.vm.c);
    return Flow::left;
}

}  // namespace

void addRuntimeNatives(NativeTable& t) {
    t.raw("runtime.GC", viaTaskAlone<TaskKind::runtimeGC>)
        .onStack(runtime::frames::GC.check, runtime::frames::GC.bytes);
    t.raw("runtime.ReadMemStats", "m0", viaTask<TaskKind::ReadMemStats>);
    t.raw("runtime/debug.FreeOSMemory", viaTaskAlone<TaskKind::FreeOSMemory>)
        .onStack(runtime::frames::FreeOSMemory.check, runtime::frames::FreeOSMemory.bytes);
    t.raw("runtime.GOMAXPROCS", gomaxprocs);
    t.raw("runtime.Gosched", gosched);
    t.define("runtime.setFinalizer", [](Machine& vm, Iface obj, Iface fn) { setFinalizer(vm, obj, fn); });
    t.define("runtime.runningFinalizer", [](Machine& vm) {
        CHECK(!vm.w.finq.running.empty(), "no finalizer is to run");
        const finalizer& f = vm.w.finq.running.back();
        return std::tuple<Addr, Addr, int64_t>(f.fn, f.arg, static_cast<int64_t>(f.nret));
    });
    t.raw("runtime.awaitFinalizer", viaTaskAlone<TaskKind::awaitFinalizer>);
    t.raw("runtime.awaitCleanup", viaTaskAlone<TaskKind::awaitCleanup>);
    t.define("runtime.runningCleanup", [](Machine& vm) {
        const cleanupFn& f = runtime::runningCleanup(vm.w, vm.m.curg);
        return std::tuple<Addr, Addr, Addr>(f.call, f.fn, f.arg);
    });
    t.define("runtime.cleanupAdd", [](Machine& vm, Iface ptr, Addr call, Addr fn, Addr arg) {
        if (!vm.w.spanOf(ptr.data).valid()) return uint64_t{0};
        return runtime::addCleanup(vm.c, ptr.data, {call, fn, arg});
    });
    t.define("runtime.pointerFree", "-",
             [](Machine& vm, Iface v) { return vm.c.module.typeAt(v.type).noscan(); });
    t.define("runtime.cleanupStop", [](Machine& vm, Addr ptr, uint64_t id) {
        if (vm.w.spanOf(ptr).valid()) runtime::removeCleanup(vm.c, ptr, id);
    });
    t.define("runtime.pointerIn", "-", [](Machine&, Iface v) { return v.data; });
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
    t.raw("runtime/debug.setGCPercent", setGCPercent);
    t.define("runtime/debug.setMemoryLimit",
             [](Machine& vm, int64_t limit) { return runtime::setMemoryLimit(vm.c, limit); });
    t.define("runtime/debug.readGCStats", [](Machine& vm, SliceVal to) {
        const mstats& m = vm.w.memstats;
        const uint64_t n = std::min<uint64_t>(m.numgc, m.pauseNs.size());
        const auto put = [&](uint64_t i, uint64_t v) { vm.w.memory.store64(to.p + i * 8, v); };
        for (uint64_t i = 0; i < n; ++i) {
            const size_t at = (m.numgc - 1 - i) % m.pauseNs.size();
            put(i, m.pauseNs[at]);
            put(n + i, m.pauseEnd[at]);
        }
        put(2 * n, m.lastGcUnix);
        put(2 * n + 1, m.numgc);
        put(2 * n + 2, m.pauseTotalNs);
        return static_cast<int64_t>(n);
    });
    t.define("runtime/debug.setMaxStack", [](Machine& vm, int64_t bytesMax) {
        return static_cast<int64_t>(std::exchange(vm.w.maxstacksize, static_cast<uint64_t>(bytesMax)));
    });
}

}  // namespace tricolor::golang
