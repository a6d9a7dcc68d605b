// Whatever bytes a scenario file holds: a scenario, or located problems; never a crash, a hang, or neither.
#include <cstdint>
#include <string>

#include "sim/scenario/scenario.h"
#include "sim/world/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tricolor::scenario;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const ParsedScenario parsed = parseScenario(text, "fuzz.json", [](const std::string& name) {
        CHECK(name.find('/') == std::string::npos, "asked for a file outside the folder");
        return std::optional<std::string>("package main\n");
    });
    CHECK(parsed.scenario.has_value() == parsed.problems.empty(), "a scenario, or problems");
    for (const Problem& problem : parsed.problems)
        CHECK(!problem.text.empty() && (problem.place.line > 0 || size > 4u << 20),
              "a problem without a place");
    ConditionProblem wrong;
    if (const auto condition = parseCondition(text, wrong)) {
        const auto again = parseCondition(toString(*condition), wrong);
        CHECK(again && *again == *condition, "a condition reads back as it is printed");
    }
    return 0;
}
