// What: the steps that a slice of the fast loop has left and its clock, so that a stretch is counted and
//       charged by one addition.
//
// Both count up in one word, picoseconds in the low 40 bits and steps above. They start so high that bit 39
// or bit 63 becomes set when the time or the steps of a lap are used up; then the next lap begins.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/golang/stretch.h"

namespace tricolor::golang {

#define TRICOLOR_INLINE __attribute__((always_inline)) inline

class Meter {
  public:
    explicit Meter(uint64_t until) : untilPs(until) {}

    // Begins a lap. left: steps; clock: of the M.
    TRICOLOR_INLINE void set(uint64_t left, uint64_t clock) {
        constexpr uint64_t lapSteps = kMostInStretch, lapPs = 1ull << 38;
        lapLeft = left;
        lapClock = clock;
        const uint64_t ps = untilPs > clock ? std::min(untilPs - clock - 1, lapPs) : 0;
        begin = ((1ull << 23) - 1 - std::min(left, lapSteps)) << kStepShift | ((1ull << 39) - 1 - ps);
        used = begin;
    }
    TRICOLOR_INLINE uint64_t left() const { return lapLeft - ((used - begin) >> kStepShift); }
    TRICOLOR_INLINE uint64_t clockPs() const {
        return lapClock + ((used - begin) & ((1ull << kStepShift) - 1));
    }
    TRICOLOR_INLINE bool isOver() const { return left() == 0 || clockPs() >= untilPs; }

    // Counts and charges a stretch. False: it does not fit into this lap, and nothing has changed.
    TRICOLOR_INLINE bool take(const Stretch& s) {
        used += s.charge;
        if (!(used & kLapOver)) [[likely]]
            return true;
        used -= s.charge;
        return false;
    }
    // Takes the end of a stretch back.
    TRICOLOR_INLINE void giveBack(uint64_t steps, uint64_t ps) { used -= (steps << kStepShift) + ps; }
    TRICOLOR_INLINE void count() { used += 1ull << kStepShift; }
    TRICOLOR_INLINE void charge(uint64_t ps) { used += ps; }
    // For who counts and charges single instructions: after each.
    TRICOLOR_INLINE void keepLap() {
        if (used & kLapOver) [[unlikely]]
            set(left(), clockPs());
    }

  private:
    const uint64_t untilPs;
    uint64_t used = 0, begin = 0;        // begin: of the lap
    uint64_t lapLeft = 0, lapClock = 0;  // at its beginning
};

}  // namespace tricolor::golang
