// What:    what the files of the scheduler (proc_*.cc, preempt, time, chan …) share and nobody else needs.
// Follows: runtime/proc.go.
// Differs: one header for the parts of one Go file.
#pragma once

#include <vector>

#include "sim/runtime/proc.h"

namespace tricolor::runtime {

// Stages of the task schedule (proc_schedule.cc).
namespace scheduleStage {
enum : uint16_t {
    top,         // own P: expired timers, collector's worker, every 61st the global queue, runnext, queue
    global,      // a batch of the global queue
    spin,        // begin to look at other Ps
    steal,       // look at one other P
    stealNext,   // it had time to run the one that it has next
    idle,        // idle marking; then the P is released
    recheck,     // once more through all queues, without a P
    poll,        // wait for the next timer, or park
    polled,      // a timer is due
    park,        // nothing to do
    woken,       // somebody gave a P
    lockedWoken  // somebody gave a P for the goroutine that is locked to this M
};
}

inline constexpr uint32_t runqSize = 256;

// --- queues (proc_runq.cc)
// -----------------------------------------------------------------------------------
GId runqget(World& w, P& pp, bool& inheritTime);
void runqputbatch(Ctx& c, P& pp, std::vector<GId>& q);  // what does not fit goes to the global queue
void globrunqputhead(World& w, GId g);
void globrunqputbatch(World& w, const std::vector<GId>& q);
GId globrunqget(World& w);
// One to run now; the rest of the batch goes to pp's queue, which is empty.
GId globrunqgetbatch(Ctx& c, P& pp);
inline uint32_t globrunqlen(const World& w) {
    return static_cast<uint32_t>(w.sched.runq.size()) - w.sched.runqHead;
}
inline bool runqempty(const P& p) {
    return p.runqhead == p.runqtail && !p.runnext;
}
GId runqsteal(Ctx& c, P& pp, P& victim, bool stealRunNextG);
// It has only runnext, and an M that is about to run it.
bool mayRunNextSoon(const World& w, const P& victim);

// --- goroutines (proc.cc)
// ---------------------------------------------------------------------------------------
// The goroutine's status (proc_status.cc); the reason why it waits is set before. Measures waits.
void casgstatus(Ctx& c, G& g, uint32_t to);
void startTracking(World& w, G& g);  // a new goroutine
void execute(Ctx& c, GId g, bool inheritTime);
void dropg(Ctx& c);
GId malg(Ctx& c, uint64_t stackSize);
void gfput(Ctx& c, P& pp, GId g);
void gfpurge(World& w, P& pp);
void casWaitingToRunnable(Ctx& c, GId g);  // with the event

// --- threads and permits (proc_m.cc)
// ------------------------------------------------------------------------------
void acquirep(Ctx& c, PId p);
PId releasep(Ctx& c);
void pidleput(Ctx& c, PId p);
PId pidleget(Ctx& c);          // none: there is no idle P
PId pidlegetSpinning(Ctx& c);  // the same, and remembers that somebody looked in vain
// Gives p to a parked or new M; p none: to an idle P, if there is one.
void startm(Ctx& c, PId p, bool spinning);
void handoffp(Ctx& c, PId p);
MId newm(Ctx& c, PId p, bool spinning, TaskKind body);
void mcommoninit(Ctx& c, MId m);     // what every M has: a word that names it, a signal stack
void mProfStackInit(Ctx& c, MId m);  // its buffers for stacks of profiles
MId mget(World& w);
MId mgetSpecific(World& w, MId m);  // takes m off the idle list; none: it is not on it
void mput(Ctx& c);                  // this M parks on the idle list
void parkM(Ctx& c);                 // until notewakeup; not at all if that has been
// A parked or sleeping M goes on. One that is locked to a goroutine may still be on its way to park: another
// M found the goroutine in between.
void notewakeup(Ctx& c, MId m);
void checkdead(Ctx& c);
void becomeSpinning(Ctx& c);
void stopSpinning(Ctx& c);
void wakeSysmon(Ctx& c);  // if it sleeps deeply
void wakeNetPoller(Ctx& c, int64_t when);
inline int32_t mcount(const World& w) {
    return static_cast<int32_t>(w.allm.size()) - static_cast<int32_t>(w.sched.nmfreed);
}

// --- stopping (proc_stw.cc)
// ----------------------------------------------------------------------------------------- This M's P stops
// for the world; the M parks (call with scheduleStage::woken next).
void gcstopm(Ctx& c);
void stopwaitDone(Ctx& c);  // one P less to wait for
void runSafePointFn(Ctx& c, PId p);
// Takes the P from an M in a system call. False: p is not in one.
bool inSyscall(const World& w, PId p);
void takeP(Ctx& c, PId p, uint32_t newStatus);
// Changes the number of Ps while the world is stopped; returns Ps with work, each with the M to run it or
// none.
inline constexpr int32_t maxGOMAXPROCS = 64;  // Knobs::GOMAXPROCS
void takeTimers(Ctx& c, PId to, P& from);     // time.cc
struct RunnableP {
    PId p;
    MId m;
};
std::vector<RunnableP> procresize(Ctx& c, int32_t nprocs);
P& addP(Ctx& c, int32_t id);

// --- sysmon (proc_sysmon.cc)
// ----------------------------------------------------------------------------------------
void startSysmon(Ctx& c);

}  // namespace tricolor::runtime
