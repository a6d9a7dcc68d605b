#include "app/recorder.h"

#include <gtest/gtest.h>

#include "scripted_run.h"

using namespace tricolor;
using app::Recorder;
using render::TimelinePhase;

namespace {

struct Feed : EventSink {
    World w = app::testing::scriptedWorld();
    Recorder recorder;
    explicit Feed(Recorder::Limits limits = {}) : recorder(w, limits) { recorder.want(*this); }
    void event(const Event& e) override { recorder.event(e, w); }
    void output(int, std::string_view bytes) override { recorder.output(bytes); }
    void run(uint64_t steps) {
        for (uint64_t i = 0; i < steps; ++i) {
            app::testing::scriptedStep(w, *this);
            recorder.sample(w);
        }
    }
};

Event onP0(int64_t time, EventKind kind, uint64_t a) {
    Event e;
    e.time = time;
    e.kind = kind;
    e.p = 0;
    e.a = a;
    return e;
}

}  // namespace

TEST(recorder, writesPhasesWithoutGaps) {
    Feed f;
    f.run(2500);
    const auto& phases = f.recorder.data().phases;
    ASSERT_GE(phases.size(), 7u);
    const TimelinePhase expected[] = {TimelinePhase::off, TimelinePhase::mark, TimelinePhase::sweep,
                                      TimelinePhase::off, TimelinePhase::mark, TimelinePhase::sweep,
                                      TimelinePhase::off};
    for (size_t i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(phases[i].phase, expected[i]) << i;
        if (i > 0) {
            EXPECT_EQ(phases[i].from, phases[i - 1].to) << i;
        }
    }
    EXPECT_EQ(phases[1].from, 10000);
    EXPECT_EQ(phases[1].to, 12000);
}

TEST(recorder, drawsALaneOfWhatEachPRan) {
    Feed f;
    f.w.allgs.push_back(G{});
    f.recorder.event(onP0(100, EventKind::GoBlock, 0), f.w);
    f.recorder.event(onP0(150, EventKind::GoStart, 1), f.w);
    f.recorder.event(onP0(400, EventKind::GoDestroy, 1), f.w);
    const auto& lane = f.recorder.data().lanes[0];
    ASSERT_EQ(lane.size(), 2u);
    EXPECT_EQ(lane[0].to, 100);
    EXPECT_EQ(lane[1].from, 150);
    EXPECT_EQ(lane[1].to, 400);
    EXPECT_EQ(lane[1].g, 1);
}

TEST(recorder, staysBoundedAndKeepsTheEnds) {
    Feed f({.lane = 64, .phases = 16, .samples = 64, .outputBytes = 16});
    f.run(app::testing::kLastStep);
    const auto& d = f.recorder.data();
    EXPECT_LE(d.steps.size(), 64u);
    EXPECT_LE(d.heap.size(), 64u);
    EXPECT_LE(d.phases.size(), 17u);
    EXPECT_EQ(d.steps.front().step, 1u);
    EXPECT_GT(d.steps.back().step, app::testing::kLastStep * 9 / 10);
    for (size_t i = 1; i < d.steps.size(); ++i) EXPECT_LT(d.steps[i - 1].step, d.steps[i].step);
    EXPECT_EQ(d.end, static_cast<int64_t>(app::testing::kLastStep) * 10);
}

TEST(recorder, showsTheOutputOfAnyMoment) {
    Feed f;
    f.run(12000);
    EXPECT_EQ(f.recorder.outputUpTo(5, 100), "line\n");
    EXPECT_EQ(f.recorder.outputUpTo(f.w.outputBytes, 100), "line\nline\n");
    EXPECT_EQ(f.recorder.outputUpTo(f.w.outputBytes, 5), "line\n");
    EXPECT_EQ(f.recorder.outputUpTo(0, 100), "");
}

TEST(recorder, forgetsWhatComesAfterAMoment) {
    Feed f;
    f.run(1100);
    const World moment = f.w;
    f.run(5000);
    f.recorder.truncate(moment);
    const auto& d = f.recorder.data();
    EXPECT_EQ(d.end, 11000);
    EXPECT_EQ(d.phases.back().phase, TimelinePhase::mark);
    EXPECT_LE(d.phases.back().to, 11000);
    EXPECT_LE(d.steps.back().step, 1100u);
    EXPECT_EQ(f.recorder.outputUpTo(100, 100), "");
}

namespace {

// Peaks and valleys of the heap line: what a collection found, and what it left.
struct Teeth {
    std::vector<uint64_t> peaks, valleys;
};
Teeth teethOf(const std::vector<render::HeapSample>& heap) {
    Teeth teeth;
    for (size_t i = 1; i < heap.size(); ++i) {
        if (heap[i].live >= heap[i - 1].live) continue;
        teeth.peaks.push_back(heap[i - 1].live);
        teeth.valleys.push_back(heap[i].live);
    }
    return teeth;
}

// 3 collections, none longer than 30 ns: far below the distance of samples between them.
struct Sawtooth : Feed {
    int64_t now = 0;
    uint64_t& live = w.gcController.heapLive;
    explicit Sawtooth(Recorder::Limits limits = {}) : Feed(limits) {}
    void tell(EventKind kind, uint64_t a = 0) { event(onP0(now += 10, kind, a)); }
    void cycle(uint64_t peak, uint64_t left, bool lookOften) {
        while (live < peak) {
            live += 100;
            now += 50;
            ++w.step;
            tell(EventKind::Refill);
            if (lookOften) recorder.sample(w);
        }
        tell(EventKind::GCBegin, ++w.work.cycles);
        tell(EventKind::GCPhase, static_cast<uint64_t>(GCPhase::mark));
        live = left;
        tell(EventKind::GCSweepBegin);
        ++w.step;
    }
    void run(bool lookOften) {
        cycle(10000, 2000, lookOften);
        cycle(5000, 1000, lookOften);
        cycle(7000, 1500, lookOften);
        recorder.sample(w);
    }
};

}  // namespace

TEST(recorder, keepsTheTeethOfTheHeapLineHoweverShortACollectionIs) {
    Sawtooth s;
    s.run(false);
    const Teeth teeth = teethOf(s.recorder.data().heap);
    EXPECT_EQ(teeth.peaks, (std::vector<uint64_t>{10000, 5000, 7000}));
    EXPECT_EQ(teeth.valleys, (std::vector<uint64_t>{2000, 1000, 1500}));
    EXPECT_GT(s.recorder.data().heap.size(), 20u);  // and the way up between them
    EXPECT_EQ(s.recorder.data().heapEnd.live, 1500u);
}

TEST(recorder, drawsTheSameHeapLineHoweverOftenItIsLookedAt) {
    Sawtooth seldom, often;
    seldom.run(false);
    often.run(true);
    const auto &a = seldom.recorder.data().heap, &b = often.recorder.data().heap;
    ASSERT_EQ(a.size(), b.size());
    for (size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].at, b[i].at) << i;
        EXPECT_EQ(a[i].live, b[i].live) << i;
        EXPECT_EQ(a[i].step, b[i].step) << i;
    }
}

TEST(recorder, keepsFewSamplesOfTheHeapInALongRun) {
    Sawtooth s({.samples = 64});
    for (int i = 0; i < 50; ++i) s.cycle(8000, 1000, i % 2);
    const auto& heap = s.recorder.data().heap;
    EXPECT_LE(heap.size(), 64u);
    EXPECT_GE(heap.size(), 32u);
    for (size_t i = 1; i < heap.size(); ++i) EXPECT_LE(heap[i - 1].at, heap[i].at);
}
