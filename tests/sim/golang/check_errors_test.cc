// Wrong programs get the words of the real compiler, recorded in wrong_programs.txt.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sim/golang/check.h"

namespace tricolor::golang {
namespace {

struct Case {
    std::string name, source, want;
};

std::vector<Case> recordedCases() {
    std::ifstream in(std::string(TRICOLOR_SOURCE_DIR) + "/tests/sim/golang/wrong_programs.txt");
    std::vector<Case> cases;
    bool inAnswer = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("=== ")) {
            cases.push_back({line.substr(4), "", ""});
            inAnswer = false;
        } else if (cases.empty()) {
            continue;  // the text at the head
        } else if (line == "---") {
            inAnswer = true;
        } else {
            (inAnswer ? cases.back().want : cases.back().source) += line + "\n";
        }
    }
    return cases;
}

std::string answer(const std::string& source) {
    const CheckedProgram program = checkProgram({{"x.go", source}});
    std::string out;
    for (const Diagnostic& d : program.diagnostics) out += d.str() + "\n";
    return out;
}

TEST(checkErrors, haveTheWordsOfTheRealCompiler) {
    const std::vector<Case> cases = recordedCases();
    ASSERT_GT(cases.size(), 200u);
    for (const Case& c : cases) EXPECT_EQ(answer(c.source), c.want) << c.name << ":\n" << c.source;
}

TEST(checkErrors, nameWhatIsNotModelled) {
    EXPECT_EQ(answer("package main\nimport \"net/http\"\nfunc main() { http.Get(\"\") }\n"),
              "x.go:2:8: package net/http is not modelled\n");
    EXPECT_EQ(answer("package main\nimport \"errors\"\nfunc main() { errors.Foo() }\n"),
              "x.go:3:22: undefined: errors.Foo (not modelled, or not in Go)\n");
    EXPECT_EQ(answer("package main\ntype A[T any] = []T\nfunc main() {}\n"),
              "x.go:2:8: tricolor does not model generic type aliases yet\n");
    EXPECT_EQ(answer("package other\nfunc main() {}\n"),
              "x.go:1:9: tricolor runs package main, not package other\n");
}

TEST(checkErrors, endAfterTen) {
    std::string source = "package main\nfunc main() {\n";
    for (int i = 0; i < 12; i++) source += "\tx" + std::to_string(i) + "()\n";
    const CheckedProgram program = checkProgram({{"x.go", source + "}\n"}});
    ASSERT_EQ(program.diagnostics.size(), Diagnostics::maxShown + 1);
    EXPECT_EQ(program.diagnostics.back().text, "too many errors");
}

TEST(checkErrors, stopAtDeepNesting) {
    const auto nested = [](const std::string& open, const std::string& inside, const std::string& close,
                           int n) {
        std::string s = "package main\nvar x = ";
        for (int i = 0; i < n; i++) s += open;
        s += inside;
        for (int i = 0; i < n; i++) s += close;
        return s + "\nfunc main() {}\n";
    };
    const std::string limit = "tricolor does not model nesting deeper than 1000 levels yet";
    for (const std::string& source :
         {nested("(", "1", ")", 100000), nested("- ", "1", "", 100000), nested("[]", "int", "{}", 50000),
          nested("", "1", "+1", 100000), nested("func() {", "", "}", 5000), nested("f", "", "()", 100000),
          nested("[]any{", "1", "}", 20000), nested("a.", "b", "", 100000)}) {
        const std::string got = answer(source);
        EXPECT_NE(got.find(limit), std::string::npos) << got << source.substr(0, 60);
    }
    EXPECT_EQ(answer(nested("(", "1", ")", 900)), "");
}

}  // namespace
}  // namespace tricolor::golang
