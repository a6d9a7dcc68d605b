// Operators: unary, binary, shifts, comparisons.
#include "sim/golang/checker.h"

namespace tricolor::golang {

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

}  // namespace tricolor::golang
