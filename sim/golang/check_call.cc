#include <algorithm>

#include "sim/golang/checker.h"
#include "sim/golang/unicode.h"

namespace tricolor::golang {

ExprKind Checker::callExpr(Operand& x, CallExpr* call) {
    auto* inst = as<IndexExpr>(call->fun);
    if (inst) {
        if (!indexExpr(x, inst)) inst = nullptr;
        x.expr = call->fun;
        record(x);
    } else {
        exprOrType(x, call->fun, true);
    }
    if (x.invalid()) {
        use(call->args);
        x.expr = call;
        return ExprKind::Statement;
    }
    if (x.mode == Mode::TypeExpr) return conversionCall(x, call);
    if (x.mode == Mode::Builtin) return builtinExpr(x, call);
    callFunction(x, call, inst);
    x.expr = call;
    return ExprKind::Statement;
}

ExprKind Checker::builtinExpr(Operand& x, CallExpr* call) {
    const Builtin id = x.builtin;
    call->callKind = CallKind::Builtin;
    call->builtin = id;
    if (!builtinCall(x, call, id)) x.mode = Mode::Invalid;
    x.expr = call;
    x.component = false;  // the first argument may have been the first of a call's results
    if (!x.invalid() && !x.isConstant()) env.hasCallOrRecv = true;
    switch (id) {
        case Builtin::Clear:
        case Builtin::Close:
        case Builtin::Copy:
        case Builtin::Delete:
        case Builtin::Panic:
        case Builtin::Print:
        case Builtin::Println:
        case Builtin::Recover:
            return ExprKind::Statement;
        default:
            return ExprKind::Expression;
    }
}

// The type arguments that stand in the call itself, all or some; with all of them s becomes the instance.
// False: wrong, and said so.
bool Checker::explicitTypeArgs(IndexExpr* inst, SignatureType*& s, Types& typeArgs, Exprs& typeArgExprs) {
    inst->isInstantiation = true;
    typeArgExprs = inst->indices;
    if (!typeList(typeArgExprs, typeArgs)) return false;
    const size_t have = typeArgs.size(), want = s->typeParams.size();
    if (have > want) {
        error(typeArgExprs[want],
              "got " + std::to_string(have) + " type arguments but want " + std::to_string(want));
        return false;
    }
    if (have == want && want > 0) {
        s = instantiateSignature(inst->pos, inst, s, typeArgs, typeArgExprs);
        typeArgs.clear();
        typeArgExprs.clear();
    }
    return true;
}

// A call of a function value x; inst: with type arguments, else null.
void Checker::callFunction(Operand& x, CallExpr* call, IndexExpr* inst) {
    std::string cause;
    const auto isFunction = [&](Type* t, Type* u) -> std::string {
        return u && u->kind != TypeKind::Signature ? str(t) + " is not a function" : "";
    };
    auto* s = static_cast<SignatureType*>(commonUnderlying(x.type, isFunction, &cause, package));
    Types typeArgs;
    Exprs typeArgExprs;
    if (!s) error(x, "invalid operation: cannot call " + str(x) + ": " + cause);
    if (!s || (inst && !explicitTypeArgs(inst, s, typeArgs, typeArgExprs))) {
        use(call->args);
        x.mode = Mode::Invalid;
        return;
    }
    std::vector<Types> argTypeArgs;
    Operands args = genericExprList(call->args, argTypeArgs);
    s = arguments(call, s, typeArgs, typeArgExprs, args, argTypeArgs);
    call->signature = s;
    if (s->typeParams.empty()) {
        call->fun->type =
            inst || !call->fun->type || typeAs<SignatureType>(call->fun->type) ? s : call->fun->type;
        call->fun->mode = Mode::Value;
    }
    resultOf(x, s);
    env.hasCallOrRecv = true;
    // A call whose type arguments could not be inferred: the result is of no use.
    if (x.mode == Mode::Value && !s->typeParams.empty() && mentionsTypeParam(x.type, s->typeParams))
        x.mode = Mode::Invalid;
}

void Checker::resultOf(Operand& x, const SignatureType* s) {
    x.mode = s->results.empty() ? Mode::NoValue : Mode::Value;
    if (s->results.size() == 1) {
        x.type = s->results[0]->type;
    } else if (s->results.size() > 1) {
        Types results;
        for (const VarObject* v : s->results) results.push_back(v->type);
        x.type = types.tupleOf(std::move(results));
    }
}

ExprKind Checker::conversionCall(Operand& x, CallExpr* call) {
    nonGeneric(nullptr, x);
    if (x.invalid()) return ExprKind::Conversion;
    Type* t = x.type;
    x.mode = Mode::Invalid;
    call->callKind = CallKind::Conversion;
    if (call->args.empty()) {
        error(call, "missing argument in conversion to " + str(t));
    } else if (call->args.size() > 1) {
        use(call->args);
        error(call->args.back(), "too many arguments in conversion to " + str(t));
    } else {
        expr(x, call->args[0]);
        auto* i = isTypeParam(t) ? nullptr : underlyingAs<InterfaceType>(t);
        if (x.invalid()) {
        } else if (i && !completedInterface(i)->isMethodSet()) {
            error(call, "cannot use interface " + str(t) +
                            " in conversion (contains specific type constraints or is comparable)");
            x.mode = Mode::Invalid;
        } else if (call->hasDots) {
            error(call->args[0], "invalid use of ... in conversion to " + str(t));
            x.mode = Mode::Invalid;
        } else {
            conversion(x, t);
        }
    }
    x.expr = call;
    return ExprKind::Conversion;
}

Checker::Operands Checker::exprList(const Exprs& list) {
    bool ignored = false;
    if (list.size() == 1) return multiExpr(list[0], false, ignored);
    Operands out(list.size());
    for (size_t i = 0; i < list.size(); i++) expr(out[i], list[i]);
    return out;
}

// Arguments may be generic functions, whose type arguments the call decides; typeArgs holds those given
// explicitly.
Checker::Operands Checker::genericExprList(const Exprs& list, std::vector<Types>& typeArgs) {
    Operands out;
    typeArgs.assign(list.size(), {});
    for (size_t i = 0; i < list.size(); i++) {
        Operand x;
        auto* inst = as<IndexExpr>(list[i]);
        if (inst) {
            x.type = invalidType();
            const bool isFunction = indexExpr(x, inst);
            x.expr = inst;
            if (isFunction) {
                functionInstance(nullptr, inst->pos, x, inst, false, &typeArgs[i]);
                x.expr = inst;
            } else {
                exclude(x, {Mode::NoValue, Mode::Builtin, Mode::TypeExpr}, true);
            }
            record(x);
            out.push_back(x);
            continue;
        }
        if (list.size() > 1) {
            genericExpr(x, list[i]);
            out.push_back(x);
            continue;
        }
        rawExpr(nullptr, x, list[i], nullptr, true);
        exclude(x, {Mode::NoValue, Mode::Builtin, Mode::TypeExpr}, true);
        const auto* tuple = x.type ? typeAs<TupleType>(x.type) : nullptr;
        if (!tuple || x.invalid()) {
            out.push_back(x);
            continue;
        }
        for (Type* t : tuple->elements) {
            Operand part = x;
            part.mode = Mode::Value;
            part.type = t;
            part.component = true;
            out.push_back(part);
        }
    }
    return out;
}

// Pairs the arguments with parameters: params_ gets one for each argument. False if the count is wrong.
bool Checker::matchParams(CallExpr* call, SignatureType* s, const Operands& args,
                          std::vector<VarObject*>& params_) {
    const size_t have = args.size();
    size_t want = s->params.size();
    params_ = s->params;
    if (s->variadic && call->hasDots) {
        if (call->args.size() == 1 && have > 1) {
            error(call, "cannot use ... with " + std::to_string(have) + "-valued " + exprText(call->args[0]));
            return false;
        }
    } else if (s->variadic) {
        if (have + 1 >= want) {
            VarObject* last = params_.back();
            params_.pop_back();
            auto* element = types.object<VarObject>(last->name, last->pos);
            element->package = last->package;
            element->type = typeAs<SliceType>(last->type)->element;
            while (params_.size() < have) params_.push_back(element);
            want = have;
        } else {
            want--;
        }
    } else if (call->hasDots) {
        error(call, "cannot use ... in call to non-variadic " + exprText(call->fun));
        return false;
    }
    if (have == want) return true;
    const Node* at = call;
    std::string qualifier = "not enough";
    if (have > want) {
        at = args[want].expr;
        qualifier = "too many";
    } else if (have > 0) {
        at = args[have - 1].expr;
    }
    Types haveTypes, wantTypes;
    for (const Operand& x : args) haveTypes.push_back(x.type);
    for (const VarObject* v : s->params) wantTypes.push_back(v->type);
    error(at, qualifier + " arguments in call to " + exprText(call->fun) + "\n\thave " +
                  typesSummary(haveTypes, false, call->hasDots) + "\n\twant " +
                  typesSummary(wantTypes, s->variadic, false));
    return false;
}

// Checks the arguments of a call; returns the signature with type arguments put in.
SignatureType* Checker::arguments(CallExpr* call, SignatureType* s, Types typeArgs, const Exprs& typeArgExprs,
                                  Operands& args, const std::vector<Types>& argTypeArgs) {
    std::vector<VarObject*> params_;
    if (std::any_of(args.begin(), args.end(), [](const Operand& x) { return x.invalid(); })) {
        // Count them all the same: types may be unknown, their number is not.
        if (!matchParams(call, s, args, params_) || !s->typeParams.empty()) return s;
    } else if (!matchParams(call, s, args, params_)) {
        return s;
    }
    SignatureType* result = s;
    std::vector<TypeParamType*> tparams;
    const size_t own = s->typeParams.size();
    if (own > 0) {
        tparams = renamed(s->typeParams);
        const Types fresh(tparams.begin(), tparams.end());
        for (VarObject*& p : params_) {
            auto* copy = types.object<VarObject>(p->name, p->pos);
            copy->package = p->package;
            copy->type = types.substitute(p->type, s->typeParams, fresh);
            p = copy;
        }
        typeArgs.resize(own, nullptr);
    }
    std::vector<std::pair<size_t, size_t>> genericArgs;  // argument, number of its type parameters
    for (size_t i = 0; i < args.size(); i++) {
        auto* as_ = args[i].type ? typeAs<SignatureType>(args[i].type) : nullptr;
        if (!as_ || as_->typeParams.empty()) continue;
        const std::vector<TypeParamType*> theirs = renamed(as_->typeParams);
        auto* copy = types.make<SignatureType>();
        auto* open = typeAs<SignatureType>(
            types.substitute(as_, as_->typeParams, Types(theirs.begin(), theirs.end())));
        copy->params = open->params;
        copy->results = open->results;
        copy->variadic = open->variadic;
        copy->typeParams = theirs;
        args[i].type = copy;
        tparams.insert(tparams.end(), theirs.begin(), theirs.end());
        if (i < argTypeArgs.size())
            typeArgs.insert(typeArgs.end(), argTypeArgs[i].begin(), argTypeArgs[i].end());
        typeArgs.resize(tparams.size(), nullptr);
        genericArgs.emplace_back(i, theirs.size());
    }
    if (!tparams.empty()) {
        Pos errorAt;
        std::string errorText;
        if (!infer(call->pos, tparams, typeArgs, params_, args, false, errorAt, errorText)) {
            if (!errorText.empty()) error(errorAt, "in call to " + exprText(call->fun) + ", " + errorText);
            return result;
        }
        if (own > 0) {
            const Types mine(typeArgs.begin(), typeArgs.begin() + static_cast<std::ptrdiff_t>(own));
            result = instantiateSignature(call->pos, call->fun, s, mine, typeArgExprs);
            for (VarObject* p : params_) p->type = types.substitute(p->type, tparams, typeArgs);
        }
        size_t from = own;
        for (const auto& [i, count] : genericArgs) {
            auto* open = typeAs<SignatureType>(args[i].type);
            const Types theirs(typeArgs.begin() + static_cast<std::ptrdiff_t>(from),
                               typeArgs.begin() + static_cast<std::ptrdiff_t>(from + count));
            args[i].type = instantiateSignature(call->pos, args[i].expr, open, theirs, {});
            args[i].mode = Mode::Value;
            record(args[i]);
            from += count;
        }
    }
    for (size_t i = 0; i < args.size(); i++)
        assignment(args[i], params_[i]->type, "argument to " + exprText(call->fun));
    return result;
}

// ---- selectors ----

namespace {

std::string lowered(std::string s) {
    for (char& c : s)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return s;
}

// An exported object whose name differs in upper and lower case only.
const Object* similarName(const Scope* scope, const std::string& name) {
    for (const auto& [have, o] : scope->names)
        if (o->exported() && lowered(have) == lowered(name)) return o;
    return nullptr;
}

}  // namespace

bool Checker::packageSelector(Operand& x, SelectorExpr* e, PkgNameObject* name) {
    name->used = true;
    e->x->mode = Mode::Invalid;
    static_cast<Ident*>(e->x)->object = name;
    Package* p = name->imported;
    Object* o = p->scope->find(e->sel->name);
    if (!o || !o->exported()) {
        std::string text = "undefined: " + exprText(e);
        const Object* other = similarName(p->scope, e->sel->name);
        if (other)
            text += " (but have " + other->name + ")";
        else if (p != types.unsafePackage)
            text += " (not modelled, or not in Go)";
        error(e->sel, text);
        return false;
    }
    e->sel->object = o;
    switch (o->kind) {
        case ObjectKind::Const:
            x.mode = Mode::Constant;
            x.value = static_cast<ConstObject*>(o)->value;
            break;
        case ObjectKind::TypeName:
            x.mode = Mode::TypeExpr;
            break;
        case ObjectKind::Var:
            x.mode = Mode::Variable;
            break;
        case ObjectKind::Func:
            x.mode = Mode::Value;
            break;
        case ObjectKind::Builtin:
            x.mode = Mode::Builtin;
            x.builtin = static_cast<BuiltinObject*>(o)->builtin;
            break;
        default:
            return false;
    }
    x.type = o->type;
    return true;
}

void Checker::selector(Operand& x, SelectorExpr* e, bool wantType) {
    const auto fail = [&] {
        x.mode = Mode::Invalid;
        x.type = invalidType();
        x.expr = e;
    };
    if (auto* id = as<Ident>(e->x)) {
        if (auto* name = objectAs<PkgNameObject>(lookup(id->name))) {
            if (!packageSelector(x, e, name)) return fail();
            x.expr = e;
            return;
        }
    }
    exprOrType(x, e->x, false);
    if (x.mode == Mode::Builtin) {
        error(e->pos, "invalid use of " + str(x) + " in selector expression");
        return fail();
    }
    if (x.invalid()) return fail();
    if (wantType) {
        error(e->sel, exprText(e) + " is not a type");
        return fail();
    }
    if (x.isNil()) {
        error(e->sel, "invalid use of nil in selector expression");
        return fail();
    }
    if (e->sel->blank()) {
        error(e->sel, "cannot refer to blank field or method");
        return fail();
    }
    const Found found = findFieldOrMethod(x.type, x.mode == Mode::Variable, package, e->sel->name);
    if (!found.object) {
        selectorError(x, e, found);
        return fail();
    }
    auto* m = objectAs<FuncObject>(found.object);
    if (m && !m->type) objectDecl(m);
    if (x.mode == Mode::TypeExpr) {
        if (!m) {
            error(e->sel, exprText(e->x) + "." + e->sel->name + " undefined (type " + str(x.type) +
                              " has no method " + e->sel->name + ")");
            return fail();
        }
        methodExpr(x, e, found);
        x.expr = e;
        return;
    }
    e->selection = types.newSelection();
    describeSelection(types, x.type, found, *e->selection);
    e->sel->object = found.object;
    if (!m) {
        x.mode = x.mode == Mode::Variable || found.indirect ? Mode::Variable : Mode::Value;
    } else {
        if (e->selection->autoAddress) takeAddress(e->x);
        x.mode = Mode::Value;
        addDep(m);
    }
    x.type = e->selection->type ? e->selection->type : invalidType();
    x.expr = e;
}

// T.m: a function whose first parameter is the receiver.
void Checker::methodExpr(Operand& x, SelectorExpr* e, const Found& found) {
    e->selection = types.newSelection();
    describeSelection(types, x.type, found, *e->selection);
    e->selection->kind = SelectionKind::MethodExpr;
    e->sel->object = found.object;
    addDep(found.object);
    const auto* s = typeAs<SignatureType>(e->selection->type);
    auto* out = types.make<SignatureType>();
    auto* receiver = types.object<VarObject>("", e->pos);
    const auto* m = static_cast<FuncObject*>(found.object);
    if (s && !s->params.empty() && !s->params[0]->name.empty())
        receiver->name = m->receiver && !m->receiver->name.empty() ? m->receiver->name : "_";
    receiver->varKind = VarKind::Param;
    receiver->type = x.type;
    out->params = {receiver};
    if (s) {
        out->params.insert(out->params.end(), s->params.begin(), s->params.end());
        out->results = s->results;
        out->variadic = s->variadic;
    }
    e->selection->type = out;
    x.mode = Mode::Value;
    x.type = out;
}

void Checker::selectorError(const Operand& x, SelectorExpr* e, const Found& found) {
    const std::string& name = e->sel->name;
    if (!isValid(underlyingOf(x.type))) return;
    const std::string what = exprText(e->x) + "." + name;
    if (found.ambiguous) return error(e->sel, "ambiguous selector " + what);
    if (found.indirect) {
        const std::string t = str(x.type);
        if (x.mode == Mode::TypeExpr)
            error(e->sel, "invalid method expression " + t + "." + name + " (needs pointer receiver (*" + t +
                              ")." + name + ")");
        else
            error(e->sel, "cannot call pointer method " + name + " on " + t);
        return;
    }
    std::string why;
    if (isInterfacePointer(x.type)) {
        const auto* p = underlyingAs<PointerType>(x.type);
        why = "type " + str(x.type) + " is pointer to " +
              (isTypeParam(p->element) ? "type parameter, not type parameter" : "interface, not interface");
    } else {
        const Found other = findFieldOrMethod(x.type, x.mode == Mode::Variable, package, name, true);
        why = lookupError(x.type, name, other.object, false);
    }
    error(e->sel, what + " undefined (" + why + ")");
}

namespace {

std::string tail(const std::string& s) {
    return s.substr(std::min<size_t>(s.size(), decodeRune(s).length));
}
bool isExported(const std::string& s) {
    return isUnicodeUpper(decodeRune(s).value);
}

}  // namespace

// Why t has no field or method of that name, given one whose name is nearly the same (or null).
std::string Checker::lookupError(Type* t, const std::string& name, const Object* other, bool structLit) {
    enum { Missing, Misspelled, Unexported, Inaccessible } problem = Missing;
    if (other) {
        const std::string& alt = other->name;
        if (other->package == package)
            problem = Misspelled;
        else if (isExported(name))
            problem = isExported(alt) ? Misspelled : tail(name) == tail(alt) ? Unexported : Missing;
        else if (isExported(alt))
            problem = tail(name) == tail(alt) ? Misspelled : Missing;
        else if (name == alt)
            problem = Inaccessible;
    }
    const std::string type = str(t);
    if (structLit) {
        const std::string head = "unknown field " + name + " in struct literal of type " + type;
        if (problem == Misspelled) return head + ", but does have " + other->name;
        if (problem == Unexported) return head + ", but does have unexported " + other->name;
        if (problem == Inaccessible)
            return "cannot refer to unexported field " + other->name + " in struct literal of type " + type;
        return head;
    }
    const std::string head = "type " + type + " has no field or method " + name;
    if (problem == Missing) return head;
    const std::string what = other->kind == ObjectKind::Var ? "field " : "method ";
    if (problem == Misspelled) return head + ", but does have " + what + other->name;
    if (problem == Unexported) return head + ", but does have unexported " + what + other->name;
    return "cannot refer to unexported " + what + other->name;
}

}  // namespace tricolor::golang
