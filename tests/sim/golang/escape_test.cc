#include "sim/golang/escape.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/golang/load.h"

namespace tricolor::golang {
namespace {

std::vector<Verdict> verdictsOf(const std::string& text) {
    const CheckedProgram program = checkProgram({{"t.go", text}});
    EXPECT_TRUE(program.ok());
    return analyseEscapes(program).verdicts;
}

std::vector<std::string> texts(const std::vector<Verdict>& verdicts) {
    std::vector<std::string> out;
    for (const Verdict& v : verdicts)
        out.push_back(std::to_string(v.line) + ":" + std::to_string(v.column) + ": " + v.text);
    return out;
}

using Lines = std::vector<std::string>;

TEST(escape, tellsTheFlowThatMovesAVariableToTheHeap) {
    const auto v =
        verdictsOf("package main\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\nfunc main() { f() }\n");
    ASSERT_EQ(texts(v), Lines{"3:2: moved to heap: x"});
    EXPECT_EQ(v[0].reasons, (Lines{"flow: ~r0 ← &x:", "  from &x (address-of) at t.go:4:9",
                                   "  from return &x (return) at t.go:4:2"}));
}

TEST(escape, tellsHowAParameterLeaks) {
    const auto v = verdictsOf(
        "package main\nvar g *int\nfunc f(p *int, q **int) *int {\n\tg = p\n\treturn *q\n}\nfunc main() { "
        "f(nil, nil) "
        "}\n");
    ASSERT_EQ(texts(v), (Lines{"3:8: leaking param: p", "3:16: leaking param: q to result ~r0 level=1"}));
    EXPECT_EQ(v[0].reasons, (Lines{"flow: {heap} ← p:", "  from g = p (assign) at t.go:4:4"}));
    EXPECT_EQ(v[1].reasons, (Lines{"flow: ~r0 ← *q:", "  from *q (indirection) at t.go:5:9",
                                   "  from return *q (return) at t.go:5:2"}));
}

TEST(escape, saysNothingOfModelledPackages) {
    const auto v = verdictsOf("package main\nimport \"sort\"\nfunc main() { sort.Ints(nil) }\n");
    EXPECT_TRUE(v.empty());
}

TEST(escape, decidesForEveryShapeOfAGenericFunction) {
    const auto v = verdictsOf(
        "package main\nfunc f[T any](v T) any { return v }\nfunc main() "
        "{\n\tf(1)\n\tf(\"a\")\n\tf(new(int))\n}\n");
    EXPECT_EQ(texts(v),
              (Lines{"2:33: v escapes to heap", "2:33: v escapes to heap", "6:7: new(int) does not escape"}));
}

TEST(escape, refusesAFunctionWithoutABodyWhenTheProgramIsLoaded) {
    const LoadResult r =
        load({{"t.go", "package main\nfunc f(p *int) int\nfunc main() { println(f(nil)) }\n"}});
    ASSERT_EQ(r.problems.size(), 1u);
    EXPECT_EQ(r.problems[0].pos.line, 2u);
}

}  // namespace
}  // namespace tricolor::golang
