// Types as escape analysis asks of them: shapes of type arguments, texts, what holds pointers.
#include <algorithm>

#include "sim/golang/escape_lower.h"

namespace tricolor::golang::flow {

Type* Shapes::shape(Type* argument, TypeParamType* p) {
    const InterfaceType* bound = p ? boundOf(p) : nullptr;
    Type* under = underlyingOf(argument);
    auto* pointer = typeAs<PointerType>(under);
    if (bound && bound->isMethodSet() && pointer) {
        if (!isShape(pointer->element) && mentions(pointer->element)) return argument;
        under = types_.pointerTo(types_.basic(TypeKind::Uint8));
    }
    const std::string text = typeText(under, true);
    NamedType*& made = made_[text];
    if (!made) {
        made = types_.make<NamedType>();
        made->object = types_.object<TypeNameObject>("go.shape." + text, Pos());
        made->object->type = made;
        made->underlying = under;
        made->origin = made;
        made->validated = true;
    }
    return made;
}

bool Shapes::isShape(const Type* t) const {
    const auto* n = typeAs<NamedType>(t);
    return n && n->object && n->object->name.rfind("go.shape.", 0) == 0;
}

bool Shapes::mentions(const Type* t) const {
    return typeText(t, true).find("go.shape.") != std::string::npos;
}

namespace {

std::string list(const std::vector<VarObject*>& vars, bool variadic, bool link) {
    std::string s;
    for (size_t i = 0; i < vars.size(); ++i) {
        if (i) s += ", ";
        const auto* slice = typeAs<SliceType>(vars[i]->type);
        s += variadic && i + 1 == vars.size() && slice ? "..." + typeText(slice->element, link)
                                                       : typeText(vars[i]->type, link);
    }
    return s;
}

std::string signatureText(const SignatureType* f, bool link) {
    std::string s = "(" + list(f->params, f->variadic, link) + ")";
    if (f->results.size() == 1) return s + " " + typeText(f->results[0]->type, link);
    return f->results.empty() ? s : s + " (" + list(f->results, false, link) + ")";
}

std::string structText(const StructType* t, bool link) {
    if (t->fields.empty()) return "struct {}";
    std::string s = "struct { ";
    for (size_t i = 0; i < t->fields.size(); ++i) {
        const VarObject* f = t->fields[i];
        if (i) s += "; ";
        if (!f->embedded)
            s += (link && !f->exported() && f->package ? f->package->path + "." : "") + f->name + " ";
        s += typeText(f->type, link);
    }
    return s + " }";
}

std::string interfaceText(const InterfaceType* t, bool link) {
    std::string s;
    for (const FuncObject* m : t->allMethods)
        if (const SignatureType* f = m->signature())
            s += (s.empty() ? " " : "; ") + m->name + signatureText(f, link);
    return s.empty() ? "interface {}" : "interface {" + s + " }";
}

std::string namedText(const NamedType* n, bool link) {
    const Package* p = n->object->package;
    std::string s = n->object->name;
    if (p && (link || p->path != "main"))
        s = (link ? p->path : p->printedByPath ? "\"" + p->path + "\"" : p->name) + "." + s;
    for (size_t i = 0; i < n->typeArgs.size(); ++i) s += (i ? "," : "[") + typeText(n->typeArgs[i], true);
    return n->typeArgs.empty() ? s : s + "]";
}

std::string channelText(const ChanType* c, bool link) {
    const std::string e = typeText(c->element, link);
    const auto* inner = typeAs<ChanType>(c->element);
    if (c->dir == ChanDir::RecvOnly) return "<-chan " + e;
    if (c->dir == ChanDir::SendOnly) return "chan<- " + e;
    return "chan " + (inner && inner->dir == ChanDir::RecvOnly ? "(" + e + ")" : e);
}

}  // namespace

std::string typeText(const Type* t, bool link) {
    if (!t) return "";
    t = unalias(t);
    switch (t->kind) {
        case TypeKind::Named:
            return namedText(static_cast<const NamedType*>(t), link);
        case TypeKind::Pointer:
            return "*" + typeText(static_cast<const PointerType*>(t)->element, link);
        case TypeKind::Slice:
            return "[]" + typeText(static_cast<const SliceType*>(t)->element, link);
        case TypeKind::Array: {
            const auto* a = static_cast<const ArrayType*>(t);
            return "[" + std::to_string(a->length) + "]" + typeText(a->element, link);
        }
        case TypeKind::Map: {
            const auto* m = static_cast<const MapType*>(t);
            return "map[" + typeText(m->key, link) + "]" + typeText(m->value, link);
        }
        case TypeKind::Chan:
            return channelText(static_cast<const ChanType*>(t), link);
        case TypeKind::Signature:
            return "func" + signatureText(static_cast<const SignatureType*>(t), link);
        case TypeKind::Struct:
            return structText(static_cast<const StructType*>(t), link);
        case TypeKind::Interface:
            return interfaceText(static_cast<const InterfaceType*>(t), link);
        default:
            return t->str();
    }
}

std::string methodText(const Type* receiver, const std::string& method) {
    const std::string t = typeText(receiver);
    return (t[0] == '*' ? "(" + t + ")" : t) + "." + method;
}

bool isInterface(Type* t) {
    return t && !isTypeParam(t) && underlyingAs<InterfaceType>(t);
}

bool pointerShaped(Type* t) {
    Type* u = t && !isTypeParam(t) ? underlyingOf(t) : nullptr;
    if (!u) return false;
    switch (u->kind) {
        case TypeKind::Pointer:
        case TypeKind::Map:
        case TypeKind::Chan:
        case TypeKind::Signature:
        case TypeKind::UnsafePointer:
            return true;
        case TypeKind::Struct: {
            const auto* s = static_cast<StructType*>(u);
            return s->fields.size() == 1 && pointerShaped(s->fields[0]->type);
        }
        case TypeKind::Array:
            return static_cast<ArrayType*>(u)->length == 1 &&
                   pointerShaped(static_cast<ArrayType*>(u)->element);
        default:
            return false;
    }
}

bool hasPointers(Type* t, int depth) {
    if (!t || depth > 100 || isTypeParam(t)) return true;
    Type* u = underlyingOf(t);
    if (!u) return true;
    if (isBasicKind(u->kind))
        return u->kind == TypeKind::String || u->kind == TypeKind::UnsafePointer ||
               u->kind == TypeKind::UntypedString || u->kind == TypeKind::UntypedNil;
    if (auto* a = typeAs<ArrayType>(u)) return a->length > 0 && hasPointers(a->element, depth + 1);
    if (auto* s = typeAs<StructType>(u))
        return std::any_of(s->fields.begin(), s->fields.end(),
                           [&](const VarObject* f) { return hasPointers(f->type, depth + 1); });
    return true;
}

}  // namespace tricolor::golang::flow
