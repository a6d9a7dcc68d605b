// From syntax to flow: walks function bodies and enters into the graph what each expression and statement
// lets flow where. One Flow serves one batch of functions that call one another; what it finds about sites
// goes into Sites.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/golang/check.h"
#include "sim/golang/escape_graph.h"

namespace tricolor::golang {

// What a site is, besides its node: one expression can have several.
enum class SiteKind : uint8_t { Node, Variadic, Conversion, Closure };

struct Site {
    const Node* node = nullptr;
    SiteKind kind{};
    Location* location = nullptr;
    Pos pos;
    std::string text;  // "&T{...}", "make([]int, n)", "... argument", "func literal"
};

// Everything that has been found; shared by all batches.
struct Sites {
    std::map<std::pair<uint32_t, SiteKind>, size_t> index;  // by Node::id
    std::vector<Site> list;
    std::map<uint32_t, Location*> variables;  // by Object::id
    // By Object::id of analysed functions: receiver first, then parameters.
    std::map<uint32_t, std::vector<Leaks>> tags;
};

class Flow {
  public:
    Flow(EscapeGraph& graph, Sites& sites, const CheckedProgram& program,
         const std::vector<const FuncObject*>& batch);
    void function(const FuncInfo* f);
    void initializer(const Initializer& init);

  private:
    // Where a value goes, and through how many dereferences. to null: it is only evaluated.
    struct Hole {
        Location* to = nullptr;
        int derefs = 0;
        Hole deref() const { return {to, derefs + 1}; }
        Hole address() const { return {to, derefs - 1}; }
        Hole shifted(int n) const { return {to, derefs + n}; }
    };
    using Holes = std::vector<Hole>;  // several: the value goes to all of them

    Location* variable(const VarObject* v);
    Location* site(const Node* node, SiteKind kind, Pos pos, std::string text, int64_t size);
    Hole heapHole() { return {graph_.heap(), 0}; }
    void into(const Holes& ks, Location* from, Pos pos, const char* why);
    bool hasPointers(Type* t) const;
    int64_t sizeOf(Type* t) const;

    void expr(const Holes& ks, const Expr* e);
    void plainExpr(const Holes& ks, const Expr* e);
    void discard(const Expr* e) { expr({}, e); }
    void identifier(const Holes& ks, const Ident* e);
    void unary(const Holes& ks, const UnaryExpr* e);
    void selector(const Holes& ks, const SelectorExpr* e);
    void literal(const Holes& ks, const CompositeLit* e);
    void elements(const Holes& ks, const CompositeLit* e);
    void functionLiteral(const Holes& ks, const FuncLit* e);
    void capture(Location* closure, const FuncInfo* f, Pos pos);
    void conversion(const Holes& ks, const CallExpr* e);
    void builtin(const Holes& ks, const CallExpr* e);
    void make(const Holes& ks, const CallExpr* e);
    void append(const Holes& ks, const CallExpr* e);
    void call(const std::vector<Holes>& results, const CallExpr* e);
    void arguments(const CallExpr* e, const FuncObject* callee, const FuncInfo* literal,
                   const std::vector<Holes>& results);
    void receiver(const Holes& ks, const SelectorExpr* e);
    Holes parameter(const FuncObject* callee, const FuncInfo* literal, size_t i,
                    const std::vector<Holes>& results);

    void stmt(const Stmt* s);
    void block(const std::vector<Stmt*>& list);
    void assign(const std::vector<Holes>& to, const std::vector<Expr*>& from, const Node* at);
    void assignStmt(const AssignStmt* s);
    void declStmt(const DeclStmt* s);
    void rangeStmt(const RangeStmt* s);
    void typeSwitch(const TypeSwitchStmt* s);
    void goOrDefer(const Expr* call, const Stmt* s, bool isDefer);
    void returnStmt(const ReturnStmt* s);
    Holes destination(const Expr* lhs);

    EscapeGraph& graph_;
    Sites& sites_;
    const CheckedProgram& program_;
    const std::vector<const FuncObject*>& batch_;
    const FuncInfo* at_ = nullptr;
    int loopDepth_ = 1;
};

}  // namespace tricolor::golang
