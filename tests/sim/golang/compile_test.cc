#include <gtest/gtest.h>

#include "sim/golang/load.h"

namespace tricolor::golang {
namespace {

std::shared_ptr<const Program> compiled(const std::string& body) {
    const LoadResult r = load({{"test.go", "package main\n" + body}});
    for (const Diagnostic& d : r.problems) ADD_FAILURE() << d.str();
    EXPECT_EQ(r.program ? verify(*r.program) : "nothing", "");
    return r.program;
}

std::string listing(const Program& p, const std::string& name) {
    for (size_t k = 0; k < p.module.funcs.size(); ++k)
        if (p.module.funcs[k].name == name) return disassemble(p, static_cast<int32_t>(k));
    return "";
}

size_t count(const std::string& text, const std::string& what) {
    size_t n = 0;
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        n += text[at + what.size()] == ' ' || text[at + what.size()] == '\n';
    return n;
}

struct Case {
    const char* name;
    const char* source;
    std::vector<std::pair<const char*, size_t>> expected;  // instruction, how often in main.f
};

class Constructs : public ::testing::TestWithParam<Case> {};

TEST_P(Constructs, compileToTheInstructionsMeantForThem) {
    const auto p = compiled(std::string(GetParam().source) + "\nfunc main() {}\nvar keep = f\n");
    ASSERT_TRUE(p);
    const std::string text = listing(*p, "main.f");
    for (const auto& [what, times] : GetParam().expected)
        EXPECT_EQ(count(text, std::string("  ") + what), times) << what << "\n" << text;
}

const Case kCases[] = {
    {"addition", "func f(a, b int) int { return a + b }", {{"ADD", 1}, {"RET", 1}, {"MOV", 0}}},
    {"addConstant", "func f(a int) int { return a + 3 }", {{"ADDI", 1}, {"LDI", 0}}},
    {"int32Wraps", "func f(a, b int32) int32 { return a + b }", {{"ADD32S", 1}, {"EXT32S", 0}}},
    {"int16IsExtended", "func f(a, b int16) int16 { return a * b }", {{"MUL", 1}, {"EXT16S", 1}}},
    {"comparisonAndBranchAreOne",
     "func f(a, b int) int { if a < b { return 1 }; return 2 }",
     {{"BLES", 1}, {"LTS", 0}}},
    {"sliceIndexIsOne", "func f(s []int, i int) int { return s[i] }", {{"LDX64", 1}}},
    {"byteIndexIsOne", "func f(s string, i int) byte { return s[i] }", {{"LDX8U", 1}}},
    {"sliceStoreIsOne", "func f(s []int, i, v int) { s[i] = v }", {{"STX64", 1}}},
    {"pointerStoreHasItsOwn", "func f(s []*int, i int, v *int) { s[i] = v }", {{"STXP", 1}}},
    {"fieldLoadHasItsOffset", "type T struct { a, b int }; func f(t *T) int { return t.b }", {{"LD64", 1}}},
    {"pointerFieldStorePassesTheBarrier",
     "type T struct { a int; p *T }; func f(t, u *T) { t.p = u }",
     {{"STP", 1}}},
    {"appendInPlace", "func f(s []int, v int) []int { s = append(s, v); return s }", {{"APPEND64", 1}}},
    {"lenIsASlot", "func f(s []int) int { return len(s) }", {{"MOV", 1}}},
    {"mapReadAndWrite",
     "func f(m map[string]int, k string) { m[k] = m[k] + 1 }",
     {{"MAPGET", 1}, {"MAPASSIGN", 1}}},
    {"concatenationIsOne", "func f(a, b, c string) string { return a + b + c }", {{"CONCAT", 1}}},
    {"deferHasOneExit", "func f(h func()) { defer h() }", {{"DEFER", 1}, {"DEFERRETURN", 1}}},
    {"newAllocates", "func f() *int { return new(int) }", {{"NEW", 1}}},
};
INSTANTIATE_TEST_SUITE_P(compile, Constructs, ::testing::ValuesIn(kCases),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(compile, deadPointersAreNotInTheStackMaps) {
    const auto p = compiled(
        "type T struct { v int }\nfunc use(p *T) int { return p.v }\n"
        "func f() int { p := &T{1}; n := use(p); println(n); return n }\nfunc main() { f() }\n");
    ASSERT_TRUE(p);
    const std::string text = listing(*p, "main.f");
    const size_t call = text.find("CALL ");
    ASSERT_NE(call, std::string::npos) << text;
    EXPECT_NE(text.substr(0, call).find("; live"), std::string::npos) << text;
    EXPECT_EQ(text.find("; live", text.find('\n', call)), std::string::npos) << text;
}

TEST(compile, everyGoroutineStartsInAFrameOfThirtyTwoBytes) {
    const auto p = compiled("func main() {}");
    ASSERT_TRUE(p);
    EXPECT_EQ(p->module.findfunc(p->module.gostartPc).frameSize, 32u);
}

}  // namespace
}  // namespace tricolor::golang
