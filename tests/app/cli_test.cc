// The command line, called as a user calls it.
#include "app/cli.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tricolor::app {
namespace {

namespace fs = std::filesystem;

struct Outcome {
    int code = 0;
    std::string out, err;
};

Outcome tricolor(std::vector<std::string> arguments, const WindowCommands& window = {}) {
    arguments.insert(arguments.begin(), "tricolor");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Outcome outcome;
    outcome.code = commandLine(static_cast<int>(argv.size()), argv.data(), window);
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.err = testing::internal::GetCapturedStderr();
    return outcome;
}

// A folder that is gone at the end of the test.
class CommandLine : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::path(testing::TempDir()) /
                  (std::string("tricolor-") + testing::UnitTest::GetInstance()->current_test_info()->name());
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    std::string file(const std::string& name, const std::string& text) {
        const fs::path path = folder_ / name;
        std::ofstream(path, std::ios::binary) << text;
        return path.string();
    }
    fs::path folder_;
};

TEST_F(CommandLine, checkIsSilentAboutGoodFiles) {
    const Outcome o = tricolor(
        {"check", file("a.json", R"({"title": "T", "program": ["package main", "func main() {}"]})")});
    EXPECT_EQ(o.code, 0);
    EXPECT_EQ(o.out + o.err, "");
}

TEST_F(CommandLine, checkPrintsEveryProblemOfEveryFile) {
    const std::string a = file("a.json", "{\"titel\": 1}"), b = file("b.json", "[");
    const Outcome o = tricolor({"check", a, b});
    EXPECT_EQ(o.code, 2);
    EXPECT_EQ(o.out,
              a + ":1:1: /: expected the key \"title\", got none\n" + a +
                  ":1:1: /: expected the key \"program\" or \"workload\", got none\n" + a +
                  ":1:2: /titel: expected a key of scenario, got \"titel\" (did you mean \"title\"?)\n" + b +
                  ":1:2: expected a value, got end of input\n");
}

TEST_F(CommandLine, saysInOneLineWhatFileIsMissing) {
    for (const char* command : {"check", "run", "escape"}) {
        const std::string path = (folder_ / "none.go").string();
        const Outcome o = tricolor({command, path});
        EXPECT_EQ(o.code, 1) << command;
        EXPECT_EQ(o.out, "");
        EXPECT_EQ(o.err, "tricolor: " + path + ": No such file or directory\n") << command;
    }
}

TEST_F(CommandLine, saysInOneLineWhatIsWrongWithACall) {
    const std::vector<std::vector<std::string>> calls = {{"run"},
                                                         {"run", "--nonsense"},
                                                         {"check"},
                                                         {"shot", "a.go", "--size", "3x"},
                                                         {"run", "a.go", "--schedtrace", "0"}};
    for (const auto& call : calls) {
        const Outcome o = tricolor(call);
        EXPECT_EQ(o.code, 1);
        EXPECT_EQ(std::count(o.err.begin(), o.err.end(), '\n'), 1) << o.err;
        EXPECT_EQ(o.err.find("tricolor: "), 0u) << o.err;
    }
}

constexpr const char* kLoop = R"(package main

import "fmt"

type node struct{ next *node }

var list *node

func main() {
	for i := 0; i < 3000; i++ {
		list = &node{list}
	}
	fmt.Println("to stdout")
	println("to stderr")
}
)";

TEST_F(CommandLine, runPrintsAndExitsAsTheProgramDoes) {
    const Outcome good = tricolor({"run", file("a.go", kLoop)});
    EXPECT_EQ(good.code, 0);
    EXPECT_EQ(good.out, "to stdout\n");
    EXPECT_EQ(good.err, "to stderr\n");
    const Outcome dead =
        tricolor({"run", file("b.go", "package main\nfunc main() { var m map[int]int; m[1] = 2 }\n")});
    EXPECT_EQ(dead.code, 2);
    EXPECT_EQ(dead.out, "");
    EXPECT_EQ(dead.err.find("panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\n"), 0u)
        << dead.err;
}

TEST_F(CommandLine, runRefusesWhatDoesNotCompile) {
    const std::string path = file("a.go", "package main\nfunc main() { x = 1 }\n");
    const Outcome o = tricolor({"run", path});
    EXPECT_EQ(o.code, 2);
    EXPECT_EQ(o.err, path + ":2:15: undefined: x\n");
    EXPECT_EQ(tricolor({"check", path}).out, path + ":2:15: undefined: x\n");
}

TEST_F(CommandLine, runStopsAtACondition) {
    const std::string path = file("a.go", kLoop);
    const Outcome at = tricolor({"run", path, "--until", "step 100", "--hash"});
    EXPECT_EQ(at.code, 0);
    EXPECT_EQ(at.err, "tricolor: step 100: met at step 100\n");
    EXPECT_EQ(at.out.find("hash "), 0u) << at.out;
    EXPECT_EQ(tricolor({"run", path, "--until", "gc 9"}).err, "to stderr\ntricolor: gc 9: was not met\n");
    const Outcome wrong = tricolor({"run", path, "--until", "gc x"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_EQ(wrong.err, "tricolor: --until: column 4: expected the number of a cycle, got \"x\"\n");
}

TEST_F(CommandLine, runTakesKnobsOverTheScenarios) {
    const std::string path = file("a.go", kLoop);
    const std::string plain = tricolor({"run", path, "--hash"}).out;
    EXPECT_EQ(tricolor({"run", path, "--hash"}).out, plain) << "the same run, the same hash";
    EXPECT_NE(tricolor({"run", path, "--hash", "--set", "seed=5"}).out, plain);
    const Outcome wrong = tricolor({"run", path, "--set", "GOGC=x"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_EQ(wrong.err,
              "tricolor: --set GOGC=x: expected an integer from 0 to 1000000 or \"off\", got \"x\"\n");
    const Outcome bounded = tricolor({"run", path, "--set", "maxSteps=50"});
    EXPECT_EQ(bounded.code, 1);
    EXPECT_EQ(bounded.err, "tricolor: " + path + ": stopped after 50 steps (maxSteps)\n");
}

TEST_F(CommandLine, runWritesEventsAndMemStats) {
    const std::string path = file("a.go", kLoop), events = (folder_ / "events").string();
    const Outcome o = tricolor({"run", path, "--memstats", "--events", events});
    EXPECT_EQ(o.code, 0);
    const size_t at = o.out.find("\"Mallocs\": ");
    ASSERT_NE(at, std::string::npos) << o.out;
    EXPECT_GE(std::atoi(o.out.c_str() + at + 11), 3000)
        << "slots in caches count, as for runtime.ReadMemStats";
    std::ifstream in(events);
    size_t allocations = 0;
    for (std::string line; std::getline(in, line);) {
        EXPECT_EQ(line.find("{\"step\":"), 0u) << line;
        allocations += line.find("\"kind\":\"Alloc\"") != std::string::npos;
    }
    EXPECT_GE(allocations, 3000u);
}

TEST_F(CommandLine, runWritesOnlyTheKindsAskedForAndLooksAtTheInvariants) {
    const std::string path = file("a.go", kLoop), events = (folder_ / "events").string();
    const Outcome o = tricolor({"run", path, "--validate", "997", "--events", events, "--kinds",
                                "GoCreate,Exit", "--until", "gc 1"});
    EXPECT_EQ(o.err.find("mgc"), std::string::npos) << o.err;
    std::ifstream in(events);
    for (std::string line; std::getline(in, line);)
        EXPECT_TRUE(line.find("\"kind\":\"GoCreate\"") != std::string::npos ||
                    line.find("\"kind\":\"Exit\"") != std::string::npos)
            << line;
    EXPECT_EQ(tricolor({"run", path, "--kinds", "NoSuchThing"}).code, 1);
}

TEST_F(CommandLine, escapePrintsVerdictsByPlace) {
    const Outcome o = tricolor({"escape", file("a.json", "{}")});
    EXPECT_EQ(o.code, 1);
}

TEST_F(CommandLine, listsTheBundledScenariosByOrder) {
    file("b.json", R"({"title": "First", "order": 1, "program": []})");
    file("a.json", R"({"title": "Last", "program": []})");
    file("c.json", "{");
    file("scenario.schema.json", "{}");
    setenv("TRICOLOR_SCENARIOS", folder_.c_str(), 1);
    const Outcome all = tricolor({"list"}), first = tricolor({"list", "--first"});
    unsetenv("TRICOLOR_SCENARIOS");
    EXPECT_EQ(all.code, 0);
    const size_t b = all.out.find("First"), a = all.out.find("Last"), c = all.out.find("broken");
    EXPECT_TRUE(b < a && a < c && c != std::string::npos) << all.out;
    EXPECT_NE(first.out.find("b.json\n"), std::string::npos) << first.out;
}

TEST_F(CommandLine, opensTheWindowOnAFile) {
    static std::string opened;
    WindowCommands window;
    window.window = [](const std::string& f) {
        opened = "window " + f;
        return 7;
    };
    EXPECT_EQ(tricolor({"x.json"}, window).code, 7);
    EXPECT_EQ(opened, "window x.json");
    EXPECT_EQ(tricolor({}, window).code, 7);
    EXPECT_EQ(opened, "window ");
    EXPECT_EQ(tricolor({}).code, 1) << "a headless build has no window";
}

TEST_F(CommandLine, handsOverWhatAShotShallBe) {
    static ShotOptions taken;
    WindowCommands window;
    window.shot = [](const ShotOptions& o) {
        taken = o;
        return 0;
    };
    EXPECT_EQ(
        tricolor({"shot", "x.json", "--at", "gc 2", "--view", "stacks", "--size", "1280x720", "-o", "p.png"},
                 window)
            .code,
        0);
    EXPECT_EQ(taken.file, "x.json");
    EXPECT_EQ(taken.at, "gc 2");
    EXPECT_EQ(taken.view, "stacks");
    EXPECT_EQ(taken.width, 1280);
    EXPECT_EQ(taken.height, 720);
    EXPECT_EQ(taken.out, "p.png");
    EXPECT_EQ(tricolor({"shot", "x.json", "--view", "nonsense"}, window).code, 1);
}

}  // namespace
}  // namespace tricolor::app
