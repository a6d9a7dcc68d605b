#include "sim/scenario/load.h"

#include <gtest/gtest.h>

namespace tricolor::scenario {
namespace {

std::vector<std::string> problemsOf(const std::string& file, const ReadBeside& readBeside = nullptr) {
    const Loaded loaded = load(parseScenario(file, "x.json", readBeside));
    EXPECT_EQ(loaded.program == nullptr, !loaded.problems.empty()) << "a program, or problems";
    std::vector<std::string> lines;
    for (const Problem& problem : loaded.problems) lines.push_back(toString(problem));
    return lines;
}

using Lines = std::vector<std::string>;

TEST(load, compilesTheProgramOfAScenario) {
    EXPECT_EQ(problemsOf(R"({"title": "T", "program": ["package main", "func main() { println(1) }"]})"),
              Lines{});
}

TEST(load, placesProblemsOfLinesInTheScenarioFile) {
    // The tab before x is written with two characters in JSON.
    EXPECT_EQ(problemsOf("{\"title\": \"T\",\n \"program\": [\"package main\",\n  \"func main() {\",\n  "
                         "\"\\tx = 1\", \"}\"]}"),
              Lines{"x.json:4:6: /program/2: undefined: x"});
}

TEST(load, placesProblemsOfAGoFileThere) {
    const auto read = [](const std::string&) {
        return std::optional<std::string>("package main\nfunc main() { y() }\n");
    };
    EXPECT_EQ(problemsOf(R"({"title": "T", "program": "a.go"})", read), Lines{"a.go:2:15: undefined: y"});
}

TEST(load, tellsWhatIsWrongInTheProgramWithWhatIsWrongAroundIt) {
    EXPECT_EQ(
        problemsOf("{\"titel\": \"T\",\n \"program\": [\"package main\", \"func main() { y() }\"],\n"
                   " \"order\": \"first\"}"),
        (Lines{"x.json:1:1: /: expected the key \"title\", got none",
               "x.json:1:2: /titel: expected a key of scenario, got \"titel\" (did you mean \"title\"?)",
               "x.json:2:45: /program/1: undefined: y",
               "x.json:3:11: /order: expected an integer from 0 to 1000000, got \"first\""}));
    EXPECT_EQ(problemsOf(R"({"title": "T", "program": ["package main", 7]})"),
              Lines{"x.json:1:44: /program/1: expected a string, got the number 7"});
}

TEST(load, printsProblemsWithoutWhatATerminalWouldObey) {
    EXPECT_EQ(toString({"a.json", {1, 2}, "", "got \x1b[2J, \xff and é"}),
              "a.json:1:2: got \\x1b[2J, \\xff and é");
}

TEST(load, compilesTheProgramOfAWorkload) {
    EXPECT_EQ(
        problemsOf(
            R"({"title": "T", "workload": {"phases": [{"duration": "1ms", "objectsPerMs": 40, "keepPercent": 50,
        "keepFor": "end", "stackDepth": 3, "goroutines": 2, "sizes": [{"bytes": 16}, {"bytes": 48, "pointersPercent": 50}]}]}})"),
        Lines{});
}

}  // namespace
}  // namespace tricolor::scenario
