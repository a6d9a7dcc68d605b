// What:    the scavenger: gives free pages back to the operating system, in the background at 1 % of a CPU,
//          and at once when the heap grows past its goal or the memory limit.
// Follows: runtime/mgcscavenge.go (fidelity notes: gc §12.5, memory §7).
// Differs: time spent is the cost table's; which pages is mpagealloc's (pageAlloc scavenging).
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

inline constexpr costs::ps scavengePerPhysPage = 10 * costs::us;  // the runtime's own estimate

struct piController {
    double kp = 0, ti = 0, tt = 0, min = 0, max = 0;
    double errIntegral = 0;
    bool errOverflow = false, inputOverflow = false;
};
struct piOutput {
    double value = 0;
    bool ok = false;
};
piOutput next(piController& pi, double input, double setpoint, double period);

// New goals of the scavenger, at commit. heapGoal, lastHeapGoal: bytes.
void gcPaceScavenger(World& w, int64_t memoryLimit, uint64_t heapGoal, uint64_t lastHeapGoal);
// Is there something to do for the background scavenger?
bool scavengeShouldWork(const World& w);
void scavengerWake(Ctx& c);

}  // namespace tricolor::runtime
