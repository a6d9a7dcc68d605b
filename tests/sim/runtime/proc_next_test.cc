// Which M acts next.
#include "sim/runtime/proc_next.h"

#include <gtest/gtest.h>

#include "tests/sim/runtime/mutators.h"

namespace tricolor::runtime {

// Ms come, park, sleep and are woken meanwhile: the world stops for collections, and GOMAXPROCS is above the
// number of goroutines.
TEST(Picker, picksWhatSomebodyPicksWhoLooksAtAllMs) {
    for (const int procs : {1, 3, 7}) {
        Knobs knobs;
        knobs.GOMAXPROCS = procs;
        knobs.GOGC = 20;
        Mutators m(knobs, 11, 4);
        Picker picker;
        for (int i = 0; i < 60000; ++i) {
            const Next kept = picker.pick(m.w), fresh = pickM(m.w);
            ASSERT_EQ(kept.m, fresh.m) << "at step " << i << " with " << procs << " Ps";
            ASSERT_EQ(kept.untilPs, fresh.untilPs) << "at step " << i << " with " << procs << " Ps";
            if (!m.step()) break;
            m.sink.events.clear();
        }
        EXPECT_GT(m.w.memstats.numgc, 0u);
    }
}

}  // namespace tricolor::runtime
