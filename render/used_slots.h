// How many slots of a span have ever been handed out since it was made: never used ones look otherwise than
// freed ones. The runtime forgets this when it sweeps; whoever saw all sweeps can know it. An allocation
// takes the lowest free slot, so the slots ever used are the first n, and n is the most that were in use at
// once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/world/heap.h"
#include "sim/world/ids.h"

namespace tricolor::render {

class UsedSlots {
  public:
    static constexpr size_t kMost = 1 << 18;  // notes; then those on spans that were made anew since go

    // A span was made at this address.
    void made(uint64_t step, Addr base) { note(step, base, 0); }
    // It was swept; before, this many of its slots were in use.
    void swept(uint64_t step, Addr base, uint64_t before);
    // Forgets what lies behind this step.
    void truncate(uint64_t step);

    // Slots [0, n) of the span have held objects, as of this step.
    uint64_t of(const mspan& s, uint64_t step) const;

  private:
    struct Note {
        uint64_t step = 0;   // from which on
        uint64_t slots = 0;  // at least so many were used
    };
    void note(uint64_t step, Addr base, uint64_t slots);
    void forgetFormerSpans();

    std::unordered_map<Addr, std::vector<Note>> notes_;  // in order of step
    size_t count_ = 0;
};

}  // namespace tricolor::render
