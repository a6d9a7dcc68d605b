// Struct types.
#include "sim/golang/checker.h"

namespace tricolor::golang {

namespace {

// The name an embedded type lends its field.
Ident* embeddedName(Expr* e) {
    if (auto* id = as<Ident>(e)) return id;
    if (auto* s = as<SelectorExpr>(e)) return s->sel;
    if (auto* i = as<IndexExpr>(e)) return embeddedName(i->x);
    if (auto* p = as<StarExpr>(e)) return p->x->kind == NodeKind::StarExpr ? nullptr : embeddedName(p->x);
    return nullptr;
}

}  // namespace

Type* Checker::structType(StructTypeExpr* e) {
    auto* s = types.make<StructType>();
    std::map<std::string, VarObject*> seen;
    Type* t = nullptr;
    const Expr* previous = nullptr;
    for (const Field* f : e->fields) {
        if (f->type != previous) t = varType(f->type);
        previous = f->type;
        Ident* name = f->name ? f->name : embeddedName(f->type);
        if (!name) {
            error(f->type, "invalid embedded field type " + exprText(f->type));
            continue;
        }
        auto* v = types.object<VarObject>(name->name, f->name ? name->pos : startPos(name));
        v->package = package;
        v->varKind = VarKind::Field;
        v->type = t;
        v->embedded = !f->name;
        if (f->name) f->name->object = v;
        if (!f->name) embeddedField(f->type, t);
        if (v->name != "_" && seen.contains(v->name)) {
            error(v->pos, v->name + " redeclared\n\t" + where(seen[v->name]->pos) +
                              ": other declaration of " + v->name);
            continue;
        }
        seen[v->name] = v;
        v->index = static_cast<uint32_t>(s->fields.size());
        s->fields.push_back(v);
        std::string tag;
        if (f->tag && !f->tag->bad && f->tag->literal == LiteralKind::String)
            tag = Constant::ofLiteral(LiteralKind::String, f->tag->text).stringValue();
        else if (f->tag && !f->tag->bad)
            error(f->tag, "incorrect tag syntax: " + f->tag->text);
        s->tags.push_back(tag);
    }
    if (std::all_of(s->tags.begin(), s->tags.end(), [](const std::string& tag) { return tag.empty(); }))
        s->tags.clear();
    return s;
}

void Checker::embeddedField(Expr* e, Type* t) {
    later([this, e, t] {
        bool pointer = false;
        Type* base = dereferenced(t, &pointer);
        if (!isValid(base)) return;
        const Type* u = underlyingOf(base);
        if (isTypeParam(base))
            error(e, "embedded field type cannot be a (pointer to a) type parameter");
        else if (u->kind == TypeKind::UnsafePointer)
            error(e, "embedded field type cannot be unsafe.Pointer");
        else if (u->kind == TypeKind::Pointer)
            error(e, "embedded field type cannot be a pointer");
        else if (u->kind == TypeKind::Interface && pointer)
            error(e, "embedded field type cannot be a pointer to an interface");
    });
}

// ---- interfaces ----

}  // namespace tricolor::golang
