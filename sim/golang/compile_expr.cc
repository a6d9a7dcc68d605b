// Expressions: dispatch, names, selectors, indexing, slicing, addresses.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

bool hasCall(const Expr* e) {
    e = unparen(e);
    if (!e || e->isConstant() || e->isType()) return false;
    switch (e->kind) {
        case NodeKind::CallExpr: {
            const auto* k = static_cast<const CallExpr*>(e);
            if (k->callKind == CallKind::Call) return true;
            if (k->callKind == CallKind::Builtin &&
                (k->builtin == Builtin::Recover || k->builtin == Builtin::Append ||
                 k->builtin == Builtin::Copy))
                return true;
            for (const Expr* a : k->args)
                if (hasCall(a)) return true;
            return false;
        }
        case NodeKind::UnaryExpr: {
            const auto* u = static_cast<const UnaryExpr*>(e);
            return u->op == Op::Recv || hasCall(u->x);
        }
        case NodeKind::BinaryExpr:
            return hasCall(static_cast<const BinaryExpr*>(e)->x) ||
                   hasCall(static_cast<const BinaryExpr*>(e)->y);
        case NodeKind::StarExpr:
            return hasCall(static_cast<const StarExpr*>(e)->x);
        case NodeKind::SelectorExpr: {
            const auto* s = static_cast<const SelectorExpr*>(e);
            return s->selection && hasCall(s->x);
        }
        case NodeKind::IndexExpr: {
            const auto* x = static_cast<const IndexExpr*>(e);
            return !x->isInstantiation && (hasCall(x->x) || hasCall(x->indices[0]));
        }
        case NodeKind::SliceExpr: {
            const auto* s = static_cast<const SliceExpr*>(e);
            return hasCall(s->x) || hasCall(s->index[0]) || hasCall(s->index[1]) || hasCall(s->index[2]);
        }
        case NodeKind::TypeAssertExpr:
            return hasCall(static_cast<const TypeAssertExpr*>(e)->x);
        case NodeKind::KeyValueExpr:
            return hasCall(static_cast<const KeyValueExpr*>(e)->value);
        case NodeKind::CompositeLit:
            for (const Expr* x : static_cast<const CompositeLit*>(e)->elements)
                if (hasCall(x)) return true;
            return false;
        default:
            return false;
    }
}

bool mayCall(const Expr* e) {
    e = unparen(e);
    if (!e || e->isConstant() || e->isType()) return false;
    switch (e->kind) {
        case NodeKind::Ident:
            return e->implicitType != nullptr;
        case NodeKind::BasicLit:
        case NodeKind::FuncLit:
            return e->implicitType != nullptr;
        default:
            return true;
    }
}

// ---- values ----

Slot FuncCompiler::raw(const Expr* e) {
    e = unparen(e);
    if (const Slot there = earlySlot(e); there != noSlot) return there;
    if (!e->isConstant() && e->mode != Mode::NilValue) {
        const auto* id = as<Ident>(e);
        if (id && objectAs<VarObject>(id->object)) return read(place(e));
        if (e->mode == Mode::Variable && e->kind == NodeKind::SelectorExpr) return read(place(e));
    }
    const Slot s = temp(infoOf(e));
    rawTo(e, s);
    return s;
}

Slot FuncCompiler::elements(const Expr* e) {
    e = unparen(e);
    const bool variable = as<Ident>(e) || e->kind == NodeKind::SelectorExpr;
    if (!variable || e->mode != Mode::Variable || e->isConstant() || earlySlot(e) != noSlot) return value(e);
    Place p = place(e);
    if (p.kind != Place::Kind::memory && p.kind != Place::Kind::global) return read(p);
    p.type = &c.info(c.types.basic(TypeKind::String));
    const Slot s = temp(*p.type);
    load(p, s);
    return s;
}

Slot FuncCompiler::value(const Expr* e) {
    e = unparen(e);
    if (!e->implicitType || typ(e->implicitType) == typ(e->type)) {
        if (!e->isConstant() && e->mode != Mode::NilValue) return raw(e);
    }
    const Slot s = temp(valueInfo(e));
    valueTo(e, s);
    return s;
}

Slot FuncCompiler::copyOf(const Expr* e) {
    const Slot s = temp(valueInfo(e));
    valueTo(e, s);
    return s;
}

void FuncCompiler::valueTo(const Expr* e, Slot to) {
    e = unparen(e);
    valueAsTo(e, valueInfo(e), to);
}

Slot FuncCompiler::valueAs(const Expr* e, const TypeInfo& t) {
    e = unparen(e);
    if (&infoOf(e) == &t && !e->isConstant() && e->mode != Mode::NilValue) return raw(e);
    const Slot s = temp(t);
    valueAsTo(e, t, s);
    return s;
}

void FuncCompiler::valueAsTo(const Expr* e, const TypeInfo& t, Slot to) {
    e = unparen(e);
    if (e->mode == Mode::NilValue) return zero(to, t.slots);
    const TypeInfo& from = infoOf(e);
    if (t.rep == Rep::Interface && from.rep != Rep::Interface) {
        if (constantInterface(e, from, to)) return;
        Temps scope(*this);
        return toInterface(raw(e), from, to, e);
    }
    if (e->isConstant()) return constant(e->constant, t, to);
    rawTo(e, to);
}

void FuncCompiler::effect(const Expr* e) {
    e = unparen(e);
    Temps scope(*this);
    mark(e);
    const CallsFirst order(*this, {e}, false);
    if (const auto* k = as<CallExpr>(e)) {
        if (k->callKind == CallKind::Call) return call(k);
        if (k->callKind == CallKind::Builtin && !e->isConstant()) {
            const TypeInfo* t = k->type && k->type->kind != TypeKind::Tuple ? &infoOf(k) : nullptr;
            return builtinTo(k, t ? temp(*t) : noSlot);
        }
    }
    if (const auto* u = as<UnaryExpr>(e); u && u->op == Op::Recv) {
        const Slot ch = value(u->x);
        return b.emit2(Opcode::RECV, noSlot, ch, noSlot,
                       infoOf(u->x).id >= 0 ? infoOf(u->x).id : c.typeId(typ(u->x->type)), 0);
    }
    raw(e);
}

void FuncCompiler::rawTo(const Expr* e, Slot to) {
    e = unparen(e);
    if (e->isConstant()) return constant(e->constant, infoOf(e), to);
    if (e->mode == Mode::NilValue) return zero(to, infoOf(e).slots);
    if (const Slot there = earlySlot(e); there != noSlot) return move(to, there, infoOf(e).slots);
    Temps scope(*this);
    switch (e->kind) {
        case NodeKind::Ident:
            return identTo(static_cast<const Ident*>(e), to);
        case NodeKind::CompositeLit:
            return compositeTo(static_cast<const CompositeLit*>(e), to);
        case NodeKind::FuncLit:
            return closureTo(static_cast<const FuncLit*>(e), to);
        case NodeKind::SelectorExpr:
            return selectorTo(static_cast<const SelectorExpr*>(e), to);
        case NodeKind::IndexExpr:
            return indexTo(static_cast<const IndexExpr*>(e), to);
        case NodeKind::SliceExpr:
            return sliceTo(static_cast<const SliceExpr*>(e), to);
        case NodeKind::TypeAssertExpr:
            return assertTo(static_cast<const TypeAssertExpr*>(e), to, noSlot);
        case NodeKind::UnaryExpr:
            return unaryTo(static_cast<const UnaryExpr*>(e), to);
        case NodeKind::BinaryExpr:
            return binaryTo(static_cast<const BinaryExpr*>(e), to);
        case NodeKind::StarExpr:
            return load(place(e), to);
        case NodeKind::CallExpr: {
            const auto* k = static_cast<const CallExpr*>(e);
            if (k->callKind == CallKind::Conversion) return conversionTo(k, to);
            if (k->callKind == CallKind::Builtin) return builtinTo(k, to);
            return callTo(k, to);
        }
        default:
            refuse(e, "this expression is not supported yet");
    }
}

void FuncCompiler::constant(const Constant& k, const TypeInfo& t, Slot to) {
    switch (t.rep) {
        case Rep::Int: {
            uint64_t w = k.kind() == Constant::Kind::Bool ? (k.boolValue() ? 1 : 0) : k.wordValue();
            if (t.size < 8) {
                const unsigned drop = static_cast<unsigned>(64 - 8 * t.size);
                w = t.isSigned ? static_cast<uint64_t>(static_cast<int64_t>(w << drop) >> drop)
                               : w << drop >> drop;
            }
            return loadInt(to, static_cast<int64_t>(w));
        }
        case Rep::Float64:
            return loadInt(to, std::bit_cast<int64_t>(k.doubleValue()));
        case Rep::Float32:
            return loadInt(to, std::bit_cast<uint32_t>(k.floatValue()));
        case Rep::Complex128:
            loadInt(to, std::bit_cast<int64_t>(k.toComplex().realPart().doubleValue()));
            return loadInt(to + 1, std::bit_cast<int64_t>(k.toComplex().imagPart().doubleValue()));
        case Rep::Complex64: {
            const uint64_t re = std::bit_cast<uint32_t>(k.toComplex().realPart().floatValue());
            const uint64_t im = std::bit_cast<uint32_t>(k.toComplex().imagPart().floatValue());
            return loadInt(to, static_cast<int64_t>(re | im << 32));
        }
        case Rep::String:
            return loadString(to, k.stringValue());
        case Rep::Pointer:
            return loadInt(to, static_cast<int64_t>(k.wordValue()));
        default:
            CHECK(false, "a constant of a type that has none");
    }
}

std::vector<Slot> FuncCompiler::values(const std::vector<const Expr*>& list) {
    std::vector<Slot> slots(list.size(), noSlot);
    size_t last = 0;  // one behind the last that calls
    for (size_t i = 0; i < list.size(); ++i)
        if (hasCall(list[i])) last = i + 1;
    for (size_t i = 0; i < last; ++i)
        if (mayCall(list[i])) slots[i] = copyOf(list[i]);
    for (size_t i = 0; i < list.size(); ++i)
        if (slots[i] == noSlot) slots[i] = value(list[i]);
    return slots;
}

// ---- names ----

void FuncCompiler::identTo(const Ident* e, Slot to) {
    if (auto* f = objectAs<FuncObject>(e->object)) {
        std::vector<Type*> args;
        for (Type* t : e->typeArgs) args.push_back(typ(t));
        return funcValueTo(f, args, to);
    }
    load(place(e), to);
}

void FuncCompiler::funcValueTo(FuncObject* f, const std::vector<Type*>& args, Slot to) {
    loadInt(to, static_cast<int64_t>(c.staticClosureOf(f, args)));
}

Place FuncCompiler::place(const Expr* e) {
    e = unparen(e);
    switch (e->kind) {
        case NodeKind::Ident: {
            const auto* id = static_cast<const Ident*>(e);
            if (id->blank()) return {};
            auto* v = objectAs<VarObject>(id->object);
            CHECK(v, "a place that is no variable");
            return homePlace(v);
        }
        case NodeKind::SelectorExpr:
            return selectorPlace(static_cast<const SelectorExpr*>(e));
        case NodeKind::IndexExpr:
            return indexPlace(static_cast<const IndexExpr*>(e));
        case NodeKind::StarExpr: {
            const Slot p = value(static_cast<const StarExpr*>(e)->x);
            return memory(p, 0, infoOf(e));
        }
        case NodeKind::CompositeLit:
            return placeOrTemp(e);
        default:
            return placeOrTemp(e);
    }
}

Place FuncCompiler::placeOrTemp(const Expr* e) {
    e = unparen(e);
    const bool addressable = e->mode == Mode::Variable && !e->isConstant() &&
                             (e->kind == NodeKind::Ident || e->kind == NodeKind::SelectorExpr ||
                              e->kind == NodeKind::IndexExpr || e->kind == NodeKind::StarExpr);
    if (addressable) return place(e);
    // Parts of values are read in place too: f().x, m[k].x.
    if (const auto* s = as<SelectorExpr>(e); s && s->selection && s->selection->kind == SelectionKind::Field)
        return selectorPlace(s);
    const Slot s = temp(infoOf(e));
    rawTo(e, s);
    return frame(s, infoOf(e));
}

// ---- selectors ----

const Selection& FuncCompiler::resolved(const SelectorExpr* e, Selection& store_) {
    if (!e->selection->onTypeParam) return *e->selection;
    store_ = *e->selection;
    Type* t = typ(e->selection->receiver);
    Selection found;
    const bool ok = c.types.lookup(t, true, fi ? fi->package : nullptr, e->selection->object->name, found);
    CHECK(ok, "a method of a type parameter is missing in the type argument");
    found.kind = e->selection->kind;
    found.receiver = t;
    store_ = found;
    return store_;
}

Place FuncCompiler::pathFrom(Place p, Type* t, const std::vector<SelectionStep>& path, Type** last) {
    for (const SelectionStep& step : path) {
        if (step.deref) {
            const Slot base = read(p);
            t = static_cast<PointerType*>(c.types.underlying(typ(t)))->element;
            p = memory(base, 0, info(t));
        }
        const auto* s = typeAs<StructType>(c.types.underlying(typ(t)));
        CHECK(s, "a path leads through something that is no struct");
        p = fieldOf(p, info(t), step.field);
        t = s->fields[static_cast<size_t>(step.field)]->type;
    }
    if (last) *last = typ(t);
    return p;
}

Place FuncCompiler::selectorPlace(const SelectorExpr* e) {
    if (!e->selection) {
        auto* v = objectAs<VarObject>(e->sel->object);
        CHECK(v, "a qualified name that is no variable");
        return homePlace(v);
    }
    Selection store_;
    const Selection& sel = resolved(e, store_);
    return pathFrom(placeOrTemp(e->x), typ(e->x->type), sel.path);
}

void FuncCompiler::selectorTo(const SelectorExpr* e, Slot to) {
    if (!e->selection) {
        if (auto* f = objectAs<FuncObject>(e->sel->object)) {
            std::vector<Type*> args;
            for (Type* t : e->sel->typeArgs) args.push_back(typ(t));
            return funcValueTo(f, args, to);
        }
        return load(selectorPlace(e), to);
    }
    switch (e->selection->kind) {
        case SelectionKind::Field:
            return load(selectorPlace(e), to);
        case SelectionKind::Method:
            return methodValueTo(e, to);
        case SelectionKind::MethodExpr:
            return methodExprTo(e, to);
    }
}

// ---- indexing ----

// Index expressions are read at most once and must survive what is evaluated after them.
Slot FuncCompiler::indexValue(const Expr* e) {
    const TypeInfo& t = infoOf(e);
    if (e->isConstant()) {
        const Slot s = tempInt();
        constant(e->constant, intInfo(), s);
        return s;
    }
    (void)t;
    return value(e);
}

// An index of an unsigned type is printed as such when it is out of range.
bool FuncCompiler::wideUnsigned(const Expr* index) {
    const TypeInfo& t = infoOf(index);
    return !index->isConstant() && t.rep == Rep::Int && !t.isSigned && t.size == 8;
}

void FuncCompiler::checkUnsigned(const Expr* e, Slot index, Slot length) {
    if (wideUnsigned(e)) b.emit(Opcode::BOUNDSU, index, length);
}

Place FuncCompiler::indexPlace(const IndexExpr* e, bool reading) {
    Type* xt = typ(e->x->type);
    const TypeInfo* x = &c.info(xt);
    if (auto* m = typeAs<MapType>(x->under)) {
        Place p;
        p.kind = Place::Kind::mapElement;
        p.map = x;
        c.typeId(x->type);
        p.base = value(e->x);
        const TypeInfo& kt = info(m->key);
        p.key = reading ? glance(e->indices[0], kt) : valueAs(e->indices[0], kt);
        p.type = &info(m->value);
        return p;
    }
    if (auto* s = typeAs<SliceType>(x->under)) {
        const Slot base = elements(e->x);
        const Slot index = indexValue(e->indices[0]);
        const TypeInfo& t = info(s->element);
        const Slot a = tempPtr();
        checkUnsigned(e->indices[0], index, base + 1);
        b.emit(Opcode::INDEX, a, base, index, t.size);
        return memory(a, 0, t);
    }
    Place p;
    const TypeInfo* arrayInfo = x;
    if (auto* ptr = typeAs<PointerType>(x->under)) {
        arrayInfo = &info(ptr->element);
        p = memory(value(e->x), 0, *arrayInfo);
        nilCheck(p.base);
    } else {
        p = placeOrTemp(e->x);
    }
    auto* a = typeAs<ArrayType>(arrayInfo->under);
    CHECK(a, "indexing something that has no elements");
    return arrayElement(p, *arrayInfo, e->indices[0]);
}

Place FuncCompiler::arrayElement(Place p, const TypeInfo& arrayInfo, const Expr* index) {
    auto* a = typeAs<ArrayType>(arrayInfo.under);
    const TypeInfo& t = info(a->element);
    if (index->isConstant()) {
        const int64_t k = index->constant.toInt().int64Value().value_or(0);
        p.off += k * t.size;
        p.type = &t;
        p.part = true;
        return p;
    }
    const Slot i = indexValue(index);
    if (wideUnsigned(index)) {
        const Slot n = tempInt();
        loadInt(n, a->length);
        checkUnsigned(index, i, n);
    }
    const bool inFrame = p.kind == Place::Kind::frame || p.onStack;
    const Slot base = address(p);
    const Slot at = tempPtr();
    if (a->length <= 0x7fffffff && t.size <= 0x7fffffff) {
        b.emit2(Opcode::INDEXA, at, base, i, static_cast<int32_t>(t.size), static_cast<int32_t>(a->length));
    } else {
        b.emit(Opcode::BOUNDSI, i, noSlot, noSlot, a->length);
        const Slot off = tempInt();
        b.emit(Opcode::MULI, off, i, noSlot, t.size);
        b.emit(Opcode::ADD, at, base, off);
    }
    return memory(at, 0, t, inFrame);
}

namespace {

Opcode indexLoad(const TypeInfo& t) {
    switch (t.rep) {
        case Rep::Int:
        case Rep::Float32:
        case Rep::Float64:
        case Rep::Complex64:
        case Rep::Pointer:
            break;
        case Rep::String:
        case Rep::Interface:
        case Rep::Complex128:
            return Opcode::LDX128;
        default:
            return t.size == 8 ? Opcode::LDX64 : t.size == 16 ? Opcode::LDX128 : Opcode::NOP;
    }
    switch (t.size) {
        case 1:
            return t.isSigned ? Opcode::LDX8S : Opcode::LDX8U;
        case 2:
            return t.isSigned ? Opcode::LDX16S : Opcode::LDX16U;
        case 4:
            return t.isSigned ? Opcode::LDX32S : Opcode::LDX32U;
        default:
            return Opcode::LDX64;
    }
}

}  // namespace

void FuncCompiler::indexTo(const IndexExpr* e, Slot to) {
    if (e->isInstantiation) {
        if (const auto* id = as<Ident>(unparen(e->x))) return identTo(id, to);
        return selectorTo(as<SelectorExpr>(unparen(e->x)), to);
    }
    const TypeInfo& x = infoOf(e->x);
    const TypeInfo& t = infoOf(e);
    if (x.rep == Rep::String || typeAs<SliceType>(x.under)) {
        const Opcode op = x.rep == Rep::String ? Opcode::LDX8U : indexLoad(t);
        if (op != Opcode::NOP) {
            const Slot base = elements(e->x);
            const Slot index = indexValue(e->indices[0]);
            checkUnsigned(e->indices[0], index, base + 1);
            return b.emit(op, to, base, index);
        }
    }
    load(indexPlace(e, true), to);
}

void FuncCompiler::sliceTo(const SliceExpr* e, Slot to) {
    const TypeInfo& x = infoOf(e->x);
    const bool str = x.rep == Rep::String;
    int32_t flags = (e->index[1] ? SliceFlags::hasHigh : 0) | (e->index[2] ? SliceFlags::hasMax : 0);
    Slot base = noSlot;
    Type* element = nullptr;
    if (str || typeAs<SliceType>(x.under)) {
        base = value(e->x);
        if (!str) element = typeAs<SliceType>(x.under)->element;
    } else {
        const auto* ptr = typeAs<PointerType>(x.under);
        const TypeInfo& at = ptr ? info(ptr->element) : x;
        const auto* a = typeAs<ArrayType>(at.under);
        element = a->element;
        base = temp(SlotMask{1, 0, 0});
        const Slot p = ptr ? value(e->x) : address(place(e->x));
        if (ptr) nilCheck(p);
        move(base, p, 1);
        loadInt(base + 1, a->length);
        loadInt(base + 2, a->length);
        flags |= SliceFlags::ofArray;
    }
    const Slot index = temp(SlotMask{0, 0, 0});
    for (int k = 0; k < 3; ++k) {
        if (e->index[k] && !e->index[k]->isConstant())
            move(index + k, value(e->index[k]), 1);
        else if (e->index[k])
            constant(e->index[k]->constant, intInfo(), index + k);
        else
            loadInt(index + k, 0);
    }
    const int32_t size = str ? 1 : static_cast<int32_t>(info(element).size);
    b.emit2(str ? Opcode::SLICESTR : Opcode::SLICE, to, base, index, size, flags);
}

// ---- unary ----

void FuncCompiler::addressOfTo(const Expr* x, Slot to, const Node* site) {
    x = unparen(x);
    if (const auto* lit = as<CompositeLit>(x)) return compositePointerTo(lit, to, site);
    const Place p = place(x);
    if (p.kind == Place::Kind::memory && p.off == 0) nilCheck(p.base);
    move(to, address(p), 1);
}

void FuncCompiler::unaryTo(const UnaryExpr* e, Slot to) {
    const TypeInfo& t = infoOf(e);
    mark(e);
    switch (e->op) {
        case Op::And:
            return addressOfTo(e->x, to, e);
        case Op::Add:
            return rawTo(e->x, to);
        case Op::Not:
            return b.emit(Opcode::XORI, to, raw(e->x), noSlot, 1);
        case Op::Recv: {
            const TypeInfo& ct = infoOf(e->x);
            const Slot ch = value(e->x);
            const Slot v = via(to, t);
            if (t.pointers) zero(v, t.slots);
            b.emit2(Opcode::RECV, t.slots ? v : noSlot, ch, noSlot, c.typeId(ct.type), 0);
            return finishRaw(to, v, t);
        }
        case Op::Sub: {
            const Slot x = raw(e->x);
            if (t.rep == Rep::Float64) return b.emit(Opcode::FNEG, to, x);
            if (t.rep == Rep::Float32) return b.emit(Opcode::FNEG32, to, x);
            if (t.rep == Rep::Complex128) {
                b.emit(Opcode::FNEG, to, x);
                return b.emit(Opcode::FNEG, to + 1, x + 1);
            }
            if (t.rep == Rep::Complex64) {
                const Slot w = temp(SlotMask{0, 0});
                b.emit(Opcode::C2C128, w, x);
                b.emit(Opcode::FNEG, w, w);
                b.emit(Opcode::FNEG, w + 1, w + 1);
                return b.emit(Opcode::C2C64, to, w);
            }
            const Slot v = via(to, t);
            b.emit(Opcode::RSUBI, v, x, noSlot, 0);
            return finishRaw(to, v, t);
        }
        case Op::Xor: {
            const Slot x = raw(e->x);
            const Slot v = via(to, t);
            b.emit(Opcode::XORI, v, x, noSlot, -1);
            return finishRaw(to, v, t);
        }
        default:
            refuse(e, "this operator is not supported");
    }
}

}  // namespace tricolor::golang
