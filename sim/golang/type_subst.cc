#include <algorithm>

#include "sim/golang/type_ops.h"
#include "sim/golang/type_rep.h"

namespace tricolor::golang {
namespace {

using Params = std::vector<TypeParamType*>;
using Types = std::vector<Type*>;

// Puts types in the place of type parameters. A type without any of them is returned as it is, the same
// pointer.
class Substitution {
  public:
    Substitution(TypeTable& t, const Params& p, const Types& a) : table(t), params(p), args(a) {}

    Type* apply(Type* t) {
        switch (t->kind) {
            case TypeKind::TypeParam:
                return replacement(static_cast<TypeParamType*>(t));
            case TypeKind::Pointer: {
                auto* p = static_cast<PointerType*>(t);
                Type* e = apply(p->element);
                return e == p->element ? t : table.pointerTo(e);
            }
            case TypeKind::Slice: {
                auto* s = static_cast<SliceType*>(t);
                Type* e = apply(s->element);
                return e == s->element ? t : table.sliceOf(e);
            }
            case TypeKind::Array: {
                auto* a = static_cast<ArrayType*>(t);
                Type* e = apply(a->element);
                return e == a->element ? t : table.arrayOf(e, a->length);
            }
            case TypeKind::Map: {
                auto* m = static_cast<MapType*>(t);
                Type* k = apply(m->key);
                Type* v = apply(m->value);
                return k == m->key && v == m->value ? t : table.mapOf(k, v);
            }
            case TypeKind::Chan: {
                auto* c = static_cast<ChanType*>(t);
                Type* e = apply(c->element);
                return e == c->element ? t : table.chanOf(c->dir, e);
            }
            case TypeKind::Tuple: {
                auto* tuple = static_cast<TupleType*>(t);
                Types elements = applyAll(tuple->elements);
                return elements == tuple->elements ? t : table.tupleOf(std::move(elements));
            }
            case TypeKind::Struct:
                return structType(static_cast<StructType*>(t));
            case TypeKind::Signature:
                return signature(static_cast<SignatureType*>(t));
            case TypeKind::Interface:
                return interfaceType(static_cast<InterfaceType*>(t));
            case TypeKind::Union:
                return unionType(static_cast<UnionType*>(t));
            case TypeKind::Named:
                return named(static_cast<NamedType*>(t));
            case TypeKind::Alias: {
                auto* a = static_cast<AliasType*>(t);
                Type* actual = unalias(t);
                if (actual == a) return t;
                Type* replaced = apply(actual);
                return replaced == actual ? t : replaced;
            }
            default:
                return t;
        }
    }

  private:
    TypeTable& table;
    const Params& params;
    const Types& args;

    Type* replacement(TypeParamType* p) {
        for (size_t i = 0; i < params.size() && i < args.size(); i++)
            if (params[i] == p) return args[i] ? args[i] : p;
        return p;
    }

    Types applyAll(const Types& list) {
        Types out;
        for (Type* t : list) out.push_back(apply(t));
        return out;
    }

    // The same vector if nothing changed, so that == tells.
    std::vector<VarObject*> vars(const std::vector<VarObject*>& list) {
        std::vector<VarObject*> out;
        for (VarObject* v : list) {
            Type* t = apply(v->type);
            if (t == v->type) {
                out.push_back(v);
                continue;
            }
            auto* copy = table.object<VarObject>(v->name, v->pos);
            copy->package = v->package;
            copy->type = t;
            copy->varKind = v->varKind;
            copy->embedded = v->embedded;
            copy->index = v->index;
            out.push_back(copy);
        }
        return out;
    }

    Type* structType(StructType* s) {
        std::vector<VarObject*> fields = vars(s->fields);
        if (fields == s->fields) return s;
        auto* out = table.make<StructType>();
        out->fields = std::move(fields);
        out->tags = s->tags;
        return out;
    }

    Type* signature(SignatureType* s) {
        std::vector<VarObject*> p = vars(s->params);
        std::vector<VarObject*> r = vars(s->results);
        if (p == s->params && r == s->results) return s;
        auto* out = table.make<SignatureType>();
        out->params = std::move(p);
        out->results = std::move(r);
        out->variadic = s->variadic;
        out->typeParams = s->typeParams;
        return out;
    }

    Type* interfaceType(InterfaceType* t) {
        bool changed = false;
        std::vector<FuncObject*> methods;
        for (FuncObject* m : t->methods) {
            Type* s = m->type ? apply(m->type) : nullptr;
            if (s != m->type) {
                auto* copy = table.object<FuncObject>(m->name, m->pos);
                copy->package = m->package;
                copy->isMethod = true;
                copy->type = s;
                m = copy;
                changed = true;
            }
            methods.push_back(m);
        }
        Types embedded = applyAll(t->embedded);
        if (!changed && embedded == t->embedded) return t;
        auto* out = table.make<InterfaceType>();
        out->methods = std::move(methods);
        out->embedded = std::move(embedded);
        out->embeddedPos = t->embeddedPos;
        out->implicit = t->implicit;
        return out;
    }

    Type* unionType(UnionType* u) {
        bool changed = false;
        std::vector<Term> terms;
        for (const Term& term : u->terms) {
            terms.push_back({term.tilde, apply(term.type)});
            changed = changed || terms.back().type != term.type;
        }
        if (!changed) return u;
        auto* out = table.make<UnionType>();
        out->terms = std::move(terms);
        return out;
    }

    Type* named(NamedType* n) {
        if (n->isInstance()) {
            Types a = applyAll(n->typeArgs);
            return a == n->typeArgs ? n : table.instantiate(n->origin, a);
        }
        if (n->origin->outerParams.empty()) return n;
        Types outer(n->outerArgs);
        if (outer.empty()) outer.assign(n->outerParams.begin(), n->outerParams.end());
        Types a = applyAll(outer);
        return a == outer ? n : instantiateOuter(n->origin, a);
    }

    // A type that was declared inside a generic function, in one instance of that function.
    NamedType* instantiateOuter(NamedType* origin, const Types& a);
};

NamedType* findInstance(TypeTable& table, NamedType* generic, const Types& args, bool outer,
                        std::string& key) {
    key = std::to_string(generic->id) + (outer ? "(" : "[");
    if (table.internals().finished)
        for (Type* a : args) key += std::to_string(table.canonical(a)->id) + ",";
    for (NamedType* have : table.internals().instances[key]) {
        const Types& other = outer ? have->outerArgs : have->typeArgs;
        if (other.size() == args.size() && std::equal(args.begin(), args.end(), other.begin(), identical))
            return have;
    }
    return nullptr;
}

NamedType* Substitution::instantiateOuter(NamedType* origin, const Types& a) {
    std::string key;
    if (NamedType* have = findInstance(table, origin, a, true, key)) return have;
    auto* n = table.make<NamedType>();
    n->origin = origin;
    n->object = origin->object;
    n->outerArgs = a;
    n->outerParams = origin->outerParams;
    table.internals().instances[key].push_back(n);
    return n;
}

}  // namespace

Type* TypeTable::substitute(Type* t, const Params& params, const Types& args) {
    if (params.empty() || args.empty()) return t;
    Type* out = Substitution(*this, params, args).apply(t);
    return rep->finished ? canonical(out) : out;
}

NamedType* TypeTable::instantiate(NamedType* generic, const Types& args) {
    std::string key;
    if (NamedType* have = findInstance(*this, generic, args, false, key)) return have;
    auto* n = make<NamedType>();
    n->origin = generic;
    n->object = generic->object;
    n->typeArgs = args;
    if (rep->finished)
        for (Type*& a : n->typeArgs) a = canonical(a);
    rep->instances[key].push_back(n);
    return n;
}

// ---- which types mention type parameters ----

namespace {

class Mentions {
  public:
    explicit Mentions(const Params& l) : list(l) {}

    bool in(const Type* t) {
        t = unalias(t);
        switch (t->kind) {
            case TypeKind::TypeParam:
                return list.empty() || std::find(list.begin(), list.end(), t) != list.end();
            case TypeKind::Pointer:
                return in(static_cast<const PointerType*>(t)->element);
            case TypeKind::Slice:
                return in(static_cast<const SliceType*>(t)->element);
            case TypeKind::Array:
                return in(static_cast<const ArrayType*>(t)->element);
            case TypeKind::Map:
                return in(static_cast<const MapType*>(t)->key) || in(static_cast<const MapType*>(t)->value);
            case TypeKind::Chan:
                return in(static_cast<const ChanType*>(t)->element);
            case TypeKind::Tuple:
                return any(static_cast<const TupleType*>(t)->elements);
            case TypeKind::Struct:
                return anyVar(static_cast<const StructType*>(t)->fields);
            case TypeKind::Signature: {
                const auto* s = static_cast<const SignatureType*>(t);
                return anyVar(s->params) || anyVar(s->results);
            }
            case TypeKind::Interface: {
                const auto* i = static_cast<const InterfaceType*>(t);
                if (std::find(inside.begin(), inside.end(), i) != inside.end()) return false;
                inside.push_back(i);
                const bool found = any(i->embedded) ||
                                   std::any_of(i->methods.begin(), i->methods.end(),
                                               [&](const FuncObject* m) { return m->type && in(m->type); });
                inside.pop_back();
                return found;
            }
            case TypeKind::Union: {
                const auto& terms = static_cast<const UnionType*>(t)->terms;
                return std::any_of(terms.begin(), terms.end(),
                                   [&](const Term& term) { return in(term.type); });
            }
            case TypeKind::Named: {
                const auto* n = static_cast<const NamedType*>(t);
                return any(n->typeArgs) || any(n->outerArgs);
            }
            default:
                return false;
        }
    }

  private:
    const Params& list;
    std::vector<const InterfaceType*> inside;
    bool any(const Types& types) {
        return std::any_of(types.begin(), types.end(), [&](const Type* t) { return in(t); });
    }
    bool anyVar(const std::vector<VarObject*>& vars) {
        return std::any_of(vars.begin(), vars.end(), [&](const VarObject* v) { return in(v->type); });
    }
};

}  // namespace

bool mentionsTypeParam(const Type* t, const Params& list) {
    return Mentions(list).in(t);
}

}  // namespace tricolor::golang
