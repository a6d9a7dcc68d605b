// What:    sentences of the program's events, and the call path of every event.
// Follows: nothing in real Go; call paths are its functions.
// Differs: –
// Invariants: no sentence and no path is empty.
#include "sim/runtime/explain.h"

#include "sim/runtime/explain_internal.h"
#include "sim/runtime/explain_words.h"

namespace tricolor::runtime {

using namespace words;

std::string programSentence(const Event& e, const World& w, const Module& m) {
    const std::string g = goroutine(w, m, e.g);
    switch (e.kind) {
        case EventKind::Call:
            return g + " calls " + function(m, e.a);
        case EventKind::Return:
            return g + " returns from " + function(m, e.a);
        case EventKind::Statement:
            return g + " reaches " + line(m, e.a) + " in " + function(m, e.a);
        case EventKind::Output:
            return g + " writes " + bytes(e.a) + " to " +
                   (e.b == 1   ? "standard output"
                    : e.b == 2 ? "standard error"
                               : "a file");
        case EventKind::Panic: {
            const bool known = e.a >= m.typesBase && (e.a - m.typesBase) / Module::typeBytes < m.types.size();
            return g + " panics" + (known ? " with a value of type " + m.typeAt(e.a).string : "");
        }
        case EventKind::Fatal:
            return "A fatal error ends the process: no recover can stop it";
        case EventKind::Exit:
            return "The process exits with status " + number(e.a);
        default:
            return {};
    }
}

std::string sentence(const Event& e, const World& w, const Module& m) {
    for (auto* part : {&allocatorSentence, &collectorSentence, &schedulerSentence, &programSentence})
        if (std::string text = part(e, w, m); !text.empty()) return text;
    return std::string(eventName(e.kind));
}

namespace {

// The last function of a path is the one that does it. The first row of the kind whose condition holds
// counts.
struct Path {
    EventKind kind;
    std::string_view path;
    bool (*when)(const Event& e) = nullptr;
};

using K = EventKind;
constexpr Path kPaths[] = {
    {K::Alloc, "mallocgc → mallocgcLarge", [](const Event& e) { return e.c < 2; }},
    {K::Alloc, "mallocgc → nextFreeFast"},
    {K::TinyAlloc, "mallocgc → mallocgcTiny"},
    {K::Refill, "mallocgc → nextFree → refill"},
    {K::CacheSpan, "mallocgc → nextFree → refill → cacheSpan → grow",
     [](const Event& e) { return e.b == 3; }},
    {K::CacheSpan, "mallocgc → nextFree → refill → cacheSpan"},
    {K::UncacheSpan, "refill → uncacheSpan"},
    {K::SpanAlloc, "mheap.alloc → allocSpan", [](const Event& e) { return (e.c >> 8) == 0; }},
    {K::SpanAlloc, "mheap.allocManual → allocSpan"},
    {K::SpanFree, "sweep → freeSpan → freeSpanLocked", [](const Event& e) { return (e.c >> 8) == 0; }},
    {K::SpanFree, "mheap.freeManual → freeSpanLocked"},
    {K::HeapGrow, "mheap.alloc → allocSpan → grow → sysMap"},
    {K::PageCacheFill, "allocSpan → allocToCache"},
    {K::Scavenge, "bgscavenge → pageAlloc.scavenge → scavengeOne"},
    {K::StackAlloc, "stackalloc"},
    {K::StackFree, "stackfree"},
    {K::StackGrow, "morestack → newstack → copystack"},
    {K::StackShrink, "scanstack → shrinkstack → copystack"},
    {K::GCBegin, "runtime.GC → gcStart", [](const Event& e) { return e.c == 1; }},
    {K::GCBegin, "forcegchelper → gcStart", [](const Event& e) { return e.c == 2; }},
    {K::GCBegin, "mallocgc → gcStart"},
    {K::GCPhase, "gcStart → setGCPhase", [](const Event& e) { return e.a == 1; }},
    {K::GCPhase, "gcMarkTermination → setGCPhase", [](const Event& e) { return e.a == 2; }},
    {K::GCPhase, "gcMarkTermination → setGCPhase(off)"},
    {K::GCEnd, "gcMarkDone → gcMarkTermination"},
    {K::GCMarkRoot, "gcDrain → markroot → scanstack", [](const Event& e) { return e.b == 4; }},
    {K::GCMarkRoot, "gcDrain → markroot → scanblock"},
    {K::GCMarkObject, "scanobject → greyobject"},
    {K::GCScanObject, "gcDrain → scanobject"},
    {K::GCWorkerStart, "schedule → findRunnableGCWorker → gcBgMarkWorker"},
    {K::GCWorkerStop, "gcBgMarkWorker → gopark"},
    {K::GCMarkAssistBegin, "mallocgc → deductAssistCredit → gcAssistAlloc"},
    {K::GCMarkAssistEnd, "gcAssistAlloc → gcAssistAlloc1 → gcDrainN"},
    {K::GCAssistCredit, "gcAssistAlloc → bgScanCredit"},
    {K::GCMarkDone, "gcBgMarkWorker → gcMarkDone"},
    {K::WriteBarrier, "gcWriteBarrier"},
    {K::WBFlush, "wbBufFlush → wbBufFlush1"},
    {K::GCSweepSpan, "sweepone → sweep"},
    {K::GCSweepBegin, "gcMarkTermination → gcSweep"},
    {K::GCSweepDone, "bgsweep → sweepone"},
    {K::HeapGoal, "gcMarkTermination → gcControllerCommit"},
    {K::Lost, "sweep (write barrier off)"},
    {K::GoCreate, "newproc → newproc1 → runqput"},
    {K::GoStart, "schedule → execute"},
    {K::GoStop, "Gosched → goschedImpl → globrunqput", [](const Event& e) { return e.b == 0; }},
    {K::GoStop, "newstack → gopreempt_m → goschedImpl", [](const Event& e) { return e.b == 1; }},
    {K::GoStop, "goyield → runqput"},
    {K::GoBlock, "gopark → park_m"},
    {K::GoUnblock, "goready → ready → runqput"},
    {K::GoDestroy, "goexit → goexit1 → gdestroy → gfput"},
    {K::GoSyscallBegin, "entersyscall → reentersyscall"},
    {K::GoSyscallEnd, "exitsyscall → exitsyscallTryGetP", [](const Event& e) { return e.b != 0; }},
    {K::GoSyscallEnd, "exitsyscall"},
    {K::ProcStart, "schedule → acquirep"},
    {K::ProcStop, "schedule → findRunnable → releasep"},
    {K::ProcSteal, "sysmon → retake → takeP"},
    {K::ProcsChange, "startTheWorld → procresize"},
    {K::Steal, "findRunnable → stealWork → runqsteal → runqgrab"},
    {K::RunqOverflow, "newproc → runqput → runqputslow"},
    {K::Preempt, "sysmon → retake → preemptone"},
    {K::STWBegin, "stopTheWorld → stopTheWorldWithSema"},
    {K::STWEnd, "startTheWorld → startTheWorldWithSema"},
    {K::MStart, "startm → newm → newosproc"},
    {K::MPark, "findRunnable → stopm → mPark"},
    {K::MWake, "wakep → startm → notewakeup"},
    {K::MSpin, "findRunnable → becomeSpinning", [](const Event& e) { return e.b != 0; }},
    {K::MSpin, "schedule → resetspinning"},
    {K::FindRunnable, "schedule → findRunnable → globrunqgetbatch", [](const Event& e) { return e.a == 0; }},
    {K::FindRunnable, "schedule → findRunnable → stealWork", [](const Event& e) { return e.a == 1; }},
    {K::FindRunnable, "schedule → findRunnable → gcBgMarkWorkerPool.pop",
     [](const Event& e) { return e.a == 2; }},
    {K::FindRunnable, "schedule → findRunnable → checkRunqsNoP"},
    {K::GlobrunqGet, "schedule → findRunnable → globrunqget"},
    {K::Netpoll, "findRunnable → netpoll", [](const Event& e) { return e.b != 0; }},
    {K::Netpoll, "findRunnable → netpoll → epollwait"},
    {K::TimerSet, "timer.modify → addHeap → siftUp"},
    {K::TimerFired, "findRunnable → timers.check → unlockAndRun"},
    {K::ChanSend, "chansend → send → sendDirect", [](const Event& e) { return e.b != 0; }},
    {K::ChanSend, "chansend → typedmemmove"},
    {K::ChanRecv, "chanrecv → recv → recvDirect", [](const Event& e) { return e.b != 0; }},
    {K::ChanRecv, "chanrecv → typedmemmove"},
    {K::ChanClose, "closechan → goready"},
    {K::SelectCase, "selectgo → gopark → dequeueSudoG", [](const Event& e) { return e.c != 0; }},
    {K::SelectCase, "selectgo → send/recv"},
    {K::SemaWait, "semacquire1 → queue → goparkunlock"},
    {K::SemaWake, "semrelease1 → dequeue → readyWithTime"},
    {K::Sysmon, "sysmon → retake"},
    {K::Output, "write → write1"},
    {K::Panic, "gopanic → nextDefer"},
    {K::Fatal, "fatal → fatalthrow → dopanic_m"},
    {K::Exit, "exit"},
};

std::string_view pathOf(const Event& e) {
    for (const Path& p : kPaths)
        if (p.kind == e.kind && (!p.when || p.when(e))) return p.path;
    return {};
}

}  // namespace

std::string callPath(const Event& e, const World& w, const Module& m) {
    if (const std::string_view path = pathOf(e); !path.empty()) return std::string(path);
    switch (e.kind) {
        case EventKind::Call:
        case EventKind::Return:
        case EventKind::Statement:
            return goroutine(w, m, e.g) + " → " + function(m, e.a);
        default:
            return std::string(eventName(e.kind));
    }
}

}  // namespace tricolor::runtime
