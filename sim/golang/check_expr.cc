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

bool Checker::operatorDefined(const Operand& x, Op op, bool unaryOp) {
    bool (*predicate)(TypeKind) = nullptr;
    switch (op) {
        case Op::Add:
            predicate = unaryOp ? isNumericKind : isNumericOrStringKind;
            break;
        case Op::Sub:
        case Op::Mul:
        case Op::Div:
            predicate = isNumericKind;
            break;
        case Op::Not:
        case Op::AndAnd:
        case Op::OrOr:
            predicate = isBooleanKind;
            break;
        default:
            predicate = isIntegerKind;
            break;
    }
    if (allBasicIf(x.type, predicate)) return true;
    error(x, "invalid operation: operator " + std::string(opText(op)) + " not defined on " + str(x));
    return false;
}

void Checker::unary(Operand& x, UnaryExpr* e) {
    expr(x, e->x);
    if (x.invalid()) return;
    Op op = e->op;
    if (op == Op::And) {
        if (unparen(e->x)->kind != NodeKind::CompositeLit && x.mode != Mode::Variable) {
            error(x, "invalid operation: cannot take address of " + str(x));
            x.mode = Mode::Invalid;
            return;
        }
        takeAddress(e->x);
        x.mode = Mode::Value;
        x.type = types.pointerTo(x.type);
        return;
    }
    if (op == Op::Recv) {
        Type* element = channelElement(startPos(e->x), x, true);
        x.mode = element ? Mode::CommaOk : Mode::Invalid;
        if (element) x.type = element;
        env.hasCallOrRecv = true;
        return;
    }
    if (op == Op::Tilde) {
        const bool integer = allBasicIf(x.type, isIntegerKind);
        error(e, std::string("cannot use ~ outside of interface or type constraint") +
                     (integer ? " (use ^ for bitwise complement)" : ""));
        x.mode = Mode::Invalid;
        return;
    }
    if (!operatorDefined(x, op, true)) {
        x.mode = Mode::Invalid;
        return;
    }
    if (!x.isConstant()) {
        x.mode = Mode::Value;
        return;
    }
    if (!x.value.known()) return;
    const TypeKind k = underlyingOf(x.type)->kind;
    int bits = 0;
    if (isUnsignedKind(k))
        bits = k == TypeKind::Uint8 ? 8 : k == TypeKind::Uint16 ? 16 : k == TypeKind::Uint32 ? 32 : 64;
    x.value = Constant::unary(op, x.value, bits);
    x.expr = e;
    overflow(x, e->pos);
}

// The element type of the channel x, for receiving from it or sending to it; null after an error.
Type* Checker::channelElement(Pos at, const Operand& x, bool receive) {
    const auto condition = [&](Type* t, Type* u) -> std::string {
        if (!u) return "no specific channel type";
        const auto* c = typeAs<ChanType>(u);
        if (!c) return "non-channel " + str(t);
        if (receive && c->dir == ChanDir::SendOnly) return "send-only channel " + str(t);
        if (!receive && c->dir == ChanDir::RecvOnly) return "receive-only channel " + str(t);
        return "";
    };
    std::string cause;
    Type* u = commonUnderlying(x.type, condition, &cause, package);
    if (u) return static_cast<ChanType*>(u)->element;
    const std::string verb =
        receive ? "invalid operation: cannot receive from " : "invalid operation: cannot send to ";
    error(at, isTypeParam(x.type) ? verb + str(x) + ": " + cause : verb + cause + " " + str(x));
    return nullptr;
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

// ---- binary ----

// An untyped operand takes on the type of the other one.
void Checker::matchTypes(Operand& x, Operand& y) {
    const auto mayConvert = [&] {
        if (isTyped(x.type) && isTyped(y.type)) return false;
        if (allBasicIf(x.type, isNumericKind) != allBasicIf(y.type, isNumericKind)) return false;
        if (isPlainInterface(x.type) || isPlainInterface(y.type)) return true;
        if (allBasicIf(x.type, isBooleanKind) != allBasicIf(y.type, isBooleanKind)) return false;
        if (allBasicIf(x.type, isStringKind) != allBasicIf(y.type, isStringKind)) return false;
        if (x.isNil()) return hasNil(y.type);
        if (y.isNil()) return hasNil(x.type);
        return !underlyingAs<PointerType>(x.type) && !underlyingAs<PointerType>(y.type);
    };
    if (!mayConvert()) return;
    convertUntyped(x, y.type);
    if (x.invalid()) return;
    convertUntyped(y, x.type);
    if (y.invalid()) x.mode = Mode::Invalid;
}

// e is the whole expression, or null for x op= y.
void Checker::binary(Operand& x, Expr* e, Expr* lhs, Expr* rhs, Op op, Pos opPos) {
    Operand y;
    expr(x, lhs);
    expr(y, rhs);
    if (x.invalid()) return;
    if (y.invalid()) {
        x.mode = Mode::Invalid;
        x.expr = y.expr;
        return;
    }
    if (isShift(op)) return shift(x, y, e, op, opPos);
    matchTypes(x, y);
    if (x.invalid()) return;
    if (isComparison(op)) return comparison(x, y, op, false);
    if (!identical(x.type, y.type)) {
        if (isValid(x.type) && isValid(y.type)) {
            const std::string what =
                e ? exprText(e) : exprText(lhs) + " " + std::string(opText(op)) + "= " + exprText(rhs);
            error(x, "invalid operation: " + what + " (mismatched types " + str(x.type) + " and " +
                         str(y.type) + ")");
        }
        x.mode = Mode::Invalid;
        return;
    }
    if (!operatorDefined(x, op, false)) {
        x.mode = Mode::Invalid;
        return;
    }
    if ((op == Op::Div || op == Op::Rem) && y.isConstant() && y.value.known() && y.value.sign() == 0 &&
        (x.isConstant() || allBasicIf(x.type, isIntegerKind))) {
        error(y, "invalid operation: division by zero");
        x.mode = Mode::Invalid;
        return;
    }
    if (!x.isConstant() || !y.isConstant()) {
        x.mode = Mode::Value;
        return;
    }
    x.value = Constant::binary(x.value, op, y.value, isInteger(x.type));
    if (!x.value.known()) return;
    x.expr = e ? e : lhs;
    overflow(x, opPos);
}

// False after an error. count stays unknown if y is not constant.
bool Checker::shiftCount(Operand& y, Constant& count) {
    if (y.isConstant()) {
        count = y.value.toInt();
        if (count.known() && count.sign() < 0) {
            error(y, "invalid operation: negative shift count " + str(y));
            return false;
        }
        if (isUntyped(y.type)) {
            representable(y, basic(TypeKind::Uint));
            if (y.invalid()) return false;
            updateType(y.expr, basic(TypeKind::Uint), true);
            return true;
        }
    }
    if (allBasicIf(y.type, isIntegerKind) && isTyped(y.type)) return true;
    if (isUntyped(y.type)) {
        convertUntyped(y, basic(TypeKind::Uint));
        return !y.invalid();
    }
    error(y, "invalid operation: shift count " + str(y) + " must be integer");
    return false;
}

void Checker::shift(Operand& x, Operand& y, Expr* e, Op op, Pos opPos) {
    const Constant whole = x.isConstant() ? x.value.toInt() : Constant();
    const auto fail = [&](const Operand& at, const std::string& text) {
        error(at, "invalid operation: " + text);
        x.mode = Mode::Invalid;
    };
    if (!allBasicIf(x.type, isIntegerKind) && !(isUntyped(x.type) && whole.known()))
        return fail(x, "shifted operand " + str(x) + " must be integer");
    Constant count;
    if (!shiftCount(y, count)) {
        x.mode = Mode::Invalid;
        return;
    }
    if (x.isConstant() && y.isConstant()) {
        if (!isInteger(x.type)) x.type = basic(TypeKind::UntypedInt);
        if (!x.value.known() || !count.known()) {
            x.value = Constant();
            return;
        }
        const auto s = count.uint64Value();
        if (!s || *s > Constant::maxShift) return fail(y, "invalid shift count " + str(y));
        x.value = Constant::shift(whole, op, *s);
        x.expr = e ? e : x.expr;
        return overflow(x, opPos);
    }
    if (x.isConstant() && isUntyped(x.type)) {
        // The type of 1 in 1 << s is that of the whole shift, known later.
        x.expr->shiftPending = true;
        x.mode = Mode::Value;
        return;
    }
    if (!allBasicIf(x.type, isIntegerKind)) return fail(x, "shifted operand " + str(x) + " must be integer");
    x.mode = Mode::Value;
}

std::string Checker::incomparableCause(Type* t) {
    const TypeKind k = underlyingOf(t)->kind;
    if (k == TypeKind::Slice || k == TypeKind::Signature || k == TypeKind::Map)
        return compositeKind(t) + " can only be compared to nil";
    std::string cause;
    isComparable(t, true, &cause, package);
    return cause;
}

void Checker::comparison(Operand& x, Operand& y, Op op, bool switchCase) {
    if (!isValid(x.type) || !isValid(y.type)) {
        x.mode = Mode::Invalid;
        return;
    }
    const Operand* at = nullptr;
    std::string cause;
    const bool xToY = assignable(x, y.type, nullptr);
    const bool yToX = xToY || assignable(y, x.type, nullptr);
    if (!yToX) {
        at = &y;
        cause = "mismatched types " + str(x.type) + " and " + str(y.type);
    } else if (op == Op::Equal || op == Op::NotEqual) {
        if (x.isNil() || y.isNil()) {
            if (!hasNil(x.isNil() ? y.type : x.type)) at = &y;
        } else if (!isComparable(x.type, true)) {
            at = &x;
            cause = incomparableCause(x.type);
        } else if (!isComparable(y.type, true)) {
            at = &y;
            cause = incomparableCause(y.type);
        }
    } else if (!allBasicIf(x.type, isOrderedKind)) {
        at = &x;
    } else if (!allBasicIf(y.type, isOrderedKind)) {
        at = &y;
    }
    const std::string opName(opText(op));
    if (at) {
        if (cause.empty() && (isTypeParam(x.type) || isTypeParam(y.type))) {
            const Operand* param = isTypeParam(x.type) ? at : &y;
            cause = "type parameter " + str(param->type) + " cannot use operator " + opName;
            at = param;
        } else if (cause.empty()) {
            const std::string kind = compositeKind(at->type);
            cause = "operator " + opName + " not defined on " + (kind.empty() ? str(at->type) : kind);
        }
        if (switchCase)
            error(x, "invalid case " + exprText(x.expr) + " in switch on " + exprText(y.expr) + " (" + cause +
                         ")");
        else
            error(*at, "invalid operation: " + exprText(x.expr) + " " + opName + " " + exprText(y.expr) +
                           " (" + cause + ")");
        x.mode = Mode::Invalid;
        return;
    }
    if (x.isConstant() && y.isConstant()) {
        x.value = Constant::ofBool(Constant::compare(x.value, op, y.value));
    } else {
        x.mode = Mode::Value;
        updateType(x.expr, defaultType(x.type), true);
        updateType(y.expr, defaultType(y.type), true);
        // A concrete value compared with an interface is compared as one.
        if (isPlainInterface(y.type) && !isInterface(x.type) && !x.isNil()) x.expr->implicitType = y.type;
        if (isPlainInterface(x.type) && !isInterface(y.type) && !y.isNil()) y.expr->implicitType = x.type;
    }
    x.type = basic(TypeKind::UntypedBool);
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
