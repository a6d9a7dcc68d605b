#include "sim/scenario/workload.h"

#include <gtest/gtest.h>

#include "sim/scenario/scenario.h"

namespace tricolor::scenario {
namespace {

constexpr const char* kFile = R"({"title": "Storm", "knobs": {"seed": 9}, "workload": {"phases": [
  {"name": "build up", "goroutines": 2, "duration": "5ms", "objectsPerMs": 200, "keepPercent": 30, "keepFor": "end",
   "stackDepth": 20, "sizes": [{"bytes": 48, "weight": 9, "pointersPercent": 50}, {"bytes": "1KiB"}]},
  {"duration": "1ms", "objectsPerMs": 40, "keepPercent": 100, "keepFor": "250us", "sizes": [{"bytes": 16}]}]}})";

std::string programOf(const char* file) {
    const ParsedScenario parsed = parseScenario(file, "x.json", nullptr);
    EXPECT_TRUE(parsed.scenario) << toString(parsed.problems.front());
    EXPECT_TRUE(parsed.scenario->generated);
    return parsed.scenario->program.text;
}

TEST(workload, becomesAProgramThatSaysWhatItDoes) {
    const std::string program = programOf(kFile);
    for (const char* part : {"// Storm\n", "package main\n",
                             "type object48p3 struct {\n\tpointers [3]*object48p3\n\twords    [3]uint64\n}",
                             "type object1024 struct {\n\twords [128]uint64\n}", "const seed uint64 = 9",
                             "// Phase 1, build up: 2 goroutines, each 200 objects a millisecond for 5ms.",
                             "tick < 100;", "due += 200; due >= 20; due -= 20", "random(&state)%100 < 30",
                             "phase1Below(20,", "case which < 9:", "var keptToTheEnd48p3 [][]*object48p3",
                             "time.Sleep(50 * time.Microsecond)", "go goroutine2(uint64(i))"})
        EXPECT_NE(program.find(part), std::string::npos) << part << "\nis not in\n" << program;
}

TEST(workload, keepsForTheTimeThatIsAsked) {
    // 250us at 40 objects a millisecond: 10 objects are referred to at a time.
    EXPECT_NE(programOf(kFile).find("kept16 := make([]*object16, 10)"), std::string::npos);
}

TEST(workload, isTheSameProgramEachTime) {
    EXPECT_EQ(programOf(kFile), programOf(kFile));
}

}  // namespace
}  // namespace tricolor::scenario
