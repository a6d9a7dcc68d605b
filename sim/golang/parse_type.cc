#include "sim/golang/parse.h"

namespace tricolor::golang {

Expr* Parser::type() {
    Expr* t = typeOrNull();
    if (t) return t;
    t = badExpr();
    syntaxError("expected type");
    skipTo({Token::Comma, Token::Colon, Token::Semicolon, Token::RightParen, Token::RightBrack,
            Token::RightBrace});
    return t;
}

Expr* Parser::pointerTo(Pos at, Expr* element_) {
    auto* s = make<StarExpr>(at);
    s->x = element_;
    return finish(s, {element_});
}

Expr* Parser::typeOrNull() {
    if (!enter()) {
        leave();
        return nullptr;
    }
    Expr* t = typeInner(pos());
    leave();
    return t;
}

Expr* Parser::typeInner(Pos at) {
    switch (tok()) {
        case Token::Star:
            next();
            return pointerTo(at, type());
        case Token::Arrow:
        case Token::Chan: {
            auto* c = make<ChanTypeExpr>(at);
            if (got(Token::Arrow)) {
                want(Token::Chan);
                c->dir = ChanDir::RecvOnly;
            } else {
                next();
                if (got(Token::Arrow)) c->dir = ChanDir::SendOnly;
            }
            c->element = channelElement();
            return finish(c, {c->element});
        }
        case Token::Func:
            next();
            return funcType("function type", nullptr);
        case Token::LeftBrack:
            next();
            if (got(Token::RightBrack)) return sliceType(at);
            return arrayType(at, nullptr);
        case Token::Map: {
            next();
            want(Token::LeftBrack);
            auto* m = make<MapTypeExpr>(at);
            m->key = type();
            want(Token::RightBrack);
            m->value = type();
            return finish(m, {m->key, m->value});
        }
        case Token::Struct:
            return structType();
        case Token::Interface:
            return interfaceType();
        case Token::Name:
            return qualifiedName(nullptr);
        case Token::LeftParen: {
            next();
            Expr* t = type();
            want(Token::RightParen);
            return t;
        }
        default:
            return nullptr;
    }
}

// The "[" is consumed, and the length if it is given.
Expr* Parser::arrayType(Pos at, Expr* length) {
    if (!length && !got(Token::DotDotDot)) {
        exprLevel++;
        length = expr();
        exprLevel--;
    }
    if (tok() == Token::Comma) {
        syntaxError("unexpected comma; expected ]");
        next();
    }
    want(Token::RightBrack);
    auto* a = make<ArrayTypeExpr>(at);
    a->length = length;
    a->element = type();
    return finish(a, {length, a->element});
}

Expr* Parser::sliceType(Pos at) {
    auto* s = make<SliceTypeExpr>(at);
    s->element = type();
    return finish(s, {s->element});
}

Expr* Parser::channelElement() {
    if (Expr* t = typeOrNull()) return t;
    Expr* t = badExpr();
    syntaxError("missing channel element type");
    return t;
}

Expr* Parser::structType() {
    auto* s = make<StructTypeExpr>(pos());
    want(Token::Struct);
    want(Token::LeftBrace);
    list("struct type", Token::Semicolon, Token::RightBrace, [&] {
        fieldDecl(s);
        return false;
    });
    const Expr* highest = nullptr;
    for (const Field* f : s->fields)
        if (f->type && (!highest || f->type->height > highest->height)) highest = f->type;
    return finish(s, {highest});
}

void Parser::addField(StructTypeExpr* s, Pos at, Ident* fieldName, Expr* fieldType, BasicLit* tag) {
    auto* f = make<Field>(at);
    f->name = fieldName;
    f->type = fieldType;
    f->tag = tag;
    s->fields.push_back(f);
}

void Parser::fieldDecl(StructTypeExpr* s) {
    const Pos at = pos();
    if (tok() == Token::Star || tok() == Token::LeftParen) {
        Expr* t = embeddedFieldType();
        addField(s, at, nullptr, t, literalOrNull());
        return;
    }
    if (tok() != Token::Name) {
        syntaxError("expected field name or embedded type");
        skipTo({Token::Semicolon, Token::RightBrace});
        return;
    }
    Ident* first = name();
    if (tok() == Token::Dot || tok() == Token::Literal || tok() == Token::Semicolon ||
        tok() == Token::RightBrace) {
        Expr* t = qualifiedName(first);
        addField(s, at, nullptr, t, literalOrNull());
        return;
    }
    std::vector<Ident*> names{first};
    while (got(Token::Comma)) names.push_back(name());
    Expr* t = nullptr;
    if (names.size() == 1 && tok() == Token::LeftBrack) {
        t = arrayOrTypeArgs(first);
        if (t->kind == NodeKind::IndexExpr) {
            addField(s, at, nullptr, t, literalOrNull());
            return;
        }
    } else {
        t = type();
    }
    BasicLit* tag = literalOrNull();
    for (Ident* n : names) addField(s, n->pos, n, t, tag);
}

// *T, and with a complaint *(T), (T), (*T).
Expr* Parser::embeddedFieldType() {
    const Pos at = pos();
    const bool star = got(Token::Star);
    bool pointer = star;
    Pos starPos = at;
    Expr* t = nullptr;
    if (tok() == Token::LeftParen) {
        syntaxError("cannot parenthesize embedded type");
        next();
        if (!star && tok() == Token::Star) {
            starPos = pos();
            pointer = true;
            next();
        }
        t = qualifiedName(nullptr);
        got(Token::RightParen);
    } else {
        t = qualifiedName(nullptr);
    }
    return pointer ? pointerTo(starPos, t) : t;
}

// After the name `of`: [n]T is the type of a field or parameter of that name, of[T, …] an instance.
Expr* Parser::arrayOrTypeArgs(Ident* of) {
    const Pos at = pos();
    want(Token::LeftBrack);
    if (got(Token::RightBrack)) return sliceType(at);
    bool comma = false;
    std::vector<Expr*> types = typeList(false, comma);
    want(Token::RightBrack);
    if (!comma) {
        if (Expr* element_ = typeOrNull()) {
            auto* a = make<ArrayTypeExpr>(at);
            a->length = types[0];
            a->element = element_;
            return finish(a, {types[0], element_});
        }
    }
    auto* i = make<IndexExpr>(at);
    i->x = of;
    i->indices = std::move(types);
    const Expr* highest = of;
    for (const Expr* t : i->indices)
        if (t->height > highest->height) highest = t;
    return finish(i, {highest});
}

Expr* Parser::interfaceType() {
    auto* t = make<InterfaceTypeExpr>(pos());
    want(Token::Interface);
    want(Token::LeftBrace);
    const Expr* highest = nullptr;
    list("interface type", Token::Semicolon, Token::RightBrace, [&] {
        Field* f = tok() == Token::Name ? methodDecl() : nullptr;
        if (!f || !f->name) f = embeddedElement(f);
        t->elements.push_back(f);
        if (f->type && (!highest || f->type->height > highest->height)) highest = f->type;
        return false;
    });
    return finish(t, {highest});
}

Field* Parser::methodDecl() {
    auto* f = make<Field>(pos());
    Ident* methodName = name();
    if (tok() == Token::LeftParen) {
        f->name = methodName;
        f->type = funcType("interface method", nullptr);
    } else if (tok() == Token::LeftBrack) {
        bracketedMethod(f, methodName);
    } else {
        f->type = qualifiedName(methodName);
    }
    return f;
}

// m[…: an embedded instance T[A], or a generic method, which there is none.
void Parser::bracketedMethod(Field* f, Ident* methodName) {
    const Pos at = pos();
    next();
    const auto asMethod = [&] {
        f->name = methodName;
        f->type = funcType("interface method", nullptr);
    };
    if (tok() == Token::RightBrack) {
        const Pos end = pos();
        next();
        if (tok() == Token::LeftParen) {
            error(end, "empty type parameter list");
            asMethod();
        } else {
            error(end, "empty type argument list");
            f->type = methodName;
        }
        return;
    }
    const std::vector<Field*> params = paramList(nullptr, nullptr, Token::RightBrack, false, false);
    if (params.empty()) {
        if (tok() == Token::LeftParen)
            asMethod();
        else
            f->type = methodName;
        return;
    }
    if (params[0]->name) {
        asMethod();
        error(at, "interface method must have no type parameters");
        return;
    }
    auto* i = make<IndexExpr>(at);
    i->x = methodName;
    const Expr* highest = methodName;
    for (Field* p : params) {
        i->indices.push_back(p->type);
        if (p->type->height > highest->height) highest = p->type;
    }
    f->type = finish(i, {highest});
}

// term { | term }, where f holds the first one if it is parsed already.
Field* Parser::embeddedElement(Field* f) {
    if (!f) {
        f = make<Field>(pos());
        f->type = embeddedTerm();
    }
    while (isOperator(Op::Or)) {
        auto* b = make<BinaryExpr>(pos());
        b->op = Op::Or;
        next();
        b->x = f->type;
        b->y = embeddedTerm();
        f->type = finish(b, {b->x, b->y});
    }
    return f;
}

Expr* Parser::embeddedTerm() {
    if (isOperator(Op::Tilde)) {
        auto* u = make<UnaryExpr>(pos());
        u->op = Op::Tilde;
        next();
        u->x = type();
        return finish(u, {u->x});
    }
    Expr* t = typeOrNull();
    if (t) return t;
    t = badExpr();
    syntaxError("expected ~ term or type");
    skipTo({Token::Operator, Token::Semicolon, Token::RightParen, Token::RightBrack, Token::RightBrace});
    return t;
}

Expr* Parser::qualifiedName(Ident* first) {
    Expr* x = first;
    if (!x && tok() == Token::Name) x = name();
    if (!x) {
        auto* blank = make<Ident>(pos());
        blank->name = "_";
        syntaxError("expected name");
        skipTo({Token::Dot, Token::Semicolon, Token::RightBrace});
        x = blank;
    }
    if (tok() == Token::Dot) {
        auto* s = make<SelectorExpr>(pos());
        next();
        s->x = x;
        s->sel = name();
        x = finish(s, {x});
    }
    return tok() == Token::LeftBrack ? typeInstance(x) : x;
}

Expr* Parser::typeInstance(Expr* generic) {
    auto* i = make<IndexExpr>(pos());
    want(Token::LeftBrack);
    i->x = generic;
    if (tok() == Token::RightBrack) {
        syntaxError("expected type argument list");
        i->indices.push_back(badExpr());
    } else {
        bool comma = false;
        i->indices = typeList(true, comma);
    }
    want(Token::RightBrack);
    const Expr* highest = generic;
    for (const Expr* t : i->indices)
        if (t->height > highest->height) highest = t;
    return finish(i, {highest});
}

// Where `context` is not empty type parameters are not allowed there.
FuncTypeExpr* Parser::funcType(const std::string& context, std::vector<Field*>* typeParams) {
    auto* f = make<FuncTypeExpr>(pos());
    if (got(Token::LeftBrack)) {
        if (!context.empty()) syntaxErrorAt(f->pos, context + " must have no type parameters");
        if (tok() == Token::RightBrack) {
            syntaxError("empty type parameter list");
            next();
        } else {
            std::vector<Field*> params = paramList(nullptr, nullptr, Token::RightBrack, true, false);
            if (typeParams && context.empty()) *typeParams = std::move(params);
        }
    }
    want(Token::LeftParen);
    f->params = paramList(nullptr, nullptr, Token::RightParen, false, true);
    f->results = funcResult();
    const Expr* highest = nullptr;
    for (const auto* fields : {&f->params, &f->results})
        for (const Field* p : *fields)
            if (p->type && (!highest || p->type->height > highest->height)) highest = p->type;
    return finish(f, {highest});
}

std::vector<Field*> Parser::funcResult() {
    if (got(Token::LeftParen)) return paramList(nullptr, nullptr, Token::RightParen, false, false);
    const Pos at = pos();
    Expr* t = typeOrNull();
    if (!t) return {};
    auto* f = make<Field>(at);
    f->type = t;
    return {f};
}

Field* Parser::paramDeclOrNull(Ident* first, Token close) {
    const bool constraint = close == Token::RightBrack;
    const Pos at = first ? first->pos : pos();
    if (!first && constraint && isOperator(Op::Tilde)) return embeddedElement(nullptr);
    auto* f = make<Field>(at);
    const auto withUnion = [&] { return constraint && isOperator(Op::Or) ? embeddedElement(f) : f; };
    if (tok() == Token::Name || first) {
        if (!first) first = name();
        if (tok() == Token::LeftBrack) {
            f->type = arrayOrTypeArgs(first);
            if (f->type->kind != NodeKind::IndexExpr) f->name = first;
            return withUnion();
        }
        if (tok() == Token::Dot) {
            f->type = qualifiedName(first);
            return withUnion();
        }
        if (constraint && isOperator(Op::Or)) {
            f->type = first;
            return embeddedElement(f);
        }
        f->name = first;
    }
    if (tok() == Token::DotDotDot) {
        auto* d = make<DotsTypeExpr>(pos());
        next();
        d->element = typeOrNull();
        f->type = d;
        if (!d->element) {
            f->type = badExpr();
            syntaxError("... is missing type");
        } else {
            finish(d, {d->element});
        }
        return f;
    }
    if (constraint && isOperator(Op::Tilde)) {
        f->type = embeddedElement(nullptr)->type;
        return f;
    }
    f->type = typeOrNull();
    if (constraint && isOperator(Op::Or) && f->type) f = embeddedElement(f);
    if (f->name || f->type) return f;
    syntaxError("expected " + std::string(close == Token::RightParen ? ")" : "]"));
    skipTo({Token::Comma, close});
    return nullptr;
}

// The opening bracket is consumed; so are `first`, and its type if firstType is set.
std::vector<Field*> Parser::paramList(Ident* first, Expr* firstType, Token close, bool requireNames,
                                      bool dotsAllowed) {
    std::vector<Field*> params;
    int named = 0, typed = 0;
    const auto take = [&] {
        Field* p = nullptr;
        if (firstType) {
            p = make<Field>(first->pos);
            p->name = first;
            p->type = firstType;
        } else {
            p = paramDeclOrNull(first, close);
        }
        first = nullptr;
        firstType = nullptr;
        if (!p) return;
        if (p->name && p->type) named++;
        if (p->type) typed++;
        params.push_back(p);
    };
    if (first && firstType && tok() == close) {
        next();
        take();
        return params;
    }
    const Pos end = list("parameter list", Token::Comma, close, [&] {
        take();
        return false;
    });
    if (params.empty()) return params;
    if (named == 0 && !requireNames) {
        for (Field* p : params) {
            if (!p->name) continue;
            p->type = p->name;
            p->name = nullptr;
        }
    } else if (named != static_cast<int>(params.size())) {
        distributeTypes(params, named, typed, requireNames, end);
    }
    checkDots(params, dotsAllowed);
    return params;
}

// a, b T: a takes its type from b. Complains where a name or a type is missing.
void Parser::distributeTypes(std::vector<Field*>& params, int named, int typed, bool requireNames, Pos end) {
    Pos wrong;
    Expr* current = nullptr;
    for (auto p = params.rbegin(); p != params.rend(); ++p) {
        Field* f = *p;
        if (f->type) {
            current = f->type;
            if (!f->name) {
                wrong = startPos(current);
                f->name = make<Ident>(wrong);
                f->name->name = "_";
            }
        } else if (current) {
            f->type = current;
        } else {
            wrong = f->name->pos;
            f->type = make<BadExpr>(wrong);
        }
    }
    if (!wrong.known()) return;
    std::string text;
    if (named == typed) {
        wrong = end;
        text = requireNames ? "missing type constraint" : "missing parameter type";
    } else {
        text = requireNames ? "missing type parameter name" : "missing parameter name";
        if (requireNames && params.size() == 1) text += " or invalid array length";
    }
    syntaxErrorAt(wrong, text);
}

void Parser::checkDots(std::vector<Field*>& params, bool allowed) {
    bool complained = false;
    for (size_t i = 0; i < params.size(); i++) {
        auto* d = as<DotsTypeExpr>(params[i]->type);
        if (!d || (allowed && i + 1 == params.size())) continue;
        if (!complained)
            error(d->pos, allowed ? "can only use ... with final parameter" : "invalid use of ...");
        complained = true;
        params[i]->type = d->element;
    }
}

}  // namespace tricolor::golang
