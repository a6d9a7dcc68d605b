#include "sim/runtime/stack.h"

#include <gtest/gtest.h>

#include "tests/sim/runtime/heap_fixture.h"

namespace tricolor::runtime {
namespace {

// Fidelity notes, memory §8: 2 KiB stacks ascend inside a batch of 8, then the lower half of the span
// follows.
TEST(stack, handsOutStacksInTheOrderOfRealGo) {
    Heap h;
    const Addr base = kHeapBase;
    for (int half = 1; half >= 0; --half)
        for (uint64_t i = 0; i < 8; ++i) {
            const struct stack s = stackalloc(h.c, 2048);
            EXPECT_EQ(s.lo, base + static_cast<uint64_t>(half) * 16384 + i * 2048);
            EXPECT_EQ(s.size(), 2048u);
            EXPECT_EQ(validateHeap(h.w), "");
        }
    EXPECT_EQ(stackalloc(h.c, 2048).lo, base + 32768 + 16384);
    EXPECT_EQ(h.w.memstats.heapStats.inStacks, 65536);
}

TEST(stack, freedStacksAreReusedLastFirst) {
    Heap h;
    const struct stack a = stackalloc(h.c, 4096), b = stackalloc(h.c, 4096);
    stackfree(h.c, a);
    stackfree(h.c, b);
    EXPECT_EQ(stackalloc(h.c, 4096).lo, b.lo);
    EXPECT_EQ(stackalloc(h.c, 4096).lo, a.lo);
    EXPECT_EQ(validateHeap(h.w), "");
}

TEST(stack, anEmptySpanGoesBackWhileNoCollectionRuns) {
    Heap h;
    std::vector<struct stack> all;
    for (int i = 0; i < 40; ++i) all.push_back(stackalloc(h.c, 16384));
    const struct stack large = stackalloc(h.c, 65536);
    for (const struct stack& s : all) {
        stackfree(h.c, s);
        ASSERT_EQ(validateHeap(h.w), "");
    }
    stackfree(h.c, large);
    stackcacheClear(h.c, h.p());
    EXPECT_EQ(h.w.memstats.heapStats.inStacks, 0);
    EXPECT_EQ(validateHeap(h.w), "");
}

TEST(stack, aLargeStackIsKeptForReuseWhileMarking) {
    Heap h;
    const struct stack s = stackalloc(h.c, 65536);
    h.w.gcphase = GCPhase::mark;
    stackfree(h.c, s);
    EXPECT_EQ(h.w.memstats.heapStats.inStacks, 65536);
    EXPECT_EQ(stackalloc(h.c, 65536).lo, s.lo);
    stackfree(h.c, s);
    h.w.gcphase = GCPhase::off;
    freeStackSpans(h.c);
    EXPECT_EQ(h.w.memstats.heapStats.inStacks, 0);
}

// A function with 24 bytes a level, called from a goroutine function with 24+8, outgrows 2 KiB at depth 44.
TEST(stack, checkFailsAtTheDepthOfRealGo) {
    const Addr lo = kHeapBase, hi = lo + 2048;
    int depth = 0;
    for (Addr sp = hi - 32 - 8 - 24 - 8 - 8 + 24;; sp -= 24, ++depth) {  // entry sp of level d: hi-80-24d
        const Addr callerSp = hi - 80 - 24 * static_cast<uint64_t>(depth) + 8;
        if (stackCheckFails(callerSp, 24, lo + stackGuard)) break;
        ASSERT_LT(depth, 100);
    }
    EXPECT_EQ(depth, 44);
}

TEST(stack, largeFramesNeedRoomForThemselves) {
    const Addr lo = kHeapBase, hi = lo + 2048;
    EXPECT_FALSE(stackCheckFails(hi - 40, 1000, lo + stackGuard));
    EXPECT_TRUE(stackCheckFails(hi - 40, 10000, lo + stackGuard));
    EXPECT_TRUE(stackCheckFails(hi - 40, 64, stackPreempt));
    EXPECT_TRUE(stackCheckFails(hi - 40, 64 << 10, stackPreempt));
}

// Two functions: main (32 bytes: one local, one pointer local) called f (48 bytes, one argument that points
// into main's frame), which is about to call a third.
struct Stacks : Heap {
    Stacks() {
        Func main, f;
        main.entry = 0;
        main.end = 2;
        main.frameSize = 48;  // 0: outgoing argument, 8: pointed to, 16: pointer to it, 24: number, 32, 40
        f.entry = 2;
        f.end = 4;
        f.frameSize = 32;
        f.argsSize = 8;
        module.funcs = {main, f};
        module.funcOfInstr = {0, 0, 1, 1};
        module.lineOfInstr = {1, 2, 3, 4};
        module.files = {"main.go"};
        // main's call: slot 2 is a pointer; f: slot 0 local pointer, argument 0 pointer
        module.stackMapWords = {0b100, 0, 0b1, 0b1};
        const StackMap mainMap{0, 1}, fMap{2, 3};
        module.stackMapOfInstr = {mainMap, mainMap, fMap, fMap};

        G& gp = w.g(GId{1});
        gp.stack = stackalloc(c, 2048);
        gp.stackguard0 = gp.stack.lo + stackGuard;
        mainSp = gp.stack.hi - 32 - 48;
        fSp = mainSp - 32;
        store(mainSp + 0, mainSp + 8);  // f's argument
        store(mainSp + 8, 4711);
        store(mainSp + 16, mainSp + 8);
        store(mainSp + 24, mainSp + 8);  // a number that looks like an address: must not be changed
        store(mainSp + 32, 0);           // outermost frame
        store(mainSp + 40, 0);
        store(fSp + 0, mainSp + 16);
        store(fSp + 16, mainSp);  // saved frame pointer
        store(fSp + 24, Module::pcOf(1));
        gp.sched.sp = fSp;
        gp.sched.pc = Module::pcOf(2);
        gp.defers.push_back({kHeapBase + 8, mainSp, 0, 0});
    }
    void store(Addr a, uint64_t v) { w.memory.store64(a, v); }
    Addr mainSp = 0, fSp = 0;
};

void expectMoved(const Stacks& h, uint64_t delta) {
    const Memory& m = h.w.memory;
    const Addr mainSp = h.mainSp + delta, fSp = h.fSp + delta;
    EXPECT_EQ(h.w.g(GId{1}).sched.sp, fSp);
    EXPECT_EQ(m.load64(mainSp), mainSp + 8);
    EXPECT_EQ(m.load64(mainSp + 8), 4711u);
    EXPECT_EQ(m.load64(mainSp + 16), mainSp + 8);
    EXPECT_EQ(m.load64(mainSp + 24), h.mainSp + 8);
    EXPECT_EQ(m.load64(fSp), mainSp + 16);
    EXPECT_EQ(m.load64(fSp + 16), mainSp);
    EXPECT_EQ(m.load64(fSp + 24), Module::pcOf(1));
    EXPECT_EQ(h.w.g(GId{1}).defers[0].sp, mainSp);
    EXPECT_EQ(h.w.g(GId{1}).defers[0].fn, kHeapBase + 8);
}

TEST(stack, growsByCopyingAndAdjustsEveryPointerIntoIt) {
    Stacks h;
    const struct stack old = h.w.g(GId{1}).stack;
    pushTask(h.w, GId{1}, TaskKind::newstack, {64});
    while (!h.w.g(GId{1}).tasks.empty()) stepTask(h.c);
    const G& gp = const_cast<const World&>(h.w).g(GId{1});
    EXPECT_EQ(gp.stack.size(), 4096u);
    EXPECT_EQ(gp.stackguard0, gp.stack.lo + stackGuard);
    expectMoved(h, gp.stack.hi - old.hi);
    EXPECT_EQ(h.sink.count(EventKind::StackGrow), 1u);
    EXPECT_EQ(stackalloc(h.c, 2048).lo, old.lo);  // the old one is free
}

TEST(stack, growsAtOnceAsFarAsTheFrameNeeds) {
    for (const auto& [frame, size] :
         std::vector<std::pair<uint64_t, uint64_t>>{{10000, 16384}, {100000, 131072}}) {
        Stacks h;
        pushTask(h.w, GId{1}, TaskKind::newstack, {frame});
        while (!h.w.g(GId{1}).tasks.empty()) stepTask(h.c);
        EXPECT_EQ(h.w.g(GId{1}).stack.size(), size);
    }
}

TEST(stack, shrinksByHalvesDownToWhatIsUsed) {
    Stacks h;
    const Addr hi = h.w.g(GId{1}).stack.hi;
    copystack(h.c, GId{1}, 262144);
    std::vector<uint64_t> sizes;
    for (int i = 0; i < 7; ++i) {
        shrinkstack(h.c, GId{1});
        sizes.push_back(h.w.g(GId{1}).stack.size());
    }
    EXPECT_EQ(sizes, (std::vector<uint64_t>{131072, 65536, 32768, 16384, 8192, 4096, 2048}));
    expectMoved(h, h.w.g(GId{1}).stack.hi - hi);
    EXPECT_EQ(validateHeap(h.w), "");
}

TEST(stack, overflowEndsTheProcessInGosWords) {
    Stacks h;
    h.w.maxstacksize = 4096;
    for (int i = 0; i < 2 && h.w.process == ProcessState::running; ++i) {
        pushTask(h.w, GId{1}, TaskKind::newstack, {64});
        stepTask(h.c);
    }
    EXPECT_EQ(h.w.exitCode, 2);
    EXPECT_EQ(h.sink.err.substr(0, 49), "runtime: goroutine stack exceeds 4096-byte limit\n");
    EXPECT_NE(h.sink.err.find("\nfatal error: stack overflow"), std::string::npos);
}

TEST(stack, startingSizeFollowsTheAverage) {
    Heap h;
    const std::vector<std::array<uint64_t, 3>> rows = {
        {0, 0, 2048}, {1000, 1, 2048}, {1121, 1, 4096}, {3168 * 5, 5, 4096}, {3169 * 5, 5, 8192}};
    for (const auto& [sum, n, want] : rows) {
        h.p().scannedStackSize = sum;
        h.p().scannedStacks = n;
        gcComputeStartingStackSize(h.w);
        EXPECT_EQ(h.w.startingStackSize, want) << sum;
    }
}

}  // namespace
}  // namespace tricolor::runtime
