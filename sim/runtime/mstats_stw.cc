// What:    runtime.ReadMemStats{address} and debug.FreeOSMemory{} as tasks: both need more than one stage.
// Follows: runtime/mstats.go ReadMemStats, runtime/mheap.go runtime_debug_freeOSMemory.
// Differs: nothing.
#include "sim/runtime/frames.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mpagescavenge.h"
#include "sim/runtime/mstats.h"
#include "sim/runtime/proc.h"

namespace tricolor::runtime {

// v: address of the MemStats
TaskStatus ReadMemStats(Ctx& c, Task& t) {
    World& w = c.w;
    switch (t.stage) {
        case 0:
            if (!gcSemAcquire(c, w.work.worldsema, w.work.worldsemaWait))
                return c.park(waitReason::Semacquire);
            t.stage = 1;
            return c.call(TaskKind::stopTheWorldWithSema, {static_cast<uint64_t>(stwReason::ReadMemStats)});
        case 1:
            storeMemStats(w, t.v[0], readmemstats(c));
            t.stage = 2;
            return c.call(TaskKind::startTheWorldWithSema);
        default:
            gcSemRelease(c, w.work.worldsema, w.work.worldsemaWait);
            return TaskStatus::done;
    }
}

TaskStatus FreeOSMemory(Ctx& c, Task& t) {
    if (t.stage == 0) {
        t.stage = 1;
        return c.call(TaskKind::runtimeGC, {}, {frames::GC});
    }
    scavenge(c, UINT64_MAX, true);
    return TaskStatus::done;
}

}  // namespace tricolor::runtime
