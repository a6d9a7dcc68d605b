// What:    the scheduler: goroutines (G) are multiplexed on threads (M), which need a permit (P) to run Go
//          code. Who runs next is decided by `schedule`, a task on the g0 of an M; which M acts next by
//          pickM.
// Follows: runtime/proc.go. Specification: fidelity notes "sched" part 1.
// Differs: threads advance in virtual time, one step at a time; locks and notes are not needed. The network
//          poller has no descriptors: an M "in netpoll" waits for timers only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// ---- Boot -------------------------------------------------------------------------------------------------

// Makes heap and collector ready (mallocinit, gcinit), then M0, the Ps, and leaves the state in which a real
// process enters main.main: P0 on M0 runs the main goroutine (pc = module.gostartPc, context
// module.mainClosure), M1 is sysmon, the runtime's own goroutines G2..G5 (G6 where package os is linked)
// stand where the real ones stand (fidelity notes: sched §1.2). main is not locked to M0 any more and package
// initialisation is charged to it when it runs.
void schedinit(World& w, const Module& module);

// ---- Driving it (sim/golang's run) ------------------------------------------------------------------------

// The M that acts next, and the virtual time before which it stays the next one, unless sched.mwakes changes:
// while its clock is < untilPs and mwakes is the same, the same M acts again. A sleeping M acts at its wake
// time; parked ones do not. m is none when nothing can ever happen again.
struct Next {
    MId m;
    uint64_t untilPs = 0;
};
Next pickM(const World& w);

// Does this M interpret bytecode next? False: call stepM. Also false when the goroutine is to be preempted
// asynchronously at this instruction (stepM does that).
bool runsGoCode(const World& w, MId m);

// One step of runtime work on c.mid (chosen by pickM): wakes it if it slept, then one task stage.
void stepM(Ctx& c);

// ---- Goroutines -------------------------------------------------------------------------------------------

// `go f()`: closure is the address of a func value without arguments. gopc: pc of the go statement (0:
// current pc of the goroutine that runs).
GId newproc(Ctx& c, Addr closure, Addr gopc = 0);
// A goroutine of the runtime's own whose body is a task that never ends.
GId newSystemproc(Ctx& c, TaskKind body);
// One whose body is Go code.
GId newSystemproc(Ctx& c, Addr closure);

// Makes a waiting goroutine runnable: runnext of the current P (next) or the tail of its queue; may wake an
// M.
void goready(Ctx& c, GId g, bool next = true);
// The same for many, in order (injectglist): for lists made by the poller, the sweeper, the end of a cycle.
void injectglist(Ctx& c, const std::vector<GId>& gs);

// The next three give the M back to the scheduler. Whatever made the goroutine call them must be complete: it
// goes on with its next instruction, or with the next stage of its top task.
void Gosched(Ctx& c);  // runtime.Gosched: to the tail of the global queue
void goyield(Ctx& c);  // to the tail of the local queue
// The goroutine waits until goready; Ctx::park is this and TaskStatus::again.
void gopark(Ctx& c, waitReason reason);

// Ends the current goroutine: pushes the task goexit{}, whose result never comes. Deferred calls have run.
void goexit1(Ctx& c);

int32_t gcount(const World& w);  // runtime.NumGoroutine
bool isSystemGoroutine(const World& w, GId g);
// The function a goroutine was started with ("main.worker", "bgsweep"), for views and texts.
std::string gname(const World& w, const Module& module, GId g);

// ---- System calls -----------------------------------------------------------------------------------------

// The goroutine enters a system call that lasts so long; the caller then runs the task exitsyscall{} (c.call
// or pushTask) and goes on when that is done. While it lasts, sysmon may take the P.
void entersyscall(Ctx& c, costs::ps duration);

void LockOSThread(Ctx& c);
void UnlockOSThread(Ctx& c);

// ---- Stopping the world -----------------------------------------------------------------------------------

// Reasons of stopTheWorldWithSema{reason}: numbers are Go's stwReason.
enum class stwReason : uint8_t {
    Unknown,
    GCMarkTerm,
    GCSweepTerm,
    WriteHeapDump,
    GoroutineProfile,
    GoroutineProfileCleanup,
    AllGoroutinesStack,
    ReadMemStats,
    AllThreadsSyscall,
    GOMAXPROCS,
    StartTrace,
    StopTrace
};
std::string_view stwReasonText(stwReason r);
// Tasks (the caller holds work.worldsema and lives on a goroutine that keeps its M and P meanwhile):
//   stopTheWorldWithSema{reason}         done when no other M runs Go code
//   startTheWorldWithSema{}              resizes to sched.newprocs if that is set
//   forEachP{waitReason, fn}             the ragged barrier: gcSafePoint(c, p, fn) (mgc.h) for every P
//   GOMAXPROCS{n}                        result(0) = the value before; n < 1 only asks

// ---- Parts others call ------------------------------------------------------------------------------------

void wakep(Ctx& c);              // wakes or makes an M for an idle P, unless one already looks for work
bool preemptone(Ctx& c, PId p);  // asks the goroutine on p to yield
void preemptall(Ctx& c);
bool runqempty(const World& w, PId p);
void runqput(Ctx& c, PId p, GId g, bool next);
void globrunqput(World& w, GId g);  // tail
uint32_t runqlen(const P& p);       // without runnext
// Moves runnext and the whole local queue to the global queue (a dedicated mark worker that was preempted).
void runqdrainToGlobal(Ctx& c);

// Heap objects that only the scheduler's own structures keep alive: g objects, sudogs in use and in caches,
// values of goroutines that wait. f gets addresses that are heap objects or point into one.
template <class F>
void forEachSchedRoot(const World& w, F f) {
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        for (const Addr a : {g.addr, g.timer, g.sched.ctxt, g.param, g.waiting})
            if (a >= kHeapBase) f(a);
        for (const panicRecord& p : g.panics)
            if (p.argData >= kHeapBase) f(p.argData);
        for (const deferRecord& d : g.defers) {
            if (d.fn >= kHeapBase) f(d.fn);
            if (d.heapRecord) f(d.heapRecord);
            if (d.head) f(d.head);
        }
    }
    for (size_t i = 0; i < w.sudogs.size(); ++i)
        if (w.sudogs[i].addr) f(w.sudogs[i].addr);
    for (size_t i = 0; i < w.allm.size(); ++i) {
        if (w.allm[i].addr) f(w.allm[i].addr);
        for (const Addr a : w.allm[i].parts)
            if (a) f(a);
    }
    for (const Addr a : {w.sched.globals.allgs, w.sched.globals.allp})
        if (a >= kHeapBase) f(a);
    for (const Addr a : w.sched.globals.objects) f(a);
    for (size_t i = 0; i < w.allp.size(); ++i)
        if (w.allp[i].addr) f(w.allp[i].addr);
    for (size_t i = 0; i < w.allp.size(); ++i)
        for (const Addr a : w.allp[i].deferpool) f(a);
    for (const Addr a : w.sched.deferpool) f(a);
}

// "SCHED 1005ms: gomaxprocs=1 idleprocs=0 …", the line of GODEBUG=schedtrace.
std::string schedtrace(const World& w, int64_t nowNs);

}  // namespace tricolor::runtime
