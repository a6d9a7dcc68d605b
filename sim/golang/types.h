// Types and declared things (objects) of a checked Go program.
//
// What: one tree of Type structs, made by the checker and afterwards by TypeTable::substitute; and the
// Objects that identifiers denote. All are owned by the TypeTable of the program and referred to by plain
// pointer. Once a program is checked without errors every type recorded in it (Expr::type, VarObject::type,
// ...) is canonical: identical types are the same pointer, aliases are gone. While checking, identical()
// decides. Never order by pointer: Type::id is a number that is the same in every run.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/golang/ast.h"
#include "sim/golang/constant.h"
#include "sim/golang/source.h"

namespace tricolor::golang {

struct Package;
struct Scope;
struct DeclInfo;
class TypeTable;

enum class TypeKind : uint8_t {
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    String,
    UnsafePointer,
    UntypedBool,
    UntypedInt,
    UntypedRune,
    UntypedFloat,
    UntypedComplex,
    UntypedString,
    UntypedNil,
    Array,
    Slice,
    Struct,
    Pointer,
    Signature,
    Map,
    Chan,
    Interface,
    Named,
    TypeParam,
    Tuple,
    Union,
    Alias,
};

struct Type {
    TypeKind kind;
    uint32_t id = 0;                // in order of creation, from 1
    Type* canonicalType = nullptr;  // once known (TypeTable::canonical)

    explicit Type(TypeKind k) : kind(k) {}
    virtual ~Type() = default;
    Type(const Type&) = delete;
    Type& operator=(const Type&) = delete;

    // As Go's error messages print it; qualified by package name ("main.T") if qualified is not the type's
    // own package.
    std::string str(const Package* relativeTo = nullptr) const;
};

struct BasicType : Type {  // Bool … UntypedNil, Invalid
    std::string name;      // byte and rune are BasicTypes of their own, identical to uint8 and int32
    BasicType(TypeKind k, std::string n) : Type(k), name(std::move(n)) {}
};

struct ArrayType : Type {
    int64_t length = 0;
    Type* element = nullptr;
    ArrayType() : Type(TypeKind::Array) {}
};

struct SliceType : Type {
    Type* element = nullptr;
    SliceType() : Type(TypeKind::Slice) {}
};

struct StructType : Type {
    std::vector<VarObject*> fields;
    std::vector<std::string> tags;  // empty or one a field
    StructType() : Type(TypeKind::Struct) {}
};

struct PointerType : Type {
    Type* element = nullptr;
    PointerType() : Type(TypeKind::Pointer) {}
};

struct TypeParamType;

// The receiver is not part of it: see FuncObject. In a canonical Signature the names of parameters mean
// nothing: take the variables of a function from its FuncInfo.
struct SignatureType : Type {
    std::vector<TypeParamType*> typeParams;  // of a generic function
    std::vector<VarObject*> params;
    std::vector<VarObject*> results;
    bool variadic = false;  // the last parameter is a slice, passed as …
    SignatureType() : Type(TypeKind::Signature) {}
};

struct MapType : Type {
    Type* key = nullptr;
    Type* value = nullptr;
    MapType() : Type(TypeKind::Map) {}
};

struct ChanType : Type {
    ChanDir dir = ChanDir::Both;
    Type* element = nullptr;
    ChanType() : Type(TypeKind::Chan) {}
};

// One term of a type set: T or ~T.
struct Term {
    bool tilde = false;
    Type* type = nullptr;
};

struct InterfaceType : Type {
    std::vector<FuncObject*> methods;  // as written here
    std::vector<Type*> embedded;       // as written here (interfaces, unions, other types)
    std::vector<Pos> embeddedPos;
    bool implicit = false;  // made for a constraint that is no interface: [T ~int]
    // The type set, computed by the checker (complete): all methods incl. embedded ones, sorted by unique
    // name, as in an itab; whether every type is in the set or only `terms`; comparable.
    bool complete = false;
    bool open = false;  // the checker is still collecting methods and embedded types
    TypeTable* table = nullptr;
    std::vector<FuncObject*> allMethods;
    bool allTypes = true;
    std::vector<Term> terms;
    bool comparable = false;
    InterfaceType() : Type(TypeKind::Interface) {}
    // An interface that variables can have: methods only.
    bool isMethodSet() const { return allTypes && !comparable; }
};

struct NamedType : Type {
    TypeNameObject* object = nullptr;
    Type* underlying = nullptr;        // never Named nor Alias once checked
    std::vector<FuncObject*> methods;  // declared ones, in source order; of an instance: use origin->methods
    std::vector<TypeParamType*> typeParams;  // of a generic type
    NamedType* origin = nullptr;             // the generic type of an instance, otherwise itself
    std::vector<Type*> typeArgs;             // of an instance
    // A type declared inside a generic function depends on the function's type parameters: substitution makes
    // an instance of it with outerArgs.
    std::vector<TypeParamType*> outerParams;
    std::vector<Type*> outerArgs;
    Type* definition = nullptr;  // while checking: the right-hand side, from which `underlying` follows
    bool validated = false;      // while checking: known not to contain itself
    TypeTable* table = nullptr;
    NamedType() : Type(TypeKind::Named) {}
    bool isInstance() const { return !typeArgs.empty(); }
    bool isGeneric() const { return !typeParams.empty() && typeArgs.empty(); }
};

struct TypeParamType : Type {
    TypeNameObject* object = nullptr;
    int index = 0;
    Type* constraint = nullptr;      // as written
    InterfaceType* bound = nullptr;  // the constraint as an interface, made on first demand
    TypeTable* table = nullptr;
    TypeParamType() : Type(TypeKind::TypeParam) {}
};

struct TupleType : Type {  // the results of a call
    std::vector<Type*> elements;
    TupleType() : Type(TypeKind::Tuple) {}
};

struct UnionType : Type {  // only inside constraints
    std::vector<Term> terms;
    UnionType() : Type(TypeKind::Union) {}
};

struct AliasType : Type {  // gone in canonical types
    TypeNameObject* object = nullptr;
    Type* actual = nullptr;
    std::vector<TypeParamType*> typeParams;
    AliasType* origin = nullptr;
    std::vector<Type*> typeArgs;
    AliasType() : Type(TypeKind::Alias) {}
};

// ---- objects ----

enum class ObjectKind : uint8_t { PkgName, Const, TypeName, Var, Func, Label, Builtin, Nil };

struct Object {
    ObjectKind kind;
    uint32_t id = 0;  // in the order of creation, from 1; what tables of objects are keyed by
    std::string name;
    Pos pos;                     // of the identifier that declares it; unknown for predeclared ones
    Package* package = nullptr;  // null: predeclared
    Type* type = nullptr;        // of a TypeName: the type it names
    Scope* parent = nullptr;     // where it is declared; null for fields and methods
    uint32_t order = 0;          // of package-level objects: in source order, from 1
    DeclInfo* declInfo =
        nullptr;  // of package-level objects and methods: what the checker knows of the declaration

    Object(ObjectKind k, std::string n, Pos p) : kind(k), name(std::move(n)), pos(p) {}
    virtual ~Object() = default;
    Object(const Object&) = delete;
    Object& operator=(const Object&) = delete;
    bool exported() const;
};

struct PkgNameObject : Object {
    Package* imported = nullptr;
    bool used = false;
    using Object::Object;
};

struct ConstObject : Object {
    Constant value;
    ConstDecl* decl = nullptr;
    using Object::Object;
};

struct TypeNameObject : Object {
    TypeDecl* decl = nullptr;
    bool isAlias = false;
    FuncInfo* function = nullptr;  // a type declared inside a function: that function
    using Object::Object;
};

enum class VarKind : uint8_t { Global, Local, Param, Result, Receiver, Field };

struct VarObject : Object {
    VarKind varKind = VarKind::Local;
    bool embedded = false;  // a Field
    bool used = false;      // read somewhere
    FuncInfo* function =
        nullptr;  // the innermost function (or literal) that declares it; null for globals and fields
    // What the compiler wants to know; of locals, params, results and receivers.
    bool addressTaken = false;  // &x, x[:] of an array, or a method with pointer receiver called on it
    bool reassigned = false;  // assigned to (also x++, x.f = , x[i] = of an array, as range or select target)
                              // after its declaration
    bool captured = false;    // mentioned in a function literal inside its function
    bool loopVar = false;     // of a three-clause for or a range: one per round
    const Expr* init = nullptr;  // a local's value where it is declared with one of its own
    uint32_t index = 0;          // in FuncInfo::locals, or field index
    using Object::Object;
};

struct FuncObject : Object {
    FuncDecl* decl = nullptr;       // null for methods of interfaces
    FuncInfo* info = nullptr;       // null if it has no body
    VarObject* receiver = nullptr;  // methods; of an interface's method: null
    bool isMethod = false;
    bool pointerReceiver = false;
    int initIndex = -1;                              // of the n-th func init of its package: n, from 0
    NamedType* receiverNamed = nullptr;              // methods: the (generic) type it is declared on
    std::vector<TypeParamType*> receiverTypeParams;  // of a method of a generic type, its own names for them
    bool isNative() const { return decl && !decl->body; }
    // "main.f", "main.init.0", "main.T.m", "main.(*T).m", "fmt.Println", "runtime/debug.SetGCPercent": what
    // natives are registered under and tracebacks print.
    std::string fullName() const;
    SignatureType* signature() const;
    using Object::Object;
};

struct LabelObject : Object {
    LabeledStmt* stmt = nullptr;
    bool used = false;
    using Object::Object;
};

struct BuiltinObject : Object {
    Builtin builtin = Builtin::Append;
    using Object::Object;
};

struct NilObject : Object {
    using Object::Object;
};

// A function with a body: declared, literal, or the body of a range over a function.
struct FuncInfo {
    std::string name;  // as gc names it: "main.f", "main.(*T).m", "main.f.func1", "main.glob..func1"
    FuncObject* object = nullptr;  // declared functions
    FuncLit* literal = nullptr;
    RangeStmt* rangeBody = nullptr;
    FuncInfo* outer = nullptr;  // of a literal or range body; null at package level
    Package* package = nullptr;
    SignatureType* signature = nullptr;
    BlockStmt* body = nullptr;
    Pos pos;
    VarObject* receiver = nullptr;
    std::vector<VarObject*> params;  // also unnamed and blank ones
    std::vector<VarObject*> results;
    bool namedResults = false;
    std::vector<VarObject*>
        locals;  // receiver, params, results, then every variable declared in it, in source order
    std::vector<VarObject*> captures;  // variables of outer functions, in order of first mention (also those
                                       // mentioned only by literals inside)
    std::vector<FuncInfo*> literals;   // directly inside, in source order
    std::vector<FuncObject*>
        mentions;  // of a declared function: functions of its package it names, literals included
    bool hasDefer = false;
    bool hasRecover = false;  // mentions recover()
    int literalCount = 0;     // counters for names of literals
    int rangeCount = 0;
};

// ---- selections ----

enum class SelectionKind : uint8_t { Field, Method, MethodExpr };

// One step of a path through embedded fields: first *x if deref, then x.field.
struct SelectionStep {
    bool deref = false;
    int field = 0;
};

struct Selection {
    SelectionKind kind = SelectionKind::Field;
    Type* receiver = nullptr;  // type of x in x.f, or T in T.m
    Object* object =
        nullptr;  // the field (VarObject) or method (FuncObject, of the generic type for an instance)
    std::vector<SelectionStep>
        path;  // Field: the last step is the field itself. Methods: the steps to the embedded receiver
    Type* type = nullptr;  // of the selection
    // Methods: after the path, the value stands for the receiver with its address taken (autoAddress) or
    // through one more pointer (autoDeref), or as is.
    bool autoAddress = false;
    bool autoDeref = false;
    bool throughInterface = false;  // the method is called dynamically
    bool onTypeParam =
        false;  // receiver's base is a type parameter: resolve after substitution with lookup()
    NamedType* receiverNamed = nullptr;  // concrete methods: the type (instance) that has it
};

// A method of a type's method set: for itabs, wrappers and promoted methods.
struct MethodEntry {
    FuncObject* method = nullptr;  // declared on the (generic) named type, or of an embedded interface
    std::vector<SelectionStep>
        path;  // from a value of the type (from *T if the type is a pointer: the first step derefs)
    bool autoAddress = false;
    bool autoDeref = false;
    bool throughInterface = false;
    NamedType* receiverNamed = nullptr;
    SignatureType* signature = nullptr;  // with the receiver's type arguments put in
};

// ---- scopes and packages ----

struct Scope {
    Scope* outer = nullptr;
    std::map<std::string, Object*> names;
    std::map<std::string, PkgNameObject*> dotImports;  // of a file: which import brought a name in
    FuncInfo* function = nullptr;
    Object* find(const std::string& name) const;
};

struct Package {
    std::string path;  // "main", "runtime/debug"
    std::string name;
    bool isStd = false;
    // The real package uses an internal one of the same name, and so gc's messages give its path:
    // "sync".Mutex.
    bool printedByPath = false;
    std::vector<File*> files;
    std::vector<Package*> imports;  // direct ones, by path
    Scope* scope = nullptr;
    std::vector<FuncInfo*> functions;  // every function with a body, literals included, outer before inner
    std::vector<FuncObject*> inits;    // func init() in source order
    std::vector<VarObject*> globals;   // in source order
    std::vector<NamedType*> types;     // declared, package level and local, without instances
};

// ---- the table ----

// Owns types and objects; computes what follows from types.
class TypeTable {
  public:
    TypeTable();
    ~TypeTable();
    TypeTable(const TypeTable&) = delete;
    TypeTable& operator=(const TypeTable&) = delete;

    template <class T, class... A>
    T* make(A&&... args) {
        auto type = std::make_unique<T>(std::forward<A>(args)...);
        T* raw = type.get();
        raw->id = static_cast<uint32_t>(types.size() + 1);
        if constexpr (requires { raw->table; }) raw->table = this;
        types.push_back(std::move(type));
        return raw;
    }
    template <class T>
    T* object(std::string name, Pos pos) {
        auto o = std::make_unique<T>(kindOf(static_cast<T*>(nullptr)), std::move(name), pos);
        T* raw = o.get();
        raw->id = static_cast<uint32_t>(objects.size() + 1);
        objects.push_back(std::move(o));
        return raw;
    }
    Scope* newScope(Scope* outer);
    FuncInfo* newFuncInfo();
    Selection* newSelection();
    Package* newPackage();

    // Predeclared types.
    BasicType* basic(TypeKind kind) const;  // Invalid … UntypedNil
    BasicType* byteType = nullptr;
    BasicType* runeType = nullptr;
    AliasType* anyType = nullptr;
    NamedType* errorType = nullptr;
    NamedType* comparableType = nullptr;
    InterfaceType* emptyInterface = nullptr;
    Scope* universe = nullptr;
    Package* unsafePackage = nullptr;

    // Composite types by component: the same pointer for the same components.
    PointerType* pointerTo(Type* element);
    SliceType* sliceOf(Type* element);
    ArrayType* arrayOf(Type* element, int64_t length);
    MapType* mapOf(Type* key, Type* value);
    ChanType* chanOf(ChanDir dir, Type* element);
    TupleType* tupleOf(std::vector<Type*> elements);

    // The one representative of all types identical to t.
    Type* canonical(Type* t);
    // t with each params[i] replaced by args[i]; canonical if t and args are.
    Type* substitute(Type* t, const std::vector<TypeParamType*>& params, const std::vector<Type*>& args);
    // The instance of a generic type; the same pointer for identical arguments.
    NamedType* instantiate(NamedType* generic, const std::vector<Type*>& args);
    // The same as the free functions below.
    Type* underlying(Type* t);
    InterfaceType* completed(InterfaceType* t);
    // The signature of a method as seen from a receiver (an instance puts in its type arguments).
    SignatureType* methodSignature(FuncObject* method, NamedType* receiver);

    // The method set as the runtime sees it (of *T the methods of T too), sorted as in an itab: by name,
    // exported before unexported. t is no type parameter. Of an interface: its methods.
    std::vector<MethodEntry> methodSet(Type* t);
    // The field or method `name` of t at the shallowest depth, as for x.name; false if there is none.
    bool lookup(Type* t, bool addressable, const Package* from, const std::string& name, Selection& out);
    // Whether a (concrete or interface) type has every method of the interface.
    bool implements(Type* t, InterfaceType* interface_);

    // Makes every type recorded anywhere canonical; the checker calls it once a program has no errors.
    void canonicalizeAll(NodePool& nodes);
    // While checking: gives an object its type if it has none yet.
    std::function<void(Object*)> resolve;

    struct Rep;
    Rep& internals() { return *rep; }

  private:
    static constexpr ObjectKind kindOf(PkgNameObject*) { return ObjectKind::PkgName; }
    static constexpr ObjectKind kindOf(ConstObject*) { return ObjectKind::Const; }
    static constexpr ObjectKind kindOf(TypeNameObject*) { return ObjectKind::TypeName; }
    static constexpr ObjectKind kindOf(VarObject*) { return ObjectKind::Var; }
    static constexpr ObjectKind kindOf(FuncObject*) { return ObjectKind::Func; }
    static constexpr ObjectKind kindOf(LabelObject*) { return ObjectKind::Label; }
    static constexpr ObjectKind kindOf(BuiltinObject*) { return ObjectKind::Builtin; }
    static constexpr ObjectKind kindOf(NilObject*) { return ObjectKind::Nil; }

    std::vector<std::unique_ptr<Type>> types;
    std::vector<std::unique_ptr<Object>> objects;
    std::unique_ptr<Rep> rep;
};

// ---- predicates ----

// t without alias names.
Type* unalias(Type* t);
const Type* unalias(const Type* t);

template <class T>
constexpr TypeKind typeKindOf();
template <>
constexpr TypeKind typeKindOf<ArrayType>() {
    return TypeKind::Array;
}
template <>
constexpr TypeKind typeKindOf<SliceType>() {
    return TypeKind::Slice;
}
template <>
constexpr TypeKind typeKindOf<StructType>() {
    return TypeKind::Struct;
}
template <>
constexpr TypeKind typeKindOf<PointerType>() {
    return TypeKind::Pointer;
}
template <>
constexpr TypeKind typeKindOf<SignatureType>() {
    return TypeKind::Signature;
}
template <>
constexpr TypeKind typeKindOf<MapType>() {
    return TypeKind::Map;
}
template <>
constexpr TypeKind typeKindOf<ChanType>() {
    return TypeKind::Chan;
}
template <>
constexpr TypeKind typeKindOf<InterfaceType>() {
    return TypeKind::Interface;
}
template <>
constexpr TypeKind typeKindOf<NamedType>() {
    return TypeKind::Named;
}
template <>
constexpr TypeKind typeKindOf<TypeParamType>() {
    return TypeKind::TypeParam;
}
template <>
constexpr TypeKind typeKindOf<TupleType>() {
    return TypeKind::Tuple;
}
template <>
constexpr TypeKind typeKindOf<UnionType>() {
    return TypeKind::Union;
}
template <>
constexpr TypeKind typeKindOf<AliasType>() {
    return TypeKind::Alias;
}

// t (through aliases, not through names) as a T, else null.
template <class T>
T* typeAs(Type* t) {
    t = t ? unalias(t) : nullptr;
    return t && t->kind == typeKindOf<T>() ? static_cast<T*>(t) : nullptr;
}
template <class T>
const T* typeAs(const Type* t) {
    t = t ? unalias(t) : nullptr;
    return t && t->kind == typeKindOf<T>() ? static_cast<const T*>(t) : nullptr;
}
template <class T>
T* objectAs(Object* o);
template <>
inline PkgNameObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::PkgName ? static_cast<PkgNameObject*>(o) : nullptr;
}
template <>
inline ConstObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::Const ? static_cast<ConstObject*>(o) : nullptr;
}
template <>
inline TypeNameObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::TypeName ? static_cast<TypeNameObject*>(o) : nullptr;
}
template <>
inline VarObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::Var ? static_cast<VarObject*>(o) : nullptr;
}
template <>
inline FuncObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::Func ? static_cast<FuncObject*>(o) : nullptr;
}
template <>
inline LabelObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::Label ? static_cast<LabelObject*>(o) : nullptr;
}
template <>
inline BuiltinObject* objectAs(Object* o) {
    return o && o->kind == ObjectKind::Builtin ? static_cast<BuiltinObject*>(o) : nullptr;
}

bool identical(const Type* a, const Type* b);
bool identicalIgnoringTags(const Type* a, const Type* b);
// The underlying type: never Named nor Alias; of a type parameter its constraint interface. Invalid while a
// declaration is not far enough.
Type* underlyingOf(Type* t);
template <class T>
T* underlyingAs(Type* t) {
    t = t ? underlyingOf(t) : nullptr;
    return t && t->kind == typeKindOf<T>() ? static_cast<T*>(t) : nullptr;
}
// The interface with its type set computed (on first demand).
InterfaceType* completedInterface(InterfaceType* t);
// The constraint of a type parameter as a completed interface.
InterfaceType* boundOf(TypeParamType* t);
inline bool isTypeParam(const Type* t) {
    return unalias(t)->kind == TypeKind::TypeParam;
}
// Whether a type parameter (of the list; any one if the list is empty) occurs in t.
bool mentionsTypeParam(const Type* t, const std::vector<TypeParamType*>& list);
// As the runtime prints a type: "struct { X int }", "map[string]main.T", "main.Pair[int,string]".
std::string runtimeTypeString(const Type* t);
inline bool isBasicKind(TypeKind k) {
    return k >= TypeKind::Bool && k <= TypeKind::UntypedNil;
}
inline bool isUntypedKind(TypeKind k) {
    return k >= TypeKind::UntypedBool && k <= TypeKind::UntypedNil;
}
inline bool isSignedKind(TypeKind k) {
    return k >= TypeKind::Int && k <= TypeKind::Int64;
}
inline bool isUnsignedKind(TypeKind k) {
    return k >= TypeKind::Uint && k <= TypeKind::Uintptr;
}
inline bool isIntegerKind(TypeKind k) {
    return (k >= TypeKind::Int && k <= TypeKind::Uintptr) || k == TypeKind::UntypedInt ||
           k == TypeKind::UntypedRune;
}
inline bool isFloatKind(TypeKind k) {
    return k == TypeKind::Float32 || k == TypeKind::Float64 || k == TypeKind::UntypedFloat;
}
inline bool isComplexKind(TypeKind k) {
    return k == TypeKind::Complex64 || k == TypeKind::Complex128 || k == TypeKind::UntypedComplex;
}

}  // namespace tricolor::golang
