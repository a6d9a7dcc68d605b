// What:    sentences of the allocator's and the collector's events.
// Follows: nothing in real Go; the words are those of its comments and papers.
// Differs: –
// Invariants: every kind listed here returns a sentence, for any values.
#include "sim/runtime/explain_internal.h"
#include "sim/runtime/explain_words.h"

namespace tricolor::runtime {

using namespace words;

namespace {

std::string typeAndClass(uint32_t c) {
    constexpr const char* types[] = {"heap objects", "stacks", "pointer bits", "work buffers"};
    const uint32_t type = c >> 8;
    if (type == 0) return spanClass(static_cast<uint8_t>(c)) + " objects";
    return type < 4 ? types[type] : "the runtime";
}

std::string cacheSpan(const Event& e) {
    constexpr const char* from[] = {"the swept spans with free slots",
                                    "the spans with free slots, sweeping it first",
                                    "the full spans, where sweeping freed a slot",
                                    "the page heap: no span of this class had a free slot"};
    return "mcentral of " + spanClass(static_cast<uint8_t>(e.c)) + " hands out the span at " + hex(e.a) +
           ", from " + from[e.b < 4 ? e.b : 3];
}

std::string phase(const Event& e) {
    switch (static_cast<GCPhase>(e.a)) {
        case GCPhase::mark:
            return "GC " + number(e.b) + " starts marking: the write barrier is on, assists are on";
        case GCPhase::marktermination:
            return "GC " + number(e.b) + " is in mark termination: everything reachable is black";
        default:
            return "GC phase is off again: the write barrier is off, sweeping may begin";
    }
}

std::string markRoot(const Event& e, const World& w, const Module& m) {
    const std::string job = "Root job " + number(e.a) + " ";
    switch (e.b) {
        case 0:
            return job + "marks what the runtime itself holds on to";
        case 1:
            return job + "scans a block of the initialised globals (data)";
        case 2:
            return job + "scans a block of the zero globals (bss)";
        case 3:
            return job + "marks what finalizers of a stretch of spans hold on to";
        default:
            return job + "scans the stack of " + goroutine(w, m, static_cast<int32_t>(e.c));
    }
}

std::string workerMode(uint64_t mode) {
    constexpr const char* names[] = {"no", "dedicated", "fractional", "idle"};
    return names[mode < 4 ? mode : 0];
}

}  // namespace

std::string allocatorSentence(const Event& e, const World&, const Module&) {
    const std::string p = processor(e), spc = spanClass(static_cast<uint8_t>(e.c));
    switch (e.kind) {
        case EventKind::Alloc:
            return p + " allocates " + bytes(e.b) + " at " + hex(e.a) + ", a slot of class " + spc;
        case EventKind::TinyAlloc:
            return p + " packs " + bytes(e.b) + " into its 16 B tiny block at offset " + number(e.c);
        case EventKind::Refill:
            return p + "'s mcache has no free " + spc + " slot: " +
                   (e.a ? "gives back the full span at " + hex(e.a) + " and asks mcentral" : "asks mcentral");
        case EventKind::CacheSpan:
            return cacheSpan(e);
        case EventKind::UncacheSpan:
            return "mcentral of " + spc + " takes back the span at " + hex(e.a) +
                   (e.b ? ": it is full" : ": it still has free slots");
        case EventKind::SpanAlloc:
            return "The page heap makes a span of " + count(e.b, "page") + " at " + hex(e.a) + " for " +
                   typeAndClass(e.c);
        case EventKind::SpanFree:
            return "The span at " + hex(e.a) + " (" + typeAndClass(e.c) + ") gives " + count(e.b, "page") +
                   " back to the page heap";
        case EventKind::HeapGrow:
            return "The heap grows: " + bytes(e.b) + " more are mapped at " + hex(e.a);
        case EventKind::PageCacheFill:
            return p + " takes the free pages of the 512 KiB block at " + hex(e.a) + " into its page cache";
        case EventKind::Scavenge:
            return "The scavenger returns " + bytes(e.b) + " at " + hex(e.a) + " to the operating system";
        case EventKind::StackAlloc:
            return p + " takes a stack of " + bytes(e.b) + " at " + hex(e.a);
        case EventKind::StackFree:
            return "The stack of " + bytes(e.b) + " at " + hex(e.a) + " is free";
        case EventKind::StackGrow:
            return "The stack at " + hex(e.a) + " is too small: it is copied to " + bytes(e.c) + " at " +
                   hex(e.b) + ", pointers into it are adjusted";
        case EventKind::StackShrink:
            return "Less than a quarter of the stack at " + hex(e.a) + " is used: it is copied to " +
                   bytes(e.c) + " at " + hex(e.b);
        default:
            return {};
    }
}

std::string collectorSentence(const Event& e, const World& w, const Module& m) {
    const std::string p = processor(e);
    switch (e.kind) {
        case EventKind::GCBegin:
            return "GC " + number(e.a) + " begins with sweep termination, at " + bytes(e.b) + " live" +
                   (e.c == 0   ? ": the trigger is reached"
                    : e.c == 1 ? ", because the program asked for it"
                               : ", because the last one was two minutes ago");
        case EventKind::GCPhase:
            return phase(e);
        case EventKind::GCEnd:
            return "GC " + number(e.a) + " ends: " + bytes(e.b) + " are reachable";
        case EventKind::GCMarkRoot:
            return markRoot(e, w, m);
        case EventKind::GCMarkObject:
            return "The white object at " + hex(e.a) +
                   (e.c ? " is marked and black at once: it holds no pointers" : " turns grey") +
                   (e.b ? "; it was found through " + hex(e.b) : "");
        case EventKind::GCScanObject:
            return p + " scans the grey object at " + hex(e.a) + (e.c ? ", part " + number(e.c + 1) : "") +
                   ", and it is black: " + bytes(e.b) + " of scan work";
        case EventKind::GCWorkerStart:
            return p + " runs a mark worker in " + workerMode(e.a) + " mode";
        case EventKind::GCWorkerStop:
            return "The " + workerMode(e.a) + " mark worker of " + p + " stops after " +
                   duration(static_cast<int64_t>(e.b));
        case EventKind::GCMarkAssistBegin:
            return goroutine(w, m, e.g) + " has allocated " + bytes(e.a) + " on credit: it marks " +
                   number(e.b) + " bytes of scan work itself";
        case EventKind::GCMarkAssistEnd:
            return goroutine(w, m, e.g) + " has paid " + number(e.a) + " bytes of scan work and goes on";
        case EventKind::GCAssistCredit:
            return goroutine(w, m, e.g) + " pays with " + number(e.a) +
                   " bytes of scan work the mark workers did ahead";
        case EventKind::GCMarkDone:
            return e.a ? "No grey object is left anywhere: marking is done"
                       : "Marking seemed done, but grey objects turned up: it goes on";
        case EventKind::WriteBarrier:
            return "Write barrier at " + hex(e.a) + ": the old pointer " + hex(e.b) +
                   " and the new one are remembered";
        case EventKind::WBFlush:
            return p + "'s write barrier buffer is emptied: the objects of " + count(e.a, "pointer") +
                   " are shaded";
        case EventKind::GCSweepSpan:
            return "Sweeping the span at " + hex(e.a) + " frees " + count(e.b, "object") + ", " +
                   number(e.c) + " stay";
        case EventKind::GCSweepBegin:
            return "Sweep generation " + number(e.a) + " begins: every span is unswept now";
        case EventKind::GCSweepDone:
            return "Sweeping is done: " + count(e.a, "page") + " were swept";
        case EventKind::HeapGoal:
            return "The next heap goal is " + bytes(e.a) + "; the next GC starts at " + bytes(e.b);
        case EventKind::Lost:
            return "The object at " + hex(e.a) + " is freed although " + hex(e.b) +
                   " still points to it: it is lost";
        default:
            return {};
    }
}

}  // namespace tricolor::runtime
