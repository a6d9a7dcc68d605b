#include "sim/golang/escape_flow.h"

namespace tricolor::golang {

void Flow::function(const FuncInfo* f) {
    const FuncInfo* outer = at_;
    const int depth = loopDepth_;
    at_ = f;
    loopDepth_ = 1;
    for (const VarObject* v : f->locals)
        if (v->varKind != VarKind::Local) variable(v);
    if (f->body) block(f->body->list);
    at_ = outer;
    loopDepth_ = depth;
}

void Flow::initializer(const Initializer& init) {
    at_ = init.function;
    loopDepth_ = 1;
    expr({heapHole()}, init.rhs);
}

void Flow::block(const std::vector<Stmt*>& list) {
    for (const Stmt* s : list) stmt(s);
}

// Where something that is assigned to lhs goes.
Flow::Holes Flow::destination(const Expr* lhs) {
    const Expr* x = unparen(lhs);
    if (const auto* id = as<Ident>(x)) {
        if (id->blank()) return {};
        const auto* v = objectAs<VarObject>(id->object);
        return v ? Holes{{variable(v), 0}} : Holes{};
    }
    if (const auto* s = as<SelectorExpr>(x)) {
        bool pointer = !s->selection;
        if (s->selection)
            for (const SelectionStep& step : s->selection->path) pointer = pointer || step.deref;
        if (!pointer) return destination(s->x);
        if (s->selection) discard(s->x);
        return {heapHole()};
    }
    if (const auto* i = as<IndexExpr>(x)) {
        const bool map = underlyingAs<MapType>(i->x->type) != nullptr;
        for (const Expr* index : i->indices) expr(map ? Holes{heapHole()} : Holes{}, index);
        if (underlyingAs<ArrayType>(i->x->type)) return destination(i->x);
        discard(i->x);
        return {heapHole()};
    }
    if (const auto* p = as<StarExpr>(x)) discard(p->x);
    return {heapHole()};
}

void Flow::assign(const std::vector<Holes>& to, const std::vector<Expr*>& from, const Node*) {
    if (from.size() == 1 && to.size() > 1) {  // f(), m[k], x.(T), <-c with several values
        const Expr* x = unparen(from[0]);
        const auto* c = as<CallExpr>(x);
        if (c && c->callKind == CallKind::Call)
            call(to, c);
        else
            expr(to[0], x);
        return;
    }
    for (size_t i = 0; i < from.size(); ++i) expr(i < to.size() ? to[i] : Holes{}, from[i]);
}

void Flow::assignStmt(const AssignStmt* s) {
    std::vector<Holes> to;
    for (size_t i = 0; i < s->lhs.size(); ++i) {
        const VarObject* fresh = i < s->newVars.size() ? s->newVars[i] : nullptr;
        to.push_back(fresh ? Holes{{variable(fresh), 0}} : destination(s->lhs[i]));
    }
    if (s->assign == AssignKind::Operation && s->op == Op::Add) {
        // s += t makes a new string, asked for by the statement; its operands flow nowhere.
        for (const Expr* x : s->rhs) discard(x);
        return;
    }
    assign(to, s->rhs, s);
}

void Flow::declStmt(const DeclStmt* s) {
    for (const Decl* d : s->decls) {
        const auto* v = as<VarDecl>(d);
        if (!v) continue;
        std::vector<Holes> to;
        for (const VarObject* o : v->objects)
            to.push_back(o->name == "_" ? Holes{} : Holes{{variable(o), 0}});
        assign(to, v->values, v);
    }
}

void Flow::rangeStmt(const RangeStmt* s) {
    // The operand is evaluated once, before the loop, and kept until it ends.
    Location* kept = graph_.make(LocationKind::Variable, at_, loopDepth_, "range operand");
    if (s->rangeKind == RangeKind::Func) {  // what calls the body is not known
        expr({heapHole()}, s->x);
        Location* body = site(s, SiteKind::Node, s->rangePos, "func literal", 64);
        graph_.flow(graph_.heap(), -1, body, s->rangePos, "passed to the iterator");
        if (s->bodyInfo)
            for (const VarObject* v : s->bodyInfo->captures)
                graph_.flow(body, -1, variable(v), s->rangePos, "captured by reference");
    } else {
        expr({{kept, 0}}, s->x);
    }
    ++loopDepth_;
    const auto target = [&](const VarObject* fresh, const Expr* old) {
        return fresh ? Holes{{variable(fresh), 0}} : old && !s->define ? destination(old) : Holes{};
    };
    const Holes key = target(s->keyVar, s->key), value = target(s->valueVar, s->value);
    const int derefs = s->rangeKind == RangeKind::Array ? 0 : 1;
    for (const Hole& k : value) graph_.flow(k.to, k.derefs + derefs, kept, s->pos, "range");
    if (s->rangeKind == RangeKind::Map)
        for (const Hole& k : key) graph_.flow(k.to, k.derefs + 1, kept, s->pos, "range");
    if (s->body) {
        const FuncInfo* outer = at_;
        if (s->rangeKind == RangeKind::Func && s->bodyInfo) at_ = s->bodyInfo;
        block(s->body->list);
        at_ = outer;
    }
    --loopDepth_;
}

void Flow::typeSwitch(const TypeSwitchStmt* s) {
    stmt(s->init);
    Holes to;
    for (const CaseClause* c : s->clauses) {
        const VarObject* v = c->implicitVar;
        if (!v) continue;
        const bool plain = underlyingAs<InterfaceType>(v->type) != nullptr;
        // A value of a concrete type is read out of its box, unless it is a pointer itself: no step then.
        Type* u = v->type ? underlyingOf(v->type) : nullptr;
        const bool pointer =
            u && (u->kind == TypeKind::Pointer || u->kind == TypeKind::Map || u->kind == TypeKind::Chan ||
                  u->kind == TypeKind::Signature || u->kind == TypeKind::UnsafePointer);
        to.push_back({variable(v), plain || pointer ? 0 : 1});
    }
    expr(to, s->x);
    for (const CaseClause* c : s->clauses) block(c->body);
}

void Flow::goOrDefer(const Expr* x, const Stmt* s, bool isDefer) {
    const auto* c = as<CallExpr>(unparen(const_cast<Expr*>(x)));
    if (!c) return;
    Location* closure = site(s, SiteKind::Closure, s->pos, "", 0);
    const bool stays = isDefer && loopDepth_ == 1;
    if (!stays) graph_.flow(graph_.heap(), -1, closure, s->pos, isDefer ? "defer in a loop" : "go");
    if (stays) {
        expr({}, c);
        return;
    }
    // What a goroutine or a deferred call in a loop takes along outlives this round.
    if (const auto* lit = as<FuncLit>(unparen(c->fun)))
        functionLiteral({heapHole()}, lit);
    else if (const auto* sel = as<SelectorExpr>(unparen(c->fun));
             sel && sel->selection && sel->selection->kind == SelectionKind::Method)
        receiver({heapHole()}, sel);
    else if (c->callKind == CallKind::Call)
        expr({heapHole()}, c->fun);
    for (const Expr* a : c->args) expr({heapHole()}, a);
}

void Flow::returnStmt(const ReturnStmt* s) {
    const FuncInfo* f = at_;
    while (f && f->rangeBody) f = f->outer;
    std::vector<Holes> to;
    if (f)
        for (const VarObject* r : f->results) to.push_back({{variable(r), 0}});
    if (!s->results.empty()) assign(to, s->results, s);
}

void Flow::stmt(const Stmt* s) {
    if (!s) return;
    switch (s->kind) {
        case NodeKind::LabeledStmt:  // whoever jumps here may make a loop of what follows
            ++loopDepth_;
            stmt(static_cast<const LabeledStmt*>(s)->stmt);
            break;
        case NodeKind::BlockStmt:
            block(static_cast<const BlockStmt*>(s)->list);
            break;
        case NodeKind::ExprStmt:
            discard(static_cast<const ExprStmt*>(s)->x);
            break;
        case NodeKind::SendStmt:
            discard(static_cast<const SendStmt*>(s)->channel);
            expr({heapHole()}, static_cast<const SendStmt*>(s)->value);
            break;
        case NodeKind::DeclStmt:
            declStmt(static_cast<const DeclStmt*>(s));
            break;
        case NodeKind::AssignStmt:
            assignStmt(static_cast<const AssignStmt*>(s));
            break;
        case NodeKind::IncDecStmt:
            discard(static_cast<const IncDecStmt*>(s)->x);
            break;
        case NodeKind::GoStmt:
            goOrDefer(static_cast<const GoStmt*>(s)->call, s, false);
            break;
        case NodeKind::DeferStmt:
            goOrDefer(static_cast<const DeferStmt*>(s)->call, s, true);
            break;
        case NodeKind::ReturnStmt:
            returnStmt(static_cast<const ReturnStmt*>(s));
            break;
        case NodeKind::IfStmt: {
            const auto* i = static_cast<const IfStmt*>(s);
            stmt(i->init);
            discard(i->cond);
            stmt(i->thenBlock);
            stmt(i->elseStmt);
            break;
        }
        case NodeKind::ForStmt: {
            const auto* f = static_cast<const ForStmt*>(s);
            stmt(f->init);
            ++loopDepth_;
            discard(f->cond);
            stmt(f->body);
            stmt(f->post);
            --loopDepth_;
            break;
        }
        case NodeKind::RangeStmt:
            rangeStmt(static_cast<const RangeStmt*>(s));
            break;
        case NodeKind::SwitchStmt: {
            const auto* w = static_cast<const SwitchStmt*>(s);
            stmt(w->init);
            discard(w->tag);
            for (const CaseClause* c : w->clauses) {
                for (const Expr* x : c->exprs) discard(x);
                block(c->body);
            }
            break;
        }
        case NodeKind::TypeSwitchStmt:
            typeSwitch(static_cast<const TypeSwitchStmt*>(s));
            break;
        case NodeKind::SelectStmt:
            for (const CommClause* c : static_cast<const SelectStmt*>(s)->clauses) {
                stmt(c->comm);
                block(c->body);
            }
            break;
        default:
            break;
    }
}

}  // namespace tricolor::golang
