#include "render/model/journey.h"

#include <gtest/gtest.h>

#include "demo_heap.h"

using namespace tricolor;
using namespace tricolor::render;

namespace {

constexpr uint8_t kClass = 7;  // 24 B, noscan

struct Log {
    TimelineData data;
    void add(uint64_t step, EventKind kind, uint64_t a = 0, uint64_t b = 0, uint32_t c = kClass,
             int16_t m = 0) {
        Event e;
        e.kind = kind, e.a = a, e.b = b, e.c = c, e.m = m, e.p = m;
        data.allocator.push_back({step, e});
    }
};

}  // namespace

TEST(journey, hasNoSlowPathBeforeTheFirstRefill) {
    Log log;
    log.add(10, EventKind::Refill);
    EXPECT_TRUE(lastJourney(log.data, 9).events.empty());
    EXPECT_FALSE(lastJourney(log.data, 10).events.empty());
}

TEST(journey, endsWhereTheSpanWasFound) {
    struct Row {
        const char* name;
        uint64_t origin;
        bool pages, grows;
        Station reached;
        const char* says;
    };
    const Row rows[] = {{"partial swept", 0, false, false, Station::mcentral, "swept span with free slots"},
                        {"partial unswept", 1, false, false, Station::mcentral, "not swept yet"},
                        {"full unswept", 2, false, false, Station::mcentral, "full span"},
                        {"new span", 3, true, false, Station::pageHeap, "page heap made a new one"},
                        {"grown heap", 3, true, true, Station::system, "had to map more memory"}};
    for (const Row& row : rows) {
        Log log;
        log.add(5, EventKind::Refill, 0, 0, 9);
        log.add(10, EventKind::Refill);
        log.add(11, EventKind::HeapGrow, 0xc000800000, 4 << 20, 0, 1);  // another M's
        if (row.grows) log.add(12, EventKind::HeapGrow, 0xc000400000, 4 << 20);
        if (row.pages) log.add(13, EventKind::SpanAlloc, 0xc000400000, 1);
        log.add(14, EventKind::CacheSpan, 0xc000400000, row.origin);
        const Journey j = lastJourney(log.data, 20);
        EXPECT_EQ(j.from, 10u) << row.name;
        EXPECT_EQ(j.reached, row.reached) << row.name;
        EXPECT_TRUE(j.done) << row.name;
        EXPECT_NE(journeyText(j).find(row.says), std::string::npos) << row.name << ": " << journeyText(j);
        EXPECT_FALSE(lastJourney(log.data, 10).done) << row.name;
    }
}

TEST(journey, isFoundByTheStepInWhichItBegan) {
    Log log;
    log.add(10, EventKind::Refill, 0xc000002000);
    log.add(12, EventKind::CacheSpan, 0xc000404000, 0);
    log.add(20, EventKind::Refill);
    log.add(21, EventKind::SpanAlloc, 0xc000400000, 1);
    const Journey first = journeyFrom(log.data, 10, 30);
    EXPECT_EQ(first.span, 0xc000404000u);
    EXPECT_EQ(first.full, 0xc000002000u);
    EXPECT_NE(journeyText(first).find("0xc000002000 was full"), std::string::npos) << journeyText(first);
    const Journey second = journeyFrom(log.data, 20, 30);
    EXPECT_EQ(second.span, 0xc000400000u);
    EXPECT_FALSE(second.done);
    EXPECT_NE(journeyText(second).find("held no 24 B"), std::string::npos) << journeyText(second);
    EXPECT_TRUE(journeyFrom(log.data, 15, 30).events.empty());
}

TEST(journey, tellsWhereASpanCameFromNewestFirst) {
    Log log;
    log.add(12, EventKind::HeapGrow, 0xc000400000, 4 << 20);
    log.add(13, EventKind::SpanAlloc, 0xc000402000, 1);
    log.add(14, EventKind::CacheSpan, 0xc000402000, 3);
    log.add(30, EventKind::UncacheSpan, 0xc000402000, 1);
    log.add(40, EventKind::CacheSpan, 0xc000402000, 2);
    const auto lines = spanHistory(log.data, 35, 0xc000402000, 0xc000404000);
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_NE(lines[0].find("given back"), std::string::npos);
    EXPECT_NE(lines[1].find("fresh from the page heap"), std::string::npos);
    EXPECT_NE(lines[2].find("made of 1 page"), std::string::npos);
    EXPECT_NE(lines[3].find("mapped from the system at step 12"), std::string::npos);
}

TEST(heapSums, mapEveryPageOnce) {
    World w = render::testing::demoHeap(700);
    w.mheap_.pages.chunks.resize(w.memory.heapBytesMapped() / pallocChunkBytes);
    for (uint64_t page = 0; page < 700; ++page)
        w.mheap_.pages.chunks.mut(page / pallocChunkPages).allocBits[page % pallocChunkPages / 64] |=
            1ull << page % 64;
    w.mheap_.pages.chunks.mut(1).scavenged[7] = ~0ull;
    const HeapSums sums = heapSums(w);
    EXPECT_EQ(sums.pagesPerGroup, 2u);
    PageGroup all;
    for (const PageGroup& g : sums.pageMap) {
        EXPECT_EQ(g.objects + g.stacks + g.idle + g.released, 2u);
        all.objects += g.objects, all.stacks += g.stacks, all.idle += g.idle, all.released += g.released;
    }
    EXPECT_EQ(all.objects, 700u);
    EXPECT_EQ(all.released, 64u);
    EXPECT_EQ(all.idle, 1024u - 700 - 64);
}

TEST(heapSums, addUpSlotsAndFindWhatIsNearlyEmpty) {
    World w = render::testing::demoHeap(4);
    w.mheap_.spans.mut(2).allocCount = 1;
    const HeapSums sums = heapSums(w);
    EXPECT_EQ(sums.spans, 4u);
    EXPECT_EQ(sums.liveBytes, (300u * 3 + 1) * 16);
    EXPECT_EQ(sums.slotBytes, 4 * kPageSize);
    EXPECT_EQ(sums.sparseSpans, 1u);
    ASSERT_EQ(sums.sparsest.size(), 1u);
    EXPECT_EQ(sums.sparsest[0], w.mheap_.spans[2].base());
}
