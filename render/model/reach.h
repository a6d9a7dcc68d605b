// What the program can reach, found as a debugger would: breadth first from globals and stacks, with the
// static types of the variables it starts from, so that each object gets a type and the shortest way in which
// it is kept alive.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "sim/runtime/symtab.h"
#include "sim/world/world.h"

namespace tricolor::render {

struct Reached {
    Addr parent = 0;            // object it was first found in; 0: a root
    Addr slot = 0;              // the word that points to it
    runtime::TypeId type = -1;  // of what starts at the object's first byte; -1: not known
    uint32_t root = 0;          // index into Reachability::roots, if parent is 0
};

struct Reachability {
    std::unordered_map<Addr, Reached> objects;  // by base of the slot
    std::vector<std::string> roots;             // "G1 main.build n", "global main.root"
    bool complete = true;                       // false: there were more objects than asked for

    // "G1 main.main root → 0xc000012000 .left → here", from the root on; empty if it is not reachable.
    std::vector<std::string> path(const World& w, const runtime::Module& module, Addr object) const;
    // Type of the object ("main.Node"), or an empty text.
    std::string typeName(const runtime::Module& module, Addr object) const;
};

Reachability reach(const World& w, const runtime::Module& module, size_t mostObjects);

// The name of the part of a value of this type at this offset: ".left", "[3].name", "".
std::string partName(const runtime::Module& module, runtime::TypeId type, uint64_t offset);

}  // namespace tricolor::render
