// How gc on amd64 lays out a type in memory: sizes, offsets, and where pointers are.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/golang/types.h"

namespace tricolor::golang {

struct Layout {
    int64_t size = 0;     // bytes
    int64_t align = 1;    // bytes
    int64_t ptrdata = 0;  // bytes at the front that can hold pointers (0: the type is noscan)
};

// A type as large as this does not exist for gc ("type … larger than address space").
constexpr int64_t maxTypeSize = int64_t{1} << 50;

// t is complete, canonical or not, and has no type parameters in it.
Layout layoutOf(TypeTable& table, Type* t);
// Offset of each field, in bytes.
std::vector<int64_t> fieldOffsets(TypeTable& table, const StructType* t);
// One entry a word of ptrdata: 1 where a pointer is.
std::vector<uint8_t> pointerBitmap(TypeTable& table, Type* t);

// == is defined for values of t (for interfaces: compiles; it may panic at run time).
bool comparable(TypeTable& table, Type* t);
// Two values are equal exactly if their memory is: no strings, interfaces, floats, blanks or padding inside.
bool plainMemory(TypeTable& table, Type* t);

}  // namespace tricolor::golang
