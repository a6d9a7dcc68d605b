#include "sim/golang/checker.h"

namespace tricolor::golang {

Expr* Checker::singleIndex(IndexExpr* e) {
    if (e->indices.size() > 1) error(e->indices[1], "invalid operation: more than one index");
    return e->indices[0];
}

bool Checker::validIndex(Operand& x, const std::string& what, bool allowNegative) {
    if (x.invalid()) return false;
    convertUntyped(x, basic(TypeKind::Int));
    if (x.invalid()) return false;
    const std::string head = "invalid argument: " + what + " " + str(x);
    if (!allBasicIf(x.type, isIntegerKind)) {
        error(x, head + " must be integer");
        return false;
    }
    if (!x.isConstant() || !x.value.known()) return true;
    if (!allowNegative && x.value.sign() < 0) {
        error(x, head + " must not be negative");
        return false;
    }
    if (!constantFits(x.value, TypeKind::Int, &x.value)) {
        error(x, head + " overflows int");
        return false;
    }
    return true;
}

// Checks an index that must be below length (if that is not negative).
int64_t Checker::index(Expr* e, int64_t length, Type** type) {
    Operand x;
    expr(x, e);
    if (type) *type = invalidType();
    if (!validIndex(x, "index", false)) return -1;
    if (x.isConstant() && !x.value.known()) return -1;
    if (x.isConstant()) {
        const int64_t value = x.value.toInt().int64Value().value_or(-1);
        if (length >= 0 && value >= length) {
            error(x, "invalid argument: index " + x.value.text() +
                         " out of bounds [0:" + std::to_string(length) + "]");
            return -1;
        }
        if (type) *type = x.type;
        return value;
    }
    if (type) *type = x.type;
    return -1;
}

void Checker::mapIndex(Operand& x, IndexExpr* e, Type* key, Type* element) {
    Operand k;
    expr(k, singleIndex(e));
    assignment(k, key, "map index");
    x.mode = Mode::MapIndex;
    x.type = element;
    x.expr = e;
}

// True: x is a generic function and e gives it type arguments.
bool Checker::indexExpr(Operand& x, IndexExpr* e) {
    exprOrType(x, e->x, true);
    if (x.invalid()) {
        use(e->indices);
        return false;
    }
    if (x.mode == Mode::TypeExpr) {
        x.mode = Mode::Invalid;
        x.type = varType(e);
        if (isValid(x.type)) x.mode = Mode::TypeExpr;
        return false;
    }
    if (const auto* s = x.mode == Mode::Value ? underlyingAs<SignatureType>(x.type) : nullptr;
        s && !s->typeParams.empty())
        return true;
    nonGeneric(nullptr, x);
    if (x.invalid()) return false;
    bool valid = false;
    int64_t length = -1;
    Type* u = x.mode == Mode::NilValue || x.mode == Mode::Builtin ? invalidType() : underlyingOf(x.type);
    if (isStringKind(u->kind)) {
        valid = true;
        if (x.isConstant() && x.value.known()) length = static_cast<int64_t>(x.value.stringValue().size());
        x.mode = Mode::Value;
        x.type = types.byteType;
    } else if (const auto* a = typeAs<ArrayType>(u)) {
        valid = true;
        length = a->length;
        if (x.mode != Mode::Variable) x.mode = Mode::Value;
        x.type = a->element;
    } else if (const auto* p = typeAs<PointerType>(u)) {
        if (const auto* pa = underlyingAs<ArrayType>(p->element)) {
            valid = true;
            length = pa->length;
            x.mode = Mode::Variable;
            x.type = pa->element;
        }
    } else if (const auto* s = typeAs<SliceType>(u)) {
        valid = true;
        x.mode = Mode::Variable;
        x.type = s->element;
    } else if (const auto* m = typeAs<MapType>(u)) {
        mapIndex(x, e, m->key, m->value);
        return false;
    } else if (isTypeParam(x.type)) {
        bool isMap = false;
        valid = indexTypeParam(x, e, length, isMap);
        if (isMap) return false;
    }
    if (!valid) {
        error(e->pos, "cannot index " + str(x));
        use(e->indices);
        x.mode = Mode::Invalid;
        return false;
    }
    index(singleIndex(e), length);
    return false;
}

// Indexing works if it does for every type of the set, with one element type.
bool Checker::indexTypeParam(Operand& x, IndexExpr* e, int64_t& length, bool& isMap) {
    Type *key = nullptr, *element = nullptr;
    Mode mode = Mode::Variable;
    const bool ok = eachUnderlying(x.type, [&](Type* u) {
        Type *k = nullptr, *el = nullptr;
        int64_t n = -1;
        if (!u) return false;
        if (isStringKind(u->kind)) {
            el = types.byteType;
            mode = Mode::Value;
        } else if (const auto* a = typeAs<ArrayType>(u)) {
            n = a->length;
            el = a->element;
            if (x.mode != Mode::Variable) mode = Mode::Value;
        } else if (const auto* p = typeAs<PointerType>(u)) {
            if (const auto* pa = underlyingAs<ArrayType>(p->element)) {
                n = pa->length;
                el = pa->element;
            }
        } else if (const auto* s = typeAs<SliceType>(u)) {
            el = s->element;
        } else if (const auto* m = typeAs<MapType>(u)) {
            k = m->key;
            el = m->value;
        }
        if (!el) return false;
        if (!element) {
            length = n;
            key = k;
            element = el;
            return true;
        }
        if ((key == nullptr) != (k == nullptr) || (key && !identical(key, k)) || !identical(element, el))
            return false;
        if (n >= 0 && n < length) length = n;
        return true;
    });
    if (!ok || !element) return false;
    if (key) {
        isMap = true;
        mapIndex(x, e, key, element);
        return true;
    }
    x.mode = mode;
    x.type = element;
    return true;
}

// What x slices as: the one underlying type of its type set, of strings string; null with a cause that may be
// empty.
Type* Checker::slicedType(const Operand& x, std::string& why) {
    Type *common = nullptr, *given = nullptr;
    bool hasString = false;
    eachType(x.type, [&](Type* t, Type* u) {
        if (!u) {
            why = ": no specific type in " + str(x.type);
            return false;
        }
        if (isStringKind(u->kind)) {  // beside byte slices it is one
            u = types.sliceOf(types.byteType);
            hasString = true;
        }
        if (!common) {
            common = u;
            given = t;
            return true;
        }
        if (identical(common, u)) return true;
        why = ": " + str(given) + " and " + str(t) + " have different underlying types";
        return false;
    });
    if (!why.empty() || !common) return nullptr;
    if (hasString) return isTypeParam(x.type) ? basic(TypeKind::String) : underlyingOf(x.type);
    return common;
}

void Checker::sliceExpr(Operand& x, SliceExpr* e) {
    expr(x, e->x);
    const Exprs all{e->index[0], e->index[1], e->index[2]};
    if (x.invalid()) {
        use(all);
        return;
    }
    const auto fail = [&](const std::string& text) {
        error(x, text);
        use(all);
        x.mode = Mode::Invalid;
    };
    std::string why;
    Type* common = slicedType(x, why);
    if (!common) return fail("cannot slice " + str(x) + why);
    int64_t length = -1;
    if (isStringKind(common->kind)) {
        if (e->full) {
            error(e->index[2] ? e->index[2] : static_cast<Expr*>(e),
                  "invalid operation: 3-index slice of string");
            x.mode = Mode::Invalid;
            return;
        }
        if (x.isConstant() && x.value.known()) length = static_cast<int64_t>(x.value.stringValue().size());
        if (isUntyped(x.type)) {
            updateType(x.expr, basic(TypeKind::String), true);
            x.type = basic(TypeKind::String);
        }
    } else if (const auto* a = typeAs<ArrayType>(common)) {
        length = a->length;
        if (x.mode != Mode::Variable) return fail("cannot slice unaddressable value " + str(x));
        takeAddress(e->x);
        x.type = types.sliceOf(a->element);
    } else if (const auto* p = typeAs<PointerType>(common)) {
        const auto* pointed = underlyingAs<ArrayType>(p->element);
        if (!pointed) return fail("cannot slice " + str(x));
        length = pointed->length;
        x.type = types.sliceOf(pointed->element);
    } else if (common->kind != TypeKind::Slice) {
        return fail("cannot slice " + str(x));
    }
    x.mode = Mode::Value;
    sliceIndices(e, length);
}

void Checker::sliceIndices(SliceExpr* e, int64_t length) {
    int64_t values[3];
    for (int i = 0; i < 3; i++) {
        if (e->index[i])
            values[i] = index(e->index[i], length >= 0 ? length + 1 : -1);
        else
            values[i] = i == 0 ? 0 : length;
    }
    for (int i = 0; i < 2; i++) {
        for (int j = i + 1; j < 3; j++) {
            if (values[i] <= 0 || values[j] < 0 || values[j] >= values[i] || !e->index[j]) continue;
            error(e->index[j],
                  "invalid slice indices: " + std::to_string(values[j]) + " < " + std::to_string(values[i]));
            return;
        }
    }
}

}  // namespace tricolor::golang
