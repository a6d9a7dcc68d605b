// What:    pickM for a run: which M acts next, again and again.
// Follows: nothing in real Go (proc_next.cc).
// Invariants: a Picker picks what pickM picks.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/runtime/proc.h"

namespace tricolor::runtime {

// Does not look at Ms that have not acted in between. One for a run: w must not be changed meanwhile but by
// what the picked M does.
class Picker {
  public:
    Next pick(const World& w);

  private:
    struct Entry {
        int32_t m;
        uint64_t timePs;
    };
    void look(const World& w);
    void moveFirst(const World& w);
    std::vector<Entry> entries_;  // Ms that will act, by time and then id; the first was picked last
    uint64_t mwakes_ = UINT64_MAX;
};

}  // namespace tricolor::runtime
