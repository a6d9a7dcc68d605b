#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

void Checker::multipleDefaults(const std::vector<CaseClause*>& clauses) {
    const CaseClause* first = nullptr;
    for (const CaseClause* c : clauses) {
        if (!c->isDefault) continue;
        if (first) error(c, "multiple defaults (first at " + where(first->pos) + ")");
        if (!first) first = c;
    }
}

void Checker::switchStmt(SwitchStmt* s) {
    openScope();
    simpleStmt(s->init);
    Operand x;
    if (s->tag) {
        expr(x, s->tag);
        assignment(x, nullptr, "switch expression");
        if (!x.invalid() && !isComparable(x.type, true) && !hasNil(x.type)) {
            error(x, "cannot switch on " + str(x) + " (" + str(x.type) + " is not comparable)");
            x.mode = Mode::Invalid;
        }
    } else {
        // No tag means true.
        auto* name = nodes.make<Ident>(s->clauses.empty() ? s->rbrace : s->clauses[0]->pos);
        name->name = "true";
        x.mode = Mode::Constant;
        x.type = basic(TypeKind::Bool);
        x.value = Constant::ofBool(true);
        x.expr = name;
    }
    multipleDefaults(s->clauses);
    std::vector<CaseConstant> seen;
    for (CaseClause* c : s->clauses) {
        caseValues(x, c->exprs, seen);
        openScope();
        stmtList(c->body);
        closeScope();
    }
    closeScope();
}

void Checker::caseValues(Operand& x, const Exprs& values, std::vector<CaseConstant>& seen) {
    for (Expr* e : values) {
        Operand v;
        expr(v, e);
        if (x.invalid() || v.invalid()) continue;
        convertUntyped(v, x.type);
        if (v.invalid()) continue;
        Operand result = v, tag = x;
        comparison(result, tag, Op::Equal, true);
        if (result.invalid() || !v.isConstant() || !v.value.known()) continue;
        const Constant::Kind kind = v.value.kind();
        if (kind == Constant::Kind::Bool || kind == Constant::Kind::Complex) continue;
        const auto same = std::find_if(seen.begin(), seen.end(), [&](const CaseConstant& c) {
            return c.value.kind() == kind && identical(c.type, v.type) &&
                   Constant::compare(c.value, Op::Equal, v.value);
        });
        if (same != seen.end())
            error(v, "duplicate case " + str(v) + " in expression switch\n\t" + where(same->pos) +
                         ": previous case");
        else
            seen.push_back({v.value, v.type, startPos(e)});
    }
}

// Checks the types of one clause; returns the type its variable has.
Type* Checker::caseTypes(const Operand* x, const Exprs& exprs, std::vector<TypeCase>& seen) {
    Type* t = nullptr;
    for (Expr* e : exprs) {
        auto* id = as<Ident>(unparen(e));
        const Object* o = id ? lookup(id->name) : nullptr;
        if (o && o->kind == ObjectKind::Nil) {
            t = nullptr;
            Operand ignored;
            expr(ignored, e);
        } else {
            t = varType(e);
            if (!isValid(t)) continue;
        }
        const auto same = std::find_if(seen.begin(), seen.end(), [&](const TypeCase& c) {
            return t && c.type ? identical(c.type, t) : !t && !c.type;
        });
        if (same != seen.end()) {
            error(e, "duplicate case " + (t ? str(t) : "nil") + " in type switch\n\t" +
                         where(startPos(same->expr)) + ": previous case");
            continue;
        }
        seen.push_back({t, e});
        if (x && t) checkAssertion(e, *x, t, true);
    }
    if (exprs.size() == 1 && t) return t;
    return x ? x->type : invalidType();
}

void Checker::typeSwitchStmt(TypeSwitchStmt* s) {
    openScope();
    simpleStmt(s->init);
    Ident* bind = s->bind;
    if (bind && bind->blank()) {
        error(bind, "no new variable on left side of :=");
        bind = nullptr;
    }
    Operand x;
    expr(x, s->x);
    const Operand* tag = nullptr;
    if (!x.invalid()) {
        if (isTypeParam(x.type))
            error(x, "cannot use type switch on type parameter value " + str(x));
        else if (isInterface(x.type) && !x.isNil())
            tag = &x;
        else
            error(x, str(x) + " is not an interface");
    }
    multipleDefaults(s->clauses);
    std::vector<VarObject*> vars;
    std::vector<TypeCase> seen;
    for (CaseClause* c : s->clauses) {
        Type* t = caseTypes(tag, c->exprs, seen);
        openScope();
        if (bind) {
            VarObject* v = newLocal(bind, t);
            c->implicitVar = v;
            vars.push_back(v);
            declare(env.scope, nullptr, v);
        }
        stmtList(c->body);
        closeScope();
    }
    if (bind) {
        const bool used = std::any_of(vars.begin(), vars.end(), [](const VarObject* v) { return v->used; });
        for (VarObject* v : vars) v->used = true;
        if (!used) error(bind, bind->name + " declared and not used");
    }
    closeScope();
}

}  // namespace tricolor::golang
