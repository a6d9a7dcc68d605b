#include "sim/golang/checker.h"
#include "sim/golang/unicode.h"

namespace tricolor::golang {
namespace {

std::string operationName(const Expr* e) {
    if (const auto* u = as<UnaryExpr>(e)) return u->op == Op::Xor ? "bitwise complement " : "";
    const auto* b = as<BinaryExpr>(e);
    if (!b) return "";
    switch (b->op) {
        case Op::Add:
            return "addition ";
        case Op::Sub:
            return "subtraction ";
        case Op::Xor:
            return "bitwise XOR ";
        case Op::Mul:
            return "multiplication ";
        case Op::Shl:
            return "shift ";
        default:
            return "";
    }
}

bool integerFits(const Constant& value, TypeKind kind) {
    if (kind == TypeKind::UntypedInt || kind == TypeKind::UntypedRune) return true;
    if (const auto u = value.uint64Value(); u && isUnsignedKind(kind)) {
        switch (kind) {
            case TypeKind::Uint8:
                return *u <= UINT8_MAX;
            case TypeKind::Uint16:
                return *u <= UINT16_MAX;
            case TypeKind::Uint32:
                return *u <= UINT32_MAX;
            default:
                return true;
        }
    }
    const auto i = value.int64Value();
    if (!i || isUnsignedKind(kind)) return false;
    switch (kind) {
        case TypeKind::Int8:
            return *i >= INT8_MIN && *i <= INT8_MAX;
        case TypeKind::Int16:
            return *i >= INT16_MIN && *i <= INT16_MAX;
        case TypeKind::Int32:
            return *i >= INT32_MIN && *i <= INT32_MAX;
        default:
            return true;
    }
}

Constant roundedFloat(const Constant& value, TypeKind kind) {
    if (kind == TypeKind::Float32 || kind == TypeKind::Complex64) return value.roundedToFloat32();
    if (kind == TypeKind::Float64 || kind == TypeKind::Complex128) return value.roundedToFloat64();
    return value;
}

}  // namespace

void Checker::overflow(Operand& x, Pos at) {
    if (!x.value.known()) {
        error(at, "constant result is not representable");
        return;
    }
    if (isTyped(x.type)) return representable(x, underlyingOf(x.type));
    if (x.value.kind() != Constant::Kind::Int || x.value.bitLength() <= Constant::maxIntBits) return;
    error(at, "constant " + operationName(x.expr) + "overflow");
    x.value = Constant();
}

bool Checker::constantFits(const Constant& value, TypeKind kind, Constant* rounded) {
    if (!value.known()) return true;
    Constant out = value;
    bool ok = false;
    if (isIntegerKind(kind)) {
        out = value.kind() >= Constant::Kind::Int ? value.toInt() : Constant();
        ok = out.known() && integerFits(out, kind);
    } else if (isFloatKind(kind)) {
        out = value.kind() >= Constant::Kind::Int ? value.toFloat() : Constant();
        if (out.known()) out = roundedFloat(out, kind);
        ok = out.known();
    } else if (isComplexKind(kind)) {
        if (value.kind() >= Constant::Kind::Int) {
            const Constant re = roundedFloat(value.realPart().toFloat(), kind);
            const Constant im = roundedFloat(value.imagPart().toFloat(), kind);
            ok = re.known() && im.known();
            if (ok) out = Constant::makeComplex(re, im);
        }
    } else if (isStringKind(kind)) {
        ok = value.kind() == Constant::Kind::String;
    } else if (isBooleanKind(kind)) {
        ok = value.kind() == Constant::Kind::Bool;
    }
    if (ok && rounded) *rounded = out;
    return ok;
}

Misfit Checker::representation(const Operand& x, Type* t, Constant& out) {
    out = x.value;
    if (constantFits(x.value, t->kind, &out)) return Misfit::None;
    if (!isNumeric(x.type) || !isNumericKind(t->kind)) return Misfit::Other;
    return !isInteger(x.type) && isIntegerKind(t->kind) ? Misfit::Truncated : Misfit::Overflows;
}

void Checker::invalidConversion(Misfit why, const Operand& x, Type* target) {
    if (why == Misfit::Truncated)
        error(x, str(x) + " truncated to " + str(target));
    else if (why == Misfit::Overflows)
        error(x, str(x) + " overflows " + str(target));
    else
        error(x, "cannot convert " + str(x) + " to type " + str(target));
}

void Checker::representable(Operand& x, Type* t) {
    Constant value;
    const Misfit why = representation(x, t, value);
    if (why == Misfit::None) {
        x.value = value;
        return;
    }
    invalidConversion(why, x, t);
    x.mode = Mode::Invalid;
}

Type* Checker::defaultType(Type* t) const {
    switch (t->kind) {
        case TypeKind::UntypedBool:
            return basic(TypeKind::Bool);
        case TypeKind::UntypedInt:
            return basic(TypeKind::Int);
        case TypeKind::UntypedRune:
            return types.runeType;
        case TypeKind::UntypedFloat:
            return basic(TypeKind::Float64);
        case TypeKind::UntypedComplex:
            return basic(TypeKind::Complex128);
        case TypeKind::UntypedString:
            return basic(TypeKind::String);
        default:
            return t;
    }
}

Type* Checker::implicitType(const Operand& x, Type* target, Constant* value, Misfit* why) {
    if (why) *why = Misfit::Other;
    if (x.invalid() || isTyped(x.type) || !isValid(target)) return x.type;
    if (isUntyped(target)) {
        if (x.type == target) return x.type;
        if (isNumericKind(x.type->kind) && isNumericKind(target->kind))
            return x.type->kind > target->kind ? x.type : target;
        return nullptr;
    }
    if (x.isNil()) return hasNil(target) ? target : nullptr;
    if (isTypeParam(target)) {
        const bool ok =
            eachUnderlying(target, [&](Type* u) { return u && implicitType(x, u, nullptr, nullptr); });
        return ok ? target : nullptr;
    }
    Type* u = underlyingOf(target);
    if (u->kind == TypeKind::Interface) {
        auto* i = completedInterface(static_cast<InterfaceType*>(u));
        const bool empty = i->allMethods.empty() && i->isMethodSet();
        return empty ? defaultType(x.type) : nullptr;
    }
    if (!isBasicKind(u->kind)) return nullptr;
    if (x.isConstant()) {
        Constant out;
        const Misfit misfit = representation(x, u, out);
        if (why) *why = misfit;
        if (misfit != Misfit::None) return nullptr;
        if (value) *value = out;
        return target;
    }
    const TypeKind k = x.type->kind;
    const bool ok = k == TypeKind::UntypedBool     ? isBooleanKind(u->kind)
                    : k == TypeKind::UntypedString ? isStringKind(u->kind)
                                                   : isNumericKind(k) && isNumericKind(u->kind);
    return ok ? target : nullptr;
}

void Checker::convertUntyped(Operand& x, Type* target) {
    Constant value;
    Misfit why = Misfit::None;
    Type* t = implicitType(x, target, &value, &why);
    if (!t) {
        invalidConversion(why, x, isTypeParam(target) ? target : underlyingOf(target));
        x.mode = Mode::Invalid;
        return;
    }
    if (value.known()) {
        x.value = value;
        if (x.expr && isUntyped(x.expr->type ? x.expr->type : x.type)) x.expr->constant = value;
    }
    if (t != x.type) {
        x.type = t;
        if (!x.component) updateType(x.expr, t, false);
    }
}

// An untyped expression takes on type t, and with it those parts of it whose type was open.
void Checker::updateType(Expr* e, Type* t, bool final) {
    if (!e || !e->type || !isUntyped(e->type)) return;
    const bool constant = e->constant.known() || e->mode == Mode::Constant;
    if (auto* p = as<ParenExpr>(e)) {
        updateType(p->x, t, final);
    } else if (auto* u = as<UnaryExpr>(e); u && !constant) {
        updateType(u->x, t, final);
    } else if (auto* b = as<BinaryExpr>(e); b && !constant) {
        if (isShift(b->op)) {
            updateType(b->x, t, final);
        } else if (!isComparison(b->op)) {
            updateType(b->x, t, final);
            updateType(b->y, t, final);
        }
    }
    if (!final && isUntyped(t)) {
        e->type = t;
        return;
    }
    if (e->shiftPending) {
        e->shiftPending = false;
        if (!allBasicIf(t, isIntegerKind)) {
            error(e, "invalid operation: shifted operand " + exprText(e) + " (type " + str(t) +
                         ") must be integer");
            e->type = t;
            return;
        }
    }
    if (e->mode == Mode::Constant) {
        Operand c;
        c.mode = Mode::Constant;
        c.expr = nullptr;
        c.type = e->type;
        c.value = e->constant;
        Constant value;
        Misfit why = Misfit::None;
        Type* converted = implicitType(c, t, &value, &why);
        c.expr = e;
        if (!converted) {
            invalidConversion(why, c, isTypeParam(t) ? t : underlyingOf(t));
            e->type = t;
            return;
        }
        if (value.known()) e->constant = value;
    }
    e->type = t;
}

// ---- conversions T(x) ----

bool Checker::constantConversion(Operand& x, Type* t, Constant* out) {
    const Type* u = underlyingOf(t);
    if (!isBasicKind(u->kind)) return false;
    if (constantFits(x.value, u->kind, out)) return true;
    if (!isInteger(x.type) || !isStringKind(u->kind)) return false;
    const auto code = x.value.uint64Value();
    std::string text;
    appendRune(text, code && *code <= 0x10ffff ? static_cast<uint32_t>(*code) : 0xfffd);
    if (out) *out = Constant::ofString(text);
    return true;
}

void Checker::conversion(Operand& x, Type* t) {
    const bool constArg = x.isConstant();
    bool ok = false;
    std::string cause;
    if (constArg && isBasicIf(t, isConstKind)) {
        ok = constantConversion(x, t, &x.value);
        if (!ok && isInteger(x.type) && isInteger(t)) {
            error(x, "constant " + x.value.text() + " overflows " + str(t));
            x.mode = Mode::Invalid;
            return;
        }
    } else if (constArg && isTypeParam(t)) {
        ok = eachUnderlying(t, [&](Type* u) {
            if (!u) {
                cause = str(t) + " does not contain specific types";
                return false;
            }
            if ((isString(x.type) && isBytesOrRunes(u)) || constantConversion(x, u, nullptr)) return true;
            cause = isInteger(x.type) && isInteger(u)
                        ? "constant " + x.value.text() + " overflows " + str(u) + " (in " + str(t) + ")"
                        : "cannot convert " + str(x) + " to type " + str(u) + " (in " + str(t) + ")";
            return false;
        });
        x.mode = Mode::Value;
    } else if (convertible(x, t, cause)) {
        ok = true;
        x.mode = Mode::Value;
    }
    if (!ok) {
        error(x, "cannot convert " + str(x) + " to type " + str(t) + (cause.empty() ? "" : ": " + cause));
        x.mode = Mode::Invalid;
        return;
    }
    if (isUntyped(x.type)) {
        Type* final = t;
        if (x.type->kind == TypeKind::UntypedNil) {
        } else if (isPlainInterface(t) || (constArg && !isBasicIf(t, isConstKind))) {
            final = defaultType(x.type);
        } else if (x.isConstant() && isInteger(x.type) && allBasicIf(t, isStringKind)) {
            final = defaultType(x.type);
        }
        // The argument of string(65) keeps its own value.
        if (!(constArg && isInteger(x.type) && isStringKind(underlyingOf(t)->kind)))
            updateType(x.expr, final, true);
    }
    x.type = t;
}

bool Checker::convertible(const Operand& x, Type* t, std::string& cause) {
    if (assignable(x, t, &cause)) return true;
    Type* v = unalias(x.type);
    Type* target = unalias(t);
    Type *vu = underlyingOf(v), *tu = underlyingOf(target);
    auto* vp = typeAs<TypeParamType>(v);
    auto* tp = typeAs<TypeParamType>(target);
    if (!vp && !tp) {
        if (identicalIgnoringTags(vu, tu)) return true;
        const auto *p = typeAs<PointerType>(v), *q = typeAs<PointerType>(target);
        if (p && q && !isTypeParam(p->element) && !isTypeParam(q->element) &&
            identicalIgnoringTags(underlyingOf(p->element), underlyingOf(q->element)))
            return true;
        const TypeKind a = vu->kind, b = tu->kind;
        if (isIntegerOrFloatKind(a) && isIntegerOrFloatKind(b)) return true;
        if (isComplexKind(a) && isComplexKind(b)) return true;
        if ((isIntegerKind(a) || isBytesOrRunes(vu)) && isStringKind(b)) return true;
        if (isStringKind(a) && isBytesOrRunes(tu)) return true;
        if ((a == TypeKind::Pointer || a == TypeKind::Uintptr) && b == TypeKind::UnsafePointer) return true;
        if (a == TypeKind::UnsafePointer && (b == TypeKind::Pointer || b == TypeKind::Uintptr)) return true;
        if (const auto* s = typeAs<SliceType>(vu)) {
            const auto* array = typeAs<ArrayType>(tu);
            const auto* pointer = typeAs<PointerType>(tu);
            if (pointer) array = underlyingAs<ArrayType>(pointer->element);
            if (array && identical(s->element, array->element)) return true;
        }
        return false;
    }
    const auto inside = [&](const std::string& text) {
        cause = cause.empty() ? text : text + "\n\t" + cause;
    };
    const auto eachTarget = [&](const Operand& y, const std::string& from) {
        return eachTerm(tp, [&](const Term* term) {
            if (!term) return false;
            if (convertible(y, term->type, cause)) return true;
            inside("cannot convert " + str(y.type) + from + " to type " + str(term->type) + " (in " + str(t) +
                   ")");
            return false;
        });
    };
    if (!vp) return eachTarget(x, "");
    return eachTerm(vp, [&](const Term* term) {
        if (!term) return false;
        Operand y = x;
        y.type = term->type;
        if (tp) return eachTarget(y, " (in " + str(x.type) + ")");
        if (convertible(y, t, cause)) return true;
        inside("cannot convert " + str(term->type) + " (in " + str(x.type) + ") to type " + str(t));
        return false;
    });
}

}  // namespace tricolor::golang
