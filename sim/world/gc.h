// The parts of World that hold the collector: phase, pacer, limiter, work queues, write-barrier buffers.
// Names are those of mgc.go, mgcpacer.go, mgclimit.go, mgcwork.go, mwbbuf.go, mgcscavenge.go.
// Who writes: sim/runtime's files of the same names. Specification: fidelity notes "gc".
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/world/cow.h"
#include "sim/world/ids.h"
#include "sim/world/reflect.h"

namespace tricolor {

enum class GCPhase : uint8_t { off = 0, mark = 1, marktermination = 2 };
enum class Collector : uint8_t { classic = 0, greentea = 1 };
enum class gcMarkWorkerMode : uint8_t { NotWorker = 0, Dedicated = 1, Fractional = 2, Idle = 3 };

// A work buffer: 253 object addresses behind a 24-byte header; lives in a 2 KiB piece of a workbuf span. Only
// its book-keeping is a host value: the object addresses stand in simulated memory at addr+24.
inline constexpr uint32_t workbufSlots = 253;
struct workbuf {
    Addr addr = 0;
    uint32_t nobj = 0;
};

struct gcWork {                      // one a P
    int32_t wbuf1 = -1, wbuf2 = -1;  // indices into work.bufs
    uint64_t bytesMarked = 0;
    int64_t heapScanWork = 0;
    bool flushedWork = false;
    bool mayNeedWorker = false;
    bool ptrBuf = false;  // has its buffer of pointers for scanning spans
};

inline constexpr uint32_t wbBufEntries = 512;
struct wbBuf {
    std::array<Addr, wbBufEntries> buf{};
    uint32_t next = 0;
};

struct gcLimiter {  // gcCPULimiter
    bool enabled = false, gcEnabled = false, transitioning = false;
    uint64_t bucketFill = 0, bucketCapacity = 0;
    int64_t lastUpdate = 0;
    uint64_t overflow = 0;
    int64_t assistTimePool = 0, idleMarkTimePool = 0, idleTimePool = 0;
    uint32_t lastEnabledCycle = 0;
    int32_t nprocs = 0;
};

struct gcControllerState {
    int32_t gcPercent = 100;  // < 0: off
    int64_t memoryLimit = INT64_MAX;
    uint64_t heapMinimum = 4 << 20;
    uint64_t runway = 0;
    double consMark = 0;
    std::array<double, 4> lastConsMark{};
    uint64_t gcPercentHeapGoal = 0;
    uint64_t sweepDistMinTrigger = 0;
    uint64_t triggered = UINT64_MAX;  // ~0: no cycle is active
    uint64_t lastHeapGoal = 0;
    uint64_t heapLive = 0, heapScan = 0, lastHeapScan = 0;
    uint64_t lastStackScan = 0, maxStackScan = 0, globalsScan = 0;
    uint64_t heapMarked = 0;
    int64_t heapScanWork = 0, stackScanWork = 0, globalsScanWork = 0;
    int64_t bgScanCredit = 0;
    int64_t assistTime = 0, dedicatedMarkTime = 0, fractionalMarkTime = 0, idleMarkTime = 0;
    int64_t markStartTime = 0;
    int64_t dedicatedMarkWorkersNeeded = 0;
    int32_t idleMarkWorkers = 0, maxIdleMarkWorkers = 0;
    double assistWorkPerByte = 0, assistBytesPerWork = 0;
    double fractionalUtilizationGoal = 0;
    uint64_t initialHeapLive = 0;
};

struct lostObject {  // reachable but unmarked at mark termination, and a slot that points to it
    Addr object = 0, slot = 0;
};

struct workType {                // Go's work
    std::vector<workbuf> bufs;   // every work buffer; index = identity
    std::vector<int32_t> full;   // LIFO
    std::vector<int32_t> empty;  // LIFO
    std::vector<SpanId> wbufSpansBusy, wbufSpansFree;
    uint64_t bytesMarked = 0;
    uint32_t markrootNext = 0, markrootJobs = 0;
    int32_t nDataRoots = 0, nBSSRoots = 0, nSpanRoots = 0, nStackRoots = 0;
    uint32_t baseData = 0, baseBSS = 0, baseSpans = 0, baseStacks = 0, baseEnd = 0;
    std::vector<GId> stackRoots;  // snapshot of allgs
    int32_t nproc = 0, nwait = 0;
    int64_t startSema = 1, markDoneSema = 1, gcsema = 1, worldsema = 1;  // 1 = free
    std::vector<GId> startSemaWait, markDoneSemaWait, gcsemaWait, worldsemaWait;
    uint32_t cycles = 0;
    bool userForced = false;
    int32_t stwprocs = 0, maxprocs = 0;
    int64_t tSweepTerm = 0, tMark = 0, tMarkTerm = 0, tEnd = 0;
    int64_t pauseNS = 0;
    uint64_t heap0 = 0, heap1 = 0, heap2 = 0;
    uint64_t initialHeapLive = 0;
    std::vector<GId> assistQueue;  // FIFO
    std::vector<GId> sweepWaiters;
    bool strongFromWeakBlock = false;
    std::vector<GId> bgMarkWorkerPool;  // LIFO of parked worker goroutines
    int32_t bgMarkWorkerCount = 0;
    uint64_t sumScannedStackSize = 0, scannedStacks = 0;
    std::vector<lostObject> lost;  // only without write barrier; ascending
    bool barrierWasOff =
        false;  // some marking, at least in part, had no barrier: objects may be lost for good
    bool markDoneFlushed = false;         // a P had work at the ragged barrier
    std::vector<Addr> bgMarkWorkerNodes;  // heap objects of the worker pool
    GId bgMarkReady;                      // waits for a new worker to report
    bool sweepHeld = false;  // mark termination keeps sweeping from ending until caches are flushed
    // CPU-ns since start; advanced at mark termination, the pause at each restart of the world.
    uint64_t cpuGCAssist = 0, cpuGCDedicated = 0, cpuGCIdle = 0, cpuGCPause = 0, cpuTotal = 0, cpuIdle = 0,
             cpuScavengeAssist = 0, cpuScavengeBg = 0;
};

struct finalizer {
    Addr fn = 0, arg = 0;  // closure and object
    uint64_t nret = 0;     // bytes of its results
    Addr ot = 0;           // type of the argument
};
struct finalizerQueue {              // its goroutine is sched.fing
    std::vector<finalizer> q;        // oldest first
    std::vector<finalizer> running;  // taken by the goroutine: the last one runs
    uint64_t queued = 0, executed = 0;
    uint64_t block = 0;   // run of the block that is running
    uint64_t blocks = 0;  // off-heap blocks of 101 that were ever made
};
struct cleanupFn {
    Addr call = 0, fn = 0, arg = 0;  // call knows fn's type, and what arg points to
};
// A block of 20: one that a P fills, one that waits, one that a goroutine works through.
struct cleanupBlock {
    std::vector<cleanupFn> cleanups;
    uint32_t next = 0;  // the one that runs or runs next
    GId g;
};
struct cleanupQueue {
    std::vector<cleanupBlock> full;     // published; the last one is taken first
    std::vector<cleanupBlock> running;  // one a goroutine that runs cleanups
    uint64_t workUnits = 0;             // published blocks that nobody has claimed
    std::vector<GId> sleeping;          // goroutines without work; the last one is woken first
    uint32_t ng = 0, needg = 0;         // goroutines there are; as many more are wanted
    uint64_t free = 0;                  // off-heap blocks for later
    uint64_t nextId = 1, queued = 0, executed = 0;
};

struct scavengeState {
    uint64_t gcPercentGoal = UINT64_MAX, memoryLimitGoal = UINT64_MAX;
    GId g;
    bool parked = true;
    double sleepRatio = 0.001;
    double errIntegral = 0;          // of the controller that sets sleepRatio
    int64_t controllerCooldown = 0;  // ns in which the controller rests after a failure
    bool sysmonWake = false;         // sysmon is to call scavengerWake
    int64_t releasedBg = 0, releasedEager = 0;
    int64_t assistTime = 0, backgroundTime = 0;  // ns of scavenging since the last mark termination
};

}  // namespace tricolor
