// What:    checks every numbered invariant of the world's structures. Tests call it after every step; it
//          returns a text naming the first invariant that does not hold ("mcentral 2: …"), or an empty
//          string.
#pragma once

#include <string>

#include "sim/world/world.h"

namespace tricolor::runtime {

std::string validate(const World& w);

// Its parts, each in the file of the structures it looks at.
std::string validateHeap(const World& w);       // mheap.cc and what it holds
std::string validateCollector(const World& w);  // mgc.cc …
std::string validateScheduler(const World& w);  // proc.cc …

}  // namespace tricolor::runtime
