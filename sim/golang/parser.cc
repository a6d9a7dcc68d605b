#include "sim/golang/parser.h"

#include <utility>

#include "sim/golang/parse.h"

namespace tricolor::golang {
namespace {

std::string tokenWord(Token t) {
    if (t == Token::Comma) return "comma";
    if (t == Token::Semicolon) return "semicolon or newline";
    std::string text(tokenText(t));
    return t >= Token::Break ? "keyword " + text : text;
}

// Keywords that begin a statement: after an error the parser goes on there.
bool startsStatement(Token t) {
    switch (t) {
        case Token::Break:
        case Token::Const:
        case Token::Continue:
        case Token::Defer:
        case Token::Fallthrough:
        case Token::For:
        case Token::Go:
        case Token::Goto:
        case Token::If:
        case Token::Return:
        case Token::Select:
        case Token::Switch:
        case Token::Type:
        case Token::Var:
            return true;
        default:
            return false;
    }
}

// Whether x can only be a type (or part of a constraint), never a value.
bool isTypeElement(const Expr* x) {
    switch (x->kind) {
        case NodeKind::ArrayTypeExpr:
        case NodeKind::SliceTypeExpr:
        case NodeKind::StructTypeExpr:
        case NodeKind::FuncTypeExpr:
        case NodeKind::InterfaceTypeExpr:
        case NodeKind::MapTypeExpr:
        case NodeKind::ChanTypeExpr:
            return true;
        case NodeKind::BinaryExpr: {
            const auto* b = static_cast<const BinaryExpr*>(x);
            return isTypeElement(b->x) || isTypeElement(b->y);
        }
        case NodeKind::UnaryExpr: {
            const auto* u = static_cast<const UnaryExpr*>(x);
            return u->op == Op::Tilde || isTypeElement(u->x);
        }
        case NodeKind::StarExpr:
            return isTypeElement(static_cast<const StarExpr*>(x)->x);
        case NodeKind::ParenExpr:
            return isTypeElement(static_cast<const ParenExpr*>(x)->x);
        default:
            return false;
    }
}

struct NameAndType {
    Ident* name = nullptr;
    Expr* type = nullptr;
};

// `type T[P *C …` reads like an array length at first: takes x apart into a type parameter's name and
// constraint if it is one.
NameAndType splitTypeParam(Expr* x, bool force, NodePool& nodes) {
    if (auto* id = as<Ident>(x)) return {id, nullptr};
    if (auto* b = as<BinaryExpr>(x)) {
        if (b->op == Op::Mul) {
            auto* id = as<Ident>(b->x);
            if (!id || !(force || isTypeElement(b->y))) return {};
            auto* star = nodes.make<StarExpr>(b->pos);
            star->x = b->y;
            star->height = b->height;
            return {id, star};
        }
        if (b->op == Op::Or) {
            const NameAndType left = splitTypeParam(b->x, force || isTypeElement(b->y), nodes);
            if (!left.name || !left.type) return {};
            auto* either = nodes.make<BinaryExpr>(b->pos);
            either->op = Op::Or;
            either->x = left.type;
            either->y = b->y;
            either->height = b->height;
            return {left.name, either};
        }
    }
    if (auto* c = as<CallExpr>(x)) {
        auto* id = as<Ident>(c->fun);
        if (id && c->args.size() == 1 && !c->hasDots && (force || isTypeElement(c->args[0])))
            return {id, unparen(c->args[0])};
    }
    return {};
}

}  // namespace

File* parseFile(const SourceFile& source, uint32_t index, NodePool& nodes, Diagnostics& diagnostics) {
    if (source.text.size() > maxSourceBytes) {
        diagnostics.add({index, 1, 1}, "tricolor does not read files of more than " +
                                           std::to_string(maxSourceBytes >> 20) + " MiB");
        return nullptr;
    }
    return Parser(source, index, nodes, diagnostics).fileOrNull();
}

// ---- tokens and errors ----

void Parser::next() {
    if (!gaveUp) scanner.next();
}

void Parser::giveUp(Pos at) {
    if (gaveUp) return;
    gaveUp = true;
    error(at, "tricolor does not model nesting deeper than " + std::to_string(maxNesting) + " levels yet");
    scanner.token = Token::EndOfFile;
}

bool Parser::enter() {
    depth++;
    if (depth > maxNesting) giveUp(pos());
    return !gaveUp;
}

bool Parser::got(Token t) {
    if (tok() != t) return false;
    next();
    return true;
}

void Parser::want(Token t) {
    if (got(t)) return;
    syntaxError("expected " + tokenWord(t));
    skipTo({});
}

// = or, with a complaint, :=
bool Parser::gotAssign() {
    if (tok() == Token::Define) syntaxError("expected =");
    if (tok() != Token::Define && tok() != Token::Assign) return false;
    next();
    return true;
}

std::string Parser::tokenDescription() const {
    switch (tok()) {
        case Token::Name:
            return "name " + scanner.literal;
        case Token::Semicolon:
            return scanner.literal;
        case Token::Literal:
            return "literal " + scanner.literal;
        case Token::Operator:
            return std::string(opText(scanner.op));
        case Token::AssignOp:
            return std::string(opText(scanner.op)) + "=";
        case Token::IncDecOp:
            return std::string(opText(scanner.op)) + std::string(opText(scanner.op));
        default:
            return tokenWord(tok());
    }
}

void Parser::syntaxErrorAt(Pos at, const std::string& text) {
    if (gaveUp || (tok() == Token::EndOfFile && anyError())) return;
    std::string rest;
    if (text.starts_with("in ") || text.starts_with("at ") || text.starts_with("after ")) {
        rest = " " + text;
    } else if (text.starts_with("expected ")) {
        rest = ", " + text;
    } else {
        error(at, "syntax error: " + text);
        return;
    }
    error(at, "syntax error: unexpected " + tokenDescription() + rest);
}

// Skips to one of the tokens that may follow (inside a function also to a new statement); past one token if
// none is given.
void Parser::skipTo(std::initializer_list<Token> follow) {
    const auto stops = [&] {
        if (tok() == Token::EndOfFile) return true;
        if (follow.size() != 0 && functionLevel > 0 && startsStatement(tok())) return true;
        for (const Token t : follow)
            if (tok() == t) return true;
        return false;
    };
    while (!stops()) {
        next();
        if (follow.size() == 0) return;
    }
}

// element { separator element } [ separator ] close; stops early once element() returns true. Returns the
// place of close.
Pos Parser::list(const std::string& context, Token separator, Token close, const std::function<bool()>& one) {
    bool done = false;
    while (tok() != Token::EndOfFile && tok() != close && !done) {
        done = one();
        if (!got(separator) && tok() != close) {
            syntaxError("in " + context + "; possibly missing " + tokenWord(separator) + " or " +
                        tokenWord(close));
            skipTo({Token::RightParen, Token::RightBrack, Token::RightBrace});
            if (tok() != close) return pos();
        }
    }
    const Pos end = pos();
    want(close);
    return end;
}

// ---- files and declarations ----

File* Parser::fileOrNull() {
    next();
    auto* file = make<File>(pos());
    if (!got(Token::Package)) {
        syntaxError("package statement must be first");
        return nullptr;
    }
    file->packageName = name();
    want(Token::Semicolon);
    if (anyError()) return nullptr;
    scanner.directives.clear();
    declarations(file);
    file->end = pos();
    return file;
}

void Parser::declarations(File* file) {
    Token previous = Token::Import;
    const auto skipToDeclaration = [&] {
        skipTo({Token::Import, Token::Const, Token::Type, Token::Var, Token::Func});
    };
    while (tok() != Token::EndOfFile) {
        if (tok() == Token::Import && previous != Token::Import)
            syntaxError("imports must appear before other declarations");
        previous = tok();
        switch (tok()) {
            case Token::Import:
                next();
                group(file->decls, &Parser::importDecl);
                break;
            case Token::Const:
                next();
                group(file->decls, &Parser::constDecl);
                break;
            case Token::Type:
                next();
                group(file->decls, &Parser::typeDecl);
                break;
            case Token::Var:
                next();
                group(file->decls, &Parser::varDecl);
                break;
            case Token::Func:
                next();
                file->decls.push_back(funcDecl());
                break;
            default: {
                const auto* f = file->decls.empty() ? nullptr : as<FuncDecl>(file->decls.back());
                if (tok() == Token::LeftBrace && f && !f->body)
                    syntaxError("unexpected semicolon or newline before {");
                else
                    syntaxError("non-declaration statement outside function body");
                skipToDeclaration();
                continue;
            }
        }
        scanner.directives.clear();
        if (tok() != Token::EndOfFile && !got(Token::Semicolon)) {
            syntaxError("after top level declaration");
            skipToDeclaration();
        }
    }
}

void Parser::group(std::vector<Decl*>& out, Decl* (Parser::*one)()) {
    // A group in a function literal stands within the group whose value the literal is part of.
    const auto outerConst = std::exchange(lastConst, nullptr);
    const int64_t outerIota = std::exchange(iota, 0);
    groupOf(out, one);
    lastConst = outerConst;
    iota = outerIota;
}

void Parser::groupOf(std::vector<Decl*>& out, Decl* (Parser::*one)()) {
    if (tok() != Token::LeftParen) {
        out.push_back((this->*one)());
        return;
    }
    next();
    list("grouped declaration", Token::Semicolon, Token::RightParen, [&] {
        out.push_back((this->*one)());
        return false;
    });
}

Decl* Parser::importDecl() {
    auto* d = make<ImportDecl>(pos());
    if (tok() == Token::Name) {
        d->localName = name();
    } else if (tok() == Token::Dot) {
        d->localName = make<Ident>(pos());
        d->localName->name = ".";
        next();
    }
    d->path = literalOrNull();
    if (!d->path) {
        syntaxError("missing import path");
        skipTo({Token::Semicolon, Token::RightParen});
    } else if (!d->path->bad && d->path->literal != LiteralKind::String) {
        syntaxErrorAt(d->path->pos, "import path must be a string");
        d->path->bad = true;
    }
    return d;
}

Decl* Parser::constDecl() {
    auto* d = make<ConstDecl>(pos());
    d->iota = iota++;
    d->names = nameList();
    if (tok() != Token::EndOfFile && tok() != Token::Semicolon && tok() != Token::RightParen) {
        d->typeExpr = typeOrNull();
        if (gotAssign()) d->values = exprList();
    }
    if (d->typeExpr || !d->values.empty()) {
        lastConst = d;
    } else if (lastConst) {
        d->inherited = true;
        d->typeExpr = lastConst->typeExpr;
        d->values = lastConst->values;
    } else {
        d->inherited = true;
    }
    return d;
}

Decl* Parser::typeDecl() {
    auto* d = make<TypeDecl>(pos());
    d->name = name();
    if (tok() == Token::LeftBrack) {
        typeDeclBracket(d);
    } else {
        d->alias = gotAssign();
        d->typeExpr = typeOrNull();
    }
    if (!d->typeExpr) {
        d->typeExpr = badExpr();
        syntaxError("in type declaration");
        skipTo({Token::Semicolon, Token::RightParen});
    }
    return d;
}

// type T [ …: an array or slice type, or type parameters.
void Parser::typeDeclBracket(TypeDecl* d) {
    const Pos at = pos();
    next();
    if (tok() == Token::RightBrack) {
        next();
        d->typeExpr = sliceType(at);
        return;
    }
    if (tok() != Token::Name) {
        d->typeExpr = arrayType(at, nullptr);
        return;
    }
    Expr* x = name();
    if (tok() != Token::LeftBrack) {
        exprLevel++;
        x = binaryExpr(primaryExpr(x, false), 0);
        exprLevel--;
    }
    const NameAndType split = splitTypeParam(x, tok() == Token::Comma, nodes);
    if (split.name && (split.type || tok() != Token::RightBrack)) {
        d->typeParams = paramList(split.name, split.type, Token::RightBrack, true, false);
        d->alias = gotAssign();
        d->typeExpr = typeOrNull();
    } else {
        d->typeExpr = arrayType(at, x);
    }
}

Decl* Parser::varDecl() {
    auto* d = make<VarDecl>(pos());
    d->names = nameList();
    if (gotAssign()) {
        d->values = exprList();
    } else {
        d->typeExpr = type();
        if (gotAssign()) d->values = exprList();
    }
    return d;
}

FuncDecl* Parser::funcDecl() {
    auto* f = make<FuncDecl>(pos());
    f->directives = std::move(scanner.directives);
    scanner.directives.clear();
    std::string context;
    if (got(Token::LeftParen)) {
        context = "method";
        const std::vector<Field*> receivers = paramList(nullptr, nullptr, Token::RightParen, false, false);
        if (receivers.empty()) error(pos(), "method has no receiver");
        if (receivers.size() > 1) error(pos(), "method has multiple receivers");
        if (!receivers.empty()) f->receiver = receivers[0];
    }
    if (tok() == Token::Name) {
        f->name = name();
        f->signature = funcType(context, &f->typeParams);
    } else {
        f->name = make<Ident>(pos());
        f->name->name = "_";
        f->signature = make<FuncTypeExpr>(pos());
        syntaxError(context.empty() ? "expected name or (" : "expected name");
        skipTo({Token::LeftBrace, Token::Semicolon});
    }
    if (tok() == Token::LeftBrace) f->body = funcBody();
    return f;
}

BlockStmt* Parser::funcBody() {
    functionLevel++;
    BlockStmt* body = blockStmt("");
    functionLevel--;
    return body;
}

Ident* Parser::name() {
    auto* id = make<Ident>(pos());
    if (tok() == Token::Name) {
        id->name = scanner.literal;
        next();
    } else {
        id->name = "_";
        syntaxError("expected name");
        skipTo({});
    }
    return id;
}

std::vector<Ident*> Parser::nameList() {
    std::vector<Ident*> names{name()};
    while (got(Token::Comma)) names.push_back(name());
    return names;
}

}  // namespace tricolor::golang
