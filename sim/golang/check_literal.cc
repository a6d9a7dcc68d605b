#include <set>

#include "sim/golang/checker.h"

namespace tricolor::golang {

void Checker::compositeLit(Operand& x, CompositeLit* e, Type* hint) {
    Type *t = nullptr, *base = nullptr;
    bool openArray = false;
    auto* array = as<ArrayTypeExpr>(e->typeExpr);
    if (array && !array->length) {
        openArray = true;
        t = base = varType(array->element);
    } else if (e->typeExpr) {
        t = base = typeOf(e->typeExpr);
    } else if (hint) {
        t = base = hint;
        Type* u = commonUnderlying(base, nullptr, nullptr, package);
        if (const auto* p = u ? typeAs<PointerType>(u) : nullptr) base = p->element;
    } else {
        error(e, "missing type in composite literal");
        t = base = invalidType();
    }
    Type* u = openArray ? base : commonUnderlying(base, nullptr, nullptr, package);
    const TypeKind kind = openArray ? TypeKind::Array : u ? u->kind : TypeKind::Invalid;
    switch (kind) {
        case TypeKind::Struct:
            structLit(e, static_cast<StructType*>(u), base);
            break;
        case TypeKind::Array: {
            Type* element = openArray ? base : static_cast<ArrayType*>(u)->element;
            const int64_t length = openArray ? -1 : static_cast<ArrayType*>(u)->length;
            e->length = indexedElements(e, element, length);
            if (openArray) {
                t = types.arrayOf(element, e->length);
                e->typeExpr->type = t;
                e->typeExpr->mode = Mode::TypeExpr;
            } else {
                e->length = length;
            }
            break;
        }
        case TypeKind::Slice:
            e->length = indexedElements(e, static_cast<SliceType*>(u)->element, -1);
            break;
        case TypeKind::Map:
            mapLit(e, static_cast<MapType*>(u));
            break;
        default: {
            for (Expr* element : e->elements) {
                auto* pair = as<KeyValueExpr>(element);
                use(pair ? pair->value : element);
            }
            if (u && !isValid(u)) break;
            error(e, "invalid composite literal" + std::string(hint && !e->typeExpr ? " element" : "") +
                         " type " + str(t) + (u ? "" : " (no common underlying type)"));
            x.mode = Mode::Invalid;
            return;
        }
    }
    x.mode = Mode::Value;
    x.type = t;
}

void Checker::structLitKeyed(CompositeLit* e, StructType* s, Type* base) {
    std::set<int> visited;
    for (Expr* element : e->elements) {
        e->fields.push_back(-1);
        auto* pair = as<KeyValueExpr>(element);
        if (!pair) {
            error(element, "mixture of field:value and value elements in struct literal");
            continue;
        }
        auto* key = as<Ident>(pair->key);
        const int i = key ? fieldIndex(s, package, key->name, false) : -1;
        Operand x;
        const std::optional<Target> target =
            i >= 0 ? newTarget(s->fields[static_cast<size_t>(i)]->type, key->name) : std::nullopt;
        expr(target ? &*target : nullptr, x, pair->value);
        if (!key) {
            error(pair, "invalid field name " + exprText(pair->key) + " in struct literal");
            continue;
        }
        if (i < 0) {
            const int other = fieldIndex(s, package, key->name, true);
            error(key, lookupError(base, key->name,
                                   other < 0 ? nullptr : s->fields[static_cast<size_t>(other)], true));
            continue;
        }
        e->fields.back() = i;
        key->object = s->fields[static_cast<size_t>(i)];
        assignment(x, key->object->type, "struct literal");
        if (!visited.insert(i).second)
            error(pair, "duplicate field name " + key->name + " in struct literal");
    }
}

void Checker::structLit(CompositeLit* e, StructType* s, Type* base) {
    if (e->elements.empty()) return;
    if (e->elements[0]->kind == NodeKind::KeyValueExpr) return structLitKeyed(e, s, base);
    for (size_t i = 0; i < e->elements.size(); i++) {
        e->fields.push_back(static_cast<int>(i));
        if (e->elements[i]->kind == NodeKind::KeyValueExpr) {
            error(e->elements[i], "mixture of field:value and value elements in struct literal");
            continue;
        }
        Operand x;
        const std::optional<Target> target =
            i < s->fields.size() ? newTarget(s->fields[i]->type, s->fields[i]->name) : std::nullopt;
        expr(target ? &*target : nullptr, x, e->elements[i]);
        if (i >= s->fields.size()) {
            error(e->elements[i], "too many values in struct literal of type " + str(base));
            break;
        }
        const VarObject* f = s->fields[i];
        if (!f->exported() && f->package != package) {
            error(e->elements[i], "implicit assignment to unexported field " + f->name +
                                      " in struct literal of type " + str(base));
            continue;
        }
        assignment(x, f->type, "struct literal");
    }
    if (e->elements.size() < s->fields.size())
        error(e->rbrace, "too few values in struct literal of type " + str(base));
}

void Checker::mapLit(CompositeLit* e, MapType* m) {
    const bool interfaceKey = isPlainInterface(m->key);
    std::map<std::string, std::vector<Type*>> visited;
    for (Expr* element : e->elements) {
        auto* pair = as<KeyValueExpr>(element);
        if (!pair) {
            error(element, "missing key in map literal");
            continue;
        }
        Operand x;
        exprWithHint(x, pair->key, m->key);
        assignment(x, m->key, "map literal");
        if (x.invalid()) continue;
        if (x.isConstant() && x.value.known()) {
            std::vector<Type*>& seen = visited[x.value.exactText()];
            bool duplicate = false;
            for (const Type* t : seen) duplicate = duplicate || !interfaceKey || identical(t, x.type);
            seen.push_back(x.type);
            if (duplicate) {
                error(x, "duplicate key " + x.value.text() + " in map literal");
                continue;
            }
        }
        Operand value;
        exprWithHint(value, pair->value, m->value);
        assignment(value, m->value, "map literal");
    }
}

// The elements of an array or slice literal; returns its length.
int64_t Checker::indexedElements(CompositeLit* e, Type* element, int64_t length) {
    std::set<int64_t> visited;
    int64_t next = 0, most = 0;
    for (Expr* each : e->elements) {
        bool valid = false;
        Expr* value = each;
        if (auto* pair = as<KeyValueExpr>(each)) {
            Type* t = nullptr;
            const int64_t i = index(pair->key, length, &t);
            if (isValid(t)) {
                valid = i >= 0;
                if (valid)
                    next = i;
                else
                    error(each, "index " + exprText(pair->key) + " must be integer constant");
            }
            value = pair->value;
        } else if (length >= 0 && next >= length) {
            error(each,
                  "index " + std::to_string(next) + " is out of bounds (>= " + std::to_string(length) + ")");
        } else {
            valid = true;
        }
        if (valid && !visited.insert(next).second)
            error(each, "duplicate index " + std::to_string(next) + " in array or slice literal");
        e->indices.push_back(next);
        next++;
        if (next > most) most = next;
        Operand x;
        exprWithHint(x, value, element);
        assignment(x, element, "array or slice literal");
    }
    return most;
}

}  // namespace tricolor::golang
