// The beginning and the end of a function: parameters, prologue, return.
#include "sim/golang/compile_fn.h"

namespace tricolor::golang {

FuncCompiler::FuncCompiler(Compiler& compiler, FuncBuilder& builder, const PendingFunc& pending)
    : c(compiler), b(builder), self(pending), fi(pending.info) {
    name = c.module.funcs[static_cast<size_t>(pending.index)].name;
    b.setLine(pending.pos.line);
}

void FuncCompiler::homeParam(VarObject* v, uint32_t at, bool result) {
    const TypeInfo& t = info(v->type);
    Home h;
    h.type = &t;
    // The places where results go are also those of the arguments: they are written at the very end. Until
    // then a result that has a name, or that somebody else may change, has a place of its own.
    const bool own = result && (fi->namedResults || deferring || returnsFromRange.any);
    h.slot = own ? b.alloc(t.mask) : kIn + static_cast<Slot>(at);
    h.kind = Home::Kind::frame;
    if (result && (fi->namedResults || deferring)) zero(h.slot, t.slots);
    if (result && returnsFromRange.any && !deferring && !fi->namedResults) zero(h.slot, t.slots);
    if (heapVar(v) || (result && returnsFromRange.heap)) {
        h.kind = Home::Kind::box;
        h.slot = b.alloc(SlotMask{1});
        newHeapVar(t, h.slot);
        if (!result) store(memory(h.slot, 0, t), kIn + static_cast<Slot>(at));
        if (result && deferring) b.beginRegionAt(0, h.slot, 1, true);
    } else {
        h.pinned =
            v->addressTaken || (v->captured && !capturedByValue(v)) || (result && returnsFromRange.any);
        if (t.slots && (h.pinned || (result && deferring))) {
            if (result) b.zeroAtEntry(h.slot, t.slots);
            b.beginRegionAt(0, h.slot, t.slots, false);
        }
    }
    home(v) = h;
    if (!v->name.empty() && v->name != "_")
        b.addVar(v->name, c.typeId(t.type), h.slot, 0, ~0u, h.kind == Home::Kind::box,
                 result ? runtime::VarRole::result : runtime::VarRole::argument);
}

void FuncCompiler::prologue() {
    std::vector<const TypeInfo*> kinds;
    captureKinds(fi, kinds);
    const size_t captured = kinds.size();
    std::vector<const TypeInfo*> extras;
    if (fi->rangeBody) extras = rangeExtras(fi->rangeBody);
    kinds.insert(kinds.end(), extras.begin(), extras.end());
    std::vector<Slot> kept;
    loadCaptures(kinds, kept);
    for (size_t i = 0; i < captured; ++i) {
        Home h;
        h.kind = capturedByValue(fi->captures[i]) ? Home::Kind::frame : Home::Kind::box;
        h.slot = kept[i];
        h.type = &info(fi->captures[i]->type);
        captureHomes.push_back(h);
        b.addVar(fi->captures[i]->name, c.typeId(h.type->type), h.slot, 0, ~0u, h.kind == Home::Kind::box);
    }
    if (fi->rangeBody) {
        size_t at = captured;
        statePtr = kept[at++];
        if (const TypeInfo* next = keptNext(fi->rangeBody)) {
            if (next == &pointerInfo()) nextPtr = kept[at];
            ++at;
        }
        const bool defers = at < kept.size() && extras[at - captured] == &ifaceInfo();
        if (defers) deferFrame = kept[at++];
        resultPtrs.assign(kept.begin() + static_cast<int64_t>(at), kept.end());
        return;
    }
    returnsFromRange = rangeReturns(fi);
    size_t k = 0;
    if (fi->receiver) homeParam(fi->receiver, self.shape.argAt[k++], false);
    for (VarObject* p : fi->params) homeParam(p, self.shape.argAt[k++], false);
    for (size_t i = 0; i < fi->results.size(); ++i) homeParam(fi->results[i], self.shape.resultAt[i], true);
}

void FuncCompiler::compileBody() {
    if (fi->rangeBody) return compileRangeBody();
    deferring = fi->hasDefer || rangeDefers(fi);
    exitLabel = b.newLabel();
    stackAppends = findStackAppends(*fi, c.escapes, [this](const VarObject* v) {
        const auto* s = typeAs<SliceType>(info(v->type).under);
        return s ? info(s->element).size : -1;
    });
    prologue();
    openScope();
    block(fi->body->list);
    closeScope();
    b.setLine(fi->body->rbrace.line);
    if (!b.unreachable()) leave();
    if (deferring) {
        b.bind(exitLabel);
        b.emit(Opcode::DEFERRETURN);
        returnResults();
        b.emit(Opcode::RET);
    }
}

void FuncCompiler::returnResults() {
    Temps scope(*this);
    for (size_t i = 0; i < fi->results.size(); ++i) {
        const Home& h = home(fi->results[i]);
        const Slot to = kIn + static_cast<Slot>(self.shape.resultAt[i]);
        if (h.kind == Home::Kind::box) {
            const Slot v = via(to, *h.type);
            load(memory(h.slot, 0, *h.type), v);
            move(to, v, h.type->slots);
        } else if (h.slot != to) {
            move(to, h.slot, h.type->slots);
        }
    }
}

void FuncCompiler::leave() {
    if (deferring) return b.jump(exitLabel);
    returnResults();
    b.emit(Opcode::RET);
}

// Can the value be made right where the one result goes?
bool FuncCompiler::canMakeResult(const Home& h, const Expr* value_) {
    if (deferring || h.kind != Home::Kind::frame || h.pinned) return false;
    if (h.slot < kIn) return safeInPlace(value_);
    return h.type->slots == 1 && h.type->rep != Rep::Aggregate;  // written at once
}

void FuncCompiler::returnStmt(const ReturnStmt* s) {
    Temps scope(*this);
    if (fi->rangeBody) return returnOut(s);
    if (s->results.empty()) return leave();
    const CallsFirst order(*this, {s->results.begin(), s->results.end()}, s->results.size() > 1);
    const auto& results = fi->results;
    std::vector<Slot> slots;
    std::vector<const TypeInfo*> kinds;
    if (s->results.size() == 1 && results.size() > 1) {
        slots = tupleValues(s->results[0], kinds);
    } else if (results.size() == 1 && canMakeResult(home(results[0]), s->results[0])) {
        valueAsTo(s->results[0], info(results[0]->type), home(results[0]).slot);
        mark(s);
        return leave();
    } else {
        const bool several = results.size() > 1;
        for (size_t i = 0; i < results.size(); ++i) {
            kinds.push_back(&info(results[i]->type));
            slots.push_back(several ? copyAs(s->results[i], *kinds[i]) : valueAs(s->results[i], *kinds[i]));
        }
    }
    for (size_t i = 0; i < results.size(); ++i) {
        const TypeInfo& t = info(results[i]->type);
        Slot v = slots[i];
        if (kinds[i] != &t) {
            v = temp(t);
            convert(slots[i], *kinds[i], t, v, nullptr);
        }
        store(homePlace(results[i]), v);
    }
    mark(s);
    leave();
}

}  // namespace tricolor::golang
