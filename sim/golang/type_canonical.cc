// One representative for all identical types, found by a text that two types share exactly if they are
// identical.
#include <algorithm>

#include "sim/golang/type_ops.h"
#include "sim/golang/type_rep.h"

namespace tricolor::golang {
namespace {

class Canonicalizer {
  public:
    explicit Canonicalizer(TypeTable& t) : table(t) {}

    std::string key(Type* t) {
        switch (t->kind) {
            case TypeKind::Pointer:
                return "*" + id(static_cast<PointerType*>(t)->element);
            case TypeKind::Slice:
                return "[]" + id(static_cast<SliceType*>(t)->element);
            case TypeKind::Array: {
                auto* a = static_cast<ArrayType*>(t);
                return "[" + std::to_string(a->length) + "]" + id(a->element);
            }
            case TypeKind::Map:
                return "m" + id(static_cast<MapType*>(t)->key) + ":" + id(static_cast<MapType*>(t)->value);
            case TypeKind::Chan: {
                auto* c = static_cast<ChanType*>(t);
                return "c" + std::to_string(static_cast<int>(c->dir)) + ":" + id(c->element);
            }
            case TypeKind::Struct:
                return structKey(static_cast<StructType*>(t));
            case TypeKind::Signature:
                return signatureKey(static_cast<SignatureType*>(t));
            case TypeKind::Interface:
                return interfaceKey(static_cast<InterfaceType*>(t));
            case TypeKind::Tuple:
                return "t(" + ids(static_cast<TupleType*>(t)->elements);
            case TypeKind::Named: {
                auto* n = static_cast<NamedType*>(t);
                if (n->isInstance()) return "n" + std::to_string(n->origin->id) + "[" + ids(n->typeArgs);
                if (!n->outerArgs.empty())
                    return "n" + std::to_string(n->origin->id) + "(" + ids(n->outerArgs);
                return "n" + std::to_string(n->id);
            }
            default:
                return isBasicKind(t->kind) || t->kind == TypeKind::Invalid
                           ? "b" + std::to_string(static_cast<int>(t->kind))
                           : "#" + std::to_string(t->id);
        }
    }

  private:
    TypeTable& table;

    std::string id(Type* t) { return std::to_string(table.canonical(t)->id); }
    std::string ids(const std::vector<Type*>& types) {
        std::string out;
        for (Type* t : types) out += id(t) + ",";
        return out;
    }
    std::string ids(const std::vector<VarObject*>& vars) {
        std::string out;
        for (const VarObject* v : vars) out += id(v->type) + ",";
        return out;
    }
    static std::string name(const Object* o) {
        return o->exported() || !o->package ? o->name : o->package->path + "." + o->name;
    }
    std::string structKey(StructType* s) {
        std::string out = "s{";
        for (size_t i = 0; i < s->fields.size(); i++) {
            const VarObject* f = s->fields[i];
            out += (f->embedded ? "^" : "") + name(f) + " " + id(f->type);
            if (i < s->tags.size() && !s->tags[i].empty())
                out += " " + Constant::ofString(s->tags[i]).exactText();
            out += ";";
        }
        return out;
    }
    std::string signatureKey(SignatureType* s) {
        if (!s->typeParams.empty()) return "#" + std::to_string(s->id);
        return (s->variadic ? "F(" : "f(") + ids(s->params) + ")" + ids(s->results);
    }
    // An interface that (through a method) contains itself literally can only do so through a name, so this
    // ends.
    std::string interfaceKey(InterfaceType* t) {
        completedInterface(t);
        std::string out = t->comparable ? "I{" : "i{";
        for (const FuncObject* m : t->allMethods) out += name(m) + (m->type ? id(m->type) : "?") + ";";
        if (t->allTypes) return out;
        std::vector<std::string> terms;
        for (const Term& term : t->terms) terms.push_back((term.tilde ? "~" : "") + id(term.type));
        std::stable_sort(terms.begin(), terms.end());
        out += "|";
        for (const std::string& term : terms) out += term + "|";
        return out;
    }
};

}  // namespace

Type* TypeTable::canonical(Type* t) {
    t = unalias(t);
    if (t->canonicalType) return t->canonicalType;
    Type*& representative = rep->canonical[Canonicalizer(*this).key(t)];
    if (!representative) representative = t;
    t->canonicalType = representative;
    return representative;
}

namespace {

// Rewrites the components of types to canonical ones.
class Rewriter {
  public:
    explicit Rewriter(TypeTable& t) : table(t) {}

    void operator()(Type*& t) {
        if (t) t = table.canonical(t);
    }
    void operator()(std::vector<Type*>& types) {
        for (Type*& t : types) (*this)(t);
    }
    void components(Type* t) {
        switch (t->kind) {
            case TypeKind::Pointer:
                return (*this)(static_cast<PointerType*>(t)->element);
            case TypeKind::Slice:
                return (*this)(static_cast<SliceType*>(t)->element);
            case TypeKind::Array:
                return (*this)(static_cast<ArrayType*>(t)->element);
            case TypeKind::Chan:
                return (*this)(static_cast<ChanType*>(t)->element);
            case TypeKind::Map:
                (*this)(static_cast<MapType*>(t)->key);
                return (*this)(static_cast<MapType*>(t)->value);
            case TypeKind::Tuple:
                return (*this)(static_cast<TupleType*>(t)->elements);
            case TypeKind::Interface:
                (*this)(static_cast<InterfaceType*>(t)->embedded);
                return terms(static_cast<InterfaceType*>(t)->terms);
            case TypeKind::Union:
                return terms(static_cast<UnionType*>(t)->terms);
            case TypeKind::Named: {
                auto* n = static_cast<NamedType*>(t);
                if (n->definition) underlyingOf(n);
                (*this)(n->underlying);
                (*this)(n->typeArgs);
                return (*this)(n->outerArgs);
            }
            case TypeKind::TypeParam:
                return (*this)(static_cast<TypeParamType*>(t)->constraint);
            default:
                return;
        }
    }
    void node(Node* n) {
        if (n->kind <= NodeKind::ChanTypeExpr) {
            auto* e = static_cast<Expr*>(n);
            (*this)(e->type);
            (*this)(e->implicitType);
        }
        if (auto* id = as<Ident>(n)) (*this)(id->typeArgs);
        if (auto* c = as<CallExpr>(n)) (*this)(c->signature);
        if (auto* r = as<RangeStmt>(n)) {
            (*this)(r->keyType);
            (*this)(r->valueType);
        }
    }

  private:
    TypeTable& table;
    void terms(std::vector<Term>& list) {
        for (Term& term : list) (*this)(term.type);
    }
};

// Enters a canonical type where types are looked up by their components.
void enter(TypeTable::Rep& rep, Type* t) {
    switch (t->kind) {
        case TypeKind::Pointer:
            rep.pointers[static_cast<PointerType*>(t)->element->id] = static_cast<PointerType*>(t);
            break;
        case TypeKind::Slice:
            rep.slices[static_cast<SliceType*>(t)->element->id] = static_cast<SliceType*>(t);
            break;
        case TypeKind::Array: {
            auto* a = static_cast<ArrayType*>(t);
            rep.arrays[{a->element->id, a->length}] = a;
            break;
        }
        case TypeKind::Map: {
            auto* m = static_cast<MapType*>(t);
            rep.maps[{m->key->id, m->value->id}] = m;
            break;
        }
        case TypeKind::Chan: {
            auto* c = static_cast<ChanType*>(t);
            rep.chans[{c->element->id, static_cast<int>(c->dir)}] = c;
            break;
        }
        case TypeKind::Tuple: {
            auto* tuple = static_cast<TupleType*>(t);
            std::vector<uint32_t> key;
            for (const Type* e : tuple->elements) key.push_back(e->id);
            rep.tuples[key] = tuple;
            break;
        }
        case TypeKind::Named: {
            auto* n = static_cast<NamedType*>(t);
            const bool outer = n->typeArgs.empty();
            if (n->origin == n) break;
            std::string key = std::to_string(n->origin->id) + (outer ? "(" : "[");
            for (const Type* a : outer ? n->outerArgs : n->typeArgs) key += std::to_string(a->id) + ",";
            rep.instances[key].push_back(n);
            break;
        }
        default:
            break;
    }
}

}  // namespace

void TypeTable::canonicalizeAll(NodePool& nodes) {
    Rewriter rewrite(*this);
    // Underlying types first: computing them may make new types.
    for (size_t i = 0; i < types.size(); i++) {
        underlyingOf(types[i].get());
        if (types[i]->kind == TypeKind::Interface)
            completedInterface(static_cast<InterfaceType*>(types[i].get()));
    }
    for (size_t i = 0; i < types.size(); i++) canonical(types[i].get());
    for (size_t i = 0; i < types.size(); i++) rewrite.components(types[i].get());
    for (const auto& o : objects) rewrite(o->type);
    for (const auto& n : nodes.all()) rewrite.node(n.get());
    for (const auto& f : rep->functions) {
        Type* s = f->signature;
        rewrite(s);
        f->signature = static_cast<SignatureType*>(s);
    }
    for (const auto& s : rep->selections) {
        rewrite(s->receiver);
        rewrite(s->type);
        Type* named = s->receiverNamed;
        rewrite(named);
        s->receiverNamed = static_cast<NamedType*>(named);
    }
    rep->finished = true;
    // From now on types are found by canonical components.
    rep->instances.clear();
    rep->pointers.clear();
    rep->slices.clear();
    rep->arrays.clear();
    rep->maps.clear();
    rep->chans.clear();
    rep->tuples.clear();
    for (const auto& t : types)
        if (t->canonicalType == t.get()) enter(*rep, t.get());
}

}  // namespace tricolor::golang
