// Assignments.
#include "sim/golang/compile_fn.h"

namespace tricolor::golang {

bool safeInPlace(const Expr* e) {
    e = unparen(e);
    if (e->isConstant()) return true;
    switch (e->kind) {
        case NodeKind::Ident:
        case NodeKind::SelectorExpr:
        case NodeKind::StarExpr:
        case NodeKind::SliceExpr:
            return true;
        case NodeKind::IndexExpr:
            return e->mode != Mode::MapIndex;
        case NodeKind::BinaryExpr: {
            const Op op = static_cast<const BinaryExpr*>(e)->op;
            return !isComparison(op);
        }
        case NodeKind::CallExpr: {
            const auto* k = static_cast<const CallExpr*>(e);
            if (k->callKind == CallKind::Builtin)
                return k->builtin == Builtin::Append || k->builtin == Builtin::Len ||
                       k->builtin == Builtin::Cap;
            return k->callKind == CallKind::Call;
        }
        default:
            return false;
    }
}

namespace {

Opcode storeIndexed(const TypeInfo& t) {
    if (t.pointers) return t.size == 8 ? Opcode::STXP : Opcode::NOP;
    if (t.rep == Rep::Aggregate && t.size != 8) return Opcode::NOP;
    switch (t.size) {
        case 1:
            return Opcode::STX8;
        case 2:
            return Opcode::STX16;
        case 4:
            return Opcode::STX32;
        case 8:
            return Opcode::STX64;
        default:
            return Opcode::NOP;
    }
}

}  // namespace

void FuncCompiler::assignOne(const Expr* lhs, const Expr* rhs, VarObject* fresh) {
    Temps scope(*this);
    const bool plain = fresh || !hasCall(lhs);  // what is assigned to is looked at last anyway
    const CallsFirst order(*this, plain ? std::vector<const Expr*>{rhs} : std::vector<const Expr*>{lhs, rhs},
                           !plain);
    if (fresh) return declareWith(fresh, rhs);
    lhs = unparen(lhs);
    const auto* id = as<Ident>(lhs);
    if (id && id->blank()) {
        valueAs(rhs, valueInfo(rhs));
        return;
    }
    const TypeInfo& t = infoOf(lhs);
    if (id) {
        const Place p = homePlace(objectAs<VarObject>(id->object));
        if (p.kind == Place::Kind::frame && !p.part && safeInPlace(rhs))
            return valueAsTo(rhs, t, static_cast<Slot>(p.off / 8));
        return store(p, valueAs(rhs, t));
    }
    if (const auto* x = as<IndexExpr>(lhs)) {
        const Opcode op = typeAs<SliceType>(infoOf(x->x).under) ? storeIndexed(t) : Opcode::NOP;
        if (op != Opcode::NOP && hasCall(lhs)) {
            const Slot base = copyOf(x->x);
            Slot index = indexValue(x->indices[0]);
            if (!isTemp(index)) index = copyOf(x->indices[0]);
            const Slot v = valueAs(rhs, t);
            mark(lhs);
            return b.emit(op, base, index, v);
        }
        if (op != Opcode::NOP) {
            const Slot v = valueAs(rhs, t);
            const Slot base = value(x->x);
            const Slot index = indexValue(x->indices[0]);
            mark(lhs);
            checkUnsigned(x->indices[0], index, base + 1);
            return b.emit(op, base, index, v);
        }
    }
    if (hasCall(lhs)) {
        const Place p = stable(place(lhs));
        return store(p, valueAs(rhs, t));
    }
    const Slot v = valueAs(rhs, t);
    mark(lhs);
    store(place(lhs), v);
}

// A place whose operands are evaluated now and that is assigned later, with its checks.
// still: until then no variable is assigned by its name and nothing is called.
Place FuncCompiler::assignPlace(const Expr* e, bool still) {
    e = unparen(e);
    const auto* x = as<IndexExpr>(e);
    const auto* s = x ? typeAs<SliceType>(infoOf(x->x).under) : nullptr;
    if (!s) return stable(place(e));
    Place p;
    p.kind = Place::Kind::element;
    p.type = &info(s->element);
    p.base = still ? value(x->x) : copyOf(x->x);
    p.key = indexValue(x->indices[0]);
    if (!still && !isTemp(p.key)) p.key = copyOf(x->indices[0]);
    return p;
}

// The place with its operands in temporaries, so that other assignments do not move it.
Place FuncCompiler::stable(Place p) {
    const auto keep = [&](Slot& s, const SlotMask& mask) {
        if (s == noSlot || isTemp(s)) return;
        const Slot kept = temp(mask);
        move(kept, s, static_cast<uint32_t>(mask.size()));
        s = kept;
    };
    if (p.kind == Place::Kind::memory || p.kind == Place::Kind::mapElement) keep(p.base, SlotMask{1});
    if (p.kind == Place::Kind::mapElement) keep(p.key, info(typeAs<MapType>(p.map->under)->key).mask);
    return p;
}

// Is there something to evaluate before this can be assigned to?
static bool hasOperands(const Expr* lhs) {
    return unparen(lhs)->kind != NodeKind::Ident;
}

// The variable that the i-th place of `:=` declares; null: what stands there is assigned to.
static VarObject* newVar(const AssignStmt* s, size_t i) {
    return i < s->newVars.size() ? s->newVars[i] : nullptr;
}

// What an assignment evaluates: places that have something to evaluate, then the right sides.
static std::vector<const Expr*> operandsOf(const AssignStmt* s) {
    std::vector<const Expr*> operands;
    for (size_t i = 0; i < s->lhs.size(); ++i)
        if (!newVar(s, i) && hasOperands(s->lhs[i])) operands.push_back(s->lhs[i]);
    operands.insert(operands.end(), s->rhs.begin(), s->rhs.end());
    return operands;
}

void FuncCompiler::assignMany(const AssignStmt* s) {
    Temps scope(*this);
    const auto fresh = [&](size_t i) { return newVar(s, i); };
    const CallsFirst order(*this, operandsOf(s), true);
    std::vector<Place> places(s->lhs.size());
    std::vector<const TypeInfo*> kinds;
    bool still = true;
    for (const Expr* x : s->lhs) still = still && as<IndexExpr>(unparen(x)) && !hasCall(x);
    for (const Expr* x : s->rhs) still = still && !hasCall(x);
    for (size_t i = 0; i < s->lhs.size(); ++i) {
        const auto* id = as<Ident>(unparen(s->lhs[i]));
        const bool blank = id && id->blank();
        kinds.push_back(fresh(i) ? &info(fresh(i)->type)
                        : blank  ? &valueInfo(s->rhs[i])
                                 : &infoOf(s->lhs[i]));
        if (!fresh(i) && !blank) places[i] = assignPlace(s->lhs[i], still);
    }
    std::vector<Slot> slots;
    for (size_t i = 0; i < s->rhs.size(); ++i) slots.push_back(copyAs(s->rhs[i], *kinds[i]));
    for (size_t i = 0; i < s->lhs.size(); ++i) {
        if (fresh(i)) {
            declareUninit(fresh(i));
            store(homePlace(fresh(i)), slots[i]);
        } else {
            store(places[i], slots[i]);
        }
    }
}

void FuncCompiler::assignSlot(const Expr* lhs, VarObject* fresh, Slot v, const TypeInfo& from) {
    Temps scope(*this);
    const auto* id = lhs ? as<Ident>(unparen(lhs)) : nullptr;
    if (!fresh && id && id->blank()) return;
    const TypeInfo& t = fresh ? info(fresh->type) : infoOf(lhs);
    if (&t != &from) {
        const Slot w = temp(t);
        convert(v, from, t, w, nullptr);
        v = w;
    }
    if (fresh) {
        declareUninit(fresh);
        return store(homePlace(fresh), v);
    }
    store(place(lhs), v);
}

void FuncCompiler::storeAs(const Place& p, Slot v, const TypeInfo& from) {
    if (p.kind == Place::Kind::blank) return;
    Temps scope(*this);
    if (p.type != &from) {
        const Slot w = temp(*p.type);
        convert(v, from, *p.type, w, nullptr);
        v = w;
    }
    store(p, v);
}

void FuncCompiler::assignTuple(const AssignStmt* s) {
    Temps scope(*this);
    const auto fresh = [&](size_t i) { return newVar(s, i); };
    const CallsFirst order(*this, operandsOf(s), false);
    std::vector<Place> places(s->lhs.size());
    for (size_t i = 0; i < s->lhs.size(); ++i) {
        const auto* id = as<Ident>(unparen(s->lhs[i]));
        if (!fresh(i) && !(id && id->blank())) places[i] = assignPlace(s->lhs[i]);
    }
    std::vector<const TypeInfo*> kinds;
    const std::vector<Slot> slots = tupleValues(s->rhs[0], kinds);
    for (size_t i = 0; i < slots.size(); ++i)
        fresh(i) ? assignSlot(nullptr, fresh(i), slots[i], *kinds[i])
                 : storeAs(places[i], slots[i], *kinds[i]);
}

void FuncCompiler::assignOp(const Expr* lhs, Op op, const Expr* rhs) {
    Temps scope(*this);
    lhs = unparen(lhs);
    const bool plain = !hasCall(lhs);
    const CallsFirst order(*this, plain ? std::vector<const Expr*>{rhs} : std::vector<const Expr*>{lhs, rhs},
                           !plain);
    const TypeInfo& t = infoOf(lhs);
    int64_t k = 0;
    const bool constant_ = rhs && !isShift(op) && constOperand(t, rhs, k);
    const bool late = rhs && hasCall(rhs) && !hasCall(lhs);
    Slot y = noSlot;
    if (late && !isShift(op)) y = copyAs(rhs, t);
    Place p = place(lhs);
    // gc finds a map's element once, and makes it if it is missing; not where the operator may panic.
    const bool once = p.kind == Place::Kind::mapElement && op != Op::Div && op != Op::Rem && t.size &&
                      !(isShift(op) && hasCall(rhs));
    if (once) {
        if (rhs && y == noSlot && !constant_ && !isShift(op)) y = valueAs(rhs, t);
        p = memory(address(p), 0, t);
    }
    const Slot x = read(p);
    if (rhs && y == noSlot && !constant_ && !isShift(op)) y = valueAs(rhs, t);
    const bool direct = p.kind == Place::Kind::frame && !p.part;
    const Slot to = direct ? static_cast<Slot>(p.off / 8) : temp(t);
    if (!rhs)
        t.rep == Rep::Int ? arithConst(op, t, to, x, 1) : incrementFloat(op, t, to, x);
    else if (isShift(op))
        shift(op, t, to, x, rhs);
    else if (constant_)
        arithConst(op, t, to, x, k);
    else
        arith(op, t, to, x, y);
    if (!direct) store(p, to);
}

void FuncCompiler::incrementFloat(Op op, const TypeInfo& t, Slot to, Slot x) {
    const Slot one = temp(t);
    constant(Constant::ofInt(1), t, one);
    arith(op, t, to, x, one);
}

void FuncCompiler::assign(const AssignStmt* s) {
    mark(s);
    if (s->assign == AssignKind::Operation) return assignOp(s->lhs[0], s->op, s->rhs[0]);
    if (s->rhs.size() == 1 && s->lhs.size() == 1)
        return assignOne(s->lhs[0], s->rhs[0], s->newVars.empty() ? nullptr : s->newVars[0]);
    if (s->rhs.size() == s->lhs.size()) return assignMany(s);
    assignTuple(s);
}

}  // namespace tricolor::golang
