#include "sim/scenario/condition.h"

#include <gtest/gtest.h>

#include "sim/world/event.h"

namespace tricolor::scenario {
namespace {

TEST(condition, readsBackAsItIsPrinted) {
    for (const char* text :
         {"phase off", "phase mark", "phase marktermination", "phase sweep", "event GCBegin", "gc 2",
          "alloc 100", "step 1234", "time 3.5ms", "line 12", "function main.insert", "goroutine 7", "p 0",
          "object 0xc000012000", "end", "event StackGrow and goroutine 7 #3",
          "line 4 and goroutine 1 and phase mark #2"}) {
        ConditionProblem problem;
        const auto condition = parseCondition(text, problem);
        ASSERT_TRUE(condition) << text << ": " << problem.text;
        EXPECT_EQ(toString(*condition), text);
    }
}

TEST(condition, holdsItsTerms) {
    ConditionProblem problem;
    const auto c = parseCondition(" event  Refill and time 1us#4", problem);
    ASSERT_TRUE(c) << problem.text;
    ASSERT_EQ(c->terms.size(), 2u);
    EXPECT_EQ(c->terms[0], (Term{TermKind::event, static_cast<uint64_t>(EventKind::Refill), ""}));
    EXPECT_EQ(c->terms[1], (Term{TermKind::time, 1000, ""}));
    EXPECT_EQ(c->occurrence, 4u);
}

struct Wrong {
    const char* text;
    size_t offset;
    const char* problem;
};
#define A_CONDITION                                                                                     \
    "expected a condition (phase, event, gc, alloc, step, time, line, function, goroutine, p, object, " \
    "end), got "
constexpr Wrong kWrong[] = {
    {"", 0, A_CONDITION "the end of the condition"},
    {"fase mark", 0, A_CONDITION "\"fase\" (did you mean \"phase\"?)"},
    {"phase", 5, "expected off, mark, marktermination or sweep, got the end of the condition"},
    {"event GCBegn", 6, "expected the name of an event, got \"GCBegn\" (did you mean \"GCBegin\"?)"},
    {"gc -1", 3, "expected the number of a cycle, got \"-1\""},
    {"step 99999999999999999999", 5, "expected the number of a step, got \"99999999999999999999\""},
    {"time 3", 5, "expected a duration, as 3.5ms, got \"3\""},
    {"object c000", 7, "expected an address, as 0xc000012000, got \"c000\""},
    {"gc 1 or gc 2", 5, "expected \"and\", #N or the end, got \"or\""},
    {"gc 1 #0", 5, "expected # and a number from 1, as #3, got \"#0\""},
    {"gc 1 #2 and", 8, "expected \"and\", #N or the end, got \"and\""},
};

TEST(condition, saysWhereAndWhatIsWrong) {
    for (const Wrong& row : kWrong) {
        ConditionProblem problem;
        EXPECT_FALSE(parseCondition(row.text, problem)) << row.text;
        EXPECT_EQ(problem.text, row.problem) << row.text;
        EXPECT_EQ(problem.offset, row.offset) << row.text;
    }
}

}  // namespace
}  // namespace tricolor::scenario
