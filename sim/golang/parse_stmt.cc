#include "sim/golang/parse.h"

namespace tricolor::golang {
namespace {

// x as it stands in "assignment x = y", with an operation in parentheses so that the = shows.
std::string emphasized(const std::vector<Expr*>& list) {
    std::string text;
    for (const Expr* x : list) text += (text.empty() ? "" : ", ") + exprText(x);
    return list.size() == 1 && list[0]->kind == NodeKind::BinaryExpr ? "(" + text + ")" : text;
}

}  // namespace

Stmt* Parser::exprStmt(Expr* x) {
    auto* s = make<ExprStmt>(x->pos);
    s->x = x;
    return s;
}

// lhs, if given, is parsed already. keyword: the statement whose header this is (For, If, Switch), or
// EndOfFile.
Stmt* Parser::simpleStmt(std::vector<Expr*>* given, Token keyword) {
    if (keyword == Token::For && tok() == Token::Range) return rangeClause({}, false);
    std::vector<Expr*> lhs = given ? std::move(*given) : exprList();
    if (lhs.size() > 1 || tok() == Token::Assign || tok() == Token::Define)
        return assignment(std::move(lhs), keyword);
    const Pos at = pos();
    switch (tok()) {
        case Token::AssignOp: {
            auto* a = make<AssignStmt>(at);
            a->assign = AssignKind::Operation;
            a->op = scanner.op;
            next();
            a->lhs = std::move(lhs);
            a->rhs = {expr()};
            return a;
        }
        case Token::IncDecOp: {
            auto* s = make<IncDecStmt>(at);
            s->op = scanner.op;
            s->x = lhs[0];
            next();
            return s;
        }
        case Token::Arrow: {
            auto* s = make<SendStmt>(at);
            next();
            s->channel = lhs[0];
            s->value = expr();
            return s;
        }
        default:
            return exprStmt(lhs[0]);
    }
}

Stmt* Parser::assignment(std::vector<Expr*> lhs, Token keyword) {
    if (tok() != Token::Assign && tok() != Token::Define) {
        syntaxError("expected := or = or comma");
        skipTo({Token::Semicolon, Token::RightBrace});
        return exprStmt(lhs[0]);
    }
    const Pos at = pos();
    const bool define = tok() == Token::Define;
    next();
    if (keyword == Token::For && tok() == Token::Range) return rangeClause(std::move(lhs), define);
    std::vector<Expr*> rhs = exprList();
    if (keyword == Token::Switch && define && lhs.size() == 1 && rhs.size() == 1) {
        auto* guard = as<TypeAssertExpr>(rhs[0]);
        auto* bind = as<Ident>(lhs[0]);
        if (guard && !guard->target && bind) {
            pendingBind = bind;
            return exprStmt(guard);
        }
    }
    auto* a = make<AssignStmt>(at);
    a->assign = define ? AssignKind::Define : AssignKind::Plain;
    a->lhs = std::move(lhs);
    a->rhs = std::move(rhs);
    return a;
}

Stmt* Parser::rangeClause(std::vector<Expr*> lhs, bool define) {
    auto* r = make<RangeStmt>(pos());
    next();
    r->define = define;
    if (!lhs.empty()) r->key = lhs[0];
    if (lhs.size() > 1) r->value = lhs[1];
    if (lhs.size() > 2) r->extra = lhs[2];
    r->x = expr();
    return r;
}

Stmt* Parser::labeledStmtOrNull(Ident* label) {
    auto* s = make<LabeledStmt>(pos());
    s->label = label;
    want(Token::Colon);
    if (tok() == Token::RightBrace) {
        s->stmt = make<EmptyStmt>(pos());
        return s;
    }
    s->stmt = stmtOrNull();
    if (s->stmt) return s;
    syntaxErrorAt(s->pos, "missing statement after label");
    return nullptr;
}

BlockStmt* Parser::blockStmt(const std::string& context) {
    auto* b = make<BlockStmt>(pos());
    if (!got(Token::LeftBrace)) {
        syntaxError("expected { after " + context);
        skipTo({Token::Name, Token::RightBrace});
        b->rbrace = pos();
        if (got(Token::RightBrace)) return b;
    }
    b->list = stmtList();
    b->rbrace = pos();
    want(Token::RightBrace);
    return b;
}

std::vector<Stmt*> Parser::stmtList() {
    std::vector<Stmt*> stmts;
    while (tok() != Token::EndOfFile && tok() != Token::RightBrace && tok() != Token::Case &&
           tok() != Token::Default) {
        Stmt* s = stmtOrNull();
        scanner.directives.clear();
        if (!s) break;
        stmts.push_back(s);
        if (!got(Token::Semicolon) && tok() != Token::RightBrace) {
            syntaxError("at end of statement");
            skipTo({Token::Semicolon, Token::RightBrace, Token::Case, Token::Default});
            got(Token::Semicolon);
        }
    }
    return stmts;
}

Stmt* Parser::stmtOrNull() {
    Stmt* s = nullptr;
    if (enter()) {
        if (tok() == Token::Name) {
            std::vector<Expr*> lhs = exprList();
            auto* label = lhs.size() == 1 ? as<Ident>(lhs[0]) : nullptr;
            s = label && tok() == Token::Colon ? labeledStmtOrNull(label)
                                               : simpleStmt(&lhs, Token::EndOfFile);
        } else {
            s = stmtByToken();
        }
    }
    leave();
    return s;
}

Stmt* Parser::stmtByToken() {
    switch (tok()) {
        case Token::Var:
            return declStmt(&Parser::varDecl);
        case Token::Const:
            return declStmt(&Parser::constDecl);
        case Token::Type:
            return declStmt(&Parser::typeDecl);
        case Token::LeftBrace:
            return blockStmt("");
        case Token::Operator:
            if (scanner.op != Op::Add && scanner.op != Op::Sub && scanner.op != Op::And &&
                scanner.op != Op::Xor && scanner.op != Op::Not)
                return nullptr;
            return simpleStmt(nullptr, Token::EndOfFile);
        case Token::Star:
        case Token::Literal:
        case Token::Func:
        case Token::LeftParen:
        case Token::LeftBrack:
        case Token::Struct:
        case Token::Map:
        case Token::Chan:
        case Token::Interface:
        case Token::Arrow:
            return simpleStmt(nullptr, Token::EndOfFile);
        case Token::For:
            return forStmt();
        case Token::Switch:
            return switchStmt();
        case Token::Select:
            return selectStmt();
        case Token::If:
            return ifStmt();
        case Token::Break:
        case Token::Continue:
        case Token::Goto:
        case Token::Fallthrough:
            return branchStmt();
        case Token::Go:
        case Token::Defer:
            return callStmt();
        case Token::Return:
            return returnStmt();
        case Token::Semicolon:
            return make<EmptyStmt>(pos());
        default:
            return nullptr;
    }
}

Stmt* Parser::declStmt(Decl* (Parser::*one)()) {
    auto* s = make<DeclStmt>(pos());
    next();
    group(s->decls, one);
    return s;
}

Stmt* Parser::branchStmt() {
    auto* s = make<BranchStmt>(pos());
    s->token = tok();
    next();
    if (s->token == Token::Goto || (s->token != Token::Fallthrough && tok() == Token::Name))
        s->label = name();
    return s;
}

Stmt* Parser::returnStmt() {
    auto* s = make<ReturnStmt>(pos());
    next();
    if (tok() != Token::Semicolon && tok() != Token::RightBrace) s->results = exprList();
    return s;
}

Stmt* Parser::callStmt() {
    const Pos at = pos();
    const Token keyword = tok();
    next();
    Expr* x = primaryExpr(nullptr, tok() == Token::LeftParen);
    if (Expr* inner = unparen(x); inner != x) {
        error(x->pos, "expression in " + std::string(tokenText(keyword)) + " must not be parenthesized");
        x = inner;
    }
    if (keyword == Token::Go) {
        auto* s = make<GoStmt>(at);
        s->call = x;
        return s;
    }
    auto* s = make<DeferStmt>(at);
    s->call = x;
    return s;
}

// ---- statements with a header ----

Parser::Header Parser::header(Token keyword) {
    Header h;
    want(keyword);
    if (tok() == Token::LeftBrace) {
        if (keyword == Token::If) {
            syntaxError("missing condition in if statement");
            h.cond = badExpr();
        }
        return h;
    }
    const int outerLevel = exprLevel;
    exprLevel = -1;
    pendingBind = nullptr;
    if (tok() != Token::Semicolon) {
        if (got(Token::Var))
            syntaxError("var declaration not allowed in " + std::string(tokenText(keyword)) + " initializer");
        h.init = simpleStmt(nullptr, keyword);
        if (h.init->kind == NodeKind::RangeStmt) {
            exprLevel = outerLevel;
            return h;
        }
    }
    Stmt* condition = nullptr;
    Pos semicolon;
    std::string semicolonText;
    if (tok() == Token::LeftBrace) {
        condition = h.init;
        h.init = nullptr;
    } else {
        if (tok() == Token::Semicolon) {
            semicolon = pos();
            semicolonText = scanner.literal;
            next();
        } else {
            want(Token::LeftBrace);
            if (tok() != Token::LeftBrace) skipTo({Token::LeftBrace, Token::RightBrace});
        }
        pendingBind = nullptr;
        if (keyword == Token::For)
            forClauses(h, condition);
        else if (tok() != Token::LeftBrace)
            condition = simpleStmt(nullptr, keyword);
    }
    headerCondition(h, condition, keyword, semicolon, semicolonText);
    h.bind = pendingBind;
    pendingBind = nullptr;
    exprLevel = outerLevel;
    return h;
}

// Behind the first semicolon of a for: condition ; post
void Parser::forClauses(Header& h, Stmt*& condition) {
    if (tok() != Token::Semicolon) {
        if (tok() == Token::LeftBrace) {
            syntaxError("expected for loop condition");
            return;
        }
        condition = simpleStmt(nullptr, Token::EndOfFile);
    }
    want(Token::Semicolon);
    if (tok() == Token::LeftBrace) return;
    h.post = simpleStmt(nullptr, Token::EndOfFile);
    const auto* a = as<AssignStmt>(h.post);
    if (a && a->assign == AssignKind::Define)
        syntaxErrorAt(a->pos, "cannot declare in post statement of for loop");
}

void Parser::headerCondition(Header& h, Stmt* condition, Token keyword, Pos semicolon,
                             const std::string& semicolonText) {
    if (!condition) {
        if (keyword != Token::If || !semicolon.known()) return;
        if (semicolonText != "semicolon")
            syntaxErrorAt(semicolon, "unexpected " + semicolonText + ", expected { after if clause");
        else
            syntaxErrorAt(semicolon, "missing condition in if statement");
        h.cond = make<BadExpr>(semicolon);
        return;
    }
    if (const auto* e = as<ExprStmt>(condition)) {
        h.cond = e->x;
        return;
    }
    const auto* a = as<AssignStmt>(condition);
    const std::string text = a && a->assign == AssignKind::Plain
                                 ? "assignment " + emphasized(a->lhs) + " = " + emphasized(a->rhs)
                                 : stmtText(condition);
    syntaxErrorAt(condition->pos, "cannot use " + text + " as value");
}

Stmt* Parser::forStmt() {
    const Pos at = pos();
    Header h = header(Token::For);
    if (auto* r = as<RangeStmt>(h.init)) {
        r->rangePos = r->pos;
        r->pos = at;
        r->body = blockStmt("for clause");
        return r;
    }
    auto* f = make<ForStmt>(at);
    f->init = h.init;
    f->cond = h.cond;
    f->post = h.post;
    f->body = blockStmt("for clause");
    return f;
}

Stmt* Parser::ifStmt() {
    auto* s = make<IfStmt>(pos());
    const Header h = header(Token::If);
    s->init = h.init;
    s->cond = h.cond ? h.cond : badExpr();
    s->thenBlock = blockStmt("if clause");
    if (!got(Token::Else)) return s;
    if (tok() == Token::If) {
        if (enter()) s->elseStmt = ifStmt();
        leave();
    } else if (tok() == Token::LeftBrace) {
        s->elseStmt = blockStmt("");
    } else {
        syntaxError("else must be followed by if or statement block");
        skipTo({Token::Name, Token::RightBrace});
    }
    return s;
}

Stmt* Parser::switchStmt() {
    const Pos at = pos();
    const Header h = header(Token::Switch);
    if (!got(Token::LeftBrace)) {
        syntaxError("missing { after switch clause");
        skipTo({Token::Case, Token::Default, Token::RightBrace});
    }
    std::vector<CaseClause*> clauses;
    while (tok() != Token::EndOfFile && tok() != Token::RightBrace) clauses.push_back(caseClause());
    const Pos end = pos();
    want(Token::RightBrace);
    auto* guard = as<TypeAssertExpr>(h.cond);
    if (guard && !guard->target) {
        auto* s = make<TypeSwitchStmt>(at);
        s->init = h.init;
        s->bind = h.bind;
        s->x = guard->x;
        s->guardPos = guard->pos;
        s->clauses = std::move(clauses);
        s->rbrace = end;
        return s;
    }
    auto* s = make<SwitchStmt>(at);
    s->init = h.init;
    s->tag = h.cond;
    s->clauses = std::move(clauses);
    s->rbrace = end;
    return s;
}

Stmt* Parser::selectStmt() {
    auto* s = make<SelectStmt>(pos());
    want(Token::Select);
    if (!got(Token::LeftBrace)) {
        syntaxError("missing { after select clause");
        skipTo({Token::Case, Token::Default, Token::RightBrace});
    }
    while (tok() != Token::EndOfFile && tok() != Token::RightBrace) s->clauses.push_back(commClause());
    s->rbrace = pos();
    want(Token::RightBrace);
    return s;
}

CaseClause* Parser::caseClause() {
    auto* c = make<CaseClause>(pos());
    if (got(Token::Case)) {
        c->exprs = exprList();
    } else if (got(Token::Default)) {
        c->isDefault = true;
    } else {
        syntaxError("expected case or default or }");
        skipTo({Token::Colon, Token::Case, Token::Default, Token::RightBrace});
    }
    c->colon = pos();
    want(Token::Colon);
    c->body = stmtList();
    return c;
}

CommClause* Parser::commClause() {
    auto* c = make<CommClause>(pos());
    if (got(Token::Case)) {
        c->comm = simpleStmt(nullptr, Token::EndOfFile);
    } else if (!got(Token::Default)) {
        syntaxError("expected case or default or }");
        skipTo({Token::Colon, Token::Case, Token::Default, Token::RightBrace});
    }
    c->colon = pos();
    want(Token::Colon);
    c->body = stmtList();
    return c;
}

}  // namespace tricolor::golang
