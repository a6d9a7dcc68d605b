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

}  // namespace tricolor::golang
