// JSON in which every value and every key knows its place, so that a problem found later can still be
// located.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/problem.h"

namespace tricolor::scenario {

struct JsonMember;

struct Json {
    enum class Kind : uint8_t { null, boolean, integer, real, string, array, object };
    Kind kind = Kind::null;
    Place place;
    bool boolean = false;
    bool complete = false;            // an array or object that was read to its end
    int64_t integer = 0;              // numbers above int64's range are of kind real
    std::string text;                 // a string's characters; a number as it was written
    std::vector<Json> items;          // of an array
    std::vector<JsonMember> members;  // of an object, in the order of the text

    // The value of a member, or null where there is none.
    const Json* find(std::string_view name) const;
};

struct JsonMember {
    std::string name;
    Place place;
    Json value;
};

inline constexpr size_t kJsonBytesMax = 4 << 20;  // of a file
inline constexpr size_t kJsonDepthMax = 32;       // of nested arrays and objects

// Reads a text. Syntax errors, duplicate keys, and what is too large or too deep become problems (with file
// as their file); a syntax error is the last problem found, the others do not stop the reading.
Json parseJson(std::string_view text, const std::string& file, std::vector<Problem>& problems);

// What a value is, for "got …": "a string", "the number 7", "an object".
std::string describe(const Json& value);

// The pointer of a member or item below a pointer (RFC 6901).
std::string below(const std::string& pointer, const std::string& name);
std::string below(const std::string& pointer, size_t index);

}  // namespace tricolor::scenario
