// A stand-in for a program: one M, a step every 10 ns, events by rule. Every 10th step is a statement, every
// 25th an allocation, every 1000th begins a GC cycle that marks for 200 steps and sweeps for 100; the last
// step is 20000.
#pragma once

#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::app::testing {

inline constexpr uint64_t kLastStep = 20000;

inline World scriptedWorld() {
    World w = newWorld({});
    w.memory.mapHeap(1 << 20);
    w.allgs.push_back(G{});
    w.allm.push_back(M{});
    w.allp.push_back(P{});
    M& m = w.allm.mut(0);
    m.id = 0;
    m.g0 = m.curg = GId{0};
    m.p = PId{0};
    w.allp.mut(0).m = MId{0};
    w.mheap_.sweepDrained = true;
    return w;
}

inline void emit(World& w, EventSink& sink, EventKind kind, uint64_t a = 0) {
    if (!sink.wants(kind)) return;
    Event e;
    e.time = static_cast<int64_t>(w.m(MId{0}).clockPs / 1000);
    e.kind = kind;
    e.m = 0;
    e.p = 0;
    e.g = 0;
    e.a = a;
    sink.event(e);
}

inline void scriptedStep(World& w, EventSink& sink) {
    const uint64_t n = w.step + 1;  // the step that this is
    w.m(MId{0}).clockPs += 10000;
    w.gcController.heapLive += 8;
    w.memory.store64(kHeapBase + n % 1000 * 8, n);
    if (n % 10 == 0) emit(w, sink, EventKind::Statement);
    if (n % 25 == 0) emit(w, sink, EventKind::Alloc, kHeapBase + n % 1000 * 8);
    const uint64_t at = n % 1000;
    if (at == 0) {
        ++w.work.cycles;
        w.gcphase = GCPhase::mark;
        emit(w, sink, EventKind::GCBegin, w.work.cycles);
        emit(w, sink, EventKind::GCPhase, 1);
    }
    if (at == 200 && n > 1000) {
        w.gcphase = GCPhase::off;
        w.mheap_.sweepDrained = false;
        emit(w, sink, EventKind::GCPhase, 0);
        emit(w, sink, EventKind::GCSweepBegin);
    }
    if (at == 300 && n > 1000) {
        w.mheap_.sweepDrained = true;
        emit(w, sink, EventKind::GCSweepDone);
    }
    if (n % 5000 == 0) {
        sink.output(1, "line\n");
        w.outputBytes += 5;
    }
    ++w.step;
    if (w.step == kLastStep) w.process = ProcessState::exited;
}

inline uint64_t scriptedRun(World& w, EventSink& sink, uint64_t most) {
    uint64_t n = 0;
    for (; n < most && w.process == ProcessState::running && !sink.stop; ++n) scriptedStep(w, sink);
    return n;
}

}  // namespace tricolor::app::testing
