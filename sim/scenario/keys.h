// The one table of what a scenario file may say: every object, its keys, their types and ranges, and what
// they mean. The loader checks by it, --set checks by it, "did you mean" and the help text are taken from it,
// and scenario.schema.json is printed from it, so that they cannot say different things.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/located_json.h"

namespace tricolor::scenario {

// The objects of the format.
enum class Shape : uint8_t {
    scenario,
    knobs,
    open,
    size,
    bookmark,
    highlight,
    predict,
    expect,
    workload,
    phase,
    none
};

enum class ValueType : uint8_t {
    text,          // a string
    lines,         // a string, or an array of strings: one a line
    texts,         // an array of strings
    boolean,       //
    integer,       // from min to max
    percentOrOff,  // an integer from min to max, or "off" (GOGC)
    bytes,         // an integer, or a string as GOMEMLIMIT takes it: "32MiB"
    bytesOrOff,    // also "off"
    duration,      // a string as Go's time.ParseDuration takes it: "3.5ms"; range in ns
    lifetime,      // a duration, or one of the words in `words`
    choice,        // one of the words in `words`, separated by |
    address,       // a string "0xc000012000", or "event": the object of the step's event
    condition,     // a string as condition.h reads it
    source,        // "NAME.go", or an array of source lines
    object,        // one object of shape `shape`
    objects        // an array of them
};

struct Key {
    Shape in = Shape::none;
    const char* name = "";
    ValueType type{};
    bool required = false;
    // Of a number: its range. Of a text: its bytes. Of a list: its length.
    int64_t min = 0, max = INT64_MAX;
    const char* words = "";  // of a choice
    Shape shape = Shape::none;
    const char* doc = "";
};

std::span<const Key> allKeys();
std::vector<const Key*> keysOf(Shape shape);
const Key* findKey(Shape shape, std::string_view name);
const char* shapeName(Shape shape);
std::vector<std::string> wordsOf(const Key& key);

// Whether a name can only be that of a Go file in the scenario's own folder.
bool isNameBeside(std::string_view name);

// Checks a value against the table, downwards; what is wrong is appended to problems.
void checkObject(const Json& object, Shape shape, const std::string& pointer, const std::string& file,
                 std::vector<Problem>& problems);
void checkValue(const Json& value, const Key& key, const std::string& pointer, const std::string& file,
                std::vector<Problem>& problems);

// scenario.schema.json (JSON Schema, draft 2020-12).
std::string schemaText();

}  // namespace tricolor::scenario
