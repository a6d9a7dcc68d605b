// What:    the types the runtime allocates for maps: header, table, directory entry, and for each map type
// its group. Follows: cmd/compile/internal/reflectdata/map.go, internal/runtime/maps. Differs: nothing.
#pragma once

#include "sim/runtime/symtab.h"

namespace tricolor::runtime {

inline constexpr uint64_t mapGroupSlots = 8;      // abi.MapGroupSlots
inline constexpr uint64_t mapMaxKeyBytes = 128;   // larger keys are stored behind a pointer
inline constexpr uint64_t mapMaxElemBytes = 128;  // larger elements too
inline constexpr uint64_t mapHeaderBytes = 48;    // sizeof maps.Map
inline constexpr uint64_t mapIterBytes = 96;  // sizeof maps.Iter, what a range over a map keeps in its frame

// For every map type of the module that has no group yet: appends its group type (and the header types, once)
// to module.types and sets Type::group. Gives the new types their ids; and their addresses if typesBase is
// set. The scheduler's types (schedtype.h) come with them.
// The compiler calls it when all program types are there, before it lays out descriptors.
void addMapTypes(Module& module);

// Where things stand in a map type's group.
struct MapLayout {
    uint64_t groupSize, slotSize, elemOff;
    bool indirectKey, indirectElem;
};
MapLayout mapLayout(const Module& module, const Type& mapType);

}  // namespace tricolor::runtime
