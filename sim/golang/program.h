// What:   a compiled program: bytecode plus the module (functions, types, stack maps, globals) the runtime
//         model needs. Immutable once loaded; a World runs against exactly one Program.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/golang/bytecode.h"
#include "sim/runtime/symtab.h"

namespace tricolor::golang {

// One line of `go build -gcflags=-m`: a verdict of escape analysis at a place, with the flow that led to it.
struct Verdict {
    int32_t file = 0, line = 0, column = 0;
    std::string text;                  // "moved to heap: x", "&T{...} escapes to heap"
    std::vector<std::string> reasons;  // as -m=2 tells the flow; may be empty
};

// A function without a body: implemented by the interpreter under its full name ("fmt.Println"). Its
// arguments and results stand in the caller's outgoing area, each value in slots of its own, results after
// arguments.
struct NativeRef {
    std::string name;
    uint32_t argsSize = 0, resultsOffset = 0;      // bytes
    std::vector<runtime::TypeId> params, results;  // types of the values (receiver first)
};

// A method of a dynamic type by the number of its name in Program::methodNames.
struct MethodRef {
    int32_t name = -1;
    int32_t func = -1;
};

struct Image;

struct Program {
    runtime::Module module;
    std::vector<Instr> code;      // all functions, one after another; index = instruction index of Module
    std::vector<uint8_t> rodata;  // copied to rodataBase at boot: strings, static composite values
    Addr rodataBase = 0;
    std::vector<uint8_t> data;       // initial bytes of [dataBase, dataEnd)
    int32_t initFunc = -1;           // runs package variable initialisers and init functions, then main.main
    int32_t mainFunc = -1;           // main.main
    std::vector<NativeRef> natives;  // what CALLNATIVE names
    std::vector<std::string> methodNames;  // what CALLI names; as in runtime::Method::name
    std::vector<std::vector<MethodRef>>
        methodsOf;                  // by TypeId: its methods with such names, sorted by number
    std::vector<Verdict> verdicts;  // sorted by position
    mutable std::shared_ptr<const Image> image;  // what the interpreter derives from it (image.h)
};

}  // namespace tricolor::golang
