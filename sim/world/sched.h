// The parts of World that hold the scheduler: G, M, P, sched, timers, semaphores. Names are those of
// runtime2.go, proc.go, time.go, sema.go, chan.go. Specification: fidelity notes "sched". Channels, maps,
// strings, closures are ordinary objects in simulated memory; only what the real runtime keeps in its own
// structures stands here. A sudog is a heap object of 104 bytes whose fields the runtime model keeps here.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/gc.h"
#include "sim/world/heap.h"
#include "sim/world/ids.h"
#include "sim/world/random.h"
#include "sim/world/reflect.h"
#include "sim/world/task.h"

namespace tricolor {

enum Gstatus : uint32_t {
    Gidle = 0,
    Grunnable = 1,
    Grunning = 2,
    Gsyscall = 3,
    Gwaiting = 4,
    Gdead = 6,
    Gcopystack = 8,
    Gpreempted = 9,
    Gleaked = 10,
    Gscan = 0x1000
};
enum Pstatus : uint32_t { Pidle = 0, Prunning = 1, Pgcstop = 3, Pdead = 4 };

// Wait reasons; texts in sim/runtime/runtime2.cc, in this order (fidelity notes: sched §1.1).
enum class waitReason : uint8_t {
    Zero,
    GCAssistMarking,
    IOWait,
    DumpingHeap,
    GarbageCollection,
    GarbageCollectionScan,
    PanicWait,
    GCAssistWait,
    GCSweepWait,
    GCScavengeWait,
    FinalizerWait,
    ForceGCIdle,
    UpdateGOMAXPROCSIdle,
    Semacquire,
    Sleep,
    ChanReceiveNilChan,
    ChanSendNilChan,
    SelectNoCases,
    Select,
    ChanReceive,
    ChanSend,
    SyncCondWait,
    SyncMutexLock,
    SyncRWMutexRLock,
    SyncRWMutexLock,
    SyncWaitGroupWait,
    TraceReaderBlocked,
    WaitForGCCycle,
    GCWorkerIdle,
    GCWorkerActive,
    Preempted,
    DebugCall,
    GCMarkTermination,
    StoppingTheWorld,
    FlushProcCaches,
    Coroutine,
    GCWeakToStrongWait,
    CleanupWait
};

struct stack {
    Addr lo = 0, hi = 0;
    uint64_t size() const { return hi - lo; }
};
struct gobuf {
    Addr sp = 0, pc = 0, ctxt = 0;
};

// A deferred call. Open-coded and stack records cost no heap; heapRecord is the 48-byte object of one made in
// a loop.
struct deferRecord {
    Addr fn = 0;  // closure
    Addr sp = 0;  // frame that deferred it
    Addr pc = 0;
    Addr heapRecord = 0;
    Addr head = 0;  // of deferrangefunc: what bodies of ranges over functions know this frame by; fn is 0
};
struct panicRecord {
    Addr argType = 0, argData = 0;  // the interface value
    Addr sp = 0;                    // frame of runtime.gopanic or Goexit that runs the deferred calls
    Addr pc = 0;                    // where it asks for the next deferred call
    Addr deferSp = 0;               // frame that deferred the call that runs now
    bool recovered = false, goexit = false, repanicked = false;
};

struct G {
    struct stack stack;
    uintptr stackguard0 = 0;
    int64_t goid = 0, parentGoid = 0;
    Addr addr = 0;  // of the g object on the simulated heap; 0 for the runtime's own first ones
    uint32_t atomicstatus = Gidle;
    waitReason waitreason = waitReason::Zero;
    gobuf sched;  // where it goes on when it runs next; while running, sp/pc are current between steps
    uint32_t runtimeFrames =
        0;  // bytes that the runtime's frames would take below sched.sp while it is parked
    MId m;
    MId lockedm;
    GId schedlink;  // next on the queue it stands in
    Addr startpc = 0, gopc = 0;
    int64_t waitsince = 0;
    bool preempt = false, preemptStop = false, preemptShrink = false, asyncSafePoint = false,
         parkingOnChan = false;
    // Every eighth time it stops running it is measured how long it waits (casgstatus).
    bool tracking = false;
    uint8_t trackingSeq = 0;
    int64_t trackingStamp = 0, runnableTime = 0;
    bool gcscandone = false, system = false, isG0 = false, selectDone = false, inPanic = false;
    int64_t gcAssistBytes = 0;
    uint32_t sig = 0;       // run-time fault that is being turned into a panic (sim/runtime/panic.h)
    bool faulting = false;  // the current instruction reported the fault sig; sigpanic has not started
    uint64_t sigcode0 = 0, sigcode1 = 0, sigcode2 = 0;  // its values: index and length, or the fault address
    Addr sigpc = 0;                                     // the instruction that faulted
    Addr param = 0;                                     // sudog that woke it, or 0
    Addr waiting = 0;  // first sudog it waits on (linked through sudog::waitlink)
    int64_t sleepWhen = 0;
    Addr timer = 0;                 // its timer object, made by its first Sleep
    TaskStack tasks;                // runtime code it is in; empty: it runs Go code
    bool taskResult = false;        // the task the current instruction started is done; results in tasks.ret
    bool taskResultUnused = false;  // the task was put behind a finished instruction: nobody waits for it
    std::vector<deferRecord> defers;  // newest last
    std::vector<panicRecord> panics;  // newest last
};

enum class MPark : uint8_t { running, parked, sleeping, polling, dead };

struct M {
    int32_t id = -1;
    GId g0, curg;
    PId p, nextp, oldp;
    bool spinning = false, blocked = false;
    int32_t locks = 0, mallocing = 0, dying = 0;
    std::string preemptoff;
    GId lockedg;
    uint32_t lockedExt = 0, lockedInt = 0;
    MId schedlink;                // next on sched.midle
    uint64_t clockPs = 0;         // virtual time of this M, in picoseconds
    Addr addr = 0;                // of the m object on the simulated heap
    std::array<Addr, 3> parts{};  // heap objects it owns: self (mWeakPointer), profStack, mLockProfile.stack
    GId gsignal;                  // goroutine of its signal stack: exists for its memory only
    uint32_t syscalltick = 0;     // of its P when the system call began
    MPark park = MPark::running;
    uint64_t notePs = 0;    // when its note was set before it slept on it; 0: the note is clear
    uint64_t wakeAtPs = 0;  // sleeping, polling: when it goes on; UINT64_MAX: only when woken
    bool gcTriggerPending =
        false;  // a native allocated past the trigger: test it when the instruction is done
    Random cheaprand;
};

enum : uint8_t {
    timerHeaped = 1,    // it stands in a P's heap
    timerModified = 2,  // its entry there still has the old time
    timerZombie = 4     // it was stopped: its entry there is to go
};

struct timer {  // index in World::timers is its identity
    int64_t when = 0, period = 0;
    uint8_t kind = 0;   // sim/runtime/time.h: TimerSleep, TimerFunc, TimerChan
    uint8_t state = 0;  // timerHeaped …
    Addr arg = 0;       // closure, or channel; for TimerSleep the G's index
    Addr addr = 0;      // of the runtime.timer on the heap, whose first word is this number
    uint64_t seq = 0;
    PId ts;  // whose heap it is in
    bool live = false;
    uint32_t blocked = 0;  // goroutines that wait on its channel; 0: a channel timer stands in no heap
};

// A P's timers: a 4-ary heap on when of (timer, when), 16 bytes each, in an array on the simulated heap.
struct timers {
    Addr heap = 0;
    uint64_t len = 0, cap = 0;
    int32_t zombies = 0;          // entries of stopped timers
    int64_t minWhenHeap = 0;      // of its first entry; 0: there is none
    int64_t minWhenModified = 0;  // at most the earliest time of a modified timer; 0: there is none
};

struct P {
    int32_t id = -1;
    uint32_t status = Pidle;
    uint32_t schedtick = 0, syscalltick = 0;
    MId m;
    bool onIdleList = false;  // idlepMask's bit
    MId oldm;                 // had it before the world stopped
    Addr addr = 0;            // of the p object on the simulated heap
    PId link;                 // next on sched.pidle
    struct mcache mcache;
    pageCache pcache;
    uint32_t mspancacheLen = 0;
    persistentAlloc palloc;
    uint32_t runqhead = 0, runqtail = 0;
    std::array<GId, 256> runq{};
    GId runnext;
    std::vector<GId> gFree;        // LIFO
    std::vector<Addr> sudogcache;  // LIFO
    std::vector<Addr> deferpool;   // LIFO
    struct timers timers;
    int64_t goidcache = 0, goidcacheend = 0;
    bool preempt = false, runSafePointFn = false;
    // sysmon's view (sysmontick)
    uint32_t sysmonSchedtick = 0, sysmonSyscalltick = 0;
    int64_t sysmonSchedwhen = 0, sysmonSyscallwhen = 0;
    // collector
    gcWork gcw;
    struct wbBuf wbBuf;
    gcMarkWorkerMode gcMarkWorkerMode_ = gcMarkWorkerMode::NotWorker;
    int64_t gcMarkWorkerStartTime = 0;
    GId nextGCMarkWorker;
    int64_t gcAssistTime = 0, gcFractionalMarkTime = 0;
    int64_t maxStackScanDelta = 0;
    uint64_t scannedStackSize = 0, scannedStacks = 0;
    cleanupBlock cleanups;  // that sweeping on this P fills
    uint8_t limiterEventType = 0;
    int64_t limiterEventStart = 0;
    int64_t idleSince = 0;
};

// Heap objects that only package variables of the real runtime and of the packages it links point to.
struct runtimeGlobals {
    Addr allgs = 0;  // backing array of the slice of all goroutines
    uint64_t allgsLen = 0, allgsCap = 0;
    Addr allp = 0;              // backing array of the slice of all Ps
    std::vector<Addr> objects;  // made by the start of the process and never dropped
};

struct schedt {
    std::vector<GId> runq;  // global queue, from runqHead on
    uint32_t runqHead = 0;
    PId pidle;  // LIFO through P::link
    int32_t npidle = 0, nmspinning = 0;
    bool needspinning = false;
    MId midle;  // LIFO through M::schedlink
    int32_t nmidle = 0, nmidlelocked = 0, nmsys = 0;
    int64_t nmfreed = 0;
    int64_t goidgen = 0;
    int32_t ngsys = 0;
    std::vector<GId> gFreeStack, gFreeNoStack;  // LIFO
    std::vector<Addr> sudogcache, deferpool;    // central, LIFO
    bool gcwaiting = false;
    int32_t stopwait = 0;
    bool stopnoteWaiting = false;
    MId stopM;  // the M that waits for the world to stop
    bool sysmonwait = false;
    int64_t lastpoll = 0, pollUntil = 0;
    timeHistogram timeToRun;         // how long goroutines stood runnable
    int64_t totalMutexWaitTime = 0;  // ns that goroutines waited for a mutex
    Random trackingRand;
    bool disableUser = false;
    std::vector<GId> disableRunnable;
    int32_t safePointWait = 0;
    GId forcegcG, bgsweepG;
    bool forcegcIdle = false, bgsweepParked = false;
    int64_t idleTime = 0;  // ns that Ps spent on the idle list, up to the last update of the limiter
    bool mainStarted = false;
    int64_t sysmonDelayUs = 20, sysmonIdle = 0;
    int64_t schedtracePeriodMs = 0, lastTraceNs = 0;
    // Times that an M was made to act earlier than it would have by itself: a slice that saw it change picks
    // anew (sim/runtime/proc.h, pickM).
    uint64_t mwakes = 0;
    int32_t newprocs = 0;  // GOMAXPROCS from the next start of the world on; 0: as it is
    int32_t gomaxprocs = 1;
    uint8_t safePointFn = 0;  // which function runs at safe points while P::runSafePointFn is set
    bool netpollInited = false;
    GId fing;  // the finalizer goroutine; waits while fingWait, is wanted while fingWake
    bool fingWait = false, fingWake = false;
    GId updateMaxProcsG;
    int64_t stwStartNs = 0;
    bool stwForGC = false;             // the world stands, or is stopping, for the collector
    std::vector<uint32_t> freeTimers;  // LIFO; indices into World::timers
    runtimeGlobals globals;
    // Start-up: M0 has no P yet, P 0 is no more than mcache0; pages and mspan objects come from the heap.
    bool mcache0 = false;
    uint64_t goroutinesCreated = 0;
};

// A waiter on a channel or semaphore; its identity is the address of its heap object.
struct sudog {
    Addr addr = 0;
    GId g;
    Addr elem = 0;            // where to copy from or to; may point into g's stack
    Addr c = 0;               // channel, or semaphore address
    Addr next = 0, prev = 0;  // queue links (addresses of sudogs)
    Addr waitlink = 0;
    bool isSelect = false, success = false;
    uint32_t ticket = 0;
    int64_t acquiretime = 0;
    uint16_t caseIndex = 0;
    bool live = false;
};

struct semaQueue {  // waiters on one semaphore address, FIFO
    Addr addr = 0;
    std::vector<Addr> waiters;
};

}  // namespace tricolor
