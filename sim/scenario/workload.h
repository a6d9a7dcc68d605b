// Workloads: a pattern of allocations for people who do not write code. A Go program is written for it, which
// then goes the way of every program: it is shown, checked, compiled, run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/located_json.h"

namespace tricolor::scenario {

struct WorkloadSize {
    int64_t bytes = 0;  // multiple of 8
    int64_t weight = 1;
    int64_t pointersPercent = 0;  // of its words
    friend auto operator<=>(const WorkloadSize&, const WorkloadSize&) = default;
};

enum class KeepFor : uint8_t { time, phase, end };

struct WorkloadPhase {
    std::string name;
    int64_t goroutines = 1;
    int64_t durationNs = 0;
    int64_t objectsPerMs = 0;  // a goroutine
    std::vector<WorkloadSize> sizes;
    int64_t keepPercent = 0;
    KeepFor keepFor = KeepFor::phase;
    int64_t keepNs = 0;  // with KeepFor::time
    int64_t stackDepth = 0;
};

struct Workload {
    std::vector<WorkloadPhase> phases;
};

// A goroutine allocates what is due each time this much virtual time has passed.
inline constexpr int64_t kWorkloadTickNs = 50'000;
// The most objects that a goroutine may refer to at a time.
inline constexpr int64_t kWorkloadKeptMax = 1'000'000;

// What several keys of a workload together must be. `workload` is the value of that key.
void checkWorkload(const Json& workload, const std::string& file, std::vector<Problem>& problems);

// The workload in a value that has been checked.
Workload readWorkload(const Json& workload);

// The Go program that does it.
std::string workloadProgram(const Workload& workload, const std::string& title, uint64_t seed);

}  // namespace tricolor::scenario
