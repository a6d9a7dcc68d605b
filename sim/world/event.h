// What a step tells (design §4): one thing that happened, small enough to be kept by the million. Kinds that
// Go's execution tracer has bear its names. The sentence for an event is made in sim/runtime/explain.cc from
// the event and the world, so that kinds carry only numbers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/world/ids.h"

namespace tricolor {

// EVENT(name, "what a b c are"); append at the end of the owner's block
#define TRICOLOR_EVENTS(EVENT)                                                                              \
    /* allocator */                                                                                         \
    EVENT(Alloc, "a: address, b: size asked, c: span class; class 0 is a large object")                     \
    EVENT(TinyAlloc, "a: address, b: size, c: offset in the tiny block")                                    \
    EVENT(Refill, "a: span base given back or 0, c: span class")                                            \
    EVENT(CacheSpan,                                                                                        \
          "a: span base, b: where from (0 partial swept, 1 partial unswept, 2 full unswept, 3 grown), c: "  \
          "span class")                                                                                     \
    EVENT(UncacheSpan, "a: span base, b: 0 partial 1 full, c: span class")                                  \
    EVENT(SpanAlloc, "a: base, b: pages, c: span class | type << 8")                                        \
    EVENT(SpanFree, "a: base, b: pages, c: span class | type << 8")                                         \
    EVENT(HeapGrow, "a: base, b: bytes mapped")                                                             \
    EVENT(PageCacheFill, "a: base, b: free bits")                                                           \
    EVENT(Scavenge, "a: base, b: bytes released")                                                           \
    EVENT(StackAlloc, "a: lo, b: size")                                                                     \
    EVENT(StackFree, "a: lo, b: size")                                                                      \
    EVENT(StackGrow, "a: old lo, b: new lo, c: new size")                                                   \
    EVENT(StackShrink, "a: old lo, b: new lo, c: new size")                                                 \
    /* collector */                                                                                         \
    EVENT(GCBegin, "a: cycle, b: heapLive, c: 0 trigger reached 1 forced 2 two minutes passed")             \
    EVENT(GCPhase, "a: new phase (GCPhase), b: cycle")                                                      \
    EVENT(GCEnd, "a: cycle, b: bytes marked")                                                               \
    EVENT(GCMarkRoot, "a: job, b: kind (0 fixed 1 data 2 bss 3 specials 4 stack), c: G index of a stack")   \
    EVENT(GCMarkObject, "a: object greyed, b: object or slot it was found in, c: 1 noscan (black at once)") \
    EVENT(GCScanObject, "a: object blackened, b: scan work, c: oblet")                                      \
    EVENT(GCWorkerStart, "a: mode, b: G index")                                                             \
    EVENT(GCWorkerStop, "a: mode, b: ns worked")                                                            \
    EVENT(GCMarkAssistBegin, "a: debt bytes, b: scan work to do")                                           \
    EVENT(GCMarkAssistEnd, "a: scan work done")                                                             \
    EVENT(GCAssistCredit, "a: scan work taken from the background credit")                                  \
    EVENT(GCMarkDone, "a: 1 all work is done, 0 more was found")                                            \
    EVENT(WriteBarrier, "a: slot, b: old pointer, c: low 32 bits of the new pointer's offset in the heap")  \
    EVENT(WBFlush, "a: entries")                                                                            \
    EVENT(GCSweepSpan, "a: base, b: objects freed, c: objects alive")                                       \
    EVENT(GCSweepBegin, "a: sweepgen")                                                                      \
    EVENT(GCSweepDone, "a: pages swept")                                                                    \
    EVENT(HeapGoal, "a: goal, b: trigger")                                                                  \
    EVENT(Lost, "a: object freed while reachable, b: slot that points to it")                               \
    /* scheduler */                                                                                         \
    EVENT(GoCreate, "a: new G index, b: start pc")                                                          \
    EVENT(GoStart, "a: G index, b: 1 inherits the time slice")                                              \
    EVENT(GoStop, "a: G index, b: 0 Gosched 1 preempted 2 goyield")                                         \
    EVENT(GoBlock, "a: G index, b: wait reason")                                                            \
    EVENT(GoUnblock, "a: G index that became runnable")                                                     \
    EVENT(GoDestroy, "a: G index")                                                                          \
    EVENT(GoSyscallBegin, "a: G index")                                                                     \
    EVENT(GoSyscallEnd, "a: G index, b: 1 the P was lost")                                                  \
    EVENT(ProcStart, "a: P")                                                                                \
    EVENT(ProcStop, "a: P")                                                                                 \
    EVENT(ProcSteal, "a: P taken from a syscall")                                                           \
    EVENT(ProcsChange, "a: GOMAXPROCS")                                                                     \
    EVENT(Steal, "a: victim P, b: goroutines taken")                                                        \
    EVENT(RunqOverflow, "a: goroutines moved to the global queue")                                          \
    EVENT(Preempt, "a: G index asked to stop")                                                              \
    EVENT(STWBegin, "a: reason")                                                                            \
    EVENT(STWEnd, "a: ns stopped")                                                                          \
    EVENT(MStart, "a: M")                                                                                   \
    EVENT(MPark, "a: M")                                                                                    \
    EVENT(TimerFired, "a: timer")                                                                           \
    EVENT(ChanSend, "a: channel, b: G index of a waiting receiver + 1, c: length")                          \
    EVENT(ChanRecv, "a: channel, b: G index of a waiting sender + 1, c: length")                            \
    EVENT(ChanClose, "a: channel, b: waiters")                                                              \
    EVENT(MWake, "a: M, b: P it gets, c: 1 spinning")                                                       \
    EVENT(MSpin, "a: M, b: 1 begins 0 ends to look for work")                                               \
    EVENT(FindRunnable,                                                                                     \
          "a: where it looks (0 global queue, 1 another P, 2 idle marking, 3 all queues once more), b: P "  \
          "looked at")                                                                                      \
    EVENT(GlobrunqGet, "a: goroutines taken from the global queue, b: left there")                          \
    EVENT(Netpoll, "a: ns it will wait for the next timer, b: 0 begins 1 ends")                             \
    EVENT(TimerSet, "a: timer, b: when, c: P")                                                              \
    EVENT(SelectCase, "a: index of the case, b: channel, c: 1 it had to wait")                              \
    EVENT(SemaWait, "a: address, b: waiters before it, c: 1 in front of them")                              \
    EVENT(SemaWake, "a: address, b: G index woken, c: 1 handed over directly")                              \
    EVENT(Sysmon, "a: Ps taken from system calls, b: goroutines asked to stop, c: us until it looks again") \
    /* program */                                                                                           \
    EVENT(Call, "a: function's entry pc, b: sp")                                                            \
    EVENT(Return, "a: function's entry pc, b: sp")                                                          \
    EVENT(Statement, "a: pc; a new source line is reached")                                                 \
    EVENT(Output, "a: bytes, b: file descriptor")                                                           \
    EVENT(Panic, "a: type of the value")                                                                    \
    EVENT(Fatal, "a: which")                                                                                \
    EVENT(Exit, "a: exit status")

enum class EventKind : uint16_t {
#define EVENT(name, values) name,
    TRICOLOR_EVENTS(EVENT)
#undef EVENT
};
inline constexpr int kEventKinds = 0
#define EVENT(name, values) +1
    TRICOLOR_EVENTS(EVENT)
#undef EVENT
    ;
std::string_view eventName(EventKind kind);
std::string_view eventValues(EventKind kind);  // what a, b, c are

struct Event {
    int64_t time = 0;  // virtual ns of the M it happened on
    EventKind kind{};
    int16_t m = -1, p = -1;
    uint16_t unused = 0;
    int32_t g = -1;  // index into allgs
    uint32_t c = 0;
    uint64_t a = 0, b = 0;
};
static_assert(sizeof(Event) == 40);

// Receives what the simulation tells. Nothing in it may flow back into the world.
class EventSink {
  public:
    virtual ~EventSink() = default;
    // Only kinds whose bit is set are delivered; producers test wants() first, so unwanted kinds cost a bit
    // test.
    bool wants(EventKind k) const {
        const auto i = static_cast<unsigned>(k);
        return wanted_[i / 64] >> (i % 64) & 1;
    }
    void want(EventKind k, bool on = true) {
        const auto i = static_cast<unsigned>(k);
        if (on)
            wanted_[i / 64] |= 1ull << (i % 64);
        else
            wanted_[i / 64] &= ~(1ull << (i % 64));
    }
    void wantAll() { wanted_ = {~0ull, ~0ull}; }
    virtual void event(const Event&) {}
    // Bytes the simulated process writes to file descriptor 1 or 2.
    virtual void output(int /*fd*/, std::string_view /*bytes*/) {}

    // The stepper returns behind the step in which this was set.
    bool stop = false;

  private:
    std::array<uint64_t, 2> wanted_{};
};

}  // namespace tricolor
