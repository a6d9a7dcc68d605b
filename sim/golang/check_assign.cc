#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

// ---- assignability ----

bool Checker::assignable(const Operand& x, Type* t, std::string* cause) {
    if (x.invalid() || !isValid(t)) return true;
    Type* v = unalias(x.type);
    Type* target = unalias(t);
    if (identical(v, target)) return true;
    Type *vu = underlyingOf(v), *tu = underlyingOf(target);
    auto* vp = typeAs<TypeParamType>(v);
    auto* tp = typeAs<TypeParamType>(target);
    if (isUntyped(v)) {
        if (tp)
            return eachTerm(
                tp, [&](const Term* term) { return term && implicitType(x, term->type, nullptr, nullptr); });
        return implicitType(x, target, nullptr, nullptr) != nullptr;
    }
    if (!vp && !tp && identical(vu, tu) && (!hasName(v) || !hasName(target))) return true;
    if ((tu->kind == TypeKind::Interface && !tp) || isInterfacePointer(tu)) {
        if (implements(v, target, false, cause)) return true;
        if (!vp) return false;
        if (cause) cause->clear();
    }
    if (vu->kind == TypeKind::Interface && !vp && implements(target, v, false, nullptr)) {
        if (cause) *cause = "need type assertion";
        return false;
    }
    const auto *vc = typeAs<ChanType>(vu), *tc = typeAs<ChanType>(tu);
    if (!vp && vc && tc && vc->dir == ChanDir::Both && identical(vc->element, tc->element))
        return !hasName(v) || !hasName(target);
    const auto inside = [&](const std::string& text) {
        if (cause) *cause = cause->empty() ? text : text + "\n\t" + *cause;
    };
    if (tp && !hasName(v)) {
        return eachTerm(tp, [&](const Term* term) {
            if (!term) return false;
            if (assignable(x, term->type, cause)) return true;
            inside("cannot assign " + str(x.type) + " to " + str(term->type) + " (in " + str(target) + ")");
            return false;
        });
    }
    if (vp && !hasName(target)) {
        return eachTerm(vp, [&](const Term* term) {
            if (!term) return false;
            Operand y = x;
            y.type = term->type;
            if (assignable(y, t, cause)) return true;
            inside("cannot assign " + str(term->type) + " (in " + str(v) + ") to " + str(t));
            return false;
        });
    }
    return false;
}

namespace {

bool mentionsTerm(const Type* t, const Type* wanted) {
    if (const auto* i = typeAs<InterfaceType>(t))
        return std::any_of(i->embedded.begin(), i->embedded.end(),
                           [&](const Type* e) { return mentionsTerm(e, wanted); });
    if (const auto* u = typeAs<UnionType>(t))
        return std::any_of(u->terms.begin(), u->terms.end(),
                           [&](const Term& term) { return mentionsTerm(term.type, wanted); });
    return identical(t, wanted);
}

std::string termsText(const std::vector<Term>& terms, const Package* relativeTo) {
    std::string out;
    for (const Term& t : terms)
        out += (out.empty() ? "" : " | ") + std::string(t.tilde ? "~" : "") + t.type->str(relativeTo);
    return out.empty() ? "∅" : out;
}

}  // namespace

// Whether v implements the interface t, or satisfies it as a constraint.
bool Checker::implements(Type* v, Type* t, bool constraint_, std::string* cause) {
    Type *vu = underlyingOf(v), *tu = underlyingOf(t);
    if (!isValid(vu) || !isValid(tu)) return true;
    if (const auto* p = typeAs<PointerType>(vu); p && !isValid(underlyingOf(p->element))) return true;
    const std::string verb = constraint_ ? "satisfy" : "implement";
    const auto fail = [&](const std::string& text) {
        if (cause) *cause = text;
        return false;
    };
    const std::string doesNot = str(v) + " does not " + verb + " " + str(t);
    auto* ti = typeAs<InterfaceType>(tu);
    if (!ti) {
        return fail(doesNot + (isInterfacePointer(tu)
                                   ? " (type " + str(t) + " is pointer to interface, not interface)"
                                   : " (" + str(t) + " is not an interface)"));
    }
    completedInterface(ti);
    if (ti->allMethods.empty() && ti->isMethodSet()) return true;
    auto* vi = typeAs<InterfaceType>(vu);
    if (vi && emptyTypeSet(completedInterface(vi))) return true;
    if (emptyTypeSet(ti)) return fail("cannot " + verb + " " + str(t) + " (empty type set)");
    std::string why;
    if (!hasAllMethods(v, ti, true, &why, identical)) return fail(doesNot + " " + why);
    const auto comparability = [&] {
        if (!ti->comparable) return true;
        if (isComparable(v, false) || (constraint_ && isComparable(v, true))) return true;
        return fail(str(v) + " does not " + verb + " comparable");
    };
    if (ti->allTypes) return comparability();
    if (vi) return termsSubset(vi, ti) ? comparability() : fail(doesNot);
    Type* untilded = nullptr;
    for (const Term& term : ti->terms) {
        if (termIncludes(term, v)) return comparability();
        if (!untilded && !term.tilde && identical(term.type, underlyingOf(term.type)) &&
            termIncludes({true, term.type}, v))
            untilded = term.type;
    }
    if (untilded) return fail(doesNot + " (possibly missing ~ for " + str(untilded) + " in " + str(t) + ")");
    if (mentionsTerm(ti, v))
        return fail(doesNot + " (" + str(t) + " mentions " + str(v) + ", but " + str(v) +
                    " is not in the type set of " + str(t) + ")");
    return fail(doesNot + " (" + str(v) + " missing in " + termsText(ti->terms, package) + ")");
}

std::string Checker::wrongMethodCause(const FuncObject* m, const FuncObject* f, Type* have) {
    const auto* hs = typeAs<SignatureType>(have);
    const std::string h = f->name + (hs ? signatureText(hs, package, false) : "");
    const std::string w = m->name + (m->type ? signatureText(m->signature(), package, false) : "");
    const std::string head = f->name == m->name ? "(wrong type for method " : "(missing method ";
    if (h == w) return head + m->name + ")";
    return head + m->name + ")\n\t\thave " + h + "\n\t\twant " + w;
}

std::string Checker::missingMethodCause(Type* v, const FuncObject* m, const Found& found) {
    if (found.ambiguous) return "(ambiguous selector " + str(v) + "." + m->name + ")";
    if (found.indirect) return "(method " + m->name + " has pointer receiver)";
    const Found other = findInMethodSet(v, m->package, m->name, true);
    if (auto* f = other.object ? objectAs<FuncObject>(other.object) : nullptr) {
        if (f->name == m->name) return "(unexported method " + m->name + ")";
        if (!f->type) objectDecl(f);
        return wrongMethodCause(m, f, other.named ? types.methodSignature(f, other.named) : f->type);
    }
    if (isInterfacePointer(v)) {
        const auto* p = underlyingAs<PointerType>(v);
        return isTypeParam(p->element)
                   ? "(type " + str(v) + " is pointer to type parameter, not type parameter)"
                   : "(type " + str(v) + " is pointer to interface, not interface)";
    }
    return "(missing method " + m->name + ")";
}

// isStatic: also an interface v must have every method itself.
bool Checker::hasAllMethods(Type* v, InterfaceType* t, bool isStatic, std::string* cause,
                            const std::function<bool(Type*, Type*)>& same) {
    if (!isValid(v)) return true;
    auto* vi = underlyingAs<InterfaceType>(v);
    if (vi) completedInterface(vi);
    for (const FuncObject* m : completedInterface(t)->allMethods) {
        Found found;
        if (vi)
            found.object = interfaceMethod(vi, m->package, m->name);
        else
            found = findInMethodSet(v, m->package, m->name);
        if (!found.object) {
            if (vi && !isStatic) continue;
            if (cause) *cause = vi ? "(missing method " + m->name + ")" : missingMethodCause(v, m, found);
            return false;
        }
        auto* f = objectAs<FuncObject>(found.object);
        if (!f) {
            if (cause) *cause = "(" + str(v) + "." + m->name + " is a field, not a method)";
            return false;
        }
        if (!f->type) objectDecl(f);
        Type* have = found.named ? types.methodSignature(f, found.named) : f->type;
        if (!have || !m->type || same(have, m->type)) continue;
        if (cause) *cause = wrongMethodCause(m, f, have);
        return false;
    }
    return true;
}

// ---- assignments ----

// Checks that x can be assigned to a variable of type t (null: any), and gives an untyped x its type.
void Checker::assignment(Operand& x, Type* t, const std::string& context) {
    singleValue(x);
    if (x.invalid()) return;
    if (x.mode == Mode::NoValue || x.mode == Mode::Builtin || x.mode == Mode::TypeExpr) {
        error(x, "cannot assign " + str(x) + " to " + (t ? str(t) : "_") + " in " + context);
        x.mode = Mode::Invalid;
        return;
    }
    if (isUntyped(x.type)) {
        Type* target = t;
        if (x.isNil()) {
            if (!t) {
                error(x, "use of untyped nil in " + context);
                x.mode = Mode::Invalid;
                return;
            }
        } else if (!t || isPlainInterface(t)) {
            target = defaultType(x.type);
        }
        Constant value;
        Misfit why = Misfit::None;
        Type* given = implicitType(x, target, &value, &why);
        if (!given) {
            std::string text = "cannot use " + str(x) + " as " + str(target) + " value in " + context;
            if (why == Misfit::Truncated) text += " (truncated)";
            if (why == Misfit::Overflows) text += " (overflows)";
            error(x, text);
            x.mode = Mode::Invalid;
            return;
        }
        if (value.known()) x.value = value;
        if (given != x.type) {
            x.type = given;
            if (!x.component) updateType(x.expr, given, false);
        }
    }
    if (const auto* s = underlyingAs<SignatureType>(x.type); s && !s->typeParams.empty()) {
        error(x, "cannot use generic function " + exprText(x.expr) + " without instantiation");
        x.mode = Mode::Invalid;
        return;
    }
    if (!t) return;
    std::string cause;
    if (!assignable(x, t, &cause)) {
        error(x, "cannot use " + str(x) + " as " + str(t) + " value in " + context +
                     (cause.empty() ? "" : ": " + cause));
        x.mode = Mode::Invalid;
        return;
    }
    if (x.expr && !x.component && !identical(x.type, t)) x.expr->implicitType = t;
}

void Checker::initConst(ConstObject* lhs, Operand& x) {
    const bool broken = x.invalid() || !x.type || !isValid(x.type) || (lhs->type && !isValid(lhs->type));
    if (broken || !x.isConstant()) {
        if (!broken) error(x, str(x) + " is not constant");
        if (!lhs->type) lhs->type = invalidType();
        return;
    }
    if (!lhs->type) lhs->type = x.type;
    assignment(x, lhs->type, "constant declaration");
    if (!x.invalid()) lhs->value = x.value;
}

void Checker::initVar(VarObject* lhs, Operand& x, const std::string& context) {
    if (x.invalid() || !isValid(x.type) || (lhs->type && !isValid(lhs->type))) {
        if (!lhs->type) lhs->type = invalidType();
        x.mode = Mode::Invalid;
        return;
    }
    if (!lhs->type) {
        Type* t = x.type;
        if (isUntyped(t)) {
            if (t->kind == TypeKind::UntypedNil) {
                error(x, "use of untyped nil in " + context);
                lhs->type = invalidType();
                x.mode = Mode::Invalid;
                return;
            }
            t = defaultType(t);
        }
        lhs->type = t;
    }
    assignment(x, lhs->type, context);
}

// The type of a variable that is assigned to; null for _, invalid after an error.
Type* Checker::lhsVar(Expr* e) {
    auto* id = as<Ident>(unparen(e));
    if (id && id->blank()) return nullptr;
    // Being assigned to is no use.
    auto* v = id ? objectAs<VarObject>(lookup(id->name)) : nullptr;
    if (v && v->package != package) v = nullptr;
    const bool used = v && v->used;
    Operand x;
    expr(x, e);
    if (v) v->used = used;
    if (x.invalid() || !isValid(x.type)) return invalidType();
    if (x.mode == Mode::Variable || x.mode == Mode::MapIndex) {
        markReassigned(e);
        return x.type;
    }
    if (auto* s = as<SelectorExpr>(x.expr)) {
        Operand base;
        expr(base, s->x);
        if (base.mode == Mode::MapIndex) {
            error(x, "cannot assign to struct field " + exprText(x.expr) + " in map");
            return invalidType();
        }
    }
    error(x, "cannot assign to " + exprText(x.expr) + " (neither addressable nor a map index expression)");
    return invalidType();
}

// Assigns rhs, or the value x if rhs is evaluated already.
void Checker::assignVar(Expr* lhs, Expr* rhs, Operand* x, const std::string& context) {
    Type* t = lhsVar(lhs);
    if (t && !isValid(t)) {
        if (x)
            x->mode = Mode::Invalid;
        else
            use(rhs);
        return;
    }
    Operand value;
    if (!x) {
        const std::optional<Target> target = t ? newTarget(t, exprText(lhs)) : std::nullopt;
        x = &value;
        expr(target ? &*target : nullptr, value, rhs);
    }
    assignment(*x, t, !t && context == "assignment" ? "assignment to _ identifier" : context);
}

void Checker::assignError(const Exprs& rhs, size_t l, size_t r) {
    const auto measure = [](size_t n, const std::string& unit) {
        return std::to_string(n) + " " + unit + (n == 1 ? "" : "s");
    };
    const std::string vars = measure(l, "variable"), values = measure(r, "value");
    if (rhs.size() == 1) {
        if (auto* call = as<CallExpr>(unparen(rhs[0]))) {
            error(rhs[0],
                  "assignment mismatch: " + vars + " but " + exprText(call->fun) + " returns " + values);
            return;
        }
    }
    error(rhs[0], "assignment mismatch: " + vars + " but " + values);
}

void Checker::returnError(const Node* at, const std::vector<VarObject*>& lhs, const Operands& rhs) {
    const Node* place = at;
    std::string qualifier = "not enough";
    if (rhs.size() > lhs.size()) {
        place = rhs[lhs.size()].expr;
        qualifier = "too many";
    } else if (!rhs.empty()) {
        place = rhs.back().expr;
    }
    Types have, want;
    for (const Operand& x : rhs) have.push_back(x.type);
    for (const VarObject* v : lhs) want.push_back(v->type);
    error(place, qualifier + " return values\n\thave " + typesSummary(have, false, false) + "\n\twant " +
                     typesSummary(want, false, false));
}

void Checker::initVars(const std::vector<VarObject*>& lhs, const Exprs& rhs, ReturnStmt* returning) {
    const std::string context = returning ? "return statement" : "assignment";
    const size_t l = lhs.size();
    const bool isCall = rhs.size() == 1 && unparen(rhs[0])->kind == NodeKind::CallExpr;
    const auto invalidate = [&] {
        for (VarObject* v : lhs)
            if (!v->type) v->type = invalidType();
    };
    if (l == rhs.size() && !returning)
        for (size_t i = 0; i < l; i++) lhs[i]->init = rhs[i];
    if (l == rhs.size() && !isCall) {
        for (size_t i = 0; i < l; i++) {
            Operand x;
            const std::string name = returning && lhs[i]->name.empty() ? "result variable" : lhs[i]->name;
            const std::optional<Target> target = newTarget(lhs[i]->type, name);
            expr(target ? &*target : nullptr, x, rhs[i]);
            initVar(lhs[i], x, context);
        }
        return;
    }
    if (rhs.size() != 1) {
        if (use(rhs)) {
            if (returning)
                returnError(returning, lhs, exprList(rhs));
            else
                assignError(rhs, l, rhs.size());
        }
        invalidate();
        return;
    }
    bool commaOk = false;
    Operands values = multiExpr(rhs[0], l == 2 && !returning, commaOk);
    if (values.size() == l) {
        for (size_t i = 0; i < l; i++) initVar(lhs[i], values[i], context);
        if (commaOk && !values[0].invalid() && !values[1].invalid()) recordCommaOk(rhs[0], values);
        return;
    }
    if (!values[0].invalid()) {
        if (returning)
            returnError(returning, lhs, values);
        else
            assignError(rhs, l, values.size());
    }
    invalidate();
}

void Checker::assignVars(const Exprs& lhs, const Exprs& rhs) {
    const size_t l = lhs.size();
    const bool isCall = rhs.size() == 1 && unparen(rhs[0])->kind == NodeKind::CallExpr;
    if (l == rhs.size() && !isCall) {
        for (size_t i = 0; i < l; i++) assignVar(lhs[i], rhs[i], nullptr, "assignment");
        return;
    }
    if (rhs.size() != 1) {
        const bool okLeft = use(lhs, true);
        const bool okRight = use(rhs);
        if (okLeft && okRight) assignError(rhs, l, rhs.size());
        return;
    }
    bool commaOk = false;
    Operands values = multiExpr(rhs[0], l == 2, commaOk);
    if (values.size() == l) {
        for (size_t i = 0; i < l; i++) assignVar(lhs[i], nullptr, &values[i], "assignment");
        if (commaOk && !values[0].invalid() && !values[1].invalid()) recordCommaOk(rhs[0], values);
        return;
    }
    if (!values[0].invalid()) assignError(rhs, l, values.size());
    use(lhs, true);
}

void Checker::shortVarDecl(AssignStmt* s) {
    const size_t top = delayed.size();
    std::vector<VarObject*> vars, fresh;
    std::vector<std::string> seen;
    bool failed = false;
    s->newVars.assign(s->lhs.size(), nullptr);
    for (size_t i = 0; i < s->lhs.size(); i++) {
        Expr* e = s->lhs[i];
        VarObject* v = nullptr;
        if (auto* id = as<Ident>(e); !id) {
            use(e, true);
            error(e, "non-name " + exprText(e) + " on left side of :=");
            failed = true;
        } else if (!id->blank() && std::find(seen.begin(), seen.end(), id->name) != seen.end()) {
            error(e, id->name + " repeated on left side of :=");
            failed = true;
        } else if (Object* other = env.scope->find(id->name)) {
            seen.push_back(id->name);
            id->object = other;
            v = objectAs<VarObject>(other);
            if (v) {
                v->reassigned = true;
                id->type = v->type;
                id->mode = Mode::Variable;
                noteUse(v);
            } else {
                error(e, "cannot assign to " + exprText(e));
                failed = true;
            }
        } else {
            seen.push_back(id->name);
            v = newLocal(id, nullptr);
            if (!id->blank()) {
                fresh.push_back(v);
                s->newVars[i] = v;
                id->object = v;
            }
        }
        if (!v) {
            v = types.object<VarObject>("_", e->pos);
            v->package = package;
            v->function = env.function;
        }
        vars.push_back(v);
    }
    initVars(vars, s->rhs, nullptr);
    processDelayed(top);
    for (size_t i = 0; i < s->lhs.size(); i++) {
        s->lhs[i]->type = vars[i]->type;
        s->lhs[i]->mode = Mode::Variable;
    }
    if (fresh.empty() && !failed) {
        error(s->pos, "no new variables on left side of :=");
        return;
    }
    for (VarObject* v : fresh) declare(env.scope, nullptr, v);
}

}  // namespace tricolor::golang
