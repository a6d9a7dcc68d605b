// Statements: blocks, declarations, assignments, control flow; the beginning and the end of a function.
#include <algorithm>

#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

FuncCompiler::FuncCompiler(Compiler& compiler, FuncBuilder& builder, const PendingFunc& pending)
    : c(compiler), b(builder), self(pending), fi(pending.info) {
    name = c.module.funcs[static_cast<size_t>(pending.index)].name;
    b.setLine(pending.pos.line);
}

// ---- variables ----

bool FuncCompiler::heapVar(const VarObject* v) {
    return c.escapes.heap(v) || info(v->type).size > maxStackVarSize;
}

Home& FuncCompiler::home(const VarObject* v) {
    if (v->function == fi) {
        if (homes.size() <= v->index) homes.resize(v->index + 1);
        return homes[v->index];
    }
    for (size_t i = 0; i < fi->captures.size(); ++i)
        if (fi->captures[i] == v) return captureHomes[i];
    CHECK(false, "a variable that is neither local nor captured");
    return homes[0];
}

Place FuncCompiler::homePlace(const VarObject* v) {
    const TypeInfo& t = info(v->type);
    if (v->varKind == VarKind::Global) {
        Place p;
        p.kind = Place::Kind::global;
        p.type = &t;
        p.off = static_cast<int64_t>(c.globalAddr(v));
        return p;
    }
    const Home& h = home(v);
    CHECK(h.kind != Home::Kind::none, "a variable is used before it has a place");
    if (h.kind == Home::Kind::box) return memory(h.slot, 0, t);
    Place p = frame(h.slot, t);
    p.part = p.pinned = h.pinned;
    return p;
}

void FuncCompiler::pin(Slot slot, const SlotMask& mask) {
    bool pointers = false;
    for (const uint8_t m : mask) pointers = pointers || m;
    if (!pointers) return;
    const bool whole = loops.empty() || deferring;
    const uint32_t count = static_cast<uint32_t>(mask.size());
    const size_t region = b.beginRegionAt(whole ? 0 : loops.back().bodyStart, slot, count, true);
    if (!whole) loops.back().regions.push_back(region);
}

void FuncCompiler::closeLoopBody() {
    for (const size_t r : loops.back().regions) b.endRegion(r);
    loops.pop_back();
}

void FuncCompiler::closeScope() {
    Scope& s = scopes.back();
    for (size_t i = 0; i < s.vars.size(); ++i) {
        const VarObject* v = s.vars[i];
        const Home& h = home(v);
        const bool box = h.kind == Home::Kind::box;
        if (!v->name.empty()) b.addVar(v->name, c.typeId(h.type->type), h.slot, s.from[i], b.here(), box);
        if (box)
            b.release(h.slot, SlotMask{1});
        else if (!h.pinned)
            b.release(h.slot, h.type->mask);
    }
    scopes.pop_back();
}

// A variable's memory on the heap. Small ones without pointers that come into being together share an
// object, those with the greatest alignment first (gc: flushPendingHeapAllocations).
void FuncCompiler::newHeapVar(const TypeInfo& t, Slot box) {
    b.newHeapVar(box, t.pointers ? 0 : t.size, t.type, c.typeId(t.type));
    const std::vector<FuncBuilder::HeapVar>& vars = b.pendingHeapVars();
    if (vars.size() < 2 || vars.back().box != box) return;
    std::vector<const TypeInfo*> kinds;
    for (const FuncBuilder::HeapVar& v : vars) kinds.push_back(&c.info(v.type));
    std::vector<size_t> order(vars.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t x, size_t y) { return kinds[x]->align > kinds[y]->align; });
    std::vector<const TypeInfo*> fields;
    std::vector<int64_t> offsets(vars.size());
    int64_t size = 0;
    for (const size_t i : order) {
        offsets[i] = size;
        size += kinds[i]->size;
        fields.push_back(kinds[i]);
    }
    b.placePending(c.typeId(structOf(fields).type), offsets);
}

// A variable comes into being; on the heap it is zero, in the frame it is whatever was there.
void FuncCompiler::declareUninit(VarObject* v) {
    const TypeInfo& t = info(v->type);
    Home h;
    h.type = &t;
    if (heapVar(v)) {
        h.kind = Home::Kind::box;
        h.slot = b.alloc(SlotMask{1});
        newHeapVar(t, h.slot);
    } else {
        h.kind = Home::Kind::frame;
        h.pinned = v->addressTaken || (v->captured && !capturedByValue(v));
        h.slot = b.alloc(t.mask);
        if (h.pinned) pin(h.slot, t.mask);
    }
    home(v) = h;
    scopes.back().vars.push_back(v);
    scopes.back().from.push_back(b.here());
}

void FuncCompiler::declare(VarObject* v) {
    declareUninit(v);
    const Home& h = home(v);
    if (h.kind == Home::Kind::frame) zero(h.slot, h.type->slots);
}

void FuncCompiler::declareWith(VarObject* v, const Expr* init) {
    declareUninit(v);
    storeInto(init, homePlace(v), heapVar(v));
    if (!heapVar(v)) scopes.back().from.back() = b.here();  // before, whatever was there
}

void FuncCompiler::varDecl(const VarDecl* d) {
    mark(d);
    Temps scope(*this);
    if (d->values.empty()) {
        for (VarObject* v : d->objects)
            if (v && !v->name.empty() && v->name != "_") declare(v);
        return;
    }
    const auto named = [](const VarObject* v) { return v && v->name != "_"; };
    const CallsFirst order(*this, {d->values.begin(), d->values.end()}, d->values.size() > 1);
    if (d->values.size() == d->objects.size()) {
        if (d->objects.size() == 1) {
            if (named(d->objects[0])) return declareWith(d->objects[0], d->values[0]);
            valueAs(d->values[0], d->objects[0] ? info(d->objects[0]->type) : valueInfo(d->values[0]));
            return;
        }
        std::vector<Slot> slots;
        for (size_t i = 0; i < d->values.size(); ++i)
            slots.push_back(copyAs(d->values[i], info(d->objects[i]->type)));
        for (size_t i = 0; i < slots.size(); ++i) {
            if (!named(d->objects[i])) continue;
            declareUninit(d->objects[i]);
            store(homePlace(d->objects[i]), slots[i]);
        }
        return;
    }
    std::vector<const TypeInfo*> kinds;
    const std::vector<Slot> slots = tupleValues(d->values[0], kinds);
    for (size_t i = 0; i < slots.size(); ++i)
        if (named(d->objects[i])) assignSlot(nullptr, d->objects[i], slots[i], *kinds[i]);
}

// ---- assignments ----

namespace {

// The expression's value can be made in the very variable that it mentions: it is written last, at once.
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

void FuncCompiler::assignMany(const AssignStmt* s) {
    Temps scope(*this);
    const auto fresh = [&](size_t i) { return i < s->newVars.size() ? s->newVars[i] : nullptr; };
    std::vector<const Expr*> operands;
    for (size_t i = 0; i < s->lhs.size(); ++i)
        if (!fresh(i) && hasOperands(s->lhs[i])) operands.push_back(s->lhs[i]);
    operands.insert(operands.end(), s->rhs.begin(), s->rhs.end());
    const CallsFirst order(*this, operands, true);
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
    const auto fresh = [&](size_t i) { return i < s->newVars.size() ? s->newVars[i] : nullptr; };
    std::vector<const Expr*> operands;
    for (size_t i = 0; i < s->lhs.size(); ++i)
        if (!fresh(i) && hasOperands(s->lhs[i])) operands.push_back(s->lhs[i]);
    operands.push_back(s->rhs[0]);
    const CallsFirst order(*this, operands, false);
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

// ---- control flow ----

void FuncCompiler::block(const std::vector<Stmt*>& list) {
    openScope();
    for (const Stmt* s : list) {
        if (b.unreachable() && s->kind != NodeKind::LabeledStmt) continue;
        stmt(s);
    }
    closeScope();
}

void FuncCompiler::stmt(const Stmt* s) {
    if (!b.refusal.empty()) return;
    if (s->kind != NodeKind::BlockStmt && s->kind != NodeKind::LabeledStmt) mark(s);
    if (!stackAppends.moves.empty()) moveToHeap(s);
    switch (s->kind) {
        case NodeKind::EmptyStmt:
            break;
        case NodeKind::BlockStmt:
            return block(static_cast<const BlockStmt*>(s)->list);
        case NodeKind::ExprStmt:
            return effect(static_cast<const ExprStmt*>(s)->x);
        case NodeKind::AssignStmt:
            return assign(static_cast<const AssignStmt*>(s));
        case NodeKind::IncDecStmt:
            return assignOp(static_cast<const IncDecStmt*>(s)->x, static_cast<const IncDecStmt*>(s)->op,
                            nullptr);
        case NodeKind::DeclStmt:
            for (const Decl* d : static_cast<const DeclStmt*>(s)->decls)
                if (const auto* v = as<VarDecl>(d)) varDecl(v);
            break;
        case NodeKind::LabeledStmt: {
            const auto* l = static_cast<const LabeledStmt*>(s);
            b.bind(labelFor(l));
            return stmt(l->stmt);
        }
        case NodeKind::BranchStmt:
            return branchStmt(static_cast<const BranchStmt*>(s));
        case NodeKind::ReturnStmt:
            return returnStmt(static_cast<const ReturnStmt*>(s));
        case NodeKind::IfStmt:
            return ifStmt(static_cast<const IfStmt*>(s));
        case NodeKind::ForStmt:
            return forStmt(static_cast<const ForStmt*>(s));
        case NodeKind::RangeStmt:
            return rangeStmt(static_cast<const RangeStmt*>(s));
        case NodeKind::SwitchStmt:
            return switchStmt(static_cast<const SwitchStmt*>(s));
        case NodeKind::TypeSwitchStmt:
            return typeSwitchStmt(static_cast<const TypeSwitchStmt*>(s));
        case NodeKind::SelectStmt:
            return selectStmt(static_cast<const SelectStmt*>(s));
        case NodeKind::SendStmt:
            return sendStmt(static_cast<const SendStmt*>(s));
        case NodeKind::GoStmt:
            return goStmt(static_cast<const GoStmt*>(s)->call, s, false);
        case NodeKind::DeferStmt:
            return goStmt(static_cast<const DeferStmt*>(s)->call, s, true);
        default:
            refuse(s, "this statement is not supported yet");
    }
}

Label FuncCompiler::labelFor(const LabeledStmt* l) {
    for (const auto& [stmt_, label] : gotoLabels)
        if (stmt_ == l) return label;
    gotoLabels.emplace_back(l, b.newLabel());
    return gotoLabels.back().second;
}

void FuncCompiler::branchStmt(const BranchStmt* s) {
    if (s->token == Token::Goto)
        return labelIsHere(s->target) ? b.jump(labelFor(as<LabeledStmt>(s->target))) : branchOut(s);
    if (s->token == Token::Fallthrough) return b.jump(fallthroughLabel);
    for (size_t i = targets.size(); i-- > 0;)
        if (targets[i].stmt == s->target)
            return b.jump(s->token == Token::Break ? targets[i].breakLabel : targets[i].continueLabel);
    branchOut(s);
}

void FuncCompiler::ifStmt(const IfStmt* s) {
    openScope();
    if (s->init) stmt(s->init);
    const Label other = b.newLabel();
    mark(s);
    cond(s->cond, other, false);
    if (!b.unreachable()) block(s->thenBlock->list);
    if (s->elseStmt) {
        const Label done = b.newLabel();
        if (!b.unreachable()) b.jump(done);
        b.bind(other);
        if (!b.unreachable()) stmt(s->elseStmt);
        b.bind(done);
    } else {
        b.bind(other);
    }
    closeScope();
}

// Each round has its own loop variables: those on the heap get a new place before the post statement.
void FuncCompiler::renewLoopVars(const ForStmt* s) {
    for (const VarObject* v : s->loopVars) {
        Home& h = home(v);
        if (h.kind != Home::Kind::box) continue;
        Temps scope(*this);
        const Slot old = temp(*h.type);
        load(memory(h.slot, 0, *h.type), old);
        newHeapVar(*h.type, h.slot);
        store(memory(h.slot, 0, *h.type), old);
    }
}

void FuncCompiler::forStmt(const ForStmt* s) {
    openScope();
    if (s->init) stmt(s->init);
    const Label top = b.newLabel(), next = b.newLabel(), done = b.newLabel(), test = b.newLabel();
    if (s->cond) b.jump(test);
    b.bind(top);
    openLoopBody();
    targets.push_back({s, done, next});
    block(s->body->list);
    targets.pop_back();
    closeLoopBody();
    b.bind(next);
    mark(s->post ? static_cast<const Node*>(s->post) : s);
    renewLoopVars(s);
    if (s->post) stmt(s->post);
    b.bind(test);
    if (s->cond) {
        mark(s->cond);
        cond(s->cond, top, true);
    } else {
        b.jump(top);
    }
    b.bind(done);
    closeScope();
}

void FuncCompiler::sendStmt(const SendStmt* s) {
    Temps scope(*this);
    const TypeInfo& ct = infoOf(s->channel);
    const TypeInfo& t = info(typeAs<ChanType>(ct.under)->element);
    const CallsFirst order(*this, {s->channel, s->value}, true);
    Slot ch = value(s->channel);
    if (hasCall(s->value) && !isTemp(ch)) ch = copyOf(s->channel);
    const Slot v = valueAs(s->value, t);
    mark(s);
    b.emit2(Opcode::SEND, ch, v, noSlot, c.typeId(ct.type), 0);
}

// ---- functions ----

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
