// The program as a whole: functions asked for, globals, the start of everything, and linking.
#include <algorithm>

#include "sim/golang/compile.h"
#include "sim/golang/compile_fn.h"
#include "sim/golang/entry.h"
#include "sim/golang/frame_layout.h"
#include "sim/golang/natives.h"
#include "sim/golang/std_stack.h"
#include "sim/runtime/maptype.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

// More functions than this are refused: a small source can ask for endlessly many instances.
constexpr size_t maxFuncs = 50000;
constexpr size_t maxInstrs = (kTextEnd - runtime::textBase) / runtime::instrBytes - 1;

std::string placeKey(Pos p) {
    return "@" + std::to_string(p.file) + ":" + std::to_string(p.line) + ":" + std::to_string(p.column);
}

std::string argsKey(const std::vector<Type*>& args) {
    std::string s = "[";
    for (const Type* t : args) s += std::to_string(t->id) + ",";
    return s + "]";
}

std::string instanceName(const FuncObject* f, bool generic) {
    std::string s = f->fullName();
    if (!generic) return s;
    if (f->isMethod && f->receiverNamed) {
        const std::string& type = f->receiverNamed->object->name;
        const size_t end = s.rfind("." + f->name);
        const size_t at = s.rfind(type, end);
        if (at != std::string::npos && s.find("[...]") == std::string::npos)
            s.insert(at + type.size(), "[...]");
        return s;
    }
    return s + "[...]";
}

}  // namespace

std::string Substitution::key() const {
    return args.empty() ? "" : argsKey(args);
}

Compiler::Compiler(CheckedProgram& ch, Escapes& e, std::vector<Diagnostic>& p)
    : checked(ch),
      types(*ch.types),
      escapes(e),
      problems(p),
      program(std::make_shared<Program>()),
      module(program->module) {
    module.typesBase = kTypesBase;
    module.dataBase = module.dataEnd = module.bssBase = kDataBase;
    module.zerobase = kDataBase;
    dataNext = kDataBase + 16;
    program->rodataBase = kRodataBase;
    for (const SourceFile& f : checked.files) {
        module.files.push_back(f.name);
        module.sources.push_back(f.text);
    }
}

void Compiler::refuse(Pos pos, const std::string& text) {
    if (problems.size() >= Diagnostics::maxRecorded) return;
    Diagnostic d;
    d.pos = pos;
    d.file = pos.file < checked.files.size() ? checked.files[pos.file].name : "";
    d.text = text;
    problems.push_back(std::move(d));
}

// ---- functions ----

int32_t Compiler::newFunc(const std::string& name, Pos pos) {
    const int32_t index = static_cast<int32_t>(module.funcs.size());
    runtime::Func f;
    f.name = name;
    f.file = static_cast<int32_t>(pos.file);
    f.line = static_cast<int32_t>(pos.line);
    f.system = name.rfind("runtime.", 0) == 0;
    module.funcs.push_back(std::move(f));
    codes.emplace_back();
    if (module.funcs.size() == maxFuncs) refuse(pos, "too many functions");
    return index;
}

int32_t Compiler::madeFunc(const std::string& key, const std::string& name, Pos pos, CallShape shape,
                           std::function<void(FuncCompiler&)> emit) {
    const auto found = funcByKey.find(key);
    if (found != funcByKey.end()) return found->second;
    const int32_t index = newFunc(name, pos);
    funcByKey[key] = index;
    PendingFunc p;
    p.index = index;
    p.emit = std::move(emit);
    p.shape = std::move(shape);
    p.pos = pos;
    pending.push_back(std::move(p));
    return index;
}

namespace {

// Type arguments nest deeper than this only where instances make ever larger ones.
constexpr int maxTypeArgNesting = 60;

int nesting(const Type* t) {
    if (const auto* p = typeAs<PointerType>(t)) return 1 + nesting(p->element);
    if (const auto* s = typeAs<SliceType>(t)) return 1 + nesting(s->element);
    if (const auto* a = typeAs<ArrayType>(t)) return 1 + nesting(a->element);
    if (const auto* c = typeAs<ChanType>(t)) return 1 + nesting(c->element);
    if (const auto* m = typeAs<MapType>(t)) return 1 + std::max(nesting(m->key), nesting(m->value));
    int deepest = 0;
    if (const auto* s = typeAs<StructType>(t))
        for (const VarObject* f : s->fields) deepest = std::max(deepest, 1 + nesting(f->type));
    if (const auto* n = typeAs<NamedType>(t))
        for (const Type* a : n->typeArgs) deepest = std::max(deepest, 1 + nesting(a));
    return deepest;
}

}  // namespace

int32_t Compiler::funcOf(FuncObject* f, const std::vector<Type*>& typeArgs) {
    if (std::any_of(typeArgs.begin(), typeArgs.end(),
                    [](const Type* t) { return nesting(t) > maxTypeArgNesting; })) {
        const TypeParamType* of =
            f->isMethod && f->receiverNamed ? f->receiverNamed->typeParams[0] : f->signature()->typeParams[0];
        refuse(of->object->pos, "instantiation cycle");
        return 0;
    }
    const std::string key = f->fullName() + placeKey(f->pos) + argsKey(typeArgs);
    const auto found = funcByKey.find(key);
    if (found != funcByKey.end()) return found->second;
    CHECK(f->info, "a call of a function without a body");
    PendingFunc p;
    p.info = f->info;
    p.subst.params = f->isMethod ? f->receiverTypeParams : f->signature()->typeParams;
    p.subst.args = typeArgs;
    CHECK(p.subst.params.size() == typeArgs.size(), "an instance with the wrong number of type arguments");
    p.pos = f->info->pos;
    p.shape = shapeOf(f->receiver ? f->receiver->type : nullptr, f->info->signature, p.subst);
    p.index = newFunc(instanceName(f, !typeArgs.empty()), f->pos);
    funcByKey[key] = p.index;
    const int32_t index = p.index;
    pending.push_back(std::move(p));
    return index;
}

FuncObject* Compiler::runtimeFunc(const std::string& name) {
    for (Package* p : checked.packages)
        if (p->path == "runtime") return objectAs<FuncObject>(p->scope->find(name));
    return nullptr;
}

int32_t Compiler::literalOf(FuncInfo* info_, const Substitution& s, const std::string& outerName) {
    const std::string key = "lit:" + info_->name + placeKey(info_->pos) + s.key();
    const auto found = funcByKey.find(key);
    if (found != funcByKey.end()) return found->second;
    std::string name = info_->name;
    if (info_->outer && !s.args.empty() && name.rfind(info_->outer->name, 0) == 0)
        name = outerName + name.substr(info_->outer->name.size());
    PendingFunc p;
    p.info = info_;
    p.subst = s;
    p.pos = info_->pos;
    auto* sig = info_->signature;
    if (info_->rangeBody) {
        auto* f = typeAs<SignatureType>(types.underlying(subst(info_->rangeBody->x->type, s)));
        sig = typeAs<SignatureType>(types.underlying(subst(f->params[0]->type, s)));
    }
    p.shape = shapeOf(nullptr, sig, s);
    p.index = newFunc(name, info_->pos);
    funcByKey[key] = p.index;
    const int32_t index = p.index;
    pending.push_back(std::move(p));
    return index;
}

int32_t Compiler::nativeOf(FuncObject* f, const std::vector<Type*>& typeArgs) {
    const std::string key = f->fullName() + argsKey(typeArgs);
    const auto [at, fresh] = nativeByName.try_emplace(key, static_cast<int32_t>(program->natives.size()));
    if (!fresh) return at->second;
    const int32_t index = at->second;
    if (!findNative(f->fullName())) refuse(f->pos, f->fullName() + " has no body and is not modelled");
    Substitution s;
    s.params = f->isMethod ? f->receiverTypeParams : f->signature()->typeParams;
    s.args = typeArgs;
    const CallShape shape = shapeOf(f->receiver ? f->receiver->type : nullptr, f->signature(), s);
    program->natives.emplace_back();
    NativeRef n;
    n.name = f->fullName();
    n.argsSize = shape.slots * 8;
    n.resultsOffset = shape.argSlots * 8;
    for (const TypeInfo* t : shape.args) n.params.push_back(typeId(t->type));
    for (const TypeInfo* t : shape.results) n.results.push_back(typeId(t->type));
    program->natives[static_cast<size_t>(index)] = std::move(n);
    return index;
}

Addr Compiler::staticClosure(int32_t func) {
    const auto found = closures.find(func);
    if (found != closures.end()) return found->second;
    // The word becomes the function's pc when everything is laid out; a byte pattern of its own keeps equal
    // data from being shared.
    program->rodata.resize((program->rodata.size() + 7) / 8 * 8);
    const Addr a = kRodataBase + program->rodata.size();
    program->rodata.resize(program->rodata.size() + 8);
    return closures[func] = a;
}

Addr Compiler::staticClosureOf(FuncObject* f, const std::vector<Type*>& typeArgs) {
    if (!f->isNative()) return staticClosure(funcOf(f, typeArgs));
    const int32_t native = nativeOf(f, typeArgs);
    Substitution s;
    s.params = f->isMethod ? f->receiverTypeParams : f->signature()->typeParams;
    s.args = typeArgs;
    CallShape shape = shapeOf(f->receiver ? f->receiver->type : nullptr, f->signature(), s);
    SignatureType* sig = f->signature();
    const int32_t made = madeFunc("native:" + f->fullName() + argsKey(typeArgs), f->fullName(), f->pos, shape,
                                  [native, sig, shape](FuncCompiler& fc) {
                                      FuncCompiler::Callee k;
                                      k.kind = FuncCompiler::Callee::Kind::native;
                                      k.index = native;
                                      k.signature = sig;
                                      k.shape = shape;
                                      if (shape.args.size() > sig->params.size()) k.receiver = kIn;
                                      fc.forward(k, shape.args.size() - sig->params.size());
                                  });
    return staticClosure(made);
}

int32_t Compiler::ifaceMethod(Type* t, const MethodEntry& m) {
    const TypeInfo& ti = info(t);
    const bool plain = m.path.empty() && !m.autoAddress && !m.autoDeref && !m.throughInterface;
    if (plain && directIface(ti) && !m.method->isNative() && m.receiverNamed)
        return funcOf(m.method, m.receiverNamed->typeArgs);
    Type* ptr = types.basic(TypeKind::UnsafePointer);
    const std::string key = "iface:" + std::to_string(ti.type->id) + "." + methodName(m.method);
    std::string of = runtimeTypeString(t);
    if (of[0] != '*')
        of = "(*" + of.substr(of.rfind('.') == std::string::npos ? 0 : of.rfind('.') + 1) + ")";
    else
        of = "(" + of + ")";
    const std::string name = m.receiverNamed && m.receiverNamed->object->package
                                 ? m.receiverNamed->object->package->path + "." + of + "." + m.method->name
                                 : of + "." + m.method->name;
    const int32_t f =
        madeFunc(key, name, m.method->pos, shapeOf(ptr, m.signature, {}), [t, m](FuncCompiler& fc) {
            const TypeInfo& receiver = fc.c.info(t);
            const bool direct = fc.c.directIface(receiver);
            const Place p = direct ? fc.frame(kIn, receiver) : fc.memory(kIn, 0, receiver);
            if (m.autoDeref && m.path.empty()) fc.panicIfNil(m);
            FuncCompiler::MethodRefInfo ref{m.method,    m.receiverNamed,    m.autoAddress,
                                            m.autoDeref, m.throughInterface, m.signature};
            fc.forward(fc.methodCallee(fc.pathFrom(p, t, m.path), ref), 1);
        });
    module.funcs[static_cast<size_t>(f)].wrapper = true;
    return f;
}

// ---- data ----

Addr Compiler::stringData(const std::string& bytes) {
    if (bytes.empty()) return 0;
    const auto found = strings.find(bytes);
    if (found != strings.end()) return found->second;
    const Addr a = kRodataBase + program->rodata.size();
    program->rodata.insert(program->rodata.end(), bytes.begin(), bytes.end());
    return strings[bytes] = a;
}

Addr Compiler::rodataBytes(const std::vector<uint8_t>& bytes, uint64_t align) {
    program->rodata.resize((program->rodata.size() + align - 1) / align * align);
    const Addr a = kRodataBase + program->rodata.size();
    program->rodata.insert(program->rodata.end(), bytes.begin(), bytes.end());
    return a;
}

Addr Compiler::dictionary(const Substitution& s) {
    const auto [it, fresh] = dictionaries.try_emplace(s.key());
    if (!fresh) return it->second;
    std::vector<uint8_t> bytes;
    for (Type* t : s.args)
        for (int shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<uint8_t>(typeAddr(t) >> shift));
    return it->second = rodataBytes(bytes, 8);
}

Addr Compiler::globalAddr(const VarObject* v) {
    return globalByName.at(v->package->path + "." + v->name);
}

void Compiler::layoutGlobals() {
    std::vector<uint64_t>& mask = module.gcbssmask;
    const auto setBit = [&](uint64_t word) {
        if (mask.size() <= word / 64) mask.resize(word / 64 + 1);
        mask[word / 64] |= uint64_t{1} << (word % 64);
    };
    for (const Package* p : checked.packages)
        for (const VarObject* v : p->globals) {
            if (v->name == "_") continue;
            const TypeInfo& t = info(v->type);
            const Addr align = static_cast<Addr>(std::max<int64_t>(t.size >= 8 ? 8 : t.align, 1));
            const Addr a = (dataNext + align - 1) / align * align;
            if (static_cast<uint64_t>(t.size) >= kDataEnd - a) {
                refuse(v->pos, "package-level variables are too large");
                return;
            }
            dataNext = a + static_cast<Addr>(t.size);
            globalByName[p->path + "." + v->name] = a;
            if (t.pointers) {
                const std::vector<uint8_t> bits = pointerBitmap(types, t.type);
                for (size_t k = 0; k < bits.size(); ++k)
                    if (bits[k]) setBit((a - kDataBase) / 8 + k);
            }
            if (p->isStd) continue;
            runtime::LocalVar g;
            g.name = v->name;
            g.type = typeId(v->type);
            g.offset = static_cast<int32_t>(a - kDataBase);
            module.globals.push_back(std::move(g));
        }
    const auto named = [&](const std::string& name) {
        const auto found = globalByName.find(name);
        return found != globalByName.end() ? found->second : Addr{0};
    };
    module.allPools = named("sync.allPools");
    module.oldPools = named("sync.oldPools");
    module.bssEnd = (dataNext + 7) / 8 * 8;
    mask.resize(((module.bssEnd - module.bssBase) / 8 + 63) / 64);
}

// ---- the start ----

// A package's variables, in the order the language fixes.
static void emitInit(FuncCompiler& f, const std::vector<const Initializer*>& list) {
    f.openScope();
    for (const Initializer* i : list) {
        FuncCompiler::Temps scope(f);
        f.mark(i->rhs);
        const FuncCompiler::CallsFirst order(f, {i->rhs}, false);
        if (i->lhs.size() == 1) {
            VarObject* v = i->lhs[0];
            const Slot s =
                f.valueAs(i->rhs, v->name == "_" && !v->type ? f.valueInfo(i->rhs) : f.info(v->type));
            if (v->name != "_") f.store(f.homePlace(v), s);
            continue;
        }
        std::vector<const TypeInfo*> kinds;
        const std::vector<Slot> slots = f.tupleValues(i->rhs, kinds);
        for (size_t k = 0; k < slots.size(); ++k) {
            VarObject* v = i->lhs[k];
            if (!v || v->name == "_") continue;
            const TypeInfo& t = f.info(v->type);
            Slot s = slots[k];
            if (kinds[k] != &t) {
                s = f.temp(t);
                f.convert(slots[k], *kinds[k], t, s, nullptr);
            }
            f.store(f.homePlace(v), s);
        }
    }
    f.closeScope();
    f.b.emit(Opcode::RET);
}

// Initialisation of every package, then main.main, then the end of the process.
void Compiler::emitMain(FuncCompiler& f) {
    const auto callFunc = [&](int32_t index) {
        f.b.call(Opcode::CALL, noSlot, Instr::pair(index, 0), 0, {});
    };
    for (Package* p : checked.packages) {
        std::vector<const Initializer*> list;
        for (const Initializer& i : checked.initOrder)
            if (i.package == p) list.push_back(&i);
        if (!list.empty()) {
            const int32_t init = madeFunc("init:" + p->path, p->path + ".init", list[0]->rhs->pos, {},
                                          [list](FuncCompiler& fc) { emitInit(fc, list); });
            pending.back().info = list[0]->function;
            if (p == checked.main) program->initFunc = init;
            callFunc(init);
        }
        for (FuncObject* i : p->inits) callFunc(funcOf(i, {}));
    }
    auto* main = objectAs<FuncObject>(checked.main->scope->find("main"));
    CHECK(main, "a checked program without main");
    program->mainFunc = funcOf(main, {});
    callFunc(program->mainFunc);
    f.b.emit(Opcode::EXIT);
}

void Compiler::requestRoots() {
    const int32_t start = madeFunc("gostart", "runtime.goexit", {}, {}, [](FuncCompiler& f) {
        const Slot s = f.b.alloc(SlotMask{1});
        f.b.alloc(SlotMask{0});  // a frame of 32 bytes
        f.b.emit(Opcode::GETCTX, s);
        f.b.call(Opcode::CALLC, s, 0, 0, {});
        f.b.emit(Opcode::GOEXIT);
    });
    CHECK(start == 0, "the start of goroutines is the first function");
    const int32_t main = madeFunc("main", "runtime.main", {}, {}, [this](FuncCompiler& f) { emitMain(f); });
    module.mainClosure = staticClosure(main);
    for (const std::string_view entry : kEntryFunctions) {
        const size_t dot = entry.rfind('.');
        for (Package* p : checked.packages)
            if (p->path == entry.substr(0, dot))
                if (auto* f = objectAs<FuncObject>(p->scope->find(std::string(entry.substr(dot + 1)))))
                    funcOf(f, {});
    }
}

void Compiler::compilePending(PendingFunc& p) {
    FuncBuilder b;
    {
        FuncCompiler f(*this, b, p);
        p.emit ? p.emit(f) : f.compileBody();
    }
    appendFunc(p.index, b, p.shape.ptr, p.shape.argSlots, p.pos);
}

void Compiler::appendFunc(int32_t index, FuncBuilder& b, const SlotMask& argPtr, uint32_t firstResult,
                          Pos pos) {
    FuncCode code = b.finish(argPtr, firstResult);
    if (!b.refusal.empty()) return refuse(pos, b.refusal);
    runtime::Func& f = module.funcs[static_cast<size_t>(index)];
    f.needctxt = b.needctxt;
    codes[static_cast<size_t>(index)] = std::move(code);
}

std::shared_ptr<Program> Compiler::run() {
    layoutGlobals();
    requestRoots();
    // The queue grows while it is worked off.
    for (size_t next = 0; problems.empty(); ++next) {
        if (next == pending.size()) requestMethods();
        if (next == pending.size()) break;
        PendingFunc p = std::move(pending[next]);
        compilePending(p);
    }
    if (!problems.empty()) return nullptr;
    finishTypes();
    link();
    if (!problems.empty()) return nullptr;
    program->verdicts = escapes.verdicts;
    return program;
}

// Whether real Go would link package os into this program, whose start makes the finalizer goroutine.
static bool linksOs(const CheckedProgram& checked) {
    for (const Package* p : checked.packages)
        for (const std::string_view path : {"os", "fmt", "log", "runtime/debug", "text/tabwriter"})
            if (p->path == path) return true;
    return false;
}

void Compiler::finishTypes() {
    module.linksOs = linksOs(checked);
    for (const Package* p : checked.packages) module.linksMetrics |= p->path == "runtime/metrics";
    // Bytes of data and bss that a real binary brings along (fidelity notes: memory §18, gc §9.8): without
    // and with os.
    module.runtimeGlobals = module.linksOs ? 158090 : 145962;
    runtime::addMapTypes(module);
    module.typesEnd = kTypesBase + module.types.size() * runtime::Module::typeBytes;
    for (runtime::Type& t : module.types)
        t.addr = kTypesBase + static_cast<Addr>(t.id) * runtime::Module::typeBytes;
    program->methodsOf.resize(module.types.size());
    for (const runtime::Type& t : module.types) {
        auto& list = program->methodsOf[static_cast<size_t>(t.id)];
        for (const runtime::Method& m : t.methods) list.push_back({methodNameIds.at(m.name), m.func});
        std::stable_sort(list.begin(), list.end(),
                         [](const auto& a, const auto& x) { return a.name < x.name; });
    }
}

namespace {

// gc leaves the stack check out of functions that call nothing and have small frames.
bool isLeaf(const FuncCode& f) {
    for (const Instr& i : f.code)
        if ((i.op > Opcode::STREQ && i.op < Opcode::JMP) ||
            (i.op >= Opcode::MAKESLICE && i.op != Opcode::RET && i.op != Opcode::CHKSHIFT &&
             i.op != Opcode::CHKARR))
            return false;
    return f.frameSlots * 8 < 128;
}

}  // namespace

void Compiler::link() {
    size_t total = 0;
    for (const FuncCode& f : codes) total += f.code.size();
    if (total > maxInstrs) return refuse({}, "the program is too large");
    if (program->rodata.size() > kRodataEnd - kRodataBase)
        return refuse({}, "constants of the program are too large");
    StackMapWriter maps(module);
    std::vector<FuncRef> refs;
    for (size_t k = 0; k < codes.size(); ++k) {
        FuncCode& f = codes[k];
        runtime::Func& fn = module.funcs[k];
        const uint32_t base = static_cast<uint32_t>(program->code.size());
        fn.entry = base;
        fn.end = base + static_cast<uint32_t>(f.code.size());
        if (f.deferreturn || (!f.code.empty() && f.code[0].op == Opcode::DEFERRETURN))
            fn.deferreturn = base + f.deferreturn;
        const uint64_t words = (f.frameSlots + f.argSlots + 63) / 64;
        if (words * f.code.size() > maxLivenessWords)
            return refuse({static_cast<uint32_t>(fn.file), static_cast<uint32_t>(fn.line), 1},
                          "function too big");
        Liveness live = computeLiveness(f, module.types);
        // The start of goroutines has the frame that newproc makes for it.
        layoutFrame(f, live, module.types, k != 0 && words * f.code.size() <= maxSharedWords,
                    stdFrame(fn.name) / 8);
        fn.frameSize = f.frameSlots * 8;
        fn.argsSize = f.argSlots * 8;
        fn.outSize = f.outSlots * 8;
        fn.nosplit = isLeaf(f);
        maps.append(f, live);
        program->code.insert(program->code.end(), f.code.begin(), f.code.end());
        module.lineOfInstr.insert(module.lineOfInstr.end(), f.lines.begin(), f.lines.end());
        module.funcOfInstr.insert(module.funcOfInstr.end(), f.code.size(), static_cast<uint32_t>(k));
        for (runtime::LocalVar& v : f.vars) {
            v.fromPc += base;
            v.toPc += base;
        }
        for (const FuncRef& r : f.funcRefs) refs.push_back({r.instr + base, r.func});
        fn.locals = std::move(f.vars);
        f = FuncCode();
    }
    const auto pcOf = [&](size_t func) { return runtime::Module::pcOf(module.funcs[func].entry); };
    for (const FuncRef& r : refs)
        program->code[r.instr].imm = static_cast<int64_t>(pcOf(static_cast<size_t>(r.func)));
    for (const auto& [func, addr] : closures) {
        const uint64_t pc = pcOf(static_cast<size_t>(func));
        for (int k = 0; k < 8; ++k)
            program->rodata[addr - kRodataBase + static_cast<Addr>(k)] = static_cast<uint8_t>(pc >> (8 * k));
    }
    module.gostartPc = pcOf(0);
}

std::shared_ptr<Program> compileProgram(CheckedProgram& checked, Escapes& escapes,
                                        std::vector<Diagnostic>& problems) {
    return Compiler(checked, escapes, problems).run();
}

}  // namespace tricolor::golang
