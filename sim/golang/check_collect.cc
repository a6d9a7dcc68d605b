#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

void DeclInfo::addDep(Object* o) {
    if (std::find(deps.begin(), deps.end(), o) == deps.end()) deps.push_back(o);
}

void Checker::declare(Scope* scope, Ident* name, Object* o) {
    if (name) name->object = o;
    if (o->name == "_") return;
    if (Object* other = scope->find(o->name)) {
        std::string text = o->name + " redeclared in this block";
        if (other->pos.known()) text += "\n\t" + where(other->pos) + ": other declaration of " + o->name;
        error(o->pos, text);
        if (auto* v = objectAs<VarObject>(o)) v->used = true;  // nobody can
        return;
    }
    scope->names[o->name] = o;
    if (!o->parent) o->parent = scope;
}

void Checker::declarePackageObject(Ident* name, Object* o, std::shared_ptr<DeclInfo> info) {
    if (name->name == "init") return error(name, "cannot declare init - must be func");
    if (name->name == "main" && package->name == "main")
        return error(name, "cannot declare main - must be func");
    declare(package->scope, name, o);
    o->declInfo = info.get();
    info->object = o;
    infos.push_back(std::move(info));
    objects.push_back(o);
    o->order = static_cast<uint32_t>(objects.size());
}

void Checker::collectObjects() {
    for (File* f : package->files) collectFile(f);
    checkFileScopes();
    associateMethods();
}

void Checker::collectFile(File* file) {
    Scope* fileScope = types.newScope(package->scope);
    fileScopes.push_back(fileScope);
    for (Decl* d : file->decls) {
        switch (d->kind) {
            case NodeKind::ImportDecl:
                importDecl(static_cast<ImportDecl*>(d), fileScope);
                break;
            case NodeKind::ConstDecl:
                collectConst(static_cast<ConstDecl*>(d), fileScope);
                break;
            case NodeKind::VarDecl:
                collectVar(static_cast<VarDecl*>(d), fileScope);
                break;
            case NodeKind::TypeDecl:
                collectType(static_cast<TypeDecl*>(d), fileScope);
                break;
            case NodeKind::FuncDecl:
                collectFunc(static_cast<FuncDecl*>(d), fileScope);
                break;
            default:
                break;
        }
    }
}

void Checker::importDecl(ImportDecl* d, Scope* fileScope) {
    if (!d->path || d->path->bad) return;
    const std::string importPath = Constant::ofLiteral(LiteralKind::String, d->path->text).stringValue();
    const auto at = packages.find(importPath);
    if (at == packages.end()) return;  // reported when packages were loaded
    Package* imported = at->second;
    std::string name = d->localName ? d->localName->name : imported->name;
    if (name == "init") return error(d, "cannot import package as init - init must be a func");
    if (std::find(package->imports.begin(), package->imports.end(), imported) == package->imports.end())
        package->imports.push_back(imported);
    auto* o = types.object<PkgNameObject>(name, d->pos);
    o->package = package;
    o->imported = imported;
    o->type = invalidType();
    imports.push_back(o);
    if (name == ".")
        dotImport(d, imported, o, fileScope);
    else
        declare(fileScope, d->localName, o);
}

void Checker::dotImport(ImportDecl* d, Package* imported, PkgNameObject* name, Scope* fileScope) {
    for (const auto& [member, o] : imported->scope->names) {
        if (!o->exported()) continue;
        if (fileScope->find(member)) {
            error(d->localName, member + " redeclared in this block");
            continue;
        }
        fileScope->names[member] = o;
        fileScope->dotImports[member] = name;
    }
}

void Checker::arity(Pos at, const std::vector<Ident*>& names, const Exprs& values, bool isConst,
                    bool inherited) {
    const size_t l = names.size(), r = values.size();
    if (l < r) {
        if (inherited)
            error(at, "extra init expr at " + where(values[l]->pos));
        else
            error(values[l], "extra init expr " + exprText(values[l]));
    } else if (l > r && (isConst || r != 1)) {
        error(names[r], "missing init expr for " + names[r]->name);
    }
}

void Checker::collectConst(ConstDecl* d, Scope* fileScope) {
    for (size_t i = 0; i < d->names.size(); i++) {
        auto* o = types.object<ConstObject>(d->names[i]->name, d->names[i]->pos);
        o->package = package;
        o->decl = d;
        d->objects.push_back(o);
        auto info = std::make_shared<DeclInfo>();
        info->fileScope = fileScope;
        info->typeExpr = d->typeExpr;
        info->init = i < d->values.size() ? d->values[i] : nullptr;
        info->inherited = d->inherited;
        info->iota = d->iota;
        declarePackageObject(d->names[i], o, std::move(info));
    }
    arity(d->pos, d->names, d->values, true, d->inherited);
}

void Checker::collectVar(VarDecl* d, Scope* fileScope) {
    std::shared_ptr<DeclInfo> shared;
    if (d->values.size() == 1) {
        shared = std::make_shared<DeclInfo>();
        shared->fileScope = fileScope;
        shared->typeExpr = d->typeExpr;
        shared->init = d->values[0];
    }
    for (size_t i = 0; i < d->names.size(); i++) {
        auto* o = types.object<VarObject>(d->names[i]->name, d->names[i]->pos);
        o->package = package;
        o->varKind = VarKind::Global;
        d->objects.push_back(o);
        package->globals.push_back(o);
        auto info = shared;
        if (!info) {
            info = std::make_shared<DeclInfo>();
            info->fileScope = fileScope;
            info->typeExpr = d->typeExpr;
            info->init = i < d->values.size() ? d->values[i] : nullptr;
        }
        declarePackageObject(d->names[i], o, info);
    }
    if (shared) shared->lhs = d->objects;
    if (!d->typeExpr || !d->values.empty()) arity(d->pos, d->names, d->values, false, false);
}

void Checker::collectType(TypeDecl* d, Scope* fileScope) {
    auto* o = types.object<TypeNameObject>(d->name->name, d->name->pos);
    o->package = package;
    o->decl = d;
    o->isAlias = d->alias;
    auto info = std::make_shared<DeclInfo>();
    info->fileScope = fileScope;
    info->typeDecl = d;
    declarePackageObject(d->name, o, std::move(info));
}

namespace {

// Takes a receiver's type apart: *, the base type's expression, and its type parameters.
struct ReceiverSyntax {
    bool pointer = false;
    Expr* base = nullptr;
    std::vector<Expr*> params;
};

ReceiverSyntax receiverSyntax(Expr* e) {
    ReceiverSyntax r;
    r.base = unparen(e);
    if (auto* s = as<StarExpr>(r.base)) {
        r.pointer = true;
        r.base = unparen(s->x);
    }
    if (auto* i = as<IndexExpr>(r.base)) {
        r.params = i->indices;
        r.base = i->x;
    }
    return r;
}

}  // namespace

void Checker::collectFunc(FuncDecl* d, Scope* fileScope) {
    const std::string& name = d->name->name;
    auto* o = types.object<FuncObject>(name, d->name->pos);
    o->package = package;
    o->decl = d;
    d->object = o;
    auto info = std::make_shared<DeclInfo>();
    info->fileScope = fileScope;
    info->funcDecl = d;
    info->object = o;
    o->declInfo = info.get();
    infos.push_back(info);
    if (!d->receiver) {
        const bool special = name == "init" || (name == "main" && package->name == "main");
        if (special && !d->typeParams.empty())
            error(d->typeParams[0], "func " + name + " must have no type parameters");
        if (special && (!d->signature->params.empty() || !d->signature->results.empty()))
            error(d->name, "func " + name + " must have no arguments and no return values");
        if (name == "init") {
            d->name->object = o;
            o->parent = package->scope;
            o->initIndex = static_cast<int>(package->inits.size());
            if (d->body)
                package->inits.push_back(o);
            else
                error(o->pos, "func init must have a body");
        } else {
            declare(package->scope, d->name, o);
        }
        if (!d->body && !package->isStd && name != "init") error(d, "missing function body");
    } else {
        const ReceiverSyntax r = receiverSyntax(d->receiver->type);
        o->isMethod = true;
        o->pointerReceiver = r.pointer;
        if (auto* base = as<Ident>(r.base); base && name != "_")
            methods.push_back({o, base->name, r.pointer});
        d->name->object = o;
    }
    objects.push_back(o);
    o->order = static_cast<uint32_t>(objects.size());
}

void Checker::checkFileScopes() {
    for (const Scope* scope : fileScopes) {
        for (const auto& [name, o] : scope->names) {
            Object* other = package->scope->find(name);
            if (!other) continue;
            std::string text = name;
            if (const auto* p = objectAs<PkgNameObject>(o))
                text += " already declared through import of package " + p->imported->name + " (\"" +
                        p->imported->path + "\")";
            else
                text += " already declared through dot-import of package " + o->package->name;
            error(other->pos, text + "\n\t" + where(o->pos) + ": other declaration of " + name);
        }
    }
}

// The type a receiver's name stands for, through aliases; null if it is none of this package.
TypeNameObject* Checker::receiverBase(const std::string& name, bool& pointer) {
    std::string wanted = name;
    std::vector<const Object*> seen;
    for (;;) {
        auto* o = objectAs<TypeNameObject>(package->scope->find(wanted));
        if (!o || !o->decl || std::find(seen.begin(), seen.end(), o) != seen.end()) return nullptr;
        if (!o->decl->alias) return o;
        if (!o->decl->typeParams.empty()) return nullptr;
        seen.push_back(o);
        Expr* target = unparen(o->decl->typeExpr);
        if (auto* s = as<StarExpr>(target)) {
            if (pointer) return nullptr;
            pointer = true;
            target = unparen(s->x);
        }
        auto* next = as<Ident>(target);
        if (!next) return nullptr;
        wanted = next->name;
    }
}

void Checker::associateMethods() {
    for (const Method& m : methods) {
        bool pointer = m.pointer;
        TypeNameObject* base = receiverBase(m.receiver, pointer);
        if (!base) continue;
        m.object->pointerReceiver = pointer;
        base->declInfo->methods.push_back(m.object);
    }
}

void Checker::packageObjects() {
    std::vector<Object*> aliases, others;
    for (Object* o : objects) {
        auto* t = objectAs<TypeNameObject>(o);
        if (!t)
            others.push_back(o);
        else if (t->decl->alias)
            aliases.push_back(o);
        else
            objectDecl(o);
    }
    for (Object* o : aliases) objectDecl(o);
    for (Object* o : others) objectDecl(o);
}

void Checker::unusedImports() {
    for (const PkgNameObject* o : imports) {
        if (o->name == "_" || o->used) continue;
        const std::string& importPath = o->imported->path;
        const std::string last = importPath.substr(importPath.rfind('/') + 1);
        const std::string quoted = "\"" + importPath + "\"";
        if (o->name.empty() || o->name == "." || o->name == last)
            error(o->pos, quoted + " imported and not used");
        else
            error(o->pos, quoted + " imported as " + o->name + " and not used");
    }
}

}  // namespace tricolor::golang
