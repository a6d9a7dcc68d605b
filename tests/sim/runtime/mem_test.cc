// Memory outside of the heap: chunks of 256 KiB, objects of one size, arenas of mark bits, blocks of span
// sets.
#include "sim/runtime/mem.h"

#include <gtest/gtest.h>

#include "sim/runtime/fixalloc.h"
#include "sim/runtime/mbitarena.h"
#include "sim/runtime/mspanset.h"
#include "tests/sim/runtime/heap_fixture.h"

namespace tricolor::runtime {
namespace {

uint64_t sumOfSys(const mstats& m) {
    return m.gcMiscSys + m.otherSys + m.buckHashSys + m.mspanSys + m.mcacheSys + m.stacksSys;
}

TEST(mem, cutsChunksAndCountsEachCutForWhatItIs) {
    World w = newWorld({});
    persistentalloc(w, PId{}, 100, 8, sysMemStat::gcMisc);
    EXPECT_EQ(w.memstats.gcMiscSys, 100u);
    EXPECT_EQ(w.memstats.otherSys, persistentChunkSize - 100);
    EXPECT_EQ(w.mheap_.globalAlloc.off, 108u);  // behind the word that links the chunks
    persistentalloc(w, PId{}, sizeofSpanSetBlock, tagAlign, sysMemStat::gcMisc);
    EXPECT_EQ(w.mheap_.globalAlloc.off, 512 + sizeofSpanSetBlock);
    persistentalloc(w, PId{}, persistentMaxBlock, 8, sysMemStat::buckHash);  // too large for a chunk
    EXPECT_EQ(w.memstats.buckHashSys, persistentMaxBlock);
    EXPECT_EQ(w.memstats.mappedReady, persistentChunkSize + persistentMaxBlock);
    EXPECT_EQ(sumOfSys(w.memstats), w.memstats.mappedReady);
}

TEST(mem, startsAChunkWhenTheOldOneIsTooSmall) {
    Heap h;
    const uint64_t before = h.w.memstats.mappedReady;
    for (int i = 0; i < 4; ++i) persistentalloc(h.w, PId{0}, 60000, 8, sysMemStat::gcMisc);
    EXPECT_EQ(h.w.memstats.mappedReady, before + persistentChunkSize);
    persistentalloc(h.w, PId{0}, 30000, 8, sysMemStat::gcMisc);  // 22136 are left
    EXPECT_EQ(h.w.memstats.mappedReady, before + 2 * persistentChunkSize);
    EXPECT_EQ(h.p().palloc.off, 30008u);
    EXPECT_EQ(sumOfSys(h.w.memstats), h.w.memstats.mappedReady);
}

TEST(fixalloc, growsByChunksOfWholeObjectsAndReusesWhatIsFree) {
    World w = newWorld({});
    initFixallocs(w.mheap_);
    fixalloc& f = w.mheap_.cachealloc;
    for (int i = 0; i < 7; ++i) EXPECT_TRUE(fixallocAlloc(w, PId{}, f));
    EXPECT_EQ(w.memstats.mcacheSys, 16072u);  // seven of 2296 bytes
    fixallocFree(f);
    EXPECT_EQ(f.inuse, 6 * sizeofMCache);
    EXPECT_FALSE(fixallocAlloc(w, PId{}, f));
    EXPECT_TRUE(fixallocAlloc(w, PId{}, f));
    EXPECT_EQ(w.memstats.mcacheSys, 2 * 16072u);
}

TEST(fixalloc, theListOfAllSpansGrowsByHalf) {
    World w = newWorld({});
    initFixallocs(w.mheap_);
    while (w.mheap_.allspansLen < 8192) allocMSpan(w, PId{});
    EXPECT_EQ(w.mheap_.allspansCap, 8192u);
    const uint64_t before = w.memstats.otherSys + w.memstats.mspanSys;
    allocMSpan(w, PId{});
    EXPECT_EQ(w.mheap_.allspansCap, 12288u);
    EXPECT_EQ((w.memstats.otherSys + w.memstats.mspanSys - before) % persistentChunkSize, 4096u * 8);
}

TEST(mbitarena, oldArenasAreUsedAgainAfterTwoCycles) {
    World w = newWorld({});
    const auto cycle = [&w](int spans) {
        nextMarkBitArenaEpoch(w);
        for (int i = 0; i < spans; ++i) newMarkBits(w, 1024);
    };
    for (int i = 0; i < 511; ++i) newMarkBits(w, 1024);  // 128 bytes each: one arena, less its header
    EXPECT_EQ(w.memstats.gcMiscSys, gcBitsChunkBytes);
    newMarkBits(w, 961);
    EXPECT_EQ(w.memstats.gcMiscSys, 2 * gcBitsChunkBytes);
    for (const uint64_t arenas : {3, 4, 4, 4, 4}) {
        cycle(1);
        EXPECT_EQ(w.memstats.gcMiscSys, arenas * gcBitsChunkBytes);
    }
}

TEST(mspanset, takesBlocksFromThePoolBeforeItMakesNewOnes) {
    Heap h;
    spanSet a, b;
    for (uint32_t i = 0; i < 513; ++i) push(h.w, PId{0}, a, SpanId::make(i, 0));
    const uint64_t made = h.w.memstats.gcMiscSys;
    for (uint32_t i = 0; i < 512; ++i) pop(h.w, a);
    EXPECT_EQ(h.w.mheap_.spanSetBlockPool, 1u);
    push(h.w, PId{0}, b, SpanId::make(1, 0));
    EXPECT_EQ(h.w.mheap_.spanSetBlockPool, 0u);
    EXPECT_EQ(h.w.memstats.gcMiscSys, made + spanSetInitSpineCap * 8);  // a spine, no block
    pop(h.w, a);
    reset(h.w, a);  // the block with its last span was not popped to its end
    EXPECT_EQ(h.w.mheap_.spanSetBlockPool, 1u);
}

TEST(mheap, describesArenasAndSummariesAsTheHeapGrows) {
    Knobs knobs;
    knobs.memory = 8ull << 30;
    Heap h(knobs);
    h.noscan(40000);  // the first large object brings a set of spans
    const uint64_t start = h.w.memstats.gcMiscSys;
    h.noscan(3ull << 30);
    // 48 more arenas, one more page of the lowest summaries and of the scavenge index.
    EXPECT_EQ(h.w.memstats.gcMiscSys - start, 48u * 69648 + 4096 + 4096);
}

}  // namespace
}  // namespace tricolor::runtime
