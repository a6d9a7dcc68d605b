// What:    goroutines: made, parked, readied, yielding, ended.
// Follows: runtime/proc.go.
// Differs: no allglock; a G's entry stays in World::allgs for ever, as in real Go.
// Invariants (validateScheduler):
//  3. a running goroutine and its M point to each other; a goroutine that does not run has no M;
//  4. goids are unique and handed out in blocks of 16 a P.
#include "sim/runtime/proc.h"

#include "sim/runtime/malloc.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc_bootheap.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t gBytes = 456;
constexpr int64_t goidCacheBatch = 16;
constexpr uint64_t gostartFrameBytes = 32;  // at most this much of a new stack (Module::gostartPc)

int64_t newGoid(World& w, P& pp) {
    if (pp.goidcache == pp.goidcacheend) {
        pp.goidcache = w.sched.goidgen + 1;
        w.sched.goidgen += goidCacheBatch;
        pp.goidcacheend = pp.goidcache + goidCacheBatch;
    }
    return pp.goidcache++;
}

// A dead goroutine with a stack: from the free lists, or new.
GId gfget(Ctx& c, P& pp) {
    schedt& s = c.w.sched;
    if (pp.gFree.empty())
        while (pp.gFree.size() < 32 && !(s.gFreeStack.empty() && s.gFreeNoStack.empty())) {
            std::vector<GId>& from = s.gFreeStack.empty() ? s.gFreeNoStack : s.gFreeStack;
            pp.gFree.push_back(from.back());
            from.pop_back();
        }
    if (pp.gFree.empty()) return {};
    const GId id = pp.gFree.back();
    pp.gFree.pop_back();
    G& g = c.w.g(id);
    if (g.stack.lo != 0 && g.stack.size() != c.w.startingStackSize) {
        stackfree(c, g.stack);
        g.stack = {};
    }
    if (g.stack.lo == 0) g.stack = stackalloc(c, c.w.startingStackSize);
    return id;
}

GId takeDeadG(Ctx& c) {
    GId id = gfget(c, c.pp());
    if (!id) {
        id = malg(c, fixedStack);
        allgadd(c, id);
    }
    G& g = c.w.g(id);
    CHECK(g.atomicstatus == Gdead, "newproc1: new g is not Gdead");
    const struct stack stk = g.stack;
    const Addr addr = g.addr;
    const bool tracking = g.tracking;
    g = G{};
    g.tracking = tracking;
    g.stack = stk;
    g.addr = addr;
    g.atomicstatus = Gdead;
    g.stackguard0 = stk.lo + stackGuard;
    return id;
}

GId newproc1(Ctx& c, GId id) {
    World& w = c.w;
    G& g = w.g(id);
    const M& mp = w.m(c.mid);
    g.parentGoid = mp.curg ? w.g(mp.curg).goid : 0;
    P& pp = c.pp();
    startTracking(w, g);
    g.goid = newGoid(w, pp);
    casgstatus(c, g, Grunnable);
    addScannableStack(w, PId{pp.id}, static_cast<int64_t>(g.stack.size()));
    c.emit(EventKind::GoCreate, static_cast<uint64_t>(id.v), g.startpc);
    runqput(c, PId{pp.id}, id, true);
    ++w.sched.goroutinesCreated;
    if (w.sched.mainStarted) wakep(c);
    return id;
}

}  // namespace

GId malg(Ctx& c, uint64_t stackSize) {
    const GId id{static_cast<int32_t>(c.w.allgs.size())};
    c.w.allgs.push_back(G{});
    const Type* typ = c.module.gType >= 0 ? &c.module.type(c.module.gType) : nullptr;
    const Addr addr = mallocgc(c, gBytes, typ, true);
    const struct stack stk = stackalloc(c, stackSize);
    G& g = c.w.g(id);
    g.addr = addr;
    g.stack = stk;
    g.stackguard0 = stk.lo + stackGuard;
    g.atomicstatus = Gdead;
    return id;
}

GId newproc(Ctx& c, Addr closure, Addr gopc) {
    c.charge(costs::newproc);
    const M& caller = c.w.m(c.mid);
    if (!gopc && caller.curg) gopc = c.w.g(caller.curg).sched.pc;
    const GId id = takeDeadG(c);
    if (c.w.process == ProcessState::exited) return id;  // no memory for its stack
    G& g = c.w.g(id);
    g.sched.sp = g.stack.hi - gostartFrameBytes;
    g.sched.pc = c.module.gostartPc;
    g.sched.ctxt = closure;
    c.w.memory.zero(g.sched.sp, gostartFrameBytes);
    g.gopc = gopc;
    g.startpc = closure ? c.w.memory.load64(closure) : 0;  // first word of a func value: its code
    if (c.w.gcphase != GCPhase::off && closure >= kHeapBase) gcShade(c, closure);
    return newproc1(c, id);
}

GId newSystemproc(Ctx& c, TaskKind body) {
    c.charge(costs::newproc);
    const GId id = takeDeadG(c);
    if (c.w.process == ProcessState::exited) return id;
    c.w.g(id).system = true;
    c.w.g(id).sched.sp = c.w.g(id).stack.hi;
    pushTask(c.w, id, body);
    ++c.w.sched.ngsys;
    return newproc1(c, id);
}

GId newSystemproc(Ctx& c, Addr closure) {
    const GId id = newproc(c, closure);
    if (c.w.process == ProcessState::exited) return id;
    c.w.g(id).system = true;
    ++c.w.sched.ngsys;
    return id;
}

void dropg(Ctx& c) {
    M& mp = c.mp();
    c.w.g(mp.curg).m = MId{};
    mp.curg = GId{};
}

void gopark(Ctx& c, waitReason reason) {
    M& mp = c.mp();
    CHECK(mp.curg && c.gid() == mp.curg, "gopark: not on a goroutine");
    G& g = c.w.g(mp.curg);
    CHECK(g.atomicstatus == Grunning, "gopark: bad g status");
    c.emit(EventKind::GoBlock, static_cast<uint64_t>(mp.curg.v), static_cast<uint64_t>(reason));
    const uint32_t frames = parkedFrames(reason);
    if (frames > 32 && g.sched.sp && !g.isG0) growForRuntime(c, frames - 24);
    g.runtimeFrames = frames;
    g.waitreason = reason;
    casgstatus(c, g, Gwaiting);
    dropg(c);
    pushTask(c.w, mp.g0, TaskKind::schedule);
}

TaskStatus Ctx::park(waitReason reason) {
    gopark(*this, reason);
    return TaskStatus::again;
}

void casWaitingToRunnable(Ctx& c, GId id) {
    G& g = c.w.g(id);
    CHECK(g.atomicstatus == Gwaiting, "bad g->status in ready");
    casgstatus(c, g, Grunnable);
    c.emit(EventKind::GoUnblock, static_cast<uint64_t>(id.v));
}

void goready(Ctx& c, GId id, bool next) {
    casWaitingToRunnable(c, id);
    runqput(c, PId{c.pp().id}, id, next);
    wakep(c);
}

void injectglist(Ctx& c, const std::vector<GId>& gs) {
    if (gs.empty()) return;
    for (const GId g : gs) casWaitingToRunnable(c, g);
    const auto startIdle = [&c](size_t n) {
        for (; n > 0; --n) {
            const PId p = pidlegetSpinning(c);
            if (!p) return;
            startm(c, p, false);
        }
    };
    if (!c.mp().p) {
        globrunqputbatch(c.w, gs);
        startIdle(gs.size());
        return;
    }
    const size_t toIdle = std::min(gs.size(), static_cast<size_t>(c.w.sched.npidle));
    const auto split = gs.begin() + static_cast<std::ptrdiff_t>(toIdle);
    globrunqputbatch(c.w, std::vector<GId>(gs.begin(), split));
    startIdle(toIdle);
    std::vector<GId> rest(split, gs.end());
    runqputbatch(c, c.pp(), rest);
    wakep(c);
}

// The running goroutine becomes runnable; the caller puts it somewhere.
static GId stopRunning(Ctx& c, uint64_t how) {
    const GId id = c.mp().curg;
    CHECK(id && c.w.g(id).atomicstatus == Grunning, "bad g status");
    c.emit(EventKind::GoStop, static_cast<uint64_t>(id.v), how);
    casgstatus(c, c.w.g(id), Grunnable);
    dropg(c);
    pushTask(c.w, c.mp().g0, TaskKind::schedule);
    return id;
}

void Gosched(Ctx& c) {
    globrunqput(c.w, stopRunning(c, 0));
    if (c.w.sched.mainStarted) wakep(c);
}

void goyield(Ctx& c) {
    const GId id = stopRunning(c, 2);
    runqput(c, PId{c.pp().id}, id, false);
}

void gopreempt_m(Ctx& c) {
    // A stopping world keeps it in front, so that the same goroutine goes on when the world starts again.
    const GId id = stopRunning(c, 1);
    c.w.g(id).preempt = false;
    if (c.w.sched.gcwaiting)
        runqput(c, PId{c.pp().id}, id, true);
    else
        globrunqput(c.w, id);
    if (c.w.sched.mainStarted) wakep(c);
}

void execute(Ctx& c, GId id, bool inheritTime) {
    M& mp = c.mp();
    G& g = c.w.g(id);
    CHECK(g.atomicstatus == Grunnable, "execute: bad g status");
    mp.curg = id;
    g.m = c.mid;
    casgstatus(c, g, Grunning);
    g.waitsince = 0;
    g.runtimeFrames = 0;
    g.preempt = false;
    g.stackguard0 = g.stack.lo + stackGuard;
    if (!inheritTime) ++c.pp().schedtick;
    c.emit(EventKind::GoStart, static_cast<uint64_t>(id.v), inheritTime);
}

void gfput(Ctx& c, P& pp, GId id) {
    G& g = c.w.g(id);
    if (g.stack.size() != c.w.startingStackSize && g.stack.lo != 0) {
        stackfree(c, g.stack);
        g.stack = {};
        g.stackguard0 = 0;
    }
    pp.gFree.push_back(id);
    if (pp.gFree.size() < 64) return;
    while (pp.gFree.size() >= 32) {
        const GId last = pp.gFree.back();
        pp.gFree.pop_back();
        (c.w.g(last).stack.lo ? c.w.sched.gFreeStack : c.w.sched.gFreeNoStack).push_back(last);
    }
}

void gfpurge(World& w, P& pp) {
    for (; !pp.gFree.empty(); pp.gFree.pop_back())
        (w.g(pp.gFree.back()).stack.lo ? w.sched.gFreeStack : w.sched.gFreeNoStack)
            .push_back(pp.gFree.back());
}

void goexit1(Ctx& c) {
    pushTask(c.w, c.mp().curg, TaskKind::goexit);
}

// goexit0: ends the goroutine whose bottom task this is. A goroutine that is locked to its thread takes the
// thread along; the main thread parks for ever instead.
TaskStatus goexit(Ctx& c, Task&) {
    World& w = c.w;
    M& mp = c.mp();
    const GId id = mp.curg;
    G& g = w.g(id);
    c.charge(costs::schedule);
    c.emit(EventKind::GoDestroy, static_cast<uint64_t>(id.v));
    P& pp = c.pp();
    addScannableStack(w, PId{pp.id}, -static_cast<int64_t>(g.stack.size()));
    gcFlushExitCredit(c, id);
    casgstatus(c, g, Gdead);
    if (g.system) --w.sched.ngsys;
    g.system = g.preempt = g.preemptStop = g.inPanic = false;
    g.defers.clear();
    g.panics.clear();
    g.param = g.waiting = g.timer = 0;
    g.sched.ctxt = 0;
    const bool locked = mp.lockedg.valid();
    g.lockedm = MId{};
    mp.lockedg = GId{};
    mp.lockedExt = mp.lockedInt = 0;
    g.m = MId{};
    mp.curg = GId{};
    gfput(c, pp, id);
    pushTask(w, mp.g0, TaskKind::schedule);
    // v[0] tells schedule that this thread is to end (mexit).
    if (locked) w.g(mp.g0).tasks.tasks[0].v[0] = 1;
    return TaskStatus::done;
}

int32_t gcount(const World& w) {
    int32_t n = 0;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        n += !g.isG0 && !g.system && g.atomicstatus != Gdead && g.atomicstatus != Gidle;
    }
    return n < 1 ? 1 : n;
}

bool isSystemGoroutine(const World& w, GId g) {
    return w.g(g).system || w.g(g).isG0;
}

std::string gname(const World& w, const Module& module, GId id) {
    const G& g = w.g(id);
    if (g.isG0) return "g0";
    if (g.system && !g.tasks.empty()) return std::string(taskName(g.tasks.tasks[0].kind));
    if (g.startpc >= textBase && Module::instrOf(g.startpc) < module.funcOfInstr.size())
        return module.findfunc(g.startpc).name;
    return g.goid == 1 ? "main.main" : "?";
}

}  // namespace tricolor::runtime
