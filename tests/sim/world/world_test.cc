#include "sim/world/world.h"

#include <gtest/gtest.h>

using namespace tricolor;

namespace {

struct Change {
    const char* name;
    void (*make)(World&);
};
const Change kChanges[] = {
    {"a knob", [](World& w) { w.knobs.GOGC = 50; }},
    {"the step", [](World& w) { ++w.step; }},
    {"a word of memory", [](World& w) { w.memory.store64(kHeapBase, 1); }},
    {"a goroutine", [](World& w) { w.g(GId{0}).gcAssistBytes = -1; }},
    {"a task's local", [](World& w) { w.g(GId{0}).tasks.tasks[3].v[5] = 1; }},
    {"a deferred call", [](World& w) { w.g(GId{0}).defers.push_back({}); }},
    {"a span's mark bit", [](World& w) { w.mheap_.spans.mut(0).gcmarkBits[15] = 1; }},
    {"a P's run queue", [](World& w) { w.p(PId{0}).runq[255] = GId{0}; }},
    {"a write-barrier entry", [](World& w) { w.p(PId{0}).wbBuf.buf[511] = 1; }},
    {"a double of the pacer", [](World& w) { w.gcController.consMark = 0.5; }},
    {"the last counter", [](World& w) { w.globalRandom = 1; }},
    {"a string", [](World& w) { w.m(MId{0}).preemptoff = "x"; }},
};

World smallWorld() {
    World w = newWorld({});
    w.memory.mapHeap(1 << 20);
    w.allgs.push_back(G{});
    w.allm.push_back(M{});
    w.allp.push_back(P{});
    w.mheap_.spans.push_back(mspan{});
    return w;
}

}  // namespace

class AnyField : public testing::TestWithParam<Change> {};
TEST_P(AnyField, isSeenByEqualityAndHash) {
    const World w = smallWorld();
    World changed = w;
    EXPECT_TRUE(equal(w, changed));
    EXPECT_EQ(hash(w), hash(changed));
    GetParam().make(changed);
    EXPECT_FALSE(equal(w, changed)) << GetParam().name;
    EXPECT_NE(hash(w), hash(changed)) << GetParam().name;
}
INSTANTIATE_TEST_SUITE_P(world, AnyField, testing::ValuesIn(kChanges));

TEST(spanId, thatOutlivedItsSpanIsCaught) {
    World w = smallWorld();
    const SpanId id = SpanId::make(0, 0);
    EXPECT_EQ(&w.span(id), &w.mheap_.spans.mut(0));
    w.mheap_.spans.mut(0).generation = 1;
    EXPECT_DEATH(w.span(id), "a span id outlived its span");
}
