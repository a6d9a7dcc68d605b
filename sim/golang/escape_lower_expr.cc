// Expressions, taken apart.
#include <algorithm>

#include "sim/golang/escape_lower.h"

namespace tricolor::golang::flow {

namespace {

// A constant that is written, or declared, as a character; its type is int32 as others may be.
bool isRune(const Expr* e) {
    e = unparen(e);
    if (const auto* lit = as<BasicLit>(e)) return lit->literal == LiteralKind::Rune;
    const auto* id = as<Ident>(e);
    const Object* o = id ? id->object : nullptr;
    return o && o->type && o->type->kind == TypeKind::UntypedRune;
}

}  // namespace

TreeNode* Lowering::value(const Expr* e) {
    TreeNode* n = plain(e);
    if (!e->implicitType) return n;
    TreeNode* c = convert(n, typ(e->implicitType), e->pos, true);
    if (c == n) return n;
    c->site = e;
    c->siteKind = SiteKind::Conversion;
    return c;
}

TreeNode* Lowering::plain(const Expr* e) {
    if (const auto* p = as<ParenExpr>(e)) return value(p->x);
    if (e->mode == Mode::NilValue) return node(Kind::Nil, e->pos, typ(e->type));
    if (e->isConstant()) {
        TreeNode* n = node(Kind::Literal, e->pos, typ(e->type));
        n->value = e->constant;
        n->define = isRune(e);
        return n;
    }
    switch (e->kind) {
        case NodeKind::Ident:
            return object(static_cast<const Ident*>(e)->object, e, static_cast<const Ident*>(e)->typeArgs);
        case NodeKind::FuncLit:
            return closure(static_cast<const FuncLit*>(e));
        case NodeKind::CompositeLit:
            return literal(static_cast<const CompositeLit*>(e), "");
        case NodeKind::UnaryExpr:
            return unary(static_cast<const UnaryExpr*>(e));
        case NodeKind::BinaryExpr:
            return binary(static_cast<const BinaryExpr*>(e));
        case NodeKind::StarExpr:
            return indirect(value(static_cast<const StarExpr*>(e)->x), e->pos, false);
        case NodeKind::SelectorExpr:
            return selector(static_cast<const SelectorExpr*>(e));
        case NodeKind::IndexExpr:
            return index(static_cast<const IndexExpr*>(e));
        case NodeKind::SliceExpr:
            return slice(static_cast<const golang::SliceExpr*>(e));
        case NodeKind::TypeAssertExpr: {
            const auto* a = static_cast<const TypeAssertExpr*>(e);
            TreeNode* n = node(Kind::Assert, e->pos, typ(a->target->type));
            n->x = value(a->x);
            n->text = written(a->target, a->target->type);
            n->define = all_.shapes.mentions(n->type);  // found in the dictionary
            return n;
        }
        case NodeKind::CallExpr:
            return call(static_cast<const CallExpr*>(e));
        default:
            return node(Kind::Zero, e->pos, typ(e->type));
    }
}

TreeNode* Lowering::object(const Object* o, const Expr* e, const std::vector<Type*>& typeArgs) {
    if (o && o->kind == ObjectKind::Func) {
        TreeNode* n = node(Kind::Func, e->pos, typ(e->type));
        n->method = static_cast<const FuncObject*>(o);
        for (Type* t : typeArgs) n->typeArgs.push_back(typ(t));
        n->function = all_.function(n->method, n->typeArgs);
        n->text = (o->package && o->package->path != "main" ? o->package->name + "." : "") + o->name;
        return n;
    }
    if (!o || o->kind != ObjectKind::Var) return node(Kind::Zero, e->pos, typ(e->type));
    const auto* v = static_cast<const VarObject*>(o);
    if (v->varKind != VarKind::Global) return use(variable(v), e->pos);
    TreeNode* n = node(Kind::Global, e->pos, typ(v->type));
    n->text = (o->package && o->package->path != "main" ? o->package->name + "." : "") + o->name;
    return n;
}

// ---- selectors ----

TreeNode* Lowering::steps(TreeNode* x, Type* from, const std::vector<SelectionStep>& path, Pos pos) {
    Type* t = from;
    for (const SelectionStep& step : path) {
        if (step.deref)
            if (auto* p = underlyingAs<PointerType>(t)) t = p->element;
        auto* s = underlyingAs<StructType>(t);
        if (!s || static_cast<size_t>(step.field) >= s->fields.size()) break;
        const VarObject* f = s->fields[static_cast<size_t>(step.field)];
        t = typ(f->type);
        TreeNode* n = node(step.deref ? Kind::DotPtr : Kind::Dot, pos, t);
        n->x = x;
        n->text = f->name;
        x = n;
    }
    return x;
}

TreeNode* Lowering::selector(const SelectorExpr* e) {
    const Selection* s = e->selection;
    if (!s) return object(e->sel->object, e, e->sel->typeArgs);
    const auto* m = objectAs<FuncObject>(s->object);
    if (s->kind == SelectionKind::Field) return steps(value(e->x), typ(e->x->type), s->path, e->pos);
    std::vector<Type*> typeArgs;
    if (auto* named = typeAs<NamedType>(typ(s->receiverNamed))) typeArgs = named->typeArgs;
    const bool known = m && !s->throughInterface && !s->onTypeParam;
    TreeNode* n =
        node(s->kind == SelectionKind::MethodExpr ? Kind::Func : Kind::MethodValue, e->pos, typ(e->type));
    n->typeArgs = typeArgs;
    n->method = m;
    n->function = known ? all_.function(m, typeArgs) : nullptr;
    n->text =
        s->kind == SelectionKind::MethodExpr ? methodText(typ(s->receiver), e->sel->name) : e->sel->name;
    if (s->kind == SelectionKind::MethodExpr) return n;
    n->site = e;
    n->x = receiver(e);
    return n;
}

// x of x.m, as the method takes it.
TreeNode* Lowering::receiver(const SelectorExpr* e) {
    const Selection* s = e->selection;
    TreeNode* x = steps(value(e->x), typ(e->x->type), s->path, e->pos);
    if (s->autoDeref) return indirect(x, e->pos, true);
    return s->autoAddress ? address(x, e->pos, true) : x;
}

TreeNode* Lowering::address(TreeNode* x, Pos pos, bool implicit) {
    TreeNode* n = node(Kind::Address, pos, all_.program.types->pointerTo(x->type));
    n->x = x;
    n->implicit = implicit;
    for (TreeNode* at = x; at;) {
        if (at->kind == Kind::Name) at->name->addressTaken = true;
        at = at->kind == Kind::Dot || (at->kind == Kind::Index && underlyingAs<ArrayType>(at->x->type))
                 ? at->x
                 : nullptr;
    }
    return n;
}

TreeNode* Lowering::indirect(TreeNode* x, Pos pos, bool implicit) {
    auto* p = underlyingAs<PointerType>(x->type);
    TreeNode* n = node(Kind::Indirect, pos, p ? p->element : x->type);
    n->x = x;
    n->implicit = implicit;
    return n;
}

TreeNode* Lowering::index(const IndexExpr* e) {
    if (e->isInstantiation) return value(e->x);
    TreeNode* n = node(Kind::Index, e->pos, typ(e->type));
    n->x = value(e->x);
    if (auto* p = underlyingAs<PointerType>(n->x->type); p && underlyingAs<ArrayType>(p->element))
        n->x = indirect(n->x, e->pos, true);
    if (auto* m = underlyingAs<MapType>(n->x->type)) {
        n->kind = Kind::IndexMap;
        n->type = m->value;
    }
    n->y = value(e->indices[0]);
    return n;
}

TreeNode* Lowering::slice(const golang::SliceExpr* e) {
    TreeNode* n = node(Kind::Slice, e->pos, typ(e->type));
    n->x = value(e->x);
    if (underlyingAs<ArrayType>(n->x->type)) n->x = address(n->x, e->pos, true);
    for (const Expr* i : e->index) n->list.push_back(i ? value(i) : nullptr);
    n->dots = e->full;
    return n;
}

// ---- operators ----

TreeNode* Lowering::unary(const UnaryExpr* e) {
    if (e->op == Op::Recv) {
        TreeNode* n = node(Kind::Receive, e->pos, typ(e->type));
        n->x = value(e->x);
        if (auto* t = typeAs<TupleType>(n->type)) n->type = t->elements[0];
        return n;
    }
    if (e->op == Op::And) {
        const auto* lit = as<CompositeLit>(unparen(e->x));
        if (!lit) return address(value(e->x), e->pos, false);
        TreeNode* n = node(Kind::PointerTo, e->pos, typ(e->type));
        n->x = literal(lit, "");
        n->site = e;
        return n;
    }
    TreeNode* n = node(Kind::Operator, e->pos, typ(e->type));
    n->op = e->op;
    n->list = {value(e->x)};
    return n;
}

TreeNode* Lowering::binary(const BinaryExpr* e) {
    TreeNode *x = value(e->x), *y = value(e->y);
    Type* t = typ(e->type);
    Type* u = t ? underlyingOf(t) : nullptr;
    if (e->op != Op::Add || !u || (u->kind != TypeKind::String && u->kind != TypeKind::UntypedString)) {
        TreeNode* n = node(Kind::Operator, e->pos, t);
        n->op = e->op;
        n->list = {x, y};
        return n;
    }
    TreeNode* n = node(Kind::Concat, e->pos, t);
    n->site = e;
    for (TreeNode* part : {x, y})
        if (part->kind == Kind::Concat)
            n->list.insert(n->list.end(), part->list.begin(), part->list.end());
        else
            n->list.push_back(part);
    return n;
}

// ---- literals ----

TreeNode* Lowering::literal(const CompositeLit* e, const std::string& elided) {
    Type* t = typ(e->type);
    auto* pointer = typeAs<PointerType>(t);
    if (!pointer || e->typeExpr) pointer = underlyingAs<PointerType>(t);
    Type* of = pointer ? pointer->element : t;
    TreeNode* n = node(Kind::StructLit, e->pos, of);
    n->text = e->typeExpr ? written(e->typeExpr, e->type) : elided.empty() ? typeText(of) : elided;
    if (pointer && !e->typeExpr && !elided.empty() && elided[0] == '*') n->text = elided.substr(1);
    n->site = e;
    if (auto* s = underlyingAs<StructType>(of)) {
        structure(n, e, s);
    } else {
        const bool map = underlyingAs<MapType>(of) != nullptr;
        n->kind = map ? Kind::MapLit : underlyingAs<SliceType>(of) ? Kind::SliceLit : Kind::ArrayLit;
        const std::string keys = elementWritten(e->typeExpr, of, true);
        const std::string values = elementWritten(e->typeExpr, of, false);
        for (const Expr* x : e->elements) {
            const auto* kv = as<KeyValueExpr>(x);
            if (map && kv) n->list.push_back(element(kv->key, keys));
            n->list.push_back(element(kv ? kv->value : x, values));
        }
        n->value = Constant::ofInt(e->length);
    }
    if (!pointer) return n;
    TreeNode* p = node(Kind::PointerTo, e->pos, t);
    p->x = n;
    p->site = e;
    return p;
}

TreeNode* Lowering::structure(TreeNode* n, const CompositeLit* e, const StructType*) {
    for (const Expr* x : e->elements) {
        const auto* kv = as<KeyValueExpr>(x);
        n->list.push_back(value(kv ? kv->value : x));
    }
    return n;
}

TreeNode* Lowering::element(const Expr* e, const std::string& elided) {
    const auto* lit = as<CompositeLit>(e);
    if (!lit || lit->typeExpr) return value(e);
    TreeNode* n = literal(lit, elided);
    if (!e->implicitType) return n;
    TreeNode* c = convert(n, typ(e->implicitType), e->pos, true);
    if (c != n) c->site = e, c->siteKind = SiteKind::Conversion;
    return c;
}

TreeNode* Lowering::closure(const FuncLit* e) {
    Func* f = all_.tree.function();
    f->info = e->info;
    f->outer = f_;
    f->pos = e->pos;
    f->shaped = f_->outermost()->shaped;
    const std::string& name = e->info->name;
    f->text = name.substr(name.rfind("main.", 0) == 0 ? 5 : 0);
    for (const VarObject* v : e->info->captures) {
        f->captures.push_back(variable(v));
        f->captures.back()->captured = true;
    }
    all_.functions.push_back(f);
    Lowering inner(all_, f);
    inner.outer_ = this;
    inner.body();
    TreeNode* n = closureOf(f, e->pos, typ(e->type));
    n->site = e;
    return n;
}

TreeNode* Lowering::closureOf(Func* f, Pos pos, Type* type) {
    TreeNode* n = node(Kind::Closure, pos, type);
    n->function = f;
    return n;
}

// ---- conversions ----

TreeNode* Lowering::convert(TreeNode* x, Type* to, Pos pos, bool implicit) {
    if (!to || !x->type || identical(x->type, to)) return x;
    if (x->kind == Kind::Nil) {
        x->type = to;
        return x;
    }
    TreeNode* n = node(isInterface(to) ? Kind::ToIface : Kind::Convert, pos, to);
    n->x = x;
    n->implicit = implicit;
    return n;
}

namespace {

bool isText(Type* u) {
    return u && (u->kind == TypeKind::String || u->kind == TypeKind::UntypedString);
}

}  // namespace

TreeNode* Lowering::conversion(const CallExpr* e) {
    TreeNode* x = value(e->args[0]);
    Type* to = typ(e->type);
    Type *u = underlyingOf(to), *from = x->type ? underlyingOf(x->type) : nullptr;
    Kind kind = Kind::Convert;
    if (isInterface(to))
        kind = Kind::ToIface;
    else if (from && isText(u) != isText(from) && x->kind != Kind::Nil)
        kind = Kind::StringOf;
    else if (from && from->kind == TypeKind::Slice && u->kind == TypeKind::Array)
        kind = Kind::ToArray;
    TreeNode* n = node(kind, e->args[0]->pos, to);
    auto* slice = underlyingAs<SliceType>(to);
    if (kind == Kind::StringOf && x->kind == Kind::Literal && slice &&
        underlyingOf(slice->element)->kind == TypeKind::Int32) {
        // The characters of a constant are known.
        int64_t count = 0;
        for (const char c : x->value.stringValue()) count += (static_cast<uint8_t>(c) & 0xc0) != 0x80;
        n->kind = Kind::SliceLit;
        n->text = written(e->fun, e->type);
        n->value = Constant::ofInt(count);
        n->list.assign(static_cast<size_t>(count), node(Kind::Zero, e->pos));
        n->site = e;
        return n;
    }
    n->x = x;
    n->text = written(e->fun, e->type);
    n->site = kind == Kind::ToIface ? static_cast<const golang::Node*>(e->args[0]) : e;
    if (kind == Kind::ToIface) n->siteKind = SiteKind::Conversion;
    if (!typeAs<NamedType>(to) && !isBasicKind(to->kind) && n->text != "any") n->text = "(" + n->text + ")";
    return n;
}

}  // namespace tricolor::golang::flow
