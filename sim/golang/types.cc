#include "sim/golang/types.h"

#include "sim/golang/type_ops.h"
#include "sim/golang/type_rep.h"
#include "sim/golang/unicode.h"
#include "sim/world/check.h"

namespace tricolor::golang {

bool Object::exported() const {
    return !name.empty() && isUnicodeUpper(decodeRune(name).value);
}

SignatureType* FuncObject::signature() const {
    return typeAs<SignatureType>(type);
}

std::string FuncObject::fullName() const {
    const std::string prefix = package ? package->path + "." : "";
    if (initIndex >= 0) return prefix + name + "." + std::to_string(initIndex);
    if (!isMethod || !receiverNamed) return prefix + name;
    const std::string base = receiverNamed->object->name;
    return prefix + (pointerReceiver ? "(*" + base + ")" : base) + "." + name;
}

Object* Scope::find(const std::string& wanted) const {
    const auto at = names.find(wanted);
    return at == names.end() ? nullptr : at->second;
}

TypeTable::TypeTable() : rep(std::make_unique<Rep>()) {
    declareUniverse(*this);
}
TypeTable::~TypeTable() = default;

Scope* TypeTable::newScope(Scope* outer) {
    rep->scopes.push_back(std::make_unique<Scope>());
    rep->scopes.back()->outer = outer;
    if (outer) rep->scopes.back()->function = outer->function;
    return rep->scopes.back().get();
}

FuncInfo* TypeTable::newFuncInfo() {
    rep->functions.push_back(std::make_unique<FuncInfo>());
    return rep->functions.back().get();
}

Selection* TypeTable::newSelection() {
    rep->selections.push_back(std::make_unique<Selection>());
    return rep->selections.back().get();
}

Package* TypeTable::newPackage() {
    rep->packages.push_back(std::make_unique<Package>());
    return rep->packages.back().get();
}

BasicType* TypeTable::basic(TypeKind kind) const {
    return rep->basics[static_cast<size_t>(kind)];
}

PointerType* TypeTable::pointerTo(Type* element) {
    PointerType*& t = rep->pointers[element->id];
    if (!t) {
        t = make<PointerType>();
        t->element = element;
    }
    return t;
}

SliceType* TypeTable::sliceOf(Type* element) {
    SliceType*& t = rep->slices[element->id];
    if (!t) {
        t = make<SliceType>();
        t->element = element;
    }
    return t;
}

ArrayType* TypeTable::arrayOf(Type* element, int64_t length) {
    ArrayType*& t = rep->arrays[{element->id, length}];
    if (!t) {
        t = make<ArrayType>();
        t->element = element;
        t->length = length;
    }
    return t;
}

MapType* TypeTable::mapOf(Type* key, Type* value) {
    MapType*& t = rep->maps[{key->id, value->id}];
    if (!t) {
        t = make<MapType>();
        t->key = key;
        t->value = value;
    }
    return t;
}

ChanType* TypeTable::chanOf(ChanDir dir, Type* element) {
    ChanType*& t = rep->chans[{element->id, static_cast<int>(dir)}];
    if (!t) {
        t = make<ChanType>();
        t->dir = dir;
        t->element = element;
    }
    return t;
}

TupleType* TypeTable::tupleOf(std::vector<Type*> elements) {
    std::vector<uint32_t> key;
    for (const Type* e : elements) key.push_back(e->id);
    TupleType*& t = rep->tuples[key];
    if (!t) {
        t = make<TupleType>();
        t->elements = std::move(elements);
    }
    return t;
}

// ---- underlying types ----

Type* unalias(Type* t) {
    while (t->kind == TypeKind::Alias) {
        auto* a = static_cast<AliasType*>(t);
        if (!a->actual) return t;
        t = a->actual;
    }
    return t;
}

const Type* unalias(const Type* t) {
    return unalias(const_cast<Type*>(t));
}

namespace {

// Follows `type A B; type B C` to the first type literal; an instance substitutes into its generic type's.
Type* underlyingOfNamed(NamedType* n) {
    TypeTable& table = *n->table;
    NamedType* first = n;
    for (int steps = 0; steps < maxNesting; steps++) {
        if (n->underlying) return n->underlying;
        if (n->origin != n) {
            Type* generic = underlyingOf(n->origin);
            if (generic->kind == TypeKind::Invalid) return generic;
            const bool outer = n->typeArgs.empty();
            n->underlying = table.substitute(generic, outer ? n->origin->outerParams : n->origin->typeParams,
                                             outer ? n->outerArgs : n->typeArgs);
            return n->underlying;
        }
        if (!n->definition) break;
        Type* t = unalias(n->definition);
        if (t->kind != TypeKind::Named) {
            Type* u = t->kind == TypeKind::TypeParam || t->kind == TypeKind::Alias
                          ? table.basic(TypeKind::Invalid)
                          : t;
            first->underlying = u;
            return u;
        }
        n = static_cast<NamedType*>(t);
    }
    return table.basic(TypeKind::Invalid);
}

}  // namespace

Type* underlyingOf(Type* t) {
    t = unalias(t);
    if (t->kind == TypeKind::Named) return underlyingOfNamed(static_cast<NamedType*>(t));
    if (t->kind == TypeKind::TypeParam) return boundOf(static_cast<TypeParamType*>(t));
    return t;
}

Type* TypeTable::underlying(Type* t) {
    return underlyingOf(t);
}
InterfaceType* TypeTable::completed(InterfaceType* t) {
    return completedInterface(t);
}

InterfaceType* boundOf(TypeParamType* t) {
    if (t->bound) return completedInterface(t->bound);
    if (!t->constraint) return t->table->emptyInterface;
    Type* u = underlyingOf(t->constraint);
    if (u->kind == TypeKind::Invalid) return t->table->emptyInterface;
    if (u->kind == TypeKind::Interface) {
        t->bound = static_cast<InterfaceType*>(u);
    } else {
        t->bound = t->table->make<InterfaceType>();
        t->bound->implicit = true;
        t->bound->embedded = {t->constraint};
        t->bound->embeddedPos = {t->object->pos};
    }
    return completedInterface(t->bound);
}

SignatureType* TypeTable::methodSignature(FuncObject* method, NamedType* receiver) {
    if (!method->type && resolve) resolve(method);
    SignatureType* s = method->signature();
    if (!s || !receiver || method->receiverTypeParams.empty()) return s;
    const std::vector<Type*>& args = receiver->typeArgs;
    if (args.size() != method->receiverTypeParams.size()) return s;
    return typeAs<SignatureType>(substitute(s, method->receiverTypeParams, args));
}

}  // namespace tricolor::golang
