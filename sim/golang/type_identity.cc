#include <algorithm>

#include "sim/golang/type_ops.h"

namespace tricolor::golang {
namespace {

class Comparer {
  public:
    explicit Comparer(bool ignoreTags_) : ignoreTags(ignoreTags_) {}

    bool same(const Type* x, const Type* y) {
        x = unalias(x);
        y = unalias(y);
        if (x == y) return true;
        if (x->kind != y->kind) return false;
        if (isBasicKind(x->kind)) return true;
        // Only invalid, unboundedly recursive types get this deep.
        if (depth > 200) return false;
        depth++;
        const bool equal = sameComposite(x, y);
        depth--;
        return equal;
    }

  private:
    bool ignoreTags;
    int depth = 0;
    std::vector<std::pair<const InterfaceType*, const InterfaceType*>> comparing;

    template <class T>
    static const T& to(const Type* t) {
        return *static_cast<const T*>(t);
    }

    bool sameComposite(const Type* x, const Type* y) {
        switch (x->kind) {
            case TypeKind::Array:
                return to<ArrayType>(x).length == to<ArrayType>(y).length &&
                       same(to<ArrayType>(x).element, to<ArrayType>(y).element);
            case TypeKind::Slice:
                return same(to<SliceType>(x).element, to<SliceType>(y).element);
            case TypeKind::Struct:
                return sameStruct(to<StructType>(x), to<StructType>(y));
            case TypeKind::Pointer:
                return same(to<PointerType>(x).element, to<PointerType>(y).element);
            case TypeKind::Signature:
                return sameSignature(to<SignatureType>(x), to<SignatureType>(y));
            case TypeKind::Map:
                return same(to<MapType>(x).key, to<MapType>(y).key) &&
                       same(to<MapType>(x).value, to<MapType>(y).value);
            case TypeKind::Chan:
                return to<ChanType>(x).dir == to<ChanType>(y).dir &&
                       same(to<ChanType>(x).element, to<ChanType>(y).element);
            case TypeKind::Interface:
                return sameInterface(&to<InterfaceType>(x), &to<InterfaceType>(y));
            case TypeKind::Named:
                return sameNamed(to<NamedType>(x), to<NamedType>(y));
            case TypeKind::Tuple:
                return sameList(to<TupleType>(x).elements, to<TupleType>(y).elements);
            case TypeKind::Union:
                return sameUnion(to<UnionType>(x), to<UnionType>(y));
            default:
                return false;
        }
    }

    bool sameList(const std::vector<Type*>& x, const std::vector<Type*>& y) {
        return x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin(),
                                                  [&](const Type* a, const Type* b) { return same(a, b); });
    }

    bool sameVars(const std::vector<VarObject*>& x, const std::vector<VarObject*>& y) {
        return x.size() == y.size() &&
               std::equal(x.begin(), x.end(), y.begin(),
                          [&](const VarObject* a, const VarObject* b) { return same(a->type, b->type); });
    }

    bool sameStruct(const StructType& x, const StructType& y) {
        if (x.fields.size() != y.fields.size()) return false;
        const auto tag = [](const StructType& s, size_t i) {
            return i < s.tags.size() ? s.tags[i] : std::string();
        };
        for (size_t i = 0; i < x.fields.size(); i++) {
            const VarObject *f = x.fields[i], *g = y.fields[i];
            if (f->embedded != g->embedded || !sameName(f, g->package, g->name, false)) return false;
            if (!ignoreTags && tag(x, i) != tag(y, i)) return false;
            if (!same(f->type, g->type)) return false;
        }
        return true;
    }

    bool sameSignature(const SignatureType& x, const SignatureType& y) {
        if (x.typeParams.size() != y.typeParams.size() || x.variadic != y.variadic) return false;
        if (!x.typeParams.empty()) return false;  // function values are never generic
        return sameVars(x.params, y.params) && sameVars(x.results, y.results);
    }

    bool sameInterface(const InterfaceType* x, const InterfaceType* y) {
        completedInterface(const_cast<InterfaceType*>(x));
        completedInterface(const_cast<InterfaceType*>(y));
        if (x->comparable != y->comparable || x->allTypes != y->allTypes) return false;
        if (x->allMethods.size() != y->allMethods.size() || !termsEqual(x, y)) return false;
        for (const auto& [a, b] : comparing)
            if ((a == x && b == y) || (a == y && b == x)) return true;
        comparing.emplace_back(x, y);
        bool equal = true;
        for (size_t i = 0; equal && i < x->allMethods.size(); i++) {
            const FuncObject *f = x->allMethods[i], *g = y->allMethods[i];
            equal = sameName(f, g->package, g->name, false) && f->type && g->type && same(f->type, g->type);
        }
        comparing.pop_back();
        return equal;
    }

    bool sameNamed(const NamedType& x, const NamedType& y) {
        return x.origin == y.origin && sameList(x.typeArgs, y.typeArgs) && sameList(x.outerArgs, y.outerArgs);
    }

    bool sameUnion(const UnionType& x, const UnionType& y) {
        if (x.terms.size() != y.terms.size()) return false;
        for (size_t i = 0; i < x.terms.size(); i++)
            if (x.terms[i].tilde != y.terms[i].tilde || !same(x.terms[i].type, y.terms[i].type)) return false;
        return true;
    }
};

}  // namespace

bool identical(const Type* a, const Type* b) {
    return Comparer(false).same(a, b);
}
bool identicalIgnoringTags(const Type* a, const Type* b) {
    return Comparer(true).same(a, b);
}

}  // namespace tricolor::golang
