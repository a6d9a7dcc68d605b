#include "sim/golang/type_ops.h"

namespace tricolor::golang {
namespace {

std::string quotedTag(const std::string& tag) {
    return Constant::ofString(tag).exactText();
}

// Prints a type as types2 does.
class Writer {
  public:
    std::string out;
    const Package* relativeTo = nullptr;
    bool paramNames = true;
    int depth = 0;

    void print(const Type* t);
    void signature(const SignatureType* s);
    void tuple(const std::vector<VarObject*>& vars, bool variadic);

  private:
    void composite(const Type* t);
    void structType(const StructType* s);
    void interfaceType(const InterfaceType* t);
    void channel(const ChanType* c);
    void named(const Object* o);
    void list(const std::vector<Type*>& types);
    void typeParams(const std::vector<TypeParamType*>& params);
    void terms(const std::vector<Term>& ts);
};

void Writer::print(const Type* t) {
    if (!t) {
        out += "<nil>";
        return;
    }
    // A type may be found invalid because it contains itself: do not follow it for ever.
    if (depth > 100) {
        out += "…";
        return;
    }
    depth++;
    composite(t);
    depth--;
}

void Writer::composite(const Type* t) {
    switch (t->kind) {
        case TypeKind::Array:
            out += "[" + std::to_string(static_cast<const ArrayType*>(t)->length) + "]";
            return print(static_cast<const ArrayType*>(t)->element);
        case TypeKind::Slice:
            out += "[]";
            return print(static_cast<const SliceType*>(t)->element);
        case TypeKind::Struct:
            return structType(static_cast<const StructType*>(t));
        case TypeKind::Pointer:
            out += "*";
            return print(static_cast<const PointerType*>(t)->element);
        case TypeKind::Signature:
            out += "func";
            return signature(static_cast<const SignatureType*>(t));
        case TypeKind::Map:
            out += "map[";
            print(static_cast<const MapType*>(t)->key);
            out += "]";
            return print(static_cast<const MapType*>(t)->value);
        case TypeKind::Chan:
            return channel(static_cast<const ChanType*>(t));
        case TypeKind::Interface:
            return interfaceType(static_cast<const InterfaceType*>(t));
        case TypeKind::Named: {
            const auto* n = static_cast<const NamedType*>(t);
            named(n->object);
            if (n->isInstance()) return list(n->typeArgs);
            if (!n->typeParams.empty()) typeParams(n->typeParams);
            return;
        }
        case TypeKind::TypeParam:
            out += static_cast<const TypeParamType*>(t)->object->name;
            return;
        case TypeKind::Tuple: {
            out += "(";
            const auto& elements = static_cast<const TupleType*>(t)->elements;
            for (size_t i = 0; i < elements.size(); i++) {
                if (i > 0) out += ", ";
                print(elements[i]);
            }
            out += ")";
            return;
        }
        case TypeKind::Union:
            return terms(static_cast<const UnionType*>(t)->terms);
        case TypeKind::Alias: {
            const auto* a = static_cast<const AliasType*>(t);
            named(a->object);
            if (!a->typeArgs.empty()) return list(a->typeArgs);
            if (!a->typeParams.empty()) typeParams(a->typeParams);
            return;
        }
        case TypeKind::UnsafePointer:
            out += "unsafe.Pointer";
            return;
        default:
            out += static_cast<const BasicType*>(t)->name;
            return;
    }
}

void Writer::named(const Object* o) {
    const Package* p = o->package;
    if (p && p != relativeTo) out += (p->printedByPath ? "\"" + p->path + "\"" : p->name) + ".";
    out += o->name;
}

void Writer::list(const std::vector<Type*>& types) {
    out += "[";
    for (size_t i = 0; i < types.size(); i++) {
        if (i > 0) out += ",";
        print(types[i]);
    }
    out += "]";
}

void Writer::typeParams(const std::vector<TypeParamType*>& params) {
    out += "[";
    const Type* previous = nullptr;
    for (size_t i = 0; i < params.size(); i++) {
        if (i > 0) {
            if (params[i]->constraint != previous) {
                out += " ";
                print(previous);
            }
            out += ", ";
        }
        previous = params[i]->constraint;
        print(params[i]);
    }
    out += " ";
    print(previous);
    out += "]";
}

void Writer::terms(const std::vector<Term>& ts) {
    for (size_t i = 0; i < ts.size(); i++) {
        if (i > 0) out += " | ";
        if (ts[i].tilde) out += "~";
        print(ts[i].type);
    }
}

void Writer::structType(const StructType* s) {
    out += "struct{";
    for (size_t i = 0; i < s->fields.size(); i++) {
        if (i > 0) out += "; ";
        const VarObject* f = s->fields[i];
        if (!f->embedded) out += f->name + " ";
        print(f->type);
        if (i < s->tags.size() && !s->tags[i].empty()) out += " " + quotedTag(s->tags[i]);
    }
    out += "}";
}

void Writer::interfaceType(const InterfaceType* t) {
    if (t->table && t == t->table->emptyInterface) {
        out += "any";
        return;
    }
    if (t->table && t->table->comparableType && t == t->table->comparableType->underlying) {
        out += "interface{comparable}";
        return;
    }
    if (t->implicit && t->methods.empty() && t->embedded.size() == 1) return print(t->embedded[0]);
    out += "interface{";
    bool first = true;
    for (const FuncObject* m : t->methods) {
        if (!first) out += "; ";
        first = false;
        out += m->name;
        if (const auto* s = typeAs<SignatureType>(m->type)) signature(s);
    }
    for (const Type* e : t->embedded) {
        if (!first) out += "; ";
        first = false;
        print(e);
    }
    out += "}";
}

void Writer::channel(const ChanType* c) {
    out += c->dir == ChanDir::SendOnly ? "chan<- " : c->dir == ChanDir::RecvOnly ? "<-chan " : "chan ";
    const auto* inner =
        c->element && c->element->kind == TypeKind::Chan ? static_cast<const ChanType*>(c->element) : nullptr;
    const bool parens = c->dir == ChanDir::Both && inner && inner->dir == ChanDir::RecvOnly;
    if (parens) out += "(";
    print(c->element);
    if (parens) out += ")";
}

void Writer::tuple(const std::vector<VarObject*>& vars, bool variadic) {
    out += "(";
    for (size_t i = 0; i < vars.size(); i++) {
        if (i > 0) out += ", ";
        if (paramNames && !vars[i]->name.empty()) out += vars[i]->name + " ";
        const Type* t = vars[i]->type;
        if (variadic && i + 1 == vars.size() && t->kind == TypeKind::Slice) {
            out += "...";
            t = static_cast<const SliceType*>(t)->element;
        }
        print(t);
    }
    out += ")";
}

void Writer::signature(const SignatureType* s) {
    if (!s->typeParams.empty()) typeParams(s->typeParams);
    tuple(s->params, s->variadic);
    if (s->results.empty()) return;
    out += " ";
    if (s->results.size() == 1 && (s->results[0]->name.empty() || !paramNames))
        return print(s->results[0]->type);
    tuple(s->results, false);
}

}  // namespace

std::string Type::str(const Package* relativeTo) const {
    Writer w;
    w.relativeTo = relativeTo;
    w.print(this);
    return std::move(w.out);
}

std::string signatureText(const SignatureType* s, const Package* relativeTo, bool names) {
    Writer w;
    w.relativeTo = relativeTo;
    w.paramNames = names;
    w.signature(s);
    return std::move(w.out);
}

std::string tupleText(const std::vector<VarObject*>& vars, bool variadic, const Package* relativeTo,
                      bool names) {
    Writer w;
    w.relativeTo = relativeTo;
    w.paramNames = names;
    w.tuple(vars, variadic);
    return std::move(w.out);
}

// ---- the runtime's way ----

namespace {

std::string runtimeTuple(const std::vector<VarObject*>& vars, bool variadic) {
    std::string out = "(";
    for (size_t i = 0; i < vars.size(); i++) {
        if (i > 0) out += ", ";
        const bool dots = variadic && i + 1 == vars.size();
        if (dots) out += "...";
        const auto* slice = dots ? typeAs<SliceType>(vars[i]->type) : nullptr;
        out += runtimeTypeString(slice ? slice->element : vars[i]->type);
    }
    return out + ")";
}

std::string runtimeSignature(const SignatureType* s) {
    std::string out = runtimeTuple(s->params, s->variadic);
    if (s->results.size() == 1) return out + " " + runtimeTypeString(s->results[0]->type);
    return s->results.empty() ? out : out + " " + runtimeTuple(s->results, false);
}

std::string runtimeStruct(const StructType* s) {
    std::string out = "struct {";
    for (size_t i = 0; i < s->fields.size(); i++) {
        const VarObject* f = s->fields[i];
        out += i > 0 ? "; " : " ";
        if (!f->embedded) out += f->name + " ";
        out += runtimeTypeString(f->type);
        if (i < s->tags.size() && !s->tags[i].empty()) out += " " + quotedTag(s->tags[i]);
    }
    return out + (s->fields.empty() ? "}" : " }");
}

std::string runtimeInterface(const InterfaceType* t) {
    auto* complete = completedInterface(const_cast<InterfaceType*>(t));
    std::string out = "interface {";
    for (size_t i = 0; i < complete->allMethods.size(); i++) {
        const FuncObject* m = complete->allMethods[i];
        out += i > 0 ? "; " : " ";
        if (!m->exported() && m->package) out += m->package->name + ".";
        out += m->name + runtimeSignature(m->signature());
    }
    return out + (complete->allMethods.empty() ? "}" : " }");
}

std::string runtimeNamed(const NamedType* n) {
    std::string out;
    if (n->object->package) out = n->object->package->name + ".";
    out += n->object->name;
    const auto& args = n->isInstance() ? n->typeArgs : n->outerArgs;
    if (args.empty()) return out;
    for (size_t i = 0; i < args.size(); i++) out += (i == 0 ? "[" : ",") + runtimeTypeString(args[i]);
    return out + "]";
}

}  // namespace

std::string runtimeTypeString(const Type* t) {
    t = unalias(t);
    switch (t->kind) {
        case TypeKind::Array: {
            const auto* a = static_cast<const ArrayType*>(t);
            return "[" + std::to_string(a->length) + "]" + runtimeTypeString(a->element);
        }
        case TypeKind::Slice:
            return "[]" + runtimeTypeString(static_cast<const SliceType*>(t)->element);
        case TypeKind::Struct:
            return runtimeStruct(static_cast<const StructType*>(t));
        case TypeKind::Pointer:
            return "*" + runtimeTypeString(static_cast<const PointerType*>(t)->element);
        case TypeKind::Signature:
            return "func" + runtimeSignature(static_cast<const SignatureType*>(t));
        case TypeKind::Map: {
            const auto* m = static_cast<const MapType*>(t);
            return "map[" + runtimeTypeString(m->key) + "]" + runtimeTypeString(m->value);
        }
        case TypeKind::Chan: {
            const auto* c = static_cast<const ChanType*>(t);
            const std::string element = runtimeTypeString(c->element);
            if (c->dir == ChanDir::SendOnly) return "chan<- " + element;
            if (c->dir == ChanDir::RecvOnly) return "<-chan " + element;
            return element.starts_with("<-") ? "chan (" + element + ")" : "chan " + element;
        }
        case TypeKind::Interface:
            return runtimeInterface(static_cast<const InterfaceType*>(t));
        case TypeKind::Named:
            return runtimeNamed(static_cast<const NamedType*>(t));
        case TypeKind::Uint8:
            return "uint8";
        case TypeKind::Int32:
            return "int32";
        default:
            return t->str();
    }
}

}  // namespace tricolor::golang
