// The parser itself: one method for each production of the grammar. A method named …OrNull may return null,
// all others return a node also after an error. The private face of parser.h.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "sim/golang/ast.h"
#include "sim/golang/check.h"
#include "sim/golang/scanner.h"

namespace tricolor::golang {

class Parser {
  public:
    Parser(const SourceFile& source, uint32_t index, NodePool& pool, Diagnostics& diagnostics)
        : scanner(source.text, index, diagnostics),
          nodes(pool),
          problems(diagnostics),
          errorsBefore(diagnostics.size()) {}
    File* fileOrNull();

  private:
    // parser.cc: tokens and errors
    void next();
    bool got(Token t);
    void want(Token t);
    bool gotAssign();
    Token tok() const { return scanner.token; }
    bool isOperator(Op op) const { return tok() == Token::Operator && scanner.op == op; }
    Pos pos() const { return scanner.pos; }
    bool anyError() const { return problems.size() > errorsBefore; }
    void error(Pos at, std::string text) { problems.add(at, std::move(text)); }
    void syntaxError(const std::string& text) { syntaxErrorAt(pos(), text); }
    void syntaxErrorAt(Pos at, const std::string& text);
    std::string tokenDescription() const;
    void skipTo(std::initializer_list<Token> follow);
    Pos list(const std::string& context, Token separator, Token close, const std::function<bool()>& element);
    bool enter();  // one level deeper; false, and the end of the text, if that is too deep
    void leave() { depth--; }
    void giveUp(Pos at);
    template <class T>
    T* finish(T* x, std::initializer_list<const Expr*> parts);
    template <class T>
    T* make(Pos at) {
        return nodes.make<T>(at);
    }

    // parser.cc: declarations
    void declarations(File* file);
    void group(std::vector<Decl*>& out, Decl* (Parser::*one)());
    void groupOf(std::vector<Decl*>& out, Decl* (Parser::*one)());
    Decl* importDecl();
    Decl* constDecl();
    Decl* typeDecl();
    void typeDeclBracket(TypeDecl* d);
    Decl* varDecl();
    FuncDecl* funcDecl();
    BlockStmt* funcBody();
    Ident* name();
    std::vector<Ident*> nameList();

    // parse_expr.cc
    Expr* expr() { return binaryExpr(nullptr, 0); }
    Expr* binaryExpr(Expr* x, int above);
    Expr* unaryExpr();
    Expr* receiveOrChannel();
    Expr* primaryExpr(Expr* x, bool keepParens);
    Expr* operand(bool keepParens);
    Expr* funcOperand();
    Expr* selectorOrAssertion(Expr* x, Pos at);
    Expr* indexOrSlice(Expr* x, Pos at);
    Expr* call(Expr* x, Pos at);
    bool startsCompositeLit(Expr* x) const;
    CompositeLit* compositeLit();
    Expr* element();
    std::vector<Expr*> exprList();
    std::vector<Expr*> typeList(bool strict, bool& comma);
    BasicLit* literalOrNull();
    BadExpr* badExpr() { return make<BadExpr>(pos()); }

    // parse_type.cc
    Expr* type();
    Expr* typeOrNull();
    Expr* typeInner(Pos at);
    Expr* arrayType(Pos at, Expr* length);
    Expr* sliceType(Pos at);
    Expr* channelElement();
    Expr* structType();
    void fieldDecl(StructTypeExpr* s);
    void addField(StructTypeExpr* s, Pos at, Ident* fieldName, Expr* fieldType, BasicLit* tag);
    Expr* embeddedFieldType();
    Expr* arrayOrTypeArgs(Ident* of);
    Expr* interfaceType();
    Field* methodDecl();
    void bracketedMethod(Field* f, Ident* methodName);
    Field* embeddedElement(Field* f);
    Expr* embeddedTerm();
    Expr* qualifiedName(Ident* first);
    Expr* typeInstance(Expr* generic);
    FuncTypeExpr* funcType(const std::string& context, std::vector<Field*>* typeParams);
    std::vector<Field*> funcResult();
    Field* paramDeclOrNull(Ident* first, Token close);
    std::vector<Field*> paramList(Ident* first, Expr* firstType, Token close, bool requireNames,
                                  bool dotsAllowed);
    void distributeTypes(std::vector<Field*>& params, int named, int typed, bool requireNames, Pos end);
    void checkDots(std::vector<Field*>& params, bool allowed);
    Expr* pointerTo(Pos at, Expr* element);

    // parse_stmt.cc
    std::vector<Stmt*> stmtList();
    Stmt* stmtOrNull();
    Stmt* stmtByToken();
    Stmt* simpleStmt(std::vector<Expr*>* lhs, Token keyword);
    Stmt* assignment(std::vector<Expr*> lhs, Token keyword);
    Stmt* rangeClause(std::vector<Expr*> lhs, bool define);
    Stmt* exprStmt(Expr* x);
    Stmt* labeledStmtOrNull(Ident* label);
    BlockStmt* blockStmt(const std::string& context);
    Stmt* declStmt(Decl* (Parser::*one)());
    Stmt* forStmt();
    Stmt* ifStmt();
    Stmt* switchStmt();
    Stmt* selectStmt();
    CaseClause* caseClause();
    CommClause* commClause();
    Stmt* callStmt();
    Stmt* branchStmt();
    Stmt* returnStmt();
    struct Header {
        Stmt* init = nullptr;
        Expr* cond = nullptr;
        Stmt* post = nullptr;
        Ident* bind = nullptr;  // v of `switch v := x.(type)`
    };
    Header header(Token keyword);
    void forClauses(Header& h, Stmt*& condition);
    void headerCondition(Header& h, Stmt* condition, Token keyword, Pos semicolon,
                         const std::string& semicolonText);

    Scanner scanner;
    NodePool& nodes;
    Diagnostics& problems;
    size_t errorsBefore;
    int functionLevel = 0;  // > 0 inside a function body
    int exprLevel = 0;      // < 0 in the header of a statement, where { opens the block
    int depth = 0;
    uint32_t peak = 0;  // highest expression since the innermost function body began
    bool gaveUp = false;
    ConstDecl* lastConst = nullptr;  // of the group being parsed
    int64_t iota = 0;
    Ident* pendingBind = nullptr;  // set by assignment() for v := x.(type)
};

template <class T>
T* Parser::finish(T* x, std::initializer_list<const Expr*> parts) {
    uint32_t highest = 0;
    for (const Expr* part : parts)
        if (part && part->height > highest) highest = part->height;
    x->height = highest + 1;
    if (x->height + static_cast<uint32_t>(depth) > peak) peak = x->height + static_cast<uint32_t>(depth);
    if (x->height > maxNesting) giveUp(x->pos);
    return x;
}

}  // namespace tricolor::golang
