#include "sim/golang/checker.h"
#include "sim/golang/layout.h"

namespace tricolor::golang {

// How many arguments it takes.
struct BuiltinShape {
    const char* name;
    size_t args;  // at least
    bool variadic;
};

namespace {

BuiltinShape shapeOf(Builtin id) {
    switch (id) {
        case Builtin::Append:
            return {"append", 1, true};
        case Builtin::Cap:
            return {"cap", 1, false};
        case Builtin::Clear:
            return {"clear", 1, false};
        case Builtin::Close:
            return {"close", 1, false};
        case Builtin::Complex:
            return {"complex", 2, false};
        case Builtin::Copy:
            return {"copy", 2, false};
        case Builtin::Delete:
            return {"delete", 2, false};
        case Builtin::Imag:
            return {"imag", 1, false};
        case Builtin::Len:
            return {"len", 1, false};
        case Builtin::Make:
            return {"make", 1, true};
        case Builtin::Max:
            return {"max", 1, true};
        case Builtin::Min:
            return {"min", 1, true};
        case Builtin::New:
            return {"new", 1, false};
        case Builtin::Panic:
            return {"panic", 1, false};
        case Builtin::Print:
            return {"print", 0, true};
        case Builtin::Println:
            return {"println", 0, true};
        case Builtin::Real:
            return {"real", 1, false};
        case Builtin::Recover:
            return {"recover", 0, false};
        case Builtin::UnsafeAdd:
            return {"Add", 2, false};
        case Builtin::UnsafeAlignof:
            return {"Alignof", 1, false};
        case Builtin::UnsafeOffsetof:
            return {"Offsetof", 1, false};
        case Builtin::UnsafeSizeof:
            return {"Sizeof", 1, false};
        case Builtin::UnsafeSlice:
            return {"Slice", 2, false};
        case Builtin::UnsafeSliceData:
            return {"SliceData", 1, false};
        case Builtin::UnsafeString:
            return {"String", 2, false};
        case Builtin::UnsafeStringData:
            return {"StringData", 1, false};
    }
    return {"", 0, false};
}

bool noValue(Operand& x) {
    x.mode = Mode::NoValue;
    return true;
}

}  // namespace

// Evaluates the arguments that are expressions, and counts all of them. False: one is wrong, or the number
// is.
bool Checker::builtinArgs(Operand& x, CallExpr* call, Builtin id, const BuiltinShape& shape, Operands& args) {
    size_t count = call->args.size();
    if (id != Builtin::Make && id != Builtin::New && id != Builtin::UnsafeOffsetof) {
        args = exprList(call->args);
        count = args.size();
        for (const Operand& a : args)
            if (a.invalid()) return false;
        if (count > 0) x = args[0];
    }
    if (count < shape.args || (!shape.variadic && count > shape.args)) {
        error(call, std::string("invalid operation: ") + (count < shape.args ? "not enough" : "too many") +
                        " arguments for " + exprText(call) + " (expected " + std::to_string(shape.args) +
                        ", found " + std::to_string(count) + ")");
        return false;
    }
    return true;
}

bool Checker::clearCall(Operand& x) {
    return eachUnderlying(x.type,
                          [&](Type* u) {
                              if (u && (u->kind == TypeKind::Map || u->kind == TypeKind::Slice)) return true;
                              error(x, "invalid argument: cannot clear " + str(x) +
                                           ": argument must be (or constrained by) map or slice");
                              return false;
                          }) &&
           noValue(x);
}

bool Checker::closeCall(Operand& x) {
    return eachUnderlying(x.type,
                          [&](Type* u) {
                              const auto* c = u ? typeAs<ChanType>(u) : nullptr;
                              if (c && c->dir != ChanDir::RecvOnly) return true;
                              error(x, std::string("invalid operation: cannot close ") +
                                           (c ? "receive-only channel " : "non-channel ") + str(x));
                              return false;
                          }) &&
           noValue(x);
}

bool Checker::printCall(Operand& x, Operands& args, std::string_view name) {
    for (Operand& a : args) {
        assignment(a, nullptr, "argument to built-in " + std::string(name));
        if (a.invalid()) return false;
    }
    return noValue(x);
}

bool Checker::builtinCall(Operand& x, CallExpr* call, Builtin id) {
    const BuiltinShape shape = shapeOf(id);
    if (call->hasDots && id != Builtin::Append) {
        error(call, "invalid operation: invalid use of ... with built-in " + std::string(shape.name));
        use(call->args);
        return false;
    }
    const bool outerCall = env.hasCallOrRecv;
    if (id == Builtin::Len || id == Builtin::Cap) env.hasCallOrRecv = false;
    Operands args;
    if (!builtinArgs(x, call, id, shape, args)) return false;
    switch (id) {
        case Builtin::Append:
            return appendCall(x, call, args);
        case Builtin::Len:
        case Builtin::Cap: {
            const bool saw = env.hasCallOrRecv;
            env.hasCallOrRecv = outerCall;
            return lenCall(x, call, id == Builtin::Len, saw);
        }
        case Builtin::Clear:
            return clearCall(x);
        case Builtin::Close:
            return closeCall(x);
        case Builtin::Complex:
            return complexCall(x, call, args[1]);
        case Builtin::Copy:
            return copyCall(x, args[1]);
        case Builtin::Delete:
            return deleteCall(x, args[1]);
        case Builtin::Imag:
        case Builtin::Real:
            return realCall(x, id == Builtin::Real);
        case Builtin::Make:
            return makeCall(x, call);
        case Builtin::Max:
        case Builtin::Min:
            return minMaxCall(x, args, id == Builtin::Max);
        case Builtin::New:
            return newCall(x, call);
        case Builtin::Panic:
            panics.push_back(call);
            assignment(x, types.emptyInterface, "argument to panic");
            return !x.invalid() && noValue(x);
        case Builtin::Print:
        case Builtin::Println:
            return printCall(x, args, shape.name);
        case Builtin::Recover:
            x.mode = Mode::Value;
            x.type = types.emptyInterface;
            return true;
        default:
            return unsafeCall(x, call, id, args);
    }
}

// The element type of the slice x; null with a cause if it is none.
Type* Checker::sliceElement(const Operand& x, std::string& cause) {
    if (x.isNil()) {
        cause = "argument must be a slice; have untyped nil";
        return nullptr;
    }
    Type* element = nullptr;
    eachUnderlying(x.type, [&](Type* u) {
        const auto* s = u ? typeAs<SliceType>(u) : nullptr;
        if (!s)
            cause = "argument must be a slice; have " + str(x);
        else if (!element)
            element = s->element;
        else if (!identical(element, s->element))
            cause = "mismatched slice element types " + str(element) + " and " + str(s->element) + " in " +
                    str(x);
        return cause.empty();
    });
    return cause.empty() ? element : nullptr;
}

// Whether every type of y's set is a string or []byte.
bool Checker::bytesOrString(const Operand& y, bool& hasString) {
    return eachUnderlying(y.type, [&](Type* u) {
        if (!u) return false;
        if (isStringKind(u->kind)) return hasString = true;
        const auto* s = typeAs<SliceType>(u);
        return s && identical(s->element, types.byteType);
    });
}

bool Checker::appendCall(Operand& x, CallExpr* call, Operands& args) {
    std::string cause;
    Type* element = sliceElement(x, cause);
    if (!element) {
        error(x, "invalid append: " + cause);
        return false;
    }
    Type* t = x.type;
    bool hasString = false;
    const bool special = args.size() == 2 && call->hasDots &&
                         assignable(x, types.sliceOf(types.byteType), nullptr) &&
                         bytesOrString(args[1], hasString) && hasString;
    if (special) {
        if (isUntyped(args[1].type)) convertUntyped(args[1], basic(TypeKind::String));
    } else {
        auto* s = types.make<SignatureType>();
        const auto param = [&](Type* type) {
            auto* v = types.object<VarObject>("", call->pos);
            v->type = type;
            return v;
        };
        s->params = {param(t), param(types.sliceOf(element))};
        s->results = {param(t)};
        s->variadic = true;
        arguments(call, s, {}, {}, args, {});
    }
    x.mode = Mode::Value;
    x.type = t;
    return true;
}

bool Checker::lenCall(Operand& x, CallExpr*, bool isLen, bool sawCall) {
    Mode mode = Mode::Invalid;
    Constant value;
    Type* t = x.isNil() ? invalidType() : arrayPointerDereferenced(underlyingOf(x.type));
    if (isStringKind(t->kind) && isLen) {
        mode = x.isConstant() ? Mode::Constant : Mode::Value;
        if (x.isConstant() && x.value.known())
            value = Constant::ofInt(static_cast<int64_t>(x.value.stringValue().size()));
        if (isUntyped(x.type)) updateType(x.expr, basic(TypeKind::String), true);
    } else if (const auto* a = typeAs<ArrayType>(t)) {
        mode = sawCall ? Mode::Value : Mode::Constant;
        if (!sawCall) value = Constant::ofInt(a->length);
    } else if (t->kind == TypeKind::Slice || t->kind == TypeKind::Chan ||
               (t->kind == TypeKind::Map && isLen)) {
        mode = Mode::Value;
    } else if (isTypeParam(x.type)) {
        const bool ok = eachUnderlying(x.type, [&](Type* u) {
            if (!u) return false;
            const TypeKind k = arrayPointerDereferenced(u)->kind;
            return k == TypeKind::Array || k == TypeKind::Slice || k == TypeKind::Chan ||
                   (isLen && (k == TypeKind::Map || isStringKind(k)));
        });
        if (ok) mode = Mode::Value;
    }
    if (mode == Mode::Invalid) {
        if (x.isNil() || isValid(underlyingOf(x.type)))
            error(x, "invalid argument: " + str(x) + " for built-in " + (isLen ? "len" : "cap"));
        return false;
    }
    x.mode = mode;
    x.type = basic(TypeKind::Int);
    x.value = value;
    return true;
}

bool Checker::complexCall(Operand& x, CallExpr* call, Operand& y) {
    const bool ux = isUntyped(x.type), uy = isUntyped(y.type);
    if (ux && uy) {
        if (x.isConstant() && y.isConstant()) {
            for (Operand* o : {&x, &y})
                if (isNumeric(o->type) && o->value.toFloat().known()) o->type = basic(TypeKind::UntypedFloat);
        } else {
            convertUntyped(x, basic(TypeKind::Float64));
            convertUntyped(y, basic(TypeKind::Float64));
        }
    } else if (ux) {
        convertUntyped(x, y.type);
    } else if (uy) {
        convertUntyped(y, x.type);
    }
    if (x.invalid() || y.invalid()) return false;
    if (!identical(x.type, y.type)) {
        error(x, "invalid operation: " + exprText(call) + " (mismatched types " + str(x.type) + " and " +
                     str(y.type) + ")");
        return false;
    }
    const TypeKind k = isTypeParam(x.type) ? TypeKind::Invalid : underlyingOf(x.type)->kind;
    if (k != TypeKind::Float32 && k != TypeKind::Float64 && k != TypeKind::UntypedFloat) {
        error(x, "invalid argument: arguments have type " + str(x.type) + ", expected floating-point");
        return false;
    }
    if (x.isConstant() && y.isConstant())
        x.value = Constant::makeComplex(x.value.toFloat(), y.value.toFloat());
    else
        x.mode = Mode::Value;
    x.type = basic(k == TypeKind::Float32   ? TypeKind::Complex64
                   : k == TypeKind::Float64 ? TypeKind::Complex128
                                            : TypeKind::UntypedComplex);
    return true;
}

bool Checker::realCall(Operand& x, bool isReal) {
    if (isUntyped(x.type)) {
        if (x.isConstant()) {
            if (isNumeric(x.type)) x.type = basic(TypeKind::UntypedComplex);
        } else {
            convertUntyped(x, basic(TypeKind::Complex128));
            if (x.invalid()) return false;
        }
    }
    const TypeKind k = isTypeParam(x.type) ? TypeKind::Invalid : underlyingOf(x.type)->kind;
    if (!isComplexKind(k)) {
        error(x, "invalid argument: argument has type " + str(x.type) + ", expected complex type");
        return false;
    }
    if (x.isConstant())
        x.value = isReal ? x.value.realPart() : x.value.imagPart();
    else
        x.mode = Mode::Value;
    x.type = basic(k == TypeKind::Complex64    ? TypeKind::Float32
                   : k == TypeKind::Complex128 ? TypeKind::Float64
                                               : TypeKind::UntypedFloat);
    return true;
}

bool Checker::copyCall(Operand& x, Operand& y) {
    bool hasString = false;
    const bool special =
        !x.isNil() && assignable(x, types.sliceOf(types.byteType), nullptr) && bytesOrString(y, hasString);
    if (special) {
        if (isUntyped(y.type)) convertUntyped(y, basic(TypeKind::String));
    } else {
        std::string cause;
        Type* to = sliceElement(x, cause);
        if (!to) {
            error(x, "invalid copy: " + cause);
            return false;
        }
        Type* from = sliceElement(y, cause);
        if (!from && allBasicIf(y.type, isStringKind)) from = types.byteType;
        if (!from) {
            error(y, "invalid copy: " + cause);
            return false;
        }
        if (!identical(to, from)) {
            error(x, "invalid copy: arguments " + str(x) + " and " + str(y) +
                         " have different element types " + str(to) + " and " + str(from));
            return false;
        }
    }
    x.mode = Mode::Value;
    x.type = basic(TypeKind::Int);
    return true;
}

bool Checker::deleteCall(Operand& x, Operand& keyArg) {
    Type* key = nullptr;
    const bool ok = eachUnderlying(x.type, [&](Type* u) {
        const auto* m = u ? typeAs<MapType>(u) : nullptr;
        if (!m) {
            error(x, "invalid argument: " + str(x) + " is not a map");
            return false;
        }
        if (key && !identical(m->key, key)) {
            error(x, "invalid argument: maps of " + str(x) + " must have identical key types");
            return false;
        }
        key = m->key;
        return true;
    });
    if (!ok) return false;
    x = keyArg;
    assignment(x, key, "argument to delete");
    if (x.invalid()) return false;
    x.mode = Mode::NoValue;
    return true;
}

bool Checker::makeCall(Operand& x, CallExpr* call) {
    Expr* what = call->args[0];
    Type* t = varType(what);
    if (!isValid(t)) return false;
    const auto condition = [](Type*, Type* u) -> std::string {
        if (!u) return "no specific type";
        if (u->kind == TypeKind::Slice || u->kind == TypeKind::Map || u->kind == TypeKind::Chan) return "";
        return "type must be slice, map, or channel";
    };
    std::string cause;
    const Type* u = commonUnderlying(t, condition, &cause, package);
    if (!u) {
        error(what, "invalid argument: cannot make " + exprText(what) + ": " + cause);
        return false;
    }
    const size_t least = u->kind == TypeKind::Slice ? 2 : 1;
    const size_t have = call->args.size();
    if (have < least || have > least + 1) {
        error(call, "invalid operation: " + exprText(call) + " expects " + std::to_string(least) + " or " +
                        std::to_string(least + 1) + " arguments; found " + std::to_string(have));
        return false;
    }
    std::vector<int64_t> sizes;
    for (size_t i = 1; i < have; i++)
        if (const int64_t n = index(call->args[i], -1); n >= 0) sizes.push_back(n);
    if (sizes.size() == 2 && sizes[0] > sizes[1])
        error(call->args[1], "invalid argument: length and capacity swapped");
    x.mode = Mode::Value;
    x.type = t;
    return true;
}

bool Checker::minMaxCall(Operand& x, Operands& args, bool isMax) {
    for (size_t i = 0; i < args.size(); i++) {
        Operand& a = args[i];
        if (!allBasicIf(a.type, isOrderedKind)) {
            error(a, "invalid argument: " + str(a) + " cannot be ordered");
            return false;
        }
        if (i == 0) continue;
        matchTypes(x, a);
        if (x.invalid()) return false;
        if (!identical(x.type, a.type)) {
            error(a, "invalid argument: mismatched types " + str(x.type) + " (previous argument) and " +
                         str(a.type) + " (type of " + exprText(a.expr) + ")");
            return false;
        }
        if (x.isConstant() && a.isConstant()) {
            if (Constant::compare(a.value, isMax ? Op::Greater : Op::Less, x.value)) x = a;
        } else {
            x.mode = Mode::Value;
        }
    }
    if (!x.isConstant()) {
        x.mode = Mode::Value;
        if (isUntyped(x.type)) x.type = defaultType(x.type);
    }
    for (const Operand& a : args)
        if (!a.component) updateType(a.expr, x.type, true);
    return true;
}

bool Checker::newCall(Operand& x, CallExpr* call) {
    exprOrType(x, call->args[0], false);
    exclude(x, {Mode::NoValue, Mode::Builtin}, false);
    if (x.invalid()) return false;
    if (x.mode == Mode::TypeExpr) {
        validVarType(call->args[0], x.type);
    } else if (isUntyped(x.type)) {
        assignment(x, nullptr, "argument to new");
        if (x.invalid()) return false;
    }
    x.mode = Mode::Value;
    x.type = types.pointerTo(x.type);
    return true;
}

// ---- package unsafe ----

// Whether the size depends on a type parameter.
bool Checker::sizeVaries(Type* t) {
    if (isTypeParam(t)) return true;
    Type* u = underlyingOf(t);
    if (const auto* a = typeAs<ArrayType>(u)) return sizeVaries(a->element);
    if (const auto* s = typeAs<StructType>(u))
        for (const VarObject* f : s->fields)
            if (sizeVaries(f->type)) return true;
    return false;
}

bool Checker::unsafeCall(Operand& x, CallExpr* call, Builtin id, Operands& args) {
    const auto value = [&](Type* t) {
        x.mode = Mode::Value;
        x.type = t;
        return true;
    };
    switch (id) {
        case Builtin::UnsafeAdd:
            assignment(x, basic(TypeKind::UnsafePointer), "argument to unsafe.Add");
            if (x.invalid() || !validIndex(args[1], "length", true)) return false;
            return value(basic(TypeKind::UnsafePointer));
        case Builtin::UnsafeAlignof:
        case Builtin::UnsafeSizeof: {
            const bool size = id == Builtin::UnsafeSizeof;
            assignment(x, nullptr, size ? "argument to unsafe.Sizeof" : "argument to unsafe.Alignof");
            if (x.invalid()) return false;
            if (sizeVaries(x.type)) return value(basic(TypeKind::Uintptr));
            const Layout layout = layoutOf(types, x.type);
            if (layout.size > maxTypeSize) {
                error(x, str(x) + " is too large");
                return false;
            }
            x.mode = Mode::Constant;
            x.value = Constant::ofInt(size ? layout.size : layout.align);
            x.type = basic(TypeKind::Uintptr);
            return true;
        }
        case Builtin::UnsafeOffsetof:
            return offsetofCall(x, call);
        case Builtin::UnsafeSlice: {
            const auto* p = typeAs<PointerType>(commonUnderlying(x.type, nullptr, nullptr, package));
            if (!p) {
                error(x, "invalid argument: " + str(x) + " is not a pointer");
                return false;
            }
            return validIndex(args[1], "length", false) && value(types.sliceOf(p->element));
        }
        case Builtin::UnsafeSliceData: {
            const auto* s = typeAs<SliceType>(commonUnderlying(x.type, nullptr, nullptr, package));
            if (!s) {
                error(x, "invalid argument: " + str(x) + " is not a slice");
                return false;
            }
            return value(types.pointerTo(s->element));
        }
        case Builtin::UnsafeString:
            assignment(x, types.pointerTo(types.byteType), "argument to unsafe.String");
            if (x.invalid() || !validIndex(args[1], "length", false)) return false;
            return value(basic(TypeKind::String));
        default:
            assignment(x, basic(TypeKind::String), "argument to unsafe.StringData");
            return !x.invalid() && value(types.pointerTo(types.byteType));
    }
}

bool Checker::offsetofCall(Operand& x, CallExpr* call) {
    Expr* arg = call->args[0];
    auto* s = as<SelectorExpr>(unparen(arg));
    if (!s) {
        error(arg, "invalid argument: " + exprText(arg) + " is not a selector expression");
        use(arg);
        return false;
    }
    expr(x, s->x);
    if (x.invalid()) return false;
    Type* base = x.type;
    if (const auto* p = underlyingAs<PointerType>(base); p && underlyingAs<StructType>(p->element))
        base = p->element;
    const Found found = findFieldOrMethod(base, false, package, s->sel->name);
    if (!found.object) {
        error(x, "invalid argument: " + str(base) + " has no single field " + s->sel->name);
        return false;
    }
    if (found.object->kind == ObjectKind::Func) {
        error(arg, "invalid argument: " + exprText(arg) + " is a method value");
        return false;
    }
    if (found.indirect) {
        error(x, "invalid argument: field " + s->sel->name + " is embedded via a pointer in " + str(base));
        return false;
    }
    s->selection = types.newSelection();
    describeSelection(types, base, found, *s->selection);
    s->sel->object = found.object;
    s->type = found.object->type;
    s->mode = Mode::Variable;
    if (sizeVaries(base)) {
        x.mode = Mode::Value;
        x.type = basic(TypeKind::Uintptr);
        return true;
    }
    int64_t offset = 0;
    Type* t = base;
    for (const int field : found.path) {
        const auto* st = underlyingAs<StructType>(t);
        offset += fieldOffsets(types, st)[static_cast<size_t>(field)];
        t = st->fields[static_cast<size_t>(field)]->type;
    }
    x.mode = Mode::Constant;
    x.value = Constant::ofInt(offset);
    x.type = basic(TypeKind::Uintptr);
    return true;
}

}  // namespace tricolor::golang
