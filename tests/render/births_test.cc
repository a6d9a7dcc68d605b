#include "render/births.h"

#include <gtest/gtest.h>

using namespace tricolor;
using render::Birth;
using render::Births;

namespace {

Addr slotOf(uint64_t i) {
    return 0xc000000000 + i * 16;
}

}  // namespace

TEST(births, findsWhatStoodInASlotAtAnyMoment) {
    Births b;
    b.startAt(0);
    b.add({0xc000000000, 10, 1, 0, 0, 0, 0});
    b.add({0xc000000010, 12, 2, 0, 0, 0, 0});
    b.add({0xc000000000, 50, 7, 3, 0, 0, 0});  // the slot is used again
    b.reached(60);
    EXPECT_EQ(b.find(0xc000000000, 9), nullptr);
    EXPECT_EQ(b.find(0xc000000000, 49)->goid, 1);
    EXPECT_EQ(b.find(0xc000000000, 50)->goid, 7);
    EXPECT_EQ(b.find(0xc000000010, 60)->goid, 2);
    EXPECT_EQ(b.find(0xc000000020, 60), nullptr);
    EXPECT_TRUE(b.covers(60));
    EXPECT_FALSE(b.covers(61));
}

TEST(births, forgetsAFutureThatIsNotAnyMore) {
    Births b;
    b.startAt(0);
    b.add({0xc000000000, 10, 1, 0, 0, 0, 0});
    b.add({0xc000000000, 50, 7, 3, 0, 0, 0});
    b.reached(60);
    b.truncate(20);
    EXPECT_FALSE(b.covers(21));
    EXPECT_EQ(b.find(0xc000000000, 60)->goid, 1);
}

TEST(births, keepsTheNewerOnesWhenThereAreTooMany) {
    Births b;
    b.startAt(0);
    const uint64_t n = Births::kMost + Births::kMost / 4;
    for (uint64_t i = 0; i < n; ++i) b.add({slotOf(i), i + 1, static_cast<int64_t>(i % 9), 0, 0, 0, 0});
    b.reached(n);
    EXPECT_GT(b.from(), 0u);
    EXPECT_FALSE(b.covers(1));
    EXPECT_EQ(b.find(slotOf(3), n), nullptr);
    EXPECT_EQ(b.find(slotOf(n - 1), n)->step, n);
}

TEST(births, namesTheNewestOfAMoment) {
    Births b;
    b.startAt(0);
    EXPECT_EQ(b.latest(100), nullptr);
    b.add({0xc000000000, 10, 1, 0, 0, 7, 2});
    b.add({0xc000000010, 12, 2, 0, 0, 0, 0});
    EXPECT_EQ(b.latest(9), nullptr);
    EXPECT_EQ(b.latest(11)->addr, 0xc000000000);
    EXPECT_EQ(b.latest(11)->slow, 7u);
    EXPECT_EQ(b.latest(99)->addr, 0xc000000010);
}
