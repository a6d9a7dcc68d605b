#include "sim/golang/step.h"

#include <algorithm>

#include "sim/golang/interpreter.h"
#include "sim/golang/machine.h"
#include "sim/runtime/proc_next.h"

namespace tricolor::golang {

namespace {

// Steps of runtime work on one M, for as long as it stays the next one and does not come to Go code.
uint64_t stepTasks(World& w, const Program& program, EventSink& sink, const runtime::Next& next,
                   uint64_t maxSteps) {
    runtime::Stride stride{maxSteps, next.untilPs, w.sched.mwakes};
    runtime::Ctx c{w, program.module, sink, next.m, &stride};
    const World& look = w;
    do {
        checkContext.step = w.step;
        --stride.left;
        runtime::stepM(c);
        ++w.step;
    } while (stride.left > 0 && w.process == ProcessState::running && !sink.stop &&
             w.sched.mwakes == stride.mwakes && look.m(next.m).park == MPark::running &&
             look.m(next.m).clockPs < next.untilPs && !runtime::runsGoCode(w, next.m));
    return maxSteps - stride.left;
}

}  // namespace

uint64_t run(World& w, const Program& program, EventSink& sink, uint64_t maxSteps) {
    uint64_t done = 0;
    checkContext.seed = w.knobs.seed;
    runtime::Picker picker;
    while (done < maxSteps && w.process == ProcessState::running && !sink.stop) {
        const runtime::Next next = picker.pick(w);
        CHECK(next.m.valid(), "no M can ever run again, and no deadlock was reported");
        checkContext.step = w.step;
        if (runtime::runsGoCode(w, next.m)) {
            done += interpret(w, program, sink, next.m, maxSteps - done, next.untilPs);
            continue;
        }
        done += stepTasks(w, program, sink, next, maxSteps - done);
    }
    checkContext.step = w.step;
    return done;
}

}  // namespace tricolor::golang
