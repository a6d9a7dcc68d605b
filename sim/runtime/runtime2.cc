// What:    texts of statuses and wait reasons.
// Follows: runtime/runtime2.go, traceback.go.
// Differs: nothing.
// Invariants: the order is that of the enums.
#include "sim/runtime/runtime2.h"

#include <array>
#include <iterator>

namespace tricolor::runtime {

namespace {

constexpr std::string_view kWaitReasons[] = {
    "",
    "GC assist marking",
    "IO wait",
    "dumping heap",
    "garbage collection",
    "garbage collection scan",
    "panicwait",
    "GC assist wait",
    "GC sweep wait",
    "GC scavenge wait",
    "finalizer wait",
    "force gc (idle)",
    "GOMAXPROCS updater (idle)",
    "semacquire",
    "sleep",
    "chan receive (nil chan)",
    "chan send (nil chan)",
    "select (no cases)",
    "select",
    "chan receive",
    "chan send",
    "sync.Cond.Wait",
    "sync.Mutex.Lock",
    "sync.RWMutex.RLock",
    "sync.RWMutex.Lock",
    "sync.WaitGroup.Wait",
    "trace reader (blocked)",
    "wait for GC cycle",
    "GC worker (idle)",
    "GC worker (active)",
    "preempted",
    "debug call",
    "GC mark termination",
    "stopping the world",
    "flushing proc caches",
    "coroutine",
    "GC weak to strong wait",
    "cleanup wait",
};
static_assert(std::size(kWaitReasons) == static_cast<size_t>(waitReason::CleanupWait) + 1);

}  // namespace

std::string_view waitReasonText(waitReason r) {
    return kWaitReasons[static_cast<size_t>(r)];
}

std::string_view gStatusText(uint32_t status) {
    constexpr std::array<std::string_view, 11> texts = {"idle",      "runnable",  "running", "syscall",
                                                        "waiting",   "???",       "dead",    "???",
                                                        "copystack", "preempted", "leaked"};
    const uint32_t s = status & ~static_cast<uint32_t>(Gscan);
    return s < texts.size() ? texts[s] : "???";
}

std::string_view pStatusText(uint32_t status) {
    constexpr std::array<std::string_view, 5> texts = {"idle", "running", "???", "gcstop", "dead"};
    return status < texts.size() ? texts[status] : "???";
}

bool isWaitingForSuspendG(waitReason r) {
    switch (r) {
        case waitReason::StoppingTheWorld:
        case waitReason::GCMarkTermination:
        case waitReason::GarbageCollection:
        case waitReason::GarbageCollectionScan:
        case waitReason::GCAssistMarking:
        case waitReason::GCWorkerActive:
        case waitReason::FlushProcCaches:
            return true;
        default:
            return false;
    }
}

}  // namespace tricolor::runtime
