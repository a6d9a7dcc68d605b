#include "sim/golang/unify.h"

#include <algorithm>

namespace tricolor::golang {
namespace {

constexpr int maxDepth = 100;

InterfaceType* asInterface(Type* t) {
    return isTypeParam(t) ? nullptr : underlyingAs<InterfaceType>(t);
}

bool isTypeLiteral(const Type* t) {
    const TypeKind k = unalias(t)->kind;
    return k != TypeKind::Named && k != TypeKind::TypeParam;
}

}  // namespace

Unifier::Unifier(TypeTable& t, const std::vector<TypeParamType*>& p, const std::vector<Type*>& known)
    : table(t), params(p), types(known) {
    types.resize(params.size(), nullptr);
    for (size_t i = 0; i < params.size(); i++) handle.push_back(i);
}

size_t Unifier::indexOf(const TypeParamType* p) const {
    return static_cast<size_t>(std::find(params.begin(), params.end(), p) - params.begin());
}

TypeParamType* Unifier::asBound(Type* t) const {
    auto* p = typeAs<TypeParamType>(t);
    return p && indexOf(p) < params.size() ? p : nullptr;
}

Type* Unifier::at(const TypeParamType* p) const {
    return types[handle[indexOf(p)]];
}
void Unifier::set(const TypeParamType* p, Type* t) {
    types[handle[indexOf(p)]] = t;
}

size_t Unifier::unknowns() const {
    return static_cast<size_t>(
        std::count_if(handle.begin(), handle.end(), [&](size_t h) { return !types[h]; }));
}

std::vector<Type*> Unifier::inferred(const std::vector<TypeParamType*>& list) const {
    std::vector<Type*> out;
    for (const TypeParamType* p : list) out.push_back(at(p));
    return out;
}

bool Unifier::join(size_t x, size_t y) {
    const size_t hx = handle[x], hy = handle[y];
    if (hx == hy) return true;
    if (types[hx] && types[hy]) return false;
    const size_t keep = types[hx] ? hx : hy, drop = types[hx] ? hy : hx;
    std::replace(handle.begin(), handle.end(), drop, keep);
    return true;
}

bool Unifier::nify(Type* x, Type* y, unsigned mode) {
    if (unalias(x) == unalias(y)) return true;
    if (depth >= maxDepth) return false;
    depth++;
    const auto leave = [&](bool result) {
        depth--;
        return result;
    };
    // Bring a named type to the right, and a parameter to be inferred to the left.
    if (typeAs<NamedType>(x) || asBound(y)) std::swap(x, y);
    if (!(mode & Exact)) {
        if (auto* n = typeAs<NamedType>(y); n && isTypeLiteral(x) && !isInterface(x)) {
            y = underlyingOf(n);
            if (unalias(x) == y) return leave(true);
        }
    }
    TypeParamType *px = asBound(x), *py = asBound(y);
    if (px && py) return leave(join(indexOf(px), indexOf(py)) || nify(at(px), at(py), mode));
    if (px) return leave(bound(px, y, mode));
    if (!(mode & Exact)) {
        InterfaceType *xi = asInterface(x), *yi = asInterface(y);
        if (xi && yi) return leave(interfaces(xi, yi, true));
        if (yi) return leave(methodsOf(yi, x));
        if (xi) return leave(methodsOf(xi, y));
    }
    if (isTypeParam(y)) std::swap(x, y);
    const unsigned element = mode & Assign ? mode | Exact : mode;
    Type *a = unalias(x), *b = unalias(y);
    if (auto* p = typeAs<TypeParamType>(a)) {
        Type* core = commonUnderlying(p, nullptr, nullptr, nullptr);
        return leave(core && nify(core, y, Assign));
    }
    return leave(a->kind == b->kind && composite(a, b, element, mode));
}

// y is matched with what is known of p, or becomes it.
bool Unifier::bound(TypeParamType* p, Type* y, unsigned mode) {
    Type* x = at(p);
    if (!x) {
        set(p, y);
        return true;
    }
    if (!nify(x, y, mode)) return false;
    InterfaceType *xi = asInterface(x), *yi = asInterface(y);
    const bool xn = typeAs<NamedType>(x), yn = typeAs<NamedType>(y);
    if (xi && yi) {
        if (xn && yn) return identical(x, y);
        if (completedInterface(xi)->allMethods.size() != completedInterface(yi)->allMethods.size())
            return false;
    } else if (xi || yi) {
        return false;
    }
    if (mode & Exact || xn) return true;
    // Prefer the named type, and the channel that has a direction.
    const auto* channel = underlyingAs<ChanType>(y);
    if (yn || (channel && channel->dir != ChanDir::Both)) set(p, y);
    return true;
}

bool Unifier::vars(const std::vector<VarObject*>& x, const std::vector<VarObject*>& y, unsigned mode) {
    if (x.size() != y.size()) return false;
    for (size_t i = 0; i < x.size(); i++)
        if (!nify(x[i]->type, y[i]->type, mode)) return false;
    return true;
}

bool Unifier::structs(const StructType* x, const StructType* y, unsigned mode) {
    if (x->fields.size() != y->fields.size() || x->tags != y->tags) return false;
    for (size_t i = 0; i < x->fields.size(); i++) {
        const VarObject *f = x->fields[i], *g = y->fields[i];
        if (f->embedded != g->embedded || !sameName(f, g->package, g->name, false)) return false;
    }
    return vars(x->fields, y->fields, mode);
}

bool Unifier::composite(Type* x, Type* y, unsigned element, unsigned mode) {
    switch (x->kind) {
        case TypeKind::Array: {
            auto *a = static_cast<ArrayType*>(x), *b = static_cast<ArrayType*>(y);
            return a->length == b->length && nify(a->element, b->element, element);
        }
        case TypeKind::Slice:
            return nify(static_cast<SliceType*>(x)->element, static_cast<SliceType*>(y)->element, element);
        case TypeKind::Pointer:
            return nify(static_cast<PointerType*>(x)->element, static_cast<PointerType*>(y)->element,
                        element);
        case TypeKind::Struct:
            return structs(static_cast<StructType*>(x), static_cast<StructType*>(y), element);
        case TypeKind::Map: {
            auto *a = static_cast<MapType*>(x), *b = static_cast<MapType*>(y);
            return nify(a->key, b->key, element) && nify(a->value, b->value, element);
        }
        case TypeKind::Chan: {
            auto *a = static_cast<ChanType*>(x), *b = static_cast<ChanType*>(y);
            return (!(mode & Exact) || a->dir == b->dir) && nify(a->element, b->element, element);
        }
        case TypeKind::Signature: {
            auto *a = static_cast<SignatureType*>(x), *b = static_cast<SignatureType*>(y);
            return a->variadic == b->variadic && vars(a->params, b->params, element) &&
                   vars(a->results, b->results, element);
        }
        case TypeKind::Interface:
            return interfaces(static_cast<InterfaceType*>(x), static_cast<InterfaceType*>(y), false);
        case TypeKind::Named: {
            auto *a = static_cast<NamedType*>(x), *b = static_cast<NamedType*>(y);
            if (a->origin != b->origin || a->typeArgs.size() != b->typeArgs.size()) return false;
            for (size_t i = 0; i < a->typeArgs.size(); i++)
                if (!nify(a->typeArgs[i], b->typeArgs[i], mode)) return false;
            return !a->typeArgs.empty();
        }
        default:
            return isBasicKind(x->kind);
    }
}

// The methods of both match; with subset one may have more than the other.
bool Unifier::interfaces(InterfaceType* x, InterfaceType* y, bool subset) {
    completedInterface(x);
    completedInterface(y);
    if (x->comparable != y->comparable || x->allTypes != y->allTypes || !termsEqual(x, y)) return false;
    if (!subset && x->allMethods.size() != y->allMethods.size()) return false;
    if (x->allMethods.size() > y->allMethods.size()) std::swap(x, y);
    for (const auto& [a, b] : comparing)
        if ((a == x && b == y) || (a == y && b == x)) return true;
    comparing.emplace_back(x, y);
    bool ok = true;
    for (const FuncObject* m : x->allMethods) {
        const FuncObject* other = interfaceMethod(y, m->package, m->name);
        ok = ok && other && m->type && other->type && nify(m->type, other->type, Exact);
    }
    comparing.pop_back();
    return ok;
}

bool Unifier::methodsOf(InterfaceType* x, Type* y) {
    for (const FuncObject* m : completedInterface(x)->allMethods) {
        const Found found = findFieldOrMethod(y, false, m->package, m->name);
        auto* f = found.object ? objectAs<FuncObject>(found.object) : nullptr;
        if (!f) return false;
        Type* have = found.named ? table.methodSignature(f, found.named) : f->type;
        if (!have || !m->type || !nify(m->type, have, Exact)) return false;
    }
    return true;
}

}  // namespace tricolor::golang
