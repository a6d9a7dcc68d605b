#include "sim/runtime/mgc.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/runtime/mgcmark.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mgcwork.h"
#include "tests/sim/runtime/mutators.h"

namespace tricolor::runtime {
namespace {

bool marked(const World& w, Addr object) {
    const ObjectRef o = findObject(w, object);
    return isMarked(w, w.span(o.span), o.index);
}

// Objects that are reachable and white although marking is over.
std::vector<Reached> unmarked(const Mutators& m) {
    std::vector<Reached> lost;
    for (const Reached& r : reachableObjects(m.w, m.module))
        if (!marked(m.w, r.object)) lost.push_back(r);
    return lost;
}

// Objects that marking would still find from here: grey ones, barrier buffers, roots not scanned yet, and all
// white objects behind them.
std::vector<Addr> protectedObjects(const Mutators& m) {
    const World& w = m.w;
    std::vector<Addr> found;
    std::vector<std::array<uint64_t, 16>> seen(w.mheap_.spans.size());
    const auto reach = [&](Addr ptr) {
        const ObjectRef o = ptr >= kHeapBase ? findObject(w, ptr) : ObjectRef{};
        if (!o.base || isMarked(w, w.span(o.span), o.index)) return;
        uint64_t& word = seen[o.span.index()][o.index / 64];
        if (word >> (o.index % 64) & 1) return;
        word |= 1ull << (o.index % 64);
        found.push_back(o.base);
    };
    const auto slotOf = [&](Addr slot) { reach(w.memory.load64(slot)); };
    for (const Addr g : greyObjects(w)) {
        const ObjectRef o = findObject(w, g);
        forEachPointer(w, m.module, o.base, g - o.base, maxObletBytes, slotOf);
    }
    for (size_t i = 0; i < w.allp.size(); ++i)
        for (uint32_t k = 0; k < w.allp[i].wbBuf.next; ++k) reach(w.allp[i].wbBuf.buf[k]);
    if (w.work.markrootNext <= w.work.baseBSS)
        for (Addr a = m.module.bssBase; a < m.module.bssEnd; a += 8) slotOf(a);
    for (const GId g : w.work.stackRoots)
        if (!w.g(g).gcscandone) forEachStackSlot(w, m.module, w.g(g), slotOf);
    forEachSchedRoot(w, reach);
    for (const Addr node : w.work.bgMarkWorkerNodes) reach(node);
    for (size_t i = 0; i < w.allgs.size(); ++i)  // addresses runtime tasks hold; scanned with the stack
        for (uint32_t k = 0; k < w.allgs[i].tasks.depth; ++k)
            for (const uint64_t v : w.allgs[i].tasks.tasks[k].v) reach(v);
    for (size_t i = 0; i < w.allgs.size(); ++i)
        if (w.allgs[i].taskResult) reach(w.allgs[i].tasks.ret[0]);
    for (size_t next = 0; next < found.size(); ++next)
        forEachPointer(w, m.module, found[next], 0, wholeObject, slotOf);
    std::stable_sort(found.begin(), found.end());
    return found;
}

struct Outcome {
    uint32_t cycles = 0;
    uint64_t lost = 0, unprotected = 0, checks = 0;
    std::string invalid;
};

// Runs the mutators and looks: at each mark termination everything reachable is marked; now and then in
// between, that every white object the program can reach is still protected; that the invariants hold.
Outcome runMutators(Mutators& m, uint64_t steps, uint64_t checkEvery) {
    Outcome out;
    GCPhase before = m.w.gcphase;
    for (uint64_t i = 0; i < steps && m.step(); ++i) {
        m.sink.events.clear();
        if (m.w.gcphase == GCPhase::marktermination && before == GCPhase::mark) {
            out.lost += unmarked(m).size();
            ++out.cycles;
        }
        before = m.w.gcphase;
        if (i % checkEvery != 0) continue;
        if (out.invalid.empty()) out.invalid = validate(m.w);
        if (m.w.gcphase != GCPhase::mark) continue;
        ++out.checks;
        const std::vector<Addr> guarded = protectedObjects(m);
        for (const Reached& r : unmarked(m))
            if (!std::binary_search(guarded.begin(), guarded.end(), r.object)) ++out.unprotected;
    }
    return out;
}

TEST(mgc, neverLosesAReachableObject) {
    uint32_t cycles = 0;
    uint64_t checks = 0;
    for (uint64_t seed = 1; seed <= 6; ++seed) {
        Knobs knobs;
        knobs.GOMAXPROCS = seed % 3 == 0 ? 4 : seed % 3 == 1 ? 1 : 2;
        knobs.GOGC = seed % 2 ? 25 : 100;
        Mutators m(knobs, seed, 1 + static_cast<int>(seed % 4));
        const Outcome out = runMutators(m, 400000, 997);
        EXPECT_EQ(out.invalid, "") << "seed " << seed;
        EXPECT_EQ(out.lost, 0u) << "seed " << seed;
        EXPECT_EQ(out.unprotected, 0u) << "seed " << seed;
        EXPECT_EQ(m.sink.err, "") << "seed " << seed;
        cycles += out.cycles;
        checks += out.checks;
    }
    EXPECT_GT(cycles, 20u);
    EXPECT_GT(checks, 100u);
}

TEST(mgc, losesObjectsWhenStoresSkipTheBarrier) {
    // The check above can fail: break the barrier and see it go red.
    uint64_t lost = 0, unprotected = 0;
    for (uint64_t seed = 1; seed <= 40 && (lost == 0 || unprotected == 0); ++seed) {
        Knobs knobs;
        knobs.GOGC = 25;
        knobs.GOMAXPROCS = 2;
        knobs.writeBarrier = false;  // so that a lost object is told and not a broken invariant
        Mutators m(knobs, seed, 3);
        const Outcome out = runMutators(m, 200000, 499);
        lost += out.lost;
        unprotected += out.unprotected;
    }
    EXPECT_GT(lost, 0u);
    EXPECT_GT(unprotected, 0u);
}

TEST(mgc, tellsEachLostObjectWhenItIsFreed) {
    uint64_t lost = 0;
    for (uint64_t seed = 1; seed <= 8 && lost == 0; ++seed) {
        Knobs knobs;
        knobs.GOGC = 25;
        knobs.writeBarrier = false;
        Mutators m(knobs, seed, 3);
        for (int i = 0; i < 200000 && m.step(); ++i) {
            for (const Event& e : m.sink.events)
                if (e.kind == EventKind::Lost) {
                    ++lost;
                    EXPECT_NE(findObject(m.w, e.a).base == e.a && marked(m.w, e.a), true);
                }
            m.sink.events.clear();
        }
    }
    EXPECT_GT(lost, 0u);
}

TEST(mgc, makesTwoPausesACycleAndFollowsThePhases) {
    Mutators m({}, 3);
    uint64_t pauses = 0, begins = 0, ends = 0;
    std::vector<uint64_t> phases;
    for (int i = 0; i < 400000 && m.step(); ++i) {
        for (const Event& e : m.sink.events) {
            pauses += e.kind == EventKind::STWEnd;
            begins += e.kind == EventKind::GCBegin;
            ends += e.kind == EventKind::GCEnd;
            if (e.kind == EventKind::GCPhase) phases.push_back(e.a);
        }
        m.sink.events.clear();
    }
    ASSERT_GT(ends, 3u);
    EXPECT_LE(pauses, 2 * begins);
    EXPECT_GE(pauses, 2 * ends);
    for (size_t i = 0; i < phases.size(); ++i) EXPECT_EQ(phases[i], (i + 1) % 3) << "phase change " << i;
    EXPECT_EQ(m.w.memstats.numgc, ends);
}

TEST(mgc, startsTheFirstCycleWhereRealGoDoes) {
    // The trigger of a fresh process is 3997696 whatever GOMAXPROCS; GOGC moves it in proportion.
    const std::pair<int32_t, uint64_t> table[] = {
        {50, 1998848}, {100, 3997696}, {200, 7995392}, {400, 15990784}};
    for (const auto& [percent, at] : table) {
        Knobs knobs;
        knobs.GOGC = percent;
        Mutators m(knobs, 1);
        EXPECT_EQ(gcTriggerBytes(m.w), at) << "GOGC=" << percent;
    }
}

TEST(mgc, endsWithTheSameWorldWhenRunTwice) {
    uint64_t hashes[2] = {};
    for (uint64_t& h : hashes) {
        Knobs knobs;
        knobs.GOMAXPROCS = 3;
        knobs.GOGC = 20;
        Mutators m(knobs, 5, 4);
        for (int i = 0; i < 150000 && m.step(); ++i) m.sink.events.clear();
        EXPECT_GT(m.w.memstats.numgc, 1u);
        h = hash(m.w);
    }
    EXPECT_EQ(hashes[0], hashes[1]);
}

TEST(mgc, formatsMillisecondsAsGctraceDoes) {
    const std::pair<uint64_t, const char*> table[] = {
        {0, "0"},         {999, "0"},       {1000, "0.001"},  {45678, "0.045"}, {100000, "0.10"},
        {123456, "0.12"}, {1234567, "1.2"}, {9999999, "9.9"}, {10000000, "10"}, {123456789, "123"}};
    for (const auto& [ns, text] : table) EXPECT_EQ(fmtNSAsMS(ns), text);
    EXPECT_EQ(itoaDiv(1234, 3), "1.234");
    EXPECT_EQ(itoaDiv(7, 3), "0.007");
}

}  // namespace
}  // namespace tricolor::runtime
