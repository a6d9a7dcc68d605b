#include "sim/runtime/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tricolor::runtime {
namespace {

TEST(histogram, aDurationStandsBetweenTheBoundariesOfItsBucket) {
    const std::vector<double> bounds = timeHistogramMetricsBuckets();
    for (const int64_t ns : {int64_t{0}, int64_t{1}, int64_t{63}, int64_t{64}, int64_t{255}, int64_t{256},
                             int64_t{319}, int64_t{320}, int64_t{511}, int64_t{512}, int64_t{1000},
                             int64_t{123456789}, (int64_t{1} << 47) - 1, int64_t{1} << 47, int64_t{-1}}) {
        timeHistogram h;
        record(h, ns);
        const std::vector<uint64_t> counts = countsOf(h);
        ASSERT_EQ(counts.size() + 1, bounds.size());
        const auto at = static_cast<size_t>(std::find(counts.begin(), counts.end(), 1u) - counts.begin());
        ASSERT_LT(at, counts.size()) << ns;
        EXPECT_LE(bounds[at], static_cast<double>(ns) / 1e9) << ns;
        EXPECT_GT(bounds[at + 1], static_cast<double>(ns) / 1e9) << ns;
    }
}

TEST(histogram, has163Boundaries) {
    const std::vector<double> bounds = timeHistogramMetricsBuckets();
    EXPECT_EQ(bounds.size(), 163u);
    EXPECT_TRUE(std::is_sorted(bounds.begin(), bounds.end()));
}

}  // namespace
}  // namespace tricolor::runtime
