#include "sim/runtime/slice.h"

#include <gtest/gtest.h>

#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

Type elemType(uint64_t size, bool pointers) {
    Type t;
    t.size = size;
    t.ptrdata = pointers ? size : 0;
    return t;
}

TEST(slice, wantsTheCapacityThatRealGoWants) {
    for (const auto& r : vectors::table("nextslicecap.tsv"))
        EXPECT_EQ(nextslicecap(std::stoull(r[0]), std::stoull(r[1])), std::stoull(r[2]))
            << r[0] << " from " << r[1];
}

TEST(slice, growsAsRealGo) {
    for (const auto& r : vectors::table("growslice.tsv")) {
        const Type t = elemType(std::stoull(r[1]), r[2] == "1");
        const SliceGrowth g = growsliceSize(std::stoull(r[3]) + std::stoull(r[5]), std::stoull(r[4]), t);
        EXPECT_EQ(g.cap, std::stoull(r[6])) << r[0] << " len " << r[3] << " cap " << r[4] << " + " << r[5];
    }
}

TEST(slice, climbsTheLadderOfRealGo) {
    for (const auto& r : vectors::table("append_ladder.tsv")) {
        const Type t = elemType(std::stoull(r[1]), r[2] == "1");
        const uint64_t k = std::stoull(r[3]);
        uint64_t cap = 0;
        std::istringstream in(r[4]);
        for (std::string step; std::getline(in, step, ',');) {
            const uint64_t newLen = std::stoull(step), newCap = std::stoull(step.substr(step.find(':') + 1));
            ASSERT_EQ(cap / k * k + k, newLen) << r[0];
            cap = growsliceSize(newLen, cap, t).cap;
            ASSERT_EQ(cap, newCap) << r[0] << " by " << k << " to " << newLen;
        }
    }
}

TEST(slice, refusesWhatCannotBe) {
    EXPECT_TRUE(growsliceSize(~0ull, 4, elemType(8, false)).tooLong);
    EXPECT_TRUE(growsliceSize(1ull << 46, 4, elemType(8, false)).tooLong);
    EXPECT_EQ(growsliceSize(7, 4, elemType(0, false)).cap, 7u);
}

}  // namespace
}  // namespace tricolor::runtime
