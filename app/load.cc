#include "app/load.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "app/commands.h"
#include "app/files.h"
#include "sim/world/memory.h"

namespace tricolor::app {
namespace {

bool setOne(scenario::Scenario& s, const std::string& assignment) {
    const size_t equals = assignment.find('=');
    std::string problem = "expected KEY=VALUE, got \"" + assignment + "\"";
    if (equals != std::string::npos)
        setKnob(s, assignment.substr(0, equals), assignment.substr(equals + 1), problem);
    if (!problem.empty())
        std::fprintf(stderr, "tricolor: --set %s: %s\n", assignment.c_str(), problem.c_str());
    return problem.empty();
}

void takeGodebug(Knobs& knobs, const std::string& text) {
    std::istringstream settings(text);
    for (std::string setting; std::getline(settings, setting, ',');) {
        if (setting == "asyncpreemptoff=1") knobs.asyncpreempt = false;
        if (setting == "gctrace=1") knobs.gctrace = 1;
        if (setting == "gcpacertrace=1") knobs.gcpacertrace = 1;
        if (setting.starts_with("schedtrace=")) knobs.schedtraceMs = std::atoll(setting.c_str() + 11);
    }
}

// Real Go ignores a GOGC or GOMAXPROCS that it cannot read, and so do we.
void takeEnvironment(scenario::Scenario& s) {
    for (const char* name : {"GOGC", "GOMEMLIMIT", "GOMAXPROCS"}) {
        std::string ignored;
        if (const char* value = std::getenv(name); value && *value) setKnob(s, name, value, ignored);
    }
    if (const char* value = std::getenv("GODEBUG")) takeGodebug(s.knobs, value);
}

// A simulated machine may not be larger than ours can bear: its program must run out of memory before we do.
// What every scenario gets without asking is left alone, so that a hash does not depend on the host.
void boundMemory(scenario::Scenario& s) {
    const auto pages = static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)),
               size = static_cast<uint64_t>(sysconf(_SC_PAGE_SIZE));
    const uint64_t bound = std::max(Knobs{}.memory, pages * size / 4 * 3);
    if (s.knobs.memory <= bound) return;
    s.knobs.memory = bound / kPageSize * kPageSize;
    std::fprintf(stderr, "tricolor: memory: as much as this machine can bear, %llu MiB\n",
                 static_cast<unsigned long long>(bound >> 20));
}

}  // namespace

std::optional<scenario::Loaded> loadForRun(const std::string& file, const std::vector<std::string>& set,
                                           int& code) {
    std::string unreadable;
    scenario::Loaded loaded = scenario::load(readScenario(file, unreadable));
    if (!unreadable.empty()) {
        code = trouble(unreadable);
        return std::nullopt;
    }
    code = 2;
    for (const scenario::Problem& problem : loaded.problems)
        std::fprintf(stderr, "%s\n", toString(problem).c_str());
    if (!loaded.problems.empty()) return std::nullopt;
    if (isGoFile(file)) takeEnvironment(loaded.scenario);
    for (const std::string& assignment : set)
        if (!setOne(loaded.scenario, assignment)) return std::nullopt;
    boundMemory(loaded.scenario);
    return loaded;
}

std::optional<scenario::Condition> readCondition(const std::string& option, const std::string& text) {
    scenario::ConditionProblem problem;
    auto condition = scenario::parseCondition(text, problem);
    if (!condition)
        std::fprintf(stderr, "tricolor: %s: column %zu: %s\n", option.c_str(), problem.offset + 1,
                     problem.text.c_str());
    return condition;
}

}  // namespace tricolor::app
