// What:    marking: root jobs in order, scanning stacks and objects, greying what they point to, draining the
// grey
//          set, assists.
//          Colours: white = not marked; grey = marked and in a work buffer; black = marked and not in one.
// Follows: runtime/mgcmark.go (fidelity notes: gc §3, §4, §8.1).
// Differs: mark bits are mbitmap.h isMarked, setMarked. A stack job scans a goroutine between two
// instructions, where every pc has a stack map, so no
//          frame is conservative; words of runtime tasks of the goroutine are treated conservatively. The
//          runtime's own structures that are host values here (g, sudog, timers …) count as reached from
//          the first bss block.
// Invariants: mgc.h 5, 6.
#pragma once

#include <vector>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

inline constexpr uint64_t rootBlockBytes = 256 << 10;
inline constexpr uint64_t maxObletBytes = 128 << 10;
inline constexpr uint64_t pagesPerSpanRoot = 512;
enum : uint32_t { fixedRootFinalizers, fixedRootFreeGStacks, fixedRootCleanups, fixedRootCount };

void gcPrepareMarkRoots(Ctx& c);
// Runs one root job on this P and returns its scan work.
int64_t markroot(Ctx& c, PId p, uint32_t job);
// Kind of a job for events: 0 fixed 1 data 2 bss 3 specials 4 stack.
int rootKind(const World& w, uint32_t job);

// Colour of an object, for views and tests. obj: base of a slot; not an object: White.
enum class Color : uint8_t { White, Grey, Black };
Color colorOf(const World& w, Addr obj);

// Greys obj (base of a slot of span): mark bit, page mark; pointerful: into P's queue, else black at once.
// from: where it was found (object, slot or 0).
void greyobject(Ctx& c, PId p, Addr obj, SpanId span, uint64_t index, Addr from);
// Finds the object a pointer points into and greys it; nothing if it points to no object.
void greyPointer(Ctx& c, PId p, Addr ptr, Addr from);
// Scans one object or oblet and greys what it points to; counts its scan work in P's gcw.
void scanobject(Ctx& c, PId p, Addr obj);
// Scans a goroutine's stack with the stack maps; it does not run meanwhile. Returns stack bytes in use.
int64_t scanstack(Ctx& c, PId p, GId g);
// Greys the tiny blocks of all Ps at the start of marking.
void gcMarkTinyAllocs(Ctx& c);

// gcDrain's flags.
enum : uint64_t {
    gcDrainUntilPreempt = 1,
    gcDrainFlushBgCredit = 2,
    gcDrainIdle = 4,
    gcDrainFractional = 8,
};
// Background credit of scan work, parked assists first.
void gcFlushBgCredit(Ctx& c, int64_t scanWork);
void gcWakeAllAssists(Ctx& c);

// Every object reachable from roots (globals, stacks, runtime structures), found without looking at colours;
// sorted. Slow: for tests and for the lesson without write barrier.
std::vector<Addr> reachableObjects(const World& w, const Module& module);

}  // namespace tricolor::runtime
