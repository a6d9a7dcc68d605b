// Natives of packages sync and sync/atomic: the runtime's semaphores, notify lists, and memory operations.
#include "sim/golang/native_define.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/sema.h"

namespace tricolor::golang {

namespace {

// (s *uint32, lifo bool, …): waits until the counter is positive and takes one away.
template <waitReason kReason, bool kHasLifo>
Flow semacquire(NativeCall& n) {
    if (n.vm.resumed()) return Flow::yield;
    const Addr s = n.slots[0];
    if (!n.vm.reachable(s, 4)) return Flow::next;
    if (runtime::cansemacquire(n.vm.w, s)) return Flow::next;
    const uint64_t lifo = kHasLifo && (n.slots[1] & 1);
    return n.vm.start(TaskKind::semacquire1, {s, lifo, static_cast<uint64_t>(kReason)});
}

// (s *uint32, handoff bool, skipframes int)
Flow semrelease(NativeCall& n) {
    const Addr s = n.slots[0];
    if (!n.vm.reachable(s, 4)) return Flow::next;
    // A hand-over gives up the M: the goroutine goes on behind this instruction.
    n.vm.g.sched.pc += runtime::instrBytes;
    runtime::semrelease1(n.vm.c, s, n.slots[1] & 1);
    if (!n.vm.m.curg) return Flow::left;
    n.vm.g.sched.pc -= runtime::instrBytes;
    return Flow::yield;
}

Flow notifyListWait(NativeCall& n) {
    if (n.vm.resumed()) return Flow::yield;
    return n.vm.start(TaskKind::notifyListWait, {n.slots[0], n.slots[1]});
}

template <class T>
void defineAtomics(NativeTable& t, const std::string& name) {
    // Names live as long as the table: they are kept here.
    static const std::array<std::string, 7> names = {
        "sync/atomic.Load" + name, "sync/atomic.Store" + name,          "sync/atomic.Add" + name,
        "sync/atomic.Swap" + name, "sync/atomic.CompareAndSwap" + name, "sync/atomic.And" + name,
        "sync/atomic.Or" + name};
    const auto add = [&t](std::string_view full, auto f) { t.define(full, "m0c0", f); };
    add(names[0], [](Machine& vm, Addr a) { return vm.reachable(a, sizeof(T)) ? vm.mem.load<T>(a) : T{}; });
    add(names[1], [](Machine& vm, Addr a, T v) {
        if (vm.reachable(a, sizeof(T))) vm.mem.store<T>(a, v);
    });
    add(names[2], [](Machine& vm, Addr a, T v) {
        if (!vm.reachable(a, sizeof(T))) return T{};
        using U = std::make_unsigned_t<T>;
        const T sum = static_cast<T>(static_cast<U>(vm.mem.load<T>(a)) + static_cast<U>(v));
        vm.mem.store<T>(a, sum);
        return sum;
    });
    add(names[3], [](Machine& vm, Addr a, T v) {
        if (!vm.reachable(a, sizeof(T))) return T{};
        const T old = vm.mem.load<T>(a);
        vm.mem.store<T>(a, v);
        return old;
    });
    add(names[4], [](Machine& vm, Addr a, T old, T v) {
        if (!vm.reachable(a, sizeof(T)) || vm.mem.load<T>(a) != old) return false;
        vm.mem.store<T>(a, v);
        return true;
    });
    add(names[5], [](Machine& vm, Addr a, T v) {
        if (!vm.reachable(a, sizeof(T))) return T{};
        const T old = vm.mem.load<T>(a);
        vm.mem.store<T>(a, static_cast<T>(old & v));
        return old;
    });
    add(names[6], [](Machine& vm, Addr a, T v) {
        if (!vm.reachable(a, sizeof(T))) return T{};
        const T old = vm.mem.load<T>(a);
        vm.mem.store<T>(a, static_cast<T>(old | v));
        return old;
    });
}

void storePointer(Machine& vm, Addr slot, Addr value) {
    if (vm.w.writeBarrierEnabled) runtime::wbStore(vm.c, slot, value);
    vm.mem.store64(slot, value);
}

void addAtomics(NativeTable& t) {
    defineAtomics<int32_t>(t, "Int32");
    defineAtomics<int64_t>(t, "Int64");
    defineAtomics<uint32_t>(t, "Uint32");
    defineAtomics<uint64_t>(t, "Uint64");
    t.define("sync/atomic.LoadUintptr", "m0c0",
             [](Machine& vm, Addr a) { return vm.reachable(a, 8) ? vm.mem.load64(a) : 0; });
    t.define("sync/atomic.StoreUintptr", "m0c0", [](Machine& vm, Addr a, uint64_t v) {
        if (vm.reachable(a, 8)) vm.mem.store64(a, v);
    });
    t.define("sync/atomic.AddUintptr", "m0c0", [](Machine& vm, Addr a, uint64_t v) {
        if (!vm.reachable(a, 8)) return uint64_t{0};
        vm.mem.store64(a, vm.mem.load64(a) + v);
        return vm.mem.load64(a);
    });
    t.define("sync/atomic.SwapUintptr", "m0c0", [](Machine& vm, Addr a, uint64_t v) {
        if (!vm.reachable(a, 8)) return uint64_t{0};
        const uint64_t old = vm.mem.load64(a);
        vm.mem.store64(a, v);
        return old;
    });
    t.define("sync/atomic.AndUintptr", "m0c0", [](Machine& vm, Addr a, uint64_t mask) {
        if (!vm.reachable(a, 8)) return uint64_t{0};
        const uint64_t old = vm.mem.load64(a);
        vm.mem.store64(a, old & mask);
        return old;
    });
    t.define("sync/atomic.OrUintptr", "m0c0", [](Machine& vm, Addr a, uint64_t mask) {
        if (!vm.reachable(a, 8)) return uint64_t{0};
        const uint64_t old = vm.mem.load64(a);
        vm.mem.store64(a, old | mask);
        return old;
    });
    t.define("sync/atomic.CompareAndSwapUintptr", "m0c0", [](Machine& vm, Addr a, uint64_t old, uint64_t v) {
        if (!vm.reachable(a, 8) || vm.mem.load64(a) != old) return false;
        vm.mem.store64(a, v);
        return true;
    });
    t.define("sync/atomic.LoadPointer", "h0",
             [](Machine& vm, Addr a) { return vm.reachable(a, 8) ? vm.mem.load64(a) : 0; });
    t.define("sync/atomic.StorePointer", "h0 h0", [](Machine& vm, Addr a, uint64_t v) {
        if (vm.reachable(a, 8)) storePointer(vm, a, v);
    });
    t.define("sync/atomic.SwapPointer", "h0 h0", [](Machine& vm, Addr a, uint64_t v) {
        if (!vm.reachable(a, 8)) return uint64_t{0};
        const uint64_t old = vm.mem.load64(a);
        storePointer(vm, a, v);
        return old;
    });
    t.define("sync/atomic.CompareAndSwapPointer", "h0 h0 h0",
             [](Machine& vm, Addr a, uint64_t old, uint64_t v) {
                 if (!vm.reachable(a, 8) || vm.mem.load64(a) != old) return false;
                 storePointer(vm, a, v);
                 return true;
             });
    t.define("sync/atomic.sameType", "- -", [](Machine&, Iface a, Iface b) { return a.type == b.type; });
}

}  // namespace

void addSyncNatives(NativeTable& t) {
    t.raw("sync.runtime_SemacquireMutex", semacquire<waitReason::SyncMutexLock, true>);
    t.raw("sync.runtime_SemacquireRWMutexR", semacquire<waitReason::SyncRWMutexRLock, true>);
    t.raw("sync.runtime_SemacquireRWMutex", semacquire<waitReason::SyncRWMutexLock, true>);
    t.raw("sync.runtime_SemacquireWaitGroup", semacquire<waitReason::SyncWaitGroupWait, false>);
    t.raw("sync.runtime_Semrelease", semrelease);
    t.raw("sync.runtime_notifyListWait", notifyListWait);
    t.define("sync.runtime_notifyListAdd",
             [](Machine& vm, Addr l) { return runtime::notifyListAdd(vm.c, l); });
    t.define("sync.runtime_notifyListNotifyAll",
             [](Machine& vm, Addr l) { runtime::notifyListNotifyAll(vm.c, l); });
    t.define("sync.runtime_notifyListNotifyOne",
             [](Machine& vm, Addr l) { runtime::notifyListNotifyOne(vm.c, l); });
    t.define("sync.runtime_canSpin",
             [](Machine& vm, int64_t i) { return runtime::canSpin(vm.w, vm.c.mid, i); });
    t.define("sync.runtime_doSpin", [](Machine& vm) { runtime::doSpin(vm.c); });
    t.define("sync.runtime_nanotime", [](Machine& vm) { return vm.c.nanotime(); });
    t.define("sync.runtime_procPin", [](Machine& vm) {
        ++vm.m.locks;
        return static_cast<int64_t>(vm.m.p.v);
    });
    t.define("sync.runtime_procUnpin", [](Machine& vm) { --vm.m.locks; });
    t.define("sync.throw", "-",
             [](Machine& vm, Str s) { runtime::fatalError(vm.c, std::string(text(vm, s))); });
    t.define("sync.fatal", "-",
             [](Machine& vm, Str s) { runtime::fatalError(vm.c, std::string(text(vm, s))); });
    addAtomics(t);
}

}  // namespace tricolor::golang
