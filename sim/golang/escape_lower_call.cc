// Calls, taken apart; and what go and defer statements call.
#include <algorithm>

#include "sim/golang/escape_lower.h"

namespace tricolor::golang::flow {

// One value for each of the list; the results of a call with several go into variables first.
std::vector<TreeNode*> Lowering::values(const std::vector<Expr*>& list, const std::vector<Type*>& to,
                                        Pos pos) {
    std::vector<TreeNode*> out;
    auto* tuple = list.size() == 1 ? typeAs<TupleType>(list[0]->type) : nullptr;
    if (!tuple || (to.size() == 1 && tuple->elements.size() != 1)) {
        for (const Expr* e : list) out.push_back(value(e));
        return out;
    }
    TreeNode* n = node(Kind::Unpack, pos);
    n->define = true;
    n->list = {plain(list[0])};
    for (size_t i = 0; i < tuple->elements.size(); ++i) {
        Name* t = temp(n->pos, typ(tuple->elements[i]));
        t->defined = n;
        n->init.push_back(declaration(t));
        n->lhs.push_back(use(t, n->pos));
        Type* target = i < to.size() ? to[i] : nullptr;
        out.push_back(convert(use(t, n->pos), target, n->pos, true));
    }
    if (!out.empty()) out[0]->init.push_back(n);
    return out;
}

TreeNode* Lowering::call(const CallExpr* e) {
    if (e->callKind == CallKind::Conversion) return conversion(e);
    if (e->callKind == CallKind::Builtin) return builtin(e);
    Type* t = typ(e->type);
    if (auto* tuple = typeAs<TupleType>(t); tuple && tuple->elements.size() == 1) t = tuple->elements[0];
    TreeNode* n = node(Kind::Call, e->pos, t);
    n->site = e;
    callee(n, e);
    arguments(n, e);
    return n;
}

namespace {

bool calls(const TreeNode* n) {
    if (!n) return false;
    switch (n->kind) {
        case Kind::Call:
        case Kind::CallIface:
        case Kind::Append:
        case Kind::Copy:
        case Kind::Panic:
        case Kind::Builtin:
        case Kind::Receive:
            return true;
        case Kind::Closure:
            return false;
        default:
            return calls(n->x) || calls(n->y) || std::any_of(n->list.begin(), n->list.end(), calls);
    }
}

}  // namespace

TreeNode* Lowering::settled(TreeNode* x, TreeNode* call) {
    if (!calls(x)) return x;
    Name* t = temp(call->pos, x->type);
    TreeNode* set = node(Kind::Assign, call->pos);
    set->lhs = {use(t, call->pos)};
    set->list = {x};
    set->init = {declaration(t)};
    call->init.push_back(set);
    return use(t, call->pos);
}

void Lowering::callee(TreeNode* n, const CallExpr* e) {
    const auto* s = as<SelectorExpr>(unparen(e->fun));
    if (!s || !s->selection || s->selection->kind != SelectionKind::Method) {
        n->x = settled(value(e->fun), n);
        return;
    }
    const auto* m = objectAs<FuncObject>(s->selection->object);
    TreeNode* x = receiver(s);
    TreeNode* fun = node(Kind::Func, s->pos, typ(s->type));
    fun->text = s->sel->name;
    fun->method = m;
    if (s->selection->throughInterface && isInterface(x->type)) {
        n->kind = Kind::CallIface;
        fun->kind = Kind::Dot;
        fun->x = settled(x, n);
    } else {
        if (auto* named = typeAs<NamedType>(typ(s->selection->receiverNamed)))
            fun->typeArgs = named->typeArgs;
        fun->function = m && !s->selection->onTypeParam ? all_.function(m, fun->typeArgs) : nullptr;
        fun->y = x;  // for its text
        n->list.push_back(x);
    }
    n->x = fun;
}

void Lowering::arguments(TreeNode* n, const CallExpr* e) {
    auto* signature = underlyingAs<SignatureType>(typ(e->signature));
    std::vector<Type*> to;
    if (signature)
        for (const VarObject* p : signature->params) to.push_back(typ(p->type));
    const bool spread = signature && signature->variadic && !e->hasDots;
    const size_t fixed = spread ? to.size() - 1 : to.size();
    if (auto* tuple = e->args.size() == 1 ? typeAs<TupleType>(e->args[0]->type) : nullptr; tuple && spread) {
        auto* dots = underlyingAs<SliceType>(to.back());
        to.pop_back();
        while (to.size() < tuple->elements.size()) to.push_back(dots ? typ(dots->element) : nullptr);
    }
    std::vector<TreeNode*> args = values(e->args, to, e->pos);
    n->dots = e->hasDots || spread;
    for (size_t i = 0; i < args.size() && i < fixed; ++i) n->list.push_back(args[i]);
    if (!spread) return;
    Type* sliceType = typ(signature->params.back()->type);
    TreeNode* rest = node(args.size() > fixed ? Kind::SliceLit : Kind::Nil, e->pos, sliceType);
    rest->implicit = true;
    rest->site = e;
    rest->siteKind = SiteKind::Variadic;
    rest->list.assign(args.begin() + static_cast<ptrdiff_t>(std::min(fixed, args.size())), args.end());
    rest->value = Constant::ofInt(static_cast<int64_t>(rest->list.size()));
    n->list.push_back(rest);
}

TreeNode* Lowering::builtin(const CallExpr* e) {
    using golang::Builtin;
    if (e->builtin == Builtin::Make) return make(e);
    if (e->builtin == Builtin::New) return newOf(e);
    TreeNode* n = node(Kind::Builtin, e->pos, typ(e->type));
    n->builtin = e->builtin;
    n->site = e;
    n->dots = e->hasDots;
    if (const auto* id = as<Ident>(unparen(e->fun))) n->text = id->name;
    if (const auto* s = as<SelectorExpr>(unparen(e->fun))) n->text = "unsafe." + s->sel->name;
    const auto* tuple = e->args.size() == 1 ? typeAs<TupleType>(e->args[0]->type) : nullptr;
    if (tuple) n->list = values(e->args, std::vector<Type*>(tuple->elements.size()), e->pos);
    for (const Expr* a : e->args)
        if (!tuple) n->list.push_back(a->isType() ? node(Kind::Zero, a->pos, typ(a->type)) : value(a));
    if (e->builtin == Builtin::Append) n->kind = Kind::Append;
    if (e->builtin == Builtin::Copy) n->kind = Kind::Copy;
    if (e->builtin == Builtin::Panic) n->kind = Kind::Panic;
    return n;
}

TreeNode* Lowering::newOf(const CallExpr* e) {
    const Expr* a = e->args[0];
    if (a->isType()) {
        TreeNode* n = node(Kind::New, e->pos, typ(e->type));
        n->site = e;
        // The type is found in the dictionary.
        n->text = all_.shapes.mentions(typ(a->type)) ? "<node DYNAMICTYPE>" : written(a, a->type);
        return n;
    }
    TreeNode* x = value(a);
    auto* pointer = underlyingAs<PointerType>(typ(e->type));
    Name* t = temp(e->pos, pointer ? pointer->element : x->type);
    TreeNode* n = address(use(t, e->pos), e->pos, false);
    TreeNode* set = assignment(t, convert(x, t->type, e->pos, true), e->pos);
    set->init[0]->site = e;
    n->init = {set};
    return n;
}

TreeNode* Lowering::make(const CallExpr* e) {
    Type* t = typ(e->type);
    const bool chan = underlyingAs<ChanType>(t) != nullptr;
    TreeNode* n = node(chan                       ? Kind::MakeChan
                       : underlyingAs<MapType>(t) ? Kind::MakeMap
                                                  : Kind::MakeSlice,
                       e->pos, t);
    n->site = e;
    n->text = written(e->args[0], e->args[0]->type);
    for (size_t i = 1; i < e->args.size(); ++i) n->list.push_back(value(e->args[i]));
    return n;
}

// ---- go, defer ----

// Operands that are evaluated by the statement itself, before the call. Those that cost nothing and the
// literals around operands stay with the call.
void Lowering::operands(TreeNode*& n, std::vector<TreeNode**>& found) {
    if (!n) return;
    switch (n->kind) {
        case Kind::Literal:
        case Kind::Nil:
        case Kind::Func:
        case Kind::New:
        case Kind::Zero:
            return;
        case Kind::ArrayLit:
        case Kind::SliceLit:
        case Kind::StructLit:
            for (TreeNode*& x : n->list) operands(x, found);
            return;
        default:
            found.push_back(&n);
    }
}

void Lowering::goDefer(const Expr* x, const Stmt* s, std::vector<TreeNode*>& out) {
    TreeNode* n = node(Kind::GoDefer, s->pos);
    n->site = s;
    n->siteKind = SiteKind::Closure;
    n->isDefer = s->kind == NodeKind::DeferStmt;
    n->inRangeFunc = n->isDefer && f_->rangeBody;
    if (n->inRangeFunc)
        for (Lowering* l = this; l; l = l->f_->rangeBody ? l->outer_ : nullptr) l->rangeDefers_ = true;
    TreeNode* c = value(x);
    for (TreeNode* i : c->init) out.push_back(i);
    c->init.clear();
    auto* signature = c->kind == Kind::Call ? underlyingAs<SignatureType>(c->x->type) : nullptr;
    if (signature && signature->params.empty() && signature->results.empty() && c->list.empty()) {
        n->x = c;
        out.push_back(n);
        return;
    }
    std::vector<TreeNode**> found;
    if (c->kind == Kind::Call) operands(c->x, found);
    if (c->kind == Kind::CallIface) found.push_back(&c->x->x);
    for (TreeNode*& a : c->list) operands(a, found);
    Func* f = all_.tree.function();
    f->outer = f_;
    f->wrapper = true;
    f->pos = s->pos;
    f->text = f_->text + (n->isDefer ? ".deferwrap" : ".gowrap");
    TreeNode* as = node(Kind::Assign, x->pos);
    as->define = true;
    for (TreeNode** at : found) {
        const Pos pos = (*at)->kind == Kind::Name ? x->pos : (*at)->pos;
        Name* t = temp(pos, (*at)->type);
        t->defined = as;
        as->init.push_back(declaration(t));
        as->lhs.push_back(use(t, pos));
        as->list.push_back(*at);
        f->captures.push_back(t);
        t->captured = true;
        *at = use(t, pos);
    }
    if (!found.empty()) out.push_back(as);
    f->body = {c};
    all_.functions.push_back(f);
    TreeNode* k = closureOf(f, s->pos, nullptr);
    k->implicit = true;
    n->x = node(Kind::Call, c->pos);
    n->x->x = k;
    out.push_back(n);
}

}  // namespace tricolor::golang::flow
