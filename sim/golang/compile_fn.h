// What:   the walk over the body of one function. Expressions leave their values in slots; places say where
//         something assignable stands.
#pragma once

#include <bit>
#include <string>
#include <vector>

#include "sim/golang/compile.h"
#include "sim/golang/stack_append.h"

namespace tricolor::golang {

// Where a variable lives.
struct Home {
    enum class Kind : uint8_t { none, frame, box } kind = Kind::none;  // box: the slot holds its address
    Slot slot = 0;
    const TypeInfo* type = nullptr;
    bool pinned = false;  // its address is taken: bytes in Go's layout, live throughout
};

// Something that can be loaded from, and mostly assigned to.
struct Place {
    enum class Kind : uint8_t { blank, frame, memory, global, mapElement, element } kind = Kind::blank;
    const TypeInfo* type = nullptr;
    Slot base = noSlot;    // memory: slot of the address; mapElement: of the map
    int64_t off = 0;       // frame: wide slot*8+byte; memory: behind the address; global: the address
    bool onStack = false;  // memory that is known to be in a frame: no write barrier
    bool part =
        false;  // frame: part of an aggregate (or has its address taken): bytes, not a normalised slot
    bool pinned = false;  // frame: kept alive by a region of its own
    // mapElement; element: the index, checked when it is assigned (base: the slice)
    Slot key = noSlot;  // mapElement
    const TypeInfo* map = nullptr;
};

// Bytes of the buffers that stand in for small strings and slices.
constexpr int64_t stackBufferBytes = 32;

class FuncCompiler {
  public:
    FuncCompiler(Compiler& compiler, FuncBuilder& builder, const PendingFunc& pending);
    void compileBody();

    Compiler& c;
    FuncBuilder& b;
    const PendingFunc& self;

    // ---- types ----
    Type* typ(Type* t) { return c.subst(t, self.subst); }
    const TypeInfo& info(Type* t) { return c.info(typ(t)); }
    const TypeInfo& infoOf(const Expr* e) { return info(e->type); }
    const TypeInfo& intInfo() { return c.info(c.types.basic(TypeKind::Int)); }
    const TypeInfo& uintptrInfo() { return c.info(c.types.basic(TypeKind::Uintptr)); }
    const TypeInfo& boolInfo() { return c.info(c.types.basic(TypeKind::Bool)); }
    const TypeInfo& stringInfo() { return c.info(c.types.basic(TypeKind::String)); }
    const TypeInfo& pointerInfo() { return c.info(c.types.basic(TypeKind::UnsafePointer)); }
    const TypeInfo& ifaceInfo() { return c.info(c.types.emptyInterface); }

    // ---- temporaries (compile_value.cc): released at the end of the innermost Temps ----
    class Temps {
      public:
        explicit Temps(FuncCompiler& f) : fn(f), mark(f.temps.size()), regionMark(f.tempRegions.size()) {}
        ~Temps() { fn.releaseTemps(mark, regionMark); }
        Temps(const Temps&) = delete;
        Temps& operator=(const Temps&) = delete;

      private:
        FuncCompiler& fn;
        size_t mark, regionMark;
    };
    Slot temp(const SlotMask& mask);
    Slot temp(const TypeInfo& t) { return temp(t.mask); }
    Slot tempInt() { return temp(SlotMask{0}); }
    Slot tempPtr() { return temp(SlotMask{1}); }
    void releaseTemps(size_t mark, size_t regionMark);
    bool isTemp(Slot s) const;

    // ---- the order of evaluation (compile_order.cc) ----
    // If the order can be seen, makes the calls in the operands now, from left to right; until the end of its
    // life their values are taken from where they were left. selves: the operands themselves, too, if they
    // are calls. seen: the order can be seen in any case.
    class CallsFirst {
      public:
        CallsFirst(FuncCompiler& f, const std::vector<const Expr*>& operands, bool selves, bool seen = false);
        ~CallsFirst() { fn.early.resize(mark); }
        CallsFirst(const CallsFirst&) = delete;
        CallsFirst& operator=(const CallsFirst&) = delete;

      private:
        FuncCompiler& fn;
        size_t mark;
    };
    std::vector<std::pair<const Expr*, Slot>> early;  // expressions whose values are there already
    Slot earlySlot(const Expr* e) const;
    bool readsChangeable(const Expr* e);
    bool boxesCopy(const Expr* e);
    bool orderMatters(const Expr* e, bool& read);
    void evaluateEarly(const Expr* e, bool itself);
    // The values of a literal that is allocated: gc makes the calls in them first.
    static std::vector<const Expr*> valuesOf(const CompositeLit* e);

    // ---- moving values (compile_value.cc) ----
    void move(Slot to, Slot from, uint32_t slots);
    void zero(Slot to, uint32_t slots);
    void loadInt(Slot to, int64_t v) { b.emit(Opcode::LDI, to, noSlot, noSlot, v); }
    void loadString(Slot to, const std::string& s);
    void extend(Slot s, const TypeInfo& t, Slot from);  // s = from, normalised to t
    // Outgoing slots are only written: where a value needs another step, it is made in a temporary (via) and
    // then put into `to` (finishRaw, which also normalises).
    Slot via(Slot to, const TypeInfo& t);
    void finishRaw(Slot to, Slot v, const TypeInfo& t);
    void load(const Place& p, Slot to);
    void store(const Place& p, Slot from);
    void storeMemory(const Place& p, Slot from);
    void storeZero(const Place& p);
    Slot read(const Place& p);     // the slots of a frame place, or a temp
    Slot address(const Place& p);  // a pointer slot
    // Address of frame memory; keeps it alive until the temporaries around are released.
    Slot addressOfFrame(int64_t frameOff, uint32_t slots, bool pinned);
    // Address of a value that stands in slots.
    Slot spill(Slot value, const TypeInfo& t);
    Place memory(Slot base, int64_t off, const TypeInfo& t, bool onStack = false);
    Place frame(Slot slot, const TypeInfo& t);
    Place fieldOf(const Place& p, const TypeInfo& structInfo, int field);
    void nilCheck(Slot address);

    // ---- expressions ----
    Slot value(const Expr* e);             // with its implicit conversion; may be a variable's own slots
    void valueTo(const Expr* e, Slot to);  // … into given slots, which the expression does not mention
    Slot copyOf(const Expr* e);            // … always a temp
    Slot raw(const Expr* e);
    // Pointer and length of a slice or string, to reach its elements: of one in memory no more is read.
    Slot elements(const Expr* e);  // without the implicit conversion
    void rawTo(const Expr* e, Slot to);
    Slot valueAs(const Expr* e, const TypeInfo& t);  // converted for assignment to t
    void valueAsTo(const Expr* e, const TypeInfo& t, Slot to);
    const TypeInfo& valueInfo(const Expr* e) { return info(e->implicitType ? e->implicitType : e->type); }
    void effect(const Expr* e);  // for its effects
    Place place(const Expr* e);
    void constant(const Constant& k, const TypeInfo& t, Slot to);
    // Evaluates several operands in Go's order; what does not call is read late.
    std::vector<Slot> values(const std::vector<const Expr*>& list);

    // compile_expr.cc
    void identTo(const Ident* e, Slot to);
    void unaryTo(const UnaryExpr* e, Slot to);
    void addressOfTo(const Expr* x, Slot to, const Node* site);
    void selectorTo(const SelectorExpr* e, Slot to);
    void indexTo(const IndexExpr* e, Slot to);
    void sliceTo(const SliceExpr* e, Slot to);
    Place selectorPlace(const SelectorExpr* e);
    Place indexPlace(const IndexExpr* e, bool reading = false);
    Place arrayElement(Place p, const TypeInfo& arrayInfo, const Expr* index);
    Slot indexValue(const Expr* e);
    bool wideUnsigned(const Expr* index);
    void checkUnsigned(const Expr* e, Slot index, Slot length);
    void methodValueTo(const SelectorExpr* e, Slot to);
    void methodExprTo(const SelectorExpr* e, Slot to);
    Place follow(const Expr* x, const std::vector<SelectionStep>& path);
    Place placeOrTemp(const Expr* e);  // addressable: its place; else its value in a temp
    Place pathFrom(Place p, Type* t, const std::vector<SelectionStep>& path, Type** last = nullptr);
    void funcValueTo(FuncObject* f, const std::vector<Type*>& args, Slot to);
    const Selection& resolved(const SelectorExpr* e, Selection& store);

    // compile_arith.cc
    void binaryTo(const BinaryExpr* e, Slot to);
    void arith(Op op, const TypeInfo& t, Slot to, Slot x, Slot y);
    void arithConst(Op op, const TypeInfo& t, Slot to, Slot x, int64_t k);
    bool constOperand(const TypeInfo& t, const Expr* y, int64_t& k);
    std::pair<Slot, Slot> operands(const BinaryExpr* e, const TypeInfo& xt, const TypeInfo& yt);
    void arithInt(Op op, const TypeInfo& t, Slot to, Slot x, Slot y);
    Slot pairOf(Slot x, Slot y);
    bool isNil(const Expr* e);
    bool isEmptyString(const Expr* e);
    bool mixedInterface(const BinaryExpr* e);
    void compareMixed(const BinaryExpr* e, Slot to);
    void compareInt(Op op, bool sg, Slot to, Slot x, Slot y);
    void compareFloat(Op op, bool single, Slot to, Slot x, Slot y);
    void compareComplex(Op op, Slot to, Slot x, Slot y);
    void branchInt(Op op, bool sg, Slot x, Slot y, Label target);
    bool branchConst(Op op, const TypeInfo& t, Slot x, int64_t k, Label target);
    void shift(Op op, const TypeInfo& t, Slot to, Slot x, const Expr* count);
    void compareTo(const BinaryExpr* e, Slot to);
    void compare(Op op, const TypeInfo& t, Slot to, Slot x, Slot y);
    void cond(const Expr* e, Label target, bool sense);
    void compareBranch(const BinaryExpr* e, Label target, bool sense);
    std::vector<const Expr*> concatParts(const BinaryExpr* e);
    Slot concatOperands(const BinaryExpr* e, const std::vector<const Expr*>& parts);
    void concatTo(const BinaryExpr* e, Slot to);
    void concatBytesTo(const CallExpr* conversion, const BinaryExpr* e, Slot to);
    void logicalTo(const BinaryExpr* e, Slot to);

    // compile_conv.cc
    void conversionTo(const CallExpr* e, Slot to);
    void convert(Slot from, const TypeInfo& ft, const TypeInfo& tt, Slot to, const Expr* site);
    void toInterface(Slot from, const TypeInfo& ft, Slot to, const Expr* site);
    void numeric(Slot from, const TypeInfo& ft, const TypeInfo& tt, Slot to);
    void assertTo(const TypeAssertExpr* e, Slot to, Slot ok);
    void unpackInterface(Slot iface, const TypeInfo& t, Slot to);
    const Expr* staticValue(const Expr* e, bool outside);
    bool constantInterface(const Expr* e, const TypeInfo& t, Slot to);

    // compile_composite.cc
    void compositeTo(const CompositeLit* e, Slot to);
    void fillComposite(const CompositeLit* e, const Place& p, bool zeroed);
    void literalElements(const CompositeLit* e, const Place& array, const TypeInfo& element, bool zeroed);
    void fillElements(const CompositeLit* e, const TypeInfo& t, const Place& p);
    void compositePointerTo(const CompositeLit* e, Slot to, const Node* site);
    void sliceLiteralTo(const CompositeLit* e, const TypeInfo& t, Slot to);
    void mapLiteralTo(const CompositeLit* e, const TypeInfo& t, Slot to);
    void storeInto(const Expr* e, const Place& p, bool zeroed = false);
    void closureTo(const FuncLit* e, Slot to);
    void makeClosure(int32_t func, const std::vector<Slot>& kept, const std::vector<const TypeInfo*>& kinds,
                     bool heap, Slot to);
    // Memory for one object of type t: on the heap, or in this frame where the loop around cannot outlive it.
    Place newObject(const TypeInfo& t, bool heap, Slot to);
    const TypeInfo& closureInfo(const std::vector<const TypeInfo*>& kinds);
    void keepDictionary(std::vector<Slot>& kept, std::vector<const TypeInfo*>& kinds);
    void captureKinds(FuncInfo* literal, std::vector<const TypeInfo*>& kinds);
    void captureValues(FuncInfo* literal, std::vector<Slot>& kept);
    void loadCaptures(const std::vector<const TypeInfo*>& kinds, std::vector<Slot>& slots);

    // compile_call.cc
    struct Callee {
        enum class Kind : uint8_t { func, native, closure, interface_ } kind = Kind::func;
        int32_t index = -1;      // func, native, or method name
        Slot slot = noSlot;      // closure, interface
        Slot receiver = noSlot;  // of a func or native that is a method
        SignatureType* signature = nullptr;
        CallShape shape;
    };
    // A concrete or interface method of what stands at the end of a path.
    struct MethodRefInfo {
        FuncObject* method = nullptr;
        NamedType* named = nullptr;
        bool autoAddress = false, autoDeref = false, throughInterface = false;
        SignatureType* signature = nullptr;
    };
    Callee callee(const CallExpr* e);
    void funcCallee(FuncObject* f, const std::vector<Type*>& args, Callee& k);
    Callee methodCallee(Place receiver, const MethodRefInfo& m);
    MethodRefInfo methodRef(const Selection& sel);
    void emitCall(const Callee& k);
    void call(const CallExpr* e);  // leaves the results in the outgoing area
    // The arguments, each as its parameter's type, evaluated; receiver first.
    std::vector<Slot> callArgs(const CallExpr* e, const Callee& k);
    void directArgs(const CallExpr* e, const Callee& k);
    void argsFromTuple(const CallExpr* e, const Callee& k, std::vector<Slot>& slots);
    Slot variadicSlice(const CallExpr* e, const TypeInfo& slice, size_t first);
    Slot variadicOf(const CallExpr* e, const TypeInfo& slice, const std::vector<Slot>& from,
                    const std::vector<const TypeInfo*>& kinds, size_t first);
    void callTo(const CallExpr* e, Slot to);
    std::vector<Slot> tupleValues(const Expr* e, std::vector<const TypeInfo*>& kinds);
    void commaOk(const Expr* e, const TypeInfo& t, Slot v, Slot ok);
    bool hasCallAfter(const CallExpr* e, size_t from);
    CallShape lastShape;
    // Calls a method with this function's own arguments from firstArg on, and returns its results.
    void forward(const Callee& k, size_t firstArg);

    // compile_buffers.cc: room in the frame for what the runtime would allocate otherwise
    Slot stackBuffer(int64_t bytes);  // a temp with the address of bytes in the frame that stay there
    const TypeInfo& structOf(const std::vector<const TypeInfo*>& fields);
    void sliceInBuffer(const TypeInfo& element, Slot n, Slot cap, int64_t room, Slot to, Label done);
    void makeMap(const TypeInfo& map, Slot hint, bool heap, bool large, Slot to);
    bool appendInBuffer(const CallExpr* e, Slot s, const std::vector<Slot>& items, const TypeInfo& element,
                        Slot to, Label done);
    Slot stepBuffer(const VarObject* v, const TypeInfo& array);
    void moveToHeap(const Stmt* s);
    // x of the conversion string(x) of bytes, or of []byte(x) of a string; null: e is no such conversion.
    const Expr* bytesOfString(const Expr* e);
    const Expr* stringOfBytes(const Expr* e);
    Slot glance(const Expr* e, const TypeInfo& t);  // a string that is looked at here and forgotten
    bool plainCases(const SwitchStmt* s);
    void sliceOfConstant(const CallExpr* e, const std::string& text, Slot to);
    StackAppends stackAppends;
    std::vector<std::pair<uint32_t, Slot>> stepBuffers;  // by id of the variable
    std::vector<uint32_t> bufferedVars;  // ids of slice variables with an append that has a buffer

    // compile_go.cc
    void emitKept(const CallExpr* e, const Callee& callee_, bool fromSlot,
                  const std::vector<const TypeInfo*>& kinds, const std::vector<const Expr*>& fixed,
                  size_t spreads);
    void emitKeptBuiltin(const CallExpr* e, const std::vector<const TypeInfo*>& kinds);
    Slot deferredBuiltin(const CallExpr* e, const std::string& madeName, const std::string& key, bool heap);
    void panicIfNil(const MethodEntry& m);
    Slot deferredClosure(const CallExpr* e, const Stmt* site, bool isDefer);

    // compile_builtin.cc
    void builtinTo(const CallExpr* e, Slot to);
    void lenTo(const Expr* x, Slot to, bool cap);
    void appendTo(const CallExpr* e, Slot to);
    void makeTo(const CallExpr* e, Slot to);
    void minMaxTo(const CallExpr* e, Slot to);
    void minMax(bool max, const TypeInfo& t, Slot r, Slot x);
    void printCall(const CallExpr* e);
    void printValue(Slot s, const TypeInfo& t);
    void complexPartTo(const CallExpr* e, Slot to);
    void unsafeTo(const CallExpr* e, Slot to);
    void deleteOrClear(const CallExpr* e);
    void append(Slot s, const std::vector<Slot>& items, const TypeInfo& element, Slot to);
    void appendSeveral(Slot s, const std::vector<Slot>& items, const TypeInfo& element, Slot to);
    Slot copyAs(const Expr* e, const TypeInfo& t);
    void newTo(const CallExpr* e, Slot to);
    void builtinOfTuple(const CallExpr* e, Slot to);
    void checkLength(Slot n, int64_t k);
    void printAll(const std::vector<Slot>& slots, const std::vector<const TypeInfo*>& kinds, bool line);

    // ---- statements (compile_stmt.cc, compile_var.cc, compile_assign.cc, compile_body.cc) ----
    void stmt(const Stmt* s);
    void block(const std::vector<Stmt*>& list);
    void assign(const AssignStmt* s);
    void assignOne(const Expr* lhs, const Expr* rhs, VarObject* fresh);
    void assignMany(const AssignStmt* s);
    void assignTuple(const AssignStmt* s);
    void assignOp(const Expr* lhs, Op op, const Expr* rhs);
    void assignSlot(const Expr* lhs, VarObject* fresh, Slot v, const TypeInfo& t);
    void declare(VarObject* v);  // zero value
    void declareUninit(VarObject* v);
    void newHeapVar(const TypeInfo& t, Slot box);
    void declareWith(VarObject* v, const Expr* init);
    Place homePlace(const VarObject* v);
    Home& home(const VarObject* v);
    bool heapVar(const VarObject* v);
    bool capturedByValue(const VarObject* v);
    void varDecl(const VarDecl* d);
    void returnStmt(const ReturnStmt* s);
    void leave();
    void ifStmt(const IfStmt* s);
    void forStmt(const ForStmt* s);
    void renewLoopVars(const ForStmt* s);
    void homeParam(VarObject* v, uint32_t at, bool result);
    void returnResults();
    bool canMakeResult(const Home& h, const Expr* value_);
    void returnOut(const ReturnStmt* s);  // from the body of a range over a function
    void branchOut(const BranchStmt* s);  // likewise
    Label labelFor(const LabeledStmt* l);
    Place stable(Place p);
    Place assignPlace(const Expr* e, bool still = false);
    void storeAs(const Place& p, Slot v, const TypeInfo& from);
    void incrementFloat(Op op, const TypeInfo& t, Slot to, Slot x);
    void branchStmt(const BranchStmt* s);
    void goStmt(const Expr* call, const Stmt* site, bool isDefer);
    void selectStmt(const SelectStmt* s);
    void sendStmt(const SendStmt* s);
    void switchStmt(const SwitchStmt* s);
    void typeSwitchStmt(const TypeSwitchStmt* s);
    void rangeStmt(const RangeStmt* s);

    // compile_switch.cc
    void caseTest(Slot tag, const TypeInfo& t, const Expr* x, Label match);
    struct IntCase {
        int64_t value;
        const Expr* x;
        Label match;
    };
    std::vector<IntCase> intCases(const SwitchStmt* s, const TypeInfo& t, const std::vector<Label>& labels);
    void searchCases(Slot tag, const TypeInfo& t, const IntCase* cases, size_t n, Label otherwise);
    void typeTest(Slot x, const TypeInfo& from, const Expr* target, Label match);
    void clauseBodies(const std::vector<CaseClause*>& clauses, const std::vector<Label>& labels, Label done,
                      const Stmt* s);
    void bindClause(const CaseClause* clause, Slot x, const TypeInfo& from);

    // compile_select.cc
    struct SelectCase;
    void selectOne(const SelectCase& k, const SelectStmt* s, Label done);
    void selectTry(const SelectCase& k, const SelectStmt* s, const CommClause* fallback, Label done);
    void selectMany(std::vector<SelectCase>& cases, const SelectStmt* s, const CommClause* fallback,
                    Label done);
    void selectBody(const SelectCase& k, Slot value_, Slot ok, const SelectStmt* s, Label done);
    void selectOperands(SelectCase& k);

    // compile_range.cc
    struct RangeBase {
        Slot list = noSlot;  // pointer, length, capacity
        const TypeInfo* element = nullptr;
    };
    RangeBase rangeBase(const RangeStmt* s, bool wantsValue);
    void rangeLoop(const RangeStmt* s, Label next, Label done);
    const SlotMask& mapIterMask();
    void rangeInt(const RangeStmt* s);
    void rangeList(const RangeStmt* s);
    void rangeString(const RangeStmt* s);
    void rangeMap(const RangeStmt* s);
    void rangeChan(const RangeStmt* s);
    void rangeFunc(const RangeStmt* s);

    // compile_rangefunc.cc
    struct RangeReturns {
        bool any = false, heap = false;
    };
    RangeReturns rangeReturns(const FuncInfo* f);
    bool rangeDefers(const FuncInfo* f);
    std::vector<const TypeInfo*> rangeExtras(const RangeStmt* s);
    bool rangesFunc(const Stmt* s);
    bool setsNext(const RangeStmt* s);
    const TypeInfo* keptNext(const RangeStmt* s);
    void sharedWord(bool heap, Slot to);
    void setWord(Slot pointer, int64_t v);
    void callRuntime(const char* function, Slot arg, uint32_t slots, const SlotMask& mask);
    void afterRange(const RangeStmt* s, Slot state, Slot next, bool outermost);
    void followBranch(const BranchStmt* x, Slot next, bool outermost);
    void leaveBody(int64_t state, bool goOn);
    bool labelIsHere(const Stmt* label);
    void compileRangeBody();
    void rangeAssign(const RangeStmt* s, Slot key, const TypeInfo* keyType, Slot value_,
                     const TypeInfo* valueType);

    // ---- prologue, epilogue and scopes ----
    void prologue();
    struct Scope {
        std::vector<VarObject*> vars;
        std::vector<uint32_t> from;
    };
    void openScope() { scopes.emplace_back(); }
    void closeScope();
    // The body of a loop: what has its address taken inside lives until its end.
    struct Loop {
        uint32_t bodyStart = 0;
        std::vector<size_t> regions;
    };
    void openLoopBody() { loops.push_back({b.here(), {}}); }
    void closeLoopBody();
    void pin(Slot slot, const SlotMask& mask);  // live (and zero first) throughout the loop body around
    struct Target {
        const Stmt* stmt = nullptr;
        Label breakLabel = -1, continueLabel = -1;
    };
    void mark(const Node* n) {
        if (n && n->pos.known()) b.setLine(n->pos.line);
    }
    void refuse(const Node* n, const std::string& text) { c.refuse(n ? n->pos : self.pos, text); }
    void madeReturn() { b.emit(Opcode::RET); }
    const CallExpr* spreadCall =
        nullptr;               // a go or defer statement's: its slice is not made but kept in spread
    std::vector<Slot> spread;  // what would have become the slice of a variadic call
    bool inLoop() const { return !loops.empty(); }

    std::string name;
    FuncInfo* fi;
    std::vector<Home> homes;         // by VarObject::index
    std::vector<Home> captureHomes;  // by index in fi->captures
    std::vector<Home> resultHomes;
    std::vector<Scope> scopes;
    std::vector<Loop> loops;
    std::vector<Target> targets;
    std::vector<std::pair<const LabeledStmt*, Label>> gotoLabels;
    Label fallthroughLabel = -1;
    Label exitLabel = -1;
    bool deferring = false;
    int wrapCount = 0;
    // In the body of a range over a function: addresses of the shared words and of the results.
    Slot nextPtr = noSlot, statePtr = noSlot, deferFrame = noSlot;
    std::vector<Slot> resultPtrs;
    RangeReturns returnsFromRange;  // of a function with such bodies inside

  private:
    struct TempSlot {
        Slot slot;
        SlotMask mask;
    };
    std::vector<TempSlot> temps;
    std::vector<size_t> tempRegions;
    friend class Temps;
};

// Does evaluating e call a function, or can it panic or wait? (gc: mayCall)
bool mayCall(const Expr* e);
// Does it call something that could change variables?
bool hasCall(const Expr* e);

// The expression's value can be made in the very variable that it mentions: it is written last, at once.
bool safeInPlace(const Expr* e);

}  // namespace tricolor::golang
