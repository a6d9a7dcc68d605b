#include "sim/scenario/watch.h"

#include <gtest/gtest.h>

namespace tricolor::scenario {
namespace {

Watch watchFor(const char* text, const World& w) {
    ConditionProblem problem;
    const auto condition = parseCondition(text, problem);
    EXPECT_TRUE(condition) << text << ": " << problem.text;
    return Watch(condition.value_or(Condition{}), w);
}

// A function main.f of four instructions on the lines 3 3 4 5.
runtime::Module module() {
    runtime::Module m;
    m.funcs.resize(1);
    m.funcs[0].name = "main.f";
    m.funcOfInstr = {0, 0, 0, 0};
    m.lineOfInstr = {3, 3, 4, 5};
    return m;
}

Event event(EventKind kind, uint64_t a = 0, int64_t time = 0) {
    Event e;
    e.kind = kind;
    e.a = a;
    e.time = time;
    return e;
}

// Which of the events, by index, meets the condition; -1: none.
int metAt(const char* text, const std::vector<Event>& events) {
    const World w = newWorld(Knobs{});
    const runtime::Module m = module();
    Watch watch = watchFor(text, w);
    EventSink sink;
    watch.want(sink);
    for (size_t i = 0; i < events.size(); ++i)
        if (sink.wants(events[i].kind) && watch.observe(events[i], w, m)) {
            EXPECT_TRUE(watch.met());
            return static_cast<int>(i);
        }
    return -1;
}

const std::vector<Event> kCycle = {
    event(EventKind::GCBegin, 1, 10),      event(EventKind::GCPhase, 1, 20),
    event(EventKind::GCPhase, 2, 30),      event(EventKind::GCPhase, 0, 40),
    event(EventKind::GCSweepBegin, 2, 41), event(EventKind::GCSweepDone, 9, 50)};
std::vector<Event> twoCycles() {
    std::vector<Event> events = kCycle;
    for (Event e : kCycle) {
        e.time += 100;
        if (e.kind == EventKind::GCBegin) e.a = 2;
        events.push_back(e);
    }
    return events;
}

TEST(watch, followsThePhasesOfACycle) {
    EXPECT_EQ(metAt("phase mark", kCycle), 1);
    EXPECT_EQ(metAt("phase marktermination", kCycle), 2);
    EXPECT_EQ(metAt("phase sweep", kCycle), 3);
    EXPECT_EQ(metAt("phase mark #2", kCycle), -1);
    EXPECT_EQ(metAt("phase mark #2", twoCycles()), 7);
    EXPECT_EQ(metAt("gc 2", twoCycles()), 6);
    EXPECT_EQ(metAt("gc 2 and phase sweep", twoCycles()), 9);
    EXPECT_EQ(metAt("event GCPhase #3", kCycle), 3);
    EXPECT_EQ(metAt("time 35ns", kCycle), 3);
}

TEST(watch, knowsLinesAndFunctions) {
    const auto at = [](uint32_t instr) { return runtime::Module::pcOf(instr); };
    const std::vector<Event> events = {event(EventKind::Call, at(0)), event(EventKind::Statement, at(0)),
                                       event(EventKind::Statement, at(2)), event(EventKind::Statement, at(3)),
                                       event(EventKind::Statement, at(2))};
    EXPECT_EQ(metAt("function main.f", events), 0);
    EXPECT_EQ(metAt("function main.g", events), -1);
    EXPECT_EQ(metAt("line 3", events), 1);
    EXPECT_EQ(metAt("line 4 #2", events), 4);
    EXPECT_EQ(metAt("line 6", events), -1);
}

TEST(watch, knowsAtWhichLineOfItsGoroutineAnEventHappens) {
    const auto by = [](int32_t g, Event e) {
        e.g = g;
        return e;
    };
    const auto pc = [](uint64_t i) { return runtime::Module::pcOf(i); };
    const std::vector<Event> events = {
        by(0, event(EventKind::Statement, pc(0))), by(1, event(EventKind::Statement, pc(2))),
        by(0, event(EventKind::Alloc, 0x100)),     by(1, event(EventKind::Alloc, 0x200)),
        by(1, event(EventKind::Statement, pc(3))), by(1, event(EventKind::Alloc, 0x300)),
        by(-1, event(EventKind::Alloc, 0x400)),    by(0, event(EventKind::Alloc, 0x500))};
    EXPECT_EQ(metAt("event Alloc and line 3", events), 2);
    EXPECT_EQ(metAt("line 4 and event Alloc", events), 3);
    EXPECT_EQ(metAt("event Alloc and line 5", events), 5);
    EXPECT_EQ(metAt("event Alloc and line 3 #2", events), 7);
    EXPECT_EQ(metAt("event Alloc and line 6", events), -1);
    EXPECT_EQ(metAt("event Statement and line 4", events), 1);
}

TEST(watch, countsAllocationsAndKnowsObjects) {
    const std::vector<Event> events = {
        event(EventKind::Alloc, 0xc000001000), event(EventKind::TinyAlloc, 0xc000002000),
        event(EventKind::Alloc, 0xc000003000), event(EventKind::GCScanObject, 0xc000001000)};
    EXPECT_EQ(metAt("alloc 3", events), 2);
    EXPECT_EQ(metAt("object 0xc000001000 #2", events), 3);
    EXPECT_EQ(metAt("object 0xc000001000 and event GCScanObject", events), 3);
}

TEST(watch, looksAtStepsWithoutEvents) {
    World w = newWorld(Knobs{});
    Watch watch = watchFor("step 5", w);
    EXPECT_EQ(watch.stepBound(), 5u);
    EXPECT_FALSE(watch.observeStep(w));
    w.step = 5;
    EXPECT_TRUE(watch.observeStep(w));
    EXPECT_FALSE(watch.observeStep(w)) << "only once";
    EXPECT_EQ(watch.stepBound(), UINT64_MAX);
    Watch end = watchFor("end", w);
    EXPECT_FALSE(end.observeStep(w));
    w.process = ProcessState::exited;
    EXPECT_TRUE(end.observeStep(w));
}

}  // namespace
}  // namespace tricolor::scenario
