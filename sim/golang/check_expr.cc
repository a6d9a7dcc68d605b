#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

// ---- entry points ----

ExprKind Checker::rawExpr(const Target* target, Operand& x, Expr* e, Type* hint, bool allowGeneric) {
    const ExprKind kind = exprInternal(target, x, e, hint);
    if (!allowGeneric) nonGeneric(target, x);
    record(x);
    return kind;
}

void Checker::expr(const Target* target, Operand& x, Expr* e) {
    rawExpr(target, x, e, nullptr, false);
    exclude(x, {Mode::NoValue, Mode::Builtin, Mode::TypeExpr}, true);
    singleValue(x);
}

void Checker::genericExpr(Operand& x, Expr* e) {
    rawExpr(nullptr, x, e, nullptr, true);
    exclude(x, {Mode::NoValue, Mode::Builtin, Mode::TypeExpr}, true);
    singleValue(x);
}

void Checker::exprWithHint(Operand& x, Expr* e, Type* hint) {
    rawExpr(nullptr, x, e, hint, false);
    exclude(x, {Mode::NoValue, Mode::Builtin, Mode::TypeExpr}, true);
    singleValue(x);
}

void Checker::exprOrType(Operand& x, Expr* e, bool allowGeneric) {
    rawExpr(nullptr, x, e, nullptr, allowGeneric);
    exclude(x, {Mode::NoValue}, false);
    singleValue(x);
}

// The values of e: several for a call with several results, or for a comma-ok expression where that is
// allowed.
Checker::Operands Checker::multiExpr(Expr* e, bool allowCommaOk, bool& commaOk) {
    Operand x;
    rawExpr(nullptr, x, e, nullptr, false);
    exclude(x, {Mode::NoValue, Mode::Builtin, Mode::TypeExpr}, true);
    commaOk = false;
    Operands out;
    const auto* tuple = x.type ? typeAs<TupleType>(x.type) : nullptr;
    if (tuple && !x.invalid()) {
        for (Type* t : tuple->elements) {
            Operand part;
            part.mode = Mode::Value;
            part.expr = e;
            part.type = t;
            part.component = true;
            out.push_back(part);
        }
        return out;
    }
    out.push_back(x);
    if (allowCommaOk && (x.mode == Mode::MapIndex || x.mode == Mode::CommaOk)) {
        Operand ok;
        ok.mode = Mode::Value;
        ok.expr = e;
        ok.type = basic(TypeKind::UntypedBool);
        ok.component = true;
        out[0].component = true;
        out.push_back(ok);
        commaOk = true;
    }
    return out;
}

void Checker::recordCommaOk(Expr* e, const Operands& values) {
    Type* second = isUntyped(values[1].type) ? basic(TypeKind::Bool) : values[1].type;
    for (;;) {
        e->type = types.tupleOf({values[0].type, second});
        auto* p = as<ParenExpr>(e);
        if (!p) return;
        e = p->x;
    }
}

void Checker::exclude(Operand& x, std::initializer_list<Mode> modes, bool typesExcluded) {
    if (std::find(modes.begin(), modes.end(), x.mode) == modes.end()) return;
    if (x.mode == Mode::NoValue)
        error(x, str(x) + (typesExcluded ? " used as value" : " used as value or type"));
    if (x.mode == Mode::Builtin) error(x, str(x) + " must be called");
    if (x.mode == Mode::TypeExpr) error(x, str(x) + " is not an expression");
    x.mode = Mode::Invalid;
}

void Checker::singleValue(Operand& x) {
    if (x.mode != Mode::Value || !x.type || x.type->kind != TypeKind::Tuple) return;
    error(x, "multiple-value " + str(x) + " in single-value context");
    x.mode = Mode::Invalid;
}

std::optional<Checker::Target> Checker::newTarget(Type* t, const std::string& description) {
    auto* s = t ? underlyingAs<SignatureType>(t) : nullptr;
    if (!s) return std::nullopt;
    return Target{s, description};
}

void Checker::nonGeneric(const Target* target, Operand& x) {
    if (x.invalid() || x.mode == Mode::NoValue || !x.type) return;
    std::string what;
    if (isGeneric(x.type)) what = "type";
    if (const auto* s = typeAs<SignatureType>(x.type); s && !s->typeParams.empty()) {
        if (target) {
            functionInstance(target, x.expr->pos, x, nullptr, true, nullptr);
            return;
        }
        what = "function";
    }
    if (what.empty()) return;
    error(x.expr, "cannot use generic " + what + " " + exprText(x.expr) + " without instantiation");
    x.mode = Mode::Invalid;
    x.type = invalidType();
}

void Checker::record(const Operand& x) {
    if (!x.expr || x.component) return;
    x.expr->mode = x.mode;
    x.expr->type = x.mode == Mode::NoValue || x.mode == Mode::Builtin ? nullptr : x.type;
    x.expr->constant = x.isConstant() ? x.value : Constant();
}

// Evaluates for the sake of errors inside and of variables used there; false if there was one.
bool Checker::use(const Exprs& list, bool lhs) {
    bool ok = true;
    for (Expr* e : list) ok = use(e, lhs) && ok;
    return ok;
}

bool Checker::use(Expr* e, bool lhs) {
    if (!e) return true;
    Operand x;
    x.mode = Mode::Value;
    Expr* inner = unparen(e);
    auto* id = as<Ident>(inner);
    if (!id) {
        rawExpr(nullptr, x, e, nullptr, true);
        return !x.invalid();
    }
    if (id->blank()) return true;
    auto* v = lhs ? objectAs<VarObject>(lookup(id->name)) : nullptr;
    const bool used = v && v->used;
    exprOrType(x, inner, true);
    if (v) v->used = used;
    return !x.invalid();
}

// ---- dispatch ----

ExprKind Checker::exprInternal(const Target* target, Operand& x, Expr* e, Type* hint) {
    x = {};
    x.type = invalidType();
    ExprKind kind = ExprKind::Expression;
    switch (e->kind) {
        case NodeKind::Ident:
            ident(x, static_cast<Ident*>(e), false);
            break;
        case NodeKind::BasicLit:
            if (!static_cast<BasicLit*>(e)->bad) basicLit(x, static_cast<BasicLit*>(e));
            break;
        case NodeKind::FuncLit:
            funcLit(x, static_cast<FuncLit*>(e));
            break;
        case NodeKind::CompositeLit:
            compositeLit(x, static_cast<CompositeLit*>(e), hint);
            break;
        case NodeKind::ParenExpr:
            kind = rawExpr(nullptr, x, static_cast<ParenExpr*>(e)->x, nullptr, false);
            x.expr = e;
            return kind;
        case NodeKind::SelectorExpr:
            selector(x, static_cast<SelectorExpr*>(e), false);
            break;
        case NodeKind::IndexExpr: {
            auto* i = static_cast<IndexExpr*>(e);
            if (indexExpr(x, i)) functionInstance(target, e->pos, x, i, true, nullptr);
            break;
        }
        case NodeKind::SliceExpr:
            sliceExpr(x, static_cast<SliceExpr*>(e));
            break;
        case NodeKind::TypeAssertExpr:
            typeAssertion(x, static_cast<TypeAssertExpr*>(e));
            break;
        case NodeKind::CallExpr:
            return callExpr(x, static_cast<CallExpr*>(e));
        case NodeKind::StarExpr:
            star(x, static_cast<StarExpr*>(e));
            break;
        case NodeKind::UnaryExpr:
            unary(x, static_cast<UnaryExpr*>(e));
            if (static_cast<UnaryExpr*>(e)->op == Op::Recv) kind = ExprKind::Statement;
            break;
        case NodeKind::BinaryExpr: {
            auto* b = static_cast<BinaryExpr*>(e);
            binary(x, e, b->x, b->y, b->op, b->pos);
            break;
        }
        case NodeKind::KeyValueExpr:
            error(e, "no key:value expected");
            break;
        case NodeKind::DotsTypeExpr:
            error(e, "invalid use of ...");
            break;
        case NodeKind::ArrayTypeExpr:
        case NodeKind::SliceTypeExpr:
        case NodeKind::StructTypeExpr:
        case NodeKind::FuncTypeExpr:
        case NodeKind::InterfaceTypeExpr:
        case NodeKind::MapTypeExpr:
        case NodeKind::ChanTypeExpr:
            x.mode = Mode::TypeExpr;
            x.type = typeOf(e);
            break;
        default:
            break;  // BadExpr: reported before
    }
    x.expr = e;
    return x.invalid() ? ExprKind::Statement : kind;
}

void Checker::basicLit(Operand& x, BasicLit* e) {
    constexpr size_t longest = 10000;
    if (e->literal < LiteralKind::Rune && e->text.size() > longest) {
        error(e, "excessively long constant: " + e->text.substr(0, 10) + "... (" +
                     std::to_string(e->text.size()) + " chars)");
        return;
    }
    x.value = Constant::ofLiteral(e->literal, e->text);
    if (!x.value.known()) {
        error(e, "malformed constant: " + e->text);
        return;
    }
    constexpr TypeKind kinds[] = {TypeKind::UntypedInt, TypeKind::UntypedFloat, TypeKind::UntypedComplex,
                                  TypeKind::UntypedRune, TypeKind::UntypedString};
    x.mode = Mode::Constant;
    x.type = basic(kinds[static_cast<int>(e->literal)]);
    x.expr = e;
    overflow(x, e->pos);
}

void Checker::funcLit(Operand& x, FuncLit* e) {
    FuncInfo* f = newFunction(literalName(false));
    f->outer = env.function;
    f->literal = e;
    f->body = e->body;
    f->pos = e->pos;
    e->info = f;
    if (env.function) env.function->literals.push_back(f);
    auto* s = types.make<SignatureType>();
    f->signature = s;
    openScope();
    Scope* scope = env.scope;
    funcTypeInto(s, e->signature, nullptr, nullptr, f, nullptr);
    closeScope();
    package->functions.push_back(f);
    later([this, f, scope, decl = env.decl, iota = env.iota] { funcBody(f, decl, scope, iota); });
    x.mode = Mode::Value;
    x.type = s;
}

// ---- unary ----

void Checker::star(Operand& x, StarExpr* e) {
    exprOrType(x, e->x, false);
    if (x.invalid()) return;
    if (x.mode == Mode::TypeExpr) {
        validVarType(e->x, x.type);
        x.type = types.pointerTo(x.type);
        return;
    }
    Type* base = nullptr;
    if (x.isNil()) {
        error(x, "invalid operation: cannot indirect " + str(x));
        x.mode = Mode::Invalid;
        return;
    }
    const bool ok = eachUnderlying(x.type, [&](Type* u) {
        const auto* p = u ? typeAs<PointerType>(u) : nullptr;
        if (!p) {
            error(x, "invalid operation: cannot indirect " + str(x));
            return false;
        }
        if (base && !identical(p->element, base)) {
            error(x, "invalid operation: pointers of " + str(x) + " must have identical base types");
            return false;
        }
        base = p->element;
        return true;
    });
    x.mode = ok ? Mode::Variable : Mode::Invalid;
    if (ok) x.type = base;
}

void Checker::typeAssertion(Operand& x, TypeAssertExpr* e) {
    if (!e->target) {
        error(e, "invalid syntax tree: use of .(type) outside type switch");
        use(e->x);
        return;
    }
    expr(x, e->x);
    if (x.invalid()) return;
    const auto fail = [&](const std::string& text) {
        error(x, "invalid operation: " + text);
        x.mode = Mode::Invalid;
    };
    if (isTypeParam(x.type)) return fail("cannot use type assertion on type parameter value " + str(x));
    if (!isInterface(x.type)) return fail(str(x) + " is not an interface");
    Type* t = varType(e->target);
    if (!isValid(t)) {
        x.mode = Mode::Invalid;
        return;
    }
    checkAssertion(e, x, t, false);
    x.mode = Mode::CommaOk;
    x.type = t;
}

void Checker::checkAssertion(const Expr* at, const Operand& x, Type* t, bool typeSwitch) {
    if (isInterface(t)) return;
    std::string cause;
    if (hasAllMethods(t, underlyingAs<InterfaceType>(x.type), false, &cause, identical)) return;
    if (typeSwitch)
        error(at, "impossible type switch case: " + exprText(at) + "\n\t" + str(x) +
                      " cannot have dynamic type " + str(t) + " " + cause);
    else
        error(at, "impossible type assertion: " + exprText(at) + "\n\t" + str(t) + " does not implement " +
                      str(x.type) + " " + cause);
}

// ---- what happens to variables ----

// The variable whose memory e lies in, if that is certain: x, x.f, x[i] of an array.
VarObject* Checker::rootVariable(Expr* e) const {
    for (;;) {
        e = unparen(e);
        if (auto* id = as<Ident>(e)) return objectAs<VarObject>(id->object);
        if (auto* s = as<SelectorExpr>(e)) {
            if (!s->selection) return objectAs<VarObject>(s->sel->object);
            if (s->selection->kind != SelectionKind::Field) return nullptr;
            for (const SelectionStep& step : s->selection->path)
                if (step.deref) return nullptr;
            e = s->x;
        } else if (auto* i = as<IndexExpr>(e)) {
            if (!i->x->type || !underlyingAs<ArrayType>(i->x->type)) return nullptr;
            e = i->x;
        } else {
            return nullptr;
        }
    }
}

void Checker::takeAddress(Expr* e) {
    if (VarObject* v = rootVariable(e)) v->addressTaken = true;
}

void Checker::markReassigned(Expr* e) {
    if (VarObject* v = rootVariable(e)) v->reassigned = true;
}

}  // namespace tricolor::golang
