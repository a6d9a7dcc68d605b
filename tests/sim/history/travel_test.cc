// Time travel through real programs: wherever one goes back to, and whatever was changed on the way, the
// world is the one that running there gives.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/history/history.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/validate.h"

namespace tricolor::history {
namespace {

constexpr uint64_t kStepsMax = 400'000;  // of each program; enough for several collections

uint64_t testSeed() {
    const char* given = std::getenv("TRICOLOR_TEST_SEED");
    return given ? std::strtoull(given, nullptr, 10) : 20260101;
}

golang::Program programOf(const std::string& path) {
    std::ifstream in(std::string(TRICOLOR_SOURCE_DIR) + "/tests/conformance/" + path);
    std::stringstream text;
    text << in.rdbuf();
    golang::LoadResult loaded = golang::load({{path, text.str()}});
    CHECK(loaded.program, "a conformance program does not load");
    return std::move(*loaded.program);
}

Stepper stepperOf(const golang::Program& program) {
    return
        [&program](World& w, EventSink& sink, uint64_t most) { return golang::run(w, program, sink, most); };
}

// A command at a step, or none.
struct Deed {
    uint64_t step;
    Command command;
};

uint64_t hashByRunning(const golang::Program& program, const Knobs& knobs, const std::vector<Deed>& deeds,
                       uint64_t step) {
    World w = golang::boot(program, knobs);
    EventSink sink;
    for (const Deed& d : deeds) {
        if (d.step > step) break;
        golang::run(w, program, sink, d.step - w.step);
        applyCommand(w, d.command);
    }
    golang::run(w, program, sink, step - w.step);
    return hash(w);
}

Command drawCommand(Random& random) {
    const Command choices[] = {{Command::Kind::GOGC, static_cast<int64_t>(random.below(300))},
                               {Command::Kind::GOGC, -1},
                               {Command::Kind::GOMEMLIMIT, (6 + random.below(40)) << 20},
                               {Command::Kind::GOMEMLIMIT, INT64_MAX}};
    return choices[random.below(4)];
}

class Travel : public testing::TestWithParam<const char*> {};

TEST_P(Travel, anyMomentIsTheSameOnEveryWayThere) {
    const golang::Program program = programOf(GetParam());
    Random random{testSeed()};
    Knobs knobs;
    knobs.GOMAXPROCS = 1 + static_cast<int32_t>(random.below(4));
    knobs.GOGC = 20 + static_cast<int32_t>(random.below(100));
    History h(golang::boot(program, knobs), stepperOf(program), {.spacing = 5000});
    EventSink sink;
    std::vector<Deed> deeds;
    while (h.step() < kStepsMax && h.world().process == ProcessState::running) {
        h.run(1 + random.below(kStepsMax / 4), sink);
        if (h.world().process != ProcessState::running) break;
        deeds.push_back({h.step(), drawCommand(random)});
        h.apply(deeds.back().command);
        ASSERT_EQ(runtime::validate(h.world()), "");
    }
    const std::string again =
        " of " + std::string(GetParam()) + "; TRICOLOR_TEST_SEED=" + std::to_string(testSeed());
    const uint64_t atEnd = hash(h.world()), end = h.step();
    for (int i = 0; i < 4; ++i) {
        const uint64_t step = random.below(end + 1);
        ASSERT_TRUE(h.seek(step));
        EXPECT_EQ(hash(h.world()), hashByRunning(program, knobs, deeds, step)) << "step " << step << again;
        const uint64_t here = hash(h.world());
        if (h.stepBack()) {
            h.run(1, sink);
            EXPECT_EQ(hash(h.world()), here) << "back and forward at step " << step << again;
        }
    }
    ASSERT_TRUE(h.seek(end));
    EXPECT_EQ(hash(h.world()), atEnd) << again;
}

INSTANTIATE_TEST_SUITE_P(programs, Travel,
                         testing::Values("gc/garbage_shapes.go", "gc/memory_limit.go", "lang/binary_trees.go",
                                         "sync/worker_pool.go", "sync/prime_sieve.go", "sched/sleep_order.go",
                                         "sched/afterfunc_burst.go", "stacks/thousand_goroutines.go",
                                         "gc/finalizer_cycles.go"));

constexpr const char* kGarbage = R"(package main

var keep []*[64]byte

func main() {
	for i := 0; ; i++ {
		b := new([64]byte)
		if i%3 == 0 && len(keep) < 20000 {
			keep = append(keep, b)
		}
	}
}
)";

// What the program itself would see after debug.SetGCPercent at the same moment.
TEST(applyCommand, setsTheGoalAsSetGCPercentDoes) {
    const golang::LoadResult loaded = golang::load({{"main.go", kGarbage}});
    ASSERT_TRUE(loaded.program);
    World w = golang::boot(*loaded.program, {});
    EventSink sink;
    while (w.memstats.numgc < 2 || w.gcphase != GCPhase::off) golang::run(w, *loaded.program, sink, 1000);
    const gcControllerState& gc = w.gcController;
    const uint64_t base = gc.heapMarked + gc.lastStackScan + gc.globalsScan, before = runtime::heapGoal(w);
    applyCommand(w, {Command::Kind::GOGC, 400});
    EXPECT_EQ(gc.gcPercent, 400);
    EXPECT_EQ(gc.heapMinimum, 16u << 20);
    EXPECT_EQ(runtime::heapGoal(w), std::max(gc.heapMarked + 4 * base, gc.heapMinimum));
    EXPECT_GT(runtime::heapGoal(w), before);
    applyCommand(w, {Command::Kind::GOMEMLIMIT, 6 << 20});
    EXPECT_LT(runtime::heapGoal(w), 6u << 20);
    EXPECT_EQ(runtime::validate(w), "");
}

TEST(applyCommand, revisesTheAssistRatioWhileMarking) {
    const golang::LoadResult loaded = golang::load({{"main.go", kGarbage}});
    ASSERT_TRUE(loaded.program);
    World w = golang::boot(*loaded.program, {});
    EventSink sink;
    while (w.memstats.numgc < 2 || !w.gcBlackenEnabled) golang::run(w, *loaded.program, sink, 100);
    const double before = w.gcController.assistWorkPerByte;
    applyCommand(w, {Command::Kind::GOGC, 1000});
    EXPECT_LT(w.gcController.assistWorkPerByte, before) << "a far goal leaves time";
}

TEST(applyCommand, theBarrierGoesAtOnce) {
    const golang::LoadResult loaded = golang::load({{"main.go", kGarbage}});
    ASSERT_TRUE(loaded.program);
    World w = golang::boot(*loaded.program, {});
    EventSink sink;
    while (!w.gcBlackenEnabled) golang::run(w, *loaded.program, sink, 100);
    EXPECT_TRUE(w.writeBarrierEnabled);
    applyCommand(w, {Command::Kind::writeBarrier, 0});
    EXPECT_FALSE(w.writeBarrierEnabled);
    golang::run(w, *loaded.program, sink, 50);
    applyCommand(w, {Command::Kind::writeBarrier, 1});
    EXPECT_TRUE(w.writeBarrierEnabled);
    golang::run(w, *loaded.program, sink, 300'000);
    EXPECT_EQ(runtime::validate(w), "");
}

}  // namespace
}  // namespace tricolor::history
