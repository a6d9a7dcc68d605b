// What:    the start of a process, up to main.main: 1. heap, collector; 2. M0 and the Ps; 3. the main
//          goroutine, then sysmon and the runtime's own goroutines, which run until they wait; 4. main runs.
// Follows: runtime/proc.go (schedinit, main), mgc.go (gcenable), mfinal.go.
// Differs: the runtime's goroutines run before main instead of in turns with it; what that leaves (time
//          slices used, goids, who waits where) is what the real start leaves (fidelity notes: sched §1.2).
// Invariants: afterwards validate() holds.
#include <numeric>

#include "sim/runtime/chan.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mfinal.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/proc_bootheap.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

// Time slices that main and the runtime's goroutines have used up when main.main begins.
constexpr uint32_t startTicks = 4;

void makeM0(Ctx& c) {
    World& w = c.w;
    w.allgs.push_back(G{});  // g0 of M0: a static variable, on the process's own stack
    G& g0 = w.g(GId{0});
    g0.isG0 = true;
    g0.atomicstatus = Gdead;
    g0.m = MId{0};
    w.allm.push_back(M{});
    M& m = w.m(MId{0});
    m.id = 0;
    m.g0 = GId{0};
    m.cheaprand.state = w.knobs.seed * 0x9e3779b97f4a7c15ull;
    w.allp.push_back(P{});  // nothing but its cache, mcache0, before makePs
    m.p = PId{0};
    w.sched.mcache0 = true;
}

// randomOrder.reset: the numbers below n that have no divisor in common with it, in a slice that grows.
void makeStealOrder(Ctx& c, int32_t n) {
    uint64_t len = 0, cap = 0;
    Addr array = 0;
    for (int32_t i = 1; i <= n; ++i) {
        if (std::gcd(i, n) != 1) continue;
        if (len == cap) {
            cap = cap == 0 ? 2 : 2 * cap;
            array = mallocgc(c, cap * 4, nullptr, false);
        }
        ++len;
    }
    c.w.sched.globals.objects.push_back(array);
}

void makePs(Ctx& c) {
    World& w = c.w;
    const int32_t n = std::clamp<int32_t>(w.knobs.GOMAXPROCS, 1, maxGOMAXPROCS);
    w.sched.gomaxprocs = n;
    growProcTables(c, 0, n);
    addP(c, 0).status = Prunning;
    w.p(PId{0}).m = MId{0};
    for (int32_t i = 1; i < n; ++i) addP(c, i).status = Pidle;
    makeStealOrder(c, n);
    w.sched.mcache0 = false;
    for (int32_t i = 1; i < n; ++i) pidleput(c, PId{i});
}

bool systemRunnable(const World& w) {
    for (size_t i = 0; i < w.allgs.size(); ++i)
        if (const uint32_t s = w.allgs[i].atomicstatus;
            w.allgs[i].system && (s == Grunnable || s == Grunning))
            return true;
    return false;
}

// M0 runs what is runnable until it waits.
void runSystem(Ctx& c) {
    World& w = c.w;
    pushTask(w, w.m(MId{0}).g0, TaskKind::schedule);
    while (systemRunnable(w)) stepM(c);
    TaskStack& tasks = w.g(w.m(MId{0}).g0).tasks;
    CHECK(tasks.depth == 1 && tasks.top().kind == TaskKind::schedule,
          "start-up left M0 in the middle of something");
    tasks = TaskStack{};
}

void addParkedM(Ctx& c) {
    World& w = c.w;
    const MId id = newm(c, PId{}, false, TaskKind::schedule);
    M& m = w.m(id);
    m.park = MPark::parked;
    m.blocked = true;
    m.schedlink = w.sched.midle;
    w.sched.midle = id;
    ++w.sched.nmidle;
}

// What schedinit allocates, in its order.
void schedinitHeap(Ctx& c) {
    makeBootObjects(c, bootPhase::cpuinit);
    mcommoninit(c, MId{0});
    bootPointerMasks(c);
    bootProfileSample(c);
    makeBootObjects(c, bootPhase::modules);
    makeBootObjects(c, bootPhase::environ);
    makeBootObjects(c, bootPhase::debugVars);
    stackalloc(c, 16 << 10);  // gcrash's: the stack to die on
    mProfStackInit(c, MId{0});
    makePs(c);
}

// main's first stack is too small for the initialisers of larger packages.
void growMainStack(Ctx& c, GId id) {
    const struct stack fresh = stackalloc(c, 2 * fixedStack);
    G& g = c.w.g(id);
    const struct stack old = g.stack;
    const uint64_t used = old.hi - g.sched.sp;
    c.w.memory.copy(fresh.hi - used, g.sched.sp, used);
    g.stack = fresh;
    g.stackguard0 = fresh.lo + stackGuard;
    g.sched.sp = fresh.hi - used;
    addScannableStack(c.w, PId{0}, static_cast<int64_t>(fresh.size() - old.size()));
    stackfree(c, old);
}

// Package os has finalizers. With other Ps their goroutine waits already.
void bootFing(Ctx& c) {
    World& w = c.w;
    createfing(c);
    if (w.sched.gomaxprocs == 1) return;
    w.p(PId{0}).runnext = GId{};
    w.g(w.sched.fing).atomicstatus = Gwaiting;
    w.sched.fingWait = true;
}

// Package initialisers that a real binary brings along.
void initPackages(Ctx& c, GId mainG) {
    const Module& m = c.module;
    if (m.linksOs || m.linksMetrics) growMainStack(c, mainG);
    if (m.linksOs) {
        makeBootObjects(c, bootPhase::osInit);
        bootFing(c);
        bootFileFinalizers(c);
        makeBootObjects(c, bootPhase::osInitRest);
    }
}

}  // namespace

// Goroutine body: on linux with fixed affinity it is never woken.
TaskStatus updateMaxProcsGoroutine(Ctx& c, Task&) {
    return c.park(waitReason::UpdateGOMAXPROCSIdle);
}

void schedinit(World& w, const Module& module) {
    EventSink none;
    Ctx c{w, module, none, MId{0}};
    mallocinit(w);
    gcinit(w, module);
    makeM0(c);
    schedinitHeap(c);

    const GId mainG = newproc(c, module.mainClosure, 0);
    w.p(PId{0}).runnext = GId{};
    w.g(mainG).atomicstatus = Gwaiting;
    const MId sysmonM = newm(c, PId{}, false, TaskKind::sysmon);
    w.sched.nmsys = 1;
    startForcegchelper(c);
    makeBootObjects(c, bootPhase::gcenable);
    gcenable(c);
    releaseSudog(c, acquireSudog(c));  // main has waited for the two of gcenable
    runSystem(c);
    addParkedM(c);
    makeBootObjects(c, bootPhase::scavenger);
    w.g(w.scavenge.g).timer = w.sched.globals.objects.back();
    w.sched.updateMaxProcsG = newSystemproc(c, TaskKind::updateMaxProcsGoroutine);
    makeBootObjects(c, bootPhase::mainInit);
    initPackages(c, mainG);
    if (w.sched.gomaxprocs > 1) runSystem(c);  // other Ps have taken them

    w.p(PId{0}).schedtick = startTicks - 1;
    w.g(mainG).atomicstatus = Grunnable;
    execute(c, mainG, false);
    w.sched.mainStarted = true;
    w.sched.needspinning = w.sched.gomaxprocs == 1;
    w.sched.lastpoll = std::max<int64_t>(1, c.nanotime());
    w.sched.schedtracePeriodMs = w.knobs.schedtraceMs;
    w.sched.lastTraceNs = c.nanotime() - w.knobs.schedtraceMs * 1000000;
    w.sched.mwakes = 0;
    for (size_t i = 0; i < w.allm.size(); ++i) w.m(MId{static_cast<int32_t>(i)}).clockPs = c.mp().clockPs;
    M& s = w.m(sysmonM);
    s.park = MPark::sleeping;
    s.wakeAtPs = s.clockPs + 20 * costs::us + costs::timerSlack;
}

}  // namespace tricolor::runtime
