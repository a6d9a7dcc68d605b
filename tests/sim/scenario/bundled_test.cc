// Every file in scenarios/ is a test by being there. What a run comes to is tested in
// tests/app/bundled_run_test.cc.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/scenario/scenario.h"

namespace tricolor::scenario {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return in ? std::optional(text.str()) : std::nullopt;
}

std::vector<std::string> bundled() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(fs::path(TRICOLOR_SOURCE_DIR) / "scenarios")) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".json") && !name.ends_with(".schema.json")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

class Bundled : public testing::TestWithParam<std::string> {};

TEST_P(Bundled, isReadWithoutAProblem) {
    const fs::path folder = fs::path(TRICOLOR_SOURCE_DIR) / "scenarios";
    const auto parsed = parseScenario(read(folder / GetParam()).value_or(""), "scenarios/" + GetParam(),
                                      [&](const std::string& name) { return read(folder / name); });
    std::string problems;
    for (const Problem& problem : parsed.problems) problems += "\n" + toString(problem);
    ASSERT_TRUE(parsed.scenario) << problems << "\nAgain: tricolor check scenarios/" << GetParam();
    EXPECT_FALSE(parsed.scenario->summary.empty()) << "a scenario that ships says what it shows";
}

INSTANTIATE_TEST_SUITE_P(scenarios, Bundled, testing::ValuesIn(bundled()), [](const auto& row) {
    std::string name = row.param.substr(0, row.param.size() - 5);
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
});

}  // namespace
}  // namespace tricolor::scenario
