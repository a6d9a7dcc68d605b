#include "sim/scenario/scenario.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sim/scenario/keys.h"
#include "sim/scenario/located_json.h"

namespace tricolor::scenario {
namespace {

using Lines = std::vector<std::string>;

std::optional<std::string> noFiles(const std::string&) {
    return std::nullopt;
}

Lines problemsOf(const std::string& text) {
    Lines lines;
    const ParsedScenario parsed = parseScenario(text, "x.json", noFiles);
    EXPECT_EQ(parsed.scenario.has_value(), parsed.problems.empty()) << "a scenario, or problems";
    for (const Problem& problem : parsed.problems) lines.push_back(toString(problem));
    return lines;
}

TEST(scenario, readsEveryField) {
    const char* text = R"({
      "title": "T", "summary": ["a", "b"], "order": 3, "go": "1.26",
      "knobs": {"GOMAXPROCS": 4, "GOGC": "off", "GOMEMLIMIT": "32MiB", "collector": "greentea", "seed": 7,
                "memory": "1GiB", "maxSteps": 1000, "writeBarrier": false, "asyncpreempt": false},
      "program": ["package main", "func main() {}"],
      "open": {"view": "stacks", "step": "phase", "speed": "20us", "theme": "light", "colour": "class", "at": "gc 2",
               "select": {"object": "0xc000012000"}},
      "lesson": [{"when": "phase mark", "title": "B", "text": "t",
                  "highlight": {"view": "graph", "object": "event", "span": "0xc000000000", "goroutine": 5, "p": 1,
                                "line": 2},
                  "predict": {"question": "q?", "choices": ["a", "b"], "answer": 1, "because": "c"}}],
      "expect": {"hash": "0123456789abcdef", "exit": 2, "stdout": ["x", ""]}
    })";
    const ParsedScenario parsed = parseScenario(text, "x.json", noFiles);
    ASSERT_TRUE(parsed.scenario) << toString(parsed.problems.front());
    const Scenario& s = *parsed.scenario;
    EXPECT_EQ(s.title, "T");
    EXPECT_EQ(s.summary, "a\nb");
    EXPECT_EQ(s.order, 3);
    EXPECT_EQ(s.knobs.GOMAXPROCS, 4);
    EXPECT_EQ(s.knobs.GOGC, -1);
    EXPECT_EQ(s.knobs.GOMEMLIMIT, 32 << 20);
    EXPECT_EQ(s.knobs.collector, Collector::greentea);
    EXPECT_EQ(s.knobs.seed, 7u);
    EXPECT_EQ(s.knobs.memory, 1u << 30);
    EXPECT_EQ(s.maxSteps, 1000u);
    EXPECT_FALSE(s.knobs.writeBarrier);
    EXPECT_FALSE(s.knobs.asyncpreempt);
    EXPECT_EQ(s.program.text, "package main\nfunc main() {}\n");
    EXPECT_EQ(s.programPlaces.at(1), (Place{5, 35}));
    EXPECT_EQ(s.open.view, View::stacks);
    EXPECT_EQ(s.open.step, StepSize::phase);
    EXPECT_EQ(s.open.colour, Colouring::sizeClass);
    EXPECT_EQ(s.open.theme, Theme::light);
    EXPECT_EQ(s.open.speed, 20'000);
    ASSERT_TRUE(s.open.at);
    EXPECT_EQ(toString(*s.open.at), "gc 2");
    EXPECT_EQ(s.open.select.object, 0xc000012000u);
    ASSERT_EQ(s.lesson.size(), 1u);
    EXPECT_EQ(toString(s.lesson[0].when), "phase mark");
    EXPECT_EQ(s.lesson[0].highlight, (Highlight{View::graph, std::nullopt, true, 0xc000000000, 5, 1, 2}));
    ASSERT_TRUE(s.lesson[0].predict);
    EXPECT_EQ(s.lesson[0].predict->choices, (Lines{"a", "b"}));
    EXPECT_EQ(s.lesson[0].predict->answer, 1);
    EXPECT_EQ(s.expect.exit, 2);
    EXPECT_EQ(s.expect.standardOutput, "x\n");
}

TEST(scenario, takesGoDefaultsForWhatIsNotSaid) {
    const ParsedScenario parsed = parseScenario(R"({"title": "T", "program": []})", "x.json", noFiles);
    ASSERT_TRUE(parsed.scenario);
    EXPECT_EQ(parsed.scenario->knobs.GOGC, Knobs{}.GOGC);
    EXPECT_EQ(parsed.scenario->knobs.GOMAXPROCS, Knobs{}.GOMAXPROCS);
    EXPECT_EQ(parsed.scenario->maxSteps, UINT64_MAX);
}

TEST(scenario, reportsEveryPlaceOfAFileBrokenInSevenWays) {
    const std::string text =
        "{\n"
        "  \"titel\": \"T\",\n"
        "  \"knobs\": {\"GOGC\": \"never\", \"GOMAXPROCS\": 65, \"seed\": 1, \"seed\": 2},\n"
        "  \"program\": [\"package main\"],\n"
        "  \"lesson\": [{\"when\": \"phase marc\", \"title\": \"x\", \"text\": 4}]\n"
        "}\n";
    const Lines want = {
        "x.json:1:1: /: expected the key \"title\", got none",
        "x.json:2:3: /titel: expected a key of scenario, got \"titel\" (did you mean \"title\"?)",
        "x.json:3:21: /knobs/GOGC: expected an integer from 0 to 1000000 or \"off\", got \"never\"",
        "x.json:3:44: /knobs/GOMAXPROCS: expected an integer from 1 to 64, got the number 65",
        "x.json:3:59: /knobs/seed: expected each key once, got \"seed\" again (first in line 3)",
        "x.json:5:30: /lesson/0/when: expected off, mark, marktermination or sweep, got \"marc\" (did you "
        "mean \"mark\"?)",
        "x.json:5:59: /lesson/0/text: expected a string or an array of strings, got the number 4"};
    EXPECT_EQ(problemsOf(text), want);
}

struct Broken {
    const char* name;
    const char* text;
    const char* problem;
};

// In each file one thing is wrong.
#define REST ", \"title\": \"T\", \"program\": []}"
#define PHASE "{\"duration\": \"1ms\", \"objectsPerMs\": 1, \"sizes\": [{\"bytes\": 8}]}"
constexpr Broken kBroken[] = {
    {"nothing", "", ":1:1: expected a value, got end of input"},
    {"notAnObject", "[]", ":1:1: /: expected an object, got an array"},
    {"missingComma", "{\n \"title\": \"T\"\n \"go\": 1}", ":3:2: expected '}', got string literal"},
    {"trailingComma", "{\"title\": \"T\",}", ":1:15: expected string literal, got '}'"},
    {"twoCommas", "{\"program\": [\"\",,\"\"]", ":1:17: expected a value, got ','"},
    {"cutOff", "{\"title\": \"T\"", ":1:14: expected '}', got end of input"},
    {"openString", "{\"title\": \"T", ":1:11: expected JSON, got invalid string: missing closing quote"},
    {"badWord", "{\"title\": tru}", ":1:11: expected a value, got tru"},
    {"textBehind", "{\"title\": \"T\", \"program\": []} x", ":1:31: expected end of input, got x"},
    {"hugeNumber", "{\"order\": 1e999" REST, ":1:11: expected JSON, got number overflow parsing '1e999'"},
    {"unknownKey", "{\"qqqqqq\": 1" REST, ":1:2: /qqqqqq: expected a key of scenario, got \"qqqqqq\""},
    {"escapedPointer", "{\"a/b\": 1" REST, ":1:2: /a~1b: expected a key of scenario, got \"a/b\""},
    {"fraction", "{\"order\": 1.5" REST,
     ":1:11: /order: expected an integer from 0 to 1000000, got the number 1.5"},
    {"aboveInt64", "{\"order\": 18446744073709551615" REST,
     ":1:11: /order: expected an integer from 0 to 1000000, got the number 18446744073709551615"},
    {"goVersion", "{\"go\": \"1.25\"" REST,
     ":1:8: /go: expected \"1.26\", got \"1.25\" (did you mean \"1.26\"?)"},
    {"memory", "{\"knobs\": {\"memory\": \"1MiB\"}" REST,
     ":1:22: /knobs/memory: expected a number of bytes, as \"32MiB\", from 64MiB to 64GiB, got \"1MiB\""},
    {"noFile", "{\"title\": \"T\", \"program\": \"a.go\"}",
     ":1:27: /program: expected a file beside the scenario, got no \"a.go\""},
    {"fileElsewhere", "{\"title\": \"T\", \"program\": \"../a.go\"}",
     ":1:27: /program: expected the name of a .go file in the folder of the scenario, got \"../a.go\""},
    {"noProgram", "{\"title\": \"T\"}", ":1:1: /: expected the key \"program\" or \"workload\", got none"},
    {"both", "{\"workload\": {\"phases\": [" PHASE "]}" REST,
     ":1:14: /workload: expected either \"program\" or \"workload\", got both"},
    {"oddSize",
     "{\"title\": \"T\", \"workload\": {\"phases\": [{\"duration\": \"1ms\", \"objectsPerMs\": 1, \"sizes\": "
     "[{\"bytes\": 9}]}]}}",
     ":1:99: /workload/phases/0/sizes/0/bytes: expected a multiple of 8, got the number 9"},
    {"keptTooMany",
     "{\"title\": \"T\", \"workload\": {\"phases\": [{\"keepPercent\": 1, \"keepFor\": \"20s\", "
     "\"duration\": \"1ms\", "
     "\"objectsPerMs\": 100000, \"sizes\": [{\"bytes\": 8}]}]}}",
     ":1:70: /workload/phases/0/keepFor: expected at most 1000000 objects a goroutine in the time for which "
     "they are "
     "kept, got 2000000000"},
    {"answer",
     "{\"lesson\": [{\"when\": \"end\", \"title\": \"x\", \"text\": \"\", \"predict\": {\"question\": \"?\", "
     "\"choices\": [\"a\", "
     "\"b\"], \"answer\": 2}}]" REST,
     ":1:117: /lesson/0/predict/answer: expected the index of one of 2 choices, got the number 2"},
    {"hash", "{\"expect\": {\"hash\": \"12\"}" REST,
     ":1:21: /expect/hash: expected 16 hexadecimal digits, got \"12\""},
};

TEST(scenario, saysOfOneProblemWhereAndWhatItIs) {
    for (const Broken& row : kBroken)
        EXPECT_EQ(problemsOf(row.text), Lines{std::string("x.json") + row.problem}) << row.name;
}

TEST(scenario, refusesWhatIsTooDeepOrTooLarge) {
    const Lines deep = problemsOf("{\"title\": " + std::string(100000, '['));
    ASSERT_FALSE(deep.empty());
    EXPECT_NE(deep.back().find("expected at most 32 levels of arrays and objects"), std::string::npos)
        << deep.back();
    EXPECT_EQ(problemsOf(std::string(kJsonBytesMax + 1, ' ')),
              Lines{"x.json: expected at most 4 MiB, got 4194305 bytes"});
}

TEST(scenario, readsTheProgramBesideIt) {
    std::string asked;
    const auto read = [&](const std::string& name) {
        asked = name;
        return std::optional<std::string>("package main");
    };
    const auto parsed = parseScenario(R"({"title": "T", "program": "a.go"})", "d/x.json", read);
    ASSERT_TRUE(parsed.scenario);
    EXPECT_EQ(asked, "a.go");
    EXPECT_EQ(parsed.scenario->program.name, "a.go");
    EXPECT_EQ(parsed.scenario->program.text, "package main");
}

TEST(scenario, asksForNoFileOutsideItsFolder) {
    const auto read = [](const std::string& name) {
        ADD_FAILURE() << "asked for " << name;
        return std::optional<std::string>("");
    };
    for (const char* name : {"../a.go", "/etc/a.go", "d/a.go", "d\\\\a.go", "a.txt", ".a.go", "a\\u0000.go"})
        parseScenario(std::string(R"({"title": "T", "program": ")") + name + "\"}", "x.json", read);
}

TEST(scenario, setsKnobsFromTexts) {
    Scenario s = plainScenario("a.go", "");
    std::string problem;
    setKnob(s, "GOGC", "off", problem);
    EXPECT_EQ(problem, "");
    EXPECT_EQ(s.knobs.GOGC, -1);
    setKnob(s, "GOGC", "-5", problem);
    EXPECT_EQ(problem, "expected an integer from 0 to 1000000 or \"off\", got the number -5");
    EXPECT_EQ(s.knobs.GOGC, -1) << "a wrong value changes nothing";
    setKnob(s, "GOMEMLIMIT", "1GiB", problem);
    EXPECT_EQ(s.knobs.GOMEMLIMIT, 1 << 30);
    setKnob(s, "writeBarrier", "false", problem);
    EXPECT_FALSE(s.knobs.writeBarrier);
    setKnob(s, "GOMAXPROC", "2", problem);
    EXPECT_EQ(problem, "expected a knob, got \"GOMAXPROC\" (did you mean \"GOMAXPROCS\"?)");
}

std::string fileText(const std::string& name) {
    std::ifstream in(std::string(TRICOLOR_SOURCE_DIR) + "/" + name, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(scenario, schemaFileIsThePrintedTable) {
    EXPECT_TRUE(fileText("scenarios/scenario.schema.json") == schemaText())
        << "write it again: tricolor list --schema > scenarios/scenario.schema.json";
}

TEST(scenario, readmeNamesEveryKey) {
    const std::string readme = fileText("scenarios/README.md");
    for (const Key& key : allKeys())
        EXPECT_NE(readme.find("`" + std::string(key.name) + "`"), std::string::npos) << key.name;
}

}  // namespace
}  // namespace tricolor::scenario
