// The program as escape analysis sees it: functions taken apart into few kinds of nodes.
//
// What: every implicit thing of the source is said: conversions to interfaces, dereferences and addresses of
// selectors, the slice of a variadic call, variables that hold the results of calls, the function that a go
// or defer statement makes. A generic function is taken apart once for every shape of its type arguments.
// Nodes and names are owned by their Tree and refer to one another by plain pointer.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "sim/golang/check.h"

namespace tricolor::golang::flow {

// What a site is, besides its node: one expression can have several.
enum class SiteKind : uint8_t { Node, Variadic, Conversion, Closure };

enum class Kind : uint8_t {
    // values
    Name,     // a local variable, parameter or result
    Global,   // a variable of a package
    Func,     // a declared function, or a method expression T.m
    Literal,  // a constant
    Nil,
    Zero,      // a value that carries nothing: a type word, a size
    Operator,  // arithmetic, comparison, logic on list
    Address,   // &x
    Indirect,  // *x
    Dot,       // x.f
    DotPtr,    // x.f, x a pointer
    Assert,    // x.(T)
    Index,     // x[y] of an array, slice, string or pointer
    IndexMap,
    Slice,    // x[list…]
    Convert,  // no allocation, no step
    ToIface,  // to an interface
    ToArray,  // of a slice
    Receive,
    Call,       // x(list…), x.method(list…)
    CallIface,  // x is the selector
    Builtin,    // list
    Append,
    Copy,
    Panic,
    New,
    MakeSlice,  // list: length, capacity
    MakeChan,
    MakeMap,
    MethodValue,  // x.m
    PointerTo,    // &T{…}: x is the literal
    ArrayLit,
    SliceLit,
    StructLit,
    MapLit,  // list: key, value, key, value …
    Closure,
    StringOf,  // string ↔ []byte, []rune, rune
    Concat,
    // statements
    Block,
    Declare,  // name
    Label,    // text
    Goto,
    If,
    For,
    Range,  // x; lhs: key, value
    Switch,
    TypeSwitch,
    Send,
    Assign,  // lhs = list, one by one; lhs[i] null: blank
    AssignOp,
    Unpack,  // lhs = list[0] with several values
    Return,
    GoDefer,
};

struct Func;
struct TreeNode;
struct Location;

// A variable. Copies of it in closures are the same Name.
struct Name {
    enum class Class : uint8_t { Local, Param, Result };
    const VarObject* object = nullptr;  // null: made here
    std::string text;
    Type* type = nullptr;
    Func* function = nullptr;
    Class kind = Class::Local;
    Pos pos;
    bool addressTaken = false;
    bool captured = false;
    bool byReference = false;                  // closures hold its address
    TreeNode* defined = nullptr;               // the statement that gives it its first value
    bool assigned = false;                     // by another statement too (findAssignments)
    std::vector<const TreeNode*> assignments;  // of an interface: what it is given; null: not known
    std::vector<Type*> assignedTypes;          // likewise, where only the type is known
    Location* location = nullptr;
};

struct TreeNode {
    Kind kind{};
    Pos pos;
    Type* type = nullptr;
    TreeNode* x = nullptr;
    TreeNode* y = nullptr;
    std::vector<TreeNode*> list, lhs, init, body, elseBody;
    Name* name = nullptr;
    Func* function = nullptr;            // of Closure
    const FuncObject* method = nullptr;  // of Func, MethodValue, CallIface
    std::vector<Type*> typeArgs;         // of Func, MethodValue
    Constant value;
    Op op = Op::None;
    golang::Builtin builtin{};
    std::string text;       // a field, a label, a type as written, an operator's function
    bool implicit = false;  // not to be seen in the source
    bool define = false;
    bool dots = false;  // f(x...)
    bool isDefer = false;
    bool inRangeFunc = false;  // defers to the end of another function
    bool constantIndex = false;
    // Whose verdict it is, for those who compile the program.
    const golang::Node* site = nullptr;
    SiteKind siteKind = SiteKind::Node;
};

// How far a parameter gets: the fewest dereferences on the way there, -1: not at all.
struct Leaks {
    static constexpr size_t maxResults = 5;
    int heap = -1;
    int mutator = -1;  // something that is written through
    int callee = -1;   // something that is called
    int results[maxResults] = {-1, -1, -1, -1, -1};
};

struct Func {
    size_t id = 0;                       // in the order they were made
    const FuncObject* object = nullptr;  // declared functions
    const FuncInfo* info = nullptr;      // null: made here
    Func* outer = nullptr;
    std::vector<TypeParamType*> typeParams;
    std::vector<Type*> typeArgs;
    std::string text;                    // "main", "main.func1"
    std::vector<Name*> params, results;  // the receiver first
    std::vector<Name*> variables;        // in the order they came up; among them params and results
    std::vector<Name*> captures;
    std::vector<TreeNode*> body;
    std::vector<Leaks> leaks;   // of params, once the function is analysed
    bool declaredOnly = false;  // implemented natively
    bool wrapper = false;       // of a go or defer statement
    bool outlives = false;      // a wrapper that is called when the round, or the function, is over
    bool rangeBody = false;
    bool shaped = false;  // an instance: says nothing of its parameters
    bool tagged = false;
    bool resultsLost = false;  // called where nobody follows what it returns
    Pos pos;

    bool capturing() const { return outer && !captures.empty(); }
    const Func* outermost() const {
        const Func* f = this;
        while (f->outer) f = f->outer;
        return f;
    }
};

class Tree {
  public:
    TreeNode* node(Kind kind, Pos pos, Type* type = nullptr) {
        TreeNode& n = nodes_.emplace_back();
        n.kind = kind;
        n.pos = pos;
        n.type = type;
        return &n;
    }
    Name* name() { return &names_.emplace_back(); }
    Func* function() {
        Func& f = functions_.emplace_back();
        f.id = functions_.size() - 1;
        return &f;
    }

  private:
    std::deque<TreeNode> nodes_;  // stable addresses
    std::deque<Name> names_;
    std::deque<Func> functions_;
};

// The node as the compiler's notes print it.
std::string textOf(const TreeNode* n);

// Notes in the names what a function assigns to them; once, before the next is asked.
void findAssignments(Func* f);
// What a local variable always is, if it gets a value once and nobody else may write to it; else n itself.
const TreeNode* staticValue(const TreeNode* n);

}  // namespace tricolor::golang::flow
