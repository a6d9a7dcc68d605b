// A task is a runtime slow path as data: which one, at which stage, with what values. A goroutine (or an M's
// g0) keeps a small stack of tasks, exactly where real Go would keep runtime frames; one step of the world
// runs one stage of the top task. TASK(name) lists them; each is a function `TaskStatus name(Ctx&, Task&)` in
// the sim/runtime file of that name's Go function (see sim/runtime/task.h).
#pragma once

#include <array>
#include <cstdint>

namespace tricolor {

// name of the Go function it stands for, one line each; append at the end of the owner's block
#define TRICOLOR_TASKS(TASK)                                                                              \
    TASK(none)                                                                                            \
    /* malloc, mcache, mcentral, mheap, stack */                                                          \
    TASK(mallocgcSlow)                                                                                    \
    TASK(refill)                                                                                          \
    TASK(cacheSpan)                                                                                       \
    TASK(growHeap)                                                                                        \
    TASK(allocLarge)                                                                                      \
    TASK(newstack) /* gc */                                                                               \
    TASK(gcStart)                                                                                         \
    TASK(gcBgMarkWorker)                                                                                  \
    TASK(gcDrain)                                                                                         \
    TASK(gcAssistAlloc)                                                                                   \
    TASK(gcMarkDone)                                                                                      \
    TASK(gcMarkTermination)                                                                               \
    TASK(bgsweep)                                                                                         \
    TASK(bgscavenge)                                                                                      \
    TASK(forcegchelper)                                                                                   \
    TASK(runtimeGC)                                                                                       \
    TASK(ReadMemStats) TASK(FreeOSMemory) /* scheduler */                                                 \
        TASK(schedule) TASK(stopTheWorldWithSema) TASK(startTheWorldWithSema) TASK(forEachP) TASK(sysmon) \
            TASK(goexit) TASK(exitsyscall) TASK(GOMAXPROCS) TASK(updateMaxProcsGoroutine) TASK(block)     \
                TASK(chansend) TASK(chanrecv) TASK(selectgo) TASK(semacquire1) TASK(notifyListWait)       \
                    TASK(timeSleep) TASK(awaitFinalizer) TASK(awaitCleanup) /* sim/runtime/mfinal.cc */   \
        TASK(gcWaitOnMark)

enum class TaskKind : uint16_t {
#define TASK(name) name,
    TRICOLOR_TASKS(TASK)
#undef TASK
};

struct Task {
    TaskKind kind = TaskKind::none;
    uint16_t stage = 0;
    uint16_t flags = 0;
    // Bytes of the goroutine's stack below its Go frame while this task's function calls another one, its own
    // frame included; 0: it runs on a system stack, or the room was looked after before.
    uint16_t frames = 0;
    std::array<uint64_t, 6> v{};  // the task's locals; v[0]… are the arguments at first
};

inline constexpr int kMaxTaskDepth = 12;
struct TaskStack {
    std::array<Task, kMaxTaskDepth> tasks{};
    uint32_t depth = 0;
    std::array<uint64_t, 2> ret{};  // results of the task that finished last
    bool empty() const { return depth == 0; }
    const Task& top() const { return tasks[depth - 1]; }
};

}  // namespace tricolor
