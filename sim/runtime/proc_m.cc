// What:    threads (M) and permits (P): who holds which, idle lists, waking and making threads, and the check
//          for a program in which nothing can happen any more.
// Follows: runtime/proc.go (acquirep … wakep, startm, newm, handoffp, checkdead).
// Differs: a woken M starts costs::wakeM after its waker's time; notes are MPark states and M::notePs.
// Invariants (validateScheduler):
//  6. an M and the P it holds point to each other; idle Ps stand on pidle once, npidle counts them;
//  7. parked Ms without a goroutine of their own stand on midle once, nmidle counts them.
#include "sim/runtime/malloc.h"
#include "sim/runtime/mcache.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgclimit.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"
#include "sim/runtime/time.h"

namespace tricolor::runtime {

void acquirep(Ctx& c, PId p) {
    P& pp = c.w.p(p);
    M& mp = c.mp();
    CHECK(!mp.p && !pp.m && pp.status == Pidle, "wirep: already in use");
    mp.p = p;
    pp.m = c.mid;
    pp.status = Prunning;
    prepareForSweep(c, pp);
    c.emit(EventKind::ProcStart, static_cast<uint64_t>(p.v));
}

PId releasep(Ctx& c) {
    M& mp = c.mp();
    const PId p = mp.p;
    P& pp = c.pp();
    CHECK(pp.m == c.mid && pp.status == Prunning, "releasep: invalid p state");
    c.emit(EventKind::ProcStop, static_cast<uint64_t>(p.v));
    pp.oldm = c.mid;
    pp.m = MId{};
    pp.status = Pidle;
    mp.p = PId{};
    return p;
}

void pidleput(Ctx& c, PId p) {
    P& pp = c.w.p(p);
    CHECK(runqempty(pp), "pidleput: P has non-empty run queue");
    pp.link = c.w.sched.pidle;
    c.w.sched.pidle = p;
    pp.onIdleList = true;
    ++c.w.sched.npidle;
    pp.idleSince = c.nanotime();
    startLimiterEvent(pp, limiterEventType::Idle, c.nanotime());
}

PId pidleget(Ctx& c) {
    const PId p = c.w.sched.pidle;
    if (!p) return p;
    P& pp = c.w.p(p);
    c.w.sched.pidle = pp.link;
    pp.link = PId{};
    pp.onIdleList = false;
    --c.w.sched.npidle;
    stopLimiterEvent(c.w, pp, limiterEventType::Idle, c.nanotime());
    return p;
}

PId pidlegetSpinning(Ctx& c) {
    const PId p = pidleget(c);
    if (!p) c.w.sched.needspinning = true;
    return p;
}

void becomeSpinning(Ctx& c) {
    c.mp().spinning = true;
    ++c.w.sched.nmspinning;
    c.w.sched.needspinning = false;
    c.emit(EventKind::MSpin, static_cast<uint64_t>(c.mid.v), 1);
}

void stopSpinning(Ctx& c) {
    c.mp().spinning = false;
    --c.w.sched.nmspinning;
    CHECK(c.w.sched.nmspinning >= 0, "findRunnable: negative nmspinning");
    c.emit(EventKind::MSpin, static_cast<uint64_t>(c.mid.v), 0);
}

// ---- parking and waking
// -------------------------------------------------------------------------------------------

void parkM(Ctx& c) {
    M& mp = c.mp();
    CHECK(!mp.p, "stopm: holding p");
    if (mp.notePs) {
        mp.clockPs = std::max(mp.clockPs, std::exchange(mp.notePs, 0));
        return;
    }
    mp.park = MPark::parked;
    mp.blocked = true;
    c.emit(EventKind::MPark, static_cast<uint64_t>(c.mid.v));
}

void mput(Ctx& c) {
    CHECK(!c.mp().spinning, "stopm: spinning");
    parkM(c);
    c.mp().schedlink = c.w.sched.midle;
    c.w.sched.midle = c.mid;
    ++c.w.sched.nmidle;
    checkdead(c);
}

MId mget(World& w) {
    const MId m = w.sched.midle;
    if (!m) return m;
    w.sched.midle = w.m(m).schedlink;
    w.m(m).schedlink = MId{};
    --w.sched.nmidle;
    return m;
}

MId mgetSpecific(World& w, MId id) {
    if (!id) return {};
    MId* link = &w.sched.midle;
    while (*link && *link != id) link = &w.m(*link).schedlink;
    if (!*link) return {};
    *link = std::exchange(w.m(id).schedlink, MId{});
    --w.sched.nmidle;
    return id;
}

void notewakeup(Ctx& c, MId id) {
    M& m = c.w.m(id);
    if (m.park == MPark::running && m.lockedg) {
        CHECK(!m.notePs, "notewakeup - double wakeup");
        m.notePs = c.mp().clockPs;
        return;
    }
    CHECK(m.park != MPark::running && m.park != MPark::dead, "notewakeup - double wakeup");
    m.clockPs = std::max(m.clockPs, c.mp().clockPs + costs::wakeM);
    m.park = MPark::running;
    m.wakeAtPs = 0;
    m.blocked = false;
    ++c.w.sched.mwakes;
    c.emit(EventKind::MWake, static_cast<uint64_t>(id.v), static_cast<uint64_t>(m.nextp.v), m.spinning);
}

void wakeSysmon(Ctx& c) {
    if (!c.w.sched.sysmonwait) return;
    c.w.sched.sysmonwait = false;
    notewakeup(c, MId{1});
}

void wakeNetPoller(Ctx& c, int64_t when) {
    schedt& s = c.w.sched;
    if (s.lastpoll != 0) {
        if (s.mainStarted) wakep(c);
        return;
    }
    if (s.pollUntil != 0 && s.pollUntil <= when) return;
    for (size_t i = 0; i < c.w.allm.size(); ++i)
        if (const MId id{static_cast<int32_t>(i)}; c.w.allm[i].park == MPark::polling) {
            M& m = c.w.m(id);
            m.wakeAtPs = std::min(m.wakeAtPs, c.mp().clockPs + costs::wakeM);
            ++s.mwakes;
            return;
        }
}

// ---- starting threads
// --------------------------------------------------------------------------------------------

// A goroutine record that belongs to an M: its scheduling stack or its signal stack.
static GId malgForM(Ctx& c, uint64_t stackSize) {
    const GId id = malg(c, stackSize);
    c.w.g(id).isG0 = true;
    return id;
}

static constexpr uint64_t mBytes = 2040;  // mPadded: its size class must be at least 2 KiB
static constexpr uint64_t profStackBytes = 135 * 8;

static const Type* typeOf(const Ctx& c, TypeId id) {
    return id >= 0 ? &c.module.type(id) : nullptr;
}

void mcommoninit(Ctx& c, MId id) {
    const Addr self = mallocgc(c, 8, typeOf(c, c.module.pointerType), true);
    c.w.m(id).parts[0] = self;
    const GId gsignal = malgForM(c, 32 << 10);
    c.w.m(id).gsignal = gsignal;
}

void mProfStackInit(Ctx& c, MId id) {
    for (const size_t part : {1, 2}) {
        const Addr stk = mallocgc(c, profStackBytes, nullptr, true);
        c.w.m(id).parts[part] = stk;
    }
}

MId newm(Ctx& c, PId p, bool spinning, TaskKind body) {
    World& w = c.w;
    const MId id{static_cast<int32_t>(w.allm.size())};
    CHECK(id.v < 10000, "thread exhaustion");
    w.allm.push_back(M{});
    // An M without a P borrows the new one's to allocate.
    const bool borrow = !c.mp().p;
    if (borrow) c.mp().p = p;
    const Addr object = mallocgc(c, mBytes, typeOf(c, c.module.mType), true);
    mcommoninit(c, id);
    mProfStackInit(c, id);
    const GId g0 = malgForM(c, 16 << 10);
    if (borrow) c.mp().p = PId{};
    M& m = w.m(id);
    m.id = id.v;
    m.addr = object;
    m.g0 = g0;
    w.g(g0).m = id;
    m.nextp = p;
    m.spinning = spinning;
    m.clockPs = c.mp().clockPs + costs::newM;
    m.cheaprand.state = w.knobs.seed * 0x9e3779b97f4a7c15ull + static_cast<uint64_t>(id.v) + 1;
    pushTask(w, g0, body);
    if (body == TaskKind::schedule) w.g(g0).tasks.tasks[0].stage = scheduleStage::woken;
    ++w.sched.mwakes;
    c.emit(EventKind::MStart, static_cast<uint64_t>(id.v));
    return id;
}

void startm(Ctx& c, PId p, bool spinning) {
    if (!p) {
        p = pidleget(c);
        if (!p) {
            if (spinning) --c.w.sched.nmspinning;
            return;
        }
    }
    const MId m = mget(c.w);
    if (!m) {
        newm(c, p, spinning, TaskKind::schedule);
        return;
    }
    c.w.m(m).spinning = spinning;
    c.w.m(m).nextp = p;
    notewakeup(c, m);
}

void wakep(Ctx& c) {
    if (c.w.sched.nmspinning != 0) return;
    const PId p = pidlegetSpinning(c);
    if (!p) return;
    c.w.sched.nmspinning = 1;
    c.w.sched.needspinning = false;
    startm(c, p, true);
}

void handoffp(Ctx& c, PId p) {
    World& w = c.w;
    schedt& s = w.sched;
    P& pp = w.p(p);
    const bool work = !runqempty(pp) || globrunqlen(w) || (w.gcBlackenEnabled && gcMarkWorkAvailable(w, p));
    if (work) return startm(c, p, false);
    if (s.nmspinning + s.npidle == 0) {
        s.nmspinning = 1;
        s.needspinning = false;
        return startm(c, p, true);
    }
    if (s.gcwaiting) {
        pp.status = Pgcstop;
        stopwaitDone(c);
        return;
    }
    if (pp.runSafePointFn) runSafePointFn(c, p);
    if (s.npidle == s.gomaxprocs - 1 && s.lastpoll != 0) return startm(c, p, false);
    const int64_t when = wakeTime(pp.timers);
    pidleput(c, p);
    if (when) wakeNetPoller(c, when);
}

// ---- LockOSThread
// ------------------------------------------------------------------------------------------------

void LockOSThread(Ctx& c) {
    M& mp = c.mp();
    ++mp.lockedExt;
    mp.lockedg = mp.curg;
    c.w.g(mp.curg).lockedm = c.mid;
}

void UnlockOSThread(Ctx& c) {
    M& mp = c.mp();
    if (mp.lockedExt == 0 || --mp.lockedExt != 0 || mp.lockedInt != 0) return;
    mp.lockedg = GId{};
    c.w.g(mp.curg).lockedm = MId{};
}

// ---- deadlock
// ----------------------------------------------------------------------------------------------------

void checkdead(Ctx& c) {
    World& w = c.w;
    const schedt& s = w.sched;
    if (!s.mainStarted || w.process != ProcessState::running) return;
    const int32_t run = mcount(w) - s.nmidle - s.nmidlelocked - s.nmsys;
    if (run > 0) return;
    CHECK(run == 0, "checkdead: inconsistent counts");
    int waiting = 0;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        if (g.isG0 || g.system) continue;
        const uint32_t status = g.atomicstatus & ~static_cast<uint32_t>(Gscan);
        waiting += status == Gwaiting || status == Gpreempted;
        CHECK(status != Grunnable && status != Grunning && status != Gsyscall, "checkdead: runnable g");
    }
    if (waiting == 0) return fatalError(c, "no goroutines (main called runtime.Goexit) - deadlock!");
    for (size_t i = 0; i < w.allp.size(); ++i)
        if (w.allp[i].timers.len > 0) return;
    fatalError(c, "all goroutines are asleep - deadlock!");
}

}  // namespace tricolor::runtime
