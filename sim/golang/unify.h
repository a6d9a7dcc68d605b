// Finds the types for type parameters that make two types the same.
#pragma once

#include <vector>

#include "sim/golang/type_ops.h"

namespace tricolor::golang {

class Unifier {
  public:
    // Inexact: a named type matches the type literal it is built on, and channel directions may differ.
    // Assign: the types match if a value of y could be assigned to x; inside composite types exactly.
    enum Mode : unsigned { Inexact = 0, Assign = 1, Exact = 2 };

    Unifier(TypeTable& table, const std::vector<TypeParamType*>& params, const std::vector<Type*>& known);
    bool unify(Type* x, Type* y, unsigned mode) { return nify(x, y, mode); }
    Type* at(const TypeParamType* p) const;
    void set(const TypeParamType* p, Type* t);
    size_t unknowns() const;
    std::vector<Type*> inferred(const std::vector<TypeParamType*>& list) const;

  private:
    bool nify(Type* x, Type* y, unsigned mode);
    bool bound(TypeParamType* p, Type* y, unsigned mode);
    bool composite(Type* x, Type* y, unsigned element, unsigned mode);
    bool vars(const std::vector<VarObject*>& x, const std::vector<VarObject*>& y, unsigned mode);
    bool structs(const StructType* x, const StructType* y, unsigned mode);
    bool interfaces(InterfaceType* x, InterfaceType* y, bool subset);
    bool methodsOf(InterfaceType* x, Type* y);
    TypeParamType* asBound(Type* t) const;
    bool join(size_t x, size_t y);
    size_t indexOf(const TypeParamType* p) const;

    TypeTable& table;
    std::vector<TypeParamType*> params;
    std::vector<size_t> handle;  // of each parameter; joined ones share one
    std::vector<Type*> types;    // by handle
    std::vector<std::pair<const InterfaceType*, const InterfaceType*>> comparing;
    int depth = 0;
};

}  // namespace tricolor::golang
