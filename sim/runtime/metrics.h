// What:    what runtime/metrics.Read tells: numbers and histograms by name, computed from the counters as
//          they stand. Unlike ReadMemStats it flushes no cache, so allocations of a cached span are not yet
//          in it.
// Follows: runtime/metrics.go.
// Differs: settings of GODEBUG are always 0; nobody waits for locks of the runtime itself.
// Invariants:
//  1. /memory/classes/total is the sum of the other classes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/world/world.h"

namespace tricolor::runtime {

enum class metricKind : uint8_t { Bad = 0, Uint64 = 1, Float64 = 2, Float64Histogram = 3 };

struct metricValue {
    metricKind kind = metricKind::Bad;
    uint64_t scalar = 0;           // a number, or the bits of a double
    std::vector<uint64_t> counts;  // of a histogram; one fewer than its boundaries
};

metricValue readMetric(const World& w, std::string_view name);
// The boundaries of a histogram of that name; empty: it is none.
std::vector<double> metricBuckets(std::string_view name);

}  // namespace tricolor::runtime
