// Takes checked functions apart into the tree of escape analysis.
//
// What: says what the source leaves unsaid, as cmd/compile's noder and typecheck do it: the notes that the
// compiler prints name such things (".autotmp_3 escapes to heap"). Go and defer statements call a function
// without parameters that is made here and captures the operands; the body of a range over a function is a
// function; variables of a loop that are captured or have their address taken are copied each round.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/golang/escape_tree.h"

namespace tricolor::golang::flow {

// A type argument as generic code is compiled for it, and the functions made so far.
class Shapes {
  public:
    explicit Shapes(TypeTable& types) : types_(types) {}
    // The shape of a type argument of p: go.shape.int, go.shape.*uint8 for any pointer.
    Type* shape(Type* argument, TypeParamType* p);
    bool isShape(const Type* t) const;
    // Whether a shape occurs in t.
    bool mentions(const Type* t) const;

  private:
    TypeTable& types_;
    std::map<std::string, NamedType*> made_;
};

// Everything that lowering knows of the program.
struct Lowered {
    Tree tree;
    Shapes shapes;
    const CheckedProgram& program;
    std::vector<Func*> functions;  // in the order they came up; literals too
    std::map<std::string, Func*> byKey;
    std::vector<Func*> waiting;  // for their bodies

    explicit Lowered(const CheckedProgram& p) : shapes(*p.types), program(p) {}
    // The function, for the shapes of these type arguments.
    Func* function(const FuncObject* f, const std::vector<Type*>& typeArgs);
    // A type occurs: of a generic one all methods are there, then.
    void meet(Type* t);
    // Takes apart whatever waits.
    void finish();

  private:
    std::map<uint32_t, bool> met_;  // by Type::id
};

class Lowering {
  public:
    Lowering(Lowered& all, Func* f) : all_(all), f_(f) {}
    void body();
    // An initialiser of package variables: it becomes part of the function.
    void initializer(const Initializer& init);

  private:
    friend struct Lowered;
    // Puts in the shapes of the type arguments.
    Type* typ(Type* t);
    void finish();
    TreeNode* node(Kind kind, Pos pos, Type* type = nullptr) { return all_.tree.node(kind, pos, type); }
    Name* variable(const VarObject* v);
    Name* declare(const VarObject* v, Name::Class kind);
    Name* temp(Pos pos, Type* type);
    Name* made(const std::string& text, Pos pos, Type* type);
    TreeNode* use(Name* n, Pos pos);
    TreeNode* declaration(Name* n);
    TreeNode* assignment(Name* to, TreeNode* from, Pos pos);

    // expressions
    TreeNode* value(const Expr* e);
    TreeNode* plain(const Expr* e);
    TreeNode* object(const Object* o, const Expr* e, const std::vector<Type*>& typeArgs);
    TreeNode* selector(const SelectorExpr* e);
    TreeNode* steps(TreeNode* x, Type* from, const std::vector<SelectionStep>& path, Pos pos);
    TreeNode* receiver(const SelectorExpr* e);
    TreeNode* index(const IndexExpr* e);
    TreeNode* slice(const golang::SliceExpr* e);
    TreeNode* unary(const UnaryExpr* e);
    TreeNode* binary(const BinaryExpr* e);
    TreeNode* literal(const CompositeLit* e, const std::string& elided);
    TreeNode* structure(TreeNode* n, const CompositeLit* e, const StructType* s);
    TreeNode* element(const Expr* e, const std::string& elided);
    TreeNode* closure(const FuncLit* e);
    TreeNode* closureOf(Func* f, Pos pos, Type* type);
    TreeNode* convert(TreeNode* x, Type* to, Pos pos, bool implicit);
    TreeNode* conversion(const CallExpr* e);
    TreeNode* address(TreeNode* x, Pos pos, bool implicit);
    TreeNode* indirect(TreeNode* x, Pos pos, bool implicit);
    TreeNode* call(const CallExpr* e);
    void callee(TreeNode* call, const CallExpr* e);
    // A function, or receiver, that has to be computed by a call goes into a variable first.
    TreeNode* settled(TreeNode* x, TreeNode* call);
    void arguments(TreeNode* call, const CallExpr* e);
    TreeNode* builtin(const CallExpr* e);
    TreeNode* newOf(const CallExpr* e);
    TreeNode* make(const CallExpr* e);
    std::vector<TreeNode*> values(const std::vector<Expr*>& list, const std::vector<Type*>& to, Pos pos);
    std::string written(const Expr* typeExpr, Type* type);
    std::string elementWritten(const Expr* typeExpr, Type* type, bool key);

    // statements
    void block(const std::vector<Stmt*>& list, std::vector<TreeNode*>& out);
    void statement(const Stmt* s, std::vector<TreeNode*>& out);
    TreeNode* target(const Expr* e);
    void assign(const AssignStmt* s, std::vector<TreeNode*>& out);
    void declaration(const DeclStmt* s, std::vector<TreeNode*>& out);
    void assignAll(std::vector<TreeNode*> lhs, const std::vector<Name*>& fresh, std::vector<TreeNode*> rhs,
                   Pos pos, std::vector<TreeNode*>& out);
    void ifStatement(const IfStmt* s, std::vector<TreeNode*>& out);
    void forStatement(const ForStmt* s, std::vector<TreeNode*>& out);
    void range(const RangeStmt* s, std::vector<TreeNode*>& out);
    void rangeFunc(const RangeStmt* s, std::vector<TreeNode*>& out);
    TreeNode* eachRound(Name* v, TreeNode*& target, Pos pos);
    TreeNode* rangeBody(const RangeStmt* s, Name* state);
    void leave(std::vector<TreeNode*>& out, Pos pos);
    void capture(Name* n);
    void setTemp(Name* n, Pos pos, std::vector<TreeNode*>& out);
    void switchStatement(const SwitchStmt* s, std::vector<TreeNode*>& out);
    void typeSwitch(const TypeSwitchStmt* s, std::vector<TreeNode*>& out);
    void select(const SelectStmt* s, std::vector<TreeNode*>& out);
    void branch(const BranchStmt* s, std::vector<TreeNode*>& out);
    void goDefer(const Expr* call, const Stmt* s, std::vector<TreeNode*>& out);
    void operands(TreeNode*& n, std::vector<TreeNode**>& found);
    void returnStatement(const ReturnStmt* s, std::vector<TreeNode*>& out);

    Lowered& all_;
    Func* f_;
    Lowering* outer_ = nullptr;        // of a literal
    std::map<uint32_t, Name*> names_;  // by Object::id; of this function only
    // Of a body of a range over a function: what says how the loops around it are left.
    Name* rangeState_ = nullptr;
    const RangeStmt* rangeStmt_ = nullptr;
    // Of the function around such loops.
    Name* rangeNext_ = nullptr;
    bool rangeDefers_ = false;
    int rangeDepth_ = 0, rangeStates_ = 0;
    std::vector<Name*> late_;  // variables that are numbered last
};

// As the compiler prints types; relative to package main. link: with every package named, as inside [].
std::string typeText(const Type* t, bool link = false);
// T.m or (*T).m.
std::string methodText(const Type* receiver, const std::string& method);
// The type is an interface (of a type parameter: its shape is one).
bool isInterface(Type* t);
// Values that an interface holds without a box.
bool pointerShaped(Type* t);
bool hasPointers(Type* t, int depth = 0);

}  // namespace tricolor::golang::flow
