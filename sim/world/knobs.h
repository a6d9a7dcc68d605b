// What a user can set before (and some of it while) a program runs. Names are those of the environment
// variables and scenario keys. Defaults are real Go's on a 1-CPU machine, but for the fixed heap base and the
// seed.
#pragma once

#include <cstdint>

#include "sim/world/gc.h"
#include "sim/world/reflect.h"

namespace tricolor {

struct Knobs {
    int32_t GOMAXPROCS = 1;          // 1..64
    int32_t GOGC = 100;              // -1: off
    int64_t GOMEMLIMIT = INT64_MAX;  // bytes; INT64_MAX: off
    Collector collector = Collector::greentea;
    uint64_t seed = 1;
    uint64_t memory = 4ull << 30;  // physical memory of the simulated machine, bytes
    bool writeBarrier = true;      // false: the lesson in which an object is lost
    bool asyncpreempt = true;      // GODEBUG=asyncpreemptoff=1 sets it to false
    uint8_t gctrace = 0, gcpacertrace = 0;
    int64_t schedtraceMs = 0;
};

}  // namespace tricolor
