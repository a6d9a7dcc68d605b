#include <algorithm>

#include "sim/golang/checker.h"
#include "sim/golang/unify.h"

namespace tricolor::golang {

void Checker::recordInstance(Expr* e, const Types& args) {
    for (;;) {
        e = unparen(e);
        if (auto* id = as<Ident>(e)) {
            id->typeArgs = args;
            return;
        }
        if (auto* s = as<SelectorExpr>(e)) {
            s->sel->typeArgs = args;
            return;
        }
        auto* i = as<IndexExpr>(e);
        if (!i) return;
        e = i->x;
    }
}

// Fresh type parameters in the place of others, so that a recursive call does not confuse them.
std::vector<TypeParamType*> Checker::renamed(const std::vector<TypeParamType*>& list) {
    std::vector<TypeParamType*> out;
    for (const TypeParamType* p : list) {
        auto* copy = types.make<TypeParamType>();
        copy->object = p->object;
        copy->index = p->index;
        out.push_back(copy);
    }
    const Types args(out.begin(), out.end());
    for (size_t i = 0; i < list.size(); i++)
        out[i]->constraint = types.substitute(list[i]->constraint, list, args);
    return out;
}

// The index of the first argument that does not satisfy its constraint, or -1.
int Checker::verify(const std::vector<TypeParamType*>& params_, const Types& args, std::string& cause) {
    for (size_t i = 0; i < params_.size() && i < args.size(); i++) {
        Type* bound = params_[i]->constraint;
        if (!isInterface(bound)) bound = boundOf(params_[i]);
        bound = types.substitute(bound, params_, args);
        if (!implements(args[i], bound, true, &cause)) return static_cast<int>(i);
    }
    return -1;
}

SignatureType* Checker::instantiateSignature(Pos at, Expr* e, SignatureType* s, const Types& args,
                                             const Exprs& argExprs) {
    auto* inst = typeAs<SignatureType>(types.substitute(s, s->typeParams, args));
    auto* out = types.make<SignatureType>();
    out->params = inst->params;
    out->results = inst->results;
    out->variadic = inst->variadic;
    recordInstance(e, args);
    later([this, at, s, args, argExprs] {
        std::string cause;
        const int wrong = verify(s->typeParams, args, cause);
        if (wrong < 0) return;
        const auto index = static_cast<size_t>(wrong);
        error(index < argExprs.size() ? startPos(argExprs[index]) : at, cause);
    });
    return out;
}

// Instantiates the generic function x, with the type arguments of inst (if any) and those that follow from
// target. With infer_ false a partial list of type arguments is handed back in *partial, and x stays generic.
// False: an error.
bool Checker::functionInstance(const Target* target, Pos at, Operand& x, IndexExpr* inst, bool infer_,
                               Types* partial) {
    Types args;
    Exprs argExprs;
    const auto fail = [&] {
        x.mode = Mode::Invalid;
        return false;
    };
    if (inst) {
        x.expr = inst;
        inst->isInstantiation = true;
        argExprs = inst->indices;
        if (!typeList(argExprs, args)) return fail();
    }
    auto* s = typeAs<SignatureType>(x.type);
    const size_t have = args.size(), want = s->typeParams.size();
    if (have > want) {
        error(argExprs[have - 1],
              "got " + std::to_string(have) + " type arguments but want " + std::to_string(want));
        return fail();
    }
    if (have < want) {
        if (!infer_) {
            if (partial) *partial = args;
            return true;
        }
        const std::vector<TypeParamType*> fresh = renamed(s->typeParams);
        std::vector<VarObject*> params_;
        Operands values;
        if (target) {
            auto* open = types.make<SignatureType>();
            auto* sub =
                typeAs<SignatureType>(types.substitute(s, s->typeParams, Types(fresh.begin(), fresh.end())));
            open->params = sub->params;
            open->results = sub->results;
            open->variadic = sub->variadic;
            auto* p = types.object<VarObject>("", at);
            p->type = open;
            params_ = {p};
            Operand v;
            v.mode = Mode::Value;
            v.type = target->signature;
            auto* name = nodes.make<Ident>(x.expr->pos);
            name->name = target->description;
            v.expr = name;
            values = {v};
        }
        args.resize(want, nullptr);
        Pos errorAt;
        std::string text;
        if (!infer(at, fresh, args, params_, values, target != nullptr, errorAt, text)) {
            if (!text.empty()) error(errorAt, text);
            return fail();
        }
    }
    x.type = instantiateSignature(x.expr->pos, x.expr, s, args, argExprs);
    x.mode = Mode::Value;
    return true;
}

// ---- inference ----

namespace {

std::string paramNames(const std::vector<TypeParamType*>& list) {
    if (list.empty()) return "";
    if (list.size() == 1) return list[0]->object->name;
    if (list.size() == 2) return list[0]->object->name + " and " + list[1]->object->name;
    std::string out;
    for (size_t i = 0; i + 1 < list.size(); i++) out += (i > 0 ? ", " : "") + list[i]->object->name;
    return out + ", and " + list.back()->object->name;
}

// The single type of a constraint, or the common underlying type of several.
struct CoreTerm {
    Type* type = nullptr;
    bool tilde = false;
    bool single = false;
};

CoreTerm coreTerm(TypeParamType* p) {
    CoreTerm core;
    size_t count = 0;
    const bool specific = eachTerm(p, [&](const Term* term) {
        if (!term) return false;
        count++;
        core.type = term->type;
        core.tilde = core.tilde || term->tilde;
        return true;
    });
    if (!specific || count == 0) return {};
    if (count == 1) {
        core.single = true;
        return core;
    }
    core.type = commonUnderlying(p, nullptr, nullptr, nullptr);
    return core;
}

}  // namespace

bool Checker::infer(Pos at, const std::vector<TypeParamType*>& tparams, Types& targs,
                    const std::vector<VarObject*>& given, const Operands& args, bool reverse, Pos& errorAt,
                    std::string& errorText) {
    targs.resize(tparams.size(), nullptr);
    if (std::find(targs.begin(), targs.end(), nullptr) == targs.end()) return true;
    for (const Operand& x : args)
        if (x.invalid()) return false;
    Types paramTypes;
    for (const VarObject* p : given) paramTypes.push_back(types.substitute(p->type, tparams, targs));
    Unifier u(types, tparams, targs);
    const auto fail = [&](Pos where_, const std::string& text) {
        errorAt = where_;
        errorText = text;
        return false;
    };
    const auto mismatch = [&](Type* param, const Operand& arg) {
        const Types known = u.inferred(tparams);
        const std::string head = "type " + str(arg.type) + " of " + exprText(arg.expr);
        const Pos place = startPos(arg.expr);
        if (std::all_of(known.begin(), known.end(), [](const Type* t) { return !t; }))
            return fail(place, head + " does not match " + str(param) + " (cannot infer " +
                                   paramNames(tparams) + ")");
        Type* inferred = types.substitute(param, tparams, known);
        if (inferred == param) return fail(place, head + " does not match " + str(param));
        if (reverse)
            return fail(place,
                        "inferred type " + str(inferred) + " for " + str(param) + " does not match " + head);
        return fail(place, head + " does not match inferred type " + str(inferred) + " for " + str(param));
    };
    // Typed arguments first; untyped ones may be given a default type later.
    std::vector<size_t> untyped;
    for (size_t i = 0; i < args.size(); i++) {
        if (!mentionsTypeParam(paramTypes[i], tparams) && !mentionsTypeParam(args[i].type, tparams)) continue;
        if (isTyped(args[i].type)) {
            if (!u.unify(paramTypes[i], args[i].type, Unifier::Assign))
                return mismatch(paramTypes[i], args[i]);
        } else if (paramTypes[i]->kind == TypeKind::TypeParam && !args[i].isNil()) {
            untyped.push_back(i);
        }
    }
    // What constraints say, until nothing new follows.
    for (;;) {
        const size_t before = u.unknowns();
        for (TypeParamType* p : tparams) {
            Type* have = u.at(p);
            const CoreTerm core = coreTerm(p);
            if (core.type && have) {
                if (!u.unify(have, core.type, Unifier::Inexact))
                    return fail(at, p->object->name + " (type " + str(have) + ") does not satisfy " +
                                        str(p->constraint));
            } else if (core.type && core.single && !core.tilde) {
                u.set(p, core.type);
            }
            if (!have || mentionsTypeParam(have, tparams)) continue;
            std::string cause;
            if (!hasAllMethods(have, boundOf(p), true, &cause,
                               [&](Type* x, Type* y) { return u.unify(x, y, Unifier::Exact); }))
                return fail(at, p->object->name + " (type " + str(have) + ") does not satisfy " +
                                    str(p->constraint) + " " + cause);
        }
        if (u.unknowns() == before) break;
    }
    // Untyped constants: the largest default type of all that go to the same parameter.
    std::vector<std::pair<TypeParamType*, Type*>> largest;
    for (const size_t i : untyped) {
        auto* p = static_cast<TypeParamType*>(paramTypes[i]);
        if (u.at(p)) continue;
        const auto known =
            std::find_if(largest.begin(), largest.end(), [&](const auto& l) { return l.first == p; });
        if (known == largest.end()) {
            largest.emplace_back(p, args[i].type);
            continue;
        }
        Type*& most = known->second;
        if (most == args[i].type) continue;
        if (!isNumericKind(most->kind) || !isNumericKind(args[i].type->kind))
            return fail(startPos(args[i].expr), "mismatched types " + str(most) + " and " +
                                                    str(args[i].type) + " (cannot infer " + p->object->name +
                                                    ")");
        if (args[i].type->kind > most->kind) most = args[i].type;
    }
    for (const auto& [p, t] : largest) u.set(p, defaultType(t));
    Types inferred = u.inferred(tparams);
    // An inferred type may mention other type parameters: put those in, as often as there are parameters.
    for (size_t round = 0; round < tparams.size(); round++)
        for (Type*& t : inferred)
            if (t && mentionsTypeParam(t, tparams)) t = types.substitute(t, tparams, inferred);
    for (size_t i = 0; i < inferred.size(); i++)
        if (!inferred[i] || mentionsTypeParam(inferred[i], tparams))
            return fail(at, "cannot infer " + tparams[i]->object->name + " (declared at " +
                                where(tparams[i]->object->pos) + ")");
    targs = inferred;
    return true;
}

}  // namespace tricolor::golang
