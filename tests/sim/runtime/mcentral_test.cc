#include "sim/runtime/mcentral.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mspanset.h"
#include "sim/runtime/mstats.h"
#include "sim/world/random.h"
#include "tests/sim/runtime/heap_fixture.h"

namespace tricolor::runtime {
namespace {

// What a collection does to the allocator, with marks made by hand: `live` survives.
void startSweep(Heap& h, const std::vector<Addr>& live) {
    finishsweep_m(h.c);
    for (size_t i = 0; i < h.w.mheap_.pageMarks.size(); ++i) h.w.mheap_.pageMarks.mut(i) = 0;
    for (const Addr x : live) {
        const ObjectRef o = findObject(h.w, x);
        setMarked(h.w, h.w.span(o.span), o.index);
        setPageBit(h.w.mheap_.pageMarks, h.w.span(o.span).startAddr, true);
    }
    gcSweep(h.c);
    prepareForSweep(h.c, h.p());
}
void sweepAll(Heap& h) {
    while (sweepone(h.c) != sweepNone) {
    }
}

// Fidelity notes, memory §5: 28 objects of 1024 bytes in 3.5 spans; the last span is in the cache. Dropped:
// slots 1 and 3 of span 0, 1-7 of span 1, all of span 2, slot 2 of span 3.
TEST(mcentral, reusesSlotsInTheOrderOfRealGo) {
    for (const Collector collector : {Collector::classic, Collector::greentea}) {
        Knobs knobs;
        knobs.collector = collector;
        Heap h(knobs);
        std::vector<Addr> all, live;
        for (int i = 0; i < 28; ++i) all.push_back(h.noscan(1024));
        const auto slot = [&](uint64_t span, uint64_t s) { return all[0] + span * kPageSize + s * 1024; };
        for (const Addr x : all) {
            const uint64_t span = (x - all[0]) / kPageSize, s = (x - all[0]) % kPageSize / 1024;
            const bool dropped = (span == 0 && (s == 1 || s == 3)) || (span == 1 && s > 0) || span == 2 ||
                                 (span == 3 && s == 2);
            if (!dropped) live.push_back(x);
        }
        startSweep(h, live);
        EXPECT_EQ(validateHeap(h.w), "");
        sweepAll(h);
        EXPECT_EQ(validateHeap(h.w), "");
        EXPECT_FALSE(h.w.spanOf(slot(2, 0)));  // its page is free

        std::vector<Addr> want;
        for (const uint64_t s : {2, 4, 5, 6, 7}) want.push_back(slot(3, s));
        for (const uint64_t s : {1, 3}) want.push_back(slot(0, s));
        for (uint64_t s = 1; s < 8; ++s) want.push_back(slot(1, s));
        for (const Addr x : want) EXPECT_EQ(h.noscan(1024), x) << (x - all[0]) / 1024;
        EXPECT_EQ(h.noscan(1024), slot(4, 0));  // from the page cache, not the freed page
        EXPECT_EQ(validateHeap(h.w), "");
    }
}

TEST(mcentral, sweepsForItselfWhatNobodySweptYet) {
    Heap h;
    std::vector<Addr> all;
    for (int i = 0; i < 8 * 5; ++i) all.push_back(h.noscan(1024));
    std::vector<Addr> live;
    for (size_t i = 0; i < all.size(); ++i)
        if (i % 8 != 3) live.push_back(all[i]);  // one free slot a span
    startSweep(h, live);
    h.sink.events.clear();
    // The stale cached span was swept by the flush and comes first; the others are swept one by one, oldest
    // first.
    std::vector<size_t> got;
    for (int i = 0; i < 5; ++i) got.push_back((h.slow(1024, nullptr) - all[0]) / 1024);
    EXPECT_EQ(got, (std::vector<size_t>{35, 3, 11, 19, 27}));
    EXPECT_EQ(h.sink.count(EventKind::GCSweepSpan), 4u);
    EXPECT_EQ(validateHeap(h.w), "");
}

TEST(mcentral, handsSpansOutOldestPushedFirst) {
    Heap h;
    const Addr first = h.noscan(1024);
    readmemstats(h.c);  // pushes span 0 on the partial list
    EXPECT_EQ(h.noscan(1024), first + 1024);
    readmemstats(h.c);
    for (int i = 0; i < 6; ++i) h.noscan(1024);
    EXPECT_EQ(h.noscan(1024), first + kPageSize);
    EXPECT_EQ(validateHeap(h.w), "");
}

TEST(mheap, reclaimsUnmarkedSpansBeforeItGrows) {
    Heap h;
    std::vector<Addr> large;
    for (int i = 0; i < 8; ++i) large.push_back(h.noscan(512 << 10));
    const uint64_t mapped = h.w.memory.heapBytesMapped();
    startSweep(h, {});
    for (int i = 0; i < 7; ++i) {
        h.noscan(512 << 10);
        ASSERT_EQ(validateHeap(h.w), "");
    }
    EXPECT_EQ(h.w.memory.heapBytesMapped(), mapped);
}

TEST(mheap, pagesOfFreedSpansNeedZeroing) {
    Heap h;
    const Addr a = h.noscan(100000);
    std::fill_n(h.w.memory.hostMut(a, 100000), 100000, 0xee);
    startSweep(h, {});
    sweepAll(h);
    const Addr b = h.noscan(100000);
    EXPECT_EQ(a, b);
    EXPECT_TRUE(h.w.span(h.w.spanOf(b)).needzero);
    for (uint64_t i = 0; i < 100000; ++i) ASSERT_EQ(*h.w.memory.host(b + i), 0);
}

// Objects come and go at random, a collection now and then: nothing that lives is ever given out again, new
// objects are zero, the counters agree with the model.
TEST(malloc, survivesCollectionsAsATrivialAllocatorWould) {
    const uint64_t seed = std::getenv("TRICOLOR_SEED") ? std::stoull(std::getenv("TRICOLOR_SEED")) : 77;
    SCOPED_TRACE("reproduce: TRICOLOR_SEED=" + std::to_string(seed));
    for (const Collector collector : {Collector::classic, Collector::greentea}) {
        Knobs knobs;
        knobs.collector = collector;
        Heap h(knobs);
        const std::vector<TypeId> types = {addType(h.module, 8, {0}), addType(h.module, 48, {0, 5}),
                                           addType(h.module, 1000, {3})};
        std::map<Addr, uint64_t> live;
        Random random{seed};
        for (int i = 0; i < 6000; ++i) {
            const Type* t = random.next() % 2 ? &h.type(types[random.next() % types.size()]) : nullptr;
            // 16 bytes and more: a tiny block lives as long as any of what it holds
            const uint64_t size =
                t ? t->size * (1 + random.next() % 5) : 16 + random.next() % (1ull << (random.next() % 18));
            const Addr x = random.next() % 2 ? h.slow(size, t) : mallocgc(h.c, size, t, true);
            const auto next = live.lower_bound(x);
            ASSERT_TRUE(next == live.end() || x + size <= next->first);
            ASSERT_TRUE(next == live.begin() || std::prev(next)->first + std::prev(next)->second <= x);
            for (uint64_t k = 0; k < size; ++k) ASSERT_EQ(*h.w.memory.host(x + k), 0) << size;
            std::fill_n(h.w.memory.hostMut(x, size), size, 0xaa);
            live[x] = size;
            if (random.next() % 400 == 0) {
                std::erase_if(live, [&](const auto&) { return random.next() % 3 != 0; });
                std::vector<Addr> starts;
                for (const auto& entry : live) starts.push_back(entry.first);
                startSweep(h, starts);
                for (uint32_t n = random.next() % 20; n > 0; --n) sweepone(h.c);
                if (random.next() % 2) {
                    sweepAll(h);
                    const MemStats s = readmemstats(h.c);
                    ASSERT_EQ(s.HeapObjects, live.size());
                    ASSERT_EQ(h.w.memstats.totalFree, s.TotalAlloc - s.HeapAlloc);
                }
                ASSERT_EQ(validateHeap(h.w), "");
            }
            if (i % 100 == 0) {
                ASSERT_EQ(validateHeap(h.w), "");
            }
        }
    }
}

}  // namespace
}  // namespace tricolor::runtime
