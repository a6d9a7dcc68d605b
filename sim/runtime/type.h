// What:    type descriptors of the simulated binary, as far as the runtime needs them: size, pointer words,
//          kind, the parts of composite types, methods. They stand in the module's table; in simulated memory
//          a type is known by the address of its descriptor (the first word of an interface value).
// Follows: internal/abi type.go, runtime/type.go.
// Differs: an interface value of a non-empty interface carries the type's address too, not an itab's; methods
//          are found through Module::method. Both words are as wide as Go's, so layouts agree.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/world/ids.h"

namespace tricolor::runtime {

enum class Kind : uint8_t {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Pointer,
    Slice,
    String,
    Struct,
    UnsafePointer
};

using TypeId = int32_t;  // index into Module::types; -1 none

struct Field {
    std::string name;
    TypeId type = -1;
    uint64_t offset = 0;
    bool embedded = false, exported = false;
};
struct Method {
    std::string name;       // unexported ones are qualified: "pkg.name"
    int32_t func = -1;      // index into Module::funcs: takes the interface's data word as its receiver
    std::string signature;  // as a type: "func(int) string"
};

struct Type {
    TypeId id = -1;
    Addr addr = 0;              // of the descriptor in rodata
    std::string string;         // as %T and panics print it: "*main.Node", "[]int"
    std::string pkgPath, name;  // of a named type
    Kind kind = Kind::Invalid;
    uint64_t size = 0;
    uint32_t align = 1;
    uint64_t ptrdata = 0;           // bytes of the prefix that holds all pointers; 0: noscan
    std::vector<uint64_t> ptrmask;  // a bit a word over ptrdata (huge arrays: of one element, see repeat)
    uint64_t repeatSize = 0;        // arrays: the mask repeats every so many bytes; 0: it covers the type
    bool comparable = false;
    bool directIface = false;             // pointer-shaped: the interface's data word is the value itself
    TypeId elem = -1, key = -1;           // pointer, slice, array, chan, map
    uint64_t len = 0;                     // array
    TypeId group = -1;                    // map: its group of 8 slots; made by addMapTypes (maptype.h)
    uint8_t chanDir = 3;                  // 1 recv, 2 send, 3 both
    std::vector<Field> fields;            // struct
    std::vector<TypeId> params, results;  // func
    bool variadic = false;
    std::vector<std::string> ifaceMethods;     // interface: sorted names
    std::vector<std::string> ifaceSignatures;  // of each, as Method::signature
    std::vector<Method> methods;               // method set of a non-interface type, sorted by name

    bool noscan() const { return ptrdata == 0; }
    bool pointerAt(uint64_t word) const;  // does this word of a value hold a pointer?
};

}  // namespace tricolor::runtime
