// What:    growing, shrinking and walking goroutine stacks (stack.h).
// Follows: runtime/stack.go copystack, newstack, shrinkstack; runtime/traceback.go's unwinder.
#include <algorithm>

#include "sim/runtime/chan.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc_internal.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

namespace {

// Moves values that point into the old stack.
struct Adjust {
    struct stack old;
    uint64_t delta = 0;
    bool operator()(uint64_t& p) const {
        if (p < old.lo || p >= old.hi) return false;
        p += delta;
        return true;
    }
    void slot(Memory& memory, Addr slot) const {
        uint64_t p = memory.load64(slot);
        if ((*this)(p)) memory.store64(slot, p);
    }
};

// What points into the stack from outside of it.
void adjustOwners(World& w, G& gp, const Adjust& adjust) {
    for (Addr s = gp.waiting; s; s = sudogAt(w, s).waitlink) {
        sudog& sg = sudogAt(w, s);
        if (adjust(sg.elem)) storeSudog(w, sg);
    }
    adjust(gp.sched.ctxt);
    for (deferRecord& d : gp.defers) {
        adjust(d.fn);
        adjust(d.sp);
    }
    for (panicRecord& p : gp.panics) {
        adjust(p.sp);
        adjust(p.deferSp);
        adjust(p.argData);
    }
    // Runtime code under way on the goroutine holds addresses of its frames in its locals.
    for (uint32_t i = 0; i < gp.tasks.depth; ++i)
        for (uint64_t& v : gp.tasks.tasks[i].v) adjust(v);
    for (uint64_t& v : gp.tasks.ret) adjust(v);
}

void adjustFrames(World& w, const Module& m, const G& gp, const Adjust& adjust) {
    for (Frame f = firstFrame(w, m, gp); f.fn; f = callerFrame(w, m, f))
        adjust.slot(w.memory, f.sp + f.fn->frameSize - 16);  // the saved frame pointer
    forEachStackSlot(w, m, gp, [&](Addr slot) { adjust.slot(w.memory, slot); });
}

void throwStackOverflow(Ctx& c, const G& gp) {
    const uint64_t limit = c.w.maxstacksize < maxstackceiling ? c.w.maxstacksize : maxstackceiling;
    writeErr(c, "runtime: goroutine stack exceeds " + std::to_string(limit) + "-byte limit\n");
    writeErr(c, "runtime: sp=" + printHex(gp.sched.sp - 16) + " stack=[" + printHex(gp.stack.lo) + ", " +
                    printHex(gp.stack.hi) + "]\n");
    fatalError(c, "stack overflow");
}

}  // namespace

Frame firstFrame(const World&, const Module& m, const G& gp) {
    Frame f;
    if (gp.sched.pc < textBase || Module::instrOf(gp.sched.pc) >= m.funcOfInstr.size() || gp.sched.sp == 0)
        return f;
    f.pc = gp.sched.pc;
    f.sp = gp.sched.sp;
    f.fn = &m.findfunc(f.pc);
    f.map = m.stackMapOfInstr[Module::instrOf(f.pc)];
    f.argp = f.sp + f.fn->frameSize;
    return f;
}

Frame callerFrame(const World& w, const Module& m, const Frame& f) {
    Frame caller;
    const Addr pc = w.memory.load64(f.argp - 8);
    if (pc == 0) return caller;
    caller.pc = pc;
    caller.sp = f.argp;
    caller.fn = &m.findfunc(pc - instrBytes);
    caller.map = m.stackMapOfInstr[Module::instrOf(pc) - 1];  // of the call
    caller.argp = caller.sp + caller.fn->frameSize;
    caller.calleeArgs = f.argp;
    caller.calleeArgsEnd = f.argp + f.fn->argsSize;
    return caller;
}

void copystack(Ctx& c, GId g, uint64_t newsize) {
    World& w = c.w;
    const struct stack old = w.g(g).stack;
    CHECK(old.lo != 0, "nil stackbase");
    const uint64_t used = old.hi - w.g(g).sched.sp;
    addScannableStack(w, w.m(c.mid).p, static_cast<int64_t>(newsize) - static_cast<int64_t>(old.size()));
    const struct stack fresh = stackalloc(c, newsize);
    if (fresh.lo == 0) return;
    w.memory.copy(fresh.hi - used, old.hi - used, used);
    G& gp = w.g(g);
    const Adjust adjust{old, fresh.hi - old.hi};
    adjustOwners(w, gp, adjust);
    gp.stack = fresh;
    gp.stackguard0 = fresh.lo + stackGuard;
    gp.sched.sp = fresh.hi - used;
    adjustFrames(w, c.module, gp, adjust);
    c.charge(costs::copyStackPerKiB * used / 1024);
    c.emit(newsize < old.size() ? EventKind::StackShrink : EventKind::StackGrow, old.lo, fresh.lo, newsize);
    stackfree(c, old);
}

uint32_t parkedFrames(waitReason reason) {
    constexpr uint32_t gopark = 32, semacquire1 = 104;
    switch (reason) {
        case waitReason::ChanReceive:
        case waitReason::ChanReceiveNilChan:
            return 40 + 120 + gopark;  // chanrecv1, chanrecv
        case waitReason::ChanSend:
        case waitReason::ChanSendNilChan:
            return 48 + 112 + gopark;  // chansend1, chansend
        case waitReason::Select:
            return 304 + gopark;  // selectgo
        case waitReason::SelectNoCases:
            return 48 + gopark;  // block
        case waitReason::Sleep:
            return 88 + gopark;  // time.Sleep
        case waitReason::Semacquire:
        case waitReason::SyncMutexLock:
        case waitReason::SyncRWMutexRLock:
        case waitReason::SyncRWMutexLock:
        case waitReason::SyncWaitGroupWait:
            return 56 + semacquire1 + gopark;  // sync.runtime_Semacquire…
        case waitReason::SyncCondWait:
            return 80 + gopark;  // sync.runtime_notifyListWait
        case waitReason::WaitForGCCycle:
            return 56 + 48 + gopark;  // GC, gcWaitOnMark
        default:
            return 0;
    }
}

void checkStack(Ctx& c, std::initializer_list<RuntimeFrame> chain) {
    if (!c.frames) return;
    uint64_t depth = c.frames, deepest = 0;
    for (const RuntimeFrame& f : chain) {
        if (f.check) deepest = std::max(deepest, depth + f.check);
        depth += f.bytes;
    }
    if (deepest) growForRuntime(c, deepest);
}

void growForRuntime(Ctx& c, uint64_t depth) {
    const GId g = c.gid();
    while (c.w.g(g).sched.sp - depth <= c.w.g(g).stack.lo + stackGuard) {
        const uint64_t size = c.w.g(g).stack.size();
        if (size * 2 > c.w.maxstacksize) return;  // the next Go function finds out
        copystack(c, g, size * 2);
        if (c.w.process != ProcessState::running) return;
    }
}

void shrinkstack(Ctx& c, GId g) {
    const G& gp = c.w.g(g);
    CHECK(gp.stack.lo != 0, "missing stack in shrinkstack");
    const uint64_t size = gp.stack.size();
    if (size / 2 < fixedStack) return;
    if (stackUsed(gp) + stackNosplit >= size / 4) return;
    copystack(c, g, size / 2);
}

// v: frameSize of the function that is about to be entered
TaskStatus newstack(Ctx& c, Task& t) {
    World& w = c.w;
    G& gp = c.gp();
    if (t.stage == 1) return TaskStatus::done;  // preempted and back: the check is made again
    if (gp.stackguard0 == stackPreempt) {
        t.stage = 1;
        return preemptAtPrologue(c) ? TaskStatus::again : TaskStatus::done;
    }
    const uint64_t used = gp.stack.hi - (gp.sched.sp - 8), needed = t.v[0] - 8 + stackGuard;
    uint64_t newsize = gp.stack.size() * 2;
    while (newsize - used < needed) newsize *= 2;
    if (newsize > w.maxstacksize || newsize > maxstackceiling) {
        throwStackOverflow(c, gp);
        return TaskStatus::done;
    }
    casgstatus(c, gp, Gcopystack);
    copystack(c, c.gid(), newsize);
    casgstatus(c, c.gp(), Grunning);
    return TaskStatus::done;
}

}  // namespace tricolor::runtime
