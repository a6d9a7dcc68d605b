// Conditions: when a bookmark of a lesson is reached, where "run --until" ends, what the player stops at.
//
//   condition = term { "and" term } [ "#" N ]
//   term      = "phase" ("off" | "mark" | "marktermination" | "sweep")   the collector is in this phase
//             | "event" KIND            an event of this kind (event.h), as Alloc, GCBegin, StackGrow
//             | "gc" N                  cycle N has begun
//             | "alloc" N               the Nth allocation
//             | "step" N                this many steps were taken
//             | "time" DURATION         virtual time since the start, as 3.5ms
//             | "line" N                a goroutine reaches this source line; with "event": the event happens
//                                       while the goroutine is at this line
//             | "function" NAME         a goroutine enters it, as main.insert
//             | "goroutine" ID          the event happens on (or to) the goroutine with this id
//             | "p" ID                  the event happens on this P
//             | "object" ADDRESS        the event concerns the object at this address
//             | "end"                   the program has ended
//
// A condition becomes true at a step when all its terms hold at an event of the step; "#3" asks for the third
// time that it becomes true. Terms that name an event, a line, a function, an object, a goroutine or a P hold
// at single events; the others hold from some point on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tricolor::scenario {

enum class TermKind : uint8_t {
    phase,
    event,
    gc,
    alloc,
    step,
    time,
    line,
    function,
    goroutine,
    p,
    object,
    end
};

enum class Phase : uint8_t { off, mark, marktermination, sweep };

struct Term {
    TermKind kind{};
    uint64_t number = 0;  // N, ns, address, Phase or EventKind
    std::string name;     // of a function
    friend bool operator==(const Term&, const Term&) = default;
};

struct Condition {
    std::vector<Term> terms;
    uint64_t occurrence = 1;
    friend bool operator==(const Condition&, const Condition&) = default;
};

struct ConditionProblem {
    size_t offset = 0;  // of the word that is wrong, in bytes from the start of the text
    std::string text;   // "expected …, got …"
};

// A condition, or the first thing that is wrong with the text.
std::optional<Condition> parseCondition(std::string_view text, ConditionProblem& problem);

// The text of a condition; it reads back as the same condition.
std::string toString(const Condition& condition);

}  // namespace tricolor::scenario
