// What:    sysmon, the thread without a P: every 20 us to 10 ms it takes Ps from long system calls, asks
//          goroutines that have run for 10 ms to stop, starts the two-minute collection, prints schedtrace
//          lines.
// Follows: runtime/proc.go (sysmon, retake, preemptone, schedtrace).
// Differs: a round is one step; usleep returns late by costs::timerSlack.
// Invariants: sysmon is M1 and never has a P.
#include <algorithm>

#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcscavenge.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

namespace {

constexpr int64_t forcePreemptNS = 10 * 1000 * 1000;

// One P in retake. True: it was taken from a system call.
bool retakeP(Ctx& c, P& pp, int64_t now, uint64_t& asked) {
    const PId p{pp.id};
    schedt& s = c.w.sched;
    bool sysretake = false;
    if (pp.sysmonSchedtick != pp.schedtick) {
        pp.sysmonSchedtick = pp.schedtick;
        pp.sysmonSchedwhen = now;
    } else if (pp.sysmonSchedwhen + forcePreemptNS <= now) {
        asked += preemptone(c, p);
        sysretake = true;
    }
    if (!inSyscall(c.w, p)) return false;
    if (!sysretake && pp.sysmonSyscalltick != pp.syscalltick) {
        pp.sysmonSyscalltick = pp.syscalltick;
        pp.sysmonSyscallwhen = now;
        return false;
    }
    if (runqempty(pp) && s.nmspinning + s.npidle > 0 && pp.sysmonSyscallwhen + forcePreemptNS > now)
        return false;
    takeP(c, p, Pidle);
    handoffp(c, p);
    return true;
}

int retake(Ctx& c, int64_t now, uint64_t& asked) {
    int n = 0;
    for (int32_t i = 0; i < c.w.sched.gomaxprocs; ++i)
        if (c.w.p(PId{i}).status == Prunning) n += retakeP(c, c.w.p(PId{i}), now, asked);
    return n;
}

void usleep(Ctx& c, int64_t us) {
    sleepM(c, static_cast<uint64_t>(us) * costs::us + costs::timerSlack);
}

// Everything sleeps: so does sysmon, until the next timer at most. False: there is no reason to.
bool deepSleep(Ctx& c) {
    schedt& s = c.w.sched;
    if (s.schedtracePeriodMs > 0 || !(s.gcwaiting || s.npidle == s.gomaxprocs)) return false;
    const int64_t now = c.nanotime(), next = timeSleepUntil(c.w);
    if (next <= now) return false;
    s.sysmonwait = true;
    const int64_t longest = forcegcperiod / 2;
    sleepM(c, static_cast<uint64_t>(std::min(longest, next - now)) * costs::ns);
    return true;
}

void round(Ctx& c) {
    World& w = c.w;
    schedt& s = w.sched;
    const int64_t now = c.nanotime();
    if (s.netpollInited && s.lastpoll != 0 && s.lastpoll + 10 * 1000 * 1000 < now) s.lastpoll = now;
    if (w.scavenge.sysmonWake) scavengerWake(c);
    uint64_t asked = 0;
    const int taken = retake(c, now, asked);
    if (taken)
        s.sysmonIdle = 0;
    else
        ++s.sysmonIdle;
    if (s.forcegcIdle && gcTriggerTime(w, now)) {
        s.forcegcIdle = false;
        injectglist(c, {s.forcegcG});
    }
    if (s.schedtracePeriodMs > 0 && s.lastTraceNs + s.schedtracePeriodMs * 1000000 <= now) {
        s.lastTraceNs = now;
        writeErr(c, schedtrace(w, now));
    }
    if (s.sysmonIdle == 0)
        s.sysmonDelayUs = 20;
    else if (s.sysmonIdle > 50)
        s.sysmonDelayUs = std::min<int64_t>(s.sysmonDelayUs * 2, 10 * 1000);
    c.emit(EventKind::Sysmon, static_cast<uint64_t>(taken), asked, static_cast<uint64_t>(s.sysmonDelayUs));
}

}  // namespace

// Stage 0: usleep is over; stage 1: the deep sleep is over.
TaskStatus sysmon(Ctx& c, Task& t) {
    schedt& s = c.w.sched;
    c.charge(costs::sysmonRound);
    if (t.stage == 0 && deepSleep(c)) {
        t.stage = 1;
        return TaskStatus::again;
    }
    if (t.stage == 1) {
        if (!s.sysmonwait) {  // woken by a system call or the start of the world
            s.sysmonIdle = 0;
            s.sysmonDelayUs = 20;
        }
        s.sysmonwait = false;
        t.stage = 0;
    }
    round(c);
    usleep(c, s.sysmonDelayUs);
    return TaskStatus::again;
}

bool preemptone(Ctx& c, PId p) {
    P& pp = c.w.p(p);
    if (!pp.m || pp.m == c.mid) return false;
    const GId id = c.w.m(pp.m).curg;
    if (!id) return false;
    G& g = c.w.g(id);
    if (g.atomicstatus == Gsyscall) return false;
    g.preempt = true;
    g.stackguard0 = stackPreempt;
    pp.preempt = true;
    c.emit(EventKind::Preempt, static_cast<uint64_t>(id.v));
    return true;
}

void preemptall(Ctx& c) {
    for (int32_t i = 0; i < c.w.sched.gomaxprocs; ++i)
        if (c.w.p(PId{i}).status == Prunning) preemptone(c, PId{i});
}

std::string schedtrace(const World& w, int64_t nowNs) {
    const schedt& s = w.sched;
    const auto field = [](const char* name, int64_t v) { return std::string(name) + std::to_string(v); };
    std::string text = "SCHED " + std::to_string(nowNs / 1000000) +
                       "ms:" + field(" gomaxprocs=", s.gomaxprocs) + field(" idleprocs=", s.npidle) +
                       field(" threads=", mcount(w)) + field(" spinningthreads=", s.nmspinning) +
                       field(" needspinning=", s.needspinning) + field(" idlethreads=", s.nmidle) +
                       field(" runqueue=", globrunqlen(w)) + " [ ";
    std::string ticks;
    for (int32_t i = 0; i < s.gomaxprocs; ++i) {
        text += std::to_string(runqlen(w.p(PId{i}))) + " ";
        ticks += std::to_string(w.p(PId{i}).schedtick) + " ";
    }
    return text + "] schedticks=[ " + ticks + "]\n";
}

}  // namespace tricolor::runtime
