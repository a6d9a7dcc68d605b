#include "sim/world/pagestore.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <vector>

#include "sim/world/random.h"

using namespace tricolor;

TEST(pagestore, freeRunsJoinTheirNeighbours) {
    FreeRuns free;
    free.put({10, 2});
    free.put({14, 2});
    free.put({12, 2});
    EXPECT_EQ(free.slots(), 6u);
    const SlotRun run = free.take(6);
    EXPECT_EQ(run.first, 10u);
    EXPECT_EQ(run.count, 6u);
    EXPECT_EQ(free.takeLongest(1).count, 0u);
}

TEST(pagestore, takesTheShortestRunThatIsLongEnough) {
    FreeRuns free;
    free.put({100, 8});
    free.put({200, 3});
    EXPECT_EQ(free.take(2).first, 200u);
    EXPECT_EQ(free.take(2).first, 100u);
    EXPECT_EQ(free.take(9).count, 0u);
    EXPECT_EQ(free.takeLongest(9).count, 6u);
}

// Slots under random allocation and release against a plain table of what each holds.
TEST(pagestore, keepsWhatWasWrittenUntilItIsReleased) {
    for (const bool file : {true, false}) {
        PageStore store({.memoryFile = file});
        Random random{3};
        std::vector<std::pair<uint32_t, uint8_t>> held;
        std::vector<uint8_t> pages(64 * kPageSize);
        for (int op = 0; op < 3000; ++op) {
            if (random.below(2) || held.empty()) {
                const SlotRun run = store.alloc(1 + random.below(64));
                const auto value = static_cast<uint8_t>(op);
                std::fill(pages.begin(), pages.end(), value);
                store.write(run, pages.data());
                for (uint32_t k = 0; k < run.count; ++k) held.emplace_back(run.first + k, value);
            } else {
                for (int n = random.below(100); n > 0 && !held.empty(); --n) {
                    const size_t i = random.below(static_cast<uint32_t>(held.size()));
                    ASSERT_EQ(*store.bytes(held[i].first), held[i].second);
                    ASSERT_EQ(store.bytes(held[i].first)[kPageSize - 1], held[i].second);
                    store.release(held[i].first);
                    held[i] = held.back();
                    held.pop_back();
                }
            }
            ASSERT_EQ(store.slotsInUse(), held.size());
            ASSERT_LE(store.hostBytes(), (held.size() + held.size() / 16 + PageStore::kWarmMax) * kPageSize);
        }
    }
}

TEST(pagestore, grantsNoMoreMappingsThanThereAre) {
    PageStore store({.mappingsMax = 10});
    EXPECT_TRUE(store.grant(0, 7));
    EXPECT_FALSE(store.grant(0, 4));
    EXPECT_TRUE(store.grant(7, 10));
    EXPECT_TRUE(store.grant(10, 0));
    EXPECT_EQ(store.mappings(), 0u);
}
