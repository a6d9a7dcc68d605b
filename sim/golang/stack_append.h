// Slices that leave their function but are built in it alone: their first elements can stand in a buffer of
// the frame until they leave.
//
// What:    finds the slice variables of one function that are appended to more than once and leave it in one
//          place only (a return or an assignment that is in no deeper loop than the declaration). Their
//          appends may use a buffer; at that place the elements move to the heap.
// Follows: cmd/compile/internal/slice. A use that is not understood makes a variable one like any other.
// Invariants: 1. a variable with a move has one statement that moves it; 2. all its appends have a plan.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "sim/golang/ast.h"
#include "sim/golang/escape.h"
#include "sim/golang/types.h"

namespace tricolor::golang {

struct StackAppends {
    struct Move {
        const VarObject* variable = nullptr;
        bool keepCap = false;  // somebody has looked at its capacity
    };
    std::map<uint32_t, std::vector<Move>> moves;  // by id of the statement they come before
    // By id of the append: true if the buffer's capacity is given out step by step, since somebody looks at
    // it.
    std::map<uint32_t, bool> appends;
};

// elementSize: bytes of an element of the variable's type, for the instance that is compiled.
StackAppends findStackAppends(const FuncInfo& f, const Escapes& escapes,
                              const std::function<int64_t(const VarObject*)>& elementSize);

}  // namespace tricolor::golang
