#include <algorithm>

#include "sim/golang/parse.h"

namespace tricolor::golang {
namespace {

// Whether x must be a value by its form, so that x { cannot begin a literal.
bool isValue(const Expr* x) {
    switch (x->kind) {
        case NodeKind::BasicLit:
        case NodeKind::CompositeLit:
        case NodeKind::FuncLit:
        case NodeKind::SliceExpr:
        case NodeKind::TypeAssertExpr:
        case NodeKind::CallExpr:
        case NodeKind::UnaryExpr:
        case NodeKind::BinaryExpr:
            return true;
        case NodeKind::ParenExpr:
            return isValue(static_cast<const ParenExpr*>(x)->x);
        case NodeKind::IndexExpr: {
            const auto* i = static_cast<const IndexExpr*>(x);
            return isValue(i->x) || (i->indices.size() == 1 && isValue(i->indices[0]));
        }
        default:
            return false;
    }
}

}  // namespace

Expr* Parser::binaryExpr(Expr* x, int above) {
    if (!x) x = unaryExpr();
    while ((tok() == Token::Operator || tok() == Token::Star) && precedence(scanner.op) > above) {
        auto* b = make<BinaryExpr>(pos());
        b->op = scanner.op;
        next();
        b->x = x;
        b->y = binaryExpr(nullptr, precedence(b->op));
        x = finish(b, {b->x, b->y});
    }
    return x;
}

Expr* Parser::unaryExpr() {
    if (!enter()) {
        leave();
        return badExpr();
    }
    Expr* result = nullptr;
    const Pos at = pos();
    if (tok() == Token::Star) {
        auto* s = make<StarExpr>(at);
        next();
        s->x = unaryExpr();
        result = finish(s, {s->x});
    } else if (tok() == Token::Operator &&
               (scanner.op == Op::Add || scanner.op == Op::Sub || scanner.op == Op::Not ||
                scanner.op == Op::Xor || scanner.op == Op::Tilde || scanner.op == Op::And)) {
        auto* u = make<UnaryExpr>(at);
        u->op = scanner.op;
        next();
        u->x = unaryExpr();
        if (u->op == Op::And) u->x = unparen(u->x);
        result = finish(u, {u->x});
    } else if (tok() == Token::Arrow) {
        result = receiveOrChannel();
    } else {
        result = primaryExpr(nullptr, true);
    }
    leave();
    return result;
}

// <-x, or a type <-chan T (where the arrow belongs to the channel that follows).
Expr* Parser::receiveOrChannel() {
    const Pos at = pos();
    next();
    Expr* x = unaryExpr();
    auto* channel = as<ChanTypeExpr>(x);
    if (!channel) {
        auto* u = make<UnaryExpr>(at);
        u->op = Op::Recv;
        u->x = x;
        return finish(u, {x});
    }
    // <-(chan<- T) reads as (<-chan (<-T)): push the arrow down while there are channels.
    ChanDir dir = ChanDir::SendOnly;
    Expr* t = x;
    while (dir == ChanDir::SendOnly) {
        auto* c = as<ChanTypeExpr>(t);
        if (!c) break;
        dir = c->dir;
        if (dir == ChanDir::RecvOnly) syntaxError("unexpected <-, expected chan");
        c->dir = ChanDir::RecvOnly;
        t = c->element;
    }
    if (dir == ChanDir::SendOnly) syntaxError("unexpected " + exprText(t) + ", expected chan");
    return x;
}

Expr* Parser::primaryExpr(Expr* x, bool keepParens) {
    if (!x) x = operand(keepParens);
    while (!gaveUp) {
        const Pos at = pos();
        switch (tok()) {
            case Token::Dot:
                x = selectorOrAssertion(x, at);
                break;
            case Token::LeftBrack:
                x = indexOrSlice(x, at);
                break;
            case Token::LeftParen:
                x = call(x, at);
                break;
            case Token::LeftBrace: {
                if (!startsCompositeLit(unparen(x))) return x;
                if (x->kind == NodeKind::ParenExpr)
                    syntaxError("cannot parenthesize type in composite literal");
                CompositeLit* lit = compositeLit();
                lit->typeExpr = x;
                lit->height = std::max(lit->height, x->height + 1);
                x = lit;
                break;
            }
            default:
                return x;
        }
    }
    return x;
}

Expr* Parser::operand(bool keepParens) {
    switch (tok()) {
        case Token::Name:
            return name();
        case Token::Literal:
            return literalOrNull();
        case Token::LeftParen: {
            const Pos at = pos();
            next();
            exprLevel++;
            Expr* x = expr();
            exprLevel--;
            want(Token::RightParen);
            if (!keepParens && tok() != Token::LeftBrace) return x;
            auto* p = make<ParenExpr>(at);
            p->x = x;
            return finish(p, {x});
        }
        case Token::Func:
            return funcOperand();
        case Token::LeftBrack:
        case Token::Chan:
        case Token::Map:
        case Token::Struct:
        case Token::Interface:
            return type();
        default: {
            Expr* x = badExpr();
            syntaxError("expected expression");
            skipTo({Token::RightParen, Token::RightBrack, Token::RightBrace});
            return x;
        }
    }
}

Expr* Parser::funcOperand() {
    const Pos at = pos();
    next();
    FuncTypeExpr* signature = funcType("function type", nullptr);
    if (tok() != Token::LeftBrace) return signature;
    exprLevel++;
    const uint32_t outerPeak = peak;
    const int outerLevel = exprLevel;
    peak = 0;
    exprLevel = 0;
    auto* f = make<FuncLit>(at);
    f->signature = signature;
    f->body = funcBody();
    exprLevel = outerLevel - 1;
    const uint32_t inside = peak > static_cast<uint32_t>(depth) ? peak - static_cast<uint32_t>(depth) : 0;
    peak = outerPeak;
    finish(f, {signature});
    f->height = std::max(f->height, inside + 1);
    if (f->height > maxNesting) giveUp(at);
    return f;
}

Expr* Parser::selectorOrAssertion(Expr* x, Pos at) {
    next();
    if (tok() == Token::Name) {
        auto* s = make<SelectorExpr>(at);
        s->x = x;
        s->sel = name();
        return finish(s, {x});
    }
    if (tok() == Token::LeftParen) {
        next();
        auto* a = make<TypeAssertExpr>(at);
        a->x = x;
        if (!got(Token::Type)) a->target = type();
        want(Token::RightParen);
        return finish(a, {x, a->target});
    }
    syntaxError("expected name or (");
    skipTo({Token::Semicolon, Token::RightParen});
    return x;
}

Expr* Parser::indexOrSlice(Expr* x, Pos at) {
    next();
    std::vector<Expr*> first;
    if (tok() != Token::Colon) {
        bool comma = false;
        if (tok() == Token::RightBrack) {
            syntaxError("expected operand");
            first.push_back(badExpr());
        } else {
            first = typeList(false, comma);
        }
        if (comma || tok() == Token::RightBrack) {
            want(Token::RightBrack);
            auto* i = make<IndexExpr>(at);
            i->x = x;
            i->indices = std::move(first);
            const Expr* highest = x;
            for (const Expr* index : i->indices)
                if (index->height > highest->height) highest = index;
            return finish(i, {highest});
        }
    }
    if (!got(Token::Colon)) {
        syntaxError("expected comma, : or ]");
        skipTo({Token::Comma, Token::Colon, Token::RightBrack});
    }
    exprLevel++;
    auto* s = make<SliceExpr>(at);
    s->x = x;
    s->index[0] = first.empty() ? nullptr : first[0];
    if (tok() != Token::Colon && tok() != Token::RightBrack) s->index[1] = expr();
    if (tok() == Token::Colon) {
        s->full = true;
        if (!s->index[1]) {
            error(pos(), "middle index required in 3-index slice");
            s->index[1] = badExpr();
        }
        next();
        if (tok() != Token::RightBrack) {
            s->index[2] = expr();
        } else {
            error(pos(), "final index required in 3-index slice");
            s->index[2] = badExpr();
        }
    }
    exprLevel--;
    want(Token::RightBrack);
    return finish(s, {x, s->index[0], s->index[1], s->index[2]});
}

Expr* Parser::call(Expr* x, Pos at) {
    auto* c = make<CallExpr>(at);
    next();
    c->fun = x;
    uint32_t highest = x->height;
    exprLevel++;
    list("argument list", Token::Comma, Token::RightParen, [&] {
        c->args.push_back(expr());
        highest = std::max(highest, c->args.back()->height);
        c->hasDots = got(Token::DotDotDot);
        return c->hasDots;
    });
    exprLevel--;
    finish(c, {x});
    c->height = highest + 1;
    if (c->height > maxNesting) giveUp(at);
    return c;
}

bool Parser::startsCompositeLit(Expr* x) const {
    switch (x->kind) {
        case NodeKind::Ident:
        case NodeKind::SelectorExpr:
            return exprLevel >= 0;
        case NodeKind::IndexExpr:
            return exprLevel >= 0 && !isValue(x);
        case NodeKind::ArrayTypeExpr:
        case NodeKind::SliceTypeExpr:
        case NodeKind::StructTypeExpr:
        case NodeKind::MapTypeExpr:
            return true;
        default:
            return false;
    }
}

Expr* Parser::element() {
    return tok() == Token::LeftBrace ? compositeLit() : expr();
}

CompositeLit* Parser::compositeLit() {
    auto* lit = make<CompositeLit>(pos());
    if (!enter()) {
        leave();
        return lit;
    }
    uint32_t highest = 0;
    exprLevel++;
    want(Token::LeftBrace);
    lit->rbrace = list("composite literal", Token::Comma, Token::RightBrace, [&] {
        Expr* e = element();
        if (tok() == Token::Colon) {
            auto* pair = make<KeyValueExpr>(pos());
            next();
            pair->key = e;
            pair->value = element();
            e = finish(pair, {pair->key, pair->value});
        }
        highest = std::max(highest, e->height);
        lit->elements.push_back(e);
        return false;
    });
    exprLevel--;
    leave();
    finish(lit, {});
    lit->height = highest + 1;
    return lit;
}

std::vector<Expr*> Parser::exprList() {
    std::vector<Expr*> list_{expr()};
    while (got(Token::Comma)) list_.push_back(expr());
    return list_;
}

// Types separated by commas; the first may be any expression unless strict.
std::vector<Expr*> Parser::typeList(bool strict, bool& comma) {
    exprLevel++;
    std::vector<Expr*> types{strict ? type() : expr()};
    while (got(Token::Comma)) {
        comma = true;
        Expr* t = typeOrNull();
        if (!t) break;
        types.push_back(t);
    }
    exprLevel--;
    return types;
}

BasicLit* Parser::literalOrNull() {
    if (tok() != Token::Literal) return nullptr;
    auto* b = make<BasicLit>(pos());
    b->text = scanner.literal;
    b->literal = scanner.literalKind;
    b->bad = scanner.bad;
    next();
    return b;
}

}  // namespace tricolor::golang
