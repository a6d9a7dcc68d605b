#include "sim/world/memory.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/world/random.h"

using namespace tricolor;

TEST(memory, readsWhatWasWrittenInBothSegments) {
    Memory m(64 << 20);
    m.mapHeap(4 << 20);
    m.store64(kHeapBase + 16, 7);
    m.store<uint8_t>(kLowBase + 3, 9);
    EXPECT_EQ(m.load64(kHeapBase + 16), 7u);
    EXPECT_EQ(m.load<uint8_t>(kLowBase + 3), 9);
    EXPECT_EQ(m.load64(kHeapBase + 24), 0u);
}

TEST(memory, knowsWhatIsMapped) {
    Memory m(64 << 20);
    m.mapHeap(4 << 20);
    EXPECT_TRUE(m.mapped(kHeapBase, 4 << 20));
    EXPECT_FALSE(m.mapped(kHeapBase, (4 << 20) + 1));
    EXPECT_FALSE(m.mapped(kHeapBase - 1, 1));
    EXPECT_FALSE(m.mapped(0, 8));
    EXPECT_FALSE(m.mapped(kHeapBase + 8, ~0ull));
}

TEST(memory, aCopyDoesNotSeeLaterWritesAndTheOtherWayRound) {
    Memory a(64 << 20);
    a.mapHeap(4 << 20);
    a.store64(kHeapBase, 1);
    Memory b = a;
    a.store64(kHeapBase, 2);
    b.store64(kHeapBase + 8192, 3);
    EXPECT_EQ(a.load64(kHeapBase), 2u);
    EXPECT_EQ(b.load64(kHeapBase), 1u);
    EXPECT_EQ(a.load64(kHeapBase + 8192), 0u);
    EXPECT_FALSE(a == b);
}

TEST(memory, discardedPagesReadZeroAndEqualPagesNeverTouched) {
    Memory a(64 << 20), b(64 << 20);
    a.mapHeap(4 << 20);
    b.mapHeap(4 << 20);
    a.store64(kHeapBase + 8192, 5);
    a.discard(kHeapBase + 8192, 8192);
    EXPECT_EQ(a.load64(kHeapBase + 8192), 0u);
    EXPECT_TRUE(a == b);
    EXPECT_EQ(a.hash(), b.hash());
}

// Random writes, copies and assignments against a map from address to word.
TEST(memory, behavesAsAMapOfWordsUnderRandomCopies) {
    Random random{42};
    using Model = std::map<Addr, uint64_t>;
    std::vector<Memory> real(3, Memory(16 << 20));
    std::vector<Model> model(3);
    for (Memory& m : real) m.mapHeap(1 << 20);
    for (int op = 0; op < 20000; ++op) {
        const size_t i = random.below(3), k = random.below(3);
        if (random.below(200) == 0) {
            real[i] = real[k];
            model[i] = model[k];
        } else if (random.below(4) == 0) {
            const Addr a = kHeapBase + random.below(1 << 17) * 8;
            const auto it = model[i].find(a);
            ASSERT_EQ(real[i].load64(a), it == model[i].end() ? 0 : it->second) << "operation " << op;
        } else {
            const Addr a = kHeapBase + random.below(1 << 17) * 8;
            real[i].store64(a, model[i][a] = random.next());
        }
    }
    for (size_t i = 0; i < 3; ++i) {
        for (const auto& [a, v] : model[i]) ASSERT_EQ(real[i].load64(a), v);
        EXPECT_TRUE(real[i] == Memory(real[i]));
    }
}
