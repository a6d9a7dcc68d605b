// The collector's parts one by one: work buffers, write barrier, roots, sweeping, specials, goals.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sim/runtime/mbarrier.h"
#include "sim/runtime/mfinal.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcscavenge.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/mwbbuf.h"
#include "tests/sim/runtime/mutators.h"
#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

// One goroutine that does only what the test says.
struct Quiet : Mutators {
    explicit Quiet(const Knobs& knobs = {}) : Mutators(knobs, 1), c{w, module, sink, MId{0}} {
        g = w.m(MId{0}).curg;
    }
    // Runs a task of the goroutine to its end, with everything else that runs meanwhile.
    void run(TaskKind kind, std::initializer_list<uint64_t> args = {}) {
        pushTask(w, g, kind, args);
        while (!w.g(g).taskResult) {
            const Next next = pickM(w);
            Ctx cc{w, module, sink, next.m};
            stepRuntime(cc);
        }
        w.g(g).taskResult = false;
        c.mid = w.g(g).m;
    }
    static void stepRuntime(Ctx& cc) {
        if (!runsGoCode(cc.w, cc.mid) || !runtimeGoCode(cc)) stepM(cc);
    }
    void collect() { run(TaskKind::runtimeGC); }
    Addr alloc(uint64_t size, const Type* typ) { return mallocgc(c, size, typ, true); }
    void keep(uint64_t i, Addr a) { w.memory.store64(slot(w.g(g), i), a); }
    // The barrier on, as in the mark phase; nothing is scanned.
    void barrierOn() {
        w.gcphase = GCPhase::mark;
        w.writeBarrierEnabled = true;
    }
    uint32_t entries() { return std::exchange(c.pp().wbBuf.next, 0); }

    Ctx c;
    GId g;
};

TEST(mbarrier, buffersAsManyEntriesAsRealGo) {
    Quiet q;
    const Type& n = q.module.type(q.node);
    const Addr a = q.alloc(24, &n), b = q.alloc(24, &n);
    const Type& large = q.module.type(q.large);
    const Addr array = q.alloc(large.size, &large), other = q.alloc(large.size, &large);
    q.barrierOn();
    wbStore(q.c, a, b);
    EXPECT_EQ(q.entries(), 2u) << "heap slot = pointer";
    wbStore(q.c, a, b);
    wbStore(q.c, a + 8, b);
    EXPECT_EQ(q.entries(), 4u) << "two adjacent slots";
    wbStore(q.c, a, 0);
    EXPECT_EQ(q.entries(), 1u) << "slot = nil";
    wbStore(q.c, q.module.bssBase, b);
    EXPECT_EQ(q.entries(), 2u) << "global = pointer";
    wbStore(q.c, a, b, true);
    EXPECT_EQ(q.entries(), 1u) << "slot of a new object";
    typedmemmove(q.c, n, a, b);
    EXPECT_EQ(q.entries(), 4u) << "copy of a struct of two pointers";
    bulkBarrierPreWrite(q.c, array, other, 800, nullptr);
    EXPECT_EQ(q.entries(), 200u) << "copy of 100 pointers";
    memclrHasPointers(q.c, array, 800);
    EXPECT_EQ(q.entries(), 100u) << "clear of 100 pointers";
    typedmemmove(q.c, n, q.slot(q.w.g(q.g), 0), b);
    EXPECT_EQ(q.entries(), 0u) << "a stack needs no barrier";
}

TEST(mwbbuf, flushesBeforeItWouldGoBeyond512) {
    Quiet q;
    const Addr a = q.alloc(24, &q.module.type(q.node));
    q.barrierOn();
    for (int i = 0; i < 511; ++i) *wbBufGet(q.c, PId{0}, 1) = a;
    EXPECT_EQ(q.c.pp().wbBuf.next, 511u);
    wbStore(q.c, a, a);
    EXPECT_EQ(q.c.pp().wbBuf.next, 2u);
    for (int i = 0; i < 255; ++i) wbStore(q.c, a, a);
    EXPECT_EQ(q.c.pp().wbBuf.next, 512u);
    wbStore(q.c, a, a);
    EXPECT_EQ(q.c.pp().wbBuf.next, 2u);
    EXPECT_EQ(colorOf(q.w, a), Color::Grey);
}

TEST(mgcwork, swapsItsTwoBuffersAndPublishesAtTheThird) {
    Quiet q;
    std::vector<Addr> objects;
    for (int i = 0; i < 600; ++i) objects.push_back(q.alloc(24, &q.module.type(q.node)));
    const PId p{0};
    for (int i = 0; i < 506; ++i) gcwPut(q.c, p, objects[static_cast<size_t>(i)]);
    EXPECT_TRUE(q.w.work.full.empty());
    EXPECT_EQ(q.w.work.bufs.size(), 16u) << "a span of 32 KiB has 16 buffers";
    gcwPut(q.c, p, objects[506]);
    EXPECT_EQ(q.w.work.full.size(), 1u);
    EXPECT_TRUE(q.c.pp().gcw.flushedWork);
    for (int i = 507; i < 600; ++i) gcwPut(q.c, p, objects[static_cast<size_t>(i)]);
    std::vector<Addr> got;
    while (const Addr a = gcwTryGet(q.c, p)) got.push_back(a);
    EXPECT_EQ(got.size(), 600u);
    EXPECT_EQ(got[0], objects[599]) << "newest first";
    std::stable_sort(got.begin(), got.end());
    std::stable_sort(objects.begin(), objects.end());
    EXPECT_EQ(got, objects);
}

TEST(mgcwork, balanceKeepsTheNewestHalf) {
    Quiet q;
    for (uint64_t i = 0; i < 10; ++i) gcwPut(q.c, PId{0}, q.alloc(24, &q.module.type(q.node)));
    gcwBalance(q.c, PId{0});
    ASSERT_EQ(q.w.work.full.size(), 1u);
    EXPECT_EQ(q.w.work.bufs[static_cast<size_t>(q.w.work.full[0])].nobj, 5u);
    EXPECT_EQ(q.w.work.bufs[static_cast<size_t>(q.c.pp().gcw.wbuf1)].nobj, 5u);
    gcwDispose(q.c, PId{0});
    EXPECT_EQ(q.w.work.full.size(), 2u);
    EXPECT_EQ(validateCollector(q.w), "mgc 6: grey objects outside marking");
}

TEST(mgcmark, scansALargeObjectInObletsOf128KiB) {
    Quiet q;
    const Type& large = q.module.type(q.large);
    q.keep(0, q.alloc(large.size, &large));
    q.sink.events.clear();
    q.collect();
    std::vector<uint64_t> oblets;
    for (const Event& e : q.sink.events)
        if (e.kind == EventKind::GCScanObject && e.b > 100000) oblets.push_back(e.c);
    EXPECT_EQ(q.sink.count(EventKind::GCScanObject) >= 3, true);
    std::stable_sort(oblets.begin(), oblets.end());
    EXPECT_EQ(oblets, (std::vector<uint64_t>{0, 1}));  // and a third of 44 KiB
    EXPECT_GE(q.w.gcController.lastHeapScan, large.size);
}

TEST(mgcmark, visitsRootsInGosOrder) {
    Quiet q;
    q.sink.events.clear();
    q.collect();
    std::vector<uint64_t> jobs, kinds;
    for (const Event& e : q.sink.events)
        if (e.kind == EventKind::GCMarkRoot) {
            jobs.push_back(e.a);
            kinds.push_back(e.b);
        }
    ASSERT_FALSE(jobs.empty());
    for (size_t i = 0; i < jobs.size(); ++i) EXPECT_EQ(jobs[i], i);
    EXPECT_TRUE(std::is_sorted(kinds.begin(), kinds.end()));
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), 0), 3);
    EXPECT_EQ(std::count(kinds.begin(), kinds.end(), 3), 16) << "16 jobs an arena";
}

TEST(mgcmark, anAssistCovers65536UnitsOfAList) {
    Quiet q;
    const TypeId first = addType(q.module, 64, {0});
    Addr list = 0;
    for (int i = 0; i < 50000; ++i) {
        const Addr a = q.alloc(64, &q.module.type(first));
        q.w.memory.store64(a, list);
        q.keep(0, list = a);
    }
    q.run(TaskKind::gcStart, {static_cast<uint64_t>(gcTriggerKind::Cycle), q.w.work.cycles + 1});
    ASSERT_EQ(q.w.gcphase, GCPhase::mark);
    int whole = 0;
    for (int i = 0; i < 5; ++i) {
        q.w.g(q.g).gcAssistBytes = -64;
        q.w.gcController.bgScanCredit = 0;
        q.sink.events.clear();
        q.run(TaskKind::gcAssistAlloc);
        EXPECT_GE(q.w.g(q.g).gcAssistBytes, 0);
        const uint64_t nodes = q.sink.count(EventKind::GCScanObject);
        for (const Event& e : q.sink.events)
            if (e.kind == EventKind::GCMarkAssistEnd && e.a == 65536 && nodes == 8192) ++whole;
    }
    EXPECT_EQ(whole, 3) << "the first two do the roots";
}

TEST(mgcmark, creditOfTheBackgroundPaysForAnAssist) {
    Quiet q;
    q.run(TaskKind::gcStart, {static_cast<uint64_t>(gcTriggerKind::Cycle), q.w.work.cycles + 1});
    q.w.gcController.bgScanCredit = 70000;
    q.w.g(q.g).gcAssistBytes = -1;
    q.sink.events.clear();
    q.run(TaskKind::gcAssistAlloc);
    EXPECT_EQ(q.w.gcController.bgScanCredit, 70000 - 65536);
    EXPECT_EQ(q.sink.count(EventKind::GCMarkAssistBegin), 0u);
    EXPECT_GT(q.w.g(q.g).gcAssistBytes, 0);
}

TEST(mgc, makesACycleEveryTwoMinutesAndSaysForced) {
    Knobs knobs;
    knobs.gctrace = 1;
    Quiet q(knobs);
    q.run(TaskKind::timeSleep, {400000000000});
    EXPECT_EQ(q.w.memstats.numgc, 0u) << "never the first cycle";
    q.collect();
    q.run(TaskKind::timeSleep, {200000000000});
    EXPECT_EQ(q.w.memstats.numgc, 2u);
    EXPECT_EQ(q.w.memstats.numforcedgc, 1u);
    const std::string& err = q.sink.err;
    EXPECT_NE(err.find("GC forced\ngc 2 @"), std::string::npos) << err;
    EXPECT_NE(err.find("1 P (forced)\nGC forced"), std::string::npos) << err;
}

TEST(mgcsweep, sweepsEveryPageInUseAndFreesTheDead) {
    Quiet q;
    Addr list = 0;
    const Type& n = q.module.type(q.node);
    for (int i = 0; i < 2000; ++i) {
        const Addr a = q.alloc(24, &n);
        if (i % 2) continue;
        q.w.memory.store64(a, list);
        q.keep(0, list = a);
    }
    q.sink.events.clear();
    uint64_t inUse = 0;
    pushTask(q.w, q.g, TaskKind::runtimeGC);
    while (!q.w.g(q.g).taskResult) {
        const GCPhase before = q.w.gcphase;
        const Next next = pickM(q.w);
        Ctx cc{q.w, q.module, q.sink, next.m};
        Quiet::stepRuntime(cc);
        if (before == GCPhase::marktermination && q.w.gcphase == GCPhase::off) inUse = q.w.mheap_.pagesInUse;
    }
    EXPECT_EQ(q.w.mheap_.pagesSwept, inUse);
    EXPECT_TRUE(isSweepDone(q.w));
    uint64_t alive = 0;
    for (Addr a = list; a; a = q.w.memory.load64(a)) ++alive;
    EXPECT_EQ(alive, 1000u);
    uint64_t freed = 0;
    for (const Event& e : q.sink.events)
        if (e.kind == EventKind::GCSweepSpan) freed += e.b;
    EXPECT_GE(freed, 990u);
    EXPECT_EQ(validate(q.w), "");
}

TEST(mgcsweep, countsTheLiveBytesOfAListExactly) {
    Quiet q;
    q.collect();
    const uint64_t before = q.w.gcController.heapMarked;
    Addr list = 0;
    const Type& wide = q.module.type(q.wide);
    for (int i = 0; i < 100000; ++i) {
        const Addr a = q.alloc(64, &wide);
        q.w.memory.store64(a + 8, list);
        q.keep(0, list = a);
    }
    q.collect();
    EXPECT_EQ(q.w.gcController.heapMarked - before, 6400000u);
    // NextGC as real Go computes it from what was marked (fidelity notes: gc §9.8).
    const gcControllerState& gc = q.w.gcController;
    EXPECT_EQ(heapGoal(q.w), gc.heapMarked * 2 + gc.lastStackScan + gc.globalsScan);
}

TEST(mfinal, revivesOnceAndFreesInTheNextCycle) {
    Quiet q;
    const Type& n = q.module.type(q.node);
    const Addr obj = q.alloc(24, &n), child = q.alloc(24, &n), fn = q.alloc(16, nullptr);
    q.w.memory.store64(obj, child);
    ASSERT_TRUE(addfinalizer(q.c, obj, fn, 0, 0));
    EXPECT_FALSE(addfinalizer(q.c, obj, fn, 0, 0)) << "it has one";
    pushTask(q.w, q.g, TaskKind::runtimeGC);
    while (q.w.finq.queued == 0) {
        ASSERT_FALSE(q.w.g(q.g).taskResult);
        const Next next = pickM(q.w);
        Ctx cc{q.w, q.module, q.sink, next.m};
        Quiet::stepRuntime(cc);
    }
    ASSERT_EQ(q.w.finq.q.size(), 1u);
    EXPECT_EQ(q.w.finq.q[0].arg, obj);
    EXPECT_TRUE(q.w.sched.fingWake);
}

TEST(mfinal, clearsAWeakHandleAndQueuesACleanupAtTheFirstDeath) {
    Quiet q;
    const Type& n = q.module.type(q.node);
    const Addr obj = q.alloc(24, &n), handle = q.alloc(16, nullptr), fn = q.alloc(16, nullptr);
    q.keep(1, handle);
    q.keep(0, obj);
    q.w.memory.store64(handle, obj);
    addWeakHandle(q.c, obj, handle);
    addCleanup(q.c, obj, {fn, 0, 0});
    EXPECT_EQ(getWeakHandle(q.w, obj), handle);
    q.collect();
    EXPECT_EQ(q.w.memory.load64(handle), obj) << "still alive";
    EXPECT_EQ(q.w.gcCleanups.queued, 0u);
    q.keep(0, 0);
    q.collect();
    EXPECT_EQ(q.w.memory.load64(handle), 0u);
    EXPECT_EQ(q.w.gcCleanups.queued, 1u);
    for (int i = 0; i < 10; ++i) q.run(TaskKind::timeSleep, {10000});
    EXPECT_EQ(q.w.gcCleanups.executed, 1u);
    EXPECT_EQ(validate(q.w), "");
}

TEST(mgcscavenge, controlsAsTheRecordedController) {
    using nlohmann::json;
    int calls = 0;
    for (const std::string& line : vectors::lines("picontroller.jsonl")) {
        const json r = json::parse(line);
        piController pi{vectors::bits(r["kp"]), vectors::bits(r["ti"]), vectors::bits(r["tt"]),
                        vectors::bits(r["min"]), vectors::bits(r["max"])};
        for (const json& op : r["ops"]) {
            const piOutput out = next(pi, vectors::bits(op[0]), vectors::bits(op[1]), vectors::bits(op[2]));
            ASSERT_EQ(std::bit_cast<uint64_t>(out.value), std::stoull(op[3].get<std::string>(), nullptr, 16));
            ASSERT_EQ(out.ok ? 1 : 0, op[4].get<int>());
            ASSERT_EQ(std::bit_cast<uint64_t>(pi.errIntegral),
                      std::stoull(op[5].get<std::string>(), nullptr, 16));
            ++calls;
        }
    }
    EXPECT_GE(calls, 1000);
}

}  // namespace
}  // namespace tricolor::runtime
