// Every scenario that ships is run to its end: it keeps the invariants, and comes to what it says under
// "expect".
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "app/files.h"
#include "sim/golang/step.h"
#include "sim/runtime/validate.h"
#include "sim/scenario/load.h"
#include "sim/scenario/watch.h"

namespace tricolor::app {
namespace {

// More steps than any lesson needs: one that never ends fails here instead of hanging.
constexpr uint64_t kStepsMax = 200'000'000;

std::vector<std::string> bundled() {
    std::vector<std::string> paths;
    for (const Bundled& b : bundledScenarios()) paths.push_back(b.path);
    std::sort(paths.begin(), paths.end());
    return paths;
}

class Collected final : public EventSink {
  public:
    std::string out, err;
    void output(int fd, std::string_view bytes) override { (fd == 2 ? err : out) += bytes; }
};

std::string again(const std::string& path) {
    return "\nAgain: tricolor run " + path + " --hash";
}

scenario::Loaded loaded(const std::string& path) {
    std::string trouble;
    scenario::Loaded l = scenario::load(readScenario(path, trouble));
    for (const auto& problem : l.problems) ADD_FAILURE() << toString(problem);
    return l;
}

class BundledRun : public testing::TestWithParam<std::string> {};

TEST_P(BundledRun, comesToWhatItSays) {
    const scenario::Loaded l = loaded(GetParam());
    ASSERT_TRUE(l.program);
    World w = golang::boot(*l.program, l.scenario.knobs);
    Collected sink;
    golang::run(w, *l.program, sink, std::min(l.scenario.maxSteps, kStepsMax));
    EXPECT_TRUE(w.process == ProcessState::exited || w.step == l.scenario.maxSteps)
        << "no end" << again(GetParam());
    const scenario::Expectation& expect = l.scenario.expect;
    EXPECT_EQ(w.exitCode, expect.exit) << sink.err << again(GetParam());
    EXPECT_EQ(sink.out, expect.standardOutput.value_or(sink.out)) << again(GetParam());
    EXPECT_EQ(sink.err, expect.standardError.value_or(sink.err)) << again(GetParam());
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash(w)));
    EXPECT_EQ(digits, expect.hash.empty() ? digits : expect.hash) << again(GetParam());
}

// Looks after every step at first, then ever less often: a validation walks the whole heap.
TEST_P(BundledRun, keepsTheInvariants) {
    const scenario::Loaded l = loaded(GetParam());
    ASSERT_TRUE(l.program);
    World w = golang::boot(*l.program, l.scenario.knobs);
    EventSink sink;
    for (uint64_t looks = 0; w.process == ProcessState::running && looks < 1500; ++looks) {
        ASSERT_EQ(runtime::validate(w), "") << "at step " << w.step << again(GetParam());
        golang::run(w, *l.program, sink, 1 + w.step / 100);
    }
}

// Notes at which step each bookmark is met.
class Lesson final : public EventSink {
  public:
    Lesson(const scenario::Loaded& l, const World& w) : loaded_(l), world_(w) {
        for (const scenario::Bookmark& b : l.scenario.lesson) watches_.emplace_back(b.when, w).want(*this);
        met.resize(watches_.size());
    }
    std::vector<std::optional<uint64_t>> met;
    void event(const Event& e) override {
        for (size_t i = 0; i < watches_.size(); ++i)
            if (watches_[i].observe(e, world_, loaded_.program->module)) met[i] = world_.step;
    }
    void ended() {
        for (size_t i = 0; i < watches_.size(); ++i)
            if (watches_[i].observeStep(world_)) met[i] = world_.step;
    }

  private:
    const scenario::Loaded& loaded_;
    const World& world_;
    std::vector<scenario::Watch> watches_;
};

// That an object is lost is looked out for, and must not happen.
bool hopesForNothing(const scenario::Condition& when) {
    return std::any_of(when.terms.begin(), when.terms.end(), [](const scenario::Term& t) {
        return t.kind == scenario::TermKind::event && t.number == static_cast<uint64_t>(EventKind::Lost);
    });
}

TEST_P(BundledRun, meetsEveryBookmarkInTheirOrder) {
    const scenario::Loaded l = loaded(GetParam());
    ASSERT_TRUE(l.program);
    World w = golang::boot(*l.program, l.scenario.knobs);
    Lesson lesson(l, w);
    golang::run(w, *l.program, lesson, std::min(l.scenario.maxSteps, kStepsMax));
    lesson.ended();
    uint64_t last = 0;
    for (size_t i = 0; i < lesson.met.size(); ++i) {
        const scenario::Condition& when = l.scenario.lesson[i].when;
        if (hopesForNothing(when)) continue;
        ASSERT_TRUE(lesson.met[i]) << toString(when) << " is never met" << again(GetParam());
        EXPECT_LE(last, *lesson.met[i]) << toString(when) << " is met too early" << again(GetParam());
        last = *lesson.met[i];
    }
}

TEST_P(BundledRun, isTheSameInOneGoAndStepByStep) {
    const scenario::Loaded l = loaded(GetParam());
    ASSERT_TRUE(l.program);
    constexpr uint64_t kSteps = 30'000;
    EventSink sink;
    World once = golang::boot(*l.program, l.scenario.knobs),
          single = golang::boot(*l.program, l.scenario.knobs);
    golang::run(once, *l.program, sink, kSteps);
    for (uint64_t i = 0; i < kSteps; ++i) golang::step(single, *l.program, sink);
    EXPECT_EQ(hash(once), hash(single)) << again(GetParam());
}

INSTANTIATE_TEST_SUITE_P(scenarios, BundledRun, testing::ValuesIn(bundled()), [](const auto& row) {
    std::string name = row.param.substr(row.param.rfind('/') + 1);
    name.resize(name.size() - 5);
    for (char& c : name)
        if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
    return name;
});

}  // namespace
}  // namespace tricolor::app
