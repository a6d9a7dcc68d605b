#include "sim/history/history.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace tricolor;
using history::Command;
using history::History;
using history::Options;

namespace {

constexpr uint64_t kHeapBytes = 4 << 20;

// A stand-in for a program: every step writes a word that depends on the step, on what stood there, and on
// GOGC.
uint64_t scribble(World& w, EventSink& sink, uint64_t maxSteps) {
    uint64_t n = 0;
    while (n < maxSteps && w.process == ProcessState::running && !sink.stop) {
        const Addr a = kHeapBase + (w.step * 7919 * 8) % kHeapBytes;
        w.memory.store64(a, w.memory.load64(a) * 3 + w.step + static_cast<uint64_t>(w.knobs.GOGC));
        if (w.step % 100 == 0) w.allgs.push_back(G{});
        ++w.step;
        ++n;
        if (w.step == 60000) w.process = ProcessState::exited;
    }
    return n;
}

World emptyWorld() {
    World w = newWorld({});
    w.memory.mapHeap(kHeapBytes);
    return w;
}

uint64_t hashByRunningTo(uint64_t step) {
    World w = emptyWorld();
    EventSink sink;
    scribble(w, sink, step);
    return hash(w);
}

uint64_t testSeed() {
    const char* given = std::getenv("TRICOLOR_TEST_SEED");
    return given ? std::strtoull(given, nullptr, 10) : 20260101;
}

}  // namespace

TEST(history, seeksToAnyStepAndFindsTheSameWorld) {
    History h(emptyWorld(), scribble, {.budgetBytes = 1 << 30, .spacing = 1000});
    EventSink sink;
    EXPECT_EQ(h.run(20000, sink), 20000u);
    Random random{testSeed()};
    for (int i = 0; i < 40; ++i) {
        const uint64_t step = random.below(20001);
        ASSERT_TRUE(h.seek(step));
        ASSERT_EQ(hash(h.world()), hashByRunningTo(step))
            << "step " << step << "; TRICOLOR_TEST_SEED=" << testSeed();
    }
    EXPECT_EQ(h.end(), 20000u);
}

TEST(history, stepsBackAndForwardAgain) {
    History h(emptyWorld(), scribble, {.spacing = 64});
    EventSink sink;
    h.run(1000, sink);
    const uint64_t there = hash(h.world());
    ASSERT_TRUE(h.stepBack());
    EXPECT_EQ(h.step(), 999u);
    EXPECT_NE(hash(h.world()), there);
    h.run(1, sink);
    EXPECT_EQ(hash(h.world()), there);
    ASSERT_TRUE(h.seek(0));
    EXPECT_FALSE(h.stepBack());
}

TEST(history, keepsWithinItsBudgetByDoublingTheSpacing) {
    const uint64_t budget = 8 << 20;
    History h(emptyWorld(), scribble, {.budgetBytes = budget, .spacing = 100});
    EventSink sink;
    h.run(50000, sink);
    EXPECT_LE(h.snapshotBytes(), budget);
    EXPECT_GT(h.spacing(), 100u);
    EXPECT_GT(h.snapshotCount(), 1u);
    ASSERT_TRUE(h.seek(12345));
    EXPECT_EQ(hash(h.world()), hashByRunningTo(12345));
}

// Every page of a snapshot is the live world's too, or somebody pays for it.
TEST(history, snapshotsCostWhatTheySay) {
    History h(emptyWorld(), scribble, {.budgetBytes = 1 << 30, .spacing = 500});
    EventSink sink;
    h.run(20000, sink);
    const uint64_t pages = PageStore::current().slotsInUse() * kPageSize;
    EXPECT_GT(pages, 3 * kHeapBytes);
    EXPECT_LE(pages, h.snapshotBytes() + kHeapBytes);
    EXPECT_GE(pages + pages / 4, h.snapshotBytes());
    h.seek(10000);
    h.apply({Command::Kind::GOGC, 50});  // forgets half of them
    EXPECT_LE(PageStore::current().slotsInUse() * kPageSize, h.snapshotBytes() + kHeapBytes);
    EXPECT_LT(h.snapshotBytes(), pages * 3 / 4);
}

TEST(history, replaysCommandsAndForgetsTheFutureTheyReplace) {
    History h(emptyWorld(), scribble, {.spacing = 100});
    EventSink sink;
    h.run(500, sink);
    h.apply({Command::Kind::GOGC, 50});
    h.run(500, sink);
    const uint64_t with = hash(h.world());
    h.seek(200);
    EXPECT_EQ(h.world().knobs.GOGC, 100);
    h.seek(500);
    EXPECT_EQ(h.world().knobs.GOGC, 50);
    h.seek(1000);
    EXPECT_EQ(hash(h.world()), with);
    h.seek(300);
    h.apply({Command::Kind::GOGC, 200});
    EXPECT_EQ(h.end(), 300u);
    h.run(700, sink);
    EXPECT_EQ(h.world().knobs.GOGC, 200);
    EXPECT_NE(hash(h.world()), with);
}

TEST(history, stopsWhereTheProcessEnds) {
    History h(emptyWorld(), scribble, {});
    EXPECT_FALSE(h.seek(1000000));
    EXPECT_EQ(h.step(), 60000u);
    EXPECT_EQ(h.world().process, ProcessState::exited);
    ASSERT_TRUE(h.seek(59999));
    EXPECT_EQ(h.world().process, ProcessState::running);
}
