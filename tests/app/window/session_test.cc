// The session on shipped scenarios: what the window shows of a whole GC cycle, and what a broken file
// changes.
#include "app/session.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "app/load.h"
#include "render/births.h"
#include "render/model/journey.h"

using namespace tricolor;
using app::Session;
using scenario::Colouring;
using scenario::StepSize;

namespace {

scenario::Loaded loaded(const std::string& name) {
    int code = 0;
    auto read = app::loadForRun(std::string(TRICOLOR_SOURCE_DIR) + "/scenarios/" + name, {}, code);
    CHECK(read, "a shipped scenario does not load");
    return std::move(*read);
}

// What the window tells at this moment, without what comes next.
std::string told(Session& s) {
    std::string text;
    const render::Frame f = s.frame(Colouring::tricolor);
    for (size_t i = 0; i + 1 < f.happened.size(); ++i) text += f.happened[i].sentence + "\n";
    return text;
}

void stepPhase(Session& s, int direction) {
    s.execute(render::StepBy{StepSize::phase, direction});
    s.player().finishSearch();
}

}  // namespace

TEST(session, namesEachPhaseOfACycleForwardsAndBackwards) {
    Session s(loaded("tri-color-wave.json"));
    s.execute(render::ToStart{});
    const char* phases[] = {"sweep termination", "starts marking", "mark termination", "phase is off",
                            "Sweeping is done"};
    std::vector<uint64_t> steps;
    for (const char* phase : phases) {
        stepPhase(s, 1);
        EXPECT_NE(told(s).find(phase), std::string::npos) << phase << ", told: " << told(s);
        steps.push_back(s.player().step());
    }
    for (size_t i = std::size(phases) - 1; i-- > 0;) {
        stepPhase(s, -1);
        EXPECT_EQ(s.player().step(), steps[i]) << phases[i] << ", going back";
        EXPECT_NE(told(s).find(phases[i]), std::string::npos) << phases[i] << ", told: " << told(s);
    }
}

TEST(session, alwaysHasSomethingToTell) {
    for (const char* name : {"employee-bonus.json", "hidden-pointer.json", "work-stealing.json"}) {
        Session s(loaded(name));
        s.execute(render::ToStart{});
        for (int i = 0; i < 200; ++i) {
            const render::Frame f = s.frame(Colouring::tricolor);
            ASSERT_FALSE(f.happened.empty()) << name << ", step " << s.player().step();
            for (const render::Told& t : f.happened) ASSERT_FALSE(t.sentence.empty()) << name;
            s.execute(render::StepUnit{1});
            s.player().finishSearch();
        }
    }
}

TEST(session, keepsWhatRunsWhenAFileHasProblems) {
    Session s(loaded("size-classes.json"));
    s.execute(render::StepBy{StepSize::allocation, 1});
    s.player().finishSearch();
    const uint64_t step = s.player().step(), generation = s.generation();
    const std::string title = s.scenario().title, path = ::testing::TempDir() + "broken.json";
    std::ofstream(path)
        << R"({"title": 7, "knobs": {"GOGCC": 1}, "program": ["package main", "func main() { x }"]})";
    s.execute(render::OpenFile{path});
    EXPECT_GE(s.frame(Colouring::tricolor).problems.size(), 2u);
    EXPECT_EQ(s.player().step(), step);
    EXPECT_EQ(s.generation(), generation);
    EXPECT_EQ(s.scenario().title, title);
    s.execute(render::Dismiss{});
    EXPECT_TRUE(s.frame(Colouring::tricolor).problems.empty());
    std::remove(path.c_str());
}

TEST(session, knowsWhichObjectsCameByTheSlowPath) {
    Session s(loaded("size-classes.json"));
    s.execute(render::ToEnd{});
    s.player().finishSearch();
    const uint64_t end = s.player().step();
    s.player().seek(0);
    for (uint64_t step = 1; step < end; step += 3) {  // asked for while one steps, as a view does
        s.player().seek(step);
        s.player().finishSearch();
        ASSERT_EQ(s.player().step(), step);
        ASSERT_NE(s.player().births(), nullptr);
    }
    s.player().seek(end);
    s.player().finishSearch();
    const render::Births* births = s.player().births();
    ASSERT_NE(births, nullptr);
    size_t slow = 0, fast = 0;
    for (const render::Birth* b = births->latest(end); b; b = births->latest(b->step - 1)) {
        ++(b->slow ? slow : fast);
        if (!b->slow) continue;
        const render::Journey j = render::journeyFrom(s.player().recorder().data(), b->slow, b->step);
        ASSERT_FALSE(j.events.empty());
        EXPECT_LE(j.to, b->step);
        const SpanId id = s.player().world().spanOf(b->addr);
        ASSERT_TRUE(id);
        EXPECT_EQ(j.span, s.player().world().span(id).base());
    }
    EXPECT_GE(slow, 2u);
    EXPECT_GT(fast, slow);
}

TEST(session, knowsWhoAllocatedAnObjectAndWhatItHasSurvived) {
    Session s(loaded("tri-color-wave.json"));
    s.execute(render::ToEnd{});
    s.player().finishSearch();
    const uint64_t end = s.player().step();
    const World& w = s.player().world();
    const render::Births* births = s.player().births();
    ASSERT_NE(births, nullptr);
    size_t known = 0;
    for (size_t i = 0; i < w.mheap_.spans.size(); ++i) {
        const mspan& sp = w.mheap_.spans[i];
        if (sp.state != mSpanState::InUse || sp.elemsize != 24) continue;
        for (uint64_t slot = 0; slot < sp.nelems; ++slot)
            if (const render::Birth* b = births->find(sp.base() + slot * sp.elemsize, end)) {
                EXPECT_EQ(b->goid, 1);
                EXPECT_LE(b->step, end);
                EXPECT_LE(b->cycle, w.memstats.numgc);
                ++known;
            }
    }
    EXPECT_GT(known, 10u);
    const uint64_t before = hash(w);
    s.execute(render::SeekTo{end / 2});
    EXPECT_TRUE(s.player().births()->covers(end / 2));
    s.execute(render::SeekTo{end});
    EXPECT_EQ(hash(s.player().world()), before);
}

TEST(session, remembersStackCopiesAndWhereSpansCameFrom) {
    Session s(loaded("stack-growth.json"));
    s.execute(render::ToEnd{});
    s.player().finishSearch();
    const render::TimelineData& data = s.player().recorder().data();
    ASSERT_GE(data.copies.size(), 2u);
    for (const render::StackCopy& c : data.copies) {
        EXPECT_TRUE(c.newSize == c.oldSize * 2 || c.newSize * 2 == c.oldSize);
        s.execute(render::SeekTo{c.step});
        const G& g = s.player().world().allgs[static_cast<size_t>(c.g)];
        EXPECT_EQ(g.stack.lo, c.newLo);
        EXPECT_EQ(g.stack.size(), c.newSize);
        s.execute(render::SeekTo{c.step - 1});
        EXPECT_EQ(s.player().world().allgs[static_cast<size_t>(c.g)].stack.lo, c.oldLo);
    }
    EXPECT_FALSE(data.allocator.empty());
}
