// Which goroutine allocated each object, and in which GC cycle: gathered from the events of a stretch of the
// run, good for every moment in it. The runtime keeps no such record; so views ask for one, and get it by
// running the stretch again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sim/world/ids.h"

namespace tricolor::render {

struct Birth {
    Addr addr = 0;        // of the slot
    uint64_t step = 0;    // behind which it was there
    int64_t goid = 0;     // of the goroutine; 0: the runtime itself
    uint32_t cycle = 0;   // GC cycles that had ended by then
    uint32_t before = 0;  // 1 + index of the birth before in the same slot; 0: none known
    uint64_t slow = 0;    // step in which its slow path began; 0: the P's mcache had a slot at once
    int16_t p = -1;
};

class Births {
  public:
    static constexpr size_t kMost = 1 << 20;  // then the older half is forgotten

    // Nothing is known but from this step on.
    void startAt(uint64_t step);
    void add(Birth birth);
    // In which step the slow path began on which this M is, as of to(); 0: it is on none. Kept by who adds.
    uint64_t& slowPathOf(int16_t m);
    // Everything up to this step has been told.
    void reached(uint64_t step) { to_ = step; }
    // Forgets what lies behind this step.
    void truncate(uint64_t step);

    uint64_t from() const { return from_; }
    uint64_t to() const { return to_; }
    bool covers(uint64_t step) const { return step >= from_ && step <= to_; }
    // Of what stands in this slot at this step; null: it was allocated before from().
    const Birth* find(Addr slot, uint64_t step) const;
    // The newest of all as of this step; null: none is known.
    const Birth* latest(uint64_t step) const;

  private:
    void index();

    std::vector<Birth> births_;
    std::unordered_map<Addr, uint32_t> last_;  // 1 + index, by slot
    std::vector<uint64_t> slow_;               // by M
    uint64_t from_ = 0, to_ = 0;
};

}  // namespace tricolor::render
