// What:    how a running goroutine is made to stop: at a prologue (its stack guard is poisoned) or, where
//          asynchronous preemption is on, at any instruction.
// Follows: runtime/preempt.go, stack.go (newstack's part), proc.go (preemptPark).
// Differs: a signal takes no time and every instruction of Go code is a safe point (stack maps are exact
// there).
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// At a prologue whose stack check failed, before anything of the function was done. True: the goroutine was
// preempted, the scheduler runs; the same instruction is executed again when it comes back. False: the guard
// is as it should be again, and the check is to be repeated (the stack may really be too small).
bool preemptAtPrologue(Ctx& c);

// The running goroutine goes to the tail of the global queue (or stays in front, if the world is being
// stopped).
void gopreempt_m(Ctx& c);
// The same between two instructions of Go code.
void asyncPreempt(Ctx& c);

// Would an asynchronous request be honoured on this M now?
bool canPreemptAsync(const World& w, MId m);

// suspendG for stack scans. `stopped`: the goroutine cannot run until resumeG (a scan bit is on it); `dead`:
// there is no stack to scan; `retry`: it runs, was asked to stop; try again after a while (10 us, sleepM).
enum class Suspend : uint8_t { stopped, dead, retry };
Suspend suspendG(Ctx& c, GId g);
void resumeG(Ctx& c, GId g);

// Puts this M to sleep for so many picoseconds of virtual time (usleep); its task's next stage runs then.
void sleepM(Ctx& c, costs::ps duration);

}  // namespace tricolor::runtime
