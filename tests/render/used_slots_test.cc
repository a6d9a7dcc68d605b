#include "render/used_slots.h"

#include <gtest/gtest.h>

using namespace tricolor;
using render::UsedSlots;

namespace {

mspan spanAt(Addr base, uint16_t inUse) {
    mspan s;
    s.startAddr = base;
    s.allocCount = inUse;
    return s;
}

constexpr Addr kSpan = 0xc000002000;

}  // namespace

TEST(usedSlots, areThoseInUseAsLongAsNothingWasSwept) {
    UsedSlots used;
    EXPECT_EQ(used.of(spanAt(kSpan, 3), 100), 3u);
}

TEST(usedSlots, areRememberedWhenTheSweepForgets) {
    UsedSlots used;
    used.made(10, kSpan);
    used.swept(50, kSpan, 20);
    used.swept(90, kSpan, 12);  // holes were filled only
    EXPECT_EQ(used.of(spanAt(kSpan, 18), 49), 18u);
    EXPECT_EQ(used.of(spanAt(kSpan, 2), 50), 20u);
    EXPECT_EQ(used.of(spanAt(kSpan, 2), 90), 20u);
    EXPECT_EQ(used.of(spanAt(kSpan, 25), 95), 25u);
    EXPECT_EQ(used.of(spanAt(kSpan + kPageSize, 2), 95), 2u);
}

TEST(usedSlots, beginAnewWithTheSpan) {
    UsedSlots used;
    used.swept(50, kSpan, 20);
    used.made(70, kSpan);
    EXPECT_EQ(used.of(spanAt(kSpan, 1), 69), 20u);
    EXPECT_EQ(used.of(spanAt(kSpan, 1), 70), 1u);
    used.swept(80, kSpan, 4);
    EXPECT_EQ(used.of(spanAt(kSpan, 0), 80), 4u);
}

TEST(usedSlots, forgetAFutureThatIsNotAnyMore) {
    UsedSlots used;
    used.swept(50, kSpan, 20);
    used.swept(60, kSpan, 30);
    used.truncate(55);
    EXPECT_EQ(used.of(spanAt(kSpan, 0), 60), 20u);
    used.truncate(10);
    EXPECT_EQ(used.of(spanAt(kSpan, 0), 60), 0u);
}

TEST(usedSlots, keepWhatHoldsNowWhenThereAreTooManyNotes) {
    UsedSlots used;
    for (uint64_t i = 0; i < UsedSlots::kMost + 10; ++i) {
        used.swept(3 * i + 1, kSpan, 5);
        used.made(3 * i + 2, kSpan);
    }
    const uint64_t end = 3 * (UsedSlots::kMost + 10);
    used.swept(end, kSpan, 7);
    EXPECT_EQ(used.of(spanAt(kSpan, 0), end), 7u);
}
