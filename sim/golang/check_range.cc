#include "sim/golang/checker.h"

namespace tricolor::golang {

// What ranging over x yields, into s; false with a cause (or none) if that is impossible.
bool Checker::rangeTypes(Operand& x, RangeStmt* s, std::string& cause) {
    const auto condition = [&](Type* t, Type* u) -> std::string {
        const auto* c = u ? typeAs<ChanType>(u) : nullptr;
        return c && c->dir == ChanDir::SendOnly ? "receive from send-only channel " + str(t) : "";
    };
    Type* u = x.isNil() ? nullptr : commonUnderlying(x.type, condition, &cause, package);
    if (!u) return false;
    Type* inner = arrayPointerDereferenced(u);
    if (isStringKind(inner->kind)) {
        s->rangeKind = RangeKind::String;
        s->keyType = basic(TypeKind::Int);
        s->valueType = types.runeType;
    } else if (isIntegerKind(inner->kind)) {
        s->rangeKind = RangeKind::Int;
        s->keyType = x.type;
    } else if (const auto* a = typeAs<ArrayType>(inner)) {
        s->rangeKind = inner == u ? RangeKind::Array : RangeKind::ArrayPointer;
        s->keyType = basic(TypeKind::Int);
        s->valueType = a->element;
    } else if (const auto* slice = typeAs<SliceType>(inner)) {
        s->rangeKind = RangeKind::Slice;
        s->keyType = basic(TypeKind::Int);
        s->valueType = slice->element;
    } else if (const auto* m = typeAs<MapType>(inner)) {
        s->rangeKind = RangeKind::Map;
        s->keyType = m->key;
        s->valueType = m->value;
    } else if (const auto* c = typeAs<ChanType>(inner)) {
        s->rangeKind = RangeKind::Chan;
        s->keyType = c->element;
    } else if (auto* f = typeAs<SignatureType>(inner)) {
        return rangeFunc(f, s, cause);
    } else {
        return false;
    }
    return true;
}

bool Checker::rangeFunc(SignatureType* f, RangeStmt* s, std::string& cause) {
    const std::string head = "func must be func(yield func(...) bool): ";
    const auto fail = [&](const std::string& why) {
        cause = head + why;
        return false;
    };
    s->rangeKind = RangeKind::Func;
    if (f->params.size() != 1) return fail("wrong argument count");
    if (!f->results.empty()) return fail("unexpected results");
    const auto* yield =
        typeAs<SignatureType>(commonUnderlying(f->params[0]->type, nullptr, nullptr, package));
    if (!yield) return fail("argument is not func");
    if (yield->params.size() > 2) return fail("yield func has too many parameters");
    if (yield->results.size() != 1 || !identical(yield->results[0]->type, basic(TypeKind::Bool))) {
        const bool named = yield->results.size() == 1 && isBoolean(yield->results[0]->type);
        return fail(named ? "yield func returns user-defined boolean, not bool"
                          : "yield func does not return bool");
    }
    if (!yield->params.empty()) s->keyType = yield->params[0]->type;
    if (yield->params.size() > 1) s->valueType = yield->params[1]->type;
    return true;
}

void Checker::rangeStmt(RangeStmt* s) {
    Operand x;
    expr(x, s->x);
    bool ok = false;
    if (!x.invalid()) {
        std::string cause;
        ok = rangeTypes(x, s, cause);
        if (!ok)
            error(x, "cannot range over " + str(x) + (cause.empty() ? "" : ": " + cause));
        else if (!s->keyType && s->key)
            error(s->key, "range over " + str(x) + " permits no iteration variables");
        else if (!s->valueType && s->value)
            error(s->value, "range over " + str(x) + " permits only one iteration variable");
        else if (s->extra)
            error(s->extra, "range clause permits at most two iteration variables");
    }
    if (!ok) s->keyType = s->valueType = invalidType();
    openScope();
    const Environment outer = env;
    if (ok && s->rangeKind == RangeKind::Func) {
        FuncInfo* f = newFunction(literalName(true));
        f->outer = env.function;
        f->rangeBody = s;
        f->body = s->body;
        f->pos = s->pos;
        s->bodyInfo = f;
        if (env.function) env.function->literals.push_back(f);
        package->functions.push_back(f);
        env.function = f;
        env.scope->function = f;
        if (s->define)
            rangeDefine(s, x);
        else
            rangeAssign(s, x);
    } else if (s->define) {
        rangeDefine(s, x);
    } else {
        rangeAssign(s, x);
    }
    stmt(s->body);
    if (s->bodyInfo) {
        usage(s->bodyInfo);
        s->bodyInfo->signature = types.make<SignatureType>();
        env.function = outer.function;
    }
    closeScope();
    if (isUntyped(x.type) && s->rangeKind == RangeKind::Int && ok) s->keyType = s->x->type;
}

void Checker::rangeDefine(RangeStmt* s, Operand& x) {
    Expr* lhs[2] = {s->key, s->value};
    Type* yielded[2] = {s->keyType, s->valueType};
    std::vector<VarObject*> fresh;
    for (int i = 0; i < 2; i++) {
        if (!lhs[i]) continue;
        auto* id = as<Ident>(lhs[i]);
        if (!id) {
            error(lhs[i], "invalid syntax tree: cannot declare " + exprText(lhs[i]));
            continue;
        }
        VarObject* v = newLocal(id, nullptr);
        v->loopVar = true;
        if (!id->blank()) {
            id->object = v;
            fresh.push_back(v);
            (i == 0 ? s->keyVar : s->valueVar) = v;
        }
        if (!yielded[i] || !isValid(yielded[i])) {
            v->type = invalidType();
            v->used = true;
            continue;
        }
        if (s->rangeKind == RangeKind::Int) {
            initVar(v, x, "range clause");
        } else {
            Operand y;
            y.mode = Mode::Value;
            y.expr = lhs[i];
            y.type = yielded[i];
            y.component = true;
            initVar(v, y, "assignment");
        }
        id->type = v->type;
        id->mode = Mode::Variable;
    }
    if (fresh.empty()) {
        error(s, "no new variables on left side of :=");
        return;
    }
    for (VarObject* v : fresh) declare(env.scope, nullptr, v);
}

void Checker::rangeAssign(RangeStmt* s, Operand& x) {
    Expr* lhs[2] = {s->key, s->value};
    Type* yielded[2] = {s->keyType, s->valueType};
    const bool overInt = !x.invalid() && s->rangeKind == RangeKind::Int && isValid(s->keyType);
    if (!s->key && overInt) {
        assignment(x, nullptr, "range clause");
        return;
    }
    for (int i = 0; i < 2; i++) {
        if (!lhs[i] || !yielded[i] || !isValid(yielded[i])) continue;
        if (overInt) {
            assignVar(lhs[i], nullptr, &x, "range clause");
            if (!x.invalid() && !isInteger(x.type))
                error(lhs[i], "cannot use iteration variable of type " + str(x.type));
        } else {
            Operand y;
            y.mode = Mode::Value;
            y.expr = lhs[i];
            y.type = yielded[i];
            y.component = true;
            assignVar(lhs[i], nullptr, &y, "assignment");
        }
    }
}

}  // namespace tricolor::golang
