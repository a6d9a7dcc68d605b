#include "sim/golang/escape_lower.h"

#include <algorithm>

#include "sim/world/check.h"

namespace tricolor::golang::flow {

// Functions and instances that are looked into, and how long the text of type arguments may be: instances may
// go on without end. Of others everything leaks.
constexpr size_t maxAnalysed = 20000, maxInstanceText = 2000;

Func* Lowered::function(const FuncObject* f, const std::vector<Type*>& typeArgs) {
    const std::vector<TypeParamType*>& params = f->isMethod      ? f->receiverTypeParams
                                                : f->signature() ? f->signature()->typeParams
                                                                 : f->receiverTypeParams;
    std::vector<Type*> args;
    std::string key = std::to_string(f->id);
    if (params.size() == typeArgs.size())
        for (size_t i = 0; i < params.size(); ++i) {
            TypeParamType* of = f->isMethod && f->receiverNamed ? f->receiverNamed->typeParams[i] : params[i];
            args.push_back(shapes.shape(typeArgs[i], of));
            key += "," + typeText(args.back(), true);
        }
    Func*& made = byKey[key];
    if (made) return made;
    made = tree.function();
    made->object = f;
    made->info = f->info;
    made->text = f->name;
    made->pos = f->pos;
    made->declaredOnly = !f->info;
    made->shaped = !params.empty();
    if (!args.empty()) made->typeParams = params, made->typeArgs = args;
    functions.push_back(made);
    Func* const result = made;  // the map may move
    if (functions.size() > maxAnalysed || key.size() > maxInstanceText) result->declaredOnly = true;
    if (!result->declaredOnly) waiting.push_back(result);
    return result;
}

void Lowered::finish() {
    for (size_t i = 0; i < waiting.size(); ++i) Lowering(*this, waiting[i]).body();
    waiting.clear();
}

void Lowered::meet(Type* t) {
    t = t ? unalias(t) : nullptr;
    if (!t || !met_.try_emplace(t->id, true).second) return;
    if (auto* n = typeAs<NamedType>(t)) {
        if (!n->typeArgs.empty() && n->origin)
            for (FuncObject* m : n->origin->methods) function(m, n->typeArgs);
        for (Type* a : n->typeArgs) meet(a);
        return meet(underlyingOf(n));
    }
    if (auto* p = typeAs<PointerType>(t)) return meet(p->element);
    if (auto* s = typeAs<SliceType>(t)) return meet(s->element);
    if (auto* a = typeAs<ArrayType>(t)) return meet(a->element);
    if (auto* c = typeAs<ChanType>(t)) return meet(c->element);
    if (auto* m = typeAs<MapType>(t)) {
        meet(m->key);
        return meet(m->value);
    }
    if (auto* s = typeAs<StructType>(t))
        for (const VarObject* f : s->fields) meet(f->type);
}

Type* Lowering::typ(Type* t) {
    const Func* root = f_->outermost();
    if (t && !root->typeParams.empty())
        t = all_.program.types->substitute(t, root->typeParams, root->typeArgs);
    all_.meet(t);
    return t;
}

void Lowering::finish() {
    f_->variables.insert(f_->variables.end(), late_.begin(), late_.end());
    late_.clear();
}

void Lowering::body() {
    const FuncInfo* info = f_->info;
    if (info->receiver) f_->params.push_back(declare(info->receiver, Name::Class::Param));
    for (const VarObject* p : info->params) f_->params.push_back(declare(p, Name::Class::Param));
    for (const VarObject* r : info->results) {
        Name* n = declare(r, Name::Class::Result);
        if (n->text.empty() || n->text == "_") n->text = "~r" + std::to_string(f_->results.size());
        f_->results.push_back(n);
    }
    if (info->body) block(info->body->list, f_->body);
    finish();
}

void Lowering::initializer(const Initializer& init) {
    std::vector<Type*> to;
    for (const VarObject* v : init.lhs) to.push_back(v->type);
    TreeNode* n = node(Kind::Assign, init.rhs->pos);
    for (const VarObject* v : init.lhs) {
        TreeNode* g = node(Kind::Global, v->pos, v->type);
        g->text = v->name;
        n->lhs.push_back(v->name == "_" ? nullptr : g);
    }
    n->list = values({init.rhs}, to, n->pos);
    f_->body.push_back(n);
}

// ---- variables ----

Name* Lowering::declare(const VarObject* v, Name::Class kind) {
    Name* n = made(v->name, v->pos, typ(v->type));
    n->object = v;
    n->kind = kind;
    names_[v->id] = n;
    return n;
}

Name* Lowering::made(const std::string& text, Pos pos, Type* type) {
    Name* n = all_.tree.name();
    n->text = text;
    n->pos = pos;
    n->type = type;
    n->function = f_;
    f_->variables.push_back(n);
    return n;
}

Name* Lowering::temp(Pos pos, Type* type) {
    return made(".autotmp_" + std::to_string(f_->variables.size()), pos, type);
}

Name* Lowering::variable(const VarObject* v) {
    for (Lowering* l = this; l; l = l->outer_)
        if (const auto found = l->names_.find(v->id); found != l->names_.end()) return found->second;
    return declare(v, Name::Class::Local);  // of a clause that never declared it
}

TreeNode* Lowering::use(Name* n, Pos pos) {
    TreeNode* x = node(Kind::Name, pos, n->type);
    x->name = n;
    return x;
}

TreeNode* Lowering::declaration(Name* n) {
    TreeNode* d = node(Kind::Declare, n->pos, n->type);
    d->name = n;
    return d;
}

TreeNode* Lowering::assignment(Name* to, TreeNode* from, Pos pos) {
    TreeNode* n = node(Kind::Assign, pos);
    n->define = true;
    n->lhs = {use(to, pos)};
    n->list = {from};
    n->init = {declaration(to)};
    to->defined = n;
    return n;
}

// ---- types as written ----

// An alias of the source is a name for what it stands for; any stays any.
std::string Lowering::written(const Expr* e, Type* type) {
    e = e ? unparen(e) : nullptr;
    type = typ(type);
    if (!e || e->kind == NodeKind::IndexExpr) return typeText(type);
    switch (e->kind) {
        case NodeKind::Ident: {
            const auto* id = static_cast<const Ident*>(e);
            const auto* t = id->object && id->object->kind == ObjectKind::TypeName
                                ? static_cast<const TypeNameObject*>(id->object)
                                : nullptr;
            if (t && !t->package && (t->name == "any" || t->name == "byte" || t->name == "rune"))
                return t->name;
            if (t && t->isAlias && t->decl && t->decl->typeParams.empty())
                return written(t->decl->typeExpr, type);
            return typeText(type);
        }
        case NodeKind::StarExpr: {
            auto* p = typeAs<PointerType>(type);
            return p ? "*" + written(static_cast<const StarExpr*>(e)->x, p->element) : typeText(type);
        }
        case NodeKind::SliceTypeExpr: {
            auto* s = typeAs<SliceType>(type);
            return s ? "[]" + written(static_cast<const SliceTypeExpr*>(e)->element, s->element)
                     : typeText(type);
        }
        case NodeKind::ArrayTypeExpr: {
            auto* a = typeAs<ArrayType>(type);
            return a ? "[" + std::to_string(a->length) + "]" +
                           written(static_cast<const ArrayTypeExpr*>(e)->element, a->element)
                     : typeText(type);
        }
        case NodeKind::MapTypeExpr: {
            auto* m = typeAs<MapType>(type);
            const auto* x = static_cast<const MapTypeExpr*>(e);
            return m ? "map[" + written(x->key, m->key) + "]" + written(x->value, m->value) : typeText(type);
        }
        default:
            return typeText(type);
    }
}

std::string Lowering::elementWritten(const Expr* e, Type* type, bool key) {
    e = e ? unparen(e) : nullptr;
    if (const auto* s = as<SliceTypeExpr>(e))
        if (auto* t = underlyingAs<SliceType>(type)) return written(s->element, t->element);
    if (const auto* a = as<ArrayTypeExpr>(e))
        if (auto* t = underlyingAs<ArrayType>(type)) return written(a->element, t->element);
    if (const auto* m = as<MapTypeExpr>(e))
        if (auto* t = underlyingAs<MapType>(type))
            return written(key ? m->key : m->value, key ? t->key : t->value);
    return "";
}

}  // namespace tricolor::golang::flow
