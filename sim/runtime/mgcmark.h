// What:    marking: root jobs in order, scanning stacks and objects, greying what they point to, draining the
//          grey set, assists. Colours: white = not marked; grey = marked and in a work buffer; black = marked
//          and not in one.
// Follows: runtime/mgcmark.go (fidelity notes: gc §3, §4, §8.1).
// Differs: mark bits are mbitmap.h isMarked, setMarked. A stack job scans a goroutine between two
//          instructions, where every pc has a stack map, so no frame is conservative; words of runtime tasks
//          of the goroutine are treated conservatively. The runtime's own structures that are host values
//          here (g, sudog, timers …) count as reached from the first bss block.
// Invariants: mgc.h 5, 6.
#pragma once

#include <vector>

#include "sim/runtime/mbitmap.h"
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

// Marks an object and, if it has pointers, puts it into P's queue. from: where the pointer was found (object,
// slot or 0), for the event. Rows of objects: mgcmark_object.h.
void greyobject(Ctx& c, PId p, const ObjectRef& obj, Addr from);
// Finds the object a pointer points into and greys it; nothing if it points to no object.
void greyPointer(Ctx& c, PId p, Addr ptr, Addr from);
// The same for a word that may be no pointer: free slots are left alone.
void greyConservative(Ctx& c, PId p, Addr word, Addr from);
// Is the slot free as far as the collector knows (mspan.isFree)?
bool isFree(const mspan& s, uint64_t index);
// The lesson without write barrier: a pointer to an object that was freed under the program.
bool isUnusableLost(const World& w, const ObjectRef& obj);
// Scans one object or oblet and greys what it points to; counts its scan work in P's gcw.
void scanobject(Ctx& c, PId p, Addr obj);
// Scans a goroutine's stack with the stack maps; it does not run meanwhile. Returns stack bytes in use.
int64_t scanstack(Ctx& c, PId p, GId g);
// The goroutine a stack job scans; none for other jobs.
GId stackOfJob(const World& w, uint32_t job);
// Greys the tiny blocks of all Ps at the start of marking.
void gcMarkTinyAllocs(Ctx& c);

// The task gcDrain{flags, scanWork}: drains roots and grey objects until there is nothing more; with gcDrainN
// (an assist) until scanWork is done. result(0): scan work done.
enum : uint64_t {
    gcDrainUntilPreempt = 1,
    gcDrainFlushBgCredit = 2,
    gcDrainIdle = 4,
    gcDrainFractional = 8,
    gcDrainN = 16,
};
// Background credit of scan work, parked assists first.
void gcFlushBgCredit(Ctx& c, int64_t scanWork);
void gcWakeAllAssists(Ctx& c);

// Every object reachable from globals, stacks and the runtime's structures, found without looking at
// colours; ascending. slot: where a pointer to it was first found (0: the runtime's own). Slow: for tests and
// for the lesson without write barrier.
struct Reached {
    Addr object = 0, slot = 0;
};
std::vector<Reached> reachableObjects(const World& w, const Module& module);
// Greys what only host-side structures of the runtime hold (forEachSchedRoot, queues of finalizers); true if
// something was white.
bool greyRuntimeRoots(Ctx& c, PId p);

}  // namespace tricolor::runtime
