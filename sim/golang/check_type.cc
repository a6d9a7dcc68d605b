#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {
namespace {

std::string kindOfObject(const Object* o) {
    switch (o->kind) {
        case ObjectKind::PkgName:
            return "package name";
        case ObjectKind::Const:
            return "constant";
        case ObjectKind::TypeName:
            return "type";
        case ObjectKind::Func:
            return static_cast<const FuncObject*>(o)->isMethod ? "method" : "function";
        case ObjectKind::Label:
            return "label";
        case ObjectKind::Builtin:
            return "built-in function";
        case ObjectKind::Nil:
            return "untyped nil";
        case ObjectKind::Var: {
            switch (static_cast<const VarObject*>(o)->varKind) {
                case VarKind::Field:
                    return "struct field";
                default:
                    return "variable";
            }
        }
    }
    return "";
}

}  // namespace

void Checker::ident(Operand& x, Ident* e, bool wantType) {
    x.mode = Mode::Invalid;
    x.expr = e;
    Object* o = nullptr;
    for (const Scope* s = env.scope; s && !o; s = s->outer) {
        o = s->find(e->name);
        if (!o) continue;
        const auto dot = s->dotImports.find(e->name);
        if (dot != s->dotImports.end()) dot->second->used = true;
    }
    if (!o) {
        error(e, e->blank() ? "cannot use _ as value or type" : "undefined: " + e->name);
        return;
    }
    e->object = o;
    const bool isType = o->kind == ObjectKind::TypeName;
    if (!isType && wantType) {
        error(e, o->name + " (" + kindOfObject(o) + ") is not a type");
        if (auto* v = objectAs<VarObject>(o)) v->used = true;
        return;
    }
    if (!o->type || (isType && wantType && o->package == package)) objectDecl(o);
    if (!o->type) o->type = invalidType();
    identValue(x, e, o);
    if (!x.invalid()) x.type = o->type;
}

void Checker::identValue(Operand& x, Ident* e, Object* o) {
    switch (o->kind) {
        case ObjectKind::PkgName:
            error(e, "use of package " + o->name + " not in selector");
            return;
        case ObjectKind::Const: {
            addDep(o);
            if (!isValid(o->type)) return;
            auto* c = static_cast<ConstObject*>(o);
            x.value = c->value;
            if (!o->package && o->name == "iota") {
                if (!env.iota) {
                    error(e, "cannot use iota outside constant declaration");
                    return;
                }
                x.value = Constant::ofInt(*env.iota);
            }
            x.mode = Mode::Constant;
            return;
        }
        case ObjectKind::TypeName:
            x.mode = Mode::TypeExpr;
            return;
        case ObjectKind::Var: {
            auto* v = static_cast<VarObject*>(o);
            if (v->package == package) v->used = true;
            noteUse(v);
            addDep(o);
            if (isValid(o->type)) x.mode = Mode::Variable;
            return;
        }
        case ObjectKind::Func:
            addDep(o);
            x.mode = Mode::Value;
            return;
        case ObjectKind::Builtin:
            x.builtin = static_cast<BuiltinObject*>(o)->builtin;
            x.mode = Mode::Builtin;
            if (x.builtin == Builtin::Recover && env.function) env.function->hasRecover = true;
            return;
        case ObjectKind::Nil:
            x.mode = Mode::NilValue;
            return;
        case ObjectKind::Label:
            return;
    }
}

// ---- type expressions ----

Type* Checker::typeOf(Expr* e, TypeNameObject* def) {
    Type* t = typeInternal(e, def);
    if (isGeneric(t)) {
        error(e, "cannot use generic type " + str(t) + " without instantiation");
        t = invalidType();
    }
    e->type = t;
    e->mode = Mode::TypeExpr;
    return t;
}

Type* Checker::varType(Expr* e) {
    Type* t = typeOf(e);
    validVarType(e, t);
    return t;
}

void Checker::validVarType(Expr* e, Type* t) {
    if (isTypeParam(t)) return;
    later([this, e, t] {
        auto* i = underlyingAs<InterfaceType>(t);
        if (!i) return;
        completedInterface(i);
        if (i->isMethodSet()) return;
        const std::string text = "cannot use type " + str(t) + " outside a type constraint: interface ";
        error(e, text + (i->comparable ? "is (or embeds) comparable" : "contains type constraints"));
    });
}

Type* Checker::genericType(Expr* e, std::string* cause) {
    Type* t = typeInternal(e, nullptr);
    if (isValid(t) && !isGeneric(t)) {
        if (cause) *cause = str(t) + " is not a generic type";
        t = invalidType();
    }
    e->type = t;
    e->mode = Mode::TypeExpr;
    return t;
}

Type* Checker::typeNamed(Expr* e) {
    Operand x;
    x.type = invalidType();
    if (e->kind == NodeKind::Ident)
        ident(x, static_cast<Ident*>(e), true);
    else
        selector(x, static_cast<SelectorExpr*>(e), true);
    if (x.mode == Mode::TypeExpr) return x.type;
    if (x.mode == Mode::NoValue)
        error(x, str(x) + " used as type");
    else if (!x.invalid())
        error(x, str(x) + " is not a type");
    return invalidType();
}

Type* Checker::typeInternal(Expr* e, TypeNameObject* def) {
    switch (e->kind) {
        case NodeKind::BadExpr:
            return invalidType();
        case NodeKind::Ident:
        case NodeKind::SelectorExpr:
            return typeNamed(e);
        case NodeKind::IndexExpr:
            return instantiatedType(static_cast<IndexExpr*>(e));
        case NodeKind::ParenExpr:
            return typeOf(static_cast<ParenExpr*>(e)->x, def);
        case NodeKind::ArrayTypeExpr: {
            auto* a = static_cast<ArrayTypeExpr*>(e);
            int64_t length = -1;
            if (a->length)
                length = arrayLength(a->length);
            else
                error(e, "invalid use of [...] array (outside a composite literal)");
            Type* element = varType(a->element);
            return length < 0 ? invalidType() : types.arrayOf(element, length);
        }
        case NodeKind::SliceTypeExpr:
            return types.sliceOf(varType(static_cast<SliceTypeExpr*>(e)->element));
        case NodeKind::DotsTypeExpr:
            error(e, "invalid use of ...");
            return invalidType();
        case NodeKind::StructTypeExpr:
            return structType(static_cast<StructTypeExpr*>(e));
        case NodeKind::StarExpr: {
            Type* base = varType(static_cast<StarExpr*>(e)->x);
            return isValid(base) ? types.pointerTo(base) : invalidType();
        }
        case NodeKind::FuncTypeExpr: {
            auto* s = types.make<SignatureType>();
            openScope();
            funcTypeInto(s, static_cast<FuncTypeExpr*>(e), nullptr, nullptr, nullptr, nullptr);
            closeScope();
            return s;
        }
        case NodeKind::InterfaceTypeExpr:
            return interfaceType(static_cast<InterfaceTypeExpr*>(e));
        case NodeKind::MapTypeExpr: {
            auto* m = static_cast<MapTypeExpr*>(e);
            Type* key = varType(m->key);
            Type* value = varType(m->value);
            later([this, m, key] {
                if (!isValid(key) || isComparable(key, true)) return;
                error(m->key, "invalid map key type " + str(key) +
                                  (isTypeParam(key) ? " (missing comparable constraint)" : ""));
            });
            return types.mapOf(key, value);
        }
        case NodeKind::ChanTypeExpr: {
            auto* c = static_cast<ChanTypeExpr*>(e);
            return types.chanOf(c->dir, varType(c->element));
        }
        default:
            error(e, exprText(e) + " is not a type");
            use(e);
            return invalidType();
    }
}

bool Checker::typeList(const Exprs& list, Types& out) {
    bool ok = true;
    for (Expr* e : list) {
        out.push_back(varType(e));
        ok = ok && isValid(out.back());
    }
    return ok;
}

Type* Checker::instantiatedType(IndexExpr* e) {
    e->isInstantiation = true;
    std::string cause;
    Type* t = genericType(e->x, &cause);
    if (!cause.empty()) {
        std::string list;
        for (const Expr* a : e->indices) list += (list.empty() ? "" : ", ") + exprText(a);
        error(e->x, "invalid operation: " + exprText(e->x) + "[" + list + "] (" + cause + ")");
    }
    if (!isValid(t)) return t;
    auto* generic = typeAs<NamedType>(t);
    Types args;
    if (!typeList(e->indices, args) || !generic) return invalidType();
    const std::string name = generic->object->name;
    const size_t have = args.size(), want = generic->typeParams.size();
    if (have != want) {
        error(e->x, std::string(have < want ? "not enough" : "too many") + " type arguments for type " +
                        name + ": have " + std::to_string(have) + ", want " + std::to_string(want));
        return invalidType();
    }
    NamedType* inst = types.instantiate(generic, args);
    recordInstance(e->x, args);
    later([this, e, generic, args] {
        std::string why;
        const int wrong = verify(generic->typeParams, args, why);
        if (wrong >= 0) error(e->indices[static_cast<size_t>(wrong)], why);
    });
    return inst;
}

int64_t Checker::arrayLength(Expr* e) {
    if (auto* name = as<Ident>(e)) {
        Object* o = lookup(name->name);
        if (!o) {
            error(e, "undefined array length " + name->name + " or missing type constraint");
            return -1;
        }
        if (o->kind != ObjectKind::Const) {
            error(e, "invalid array length " + name->name);
            return -1;
        }
    }
    Operand x;
    expr(x, e);
    if (!x.isConstant()) {
        if (!x.invalid()) error(x, "array length " + str(x) + " must be constant");
        return -1;
    }
    if (isUntyped(x.type) || isInteger(x.type)) {
        const Constant value = x.value.toInt();
        if (const auto n = value.known() ? value.int64Value() : std::nullopt; n && *n >= 0) return *n;
    }
    error(x, isInteger(x.type) ? "invalid array length " + str(x)
                               : "array length " + str(x) + " must be integer");
    return -1;
}

// ---- structs ----

namespace {

// The name an embedded type lends its field.
Ident* embeddedName(Expr* e) {
    if (auto* id = as<Ident>(e)) return id;
    if (auto* s = as<SelectorExpr>(e)) return s->sel;
    if (auto* i = as<IndexExpr>(e)) return embeddedName(i->x);
    if (auto* p = as<StarExpr>(e)) return p->x->kind == NodeKind::StarExpr ? nullptr : embeddedName(p->x);
    return nullptr;
}

}  // namespace

Type* Checker::structType(StructTypeExpr* e) {
    auto* s = types.make<StructType>();
    std::map<std::string, VarObject*> seen;
    Type* t = nullptr;
    const Expr* previous = nullptr;
    for (const Field* f : e->fields) {
        if (f->type != previous) t = varType(f->type);
        previous = f->type;
        Ident* name = f->name ? f->name : embeddedName(f->type);
        if (!name) {
            error(f->type, "invalid embedded field type " + exprText(f->type));
            continue;
        }
        auto* v = types.object<VarObject>(name->name, f->name ? name->pos : startPos(name));
        v->package = package;
        v->varKind = VarKind::Field;
        v->type = t;
        v->embedded = !f->name;
        if (f->name) f->name->object = v;
        if (!f->name) embeddedField(f->type, t);
        if (v->name != "_" && seen.contains(v->name)) {
            error(v->pos, v->name + " redeclared\n\t" + where(seen[v->name]->pos) +
                              ": other declaration of " + v->name);
            continue;
        }
        seen[v->name] = v;
        v->index = static_cast<uint32_t>(s->fields.size());
        s->fields.push_back(v);
        std::string tag;
        if (f->tag && !f->tag->bad && f->tag->literal == LiteralKind::String)
            tag = Constant::ofLiteral(LiteralKind::String, f->tag->text).stringValue();
        else if (f->tag && !f->tag->bad)
            error(f->tag, "incorrect tag syntax: " + f->tag->text);
        s->tags.push_back(tag);
    }
    if (std::all_of(s->tags.begin(), s->tags.end(), [](const std::string& tag) { return tag.empty(); }))
        s->tags.clear();
    return s;
}

void Checker::embeddedField(Expr* e, Type* t) {
    later([this, e, t] {
        bool pointer = false;
        Type* base = dereferenced(t, &pointer);
        if (!isValid(base)) return;
        const Type* u = underlyingOf(base);
        if (isTypeParam(base))
            error(e, "embedded field type cannot be a (pointer to a) type parameter");
        else if (u->kind == TypeKind::UnsafePointer)
            error(e, "embedded field type cannot be unsafe.Pointer");
        else if (u->kind == TypeKind::Pointer)
            error(e, "embedded field type cannot be a pointer");
        else if (u->kind == TypeKind::Interface && pointer)
            error(e, "embedded field type cannot be a pointer to an interface");
    });
}

// ---- interfaces ----

Type* Checker::interfaceType(InterfaceTypeExpr* e) {
    auto* t = types.make<InterfaceType>();
    t->open = true;
    for (Field* f : e->elements) {
        if (!f->name) {
            t->embedded.push_back(unionType(f->type));
            t->embeddedPos.push_back(startPos(f->type));
            continue;
        }
        if (f->name->blank()) {
            error(f->name, "methods must have a unique non-blank name");
            continue;
        }
        Type* s = typeOf(f->type);
        if (!typeAs<SignatureType>(s)) continue;
        auto* m = types.object<FuncObject>(f->name->name, f->name->pos);
        m->package = package;
        m->isMethod = true;
        m->type = s;
        f->name->object = m;
        const auto other = std::find_if(t->methods.begin(), t->methods.end(),
                                        [&](const FuncObject* have) { return have->name == m->name; });
        if (other != t->methods.end()) {
            error(m->pos, "duplicate method " + m->name + "\n\t" + where((*other)->pos) +
                              ": other declaration of method " + m->name);
            continue;
        }
        t->methods.push_back(m);
    }
    t->open = false;
    std::stable_sort(t->methods.begin(), t->methods.end(),
                     [](const FuncObject* a, const FuncObject* b) { return a->name < b->name; });
    later([this, t] { checkInterface(t); });
    return t;
}

// Complains about embedded methods that contradict others.
void Checker::checkInterface(InterfaceType* t) {
    completedInterface(t);
    std::vector<std::pair<const FuncObject*, Pos>> have;
    for (const FuncObject* m : t->methods) have.emplace_back(m, m->pos);
    for (size_t i = 0; i < t->embedded.size(); i++) {
        auto* e = underlyingAs<InterfaceType>(t->embedded[i]);
        if (!e) continue;
        for (const FuncObject* m : completedInterface(e)->allMethods) {
            const auto other = std::find_if(have.begin(), have.end(), [&](const auto& h) {
                return sameName(h.first, m->package, m->name, false);
            });
            if (other == have.end())
                have.emplace_back(m, t->embeddedPos[i]);
            else if (m->type && other->first->type && !identical(m->type, other->first->type))
                error(t->embeddedPos[i], "duplicate method " + m->name + "\n\t" + where(other->second) +
                                             ": other declaration of method " + m->name);
        }
    }
}

// A | ~B | C, or a single type.
Type* Checker::unionType(Expr* e) {
    Exprs parts;
    for (Expr* x = e;;) {
        auto* b = as<BinaryExpr>(x);
        if (!b || b->op != Op::Or) {
            parts.push_back(x);
            break;
        }
        parts.push_back(b->y);
        x = b->x;
    }
    std::reverse(parts.begin(), parts.end());
    std::vector<Term> terms;
    for (Expr* p : parts) terms.push_back(term(p));
    if (terms.size() == 1 && !terms[0].tilde) return terms[0].type;
    constexpr size_t maxTerms = 100;
    if (terms.size() > maxTerms) {
        error(parts[maxTerms], "cannot handle more than " + std::to_string(maxTerms) +
                                   " union terms (implementation limitation)");
        return invalidType();
    }
    auto* u = types.make<UnionType>();
    u->terms = std::move(terms);
    e->type = u;
    e->mode = Mode::TypeExpr;
    later([this, u, parts] { checkTerms(u, parts); });
    return u;
}

Term Checker::term(Expr* e) {
    Term out;
    Expr* x = e;
    if (auto* u = as<UnaryExpr>(e); u && u->op == Op::Tilde) {
        out.tilde = true;
        x = u->x;
    }
    out.type = typeOf(x);
    if (isTypeParam(out.type)) {
        error(x, out.tilde ? "type in term " + exprText(e) + " cannot be a type parameter"
                           : "term cannot be a type parameter");
        out.type = invalidType();
    }
    return out;
}

void Checker::checkTerms(UnionType* u, const Exprs& exprs) {
    for (size_t i = 0; i < u->terms.size(); i++) {
        const Term& t = u->terms[i];
        if (!isValid(t.type)) continue;
        Type* under = underlyingOf(t.type);
        auto* face = typeAs<InterfaceType>(under);
        const std::string text = (t.tilde ? "~" : "") + str(t.type);
        if (t.tilde && face) {
            error(exprs[i], "invalid use of ~ (" + str(t.type) + " is an interface)");
            continue;
        }
        if (t.tilde && !identical(under, t.type)) {
            error(exprs[i],
                  "invalid use of ~ (underlying type of " + str(t.type) + " is " + str(under) + ")");
            continue;
        }
        if (face) {
            completedInterface(face);
            if (!face->allMethods.empty())
                error(exprs[i], "cannot use " + text + " in union (" + text + " contains methods)");
            else if (t.type == types.comparableType)
                error(exprs[i], "cannot use comparable in union");
            else if (face->comparable)
                error(exprs[i], "cannot use " + text + " in union (" + text + " embeds comparable)");
            continue;
        }
        for (size_t j = 0; j < i; j++) {
            const Term& other = u->terms[j];
            if (!isValid(other.type) || isInterface(other.type) || termsDisjoint(t, other)) continue;
            error(exprs[i],
                  "overlapping terms " + text + " and " + (other.tilde ? "~" : "") + str(other.type));
            break;
        }
    }
}

// ---- functions ----

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
