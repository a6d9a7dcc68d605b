// range loops.
#include "sim/golang/compile_fn.h"
#include "sim/runtime/maptype.h"
#include "sim/world/check.h"

namespace tricolor::golang {

// Key and value of a round (either may be absent) go to their variables, new ones each round, or to what is
// assigned.
void FuncCompiler::rangeAssign(const RangeStmt* s, Slot key, const TypeInfo* keyType, Slot value_,
                               const TypeInfo* valueType) {
    Temps scope(*this);
    if (s->define) {
        if (s->keyVar && keyType) assignSlot(nullptr, s->keyVar, key, *keyType);
        if (s->valueVar && valueType) assignSlot(nullptr, s->valueVar, value_, *valueType);
        return;
    }
    Place k, v;
    const auto blank = [](const Expr* e) {
        const auto* id = as<Ident>(unparen(e));
        return !e || (id && id->blank());
    };
    if (keyType && !blank(s->key)) k = assignPlace(s->key);
    if (valueType && !blank(s->value)) v = assignPlace(s->value);
    if (keyType) storeAs(k, key, *keyType);
    if (valueType) storeAs(v, value_, *valueType);
}

// The body, with the round's scope open around it; `next` and `done` are where continue and break go.
void FuncCompiler::rangeLoop(const RangeStmt* s, Label next, Label done) {
    targets.push_back({s, done, next});
    block(s->body->list);
    targets.pop_back();
}

void FuncCompiler::rangeStmt(const RangeStmt* s) {
    mark(s);
    switch (s->rangeKind) {
        case RangeKind::Int:
            return rangeInt(s);
        case RangeKind::Array:
        case RangeKind::ArrayPointer:
        case RangeKind::Slice:
            return rangeList(s);
        case RangeKind::String:
            return rangeString(s);
        case RangeKind::Map:
            return rangeMap(s);
        case RangeKind::Chan:
            return rangeChan(s);
        case RangeKind::Func:
            return rangeFunc(s);
    }
}

void FuncCompiler::rangeInt(const RangeStmt* s) {
    Temps scope(*this);
    const TypeInfo& t = s->keyType ? info(s->keyType) : valueInfo(s->x);
    const Slot n = temp(t), i = temp(t);
    valueAsTo(s->x, t, n);
    loadInt(i, 0);
    const Label top = b.newLabel(), next = b.newLabel(), done = b.newLabel(), test = b.newLabel();
    b.jump(test);
    b.bind(top);
    openLoopBody();
    openScope();
    rangeAssign(s, i, &t, noSlot, nullptr);
    rangeLoop(s, next, done);
    closeScope();
    closeLoopBody();
    b.bind(next);
    mark(s);
    arithConst(Op::Add, t, i, i, 1);
    b.bind(test);
    b.branch(t.isSigned ? Opcode::BLTS : Opcode::BLTU, i, n, top);
    b.bind(done);
}

// Where the elements of what is ranged over stand: a copy of the slice (pointer, length), or an array's
// address.
FuncCompiler::RangeBase FuncCompiler::rangeBase(const RangeStmt* s, bool wantsValue) {
    RangeBase r;
    const TypeInfo& x = infoOf(s->x);
    if (const auto* id = as<Ident>(unparen(s->x)); id && typeAs<SliceType>(x.under)) {
        // A variable that nobody changes is its own copy.
        const auto* v = objectAs<VarObject>(id->object);
        if (v && v->varKind != VarKind::Global && !v->reassigned && !v->addressTaken &&
            homePlace(v).kind == Place::Kind::frame && !homePlace(v).part) {
            r.list = value(s->x);
            r.element = &info(typeAs<SliceType>(x.under)->element);
            return r;
        }
    }
    r.list = temp(SlotMask{1, 0, 0});
    if (const auto* sl = typeAs<SliceType>(x.under)) {
        if (const Expr* text = stringOfBytes(s->x)) {  // nobody can change them: no copy
            const Slot v = value(text);
            move(r.list, v, 2);
            move(r.list + 2, v + 1, 1);
        } else {
            valueTo(s->x, r.list);
        }
        r.element = &info(sl->element);
        return r;
    }
    const auto* ptr = typeAs<PointerType>(x.under);
    const TypeInfo& at = ptr ? info(ptr->element) : x;
    const auto* a = typeAs<ArrayType>(at.under);
    r.element = &info(a->element);
    loadInt(r.list + 1, a->length);
    loadInt(r.list + 2, a->length);
    if (ptr) {
        valueTo(s->x, r.list);
        if (wantsValue && a->length) nilCheck(r.list);
    } else if (wantsValue) {
        const Place copy = newObject(at, at.slots > maxFrameSlots / 2, r.list);
        if (at.slots > maxFrameSlots / 2)
            b.emit2(Opcode::MOVET, r.list, address(place(s->x)), noSlot, c.typeId(at.type), 0);
        else
            store(copy, raw(s->x));
    } else {
        if (!s->x->isConstant() && hasCall(s->x)) raw(s->x);
        loadInt(r.list, 0);
    }
    return r;
}

void FuncCompiler::rangeList(const RangeStmt* s) {
    Temps scope(*this);
    const bool wantsValue = s->define ? s->valueVar != nullptr : s->value != nullptr;
    const RangeBase r = rangeBase(s, wantsValue);
    const Slot i = tempInt(), a = tempPtr();
    loadInt(i, 0);
    const Label top = b.newLabel(), next = b.newLabel(), done = b.newLabel(), test = b.newLabel();
    b.jump(test);
    b.bind(top);
    openLoopBody();
    openScope();
    Slot v = noSlot;
    if (wantsValue) {
        v = temp(*r.element);
        b.emit(Opcode::INDEX, a, r.list, i, r.element->size);
        load(memory(a, 0, *r.element), v);
    }
    rangeAssign(s, i, &intInfo(), v, wantsValue ? r.element : nullptr);
    rangeLoop(s, next, done);
    closeScope();
    closeLoopBody();
    b.bind(next);
    mark(s);
    b.emit(Opcode::ADDI, i, i, noSlot, 1);
    b.bind(test);
    b.branch(Opcode::BLTS, i, r.list + 1, top);
    b.bind(done);
}

void FuncCompiler::rangeString(const RangeStmt* s) {
    Temps scope(*this);
    const TypeInfo& runeInfo = c.info(c.types.basic(TypeKind::Int32));
    const Slot str = temp(SlotMask{1, 0}), i = tempInt(), pair = temp(SlotMask{0, 0});
    valueTo(s->x, str);
    loadInt(i, 0);
    const Label top = b.newLabel(), next = b.newLabel(), done = b.newLabel(), test = b.newLabel();
    b.jump(test);
    b.bind(top);
    openLoopBody();
    openScope();
    b.emit(Opcode::DECODERUNE, pair, str, i);
    rangeAssign(s, i, &intInfo(), pair, &runeInfo);
    rangeLoop(s, next, done);
    closeScope();
    closeLoopBody();
    b.bind(next);
    mark(s);
    b.emit(Opcode::MOV, i, pair + 1);
    b.bind(test);
    b.branch(Opcode::BLTS, i, str + 1, top);
    b.bind(done);
}

const SlotMask& FuncCompiler::mapIterMask() {
    if (c.iterMask.empty()) {
        runtime::addMapTypes(c.module);
        const runtime::Type& t = c.module.type(c.module.mapIter);
        for (uint32_t k = 0; k < runtime::mapIterBytes / 8; ++k)
            c.iterMask.push_back(k * 8 < t.ptrdata && t.pointerAt(k));
    }
    return c.iterMask;
}

void FuncCompiler::rangeMap(const RangeStmt* s) {
    Temps scope(*this);
    const TypeInfo& mt = infoOf(s->x);
    const auto* m = typeAs<MapType>(mt.under);
    const TypeInfo &kt = info(m->key), &vt = info(m->value);
    const int32_t id = c.typeId(mt.type);
    const Slot iter = temp(mapIterMask());
    {
        Temps inner(*this);
        b.emit2(Opcode::MAPITERINIT, iter, value(s->x), noSlot, id, 0);
    }
    tempRegions.push_back(b.beginRegion(iter, static_cast<uint32_t>(mapIterMask().size())));
    const Label top = b.newLabel(), next = b.newLabel(), done = b.newLabel();
    b.bind(top);
    b.branch(Opcode::BZ, iter, noSlot, done);
    openLoopBody();
    openScope();
    {
        Temps inner(*this);
        const bool wantsKey = s->define ? s->keyVar != nullptr : s->key != nullptr;
        const bool wantsValue = s->define ? s->valueVar != nullptr : s->value != nullptr;
        const Slot k = wantsKey ? temp(kt) : noSlot, v = wantsValue ? temp(vt) : noSlot;
        if (wantsKey) load(memory(iter, 0, kt), k);
        if (wantsValue) load(memory(iter + 1, 0, vt), v);
        rangeAssign(s, k, wantsKey ? &kt : nullptr, v, wantsValue ? &vt : nullptr);
    }
    rangeLoop(s, next, done);
    closeScope();
    closeLoopBody();
    b.bind(next);
    mark(s);
    b.emit2(Opcode::MAPITERNEXT, iter, noSlot, noSlot, id, 0);
    b.jump(top);
    b.bind(done);
}

void FuncCompiler::rangeChan(const RangeStmt* s) {
    Temps scope(*this);
    const TypeInfo& ct = infoOf(s->x);
    const TypeInfo& t = info(typeAs<ChanType>(ct.under)->element);
    const Slot ch = copyOf(s->x), v = temp(t), ok = tempInt();
    const Label next = b.newLabel(), done = b.newLabel();
    b.bind(next);
    mark(s);
    if (t.pointers) zero(v, t.slots);
    b.emit2(Opcode::RECV, t.slots ? v : noSlot, ch, ok, c.typeId(ct.type), 0);
    b.branch(Opcode::BZ, ok, noSlot, done);
    openLoopBody();
    openScope();
    if (t.narrow()) extend(v, t, v);
    rangeAssign(s, v, &t, noSlot, nullptr);
    rangeLoop(s, next, done);
    closeScope();
    closeLoopBody();
    b.jump(next);
    b.bind(done);
}

}  // namespace tricolor::golang
