// range over a function: the body becomes a function of its own that the iterator calls.
//
// The body and the loop share words: `next`, one for the outermost such loop, says how control leaves
// the loops (0: it does not; 1: return; else the code of the branch), `state`, one a loop, catches
// iterators that go on when they must not. The body writes results of a return straight to the results
// of the function around. Behind the call of the iterator the loop looks at both.
#include <algorithm>

#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

enum State : int64_t { kDone = 0, kReady = 1, kPanic = 2, kExhausted = 3, kMissingPanic = 4 };
constexpr int64_t kReturn = 1;

// A number for a branch out of a body: its target and kind.
int32_t branchCode(const BranchStmt* s) {
    const uint32_t place = (s->target->pos.line & 0xfffff) * 512 + std::min(s->target->pos.column, 511u);
    return static_cast<int32_t>(place * 2 + (s->token == Token::Continue ? 1 : 0) + 2);
}

// What is inside a statement, without the bodies of function literals.
struct Inside {
    std::vector<const Stmt*> statements;
    std::vector<const BranchStmt*> branches;
    bool returns = false, defers = false;

    void list(const std::vector<Stmt*>& l) {
        for (const Stmt* s : l) walk(s);
    }
    void clauses(const std::vector<CaseClause*>& l) {
        for (const CaseClause* k : l) list(k->body);
    }
    void walk(const Stmt* s) {
        if (!s) return;
        statements.push_back(s);
        switch (s->kind) {
            case NodeKind::BlockStmt:
                return list(static_cast<const BlockStmt*>(s)->list);
            case NodeKind::LabeledStmt:
                return walk(static_cast<const LabeledStmt*>(s)->stmt);
            case NodeKind::IfStmt:
                walk(static_cast<const IfStmt*>(s)->thenBlock);
                return walk(static_cast<const IfStmt*>(s)->elseStmt);
            case NodeKind::ForStmt:
                return walk(static_cast<const ForStmt*>(s)->body);
            case NodeKind::RangeStmt:
                return walk(static_cast<const RangeStmt*>(s)->body);
            case NodeKind::SwitchStmt:
                return clauses(static_cast<const SwitchStmt*>(s)->clauses);
            case NodeKind::TypeSwitchStmt:
                return clauses(static_cast<const TypeSwitchStmt*>(s)->clauses);
            case NodeKind::SelectStmt:
                for (const CommClause* k : static_cast<const SelectStmt*>(s)->clauses) list(k->body);
                return;
            case NodeKind::BranchStmt:
                return branches.push_back(static_cast<const BranchStmt*>(s));
            case NodeKind::ReturnStmt:
                returns = true;
                return;
            case NodeKind::DeferStmt:
                defers = true;
                return;
            default:
                return;
        }
    }
    bool has(const Stmt* s) const {
        return std::find(statements.begin(), statements.end(), s) != statements.end();
    }
};

const FuncInfo* realFunction(const FuncInfo* f) {
    while (f->rangeBody && f->outer) f = f->outer;
    return f;
}

}  // namespace

// Is this a range over a function?
bool FuncCompiler::rangesFunc(const Stmt* s) {
    if (s->kind != NodeKind::RangeStmt) return false;
    return typeAs<SignatureType>(infoOf(static_cast<const RangeStmt*>(s)->x).under) != nullptr;
}

// Does control leave the body of this loop for further out, or that of one inside for somewhere beyond it?
// Then it says where to in the word `next`.
bool FuncCompiler::setsNext(const RangeStmt* s) {
    Inside in;
    in.walk(s->body);
    if (in.returns) return true;
    for (const BranchStmt* x : in.branches)
        if (x->token != Token::Fallthrough && x->target != s && !in.has(x->target)) return true;
    for (const Stmt* x : in.statements)
        if (rangesFunc(x) && setsNext(static_cast<const RangeStmt*>(x))) return true;
    return false;
}

// What the closure of a loop's body keeps of the word `next`: its address; its value, if nobody ever sets it
// and only the loops inside look at it; or nothing (null).
const TypeInfo* FuncCompiler::keptNext(const RangeStmt* s) {
    const FuncInfo* f = s->bodyInfo;
    while (f->outer && f->outer->rangeBody) f = f->outer;
    if (setsNext(s)) return &pointerInfo();
    Inside in;
    in.walk(s->body);
    if (std::none_of(in.statements.begin(), in.statements.end(), [&](auto x) { return rangesFunc(x); }))
        return nullptr;
    return setsNext(f->rangeBody) ? &pointerInfo() : &intInfo();
}

// Does a body of a range over a function inside this function return from it?
FuncCompiler::RangeReturns FuncCompiler::rangeReturns(const FuncInfo* f) {
    RangeReturns r;
    for (const FuncInfo* lit : f->literals) {
        if (!lit->rangeBody) continue;
        Inside in;
        in.walk(lit->rangeBody->body);
        if (!in.returns) continue;
        r.any = true;
        r.heap = r.heap || c.escapes.heap(static_cast<const Node*>(lit->rangeBody));
        const RangeReturns deeper = rangeReturns(lit);
        r.heap = r.heap || deeper.heap;
    }
    return r;
}

void FuncCompiler::setWord(Slot pointer, int64_t v) {
    Temps scope(*this);
    const Slot w = tempInt();
    loadInt(w, v);
    b.emit(Opcode::ST64, pointer, w, noSlot, 0);
}

void FuncCompiler::callRuntime(const char* function, Slot arg, uint32_t slots, const SlotMask& mask) {
    FuncObject* f = c.runtimeFunc(function);
    if (!f) return b.emit(Opcode::UNREACHABLE);
    const int32_t index = c.funcOf(f, {});
    move(b.out(0, slots), arg, slots);
    b.call(Opcode::CALL, noSlot, Instr::pair(index, 0), slots, mask);
}

// One of the words that the loop and its body share.
void FuncCompiler::sharedWord(bool heap, Slot to) {
    if (heap)
        newHeapVar(intInfo(), to);
    else
        newObject(intInfo(), false, to);
}

// The kinds of what the body's closure keeps behind the captured variables.
std::vector<const TypeInfo*> FuncCompiler::rangeExtras(const RangeStmt* s) {
    Inside in;
    in.walk(s->body);
    std::vector<const TypeInfo*> kinds(1, &pointerInfo());
    if (const TypeInfo* next = keptNext(s)) kinds.push_back(next);
    if (in.defers) kinds.push_back(&ifaceInfo());
    if (in.returns) kinds.resize(kinds.size() + realFunction(s->bodyInfo)->results.size(), &pointerInfo());
    return kinds;
}

// Does a body of a range over a function inside this function defer calls to its end?
bool FuncCompiler::rangeDefers(const FuncInfo* f) {
    for (const FuncInfo* lit : f->literals)
        if (lit->rangeBody && (lit->hasDefer || rangeDefers(lit))) return true;
    return false;
}

void FuncCompiler::rangeFunc(const RangeStmt* s) {
    Temps scope(*this);
    Inside in;
    in.walk(s->body);
    const bool heap = c.escapes.heap(static_cast<const Node*>(s));
    const Slot f = copyOf(s->x);
    const TypeInfo* keeps = keptNext(s);
    const bool outermost = !fi->rangeBody;
    Slot next = nextPtr;
    if (outermost && setsNext(s)) {
        next = tempPtr();
        sharedWord(heap, next);
        setWord(next, 0);
    }
    const Slot state = tempPtr();
    sharedWord(heap, state);
    setWord(state, kReady);
    std::vector<Slot> kept;
    std::vector<const TypeInfo*> kinds;
    captureKinds(s->bodyInfo, kinds);
    captureValues(s->bodyInfo, kept);
    kept.push_back(state);
    if (keeps && next == noSlot) loadInt(next = tempInt(), 0);
    if (keeps) kept.push_back(next);
    if (in.defers) {
        kept.push_back(deferFrame == noSlot ? temp(ifaceInfo()) : deferFrame);
        if (deferFrame == noSlot)
            b.emit2(Opcode::DEFERRANGE, kept.back(), noSlot, noSlot, c.typeId(pointerInfo().type), 0);
    }
    if (in.returns)
        for (size_t i = 0; i < realFunction(fi)->results.size(); ++i)
            kept.push_back(fi->rangeBody ? resultPtrs[i] : address(homePlace(fi->results[i])));
    const std::vector<const TypeInfo*> extras = rangeExtras(s);
    kinds.insert(kinds.end(), extras.begin(), extras.end());
    keepDictionary(kept, kinds);
    const Slot body = tempPtr();
    makeClosure(c.literalOf(s->bodyInfo, self.subst, name), kept, kinds, heap, body);
    move(b.out(0), body, 1);
    b.call(Opcode::CALLC, f, 0, 1, SlotMask{1});
    afterRange(s, state, next, outermost);
}

void FuncCompiler::afterRange(const RangeStmt* s, Slot state, Slot next, bool outermost) {
    const Slot w = tempInt();
    const Label fine = b.newLabel(), done = b.newLabel();
    b.emit(Opcode::LD64, w, state, noSlot, 0);
    b.branch(Opcode::BNEI, w, noSlot, fine, kPanic);
    loadInt(w, kMissingPanic);
    callRuntime("panicrangestate", w, 1, SlotMask{0});
    b.bind(fine);
    setWord(state, kExhausted);
    if (!setsNext(s)) return;
    Inside in;
    in.walk(s->body);
    b.emit(Opcode::LD64, w, next, noSlot, 0);
    b.branch(Opcode::BZ, w, noSlot, done);
    if (in.returns) {
        const Label other = b.newLabel();
        b.branch(Opcode::BNEI, w, noSlot, other, static_cast<int32_t>(kReturn));
        if (fi->rangeBody)
            leaveBody(kDone, false);
        else
            leave();
        b.bind(other);
    }
    std::vector<int32_t> seen;
    for (const BranchStmt* x : in.branches) {
        if (x->token == Token::Fallthrough || x->target == s || in.has(x->target)) continue;
        const int32_t code = branchCode(x);
        if (std::find(seen.begin(), seen.end(), code) != seen.end()) continue;
        seen.push_back(code);
        const Label other = b.newLabel();
        b.branch(Opcode::BNEI, w, noSlot, other, code);
        followBranch(x, next, outermost);
        b.bind(other);
    }
    b.bind(done);
}

// Control comes from a body inside and goes to the target of a branch: in this function, or further out.
void FuncCompiler::followBranch(const BranchStmt* x, Slot next, bool) {
    if (fi->rangeBody == x->target) {
        setWord(next, 0);
        return leaveBody(x->token == Token::Continue ? kReady : kDone, x->token == Token::Continue);
    }
    Inside here;
    here.walk(fi->body);
    if (!here.has(x->target)) {
        CHECK(fi->rangeBody, "a branch whose target is nowhere");
        return leaveBody(kDone, false);
    }
    setWord(next, 0);
    branchStmt(x);
}

void FuncCompiler::leaveBody(int64_t state, bool goOn) {
    setWord(statePtr, state);
    loadInt(kIn + static_cast<Slot>(self.shape.resultAt[0]), goOn ? 1 : 0);
    b.emit(Opcode::RET);
}

// A branch in a body to somewhere outside of it.
void FuncCompiler::branchOut(const BranchStmt* s) {
    if (!fi->rangeBody) return refuse(s, "this branch is not supported");
    if (fi->rangeBody == s->target)
        return leaveBody(s->token == Token::Continue ? kReady : kDone, s->token == Token::Continue);
    setWord(nextPtr, branchCode(s));
    leaveBody(kDone, false);
}

bool FuncCompiler::labelIsHere(const Stmt* label) {
    if (!fi->rangeBody) return true;
    Inside in;
    in.walk(fi->body);
    return in.has(label);
}

void FuncCompiler::returnOut(const ReturnStmt* s) {
    const FuncInfo* real = realFunction(fi);
    std::vector<Slot> slots;
    std::vector<const TypeInfo*> kinds;
    if (s->results.size() == 1 && real->results.size() > 1) {
        slots = tupleValues(s->results[0], kinds);
    } else {
        for (size_t i = 0; i < s->results.size(); ++i) {
            kinds.push_back(&info(real->results[i]->type));
            slots.push_back(copyAs(s->results[i], *kinds[i]));
        }
    }
    const bool onStack = !rangeReturns(real).heap;
    for (size_t i = 0; i < slots.size(); ++i) {
        const TypeInfo& t = info(real->results[i]->type);
        Slot v = slots[i];
        if (kinds[i] != &t) {
            v = temp(t);
            convert(slots[i], *kinds[i], t, v, nullptr);
        }
        store(memory(resultPtrs[i], 0, t, onStack && !heapVar(real->results[i])), v);
    }
    setWord(nextPtr, kReturn);
    leaveBody(kDone, false);
}

// The body as a function.
void FuncCompiler::compileRangeBody() {
    const RangeStmt* s = fi->rangeBody;
    prologue();
    {
        Temps scope(*this);
        const Slot w = tempInt();
        const Label fine = b.newLabel();
        b.emit(Opcode::LD64, w, statePtr, noSlot, 0);
        b.branch(Opcode::BEQI, w, noSlot, fine, kReady);
        callRuntime("panicrangestate", w, 1, SlotMask{0});
        b.bind(fine);
        setWord(statePtr, kPanic);
    }
    openScope();
    const std::vector<const TypeInfo*>& args = self.shape.args;
    const auto arg = [&](size_t i) {
        return i < args.size() ? kIn + static_cast<Slot>(self.shape.argAt[i]) : noSlot;
    };
    rangeAssign(s, arg(0), args.empty() ? nullptr : args[0], arg(1), args.size() > 1 ? args[1] : nullptr);
    block(fi->body->list);
    closeScope();
    b.setLine(fi->body->rbrace.line);
    if (!b.unreachable()) leaveBody(kReady, true);
}

}  // namespace tricolor::golang
