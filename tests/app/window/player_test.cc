#include "app/player.h"

#include <gtest/gtest.h>

#include "scripted_run.h"

using namespace tricolor;
using app::Player;
using app::testing::kLastStep;
using scenario::StepSize;

namespace {

const runtime::Module kModule;

scenario::Condition condition(const std::string& text) {
    scenario::ConditionProblem problem;
    const auto read = scenario::parseCondition(text, problem);
    CHECK(read, "a condition of the test");
    return *read;
}

scenario::Bookmark bookmark(const std::string& when) {
    scenario::Bookmark b;
    b.when = condition(when);
    b.title = when;
    return b;
}

Player player(std::vector<scenario::Bookmark> lesson = {}) {
    return Player(app::testing::scriptedWorld(), app::testing::scriptedRun, kModule, std::move(lesson),
                  UINT64_MAX, {.budgetBytes = 1 << 28, .spacing = 500});
}

struct UnitRow {
    const char* name;
    StepSize size;
    std::vector<uint64_t> forward;  // where steps of this size come to from the start
};

}  // namespace

TEST(player, startsPausedAtTheStart) {
    Player p = player();
    EXPECT_FALSE(p.busy());
    EXPECT_EQ(p.step(), 0u);
    EXPECT_FALSE(p.frame(1));
}

TEST(player, stepsForwardAndBackInEveryUnit) {
    const UnitRow rows[] = {{"event", StepSize::event, {10, 20, 25, 30, 40, 50, 60}},
                            {"statement", StepSize::statement, {10, 20, 30, 40}},
                            {"allocation", StepSize::allocation, {25, 50, 75}},
                            {"phase", StepSize::phase, {1000, 1200, 1300, 2000}},
                            {"cycle", StepSize::cycle, {1000, 2000, 3000}}};
    for (const UnitRow& row : rows) {
        Player p = player();
        for (const uint64_t at : row.forward) {
            p.stepBy(row.size, 1);
            EXPECT_EQ(p.step(), at) << row.name;
        }
        for (size_t i = row.forward.size() - 1; i-- > 0;) {
            p.stepBy(row.size, -1);
            EXPECT_EQ(p.step(), row.forward[i]) << row.name << ", going back";
        }
        p.stepBy(row.size, -1);
        EXPECT_EQ(p.step(), 0u) << row.name << ", to the start";
    }
}

TEST(player, stepsBackToTheBoundaryBeforeFromBetweenTwo) {
    Player p = player();
    p.seek(1234);
    p.stepBy(StepSize::phase, -1);
    EXPECT_EQ(p.step(), 1200u);
    p.seek(1003);
    p.stepBy(StepSize::statement, -1);
    EXPECT_EQ(p.step(), 1000u);
}

TEST(player, looksBackWithoutGoingFurtherThanItHasBeen) {
    Player p = player();
    p.stepBy(StepSize::phase, 1);
    EXPECT_EQ(p.end(), 1000u);
    p.stepBy(StepSize::event, -1);
    EXPECT_EQ(p.step(), 990u);
    EXPECT_EQ(p.end(), 1000u);
}

TEST(player, givesTheSameWorldAfterGoingBackAndForth) {
    Player p = player(), q = player();
    p.seek(7321);
    p.stepBy(StepSize::cycle, -1);
    p.stepBy(StepSize::phase, 1);
    p.seek(7321);
    q.seek(7321);
    EXPECT_EQ(hash(p.world()), hash(q.world()));
}

TEST(player, saysWhatTheLastTellingStepTold) {
    Player p = player();
    p.seek(1003);  // nothing happens in steps 1001 to 1009
    ASSERT_FALSE(p.told().empty());
    EXPECT_EQ(p.step(), 1003u);
    p.stepBy(StepSize::allocation, 1);
    ASSERT_FALSE(p.told().empty());
    EXPECT_FALSE(p.told().front().sentence.empty());
    EXPECT_FALSE(p.told().front().path.empty());
}

TEST(player, reachesBookmarksOnceAndKnowsTheCurrentOneAfterSeeking) {
    Player p = player({bookmark("gc 2"), bookmark("event GCSweepDone"), bookmark("event Alloc #3")});
    p.seek(5000);
    ASSERT_EQ(p.bookmarks().size(), 3u);
    EXPECT_EQ(p.bookmarks()[0], 2000u);
    EXPECT_EQ(p.bookmarks()[1], 1300u);
    EXPECT_EQ(p.bookmarks()[2], 75u);
    EXPECT_EQ(p.currentBookmark(), 0);
    p.seek(1999);
    EXPECT_EQ(p.currentBookmark(), 1);
    p.seek(74);
    EXPECT_EQ(p.currentBookmark(), -1);
    p.seekBookmark(0);
    EXPECT_EQ(p.step(), 2000u);
}

TEST(player, goesForwardToABookmarkThatWasNotReached) {
    Player p = player({bookmark("event Alloc #100")});
    p.seek(30);
    p.seekBookmark(0);
    p.finishSearch();
    EXPECT_EQ(p.step(), 2500u);
}

TEST(player, stopsPlayingAtStopsAndBookmarks) {
    Player p = player({bookmark("gc 3")});
    p.nsPerSecond = 1e6;
    std::string problem;
    ASSERT_TRUE(p.addStop("event GCSweepDone", problem));
    EXPECT_FALSE(p.addStop("event NoSuchThing", problem));
    EXPECT_FALSE(problem.empty());
    const auto playOn = [&] {
        p.play(true);
        for (int i = 0; i < 10000 && p.playing(); ++i) p.frame(0.02);
    };
    playOn();
    EXPECT_EQ(p.step(), 1300u);
    EXPECT_EQ(p.stoppedBy(), "event GCSweepDone");
    p.removeStop(0);
    playOn();
    EXPECT_EQ(p.step(), 3000u);
    EXPECT_EQ(p.stoppedBy(), "gc 3");
}

TEST(player, playsAtTheSpeedThatIsSet) {
    Player p = player();
    p.nsPerSecond = 1000;  // 100 steps a second
    p.play(true);
    for (int i = 0; i < 20; ++i) p.frame(0.05);
    EXPECT_NEAR(static_cast<double>(p.step()), 100, 2);
}

TEST(player, runsToTheEndAndSaysSo) {
    Player p = player();
    p.toEnd();
    p.finishSearch();
    EXPECT_EQ(p.step(), kLastStep);
    EXPECT_NE(p.stoppedBy().find("exit code 0"), std::string::npos);
    p.play(true);
    EXPECT_FALSE(p.busy());
    p.toStart();
    EXPECT_EQ(p.step(), 0u);
    EXPECT_EQ(p.end(), kLastStep);
}

TEST(player, goesToStepsAndConditions) {
    Player p = player();
    std::string problem;
    EXPECT_TRUE(p.goTo("4321", problem));
    p.finishSearch();
    EXPECT_EQ(p.step(), 4321u);
    EXPECT_TRUE(p.goTo("gc 5", problem));
    p.finishSearch();
    EXPECT_EQ(p.step(), 5000u);
    EXPECT_FALSE(p.goTo("phase of the moon", problem));
    EXPECT_FALSE(problem.empty());
}

TEST(player, forgetsTheFutureWhenAKnobIsTurned) {
    Player p = player({bookmark("gc 3"), bookmark("event Alloc #90")});
    p.seek(4000);
    ASSERT_EQ(p.bookmarks()[0], 3000u);
    p.seek(1500);
    p.apply({history::Command::Kind::GOGC, 50});
    EXPECT_EQ(p.end(), 1500u);
    EXPECT_FALSE(p.bookmarks()[0].has_value());
    EXPECT_LE(p.recorder().data().steps.back().step, 1500u);
    p.seek(4000);
    p.finishSearch();
    EXPECT_EQ(p.bookmarks()[0], 3000u);
    EXPECT_EQ(p.bookmarks()[1], 2250u) << "allocations before the change count too";
}
