// Natives of package time: the clocks, Sleep, the runtime's timers behind time.Timer and time.Ticker.
#include "sim/golang/native_define.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/time.h"

namespace tricolor::golang {

namespace {

// Where things stand in the object behind a *time.Timer (runtime.timeTimer).
constexpr Addr timerInit = 8, timerNumber = 16, timerArg = 72;

Flow sleep(NativeCall& n) {
    if (n.vm.resumed()) return Flow::yield;
    if (static_cast<int64_t>(n.slots[0]) <= 0) return Flow::next;
    return n.vm.start(TaskKind::timeSleep, {n.slots[0]});
}

uint32_t numberOf(Machine& vm, Addr timer) {
    return static_cast<uint32_t>(vm.mem.load64(timer + timerNumber));
}

}  // namespace

void addTimeNatives(NativeTable& t) {
    t.raw("time.Sleep", sleep);
    t.define("time.now", [](Machine& vm) {
        const int64_t mono = vm.c.nanotime(), wall = runtime::startWallNs + mono;
        return std::tuple(wall / 1000000000, static_cast<int32_t>(wall % 1000000000), mono);
    });
    t.define("time.runtimeNano", [](Machine& vm) {
        const int64_t now = vm.c.nanotime();
        // The first one to ask is the package's start; channel timers count from there too.
        if (vm.w.timeStartNano == 0) vm.w.timeStartNano = now - 1;
        return now;
    });
    // The function behind a timer without a channel is always goFunc: it starts arg, a func(), as a
    // goroutine.
    t.define("time.newTimer", [](Machine& vm, int64_t when, int64_t period, Addr, Iface arg, Addr chan) {
        const Addr timer = runtime::newobject(vm.c, vm.type(vm.program.module.timeTimerType));
        if (!timer) return Addr{0};
        const auto kind = chan ? runtime::TimerChan : runtime::TimerFunc;
        const uint32_t number = runtime::newTimer(vm.c, kind, arg.data, timer + timerNumber);
        vm.mem.store<uint8_t>(timer + timerInit, 1);
        if (vm.w.writeBarrierEnabled) runtime::wbStore(vm.c, timer + timerArg, arg.data, true);
        vm.mem.store64(timer + timerArg, arg.data);
        runtime::resetTimer(vm.c, number, when, period);
        return timer;
    });
    t.define("time.stopTimer", "m0", [](Machine& vm, Addr timer) {
        return vm.reachable(timer, timerArg + 8) && runtime::stopTimer(vm.c, numberOf(vm, timer));
    });
    t.define("time.resetTimer", "m0", [](Machine& vm, Addr timer, int64_t when, int64_t period) {
        return vm.reachable(timer, timerArg + 8) &&
               runtime::resetTimer(vm.c, numberOf(vm, timer), when, period);
    });
}

}  // namespace tricolor::golang
