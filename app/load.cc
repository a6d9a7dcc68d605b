#include "app/load.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "app/commands.h"
#include "app/files.h"
#include "sim/scenario/units.h"
#include "sim/world/memory.h"

namespace tricolor::app {
namespace {

constexpr int32_t kMaxProcs = 64;  // as many as the simulator has

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

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

// A whole number as the runtime reads one; nothing if it is none or longer than 32 bits.
std::optional<int32_t> atoi32(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int32_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || text[0] == '+' || error != std::errc() || end != text.data() + text.size()) return {};
    return n;
}

// What the runtime reads at its start. It takes no notice of a GOGC or GOMAXPROCS that is no number, and
// refuses to start with such a GOMEMLIMIT: false.
bool takeEnvironment(Knobs& knobs) {
    if (const std::string_view gogc = environment("GOGC"); gogc == "off")
        knobs.GOGC = -1;
    else if (const auto n = atoi32(gogc))
        knobs.GOGC = std::max(*n, -1);
    if (const auto n = atoi32(environment("GOMAXPROCS")); n && *n > 0)
        knobs.GOMAXPROCS = std::min(*n, kMaxProcs);
    takeGodebug(knobs, std::string(environment("GODEBUG")));
    const std::string limit(environment("GOMEMLIMIT"));
    if (limit.empty()) return true;
    const auto bytes = limit == "off" ? std::optional<int64_t>(INT64_MAX) : scenario::parseBytes(limit);
    if (bytes) knobs.GOMEMLIMIT = *bytes;
    if (!bytes)
        std::fprintf(stderr,
                     "GOMEMLIMIT=%s\nfatal error: malformed GOMEMLIMIT; see `go doc "
                     "runtime/debug.SetMemoryLimit`\n",
                     limit.c_str());
    return bytes.has_value();
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
    if (isGoFile(file) && !takeEnvironment(loaded.scenario.knobs)) return std::nullopt;
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
