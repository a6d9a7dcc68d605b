// Where the columns of the Stacks view stand: pure arithmetic. What does not fit gives way before anything
// overlaps: first the types, then the leading digits of addresses, then the boxes of what is pointed to.
#pragma once

#include <string>
#include <string_view>

namespace tricolor::render {

struct StackColumnInput {
    float left = 0, width = 0;  // pixels there are
    float digit = 8;            // width of a character of the fixed font
    float scale = 1;            // of everything else
    bool copy = false;          // what the old stack held is shown too
};

struct StackColumns {
    float gutter = 0, at = 0, before = 0, name = 0, type = 0, value = 0, heap = 0, right = 0;
    bool types = true, heaps = true;  // shown; else type is value's place and heap lies beyond the right edge
    bool shortAddresses = false;      // only their last digits
};
StackColumns layOutStackColumns(const StackColumnInput& input);

// "→ 0xc000712f40" as "→ …12f40": addresses by their last five digits.
std::string shortAddresses(std::string_view text);

}  // namespace tricolor::render
