// Where variables and allocations live: on the stack or on the heap, and why.
//
// What: decided once for a checked program, by flow (cmd/compile/internal/escape), before it is compiled. The
// compiler asks for every variable and every place that allocates. Generic functions are analysed once for
// each shape of their type arguments; what is on the heap for one of them is there for all.
// How: functions are taken apart (escape_lower*, escape_tree) and put into batches that call one another
// (escape_batch); each batch becomes a graph (escape_flow*) that is solved (escape_graph).
#pragma once

#include <memory>
#include <vector>

#include "sim/golang/check.h"
#include "sim/golang/program.h"

namespace tricolor::golang {

// Closures take variables that are never assigned again, whose address nobody takes and that have at most
// this many bytes by value, all others by reference.
constexpr int64_t maxByValueCapture = 128;
// Larger variables and implicit allocations (&T{}, new, make, literals) go to the heap.
constexpr int64_t maxStackVarSize = 128 * 1024;
constexpr int64_t maxImplicitStackVarSize = 64 * 1024;

class Escapes {
  public:
    Escapes();
    ~Escapes();
    Escapes(Escapes&&) noexcept;
    Escapes& operator=(Escapes&&) noexcept;

    // A local, parameter, result or receiver: its storage is on the heap ("moved to heap: x").
    bool heap(const VarObject* variable) const;
    // A captured variable: closures hold its address, not its value.
    bool capturedByReference(const VarObject* variable) const;
    // An expression that allocates; true: on the heap. Asked for:
    //   CompositeLit   slice literal: its backing array; map literal: the map (header and first group)
    //   UnaryExpr &T{} the object
    //   CallExpr       make, new, append (never stack); a variadic call: its ... slice is asked by variadic()
    //   FuncLit        the closure object; RangeStmt (over a function): its body's closure
    //   SelectorExpr   a method value's closure
    //   BinaryExpr     string concatenation: true if the result outlives the statement (no 32-byte buffer)
    //   CallExpr conversion between string and slice, or to interface: likewise
    bool heap(const Node* site) const;
    // []byte(s) of a string whose bytes nobody writes to: it can use those of the string.
    bool zeroCopy(const CallExpr* conversion) const;
    // The ... slice of a variadic call.
    bool heapVariadic(const CallExpr* call) const;
    // The object that an implicit conversion of this expression to an interface type makes.
    bool heapConversion(const Expr* value) const;
    // The closure a go or defer statement makes (go: always heap).
    bool heapClosure(const Stmt* goOrDefer) const;

    // The i-th argument of a call, its receiver not counted, gets nowhere from there: neither to the heap nor
    // into a result. False if the callee is not known.
    bool stays(const CallExpr* call, size_t i) const;

    // Verdicts as `go build -gcflags=-m` prints them, by position.
    std::vector<Verdict> verdicts;

    struct Rep;
    std::unique_ptr<Rep> rep;  // what escape.cc knows
};

Escapes analyseEscapes(const CheckedProgram& program);

}  // namespace tricolor::golang
