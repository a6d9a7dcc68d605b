#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

// Gives a package-level object its type; finds cycles by way of `path`, the objects that are being declared.
void Checker::objectDecl(Object* o) {
    if (std::find(path.begin(), path.end(), o) != path.end()) {
        const bool valid = validCycle(o);
        if (o->kind == ObjectKind::Func) return;
        if (!valid || !o->type) o->type = invalidType();
        return;
    }
    if (o->type || !o->declInfo) return;
    if (path.size() > maxNesting) {
        notModelled(o->pos, "declarations that depend on one another over more than " +
                                std::to_string(maxNesting) + " steps");
        o->type = invalidType();
        return;
    }
    path.push_back(o);
    const Environment outer = env;
    DeclInfo* info = o->declInfo;
    env = {};
    env.scope = info->fileScope;
    switch (o->kind) {
        case ObjectKind::Const:
            env.decl = info;
            constDecl(static_cast<ConstObject*>(o), info->typeExpr, info->init, info->inherited, info->iota);
            break;
        case ObjectKind::Var:
            env.decl = info;
            env.function = initFunction;
            varDecl(static_cast<VarObject*>(o), info->lhs, info->typeExpr, info->init);
            break;
        case ObjectKind::TypeName:
            typeDecl(static_cast<TypeNameObject*>(o), info->typeDecl);
            collectMethods(static_cast<TypeNameObject*>(o));
            break;
        case ObjectKind::Func:
            funcDecl(static_cast<FuncObject*>(o), info);
            break;
        default:
            break;
    }
    env = outer;
    path.pop_back();
}

bool Checker::validCycle(Object* o) {
    const auto from = std::find(path.begin(), path.end(), o);
    const std::vector<Object*> cycle(from, path.end());
    size_t values = 0, definitions = 0;
    for (Object* each : cycle) {
        if (each->kind == ObjectKind::Const || each->kind == ObjectKind::Var) values++;
        if (each->kind != ObjectKind::TypeName) continue;
        if (inTypeParamList && each->type && isGeneric(each->type)) return true;
        if (!static_cast<TypeNameObject*>(each)->isAlias) definitions++;
    }
    // Values alone: a matter of initialisation order. Types with a definition among them: fine unless they
    // contain themselves, which validType finds.
    if (values == cycle.size() || (values == 0 && definitions > 0)) return true;
    cycleError(cycle, firstInSource(cycle));
    return false;
}

size_t Checker::firstInSource(const std::vector<Object*>& cycle) {
    size_t first = 0;
    for (size_t i = 1; i < cycle.size(); i++)
        if (cycle[i]->pos < cycle[first]->pos) first = i;
    return first;
}

void Checker::cycleError(const std::vector<Object*>& cycle, size_t start) {
    const auto name = [&](const Object* o) {
        return (o->package && o->package != package ? o->package->name + "." : "") + o->name;
    };
    Object* o = cycle[start];
    const bool isType = o->kind == ObjectKind::TypeName;
    if (cycle.size() == 1) {
        error(o->pos, (isType ? "invalid recursive type: " : "invalid cycle in declaration: ") + name(o) +
                          " refers to itself");
        return;
    }
    std::string text = (isType ? "invalid recursive type " : "invalid cycle in declaration of ") + name(o);
    const Object* from = o;
    for (size_t i = 0; i < cycle.size(); i++) {
        const Object* next = cycle[(start + i + 1) % cycle.size()];
        text += "\n\t" + where(from->pos) + ": " + name(from) + " refers to " + name(next);
        from = next;
    }
    error(o->pos, text);
}

void Checker::constDecl(ConstObject* o, Expr* typeExpr, Expr* init, bool inherited, int64_t iota) {
    const std::optional<int64_t> outerIota = env.iota;
    const Pos outerPos = env.errorPos;
    env.iota = iota;
    env.errorPos = {};
    bool ok = true;
    if (typeExpr) {
        Type* t = typeOf(typeExpr);
        if (!isBasicIf(t, isConstKind)) {
            if (isValid(underlyingOf(t))) error(typeExpr, "invalid constant type " + str(t));
            o->type = invalidType();
            ok = false;
        } else {
            o->type = t;
        }
    }
    if (ok) {
        Operand x;
        x.type = invalidType();
        if (init) {
            if (inherited) env.errorPos = o->pos;
            expr(x, init);
        }
        initConst(o, x);
    }
    env.iota = outerIota;
    env.errorPos = outerPos;
}

void Checker::varDecl(VarObject* o, const std::vector<VarObject*>& lhs, Expr* typeExpr, Expr* init) {
    if (typeExpr) o->type = varType(typeExpr);
    if (!init) {
        if (!typeExpr) o->type = invalidType();
        return;
    }
    if (lhs.size() <= 1) {
        Operand x;
        const std::optional<Target> target = newTarget(o->type, o->name);
        expr(target ? &*target : nullptr, x, init);
        initVar(o, x, "variable declaration");
        return;
    }
    if (typeExpr)
        for (VarObject* v : lhs) v->type = o->type;
    initVars(lhs, {init}, nullptr);
}

// ---- types ----

void Checker::typeDecl(TypeNameObject* o, TypeDecl* d) {
    if (d->alias) return aliasDecl(o, d);
    auto* named = types.make<NamedType>();
    named->object = o;
    named->origin = named;
    o->type = named;
    package->types.push_back(named);
    if (env.function) {
        o->function = env.function;
        for (const FuncInfo* f = env.function; f; f = f->outer) {
            if (!f->object) continue;
            named->outerParams = f->object->receiverTypeParams;
            if (f->signature && named->outerParams.empty()) named->outerParams = f->signature->typeParams;
        }
    }
    later([this, named] {
        std::vector<NamedType*> nest, way;
        validType(named, nest, way);
    });
    const bool scoped = !d->typeParams.empty();
    if (scoped) {
        openScope();
        named->typeParams = collectTypeParams(d->typeParams);
    }
    Type* rhs = typeOf(d->typeExpr, o);
    named->definition = rhs;
    if (isTypeParam(rhs)) {
        error(d->typeExpr, "cannot use a type parameter as RHS in type declaration");
        named->definition = invalidType();
    }
    if (scoped) closeScope();
}

void Checker::aliasDecl(TypeNameObject* o, TypeDecl* d) {
    auto* alias = types.make<AliasType>();
    alias->object = o;
    o->type = alias;
    if (!d->typeParams.empty()) {
        notModelled(d->typeParams[0]->pos, "generic type aliases");
        alias->actual = invalidType();
        return;
    }
    Type* rhs = typeOf(d->typeExpr, o);
    alias->actual = unalias(rhs) == alias ? invalidType() : rhs;
}

std::vector<TypeParamType*> Checker::collectTypeParams(const std::vector<Field*>& list) {
    std::vector<TypeParamType*> out;
    for (const Field* f : list) {
        out.push_back(declareTypeParam(f->name));
        out.back()->index = static_cast<int>(out.size()) - 1;
    }
    const bool outer = inTypeParamList;
    inTypeParamList = true;
    Type* bound = nullptr;
    for (size_t i = 0; i < list.size(); i++) {
        if (i == 0 || list[i]->type != list[i - 1]->type) {
            bound = constraint(list[i]->type);
            if (isTypeParam(bound)) {
                error(list[i]->type, "cannot use a type parameter as constraint");
                bound = invalidType();
            }
        }
        out[i]->constraint = bound;
    }
    inTypeParamList = outer;
    return out;
}

TypeParamType* Checker::declareTypeParam(Ident* name) {
    auto* o = types.object<TypeNameObject>(name->name, name->pos);
    o->package = package;
    auto* t = types.make<TypeParamType>();
    t->object = o;
    t->constraint = invalidType();
    o->type = t;
    declare(env.scope, name, o);
    return t;
}

// A constraint may be written without interface{}: ~int | string.
Type* Checker::constraint(Expr* x) {
    const auto* u = as<UnaryExpr>(x);
    const auto* b = as<BinaryExpr>(x);
    if (!(u && u->op == Op::Tilde) && !(b && b->op == Op::Or)) return typeOf(x);
    auto* t = types.make<InterfaceType>();
    t->implicit = true;
    t->open = true;
    t->embedded = {unionType(x)};
    t->embeddedPos = {startPos(x)};
    t->open = false;
    x->type = t;
    x->mode = Mode::TypeExpr;
    later([this, t] { checkInterface(t); });
    return t;
}

void Checker::collectMethods(TypeNameObject* o) {
    std::vector<FuncObject*> list;
    std::swap(list, o->declInfo->methods);
    auto* base = typeAs<NamedType>(o->type);
    if (list.empty() || !base) return;
    later([this, base] { checkFieldUniqueness(base); });
    for (FuncObject* m : list) {
        const auto other = std::find_if(base->methods.begin(), base->methods.end(),
                                        [&](const FuncObject* have) { return have->name == m->name; });
        if (other != base->methods.end()) {
            error(m->pos,
                  "method " + o->name + "." + m->name + " already declared at " + where((*other)->pos));
            continue;
        }
        m->receiverNamed = base;
        base->methods.push_back(m);
    }
}

void Checker::checkFieldUniqueness(NamedType* base) {
    const auto* s = underlyingAs<StructType>(base);
    if (!s) return;
    for (const VarObject* f : s->fields) {
        if (f->name == "_") continue;
        for (const FuncObject* m : base->methods)
            if (m->name == f->name)
                error(m->pos, "field and method with the same name " + f->name + "\n\t" + where(f->pos) +
                                  ": other declaration of " + f->name);
    }
}

// Whether t does not contain itself (by value).
bool Checker::validType(Type* t, std::vector<NamedType*>& nest, std::vector<NamedType*>& way) {
    t = unalias(t);
    switch (t->kind) {
        case TypeKind::Array:
            return validType(static_cast<ArrayType*>(t)->element, nest, way);
        case TypeKind::Struct:
            for (const VarObject* f : static_cast<StructType*>(t)->fields)
                if (!validType(f->type, nest, way)) return false;
            return true;
        case TypeKind::Union:
            for (const Term& term : static_cast<UnionType*>(t)->terms)
                if (!validType(term.type, nest, way)) return false;
            return true;
        case TypeKind::Interface:
            for (Type* e : static_cast<InterfaceType*>(t)->embedded)
                if (!validType(e, nest, way)) return false;
            return true;
        case TypeKind::Named: {
            auto* n = static_cast<NamedType*>(t);
            NamedType* generic = n->origin;
            if (generic->object->package != package || !generic->definition) return true;
            if (generic->validated && n == generic) return true;
            for (const NamedType* e : nest) {
                if (!identical(e, n)) continue;
                const auto from =
                    std::find_if(way.begin(), way.end(), [&](const NamedType* p) { return identical(p, n); });
                std::vector<Object*> cycle;
                for (auto p = from; p != way.end(); ++p) cycle.push_back((*p)->object);
                generic->definition = invalidType();
                generic->underlying = invalidType();
                cycleError(cycle, 0);
                return false;
            }
            nest.push_back(n);
            way.push_back(n);
            const bool ok = way.size() > maxNesting || validType(generic->definition, nest, way);
            nest.pop_back();
            way.pop_back();
            if (ok && n == generic && nest.empty()) generic->validated = true;
            return ok;
        }
        case TypeKind::TypeParam: {
            if (nest.empty()) return true;
            NamedType* inst = nest.back();
            const auto& formal = inst->origin->typeParams;
            for (size_t i = 0; i < formal.size() && i < inst->typeArgs.size(); i++) {
                if (formal[i] != t) continue;
                nest.pop_back();
                const bool ok = validType(inst->typeArgs[i], nest, way);
                nest.push_back(inst);
                return ok;
            }
            return true;
        }
        default:
            return true;
    }
}

// ---- functions ----

void Checker::funcDecl(FuncObject* o, DeclInfo* info) {
    FuncDecl* d = info->funcDecl;
    auto* s = types.make<SignatureType>();
    o->type = s;  // guards against cycles
    FuncInfo* f = newFunction(package->path + "." + o->name);
    f->object = o;
    f->body = d->body;
    f->pos = d->pos;
    f->signature = s;
    Scope* outer = env.scope;
    openScope();
    Scope* scope = env.scope;
    funcTypeInto(s, d->signature, d->receiver, &d->typeParams, f, o);
    env.scope = outer;
    o->receiver = f->receiver;
    f->name = o->fullName();
    if (!d->body) {
        if (!d->typeParams.empty() && !package->isStd) error(d, "generic function is missing function body");
        return;
    }
    o->info = f;
    package->functions.push_back(f);
    later([this, f, info, scope] { funcBody(f, info, scope, std::nullopt); });
}

// ---- declarations inside functions ----

void Checker::declStmt(DeclStmt* s) {
    for (Decl* d : s->decls) {
        if (auto* c = as<ConstDecl>(d)) localConst(c);
        if (auto* v = as<VarDecl>(d)) localVar(v);
        if (auto* t = as<TypeDecl>(d)) localType(t);
    }
}

void Checker::localConst(ConstDecl* d) {
    const size_t top = delayed.size();
    for (size_t i = 0; i < d->names.size(); i++) {
        auto* o = types.object<ConstObject>(d->names[i]->name, d->names[i]->pos);
        o->package = package;
        o->decl = d;
        d->objects.push_back(o);
        constDecl(o, d->typeExpr, i < d->values.size() ? d->values[i] : nullptr, d->inherited, d->iota);
    }
    arity(d->pos, d->names, d->values, true, d->inherited);
    processDelayed(top);
    for (size_t i = 0; i < d->names.size(); i++) declare(env.scope, d->names[i], d->objects[i]);
}

void Checker::localVar(VarDecl* d) {
    const size_t top = delayed.size();
    for (Ident* name : d->names) d->objects.push_back(newLocal(name, nullptr));
    for (size_t i = 0; i < d->names.size(); i++) {
        Expr* init = i < d->values.size() ? d->values[i] : nullptr;
        if (d->values.size() == d->names.size()) d->objects[i]->init = init;
        if (d->values.size() == 1 && d->names.size() > 1) {
            varDecl(d->objects[i], d->objects, d->typeExpr, d->values[0]);
            break;
        }
        varDecl(d->objects[i], {}, d->typeExpr, init);
        if (d->values.size() == 1) break;
    }
    for (VarObject* o : d->objects)
        if (!o->type) o->type = invalidType();
    if (!d->typeExpr || !d->values.empty()) arity(d->pos, d->names, d->values, false, false);
    processDelayed(top);
    for (size_t i = 0; i < d->names.size(); i++) declare(env.scope, d->names[i], d->objects[i]);
}

void Checker::localType(TypeDecl* d) {
    auto* o = types.object<TypeNameObject>(d->name->name, d->name->pos);
    o->package = package;
    o->decl = d;
    o->isAlias = d->alias;
    declare(env.scope, d->name, o);
    path.push_back(o);
    typeDecl(o, d);
    path.pop_back();
}

}  // namespace tricolor::golang
