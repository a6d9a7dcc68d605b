#include "sim/runtime/explain.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/sim/runtime/sched_script.h"

namespace tricolor::runtime {
namespace {

Event eventOf(int kind, uint64_t a, uint64_t b, uint32_t c) {
    Event e;
    e.kind = static_cast<EventKind>(kind);
    e.m = 0;
    e.p = 0;
    e.g = 2;
    e.a = a;
    e.b = b;
    e.c = c;
    return e;
}

TEST(sentence, everyKindHasItsOwn) {
    Scripts s;
    std::map<std::string, std::string> seen;
    for (int k = 0; k < kEventKinds; ++k) {
        const Event e = eventOf(k, 0xc000012340, 1, 7);
        const std::string text = sentence(e, s.w, s.module), name(eventName(e.kind));
        EXPECT_GT(text.size(), 8u) << name;
        EXPECT_NE(text, name) << "no sentence for " << name;
        EXPECT_TRUE(seen.emplace(text, name).second)
            << name << " says what " << seen[text] << " says: " << text;
    }
}

TEST(callPath, everyKindHasOne) {
    Scripts s;
    for (int k = 0; k < kEventKinds; ++k) {
        const Event e = eventOf(k, 0xc000012340, 1, 7);
        EXPECT_NE(callPath(e, s.w, s.module), eventName(e.kind)) << "no call path for " << eventName(e.kind);
    }
}

TEST(sentence, anyValuesAreSaidWithoutHarm) {
    Scripts s;
    for (int k = 0; k < kEventKinds; ++k)
        for (const uint64_t v : {uint64_t{0}, uint64_t{3}, uint64_t{255}, UINT64_MAX}) {
            Event e = eventOf(k, v, v, static_cast<uint32_t>(v));
            e.g = static_cast<int32_t>(v);
            e.p = -1;
            EXPECT_FALSE(sentence(e, s.w, s.module).empty());
            EXPECT_FALSE(callPath(e, s.w, s.module).empty());
        }
}

TEST(sentence, speaksInTheRuntimesWords) {
    Scripts s;
    const auto say = [&](EventKind k, uint64_t a, uint64_t b, uint32_t c) {
        return sentence(eventOf(static_cast<int>(k), a, b, c), s.w, s.module);
    };
    EXPECT_EQ(say(EventKind::Refill, 0, 0, 8), "P0's mcache has no free 32 B scan slot: asks mcentral");
    EXPECT_EQ(say(EventKind::RunqOverflow, 129, 0, 0),
              "P0's queue of 256 is full: 129 goroutines move to the global queue");
    EXPECT_EQ(say(EventKind::GoBlock, 2, static_cast<uint64_t>(waitReason::ChanReceive), 0),
              "G1 (main.main) waits: chan receive");
    EXPECT_EQ(say(EventKind::HeapGrow, 0xc000400000, 4 << 20, 0),
              "The heap grows: 4 MiB more are mapped at 0xc000400000");
}

}  // namespace
}  // namespace tricolor::runtime
