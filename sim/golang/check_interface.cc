// Interface types, and the unions of types in them.
#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {

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

}  // namespace tricolor::golang
