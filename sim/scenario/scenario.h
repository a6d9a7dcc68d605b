// A scenario: a program, the settings it runs under, and the lesson around it (the format:
// scenarios/README.md).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/golang/source.h"
#include "sim/scenario/condition.h"
#include "sim/scenario/problem.h"
#include "sim/world/knobs.h"

namespace tricolor::scenario {

struct Json;

enum class View : uint8_t { heap, graph, allocator, scheduler, stacks };
enum class StepSize : uint8_t { event, statement, allocation, phase, cycle };
enum class Colouring : uint8_t { tricolor, sizeClass, owner, type, age, goroutine };
enum class Theme : uint8_t { own, dark, light, contrast };  // own: what the user has set

// What is pointed at; what is not set is not pointed at.
struct Highlight {
    std::optional<View> view;
    std::optional<Addr> object;
    bool objectOfEvent = false;
    std::optional<Addr> span;
    std::optional<int64_t> goroutine;  // goid
    std::optional<int64_t> p;
    std::optional<int64_t> line;
    friend bool operator==(const Highlight&, const Highlight&) = default;
};

struct Open {
    View view = View::heap;
    StepSize step = StepSize::event;
    Colouring colour = Colouring::tricolor;
    Theme theme = Theme::own;
    int64_t speed = 1'000'000;  // virtual ns a second of real time
    std::optional<Condition> at;
    Highlight select;
};

struct Prediction {
    std::string question;
    std::vector<std::string> choices;
    int answer = 0;  // index into choices
    std::string because;
};

struct Bookmark {
    Condition when;
    std::string title, text;
    Highlight highlight;
    std::optional<Prediction> predict;
};

// What a run of the scenario must come to; tests compare.
struct Expectation {
    std::string hash;  // 16 hexadecimal digits; empty: not recorded
    int exit = 0;
    std::optional<std::string> standardOutput, standardError;
};

struct Scenario {
    std::string file;  // as it was named
    std::string title, summary;
    int64_t order = 1'000'000;
    Knobs knobs;
    uint64_t maxSteps = UINT64_MAX;
    golang::SourceFile program;
    // Where each line of the program stands in the scenario file, if it stands there.
    std::vector<Place> programPlaces;
    bool generated = false;  // the program was written for a workload
    Open open;
    std::vector<Bookmark> lesson;
    Expectation expect;
};

// Gives the text of a file in the folder of the scenario, or nothing where there is none.
using ReadBeside = std::function<std::optional<std::string>(const std::string& name)>;

struct ParsedScenario {
    std::optional<Scenario> scenario;  // nothing, if there are problems
    // With problems: the file's name and its program alone, where that could be read, so that what is wrong
    // in the program is told at the same time.
    std::optional<Scenario> programOnly;
    std::vector<Problem> problems;  // in the order of the text
};

// Reads a scenario file, named `file`. The Go program in it is found, but not yet looked into.
ParsedScenario parseScenario(std::string_view text, const std::string& file, const ReadBeside& readBeside);

// The scenario around a Go program without one: every setting as in a plain run.
Scenario plainScenario(const std::string& file, std::string text);

// Sets a knob from a text, as the command line has it ("GOGC", "off"): problem is empty, or "expected …, got
// …".
void setKnob(Scenario& scenario, const std::string& name, const std::string& value, std::string& problem);

// The names of the views, in the order of View.
const std::vector<std::string>& viewNames();

}  // namespace tricolor::scenario
