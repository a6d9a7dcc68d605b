#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

void Checker::openScope() {
    env.scope = types.newScope(env.scope);
    if (env.function) env.scope->function = env.function;
}

VarObject* Checker::newLocal(Ident* name, Type* t) {
    auto* v = types.object<VarObject>(name->name, name->pos);
    v->package = package;
    v->type = t;
    v->function = env.function;
    if (env.function) {
        v->index = static_cast<uint32_t>(env.function->locals.size());
        env.function->locals.push_back(v);
    }
    return v;
}

void Checker::funcBody(FuncInfo* info, DeclInfo* decl, Scope* scope, std::optional<int64_t> iota) {
    const Environment outer = env;
    env = {};
    env.scope = scope;
    env.function = info;
    env.signature = info->signature;
    env.results = &info->results;
    env.decl = decl;
    env.iota = iota;
    stmtList(info->body->list);
    if (!info->results.empty() && !terminatingList(info->body->list))
        error(info->body->rbrace, "missing return");
    usage(info);
    env = outer;
}

void Checker::usage(FuncInfo* info) {
    std::vector<const VarObject*> unused;
    for (const VarObject* v : info->locals)
        if (v->varKind == VarKind::Local && !v->used && v->name != "_" && v->type) unused.push_back(v);
    // Those of a block come before those of the blocks in it.
    const auto within = [](const Scope* s, const Scope* outer) {
        while (s && s != outer) s = s->outer;
        return s != nullptr;
    };
    std::stable_sort(unused.begin(), unused.end(), [&](const VarObject* a, const VarObject* x) {
        if (a->parent == x->parent) return a->pos < x->pos;
        if (within(x->parent, a->parent)) return true;
        return !within(a->parent, x->parent) && a->pos < x->pos;
    });
    for (const VarObject* v : unused) error(v->pos, "declared and not used: " + v->name);
}

void Checker::stmtList(const std::vector<Stmt*>& list) {
    for (Stmt* s : list) stmt(s);
}

void Checker::stmt(Stmt* s) {
    const size_t top = delayed.size();
    stmtInner(s);
    processDelayed(top);
}

void Checker::simpleStmt(Stmt* s) {
    if (s) stmt(s);
}

void Checker::stmtInner(Stmt* s) {
    switch (s->kind) {
        case NodeKind::DeclStmt:
            return declStmt(static_cast<DeclStmt*>(s));
        case NodeKind::LabeledStmt:
            return stmt(static_cast<LabeledStmt*>(s)->stmt);
        case NodeKind::ExprStmt:
            return exprStmt(static_cast<ExprStmt*>(s));
        case NodeKind::SendStmt: {
            auto* send = static_cast<SendStmt*>(s);
            Operand channel, value;
            expr(channel, send->channel);
            expr(value, send->value);
            if (channel.invalid() || value.invalid()) return;
            if (Type* t = channelElement(startPos(s), channel, false)) assignment(value, t, "send");
            return;
        }
        case NodeKind::AssignStmt:
            return assignStmt(static_cast<AssignStmt*>(s));
        case NodeKind::IncDecStmt:
            return incDecStmt(static_cast<IncDecStmt*>(s));
        case NodeKind::GoStmt:
            return suspendedCall("go", static_cast<GoStmt*>(s)->call);
        case NodeKind::DeferStmt:
            if (env.function) env.function->hasDefer = true;
            return suspendedCall("defer", static_cast<DeferStmt*>(s)->call);
        case NodeKind::ReturnStmt:
            return returnStmt(static_cast<ReturnStmt*>(s));
        case NodeKind::BlockStmt:
            openScope();
            stmtList(static_cast<BlockStmt*>(s)->list);
            return closeScope();
        case NodeKind::IfStmt:
            return ifStmt(static_cast<IfStmt*>(s));
        case NodeKind::ForStmt:
            return forStmt(static_cast<ForStmt*>(s));
        case NodeKind::RangeStmt:
            return rangeStmt(static_cast<RangeStmt*>(s));
        case NodeKind::SwitchStmt:
            return switchStmt(static_cast<SwitchStmt*>(s));
        case NodeKind::TypeSwitchStmt:
            return typeSwitchStmt(static_cast<TypeSwitchStmt*>(s));
        case NodeKind::SelectStmt:
            return selectStmt(static_cast<SelectStmt*>(s));
        default:
            return;  // empty and branch statements: see labels.cc
    }
}

void Checker::exprStmt(ExprStmt* s) {
    Operand x;
    const ExprKind kind = rawExpr(nullptr, x, s->x, nullptr, false);
    if (x.mode == Mode::Builtin) return error(x, str(x) + " must be called");
    if (x.mode == Mode::TypeExpr) return error(x, str(x) + " is not an expression");
    if (kind != ExprKind::Statement) error(x, str(x) + " is not used");
}

void Checker::incDecStmt(IncDecStmt* s) {
    Operand x;
    expr(x, s->x);
    if (x.invalid()) return;
    if (!allBasicIf(x.type, isNumericKind)) {
        const std::string op = s->op == Op::Add ? "++" : "--";
        error(s->x, "invalid operation: " + exprText(s->x) + op + " (non-numeric type " + str(x.type) + ")");
        return;
    }
    assignVar(s->x, nullptr, &x, "assignment");
}

void Checker::assignStmt(AssignStmt* s) {
    if (s->assign == AssignKind::Plain) return assignVars(s->lhs, s->rhs);
    if (s->assign == AssignKind::Define) return shortVarDecl(s);
    Operand x;
    binary(x, nullptr, s->lhs[0], s->rhs[0], s->op, s->pos);
    x.component = true;  // the value is that of the operation, not of any expression in the tree
    assignVar(s->lhs[0], nullptr, &x, "assignment");
}

void Checker::suspendedCall(const std::string& keyword, Expr* call) {
    if (call->kind != NodeKind::CallExpr) {
        error(call, "expression in " + keyword + " must be function call");
        use(call);
        return;
    }
    Operand x;
    const ExprKind kind = rawExpr(nullptr, x, call, nullptr, false);
    if (kind == ExprKind::Statement) return;
    error(x, keyword +
                 (kind == ExprKind::Conversion ? " requires function call, not conversion "
                                               : " discards result of ") +
                 str(x));
}

void Checker::returnStmt(ReturnStmt* s) {
    const std::vector<VarObject*>& results = *env.results;
    if (!s->results.empty() || results.empty() || results[0]->name.empty()) {
        if (!results.empty()) return initVars(results, s->results, s);
        if (!s->results.empty()) {
            if (use(s->results))
                error(
                    s->results[0], "too many return values\n\thave " + [&] {
                        Types have;
                        for (const Operand& x : exprList(s->results)) have.push_back(x.type);
                        return typesSummary(have, false, false);
                    }() + "\n\twant ()");
        }
        return;
    }
    for (VarObject* v : results) {
        noteUse(v);
        const Object* other = lookup(v->name);
        if (v->name == "_" || !other || other == v) continue;
        error(s, "result parameter " + v->name + " not in scope at return\n\t" + where(other->pos) +
                     ": inner declaration of " + objectText(other));
    }
}

void Checker::condition(Expr* e, const std::string& statement) {
    Operand x;
    expr(x, e);
    if (!x.invalid() && !allBasicIf(x.type, isBooleanKind))
        error(e, "non-boolean condition in " + statement + " statement");
}

void Checker::ifStmt(IfStmt* s) {
    openScope();
    simpleStmt(s->init);
    condition(s->cond, "if");
    stmt(s->thenBlock);
    if (s->elseStmt) stmt(s->elseStmt);
    closeScope();
}

void Checker::forStmt(ForStmt* s) {
    openScope();
    simpleStmt(s->init);
    if (const auto* a = as<AssignStmt>(s->init)) {
        for (VarObject* v : a->newVars) {
            if (!v) continue;
            v->loopVar = true;
            s->loopVars.push_back(v);
        }
    }
    if (s->cond) condition(s->cond, "for");
    simpleStmt(s->post);
    stmt(s->body);
    closeScope();
}

void Checker::selectStmt(SelectStmt* s) {
    const CommClause* first = nullptr;
    for (const CommClause* c : s->clauses) {
        if (c->comm) continue;
        if (first) error(c, "multiple defaults (first at " + where(first->pos) + ")");
        if (!first) first = c;
    }
    for (CommClause* c : s->clauses) {
        const Expr* receive = nullptr;
        if (const auto* a = as<AssignStmt>(c->comm); a && a->rhs.size() == 1) receive = a->rhs[0];
        if (const auto* e = as<ExprStmt>(c->comm)) receive = e->x;
        const auto* u = receive ? as<UnaryExpr>(unparen(receive)) : nullptr;
        const bool valid = !c->comm || c->comm->kind == NodeKind::SendStmt || (u && u->op == Op::Recv);
        if (!valid) {
            error(c->comm, "select case must be send or receive (possibly with assignment)");
            continue;
        }
        openScope();
        if (c->comm) stmt(c->comm);
        stmtList(c->body);
        closeScope();
    }
}

}  // namespace tricolor::golang
