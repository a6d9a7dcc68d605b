#include <algorithm>

#include "sim/golang/type_ops.h"

namespace tricolor::golang {

// ---- terms ----

bool termIncludes(const Term& term, Type* t) {
    return identical(term.tilde ? underlyingOf(t) : t, term.tilde ? underlyingOf(term.type) : term.type);
}

bool termsDisjoint(const Term& a, const Term& b) {
    Type* x = b.tilde ? underlyingOf(a.type) : a.type;
    Type* y = a.tilde ? underlyingOf(b.type) : b.type;
    return !identical(x, y);
}

namespace {

bool termWithin(const Term& a, const Term& b) {
    if (termsDisjoint(a, b)) return false;
    return !a.tilde || b.tilde;
}

// The types in both lists.
std::vector<Term> intersection(const std::vector<Term>& a, const std::vector<Term>& b) {
    std::vector<Term> out;
    for (const Term& x : a)
        for (const Term& y : b)
            if (!termsDisjoint(x, y)) out.push_back(x.tilde ? y : x);
    return out;
}

void addTerm(std::vector<Term>& list, const Term& t) {
    for (Term& have : list) {
        if (termWithin(t, have)) return;
        if (termWithin(have, t)) {
            have = t;
            return;
        }
    }
    list.push_back(t);
}

// Collects a type set from methods and embedded elements.
struct SetBuilder {
    InterfaceType* t;

    void addMethod(FuncObject* m) {
        for (const FuncObject* have : t->allMethods)
            if (sameName(have, m->package, m->name, false)) return;
        t->allMethods.push_back(m);
    }
    void restrictTo(const std::vector<Term>& terms) {
        t->terms = t->allTypes ? terms : intersection(t->terms, terms);
        t->allTypes = false;
    }
    void embedInterface(InterfaceType* e) {
        completedInterface(e);
        for (FuncObject* m : e->allMethods) addMethod(m);
        t->comparable = t->comparable || e->comparable;
        if (!e->allTypes) restrictTo(e->terms);
    }
    void embedUnion(const UnionType* u) {
        std::vector<Term> terms;
        for (const Term& term : u->terms) {
            Type* under = underlyingOf(term.type);
            if (under->kind == TypeKind::Invalid) continue;
            if (under->kind == TypeKind::Interface) {
                auto* e = completedInterface(static_cast<InterfaceType*>(under));
                if (e->allTypes) return;  // the union is everything
                for (const Term& inner : e->terms) addTerm(terms, inner);
            } else if (!term.tilde || identical(term.type, under)) {
                addTerm(terms, term);
            }
        }
        restrictTo(terms);
    }
    // comparable together with specific types: keep those that are.
    void settleComparable() {
        if (!t->comparable || t->allTypes) return;
        std::erase_if(t->terms, [](const Term& term) { return !isComparable(term.type, false); });
        t->comparable = false;
    }
};

// As the runtime sorts the methods of an interface: exported ones first, each by name.
bool methodLess(const FuncObject* a, const FuncObject* b) {
    if (a->exported() != b->exported()) return a->exported();
    if (a->name != b->name) return a->name < b->name;
    if (a->exported() || !a->package || !b->package) return false;
    return a->package->path < b->package->path;
}

}  // namespace

InterfaceType* completedInterface(InterfaceType* t) {
    if (t->complete || t->open) return t;
    t->complete = true;  // also ends a cycle, which is an error reported elsewhere
    SetBuilder builder{t};
    for (FuncObject* m : t->methods) builder.addMethod(m);
    for (Type* e : t->embedded) {
        Type* u = underlyingOf(e);
        if (u->kind == TypeKind::Invalid) continue;
        if (u->kind == TypeKind::Interface)
            builder.embedInterface(static_cast<InterfaceType*>(u));
        else if (u->kind == TypeKind::Union)
            builder.embedUnion(static_cast<UnionType*>(u));
        else
            builder.restrictTo({Term{false, e}});
    }
    builder.settleComparable();
    std::stable_sort(t->allMethods.begin(), t->allMethods.end(), methodLess);
    return t;
}

bool emptyTypeSet(const InterfaceType* t) {
    return !t->allTypes && t->terms.empty();
}

bool termsSubset(const InterfaceType* a, const InterfaceType* b) {
    if (b->allTypes) return true;
    if (a->allTypes) return false;
    return std::all_of(a->terms.begin(), a->terms.end(), [&](const Term& x) {
        return std::any_of(b->terms.begin(), b->terms.end(), [&](const Term& y) { return termWithin(x, y); });
    });
}

bool termsEqual(const InterfaceType* a, const InterfaceType* b) {
    return termsSubset(a, b) && termsSubset(b, a);
}

bool eachTerm(TypeParamType* t, const std::function<bool(const Term*)>& f) {
    const InterfaceType* bound = boundOf(t);
    if (bound->allTypes) return f(nullptr);
    return std::all_of(bound->terms.begin(), bound->terms.end(), [&](const Term& term) { return f(&term); });
}

bool eachType(Type* t, const std::function<bool(Type*, Type*)>& f) {
    auto* param = typeAs<TypeParamType>(t);
    if (!param) return f(t, underlyingOf(t));
    return eachTerm(param, [&](const Term* term) {
        return term ? f(term->type, underlyingOf(term->type)) : f(nullptr, nullptr);
    });
}

bool eachUnderlying(Type* t, const std::function<bool(Type*)>& f) {
    return eachType(t, [&](Type*, Type* u) { return f(u); });
}

namespace {

// Combines the underlying types seen so far with one more.
struct CommonType {
    Type* given = nullptr;
    Type* underlying = nullptr;
    std::string conflict;
    const Package* relativeTo;

    bool add(Type* t, Type* u) {
        if (!underlying) {
            given = t;
            underlying = u;
            return true;
        }
        auto* have = typeAs<ChanType>(underlying);
        auto* more = typeAs<ChanType>(u);
        if (have && more) return addChannel(have, t, more);
        if (identical(underlying, u)) return true;
        conflict = given->str(relativeTo) + " and " + t->str(relativeTo) + " have different underlying types";
        return false;
    }
    bool addChannel(const ChanType* have, Type* t, ChanType* more) {
        const std::string both = "channels " + given->str(relativeTo) + " and " + t->str(relativeTo);
        if (!identical(have->element, more->element)) {
            conflict = both + " have different element types";
            return false;
        }
        if (have->dir == more->dir || more->dir == ChanDir::Both) return true;
        if (have->dir != ChanDir::Both) {
            conflict = both + " have conflicting directions";
            return false;
        }
        given = t;
        underlying = more;
        return true;
    }
};

}  // namespace

Type* commonUnderlying(Type* t, const std::function<std::string(Type*, Type*)>& condition, std::string* cause,
                       const Package* relativeTo) {
    CommonType common;
    common.relativeTo = relativeTo;
    std::string why;
    const bool ok = eachType(t, [&](Type* given, Type* u) {
        if (condition) why = condition(given, u);
        if (!why.empty()) return false;
        if (!u) {
            why = "no specific type";
            return false;
        }
        if (common.add(given, u)) return true;
        why = common.conflict;
        return false;
    });
    if (!ok && cause) *cause = why;
    return ok ? common.underlying : nullptr;
}

// ---- predicates ----

bool isBooleanKind(TypeKind k) {
    return k == TypeKind::Bool || k == TypeKind::UntypedBool;
}
bool isStringKind(TypeKind k) {
    return k == TypeKind::String || k == TypeKind::UntypedString;
}
bool isNumericKind(TypeKind k) {
    return isIntegerKind(k) || isFloatKind(k) || isComplexKind(k);
}
bool isNumericOrStringKind(TypeKind k) {
    return isNumericKind(k) || isStringKind(k);
}
bool isOrderedKind(TypeKind k) {
    return isIntegerKind(k) || isFloatKind(k) || isStringKind(k);
}
bool isConstKind(TypeKind k) {
    return isNumericOrStringKind(k) || isBooleanKind(k);
}
bool isIntegerOrFloatKind(TypeKind k) {
    return isIntegerKind(k) || isFloatKind(k);
}
bool isUnsignedOrUntypedKind(TypeKind k) {
    return isUnsignedKind(k);
}

bool isBasicIf(Type* t, bool (*predicate)(TypeKind)) {
    if (isTypeParam(t)) return false;
    return predicate(underlyingOf(t)->kind);
}

bool allBasicIf(Type* t, bool (*predicate)(TypeKind)) {
    if (auto* p = typeAs<TypeParamType>(t))
        return eachTerm(p, [&](const Term* term) { return term && isBasicIf(term->type, predicate); });
    return isBasicIf(t, predicate);
}

bool hasName(const Type* t) {
    const TypeKind k = unalias(t)->kind;
    return k == TypeKind::Named || k == TypeKind::TypeParam || isBasicKind(k);
}

bool isGeneric(const Type* t) {
    if (t->kind == TypeKind::Alias) {
        const auto* a = static_cast<const AliasType*>(t);
        if (!a->typeParams.empty() && a->typeArgs.empty()) return true;
    }
    const auto* n = typeAs<NamedType>(t);
    return n && n->isGeneric();
}

bool hasNil(Type* t) {
    Type* u = underlyingOf(t);
    switch (u->kind) {
        case TypeKind::UnsafePointer:
        case TypeKind::Slice:
        case TypeKind::Pointer:
        case TypeKind::Signature:
        case TypeKind::Map:
        case TypeKind::Chan:
            return true;
        case TypeKind::Interface:
            return !isTypeParam(t) || eachUnderlying(t, [](Type* each) { return each && hasNil(each); });
        default:
            return false;
    }
}

bool isBytesOrRunes(Type* underlying) {
    const auto* s = typeAs<SliceType>(underlying);
    if (!s) return false;
    const TypeKind k = underlyingOf(s->element)->kind;
    return k == TypeKind::Uint8 || k == TypeKind::Int32;
}

std::string compositeKind(Type* t) {
    switch (underlyingOf(t)->kind) {
        case TypeKind::Array:
            return "array";
        case TypeKind::Slice:
            return "slice";
        case TypeKind::Struct:
            return "struct";
        case TypeKind::Pointer:
            return "pointer";
        case TypeKind::Signature:
            return "func";
        case TypeKind::Interface:
            return "interface";
        case TypeKind::Map:
            return "map";
        case TypeKind::Chan:
            return "chan";
        case TypeKind::Tuple:
            return "tuple";
        case TypeKind::Union:
            return "union";
        default:
            return "";
    }
}

Type* dereferenced(Type* t, bool* wasPointer) {
    const auto* p = typeAs<PointerType>(t);
    if (wasPointer) *wasPointer = p != nullptr;
    return p ? p->element : t;
}

Type* arrayPointerDereferenced(Type* underlying) {
    if (const auto* p = typeAs<PointerType>(underlying))
        if (auto* a = underlyingAs<ArrayType>(p->element)) return a;
    return underlying;
}

bool isInterfacePointer(Type* t) {
    const auto* p = underlyingAs<PointerType>(t);
    return p && isInterface(p->element);
}

namespace {

bool comparableWith(Type* t, bool dynamic, std::string& cause, const Package* relativeTo,
                    std::vector<const Type*>& seen) {
    if (std::find(seen.begin(), seen.end(), t) != seen.end()) return true;
    seen.push_back(t);
    Type* u = underlyingOf(t);
    std::string ignored;
    switch (u->kind) {
        case TypeKind::UntypedNil:
        case TypeKind::Slice:
        case TypeKind::Signature:
        case TypeKind::Map:
        case TypeKind::Tuple:
        case TypeKind::Union:
            return false;
        case TypeKind::Struct:
            for (const VarObject* f : static_cast<StructType*>(u)->fields) {
                if (comparableWith(f->type, dynamic, ignored, relativeTo, seen)) continue;
                cause = "struct containing " + f->type->str(relativeTo) + " cannot be compared";
                return false;
            }
            return true;
        case TypeKind::Array:
            if (comparableWith(static_cast<ArrayType*>(u)->element, dynamic, ignored, relativeTo, seen))
                return true;
            cause = t->str(relativeTo) + " cannot be compared";
            return false;
        case TypeKind::Interface: {
            if (dynamic && !isTypeParam(t)) return true;
            auto* set = completedInterface(static_cast<InterfaceType*>(u));
            if (set->allTypes && set->comparable) return true;
            if (!set->allTypes && !set->terms.empty() &&
                std::all_of(set->terms.begin(), set->terms.end(), [&](const Term& term) {
                    return comparableWith(term.type, false, ignored, relativeTo, seen);
                }))
                return true;
            cause = emptyTypeSet(set) ? "empty type set" : "incomparable types in type set";
            return false;
        }
        default:
            return true;
    }
}

}  // namespace

bool isComparable(Type* t, bool dynamic, std::string* cause, const Package* relativeTo) {
    std::string why;
    std::vector<const Type*> seen;
    const bool ok = comparableWith(t, dynamic, why, relativeTo, seen);
    if (cause) *cause = why;
    return ok;
}

}  // namespace tricolor::golang
