// The rule until flow is analysed: whatever has its address taken or is captured by reference is on the heap,
// and so is everything allocated.
#include "sim/golang/escape.h"

#include "sim/golang/layout.h"

namespace tricolor::golang {

struct Escapes::Rep {
    TypeTable* types = nullptr;
};

Escapes::Escapes() = default;
Escapes::~Escapes() = default;
Escapes::Escapes(Escapes&&) noexcept = default;
Escapes& Escapes::operator=(Escapes&&) noexcept = default;

bool Escapes::heap(const VarObject* v) const {
    return v->addressTaken || (v->captured && v->reassigned);
}
bool Escapes::heap(const Node*) const {
    return true;
}
bool Escapes::heapVariadic(const CallExpr*) const {
    return true;
}
bool Escapes::heapConversion(const Expr*) const {
    return true;
}
bool Escapes::heapClosure(const Stmt*) const {
    return true;
}

Escapes analyseEscapes(const CheckedProgram& program) {
    Escapes e;
    e.rep = std::make_unique<Escapes::Rep>();
    e.rep->types = program.types.get();
    return e;
}

}  // namespace tricolor::golang
