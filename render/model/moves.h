// What the events of a step moved between the stations of the Allocator view, in words short enough for an
// arrow. Pure questions.
#pragma once

#include <array>
#include <span>
#include <string>

#include "render/frame.h"
#include "sim/world/event.h"

namespace tricolor::render {

// Between station i and the next: what went away from the program, and what came towards it. Empty: nothing.
struct Moves {
    std::array<std::string, 3> right, left;
    bool any() const;
};
Moves movesOf(std::span<const Event> events);

// Pages that stacks or the collector took from the page heap or gave back: they pass by mcentral. Empty:
// none.
std::string pagesForStacks(std::span<const Event> events);

// What the last step took out of an mcache: "slot 3 of 8", "byte 4 of the tiny block". Empty: nothing.
std::string tookOut(const Frame& f);

std::string counted(uint64_t n, const char* what);  // "1 span", "2 spans"

}  // namespace tricolor::render
