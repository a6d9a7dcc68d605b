// Types of functions, their parameters and receivers.
#include "sim/golang/checker.h"

namespace tricolor::golang {

// The current scope is the function's own; parameters are declared in it.
void Checker::funcTypeInto(SignatureType* s, FuncTypeExpr* e, Field* receiver,
                           const std::vector<Field*>* typeParams, FuncInfo* info, FuncObject* method) {
    VarObject* r = receiver ? receiverParam(receiver, method) : nullptr;
    if (info) env.scope->function = info;
    if (typeParams && !typeParams->empty()) s->typeParams = collectTypeParams(*typeParams);
    bool variadic = false, ignored = false;
    s->params = params(e->params, VarKind::Param, &variadic, info);
    s->results = params(e->results, VarKind::Result, &ignored, info);
    s->variadic = variadic;
    if (r && info) {
        r->function = info;
        info->receiver = r;
        info->locals.push_back(r);
    }
    if (info) {
        info->params = s->params;
        info->results = s->results;
        info->namedResults = !s->results.empty() && !s->results[0]->name.empty();
        for (VarObject* v : s->params) info->locals.push_back(v);
        for (VarObject* v : s->results) info->locals.push_back(v);
        for (size_t i = 0; i < info->locals.size(); i++) info->locals[i]->index = static_cast<uint32_t>(i);
    }
    if (r && !r->name.empty()) declare(env.scope, receiver->name, r);
    const auto declareAll = [&](const std::vector<Field*>& list, const std::vector<VarObject*>& vars) {
        for (size_t i = 0; i < vars.size(); i++)
            if (list[i]->name) declare(env.scope, list[i]->name, vars[i]);
    };
    declareAll(e->params, s->params);
    declareAll(e->results, s->results);
    e->type = s;
    e->mode = Mode::TypeExpr;
}

std::vector<VarObject*> Checker::params(const std::vector<Field*>& list, VarKind kind, bool* variadic,
                                        FuncInfo* info) {
    std::vector<VarObject*> out;
    Type* t = nullptr;
    const Expr* previous = nullptr;
    for (size_t i = 0; i < list.size(); i++) {
        const Field* f = list[i];
        auto* dots = as<DotsTypeExpr>(f->type);
        if (f->type != previous) {
            t = varType(dots ? dots->element : f->type);
            previous = f->type;
        }
        auto* v = types.object<VarObject>(f->name ? f->name->name : "", f->name ? f->name->pos : f->pos);
        v->package = package;
        v->varKind = kind;
        v->function = info;
        v->type = t;
        v->used = true;
        if (dots && kind == VarKind::Param && i + 1 == list.size()) {
            *variadic = true;
            v->type = types.sliceOf(t);
            dots->type = v->type;
            dots->mode = Mode::TypeExpr;
        }
        if (f->name) f->name->object = v;
        out.push_back(v);
    }
    return out;
}

VarObject* Checker::receiverParam(Field* f, FuncObject* method) {
    Expr* base = unparen(f->type);
    bool pointer = false;
    if (auto* s = as<StarExpr>(base)) {
        pointer = true;
        base = unparen(s->x);
    }
    Type* t = nullptr;
    if (auto* i = as<IndexExpr>(base)) {
        t = genericReceiver(i->x, i->indices, method);
        i->type = t;
        i->mode = Mode::TypeExpr;
        i->isInstantiation = true;
        base = i->x;
        if (pointer && isValid(t)) t = types.pointerTo(t);
        f->type->type = t;
        f->type->mode = Mode::TypeExpr;
    } else {
        t = varType(f->type);
    }
    auto* v = types.object<VarObject>(f->name ? f->name->name : "", f->name ? f->name->pos : f->pos);
    v->package = package;
    v->varKind = VarKind::Receiver;
    v->type = t;
    v->used = true;
    if (f->name) f->name->object = v;
    later([this, base, v] { validReceiver(base, v); });
    return v;
}

// func (r T[P, Q]): declares P and Q with the bounds of T's own parameters.
Type* Checker::genericReceiver(Expr* base, const Exprs& list, FuncObject* method) {
    std::string cause;
    Type* t = genericType(base, &cause);
    auto* generic = typeAs<NamedType>(t);
    if (!cause.empty()) error(base, cause);
    std::vector<TypeParamType*> declared;
    for (Expr* p : list) {
        auto* name = as<Ident>(p);
        if (!name) {
            if (p->kind != NodeKind::BadExpr)
                error(p, "receiver type parameter " + exprText(p) + " must be an identifier");
            name = nodes.make<Ident>(p->pos);
            name->name = "_";
        }
        declared.push_back(declareTypeParam(name));
        declared.back()->index = static_cast<int>(declared.size()) - 1;
        p->type = declared.back();
        p->mode = Mode::TypeExpr;
    }
    if (!generic) return invalidType();
    const Types args(declared.begin(), declared.end());
    if (declared.size() == generic->typeParams.size()) {
        for (size_t i = 0; i < declared.size(); i++)
            declared[i]->constraint =
                types.substitute(generic->typeParams[i]->constraint, generic->typeParams, args);
    } else {
        error(base, "receiver declares " + std::to_string(declared.size()) + " type parameter" +
                        (declared.size() == 1 ? "" : "s") + ", but receiver base type declares " +
                        std::to_string(generic->typeParams.size()));
        return invalidType();
    }
    if (method) method->receiverTypeParams = declared;
    recordInstance(base, args);
    return types.instantiate(generic, args);
}

void Checker::validReceiver(Expr* at, VarObject* receiver) {
    Type* base = unalias(dereferenced(receiver->type, nullptr));
    if (!isValid(base)) return;
    if (isBasicKind(base->kind)) return error(at, "cannot define new methods on non-local type " + str(base));
    auto* n = typeAs<NamedType>(base);
    if (!n) return error(at, "invalid receiver type " + str(receiver->type));
    if (n->object->package != package)
        return error(at, "cannot define new methods on non-local type " + str(base));
    const Type* u = underlyingOf(n);
    if (u->kind == TypeKind::UnsafePointer)
        error(at, "invalid receiver type " + str(base) + " (unsafe.Pointer)");
    if (u->kind == TypeKind::Pointer || u->kind == TypeKind::Interface)
        error(at, "invalid receiver type " + str(base) + " (pointer or interface type)");
}

}  // namespace tricolor::golang
