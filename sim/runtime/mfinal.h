// What:    what hangs on objects: finalizers (runtime.SetFinalizer), cleanups (runtime.AddCleanup), weak
//          pointers. Sweeping queues or clears them when their object dies; goroutines run what was queued.
// Follows: runtime/mfinal.go, mcleanup.go, and specials in mheap.go (fidelity notes: gc §12.1-12.3).
// Differs: the queue of finalizers is one vector, not blocks of 101; the order of running is the same, newest
//          first. The goroutines that run them are Go code (package runtime: runFinalizers, runCleanups),
//          which asks here for the next one.
// Invariants:
//  1. a span's specials are sorted by offset, then kind; pageSpecials tells which spans have any;
//  2. an object has at most one finalizer, and one weak handle for each place in it.
#pragma once

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/task.h"

namespace tricolor::runtime {

inline constexpr uint64_t finBlockEntries = 101, cleanupBlockEntries = 20;
inline constexpr uint64_t finBlockSize = 4096, cleanupBlockSize = 512;  // bytes

// SetFinalizer(obj, fn): fn is a closure; nret its result bytes, ot its argument's type. False: it has one.
bool addfinalizer(Ctx& c, Addr obj, Addr fn, uint64_t nret, Addr ot);
void removefinalizer(Ctx& c, Addr obj);
bool hasFinalizer(const World& w, const ObjectRef& obj);
// AddCleanup: fn.call(fn.fn, fn.arg) runs it. Returns its id, for Stop.
uint64_t addCleanup(Ctx& c, Addr obj, const cleanupFn& fn);
void removeCleanup(Ctx& c, Addr obj, uint64_t id);
// The weak handle (16-byte indirection object) of obj; 0: it has none. handle is made by the caller.
Addr getWeakHandle(const World& w, Addr obj);
void addWeakHandle(Ctx& c, Addr obj, Addr handle);
// The address in a weak handle as a pointer that keeps its object alive; 0: the object is dead.
Addr makeStrongFromWeak(Ctx& c, Addr handle);

// Starts the finalizer goroutine, if there is none.
void createfing(Ctx& c);
// What a goroutine of cleanups has taken with awaitCleanup.
const cleanupFn& runningCleanup(const World& w, GId g);
// Wakes goroutines for published cleanups, or remembers that more are wanted; before a P looks for work.
void wakeCleanups(Ctx& c);

// --- for the sweeper
// ---------------------------------------------------------------------------------------- Deals with the
// specials of dead objects: a finalizer revives its object, everything else goes.
void sweepSpecials(Ctx& c, SpanId s);
void flushCleanups(Ctx& c);  // sweeping is done: publish what is not a full block

}  // namespace tricolor::runtime
