// The syntax tree of a Go file, and what the checker records in it.
//
// What: the parser builds these nodes; the checker fills in the fields under "recorded"; escape analysis and
// compiler only read. A tree is owned by its NodePool; nodes refer to one another by plain pointer.
// Positions are those of gc's own syntax tree (they show in `-m` output and in tracebacks): a binary
// operation stands at its operator, a call at its "(", an index or slice expression at its "[", a selector or
// assertion at its ".", a composite literal at its "{"; startPos gives the leftmost place of a node, where
// errors are reported.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/golang/constant.h"
#include "sim/golang/source.h"
#include "sim/golang/token.h"

namespace tricolor::golang {

struct Type;
struct NamedType;
struct Object;
struct VarObject;
struct FuncObject;
struct TypeNameObject;
struct ConstObject;
struct PkgNameObject;
struct LabelObject;
struct FuncInfo;
struct Selection;

enum class NodeKind : uint8_t {
    // expressions
    BadExpr,
    Ident,
    BasicLit,
    CompositeLit,
    KeyValueExpr,
    FuncLit,
    ParenExpr,
    SelectorExpr,
    IndexExpr,
    SliceExpr,
    TypeAssertExpr,
    CallExpr,
    UnaryExpr,
    BinaryExpr,
    StarExpr,
    // types
    ArrayTypeExpr,
    SliceTypeExpr,
    DotsTypeExpr,
    StructTypeExpr,
    FuncTypeExpr,
    InterfaceTypeExpr,
    MapTypeExpr,
    ChanTypeExpr,
    // statements
    EmptyStmt,
    LabeledStmt,
    BlockStmt,
    ExprStmt,
    SendStmt,
    DeclStmt,
    AssignStmt,
    IncDecStmt,
    BranchStmt,
    GoStmt,
    DeferStmt,
    ReturnStmt,
    IfStmt,
    ForStmt,
    RangeStmt,
    SwitchStmt,
    TypeSwitchStmt,
    SelectStmt,
    CaseClause,
    CommClause,
    // declarations
    ImportDecl,
    ConstDecl,
    TypeDecl,
    VarDecl,
    FuncDecl,
    Field,
    File,
};

struct Node {
    NodeKind kind;
    uint32_t id = 0;  // in the order of creation, from 1; what tables of nodes are keyed by
    Pos pos;

    Node(NodeKind k, Pos p) : kind(k), pos(p) {}
    virtual ~Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;
};

// Owns the nodes of one program.
class NodePool {
  public:
    template <class T>
    T* make(Pos pos) {
        auto node = std::make_unique<T>(pos);
        T* raw = node.get();
        raw->id = static_cast<uint32_t>(nodes.size() + 1);
        nodes.push_back(std::move(node));
        return raw;
    }
    const std::vector<std::unique_ptr<Node>>& all() const { return nodes; }

  private:
    std::vector<std::unique_ptr<Node>> nodes;
};

// The node as a T if it is one, else null; null stays null.
template <class T>
T* as(Node* node) {
    return node && node->kind == T::nodeKind ? static_cast<T*>(node) : nullptr;
}
template <class T>
const T* as(const Node* node) {
    return node && node->kind == T::nodeKind ? static_cast<const T*>(node) : nullptr;
}

// What an expression denotes (recorded).
enum class Mode : uint8_t {
    Invalid,   // had an error, or was never evaluated
    NoValue,   // a call without result
    Builtin,   // a built-in function, being called
    TypeExpr,  // a type
    Constant,  // Expr::constant holds the value
    Variable,  // addressable
    MapIndex,  // m[k]: assignable, not addressable; may yield ", ok"
    Value,     // computed
    NilValue,  // the predeclared nil; Expr::type is the type it takes on
    CommaOk,   // computed, may yield ", ok": x.(T), <-c
};

struct Expr : Node {
    using Node::Node;
    // Recorded. The type after untyped operands have taken on theirs; a tuple for a call with several
    // results, and for a comma-ok expression in a two-value context the tuple (T, bool). Null where there is
    // none (a statement call without result, a package name, the key of a struct literal).
    Type* type = nullptr;
    // Recorded: the type the context converts the value to without a word in the source: set when a value is
    // assigned, passed, returned, sent, compared or stored into a composite literal as another type than
    // `type` (mostly an interface; also a named type from an unnamed one, or a directional channel). Null:
    // stays `type`. Not set for the components of a multi-value call: compare there with the types of the
    // destinations.
    Type* implicitType = nullptr;
    Constant constant;  // recorded; known() exactly if the expression is constant
    Mode mode = Mode::Invalid;
    bool shiftPending = false;  // checker: an untyped shift operand whose type is still open
    uint32_t height = 1;        // levels of syntax below it; the parser keeps it within maxNesting

    bool isConstant() const { return mode == Mode::Constant; }
    bool isType() const { return mode == Mode::TypeExpr; }
};

struct Stmt : Node {
    using Node::Node;
};
struct Decl : Node {
    using Node::Node;
};

#define TRICOLOR_NODE(NAME, BASE)                        \
    static constexpr NodeKind nodeKind = NodeKind::NAME; \
    explicit NAME(Pos p) : BASE(nodeKind, p) {}

struct Ident;
struct BlockStmt;
struct FuncTypeExpr;

// ---- expressions ----

struct BadExpr : Expr {
    TRICOLOR_NODE(BadExpr, Expr)
};

struct Ident : Expr {
    TRICOLOR_NODE(Ident, Expr)
    std::string name;
    Object* object = nullptr;  // recorded: what it denotes or declares; null for _ and errors
    std::vector<Type*>
        typeArgs;  // recorded: of a generic function or type that is instantiated here (also inferred)
    bool blank() const { return name == "_"; }
};

struct BasicLit : Expr {
    TRICOLOR_NODE(BasicLit, Expr)
    LiteralKind literal = LiteralKind::Int;
    std::string text;  // as written
    bool bad = false;  // the scanner complained already
};

struct CompositeLit : Expr {
    TRICOLOR_NODE(CompositeLit, Expr)
    Expr* typeExpr =
        nullptr;  // null: elided inside another literal; then `type` may be a pointer (&T elided)
    std::vector<Expr*> elements;  // KeyValueExpr where a key is written
    Pos rbrace;
    // Recorded for arrays and slices: index of each element, and the length of the literal.
    std::vector<int64_t> indices;
    int64_t length = 0;
    // Recorded for structs: field index of each element.
    std::vector<int> fields;
};

struct KeyValueExpr : Expr {
    TRICOLOR_NODE(KeyValueExpr, Expr)
    Expr* key = nullptr;
    Expr* value = nullptr;
};

struct FuncLit : Expr {
    TRICOLOR_NODE(FuncLit, Expr)
    FuncTypeExpr* signature = nullptr;
    BlockStmt* body = nullptr;
    FuncInfo* info = nullptr;  // recorded
};

struct ParenExpr : Expr {
    TRICOLOR_NODE(ParenExpr, Expr)
    Expr* x = nullptr;
};

struct SelectorExpr : Expr {
    TRICOLOR_NODE(SelectorExpr, Expr)
    Expr* x = nullptr;
    Ident* sel = nullptr;
    Selection* selection = nullptr;  // recorded; null for pkg.Name, where sel->object is the object
};

struct IndexExpr : Expr {
    TRICOLOR_NODE(IndexExpr, Expr)
    Expr* x = nullptr;
    std::vector<Expr*> indices;    // several only for type arguments
    bool isInstantiation = false;  // recorded: f[T] or T[A]; the type arguments stand in the Ident of x
};

struct SliceExpr : Expr {
    TRICOLOR_NODE(SliceExpr, Expr)
    Expr* x = nullptr;
    Expr* index[3] = {nullptr, nullptr, nullptr};
    bool full = false;  // written with three indices
};

struct TypeAssertExpr : Expr {
    TRICOLOR_NODE(TypeAssertExpr, Expr)
    Expr* x = nullptr;
    Expr* target = nullptr;  // null only in x.(type), which the parser takes apart
};

enum class CallKind : uint8_t { Call, Conversion, Builtin };
enum class Builtin : uint8_t {
    Append,
    Cap,
    Clear,
    Close,
    Complex,
    Copy,
    Delete,
    Imag,
    Len,
    Make,
    Max,
    Min,
    New,
    Panic,
    Print,
    Println,
    Real,
    Recover,
    UnsafeAdd,
    UnsafeAlignof,
    UnsafeOffsetof,
    UnsafeSizeof,
    UnsafeSlice,
    UnsafeSliceData,
    UnsafeString,
    UnsafeStringData,
};

struct CallExpr : Expr {
    TRICOLOR_NODE(CallExpr, Expr)
    Expr* fun = nullptr;
    std::vector<Expr*> args;
    bool hasDots = false;                // f(xs...)
    CallKind callKind = CallKind::Call;  // recorded
    Builtin builtin = Builtin::Append;   // recorded, if callKind is Builtin
    // Recorded for Call: the type of fun after instantiation (its underlying Signature). A call f(g()) with a
    // multi-value g has one argument whose type is a tuple.
    Type* signature = nullptr;
};

struct UnaryExpr : Expr {  // ! <- ~ + - ^ &
    TRICOLOR_NODE(UnaryExpr, Expr)
    Op op = Op::None;  // And is the address operator
    Expr* x = nullptr;
};

struct BinaryExpr : Expr {
    TRICOLOR_NODE(BinaryExpr, Expr)
    Op op = Op::None;
    Expr* x = nullptr;
    Expr* y = nullptr;
};

struct StarExpr : Expr {  // *x: a dereference or a pointer type, see mode
    TRICOLOR_NODE(StarExpr, Expr)
    Expr* x = nullptr;
};

// ---- types as written ----

// A parameter, a field, a method of an interface, or an embedded element (name is null). Names that share one
// written type share the Expr.
struct Field : Node {
    TRICOLOR_NODE(Field, Node)
    Ident* name = nullptr;
    Expr* type = nullptr;
    BasicLit* tag = nullptr;
};

struct ArrayTypeExpr : Expr {
    TRICOLOR_NODE(ArrayTypeExpr, Expr)
    Expr* length = nullptr;  // null: [...]T
    Expr* element = nullptr;
};
struct SliceTypeExpr : Expr {
    TRICOLOR_NODE(SliceTypeExpr, Expr)
    Expr* element = nullptr;
};
struct DotsTypeExpr : Expr {  // ...T of the last parameter
    TRICOLOR_NODE(DotsTypeExpr, Expr)
    Expr* element = nullptr;
};
struct StructTypeExpr : Expr {
    TRICOLOR_NODE(StructTypeExpr, Expr)
    std::vector<Field*> fields;
};
struct FuncTypeExpr : Expr {
    TRICOLOR_NODE(FuncTypeExpr, Expr)
    std::vector<Field*> params;
    std::vector<Field*> results;
};
struct InterfaceTypeExpr : Expr {
    TRICOLOR_NODE(InterfaceTypeExpr, Expr)
    std::vector<Field*>
        elements;  // name null: embedded (a union is a BinaryExpr with |, a tilde a UnaryExpr)
};
struct MapTypeExpr : Expr {
    TRICOLOR_NODE(MapTypeExpr, Expr)
    Expr* key = nullptr;
    Expr* value = nullptr;
};
enum class ChanDir : uint8_t { Both, SendOnly, RecvOnly };
struct ChanTypeExpr : Expr {
    TRICOLOR_NODE(ChanTypeExpr, Expr)
    ChanDir dir = ChanDir::Both;
    Expr* element = nullptr;
};

// ---- statements ----

struct EmptyStmt : Stmt {
    TRICOLOR_NODE(EmptyStmt, Stmt)
};

struct LabeledStmt : Stmt {  // pos is the place of the colon
    TRICOLOR_NODE(LabeledStmt, Stmt)
    Ident* label = nullptr;
    Stmt* stmt = nullptr;
};

struct BlockStmt : Stmt {
    TRICOLOR_NODE(BlockStmt, Stmt)
    std::vector<Stmt*> list;
    Pos rbrace;
};

struct ExprStmt : Stmt {
    TRICOLOR_NODE(ExprStmt, Stmt)
    Expr* x = nullptr;
};

struct SendStmt : Stmt {
    TRICOLOR_NODE(SendStmt, Stmt)
    Expr* channel = nullptr;
    Expr* value = nullptr;
};

struct DeclStmt : Stmt {  // var, const, type inside a function
    TRICOLOR_NODE(DeclStmt, Stmt)
    std::vector<Decl*> decls;
};

enum class AssignKind : uint8_t { Plain, Define, Operation };
struct AssignStmt : Stmt {  // = := += ...; pos is the place of the operator
    TRICOLOR_NODE(AssignStmt, Stmt)
    AssignKind assign = AssignKind::Plain;
    Op op = Op::None;  // of an Operation
    std::vector<Expr*> lhs;
    std::vector<Expr*> rhs;
    // Recorded for Define, one for each lhs: the variable it declares, null where it assigns to an older one
    // (or to _).
    std::vector<VarObject*> newVars;
};

struct IncDecStmt : Stmt {
    TRICOLOR_NODE(IncDecStmt, Stmt)
    Expr* x = nullptr;
    Op op = Op::Add;  // Add or Sub
};

struct BranchStmt : Stmt {
    TRICOLOR_NODE(BranchStmt, Stmt)
    Token token = Token::Break;  // Break, Continue, Goto, Fallthrough
    Ident* label = nullptr;
    // Recorded: Break, Continue: the For, Range, Switch, TypeSwitch or SelectStmt meant; Goto: the
    // LabeledStmt.
    Stmt* target = nullptr;
};

struct GoStmt : Stmt {
    TRICOLOR_NODE(GoStmt, Stmt)
    Expr* call = nullptr;  // a CallExpr once checked
};
struct DeferStmt : Stmt {
    TRICOLOR_NODE(DeferStmt, Stmt)
    Expr* call = nullptr;
};

struct ReturnStmt : Stmt {
    TRICOLOR_NODE(ReturnStmt, Stmt)
    std::vector<Expr*> results;
};

struct IfStmt : Stmt {
    TRICOLOR_NODE(IfStmt, Stmt)
    Stmt* init = nullptr;
    Expr* cond = nullptr;
    BlockStmt* thenBlock = nullptr;
    Stmt* elseStmt = nullptr;  // an IfStmt or a BlockStmt
};

struct ForStmt : Stmt {
    TRICOLOR_NODE(ForStmt, Stmt)
    Stmt* init = nullptr;
    Expr* cond = nullptr;
    Stmt* post = nullptr;
    BlockStmt* body = nullptr;
    std::vector<VarObject*> loopVars;  // recorded: declared by init; each round has its own
};

enum class RangeKind : uint8_t { Int, Array, ArrayPointer, Slice, String, Map, Chan, Func };
struct RangeStmt : Stmt {
    TRICOLOR_NODE(RangeStmt, Stmt)
    Expr* key = nullptr;  // null if not written
    Expr* value = nullptr;
    Expr* extra = nullptr;  // a third variable: an error
    bool define = false;
    Pos rangePos;  // of the keyword range
    Expr* x = nullptr;
    BlockStmt* body = nullptr;
    // Recorded. For a type parameter with a core type the kind is that of the core type.
    RangeKind rangeKind = RangeKind::Int;
    VarObject* keyVar = nullptr;  // define: the variables, null if absent or _
    VarObject* valueVar = nullptr;
    Type* keyType = nullptr;  // what the range yields (null: nothing), before assignment to key and value
    Type* valueType = nullptr;
    // For RangeKind::Func the body becomes a function of its own: its captures are collected here like a
    // literal's.
    FuncInfo* bodyInfo = nullptr;
};

struct CaseClause : Stmt {
    TRICOLOR_NODE(CaseClause, Stmt)
    bool isDefault = false;
    std::vector<Expr*> exprs;  // of a type switch: types or nil
    std::vector<Stmt*> body;
    bool endsInFallthrough = false;  // recorded
    VarObject* implicitVar =
        nullptr;  // recorded: the v of `switch v := x.(type)` in this clause; null if never declared
    Pos colon;
};

struct SwitchStmt : Stmt {
    TRICOLOR_NODE(SwitchStmt, Stmt)
    Stmt* init = nullptr;
    Expr* tag = nullptr;  // null: true
    std::vector<CaseClause*> clauses;
    Pos rbrace;
};

struct TypeSwitchStmt : Stmt {
    TRICOLOR_NODE(TypeSwitchStmt, Stmt)
    Stmt* init = nullptr;
    Ident* bind = nullptr;  // v of `v := x.(type)`
    Expr* x = nullptr;
    Pos guardPos;  // of the assertion
    std::vector<CaseClause*> clauses;
    Pos rbrace;
};

struct CommClause : Stmt {
    TRICOLOR_NODE(CommClause, Stmt)
    Stmt* comm = nullptr;  // SendStmt, ExprStmt or AssignStmt with a receive; null: default
    std::vector<Stmt*> body;
    Pos colon;
};

struct SelectStmt : Stmt {
    TRICOLOR_NODE(SelectStmt, Stmt)
    std::vector<CommClause*> clauses;
    Pos rbrace;
};

// ---- declarations ----

struct ImportDecl : Decl {
    TRICOLOR_NODE(ImportDecl, Decl)
    Ident* localName = nullptr;
    BasicLit* path = nullptr;
};

struct ConstDecl : Decl {
    TRICOLOR_NODE(ConstDecl, Decl)
    std::vector<Ident*> names;
    Expr* typeExpr = nullptr;   // as written here, or inherited from an earlier line of the group
    std::vector<Expr*> values;  // likewise
    bool inherited = false;
    int64_t iota = 0;
    std::vector<ConstObject*> objects;  // recorded
};

struct TypeDecl : Decl {
    TRICOLOR_NODE(TypeDecl, Decl)
    Ident* name = nullptr;
    std::vector<Field*> typeParams;
    bool alias = false;
    Expr* typeExpr = nullptr;
};

struct VarDecl : Decl {
    TRICOLOR_NODE(VarDecl, Decl)
    std::vector<Ident*> names;
    Expr* typeExpr = nullptr;
    std::vector<Expr*> values;
    std::vector<VarObject*> objects;  // recorded, one a name (also for _)
};

struct FuncDecl : Decl {
    TRICOLOR_NODE(FuncDecl, Decl)
    Field* receiver = nullptr;
    Ident* name = nullptr;
    std::vector<Field*> typeParams;
    FuncTypeExpr* signature = nullptr;
    BlockStmt* body = nullptr;  // null: implemented natively
    std::vector<std::string>
        directives;  // the //go:… and //tricolor:… lines above it, without // ("go:noinline")
    FuncObject* object = nullptr;  // recorded
};

struct File : Node {
    TRICOLOR_NODE(File, Node)
    Ident* packageName = nullptr;
    std::vector<Decl*> decls;
    Pos end;
};

#undef TRICOLOR_NODE

// The leftmost place of a node; errors are reported there.
Pos startPos(const Node* node);
// x without its parentheses.
Expr* unparen(Expr* x);
const Expr* unparen(const Expr* x);
// The simple statement as Go's error messages print it.
std::string stmtText(const Stmt* s);
// The expression as Go's error messages print it (function literals as func(...) {…}).
std::string exprText(const Expr* x);

}  // namespace tricolor::golang
