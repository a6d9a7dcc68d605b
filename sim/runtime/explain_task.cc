// The sentences of what comes next, by the task on top of the goroutine's stack.
#include "sim/runtime/explain.h"
#include "sim/runtime/mgc.h"

namespace tricolor::runtime {

namespace {

std::string_view kindSentence(TaskKind kind) {
    switch (kind) {
        case TaskKind::none:
            return "does nothing";
        case TaskKind::mallocgcSlow:
            return "the fast path found no slot: allocates the long way";
        case TaskKind::refill:
            return "exchanges the mcache's full span for one with free slots";
        case TaskKind::cacheSpan:
            return "asks mcentral for a span with free slots";
        case TaskKind::growHeap:
            return "the page heap has no run that is long enough: asks the system for more";
        case TaskKind::allocLarge:
            return "gets a span of its own for a large object";
        case TaskKind::newstack:
            return "the stack is too small for the next call: makes a larger one";
        case TaskKind::gcStart:
            return "begins a collection";
        case TaskKind::gcBgMarkWorker:
            return "the background mark worker goes on";
        case TaskKind::gcDrain:
            return "marking: takes the next root or grey object and scans it";
        case TaskKind::gcAssistAlloc:
            return "pays for its allocations by marking";
        case TaskKind::gcMarkDone:
            return "asks whether any mark work is left anywhere";
        case TaskKind::gcMarkTermination:
            return "ends the mark phase, with the world stopped";
        case TaskKind::bgsweep:
            return "the background sweeper takes the next unswept span";
        case TaskKind::bgscavenge:
            return "the scavenger gives free pages back to the system";
        case TaskKind::forcegchelper:
            return "waits for the collection that is due after two minutes";
        case TaskKind::runtimeGC:
            return "runtime.GC goes on: a whole cycle, sweeping included";
        case TaskKind::ReadMemStats:
            return "stops the world and reads the memory statistics";
        case TaskKind::FreeOSMemory:
            return "collects, then gives all free pages back";
        case TaskKind::schedule:
            return "the scheduler looks for a goroutine to run";
        case TaskKind::stopTheWorldWithSema:
            return "asks every P to stop and waits until all have";
        case TaskKind::startTheWorldWithSema:
            return "hands out the Ps again and lets the world go on";
        case TaskKind::forEachP:
            return "has every P run a function at its next safe point";
        case TaskKind::sysmon:
            return "the monitor thread looks around: timers, Ps in system calls, long time slices";
        case TaskKind::goexit:
            return "ends the goroutine";
        case TaskKind::exitsyscall:
            return "comes back from a system call and needs a P";
        case TaskKind::GOMAXPROCS:
            return "stops the world to change the number of Ps";
        case TaskKind::updateMaxProcsGoroutine:
            return "waits for a change of the number of CPUs";
        case TaskKind::block:
            return "blocks for ever";
        case TaskKind::chansend:
            return "sends on a channel";
        case TaskKind::chanrecv:
            return "receives from a channel";
        case TaskKind::selectgo:
            return "chooses among the cases of a select";
        case TaskKind::semacquire1:
            return "waits for a semaphore";
        case TaskKind::notifyListWait:
            return "waits to be notified";
        case TaskKind::timeSleep:
            return "sleeps until its timer fires";
        case TaskKind::awaitFinalizer:
            return "the finalizer goroutine looks for the next finalizer";
        case TaskKind::awaitCleanup:
            return "a cleanup goroutine looks for the next cleanup";
        case TaskKind::gcWaitOnMark:
            return "waits for the end of the mark phase";
    }
    return "goes on in the runtime";
}

}  // namespace

std::string_view taskSentence(const Task& task) {
    switch (task.kind) {
        case TaskKind::gcStart:
            return gcStartSentence(task.stage);
        case TaskKind::gcMarkDone:
            return gcMarkDoneSentence(task.stage);
        case TaskKind::gcMarkTermination:
            return gcMarkTerminationSentence(task.stage);
        case TaskKind::runtimeGC:
            return runtimeGCSentence(task.stage);
        default:
            return kindSentence(task.kind);
    }
}

}  // namespace tricolor::runtime
