// What:    the scheduler's invariants; numbers are those of proc_runq.cc, proc.cc, proc_schedule.cc,
//          proc_m.cc, proc_stw.cc, time_heap.cc, sudog.cc, chan.cc, sema.cc.
// Follows: nothing in real Go.
// Differs: –
// Invariants: it checks them.
#include <algorithm>

#include "sim/runtime/chan.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/runtime2.h"
#include "sim/runtime/time_internal.h"
#include "sim/runtime/validate.h"

namespace tricolor::runtime {

namespace {

std::string broken(int number, const std::string& what) {
    return "sched " + std::to_string(number) + ": " + what;
}

std::string gName(GId g) {
    return "G index " + std::to_string(g.v);
}

// How often each goroutine stands in a queue.
std::vector<int> queuePlaces(const World& w) {
    std::vector<int> places(w.allgs.size(), 0);
    const auto count = [&](GId g) { ++places[static_cast<size_t>(g.v)]; };
    for (size_t i = 0; i < w.allp.size(); ++i) {
        const P& p = w.allp[i];
        if (p.runnext) count(p.runnext);
        for (uint32_t k = p.runqhead; k != p.runqtail; ++k) count(p.runq[k % runqSize]);
    }
    for (size_t i = w.sched.runqHead; i < w.sched.runq.size(); ++i) count(w.sched.runq[i]);
    for (const GId g : w.sched.disableRunnable) count(g);
    // A goroutine locked to an M that was just given a P for it.
    for (size_t i = 0; i < w.allm.size(); ++i)
        if (const M& m = w.allm[i]; m.lockedg && m.nextp) count(m.lockedg);
    // Marking goroutines handed to a P are runnable and stand nowhere else.
    for (size_t i = 0; i < w.allp.size(); ++i)
        if (const GId g = w.allp[i].nextGCMarkWorker) count(g);
    return places;
}

std::string goroutines(const World& w) {
    const std::vector<int> places = queuePlaces(w);
    std::vector<int64_t> goids;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        const GId id{static_cast<int32_t>(i)};
        if (g.isG0) continue;
        const uint32_t status = g.atomicstatus & ~static_cast<uint32_t>(Gscan);
        if (status != Gdead) goids.push_back(g.goid);
        const bool worker = status == Gwaiting && places[i] == 1;  // nextGCMarkWorker may still wait
        if (status == Grunnable ? places[i] != 1 : places[i] != 0 && !worker)
            return broken(1, gName(id) + " has status " + std::to_string(status) + " and stands in " +
                                 std::to_string(places[i]) + " queues");
        // Marking goroutines and assists count as waiting while they mark, so that their stacks can be
        // scanned.
        const bool onM = status == Grunning || status == Gsyscall || status == Gcopystack ||
                         (status == Gwaiting && isWaitingForSuspendG(g.waitreason));
        if (onM != g.m.valid()) return broken(3, gName(id) + " and its M disagree");
        if (onM && w.m(g.m).curg != id) return broken(3, gName(id) + " is not what its M runs");
    }
    std::stable_sort(goids.begin(), goids.end());
    if (std::adjacent_find(goids.begin(), goids.end()) != goids.end()) return broken(4, "a goid twice");
    return {};
}

std::string threads(const World& w) {
    int spinning = 0;
    for (size_t i = 0; i < w.allm.size(); ++i) {
        const M& m = w.allm[i];
        spinning += m.spinning;
        if (m.p && w.p(m.p).m != MId{static_cast<int32_t>(i)})
            return broken(6, "M" + std::to_string(i) + " holds a P that does not know it");
        if (m.curg && w.g(m.curg).m != MId{static_cast<int32_t>(i)})
            return broken(3, "M" + std::to_string(i) + " runs a goroutine that does not know it");
        if (m.p && m.park == MPark::parked) return broken(6, "M" + std::to_string(i) + " parked with a P");
    }
    if (spinning != w.sched.nmspinning) return broken(5, "nmspinning is not the number of spinning Ms");
    int idle = 0;
    for (MId m = w.sched.midle; m; m = w.m(m).schedlink, ++idle)
        if (w.m(m).park != MPark::parked || idle > w.sched.nmidle)
            return broken(7, "midle holds an M that is not parked");
    if (idle != w.sched.nmidle) return broken(7, "nmidle is not the length of midle");
    return {};
}

std::string timersOf(const World& w, PId p) {
    const timers& ts = w.p(p).timers;
    int32_t zombies = 0;
    if (ts.minWhenHeap != (ts.len ? timerEntry(w, ts, 0).when : 0)) return broken(9, "minWhenHeap is wrong");
    for (uint64_t k = 0; k < ts.len; ++k) {
        const timerWhen e = timerEntry(w, ts, k);
        const timer& t = w.timers[w.memory.load64(e.timer)];
        if (!t.live || t.addr != e.timer || !(t.state & timerHeaped) || t.ts != p)
            return broken(9, "a timer in a foreign heap");
        if (t.state & timerModified && !(t.state & timerZombie) &&
            (ts.minWhenModified == 0 || ts.minWhenModified > t.when))
            return broken(9, "a modified timer before minWhenModified");
        if (!(t.state & timerModified) && t.when != e.when) return broken(9, "an entry with a wrong time");
        if (k > 0 && timerEntry(w, ts, (k - 1) / 4).when > e.when)
            return broken(9, "a timer before its parent");
        zombies += (t.state & timerZombie) != 0;
    }
    if (zombies != ts.zombies) return broken(9, "zombies is not the number of stopped timers");
    return {};
}

std::string permits(const World& w) {
    int idle = 0;
    for (PId p = w.sched.pidle; p; p = w.p(p).link, ++idle) {
        const P& pp = w.p(p);
        if (pp.status != Pidle || pp.m || !pp.onIdleList || idle > w.sched.npidle)
            return broken(6, "pidle holds P" + std::to_string(p.v) + ", which is not idle");
        if (!runqempty(pp)) return broken(6, "idle P" + std::to_string(p.v) + " has work");
    }
    if (idle != w.sched.npidle) return broken(6, "npidle is not the length of pidle");
    int running = 0;
    for (size_t i = 0; i < w.allp.size(); ++i) {
        const P& p = w.allp[i];
        if (p.runqtail - p.runqhead > runqSize) return broken(2, "a ring holds more than 256");
        if (p.m && w.m(p.m).p != PId{static_cast<int32_t>(i)})
            return broken(6, "P" + std::to_string(i) + " and its M disagree");
        if ((p.status == Prunning) != p.m.valid() && p.status != Pgcstop)
            return broken(6, "P" + std::to_string(i) + " has the wrong status");
        running += p.status != Pgcstop && p.status != Pdead;
        if (std::string text = timersOf(w, PId{static_cast<int32_t>(i)}); !text.empty()) return text;
    }
    if (w.sched.gcwaiting && w.sched.stopwait != running)
        return broken(8, "stopwait is not the number of Ps that run");
    return {};
}

std::string waiters(const World& w) {
    for (size_t i = 0; i < w.sudogs.size(); ++i) {
        const sudog& s = w.sudogs[i];
        if (s.addr && w.memory.load64(s.addr + 48) != i)
            return broken(10, "a sudog's object names another record");
    }
    Addr last = 0;
    for (const semaQueue& q : w.semtable) {
        if (q.addr <= last && last) return broken(12, "the semaphore table is not sorted");
        last = q.addr;
        if (q.waiters.empty()) return broken(12, "an empty semaphore queue");
        for (const Addr s : q.waiters)
            if (sudogAt(w, s).c != q.addr) return broken(12, "a waiter in a foreign semaphore queue");
    }
    return {};
}

}  // namespace

std::string validateScheduler(const World& w) {
    if (w.process != ProcessState::running) return {};
    for (auto* part : {&goroutines, &threads, &permits, &waiters})
        if (std::string text = part(w); !text.empty()) return text;
    return {};
}

}  // namespace tricolor::runtime
