// What:   the one door: the world changes only here. One step is one bytecode instruction of a goroutine, or
//         one stage of runtime work; the M whose clock is smallest runs it, ties go to the lowest id. run(n)
//         is n times step, only faster.
#pragma once

#include <cstdint>
#include <string>

#include "sim/golang/program.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::golang {

// A process about to run the program: memory image laid out, runtime booted, main goroutine runnable, step 0.
World boot(const Program& program, const Knobs& knobs);

// Takes up to maxSteps steps; fewer if the process exits or the sink asks to stop (EventSink::stop). Returns
// how many.
uint64_t run(World& w, const Program& program, EventSink& sink, uint64_t maxSteps);
inline bool step(World& w, const Program& program, EventSink& sink) {
    return run(w, program, sink, 1) == 1;
}

// Where the world stands, for views: the M that will run next, and what it is about to do in one sentence
// ("main.build, line 4: calls main.build") and as a call path. Never empty.
struct NextStep {
    MId m;
    std::string path;  // "main.main → main.build" or "mallocgc → refill → cacheSpan"
    std::string sentence;
    int32_t file = 0;   // of Go source, if it is Go code that runs
    uint32_t line = 0;  // 0: no Go code
};
NextStep nextStep(const World& w, const Program& program);

}  // namespace tricolor::golang
