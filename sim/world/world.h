// World: the whole simulated process as one value. Copying it is a snapshot and shares structure, assigning
// restores,
// == and hash() cover every field (sim/world/reflect.h walks them; a field cannot be forgotten).
// Where what lives: heap.h (spans, caches, pages, counters), gc.h (collector), sched.h (G, M, P), memory.h
// (bytes). World changes only through step() (sim/golang/step.h) and the few commands of sim/history.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/cow.h"
#include "sim/world/gc.h"
#include "sim/world/heap.h"
#include "sim/world/ids.h"
#include "sim/world/knobs.h"
#include "sim/world/memory.h"
#include "sim/world/reflect.h"
#include "sim/world/sched.h"

namespace tricolor {

enum class ProcessState : uint8_t { running, exited };

struct World {
    Knobs knobs;
    uint64_t step = 0;  // steps taken so far
    ProcessState process = ProcessState::running;
    int32_t exitCode = 0;

    Memory memory;
    mheap mheap_;
    mstats memstats;

    GCPhase gcphase = GCPhase::off;
    bool writeBarrierEnabled = false;  // writeBarrier.enabled
    bool gcBlackenEnabled = false;
    gcControllerState gcController;
    gcLimiter gcCPULimiter;
    workType work;
    scavengeState scavenge;
    finalizerQueue finq;
    cleanupQueue gcCleanups;

    CowVector<G, 8> allgs;
    CowVector<M, 4> allm;
    CowVector<P, 1> allp;
    schedt sched;
    CowVector<timer, 32> timers;
    uint64_t timerSeq = 0;
    CowVector<sudog, 32> sudogs;  // by slot; sudogOfAddr finds them
    std::vector<uint32_t> freeSudogs;
    std::vector<semaQueue> semtable;  // sorted by address
    uint32_t startingStackSize = 2048;

    // Process-wide Go state that packages keep: sorted by name, small.
    uint64_t maxstacksize = 1000000000;
    uint64_t outputBytes = 0;   // written to descriptors 1 and 2 so far
    int64_t timeStartNano = 0;  // package time's monotonic readings count from here; 0: it was not used yet
    uint64_t globalRandom = 0;  // state of math/rand's unseeded source

    mspan& span(SpanId id) {
        mspan& s = mheap_.spans.mut(id.index());
        CHECK(s.generation == id.generation(), "a span id outlived its span");
        return s;
    }
    const mspan& span(SpanId id) const {
        const mspan& s = mheap_.spans[id.index()];
        CHECK(s.generation == id.generation(), "a span id outlived its span");
        return s;
    }
    G& g(GId id) { return allgs.mut(static_cast<size_t>(id.v)); }
    const G& g(GId id) const { return allgs[static_cast<size_t>(id.v)]; }
    M& m(MId id) { return allm.mut(static_cast<size_t>(id.v)); }
    const M& m(MId id) const { return allm[static_cast<size_t>(id.v)]; }
    P& p(PId id) { return allp.mut(static_cast<size_t>(id.v)); }
    const P& p(PId id) const { return allp[static_cast<size_t>(id.v)]; }

    // Span that covers a heap address, in use or not; none outside the mapped heap (spanOf).
    SpanId spanOf(Addr a) const {
        const uint64_t page = (a - kHeapBase) >> kPageShift;
        return a >= kHeapBase && page < mheap_.pageToSpan.size() ? mheap_.pageToSpan[page] : SpanId{};
    }

    // (no constructor: World stays an aggregate, so that reflect.h sees its fields; see newWorld)
};

// A world with these knobs and nothing in it yet; sim/runtime's schedinit boots it.
World newWorld(const Knobs& knobs);
bool equal(const World& a, const World& b);
// The same number for the same world in every build, on every compiler.
uint64_t hash(const World& w);

}  // namespace tricolor
