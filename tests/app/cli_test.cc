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
