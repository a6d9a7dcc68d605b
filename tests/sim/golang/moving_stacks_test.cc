// Stacks may move at any call, and collections may come at any allocation: programs print the same.
// What this finds: a slot that the layout of frames gave to two values, a stack map that lacks a pointer or
// takes a number for one, a buffer in a frame that somebody points to for too long.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/golang/liveness.h"
#include "sim/golang/load.h"
#include "sim/golang/stack_needs.h"
#include "sim/golang/step.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {
namespace {

namespace fs = std::filesystem;

struct Printed : EventSink {
    std::string text;
    void output(int, std::string_view bytes) override { text += bytes; }
};

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream all;
    all << in.rdbuf();
    return all.str();
}

// A call of a function, or of one of the runtime that checks the stack.
bool atCall(const Program& p, const G& g) {
    const uint64_t i = (g.sched.pc - runtime::textBase) / runtime::instrBytes;
    return g.sched.sp != 0 && i < p.code.size() &&
           (isCall(p.code[i].op) || kMostStack[static_cast<size_t>(p.code[i].op)] != 0);
}

// Moves the stack of the goroutine that runs Go code on M 0, to one of the same size or twice it, and writes
// nonsense over the old one.
void moveStack(World& w, const Program& p, EventSink& sink, bool grow) {
    const M& m = w.m(MId{0});
    if (!m.curg || !m.p.valid() || !w.g(m.g0).tasks.empty()) return;
    const G& g = w.g(m.curg);
    if (!g.tasks.empty() || g.sched.sp == 0 || g.atomicstatus != Grunning || g.faulting) return;
    // Where a stack may grow: numbers that were addresses a moment ago are none there.
    if (!atCall(p, g)) return;
    runtime::Ctx c{w, p.module, sink, MId{0}};
    const struct stack old = g.stack;
    const Addr sp = g.sched.sp;
    runtime::copystack(c, m.curg, old.size() * (grow && old.size() < 65536 ? 2 : 1));
    for (Addr a = sp; a < old.hi; a += 8) w.memory.store64(a, 0xdeaddeaddeaddeadull);
}

struct Outcome {
    std::string text;
    bool ended = false;
};

Outcome disturbed(const Program& p, Knobs knobs, uint64_t seed, uint64_t every, uint64_t steps) {
    World w = boot(p, knobs);
    Printed sink;
    uint64_t x = seed * 2654435761u + 1, moves = 0;
    for (uint64_t done = 0; done < steps && w.process == ProcessState::running; ++moves) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        const uint64_t stretch = 1 + (x >> 33) % (2 * every);
        const uint64_t took = run(w, p, sink, stretch);
        done += took;
        for (int k = 0; k < 20 && w.process == ProcessState::running; ++k) {
            const M& m = w.m(MId{0});
            if (m.curg && w.g(m.g0).tasks.empty() && atCall(p, w.g(m.curg))) break;
            done += run(w, p, sink, 1);
        }
        if (w.process != ProcessState::running || took == 0) break;
        moveStack(w, p, sink, moves % 64 == 0);
    }
    return {sink.text, w.process == ProcessState::exited};
}

class Moving : public testing::TestWithParam<std::string> {};

TEST_P(Moving, stacksChangeNothingThatIsPrinted) {
    const fs::path file = fs::path(TRICOLOR_SOURCE_DIR) / "tests/conformance" / GetParam();
    const LoadResult r = load({{file.filename().string(), contents(file)}});
    ASSERT_TRUE(r.program);
    fs::path want = file;
    const std::string expected = contents(want.replace_extension(".want"));
    for (const uint64_t seed : {1u, 2u}) {
        Knobs knobs;
        knobs.GOGC = seed == 1 ? 100 : 1;  // 1: a collection for each 40 KiB
        const Outcome o = disturbed(*r.program, knobs, seed, seed == 1 ? 7 : 40, 400000);
        const size_t n = o.ended ? std::max(expected.size(), o.text.size()) : o.text.size();
        EXPECT_EQ(o.text.substr(0, n), expected.substr(0, n)) << "seed " << seed;
    }
}

std::vector<std::string> programs() {
    std::vector<std::string> all;
    for (const char* folder : {"lang", "panics"})
        for (const auto& entry :
             fs::directory_iterator(fs::path(TRICOLOR_SOURCE_DIR) / "tests/conformance" / folder))
            if (entry.path().extension() == ".go" &&
                contents(entry.path()).find("exit status") == std::string::npos)
                all.push_back(std::string(folder) + "/" + entry.path().filename().string());
    std::sort(all.begin(), all.end());
    const std::string notYet = contents(fs::path(TRICOLOR_SOURCE_DIR) / "tests/conformance/not-yet.txt");
    std::erase_if(all, [&](const std::string& p) {
        const fs::path want = fs::path(TRICOLOR_SOURCE_DIR) / "tests/conformance" / p;
        return notYet.find(p) != std::string::npos ||
               contents(fs::path(want).replace_extension(".want")).find("exit status") != std::string::npos;
    });
    return all;
}

INSTANTIATE_TEST_SUITE_P(conformance, Moving, testing::ValuesIn(programs()), [](const auto& each) {
    std::string name = each.param.substr(0, each.param.size() - 3);
    std::replace_if(
        name.begin(), name.end(), [](char ch) { return !std::isalnum(static_cast<unsigned char>(ch)); }, '_');
    return name;
});

}  // namespace
}  // namespace tricolor::golang
