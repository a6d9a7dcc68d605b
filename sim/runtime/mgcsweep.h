// What:    sweeping: turns the mark bits of a cycle into free slots, span by span: by the background sweeper,
//          by allocations in proportion to what they take (deductSweepCredit), by whoever needs pages
//          (mheap.h reclaim).
// Follows: runtime/mgcsweep.go (fidelity notes: gc §11).
// Differs: one span is one step where a task does it; an allocation's share is done at once.
// Invariants:
//  1. sweepDrained implies no span of an unswept set still needs sweeping;
//  2. pagesSwept <= pages in use at the start of sweeping;
//  3. a span with sweepgen h-2 is in an unswept set.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

inline constexpr uint64_t sweepNone = UINT64_MAX;

inline bool isSweepDone(const World& w) {
    return w.mheap_.sweepDrained && w.mheap_.sweepers == 0;
}
// Sweeps the next span. Returns pages given back to the heap (0: none of it), or sweepNone: nothing was left.
uint64_t sweepone(Ctx& c);
// Sweeps one span whose sweepgen is h-1 (the caller took it). preserve: the caller goes on using the span.
// Returns true if the span was freed to the heap.
bool sweep(Ctx& c, SpanId s, bool preserve);
// Takes a span for sweeping: its sweepgen goes from h-2 to h-1. False: somebody else has it or had it.
bool tryAcquireForSweep(World& w, SpanId s);
// Sweeps enough to pay for spanBytes that are about to be allocated; callerPages are already paid for.
void deductSweepCredit(Ctx& c, uint64_t spanBytes, uint64_t callerPages);
// A sweeper registers and leaves (activeSweep); the last to leave behind the last span ends the phase.
bool sweepBegin(World& w);
void sweepEnd(Ctx& c);
void gcPaceSweeper(World& w, uint64_t trigger);
void finishsweep_m(Ctx& c);
void gcSweep(Ctx& c);  // starts sweeping: new sweepgen, wakes bgsweep

}  // namespace tricolor::runtime
