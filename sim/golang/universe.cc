#include <array>

#include "sim/golang/type_rep.h"

namespace tricolor::golang {
namespace {

constexpr std::array<const char*, static_cast<size_t>(TypeKind::UntypedNil) + 1> basicNames = {
    "invalid type",   "bool",         "int",         "int8",         "int16",         "int32",
    "int64",          "uint",         "uint8",       "uint16",       "uint32",        "uint64",
    "uintptr",        "float32",      "float64",     "complex64",    "complex128",    "string",
    "unsafe.Pointer", "untyped bool", "untyped int", "untyped rune", "untyped float", "untyped complex",
    "untyped string", "untyped nil"};

template <class T>
T* declare(TypeTable& table, Scope* scope, const std::string& name, Type* type) {
    T* o = table.object<T>(name, Pos{});
    o->type = type;
    o->parent = scope;
    scope->names[name] = o;
    return o;
}

void declareBasics(TypeTable& table) {
    for (size_t k = 0; k < basicNames.size(); k++) {
        const auto kind = static_cast<TypeKind>(k);
        auto* t = table.make<BasicType>(kind, basicNames[k]);
        table.internals().basics[k] = t;
        if (kind != TypeKind::Invalid && kind < TypeKind::UnsafePointer)
            declare<TypeNameObject>(table, table.universe, t->name, t);
    }
    table.byteType = table.make<BasicType>(TypeKind::Uint8, "byte");
    table.runeType = table.make<BasicType>(TypeKind::Int32, "rune");
    declare<TypeNameObject>(table, table.universe, "byte", table.byteType);
    declare<TypeNameObject>(table, table.universe, "rune", table.runeType);
}

// any, error, comparable
void declareInterfaces(TypeTable& table) {
    table.emptyInterface = table.make<InterfaceType>();
    table.emptyInterface->complete = true;
    table.anyType = table.make<AliasType>();
    table.anyType->actual = table.emptyInterface;
    table.anyType->object = declare<TypeNameObject>(table, table.universe, "any", table.anyType);
    table.anyType->object->isAlias = true;

    const auto named = [&](const char* name, InterfaceType* underlying) {
        auto* n = table.make<NamedType>();
        n->origin = n;
        n->underlying = underlying;
        n->object = declare<TypeNameObject>(table, table.universe, name, n);
        return n;
    };
    auto* errorInterface = table.make<InterfaceType>();
    table.errorType = named("error", errorInterface);
    auto* signature = table.make<SignatureType>();
    auto* result = table.object<VarObject>("", Pos{});
    result->varKind = VarKind::Result;
    result->type = table.basic(TypeKind::String);
    signature->results = {result};
    auto* method = table.object<FuncObject>("Error", Pos{});
    method->isMethod = true;
    method->type = signature;
    errorInterface->methods = {method};

    auto* comparableInterface = table.make<InterfaceType>();
    comparableInterface->complete = true;
    comparableInterface->comparable = true;
    table.comparableType = named("comparable", comparableInterface);
}

void declareBuiltins(TypeTable& table, Scope* scope,
                     const std::vector<std::pair<const char*, Builtin>>& list) {
    for (const auto& [name, builtin] : list)
        declare<BuiltinObject>(table, scope, name, table.basic(TypeKind::Invalid))->builtin = builtin;
}

}  // namespace

void declareUniverse(TypeTable& table) {
    table.universe = table.newScope(nullptr);
    declareBasics(table);
    declareInterfaces(table);
    const auto constant = [&](const char* name, TypeKind kind, Constant value) {
        declare<ConstObject>(table, table.universe, name, table.basic(kind))->value = std::move(value);
    };
    constant("true", TypeKind::UntypedBool, Constant::ofBool(true));
    constant("false", TypeKind::UntypedBool, Constant::ofBool(false));
    constant("iota", TypeKind::UntypedInt, Constant::ofInt(0));
    declare<NilObject>(table, table.universe, "nil", table.basic(TypeKind::UntypedNil));
    declareBuiltins(table, table.universe,
                    {{"append", Builtin::Append},
                     {"cap", Builtin::Cap},
                     {"clear", Builtin::Clear},
                     {"close", Builtin::Close},
                     {"complex", Builtin::Complex},
                     {"copy", Builtin::Copy},
                     {"delete", Builtin::Delete},
                     {"imag", Builtin::Imag},
                     {"len", Builtin::Len},
                     {"make", Builtin::Make},
                     {"max", Builtin::Max},
                     {"min", Builtin::Min},
                     {"new", Builtin::New},
                     {"panic", Builtin::Panic},
                     {"print", Builtin::Print},
                     {"println", Builtin::Println},
                     {"real", Builtin::Real},
                     {"recover", Builtin::Recover}});
    table.unsafePackage = table.newPackage();
    table.unsafePackage->path = "unsafe";
    table.unsafePackage->name = "unsafe";
    table.unsafePackage->isStd = true;
    table.unsafePackage->scope = table.newScope(table.universe);
    declare<TypeNameObject>(table, table.unsafePackage->scope, "Pointer",
                            table.basic(TypeKind::UnsafePointer));
    declareBuiltins(table, table.unsafePackage->scope,
                    {{"Add", Builtin::UnsafeAdd},
                     {"Alignof", Builtin::UnsafeAlignof},
                     {"Offsetof", Builtin::UnsafeOffsetof},
                     {"Sizeof", Builtin::UnsafeSizeof},
                     {"Slice", Builtin::UnsafeSlice},
                     {"SliceData", Builtin::UnsafeSliceData},
                     {"String", Builtin::UnsafeString},
                     {"StringData", Builtin::UnsafeStringData}});
}

}  // namespace tricolor::golang
