#include "sim/runtime/malloc.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "sim/runtime/mstats.h"
#include "sim/world/random.h"
#include "tests/sim/runtime/heap_fixture.h"
#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

// Fidelity notes, memory §3: recorded from real Go behind a flush.
TEST(malloc, packsTinyObjectsAsRealGo) {
    Heap h;
    // size, block (in order of appearance), offset; size 0 is zerobase
    struct Step {
        uint64_t size;
        int block;
        uint64_t offset;
    };
    const std::vector<Step> steps = {{1, 0, 0}, {1, 0, 1},  {2, 0, 2},  {4, 0, 4}, {8, 0, 8},
                                     {1, 1, 0}, {8, 1, 8},  {8, 2, 0},  {1, 2, 8}, {5, 2, 9},
                                     {3, 3, 0}, {12, 3, 4}, {15, 4, 0}, {9, 5, 0}, {15, 6, 0},
                                     {1, 5, 9}, {2, 5, 10}, {4, 5, 12}, {16, 7, 0}};
    std::vector<Addr> blocks;
    for (const Step& s : steps) {
        const Addr x = h.noscan(s.size);
        if (static_cast<size_t>(s.block) == blocks.size()) blocks.push_back(x & ~15ull);
        EXPECT_EQ(x, blocks[static_cast<size_t>(s.block)] + s.offset) << "size " << s.size;
        EXPECT_EQ(validateHeap(h.w), "");
    }
    EXPECT_EQ(h.noscan(0), h.module.zerobase);
    for (size_t i = 1; i < blocks.size(); ++i) EXPECT_EQ(blocks[i], blocks[i - 1] + 16);

    const MemStats s = readmemstats(h.c);
    EXPECT_EQ(s.TotalAlloc, 128u);
    EXPECT_EQ(s.Mallocs - s.Frees, 8u);
    EXPECT_EQ(s.BySize[2].Mallocs, 8u);
    EXPECT_EQ(s.Frees, 11u);  // what shares a block counts on both sides, what opens one as the block
    EXPECT_EQ(s.Mallocs, 19u);
}

TEST(malloc, fillsASpanInAscendingOrderAndTakesTheNext) {
    for (const Collector collector : {Collector::classic, Collector::greentea}) {
        Knobs knobs;
        knobs.collector = collector;
        Heap h(knobs);
        const TypeId t = addType(h.module, 24, {1});
        const uint64_t nelems = collector == Collector::classic ? 336 : 330;
        const Addr base = newobject(h.c, h.type(t));
        for (uint64_t i = 1; i < nelems; ++i) ASSERT_EQ(newobject(h.c, h.type(t)), base + i * 24) << i;
        EXPECT_EQ(newobject(h.c, h.type(t)), base + kPageSize);
        EXPECT_EQ(validateHeap(h.w), "");
    }
}

// Fidelity notes, memory §2.
TEST(malloc, writesTheHeapBitmap) {
    for (const Collector collector : {Collector::classic, Collector::greentea}) {
        Knobs knobs;
        knobs.collector = collector;
        Heap h(knobs);
        const TypeId t = addType(h.module, 24, {1});
        Addr base = 0;
        for (int i = 0; i < 71; ++i) {
            const Addr x = newobject(h.c, h.type(t));
            if (!base) base = x;
        }
        const Addr bitmap = base + (collector == Collector::classic ? 8064 : 7936);
        for (uint64_t word = 0; word < 71 * 3; ++word)
            EXPECT_EQ(h.w.memory.load64(bitmap + word / 64 * 8) >> (word % 64) & 1, word % 3 == 1) << word;
        if (collector == Collector::greentea) {
            EXPECT_EQ(h.w.memory.load<uint8_t>(base + 8191), 6);
        }
    }
}

TEST(malloc, putsAHeaderBeforeLargerScanObjects) {
    Heap h;
    const TypeId t = addType(h.module, 640, {0, 79});
    const Addr x = newobject(h.c, h.type(t));
    EXPECT_EQ((x - h.w.span(h.w.spanOf(x)).startAddr) % 704, 8u);
    EXPECT_EQ(h.w.memory.load64(x - 8), h.type(t).addr);
    const ObjectRef o = findObject(h.w, x + 100);
    EXPECT_EQ(o.base, x - 8);
    std::vector<Addr> slots;
    forEachPointer(h.w, h.module, o.base, 0, 8 + 640, [&](Addr s) { slots.push_back(s - x); });
    EXPECT_EQ(slots, (std::vector<Addr>{0, 79 * 8}));
}

// Fidelity notes, memory §6: addresses relative to the first page.
TEST(malloc, takesPagesInTheOrderOfRealGo) {
    Heap h;
    Addr prev = h.noscan(8192);
    EXPECT_EQ(prev, kHeapBase);
    for (int i = 0; i < 58; ++i) {  // 59 of the first 64 pages: 5 are left in the page cache
        const Addr x = h.noscan(8192);
        ASSERT_EQ(x, prev + kPageSize);
        prev = x;
    }
    const Addr block = kHeapBase + 64 * kPageSize;
    EXPECT_EQ(h.noscan(15 * 8192), block);  // 15 pages do not fit the 5: behind the block
    EXPECT_EQ(h.noscan(16 * 8192), block + 15 * kPageSize);
    EXPECT_EQ(h.noscan(20 * 8192), block + 31 * kPageSize);
    EXPECT_EQ(h.noscan(8192), prev + kPageSize);  // back in the cache
    const Addr big = block + 51 * kPageSize;
    EXPECT_EQ(h.noscan(3 << 20), big);
    EXPECT_EQ(h.w.mheap_.curArenaBase, kHeapBase + (4 << 20));
    EXPECT_EQ(h.noscan(5 << 20), big + (3 << 20));  // starts in what is left, grows by the whole request
    EXPECT_EQ(h.w.mheap_.curArenaBase, kHeapBase + (12 << 20));
    EXPECT_EQ(h.w.mheap_.curArenaEnd, kHeapBase + (64 << 20));
    h.noscan(70 << 20);
    EXPECT_EQ(h.w.mheap_.curArenaBase, kHeapBase + (84 << 20));
    EXPECT_EQ(h.w.mheap_.curArenaEnd, kHeapBase + (192 << 20));
    EXPECT_EQ(validateHeap(h.w), "");
}

// Fidelity notes, memory §4.
TEST(malloc, countsWholeSpansAsLive) {
    Heap h;
    uint64_t live = h.w.gcController.heapLive;
    for (int i = 1; i <= 20; ++i) {
        h.noscan(1000);
        const bool refill = i % 8 == 1;
        EXPECT_EQ(h.w.gcController.heapLive, live + (refill ? kPageSize : 0)) << i;
        live = h.w.gcController.heapLive;
    }
    EXPECT_EQ(memStats(h.w).TotalAlloc, 16384u);  // two spans are retired, the third is still cached
    EXPECT_EQ(readmemstats(h.c).TotalAlloc, 20480u);
    h.noscan(40000);
    EXPECT_EQ(memStats(h.w).TotalAlloc, 20480u + 40960);
    EXPECT_EQ(memStats(h.w).HeapInuse, 3 * kPageSize + 40960);
}

TEST(malloc, aFlushAndAnAllocationCostTheSpansWaste) {
    Knobs knobs;
    knobs.collector = Collector::greentea;
    Heap h(knobs);
    const TypeId t = addType(h.module, 24, {0});
    newobject(h.c, h.type(t));
    readmemstats(h.c);
    const uint64_t live = h.w.gcController.heapLive;
    newobject(h.c, h.type(t));
    readmemstats(h.c);
    EXPECT_EQ(h.w.gcController.heapLive, live + 296);  // 272 waste + 24
}

TEST(malloc, slowAndFastGiveTheSameWorld) {
    Heap a, b;
    const TypeId ta = addType(a.module, 48, {0, 3}), tb = addType(b.module, 48, {0, 3});
    for (int i = 0; i < 1000; ++i) {
        const uint64_t size = i % 3 == 0 ? 7 : i % 3 == 1 ? 48 : 100000;
        const Type* x = size == 48 ? &a.type(ta) : nullptr;
        const Type* y = size == 48 ? &b.type(tb) : nullptr;
        Addr p = mallocgcFast(a.c, size, x, true);
        if (!p) p = a.slow(size, x);
        const Addr q = mallocgc(b.c, size, y, true);
        ASSERT_EQ(p, q) << i;
    }
    EXPECT_EQ(validateHeap(a.w), "");
    EXPECT_EQ(memStats(a.w).Sys, memStats(b.w).Sys);
    EXPECT_EQ(a.w.m(MId{0}).clockPs, b.w.m(MId{0}).clockPs);
    EXPECT_EQ(a.w.m(MId{0}).locks, 0);
}

TEST(malloc, eachStageOfARefillIsAStep) {
    Heap h;
    pushTask(h.w, GId{1}, TaskKind::mallocgcSlow, {1000, 0, 1});
    int steps = 0;
    while (!h.w.g(GId{1}).tasks.empty()) {
        stepTask(h.c);
        ++steps;
    }
    EXPECT_GE(steps, 5);
    EXPECT_EQ(h.sink.count(EventKind::Refill), 1u);
    EXPECT_EQ(h.sink.count(EventKind::HeapGrow), 1u);
    EXPECT_EQ(h.sink.count(EventKind::SpanAlloc), 1u);
    EXPECT_EQ(h.sink.count(EventKind::CacheSpan), 1u);
    EXPECT_EQ(h.sink.count(EventKind::Alloc), 1u);
}

TEST(malloc, runsOutOfMemoryInGosWords) {
    Knobs knobs;
    knobs.memory = 16 << 20;
    Heap h(knobs);
    while (h.w.process == ProcessState::running && h.slow(1 << 20, nullptr)) {
    }
    EXPECT_EQ(h.w.process, ProcessState::exited);
    EXPECT_EQ(h.w.exitCode, 2);
    EXPECT_EQ(h.sink.err.find("runtime: out of memory: cannot allocate 4194304-byte block (16777216 in use)\n"
                              "fatal error: out of memory\n"),
              0u)
        << h.sink.err;
}

TEST(malloc, hugeSizesRunOutOfMemoryToo) {
    for (const uint64_t size : {1ull << 40, 1ull << 47, ~0ull - 4096, ~0ull}) {
        Heap h;
        EXPECT_EQ(h.slow(size, nullptr), 0u) << size;
        EXPECT_EQ(h.w.process, ProcessState::exited) << size;
        Heap inline_;
        EXPECT_EQ(mallocgc(inline_.c, size, nullptr, true), 0u) << size;
        EXPECT_EQ(inline_.w.exitCode, 2) << size;
    }
}

TEST(malloc, memStatsIdentitiesHold) {
    Heap h;
    Random random{7};
    for (int i = 0; i < 3000; ++i) h.noscan(random.next() % 50000);
    const MemStats s = readmemstats(h.c);
    EXPECT_EQ(s.Sys,
              s.HeapSys + s.StackSys + s.MSpanSys + s.MCacheSys + s.BuckHashSys + s.GCSys + s.OtherSys);
    EXPECT_EQ(s.HeapSys, s.HeapInuse + s.HeapIdle);
    EXPECT_EQ(s.HeapAlloc, s.TotalAlloc);
    EXPECT_EQ(h.w.memstats.totalAlloc, s.TotalAlloc);
    EXPECT_EQ(static_cast<uint64_t>(h.w.memstats.heapStats.inHeap), s.HeapInuse);
    EXPECT_EQ(static_cast<uint64_t>(h.w.memstats.heapStats.released), s.HeapReleased);
    EXPECT_EQ(h.w.memstats.heapStats.committed, static_cast<int64_t>(s.HeapInuse + h.w.memstats.heapFree));
    EXPECT_EQ(s.MSpanInuse % 160, 0u);
}

TEST(malloc, storesMemStatsInGosLayout) {
    Heap h;
    h.noscan(1000);
    MemStats s = readmemstats(h.c);
    s.NumGC = 3;
    s.NumForcedGC = 2;
    const Addr to = h.noscan(sizeofMemStats);
    storeMemStats(h.w, to, s);
    EXPECT_EQ(h.w.memory.load64(to + 8), s.TotalAlloc);
    EXPECT_EQ(h.w.memory.load64(to + 64), s.HeapIdle);
    EXPECT_EQ(h.w.memory.load64(to + 168), s.NextGC);
    EXPECT_EQ(h.w.memory.load<uint32_t>(to + 4288), 3u);
    EXPECT_EQ(h.w.memory.load<uint32_t>(to + 4292), 2u);
    EXPECT_EQ(h.w.memory.load<uint8_t>(to + 4304), 1u);
    EXPECT_EQ(h.w.memory.load<uint32_t>(to + 4312 + 24 * 32), 1024u);
    EXPECT_EQ(h.w.memory.load64(to + 4312 + 24 * 32 + 8), 1u);
}

// Six thousand random allocations, each at the address at which real Go made it.
TEST(malloc, placesEveryObjectWhereRealGoPlacedIt) {
    for (const Collector collector : {Collector::classic, Collector::greentea}) {
        Knobs knobs;
        knobs.collector = collector;
        Heap h(knobs);
        const TypeId p = addType(h.module, 8, {0}), s = addType(h.module, 24, {1}),
                     t = addType(h.module, 56, {0, 6});
        const std::string name = collector == Collector::classic ? "classic" : "greentea";
        const auto rows = vectors::table("malloc_trace_" + name + ".tsv");
        ASSERT_GE(rows.size(), 1000u);
        const Addr last = kHeapBase + std::stoull(rows[0][2]);
        while (h.noscan(8192) != last) ASSERT_LT(h.w.memory.heapBytesMapped(), 256u << 20);
        for (size_t i = 1; i < rows.size(); ++i) {
            const char kind = rows[i][0][0];
            const uint64_t size = std::stoull(rows[i][1]);
            if (kind == 'F') {
                readmemstats(h.c);
                continue;
            }
            const Type* type = kind == 'n' ? nullptr : &h.type(kind == 'p' ? p : kind == 's' ? s : t);
            const Addr x = i % 2 ? h.slow(size, type) : mallocgc(h.c, size, type, true);
            ASSERT_EQ(static_cast<int64_t>(x - kHeapBase), std::stoll(rows[i][2]))
                << name << " row " << i << ": " << kind << size;
        }
        EXPECT_EQ(validateHeap(h.w), "");
    }
}

// A trivial model: every object keeps its own bytes, no two overlap, new ones are zero.
TEST(malloc, agreesWithATrivialAllocator) {
    const uint64_t seed = std::getenv("TRICOLOR_SEED") ? std::stoull(std::getenv("TRICOLOR_SEED")) : 20260101;
    SCOPED_TRACE("reproduce: TRICOLOR_SEED=" + std::to_string(seed));
    for (const Collector collector : {Collector::classic, Collector::greentea}) {
        Knobs knobs;
        knobs.collector = collector;
        Heap h(knobs);
        std::vector<TypeId> types = {addType(h.module, 8, {0}), addType(h.module, 24, {1}),
                                     addType(h.module, 64, {0, 7}), addType(h.module, 512, {63}),
                                     addType(h.module, 1000, {0, 124})};
        std::map<Addr, uint64_t> live;  // start → size
        Random random{seed};
        for (int i = 0; i < 4000; ++i) {
            const bool scan = random.next() % 2;
            const Type* t = scan ? &h.type(types[random.next() % types.size()]) : nullptr;
            const uint64_t n = 1 + random.next() % (random.next() % 16 == 0 ? 400 : 4);
            const uint64_t size = t ? t->size * n : 1 + random.next() % (1ull << (random.next() % 17));
            const Addr x = mallocgc(h.c, size, t, true);
            const auto next = live.lower_bound(x);
            ASSERT_TRUE(next == live.end() || x + size <= next->first);
            ASSERT_TRUE(next == live.begin() || std::prev(next)->first + std::prev(next)->second <= x);
            for (uint64_t k = 0; k < size; ++k) ASSERT_EQ(*h.w.memory.host(x + k), 0);
            std::fill_n(h.w.memory.hostMut(x, size), size, 0xff);
            live[x] = size;
            if (t) {
                std::vector<Addr> want, got;
                for (uint64_t e = 0; e < n; ++e)
                    for (uint64_t word = 0; word < t->size / 8; ++word)
                        if (t->pointerAt(word)) want.push_back(x + e * t->size + word * 8);
                const ObjectRef o = findObject(h.w, x);
                forEachPointer(h.w, h.module, o.base, 0, wholeObject, [&](Addr s) {
                    if (s < x + size) got.push_back(s);
                });
                ASSERT_EQ(got, want) << "size " << size;
            }
            if (i % 50 == 0) {
                ASSERT_EQ(validateHeap(h.w), "");
            }
            if (random.next() % 500 == 0) readmemstats(h.c);
        }
    }
}

}  // namespace
}  // namespace tricolor::runtime
