// What the Stacks view shows, on a shipped scenario whose goroutine outgrows its stack.
#include "render/model/stack_rows.h"

#include <gtest/gtest.h>

#include <string>

#include "app/load.h"
#include "app/session.h"

using namespace tricolor;
using app::Session;
using render::StackFrame;
using render::StackRow;

namespace {

Session grown() {
    int code = 0;
    auto read = app::loadForRun(std::string(TRICOLOR_SOURCE_DIR) + "/scenarios/stack-growth.json", {}, code);
    CHECK(read, "a shipped scenario does not load");
    return Session(std::move(*read));
}

}  // namespace

TEST(stackRows, coverEachFrameFromItsLowEndToItsReturnAddress) {
    Session s = grown();
    s.execute(render::GoTo{"event StackGrow #2"});
    s.player().finishSearch();
    const render::Frame f = s.frame(scenario::Colouring::tricolor);
    const GId g{s.player().recorder().data().copies.back().g};
    const auto frames = render::stackFrames(f.world, f.program.module, g, 1000);
    ASSERT_GT(frames.size(), 10u);
    for (size_t i = 0; i < frames.size(); ++i) {
        const StackFrame& frame = frames[i];
        EXPECT_TRUE(i == 0 || frame.sp == frames[i - 1].sp + frames[i - 1].size);
        Addr at = frame.sp;
        bool returns = false;
        for (const StackRow& row : frame.rows) {
            if (returns) break;  // incoming arguments follow: they lie in the caller's frame
            EXPECT_LE(row.at, at + 7) << frame.function << " " << row.name;
            EXPECT_GE(row.at + row.size, at);
            at = row.at + ((row.size + 7) & ~7ull);
            returns = row.kind == StackRow::Kind::returnAddress;
        }
        EXPECT_TRUE(returns);
        EXPECT_EQ(at, frame.sp + frame.size) << frame.function;
    }
    EXPECT_EQ(frames.back().sp + frames.back().size, f.world.g(g).stack.hi);
}

TEST(stackRows, followPointersIntoTheStackAndSayWhichAreDead) {
    Session s = grown();
    s.execute(render::GoTo{"event StackGrow #2"});
    s.player().finishSearch();
    const render::Frame f = s.frame(scenario::Colouring::tricolor);
    const render::StackCopy copy = s.player().recorder().data().copies.back();
    const G& g = f.world.g(GId{copy.g});
    size_t inner = 0, moved = 0;
    for (const StackFrame& frame : render::stackFrames(f.world, f.program.module, GId{copy.g}, 1000))
        for (const StackRow& row : frame.rows) {
            if (row.dead || !row.pointer) continue;
            EXPECT_TRUE(row.pointer < copy.oldLo || row.pointer >= copy.oldLo + copy.oldSize) << row.name;
            if (row.pointer < g.stack.lo || row.pointer >= g.stack.hi) continue;
            ++inner;
            const Addr before = row.at - g.stack.hi + copy.oldLo + copy.oldSize;
            for (uint64_t i = 0; i < row.size; i += 8)
                moved += f.world.memory.load64(row.at + i) - f.world.memory.load64(before + i) ==
                         g.stack.hi - (copy.oldLo + copy.oldSize);
        }
    EXPECT_GT(inner, 5u);
    EXPECT_GE(moved, inner);
}

TEST(stackRows, showWhereTheProcessEndedAfterItHasExited) {
    Session s = grown();
    s.execute(render::ToEnd{});
    s.player().finishSearch();
    const render::Frame f = s.frame(scenario::Colouring::tricolor);
    ASSERT_EQ(f.world.process, ProcessState::exited);
    size_t running = 0;
    for (size_t i = 0; i < f.world.allgs.size(); ++i) {
        const G& g = f.world.allgs[i];
        if (g.isG0 || g.system || g.atomicstatus != Grunning) continue;
        const auto frames = render::stackFrames(f.world, f.program.module, GId{static_cast<int32_t>(i)}, 10);
        ASSERT_FALSE(frames.empty());
        EXPECT_EQ(frames[0].function, "runtime.main");
        EXPECT_EQ(frames.back().sp + frames.back().size, g.stack.hi);
        ++running;
    }
    EXPECT_EQ(running, 1u);
}
