// What is wrong with an input, and where.
#pragma once

#include <string>
#include <vector>

namespace tricolor::scenario {

// A place in a text. Both count from 1; columns count bytes, as Go's do. Line 0: the file as a whole.
struct Place {
    int line = 0;
    int column = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

struct Problem {
    std::string file;
    Place place;
    std::string pointer;  // the JSON pointer of the value, where there is one
    std::string text;     // "expected …, got …"
};

// "FILE:LINE:COLUMN: /json/pointer: text", without what is not known.
std::string toString(const Problem& problem);

// In the order in which a reader meets them; problems at the same place keep their order.
void sortByPlace(std::vector<Problem>& problems);

// The candidate that is nearest to name, or "" where none is near enough to be what was meant.
std::string nearestName(const std::string& name, const std::vector<std::string>& candidates);

}  // namespace tricolor::scenario
