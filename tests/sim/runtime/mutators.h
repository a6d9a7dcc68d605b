// A process without a program: goroutines whose "instructions" are drawn by chance. Each has a frame of
// pointer slots, all live, and allocates, loads, stores (through the write barrier) and forgets. Scheduler,
// allocator and collector are the real ones.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/preempt.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/schedtype.h"
#include "sim/runtime/stack.h"
#include "tests/sim/runtime/heap_fixture.h"

namespace tricolor::runtime {

struct Mutators {
    static constexpr uint64_t slots = 12, globals = 8, words = 2;
    static constexpr uint64_t frameBytes = slots * 8 + 16;

    explicit Mutators(const Knobs& knobs, uint64_t seed, int goroutines = 1)
        : w(newWorld(knobs)), rng(seed), noBarrierStore(false) {
        module.typesBase = 0x500000;
        module.zerobase = 0x600000;
        module.mainClosure = 0x610000;
        module.bssBase = 0x620000;
        module.bssEnd = module.bssBase + globals * 8;
        module.gcbssmask = {(1ull << globals) - 1};
        module.runtimeGlobals = 158000 - globals * 8;
        Func f;
        f.name = "main.main";
        f.end = 1;
        f.frameSize = frameBytes;
        module.funcs = {f};
        module.funcOfInstr = {0};
        module.lineOfInstr = {1};
        module.stackMapOfInstr = {StackMap{0, 1}};
        module.stackMapWords = {(1ull << slots) - 1, 0};
        module.gostartPc = textBase;
        node = addType(module, 24, {0, 1});             // two pointers and a number
        wide = addType(module, 64, {1, 7});             // pointers far apart
        header = addType(module, 800, {0, 1, 40, 99});  // has a type header
        large = addType(module, 300 << 10, {});         // an array of pointers: three oblets
        Type& t = module.types[static_cast<size_t>(large)];
        t.ptrdata = t.size;
        t.ptrmask = {1};
        t.repeatSize = 8;
        addSchedTypes(module);
        schedinit(w, module);
        Ctx c{w, module, sink, MId{0}};
        prepare(w.m(MId{0}).curg);
        for (int i = 1; i < goroutines; ++i) prepare(newproc(c, module.mainClosure));
    }
    Mutators(const Mutators&) = delete;
    Mutators& operator=(const Mutators&) = delete;

    void prepare(GId g) {
        G& gp = w.g(g);
        gp.sched.sp = gp.stack.hi - frameBytes;
        gp.sched.pc = textBase;
        w.memory.zero(gp.sched.sp, frameBytes);
        if (result.size() <= static_cast<size_t>(g.v)) result.resize(static_cast<size_t>(g.v) + 1);
    }

    uint64_t below(uint64_t n) { return rng() % n; }
    Addr slot(const G& gp, uint64_t i) const { return gp.sched.sp + i * 8; }

    // One step of the process. False: nothing can happen any more.
    bool step() {
        const Next next = pickM(w);
        if (!next.m) return false;
        Ctx c{w, module, sink, next.m};
        if (!runsGoCode(w, next.m))
            stepM(c);
        else if (!runtimeGoCode(c))
            instruction(c);
        ++steps;
        return true;
    }

    // The Go code of the goroutines that run finalizers and cleanups: each does nothing, then asks for the
    // next. False: this is none of them.
    static bool runtimeGoCode(Ctx& c) {
        G& gp = c.gp();
        if (!gp.system) return false;
        gp.taskResult = false;
        const GId g = c.gid();
        pushTask(c.w, g, g == c.w.sched.fing ? TaskKind::awaitFinalizer : TaskKind::awaitCleanup);
        return true;
    }

    void instruction(Ctx& c) {
        c.charge(costs::memoryInstr);
        G& gp = c.gp();
        uint64_t& into = result[static_cast<size_t>(c.gid().v)];
        if (gp.taskResult) {
            gp.taskResult = false;
            if (into) w.memory.store64(slot(gp, into - 1), gp.tasks.ret[0]);
            into = 0;
            return;
        }
        if (gp.stackguard0 == stackPreempt && preemptAtPrologue(c)) return;
        switch (below(16)) {
            case 0:
            case 1:
            case 2:
            case 3:
            case 4:
                return allocate(c, into);
            case 5:
            case 6:
            case 7:
                return load(gp);
            case 8:
            case 9:
            case 10:
            case 11:
                return store(c);
            case 12:
                return w.memory.store64(slot(gp, below(slots)), 0);
            case 13:
                return w.memory.store64(slot(gp, below(slots)), w.memory.load64(global()));
            case 14:
                return write(c, global(), w.memory.load64(slot(gp, below(slots))));
            default:
                return Rare(c, into);
        }
    }

    Addr global() { return module.bssBase + below(globals) * 8; }

    void allocate(Ctx& c, uint64_t& into) {
        const uint64_t kind = below(64);
        const Type* typ = kind < 30   ? &module.type(node)
                          : kind < 45 ? &module.type(wide)
                          : kind < 55 ? &module.type(header)
                                      : nullptr;
        uint64_t size = typ ? typ->size : 1 + below(600);
        if (below(largeOneIn) == 0) {
            typ = &module.type(large);
            size = typ->size;
        }
        const uint64_t to = below(slots);
        if (const Addr a = mallocgcFast(c, size, typ, true)) {
            w.memory.store64(slot(c.gp(), to), a);
            return;
        }
        into = to + 1;
        pushTask(w, c.gid(), TaskKind::mallocgcSlow, {size, typ ? typ->addr : 0, 1});
    }

    // A pointer slot of the object a pointer leads to; 0: it has none.
    Addr pointerSlot(Addr p) {
        const ObjectRef o = findObject(w, p);
        if (!o.base) return 0;
        std::vector<Addr> found;
        forEachPointer(w, module, o.base, 0, wholeObject, [&](Addr a) {
            if (found.size() < 4096) found.push_back(a);
        });
        return found.empty() ? 0 : found[below(found.size())];
    }

    void load(const G& gp) {
        const Addr from = pointerSlot(w.memory.load64(slot(gp, below(slots))));
        if (from) w.memory.store64(slot(gp, below(slots)), w.memory.load64(from));
    }

    void store(Ctx& c) {
        const Addr to = pointerSlot(w.memory.load64(slot(c.gp(), below(slots))));
        if (to) write(c, to, w.memory.load64(slot(c.gp(), below(slots))));
    }

    void write(Ctx& c, Addr to, uint64_t value) {
        if (w.writeBarrierEnabled && !noBarrierStore) wbStore(c, to, value);
        w.memory.store64(to, value);
    }

    void Rare(Ctx& c, uint64_t& into) {
        const uint64_t what = below(400);
        into = 0;
        if (what == 0) pushTask(w, c.gid(), TaskKind::runtimeGC);
        if (what >= 1 && what < 8) Gosched(c);
    }

    World w;
    Module module;
    RecordingSink sink;
    std::mt19937_64 rng;
    std::vector<uint64_t> result;  // by goroutine: slot + 1 that waits for an address
    TypeId node = -1, wide = -1, header = -1, large = -1;
    uint64_t largeOneIn = 2000;
    bool noBarrierStore;  // break it: stores without barrier
    uint64_t steps = 0;
};

}  // namespace tricolor::runtime
