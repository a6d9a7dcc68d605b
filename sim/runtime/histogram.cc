#include "sim/runtime/histogram.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tricolor::runtime {

namespace {

constexpr int timeHistMinBucketBits = 9, timeHistMaxBucketBits = 48, timeHistSubBucketBits = 2;
constexpr int timeHistNumSubBuckets = 1 << timeHistSubBucketBits;
constexpr int timeHistNumBuckets = timeHistMaxBucketBits - timeHistMinBucketBits + 1;
static_assert(std::tuple_size_v<decltype(timeHistogram::counts)> ==
              timeHistNumBuckets * timeHistNumSubBuckets);

double seconds(uint64_t ns) {
    return static_cast<double>(ns) / 1e9;
}

}  // namespace

void record(timeHistogram& h, int64_t durationNs) {
    if (durationNs < 0) {
        ++h.underflow;
        return;
    }
    const auto ns = static_cast<uint64_t>(durationNs);
    const int length = std::bit_width(ns);
    const int top = std::max(length, timeHistMinBucketBits);
    const int bucket = length < timeHistMinBucketBits ? 0 : length - timeHistMinBucketBits + 1;
    if (bucket >= timeHistNumBuckets) {
        ++h.overflow;
        return;
    }
    const auto quarter = static_cast<int>(ns >> (top - 1 - timeHistSubBucketBits)) % timeHistNumSubBuckets;
    ++h.counts[static_cast<size_t>(bucket * timeHistNumSubBuckets + quarter)];
}

std::vector<double> timeHistogramMetricsBuckets() {
    std::vector<double> b{-std::numeric_limits<double>::infinity()};
    for (uint64_t j = 0; j < timeHistNumSubBuckets; ++j)
        b.push_back(seconds(j << (timeHistMinBucketBits - 1 - timeHistSubBucketBits)));
    for (int i = timeHistMinBucketBits; i < timeHistMaxBucketBits; ++i)
        for (uint64_t j = 0; j < timeHistNumSubBuckets; ++j)
            b.push_back(seconds(uint64_t{1} << (i - 1) | j << (i - 1 - timeHistSubBucketBits)));
    b.push_back(seconds(uint64_t{1} << (timeHistMaxBucketBits - 1)));
    b.push_back(std::numeric_limits<double>::infinity());
    return b;
}

std::vector<uint64_t> countsOf(const timeHistogram& h) {
    std::vector<uint64_t> counts{h.underflow};
    counts.insert(counts.end(), h.counts.begin(), h.counts.end());
    counts.push_back(h.overflow);
    return counts;
}

}  // namespace tricolor::runtime
