// What:    histograms of durations: a bucket a power of two from 2^9 ns on, in quarters; what is shorter
//          stands in the first bucket's quarters, what is longer than 2^47 ns in an overflow.
// Follows: runtime/histogram.go.
// Differs: nothing.
// Invariants: none of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/heap.h"

namespace tricolor::runtime {

void record(timeHistogram& h, int64_t durationNs);
// Boundaries as runtime/metrics tells them, in seconds: from -Inf to +Inf, one more than there are counts.
std::vector<double> timeHistogramMetricsBuckets();
// Counts between them: underflow first, overflow last.
std::vector<uint64_t> countsOf(const timeHistogram& h);

}  // namespace tricolor::runtime
