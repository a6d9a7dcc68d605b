// What:   checked program → Program. compileProgram is the door; the classes behind it are split over
//         compile_*.cc: Compiler has what is one a program (types, functions asked for, read-only data,
//         globals), FuncCompiler walks the body of one function (of one instance, for generic ones).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/golang/check.h"
#include "sim/golang/compile_func.h"
#include "sim/golang/escape.h"
#include "sim/golang/layout.h"
#include "sim/golang/program.h"

namespace tricolor::golang {

// Where the parts of the simulated binary stand in the low segment.
constexpr Addr kTextEnd = 0x2400000;
constexpr Addr kRodataBase = kTextEnd, kRodataEnd = 0x3000000;
constexpr Addr kTypesBase = kRodataEnd, kTypesEnd = 0x3400000;
constexpr Addr kDataBase = kTypesEnd, kDataEnd = 0x4400000;

// Compiles a checked program without errors. Null if something is beyond what can be compiled; then
// `problems` says what and where.
std::shared_ptr<Program> compileProgram(CheckedProgram& checked, Escapes& escapes,
                                        std::vector<Diagnostic>& problems);

// How values of a type stand in slots.
enum class Rep : uint8_t {
    Int,  // bool and integers
    Float64,
    Float32,
    Complex128,
    Complex64,
    Pointer,
    String,
    Slice,
    Interface,
    Aggregate
};
struct TypeInfo {
    Type* type = nullptr;  // canonical
    Type* under = nullptr;
    Rep rep = Rep::Int;
    int64_t size = 0, align = 1;
    uint32_t slots = 0;
    bool isSigned = false;  // Int
    bool pointers = false;
    SlotMask mask;  // one a slot
    runtime::TypeId id = -1;
    bool inInterfaces = false;  // its methods are wanted

    bool narrow() const { return size < 8 && rep != Rep::Aggregate; }
};

// Type arguments of the function being compiled.
struct Substitution {
    std::vector<TypeParamType*> params;
    std::vector<Type*> args;
    std::string key() const;
};

// Slots of the arguments and results of a call.
struct CallShape {
    std::vector<const TypeInfo*> args, results;  // args: receiver first
    std::vector<uint32_t> argAt, resultAt;
    uint32_t argSlots = 0, slots = 0;
    SlotMask ptr;
};

class FuncCompiler;

// A function asked for and not compiled yet: a body of the program, or one that the compiler makes up.
struct PendingFunc {
    int32_t index = -1;  // in Module::funcs
    FuncInfo* info = nullptr;
    Substitution subst;
    std::function<void(FuncCompiler&)> emit;  // made up: emits the whole body
    CallShape shape;
    Pos pos;
};

class Compiler {
  public:
    Compiler(CheckedProgram& c, Escapes& e, std::vector<Diagnostic>& p);
    std::shared_ptr<Program> run();

    CheckedProgram& checked;
    TypeTable& types;
    Escapes& escapes;
    std::vector<Diagnostic>& problems;
    std::shared_ptr<Program> program;
    runtime::Module& module;

    void refuse(Pos pos, const std::string& text);

    // ---- types (compile_types.cc) ----
    const TypeInfo& info(Type* t);
    runtime::TypeId typeId(Type* t);
    Addr typeAddr(Type* t) { return kTypesBase + static_cast<Addr>(typeId(t)) * runtime::Module::typeBytes; }
    // Values of t are put into interfaces: its methods get compiled, and those of its parts.
    void wantMethods(Type* t);
    bool directIface(const TypeInfo& t) const;
    int32_t methodNameId(const FuncObject* method);
    std::string methodName(const FuncObject* method) const;

    // ---- functions (compile_module.cc) ----
    CallShape shapeOf(Type* receiver, SignatureType* sig, const Substitution& subst);
    Type* subst(Type* t, const Substitution& s);
    FuncObject* runtimeFunc(const std::string& name);  // of package runtime, written in Go; null: not there
    int32_t funcOf(FuncObject* f, const std::vector<Type*>& typeArgs);  // with a body
    int32_t nativeOf(FuncObject* f, const std::vector<Type*>& typeArgs);
    int32_t literalOf(FuncInfo* info, const Substitution& s, const std::string& outerName);
    // A function that the compiler makes up; one for each key.
    int32_t madeFunc(const std::string& key, const std::string& name, Pos pos, CallShape shape,
                     std::function<void(FuncCompiler&)> emit);
    // Address of a static closure of a function that keeps no values.
    Addr staticClosure(int32_t func);
    Addr staticClosureOf(FuncObject* f, const std::vector<Type*>& typeArgs);
    // A method as interfaces call it: takes the data word as its receiver.
    int32_t ifaceMethod(Type* t, const MethodEntry& m);

    // ---- data ----
    Addr stringData(const std::string& bytes);
    Addr dictionary(const Substitution& s);  // the types that a generic function is compiled for
    Addr rodataBytes(const std::vector<uint8_t>& bytes, uint64_t align);
    Addr globalAddr(const VarObject* v);

    struct Global {
        const VarObject* var = nullptr;
        Addr addr = 0;
    };

  private:
    friend class FuncCompiler;
    void makeTypeInfo(TypeInfo& t);
    void fillType(runtime::TypeId id, Type* t);
    void fillNamed(runtime::Type& r, Type* t);
    void fillPointers(runtime::Type& r, Type* t, const TypeInfo& i);
    void fillParts(runtime::Type& r, Type* under);
    void fillFields(runtime::Type& r, const StructType* s);
    void fillInterface(runtime::Type& r, InterfaceType* i);
    void fillMethods(Type* t);
    void requestMethods();
    void layoutGlobals();
    void requestRoots();
    void compilePending(PendingFunc& p);
    void appendFunc(int32_t index, FuncBuilder& b, const SlotMask& argPtr, uint32_t firstResult, Pos pos);
    void link();
    void finishTypes();
    int32_t newFunc(const std::string& name, Pos pos);
    void emitMain(FuncCompiler& f);

    std::vector<std::unique_ptr<TypeInfo>> typeInfos;  // by Type::id
    SlotMask iterMask;                                 // of a map iterator
    std::vector<Type*> wanted;                         // types whose methods are to be requested
    std::map<std::string, int32_t> funcByKey, nativeByName, methodNameIds;
    std::map<std::string, Addr> strings, dictionaries;
    std::map<int32_t, Addr> closures;
    std::vector<PendingFunc> pending;
    std::vector<FuncCode> codes;  // by func
    std::vector<Global> globals;  // by VarObject::order within package … sorted by name and place
    std::map<std::string, Addr> globalByName;
    Addr dataNext = kDataBase;
};

std::string runtimeTypeString(Type* t);

}  // namespace tricolor::golang
