// The type checker of one package. The private face of check.h.
//
// What: objects are collected first (check_collect), then given types on demand, which finds cycles
// (check_decl); function bodies follow, later, once all declarations are known. Every expression is evaluated
// to an Operand, and what is found is recorded in the tree. Untyped expressions take on their type when the
// context is known (updateType). Messages are those of the real compiler.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/golang/check.h"
#include "sim/golang/type_ops.h"

namespace tricolor::golang {

// The value of an expression while it is being checked.
struct Operand {
    Mode mode = Mode::Invalid;
    Type* type = nullptr;
    Constant value;
    Expr* expr = nullptr;
    Builtin builtin = Builtin::Append;
    bool component = false;  // one of the values of expr, not expr itself

    bool invalid() const { return mode == Mode::Invalid; }
    bool isNil() const { return mode == Mode::NilValue; }
    bool isConstant() const { return mode == Mode::Constant; }
};

// A package-level declaration.
struct DeclInfo {
    Scope* fileScope = nullptr;
    std::vector<VarObject*> lhs;  // of an n:1 variable declaration
    Expr* typeExpr = nullptr;
    Expr* init = nullptr;
    bool inherited = false;
    TypeDecl* typeDecl = nullptr;
    FuncDecl* funcDecl = nullptr;
    Object* object = nullptr;
    int64_t iota = 0;
    std::vector<Object*> deps;         // package-level objects it mentions, each once
    std::vector<FuncObject*> methods;  // of a type name: methods declared on it, not yet attached
    void addDep(Object* o);
};

// Several packages share these.
struct CheckContext_ {
    NodePool& nodes;
    TypeTable& types;
    Diagnostics& problems;
    std::map<std::string, Package*>& packages;  // checked already, by path
};

enum class ExprKind : uint8_t { Conversion, Expression, Statement };

// Why a constant does not fit a type.
enum class Misfit : uint8_t { None, Truncated, Overflows, Other };

struct BuiltinShape;

class Checker {
  public:
    Checker(CheckContext_ context, Package* package);
    // Everything, in order; fills in the package and appends to initOrder.
    void run(std::vector<Initializer>& initOrder);

  private:
    // What surrounds the code being checked.
    struct Environment {
        Scope* scope = nullptr;
        FuncInfo* function = nullptr;
        SignatureType* signature = nullptr;  // whose results a return gives
        const std::vector<VarObject*>* results = nullptr;
        DeclInfo* decl = nullptr;  // collects dependencies
        std::optional<int64_t> iota;
        Pos errorPos;  // where errors of an inherited constant expression are reported
        bool hasCallOrRecv = false;
    };
    // The type an expression is assigned to, for generic function values.
    struct Target {
        SignatureType* signature = nullptr;
        std::string description;
    };
    struct CaseConstant {
        Constant value;
        Type* type;
        Pos pos;
    };
    struct TypeCase {
        Type* type;  // null: nil
        const Expr* expr;
    };
    using Types = std::vector<Type*>;
    using Exprs = std::vector<Expr*>;
    using Operands = std::vector<Operand>;

    // ---- check_errors.cc ----
    void error(Pos at, const std::string& text);
    void error(const Node* at, const std::string& text) { error(startPos(at), text); }
    void error(const Operand& at, const std::string& text) { error(startPos(at.expr), text); }
    void notModelled(Pos at, const std::string& what);
    std::string where(Pos at) const;
    std::string str(const Type* t) const { return t->str(package); }
    std::string str(const Operand& x) const;
    std::string objectText(const Object* o) const;
    std::string typesSummary(const Types& types, bool variadic, bool hasDots) const;

    // ---- check_collect.cc ----
    void collectObjects();
    void collectFile(File* file);
    void importDecl(ImportDecl* d, Scope* fileScope);
    void dotImport(ImportDecl* d, Package* imported, PkgNameObject* name, Scope* fileScope);
    void collectConst(ConstDecl* d, Scope* fileScope);
    void collectVar(VarDecl* d, Scope* fileScope);
    void collectType(TypeDecl* d, Scope* fileScope);
    void collectFunc(FuncDecl* d, Scope* fileScope);
    void associateMethods();
    void declarePackageObject(Ident* name, Object* o, std::shared_ptr<DeclInfo> info);
    void checkFileScopes();
    TypeNameObject* receiverBase(const std::string& name, bool& pointer);
    void arity(Pos at, const std::vector<Ident*>& names, const Exprs& values, bool isConst, bool inherited);
    void packageObjects();
    void unusedImports();
    void declare(Scope* scope, Ident* name, Object* o);

    // ---- check_decl.cc ----
    void objectDecl(Object* o);
    bool validCycle(Object* o);
    void cycleError(const std::vector<Object*>& cycle, size_t start);
    static size_t firstInSource(const std::vector<Object*>& cycle);
    void constDecl(ConstObject* o, Expr* typeExpr, Expr* init, bool inherited, int64_t iota);
    void varDecl(VarObject* o, const std::vector<VarObject*>& lhs, Expr* typeExpr, Expr* init);
    void typeDecl(TypeNameObject* o, TypeDecl* d);
    void aliasDecl(TypeNameObject* o, TypeDecl* d);
    void collectMethods(TypeNameObject* o);
    void checkFieldUniqueness(NamedType* base);
    std::vector<TypeParamType*> collectTypeParams(const std::vector<Field*>& list);
    TypeParamType* declareTypeParam(Ident* name);
    Type* constraint(Expr* x);
    void funcDecl(FuncObject* o, DeclInfo* info);
    void declStmt(DeclStmt* s);
    void localConst(ConstDecl* d);
    void localVar(VarDecl* d);
    void localType(TypeDecl* d);
    bool validType(Type* t, std::vector<NamedType*>& nest, std::vector<NamedType*>& path);
    bool inTypeParamList = false;

    // ---- check_type.cc ----
    void ident(Operand& x, Ident* e, bool wantType);
    void identValue(Operand& x, Ident* e, Object* o);
    Type* typeOf(Expr* e, TypeNameObject* def = nullptr);  // a complete type expression
    Type* varType(Expr* e);                                // one that variables can have
    void validVarType(Expr* e, Type* t);
    Type* genericType(Expr* e, std::string* cause);
    Type* typeInternal(Expr* e, TypeNameObject* def);
    Type* typeNamed(Expr* e);
    Type* instantiatedType(IndexExpr* e);
    void verifyInstance(Pos at, const std::string& name, const std::vector<TypeParamType*>& params,
                        const Types& args, const Exprs& argExprs);
    int64_t arrayLength(Expr* e);
    Type* structType(StructTypeExpr* e);
    void embeddedField(Expr* e, Type* t);
    Type* interfaceType(InterfaceTypeExpr* e);
    void checkInterface(InterfaceType* t);
    Type* unionType(Expr* e);
    Term term(Expr* e);
    void checkTerms(UnionType* u, const Exprs& exprs);
    bool typeList(const Exprs& list, Types& out);
    void funcTypeInto(SignatureType* s, FuncTypeExpr* e, Field* receiver,
                      const std::vector<Field*>* typeParams, FuncInfo* info, FuncObject* method);
    VarObject* receiverParam(Field* f, FuncObject* method);
    Type* genericReceiver(Expr* base, const Exprs& params, FuncObject* method);
    void validReceiver(Expr* at, VarObject* receiver);
    std::vector<VarObject*> params(const std::vector<Field*>& list, VarKind kind, bool* variadic,
                                   FuncInfo* info);

    // ---- check_expr.cc ----
    ExprKind rawExpr(const Target* target, Operand& x, Expr* e, Type* hint, bool allowGeneric);
    ExprKind exprInternal(const Target* target, Operand& x, Expr* e, Type* hint);
    void expr(const Target* target, Operand& x, Expr* e);
    void expr(Operand& x, Expr* e) { expr(nullptr, x, e); }
    void genericExpr(Operand& x, Expr* e);
    void exprWithHint(Operand& x, Expr* e, Type* hint);
    void exprOrType(Operand& x, Expr* e, bool allowGeneric);
    Operands multiExpr(Expr* e, bool allowCommaOk, bool& commaOk);
    void exclude(Operand& x, std::initializer_list<Mode> modes, bool typesExcluded);
    void singleValue(Operand& x);
    void nonGeneric(const Target* target, Operand& x);
    void record(const Operand& x);
    void recordCommaOk(Expr* e, const Operands& values);
    bool use(const Exprs& list, bool lhs = false);
    bool use(Expr* e, bool lhs = false);
    std::optional<Target> newTarget(Type* t, const std::string& description);
    void basicLit(Operand& x, BasicLit* e);
    void funcLit(Operand& x, FuncLit* e);
    void unary(Operand& x, UnaryExpr* e);
    void star(Operand& x, StarExpr* e);
    void typeAssertion(Operand& x, TypeAssertExpr* e);
    void checkAssertion(const Expr* at, const Operand& x, Type* t, bool typeSwitch);
    Type* channelElement(Pos at, const Operand& x, bool receive);
    void binary(Operand& x, Expr* e, Expr* lhs, Expr* rhs, Op op, Pos opPos);
    void shift(Operand& x, Operand& y, Expr* e, Op op, Pos opPos);
    bool shiftCount(Operand& y, Constant& count);
    void comparison(Operand& x, Operand& y, Op op, bool switchCase);
    std::string incomparableCause(Type* t);
    void matchTypes(Operand& x, Operand& y);
    bool operatorDefined(const Operand& x, Op op, bool unaryOp);
    VarObject* rootVariable(Expr* e) const;
    void takeAddress(Expr* e);
    void markReassigned(Expr* e);

    // ---- check_const.cc ----
    void overflow(Operand& x, Pos at);
    Misfit representation(const Operand& x, Type* basic, Constant& out);
    void representable(Operand& x, Type* basic);
    void invalidConversion(Misfit why, const Operand& x, Type* target);
    // The type and value an untyped x takes on for target; null if it cannot.
    Type* implicitType(const Operand& x, Type* target, Constant* value, Misfit* why);
    void convertUntyped(Operand& x, Type* target);
    void updateType(Expr* e, Type* t, bool final);
    Type* defaultType(Type* t) const;
    static bool constantFits(const Constant& value, TypeKind kind, Constant* rounded);
    void conversion(Operand& x, Type* t);
    bool constantConversion(Operand& x, Type* t, Constant* out);
    bool convertible(const Operand& x, Type* t, std::string& cause);

    // ---- check_assign.cc ----
    bool assignable(const Operand& x, Type* t, std::string* cause);
    bool implements(Type* v, Type* t, bool constraint_, std::string* cause);
    bool hasAllMethods(Type* v, InterfaceType* t, bool isStatic, std::string* cause,
                       const std::function<bool(Type*, Type*)>& same);
    std::string missingMethodCause(Type* v, const FuncObject* m, const Found& found);
    std::string wrongMethodCause(const FuncObject* m, const FuncObject* f, Type* have);
    void assignment(Operand& x, Type* t, const std::string& context);
    void initConst(ConstObject* lhs, Operand& x);
    void initVar(VarObject* lhs, Operand& x, const std::string& context);
    void initVars(const std::vector<VarObject*>& lhs, const Exprs& rhs, ReturnStmt* returning);
    Type* lhsVar(Expr* e);
    void assignVar(Expr* lhs, Expr* rhs, Operand* x, const std::string& context);
    void assignVars(const Exprs& lhs, const Exprs& rhs);
    void assignError(const Exprs& rhs, size_t l, size_t r);
    void returnError(const Node* at, const std::vector<VarObject*>& lhs, const Operands& rhs);
    void shortVarDecl(AssignStmt* s);

    // ---- check_call.cc ----
    ExprKind callExpr(Operand& x, CallExpr* call);
    ExprKind builtinExpr(Operand& x, CallExpr* call);
    ExprKind conversionCall(Operand& x, CallExpr* call);
    void callFunction(Operand& x, CallExpr* call, IndexExpr* inst);
    bool explicitTypeArgs(IndexExpr* inst, SignatureType*& s, Types& typeArgs, Exprs& typeArgExprs);
    void resultOf(Operand& x, const SignatureType* s);
    Operands exprList(const Exprs& list);
    Operands genericExprList(const Exprs& list, std::vector<Types>& typeArgs);
    SignatureType* arguments(CallExpr* call, SignatureType* s, Types typeArgs, const Exprs& typeArgExprs,
                             Operands& args, const std::vector<Types>& argTypeArgs);
    bool matchParams(CallExpr* call, SignatureType* s, const Operands& args,
                     std::vector<VarObject*>& params_);
    void selector(Operand& x, SelectorExpr* e, bool wantType);
    bool packageSelector(Operand& x, SelectorExpr* e, PkgNameObject* name);
    void selectorError(const Operand& x, SelectorExpr* e, const Found& found);
    std::string lookupError(Type* t, const std::string& name, const Object* alternative, bool structLit);
    void methodExpr(Operand& x, SelectorExpr* e, const Found& found);

    // ---- check_generic.cc ----
    bool functionInstance(const Target* target, Pos at, Operand& x, IndexExpr* inst, bool infer_,
                          Types* partial);
    SignatureType* instantiateSignature(Pos at, Expr* e, SignatureType* s, const Types& args,
                                        const Exprs& argExprs);
    bool infer(Pos at, const std::vector<TypeParamType*>& tparams, Types& targs,
               const std::vector<VarObject*>& params_, const Operands& args, bool reverse, Pos& errorAt,
               std::string& errorText);
    std::vector<TypeParamType*> renamed(const std::vector<TypeParamType*>& list);
    int verify(const std::vector<TypeParamType*>& params_, const Types& args, std::string& cause);
    static void recordInstance(Expr* e, const Types& args);

    // ---- check_index.cc ----
    bool indexExpr(Operand& x, IndexExpr* e);
    bool indexTypeParam(Operand& x, IndexExpr* e, int64_t& length, bool& isMap);
    void mapIndex(Operand& x, IndexExpr* e, Type* key, Type* element);
    Type* slicedType(const Operand& x, std::string& why);
    void sliceExpr(Operand& x, SliceExpr* e);
    void sliceIndices(SliceExpr* e, int64_t length);
    Expr* singleIndex(IndexExpr* e);
    bool validIndex(Operand& x, const std::string& what, bool allowNegative);
    int64_t index(Expr* e, int64_t length, Type** type = nullptr);  // its constant value, -1 if unknown

    // ---- check_literal.cc ----
    void compositeLit(Operand& x, CompositeLit* e, Type* hint);
    void structLit(CompositeLit* e, StructType* s, Type* base);
    void structLitKeyed(CompositeLit* e, StructType* s, Type* base);
    void mapLit(CompositeLit* e, MapType* m);
    int64_t indexedElements(CompositeLit* e, Type* element, int64_t length);

    // ---- check_builtin.cc ----
    bool builtinCall(Operand& x, CallExpr* call, Builtin id);
    bool builtinArgs(Operand& x, CallExpr* call, Builtin id, const BuiltinShape& shape, Operands& args);
    bool clearCall(Operand& x);
    bool closeCall(Operand& x);
    bool printCall(Operand& x, Operands& args, std::string_view name);
    bool appendCall(Operand& x, CallExpr* call, Operands& args);
    bool lenCall(Operand& x, CallExpr* call, bool isLen, bool sawCall);
    bool complexCall(Operand& x, CallExpr* call, Operand& y);
    bool realCall(Operand& x, bool isReal);
    bool copyCall(Operand& x, Operand& y);
    bool deleteCall(Operand& x, Operand& key);
    bool makeCall(Operand& x, CallExpr* call);
    bool minMaxCall(Operand& x, Operands& args, bool isMax);
    bool newCall(Operand& x, CallExpr* call);
    bool unsafeCall(Operand& x, CallExpr* call, Builtin id, Operands& args);
    bool offsetofCall(Operand& x, CallExpr* call);
    Type* sliceElement(const Operand& x, std::string& cause);
    bool bytesOrString(const Operand& y, bool& hasString);
    bool sizeVaries(Type* t);

    // ---- check_stmt.cc, check_switch.cc, check_range.cc ----
    void funcBody(FuncInfo* info, DeclInfo* decl, Scope* scope, std::optional<int64_t> iota);
    void usage(FuncInfo* info);
    void stmtList(const std::vector<Stmt*>& list);
    void stmt(Stmt* s);
    void stmtInner(Stmt* s);
    void simpleStmt(Stmt* s);
    void exprStmt(ExprStmt* s);
    void assignStmt(AssignStmt* s);
    void incDecStmt(IncDecStmt* s);
    void suspendedCall(const std::string& keyword, Expr* call);
    void returnStmt(ReturnStmt* s);
    void ifStmt(IfStmt* s);
    void forStmt(ForStmt* s);
    void condition(Expr* e, const std::string& where_);
    void switchStmt(SwitchStmt* s);
    void caseValues(Operand& x, const Exprs& values, std::vector<CaseConstant>& seen);
    void typeSwitchStmt(TypeSwitchStmt* s);
    Type* caseTypes(const Operand* x, const Exprs& types, std::vector<TypeCase>& seen);
    void multipleDefaults(const std::vector<CaseClause*>& clauses);
    void selectStmt(SelectStmt* s);
    void rangeStmt(RangeStmt* s);
    bool rangeTypes(Operand& x, RangeStmt* s, std::string& cause);
    bool rangeFunc(SignatureType* s, RangeStmt* r, std::string& cause);
    void rangeDefine(RangeStmt* s, Operand& x);
    void rangeAssign(RangeStmt* s, Operand& x);
    VarObject* newLocal(Ident* name, Type* t);
    void openScope();
    void closeScope() { env.scope = env.scope->outer; }

    // ---- check_return.cc ----
    bool terminating(const Stmt* s, const std::string& label) const;
    bool terminatingList(const std::vector<Stmt*>& list) const;
    bool hasBreak(const Stmt* s, const std::string& label, bool implicit) const;
    bool hasBreakList(const std::vector<Stmt*>& list, const std::string& label, bool implicit) const;

    // ---- check_init.cc ----
    void initOrder(std::vector<Initializer>& out);
    void reportInitCycle(const std::vector<Object*>& cycle);

    // ---- check.cc ----
    Object* lookup(const std::string& name) const;
    void addDep(Object* o);
    void noteUse(VarObject* v);
    void later(std::function<void()> f) { delayed.push_back(std::move(f)); }
    void processDelayed(size_t from);
    Type* invalidType() const { return types.basic(TypeKind::Invalid); }
    Type* basic(TypeKind k) const { return types.basic(k); }
    FuncInfo* newFunction(const std::string& name);
    std::string literalName(bool range);

    NodePool& nodes;
    TypeTable& types;
    Diagnostics& problems;
    std::map<std::string, Package*>& packages;
    Package* package;
    Environment env;
    size_t errorsBefore;
    std::vector<Object*> path;  // objects being declared
    std::vector<std::function<void()>> delayed;
    size_t delayedDone = 0;
    std::vector<std::shared_ptr<DeclInfo>> infos;
    std::vector<Object*> objects;  // package-level objects and methods, in source order
    std::vector<PkgNameObject*> imports;
    std::vector<Scope*> fileScopes;
    struct Method {
        FuncObject* object;
        std::string receiver;
        bool pointer;
    };
    std::vector<Method> methods;
    std::vector<const CallExpr*> panics;  // calls of panic, which end a function
    FuncInfo* initFunction = nullptr;     // holds the literals of variable initialisers
};

}  // namespace tricolor::golang
