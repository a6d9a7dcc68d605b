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

// The last function is the one that does it.
std::string_view pathOf(const Event& e) {
    switch (e.kind) {
        case EventKind::Alloc:
            return e.c < 2 ? "mallocgc → mallocgcLarge" : "mallocgc → nextFreeFast";
        case EventKind::TinyAlloc:
            return "mallocgc → mallocgcTiny";
        case EventKind::Refill:
            return "mallocgc → nextFree → refill";
        case EventKind::CacheSpan:
            return e.b == 3 ? "mallocgc → nextFree → refill → cacheSpan → grow"
                            : "mallocgc → nextFree → refill → cacheSpan";
        case EventKind::UncacheSpan:
            return "refill → uncacheSpan";
        case EventKind::SpanAlloc:
            return (e.c >> 8) == 0 ? "mheap.alloc → allocSpan" : "mheap.allocManual → allocSpan";
        case EventKind::SpanFree:
            return (e.c >> 8) == 0 ? "sweep → freeSpan → freeSpanLocked"
                                   : "mheap.freeManual → freeSpanLocked";
        case EventKind::HeapGrow:
            return "mheap.alloc → allocSpan → grow → sysMap";
        case EventKind::PageCacheFill:
            return "allocSpan → allocToCache";
        case EventKind::Scavenge:
            return "bgscavenge → pageAlloc.scavenge → scavengeOne";
        case EventKind::StackAlloc:
            return "newproc1 → stackalloc";
        case EventKind::StackFree:
            return "stackfree";
        case EventKind::StackGrow:
            return "morestack → newstack → copystack";
        case EventKind::StackShrink:
            return "scanstack → shrinkstack → copystack";
        case EventKind::GCBegin:
            return e.c ? "runtime.GC → gcStart" : "mallocgc → gcStart";
        case EventKind::GCPhase:
            return e.a == 1   ? "gcStart → setGCPhase"
                   : e.a == 2 ? "gcMarkTermination → setGCPhase"
                              : "gcMarkTermination → setGCPhase(off)";
        case EventKind::GCEnd:
            return "gcMarkDone → gcMarkTermination";
        case EventKind::GCMarkRoot:
            return e.b == 4 ? "gcDrain → markroot → scanstack" : "gcDrain → markroot → scanblock";
        case EventKind::GCMarkObject:
            return "scanobject → greyobject";
        case EventKind::GCScanObject:
            return "gcDrain → scanobject";
        case EventKind::GCWorkerStart:
            return "schedule → findRunnableGCWorker → gcBgMarkWorker";
        case EventKind::GCWorkerStop:
            return "gcBgMarkWorker → gopark";
        case EventKind::GCMarkAssistBegin:
            return "mallocgc → deductAssistCredit → gcAssistAlloc";
        case EventKind::GCMarkAssistEnd:
            return "gcAssistAlloc → gcAssistAlloc1 → gcDrainN";
        case EventKind::GCAssistCredit:
            return "gcAssistAlloc → bgScanCredit";
        case EventKind::GCMarkDone:
            return "gcBgMarkWorker → gcMarkDone";
        case EventKind::WriteBarrier:
            return "gcWriteBarrier";
        case EventKind::WBFlush:
            return "wbBufFlush → wbBufFlush1";
        case EventKind::GCSweepSpan:
            return "sweepone → sweep";
        case EventKind::GCSweepBegin:
            return "gcMarkTermination → gcSweep";
        case EventKind::GCSweepDone:
            return "bgsweep → sweepone";
        case EventKind::HeapGoal:
            return "gcMarkTermination → gcControllerCommit";
        case EventKind::Lost:
            return "sweep (write barrier off)";
        case EventKind::GoCreate:
            return "newproc → newproc1 → runqput";
        case EventKind::GoStart:
            return "schedule → execute";
        case EventKind::GoStop:
            return e.b == 0   ? "Gosched → goschedImpl → globrunqput"
                   : e.b == 1 ? "newstack → gopreempt_m → goschedImpl"
                              : "goyield → runqput";
        case EventKind::GoBlock:
            return "gopark → park_m";
        case EventKind::GoUnblock:
            return "goready → ready → runqput";
        case EventKind::GoDestroy:
            return "goexit → goexit1 → gdestroy → gfput";
        case EventKind::GoSyscallBegin:
            return "entersyscall → reentersyscall";
        case EventKind::GoSyscallEnd:
            return e.b ? "exitsyscall → exitsyscallTryGetP" : "exitsyscall";
        case EventKind::ProcStart:
            return "schedule → acquirep";
        case EventKind::ProcStop:
            return "schedule → findRunnable → releasep";
        case EventKind::ProcSteal:
            return "sysmon → retake → takeP";
        case EventKind::ProcsChange:
            return "startTheWorld → procresize";
        case EventKind::Steal:
            return "findRunnable → stealWork → runqsteal → runqgrab";
        case EventKind::RunqOverflow:
            return "newproc → runqput → runqputslow";
        case EventKind::Preempt:
            return "sysmon → retake → preemptone";
        case EventKind::STWBegin:
            return "stopTheWorld → stopTheWorldWithSema";
        case EventKind::STWEnd:
            return "startTheWorld → startTheWorldWithSema";
        case EventKind::MStart:
            return "startm → newm → newosproc";
        case EventKind::MPark:
            return "findRunnable → stopm → mPark";
        case EventKind::MWake:
            return "wakep → startm → notewakeup";
        case EventKind::MSpin:
            return e.b ? "findRunnable → becomeSpinning" : "schedule → resetspinning";
        case EventKind::FindRunnable:
            return e.a == 0   ? "schedule → findRunnable → globrunqgetbatch"
                   : e.a == 1 ? "schedule → findRunnable → stealWork"
                   : e.a == 2 ? "schedule → findRunnable → gcBgMarkWorkerPool.pop"
                              : "schedule → findRunnable → checkRunqsNoP";
        case EventKind::GlobrunqGet:
            return "schedule → findRunnable → globrunqget";
        case EventKind::Netpoll:
            return e.b ? "findRunnable → netpoll" : "findRunnable → netpoll → epollwait";
        case EventKind::TimerSet:
            return "timer.modify → addHeap → siftUp";
        case EventKind::TimerFired:
            return "findRunnable → timers.check → unlockAndRun";
        case EventKind::ChanSend:
            return e.b ? "chansend → send → sendDirect" : "chansend → typedmemmove";
        case EventKind::ChanRecv:
            return e.b ? "chanrecv → recv → recvDirect" : "chanrecv → typedmemmove";
        case EventKind::ChanClose:
            return "closechan → goready";
        case EventKind::SelectCase:
            return e.c ? "selectgo → gopark → dequeueSudoG" : "selectgo → send/recv";
        case EventKind::SemaWait:
            return "semacquire1 → queue → goparkunlock";
        case EventKind::SemaWake:
            return "semrelease1 → dequeue → readyWithTime";
        case EventKind::Sysmon:
            return "sysmon → retake";
        case EventKind::Output:
            return "write → write1";
        case EventKind::Panic:
            return "gopanic → nextDefer";
        case EventKind::Fatal:
            return "fatal → fatalthrow → dopanic_m";
        case EventKind::Exit:
            return "exit";
        default:
            return {};
    }
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
