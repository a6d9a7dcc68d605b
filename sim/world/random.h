// The one source of randomness: the wyrand step that Go's cheaprand uses (fidelity notes: sched §1.14),
// seeded from the scenario. One stream for each M, as in the real runtime.
#pragma once

#include <cstdint>

namespace tricolor {

struct Random {
    uint64_t state = 0;

    uint32_t next() {
        state += 0xa0761d6478bd642full;
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(state) * (state ^ 0xe7037ed1a0b428dbull);
        return static_cast<uint32_t>(static_cast<uint64_t>(product >> 64) ^ static_cast<uint64_t>(product));
    }
    // Uniform in [0, n), as cheaprandn.
    uint32_t below(uint32_t n) { return static_cast<uint32_t>((static_cast<uint64_t>(next()) * n) >> 32); }
};

}  // namespace tricolor
