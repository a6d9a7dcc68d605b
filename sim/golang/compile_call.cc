// Calls: who is called, arguments, results.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

CallShape Compiler::shapeOf(Type* receiver, SignatureType* sig, const Substitution& s) {
    CallShape shape;
    const auto add = [&](Type* t, std::vector<const TypeInfo*>& list, std::vector<uint32_t>& at) {
        const TypeInfo& i = info(subst(t, s));
        list.push_back(&i);
        at.push_back(shape.slots);
        shape.slots += i.slots;
        if (shape.slots > maxFrameSlots) {
            refuse({}, "arguments of type " + runtimeTypeString(i.type) + " are too large");
            shape.slots = 0;
            return;
        }
        shape.ptr.insert(shape.ptr.end(), i.mask.begin(), i.mask.end());
    };
    if (receiver) add(receiver, shape.args, shape.argAt);
    for (const VarObject* p : sig->params) add(p->type, shape.args, shape.argAt);
    shape.argSlots = shape.slots;
    for (const VarObject* r : sig->results) add(r->type, shape.results, shape.resultAt);
    return shape;
}

void FuncCompiler::funcCallee(FuncObject* f, const std::vector<Type*>& args, Callee& k) {
    k.kind = f->isNative() ? Callee::Kind::native : Callee::Kind::func;
    k.index = f->isNative() ? c.nativeOf(f, args) : c.funcOf(f, args);
}

FuncCompiler::MethodRefInfo FuncCompiler::methodRef(const Selection& sel) {
    MethodRefInfo m;
    m.method = objectAs<FuncObject>(sel.object);
    m.named = sel.receiverNamed ? typeAs<NamedType>(typ(sel.receiverNamed)) : nullptr;
    m.autoAddress = sel.autoAddress;
    m.autoDeref = sel.autoDeref;
    m.throughInterface = sel.throughInterface;
    return m;
}

FuncCompiler::Callee FuncCompiler::methodCallee(Place p, const MethodRefInfo& m) {
    Callee k;
    k.signature = m.signature;
    if (m.throughInterface) {
        k.kind = Callee::Kind::interface_;
        k.index = c.methodNameId(m.method);
        k.slot = read(p);
        k.shape = c.shapeOf(pointerInfo().type, m.signature, self.subst);
        return k;
    }
    CHECK(m.named, "a method of an unnamed type");
    funcCallee(m.method, m.named->typeArgs, k);
    if (m.autoDeref) {
        const Slot base = read(p);
        p = memory(base, 0, c.info(m.named));
    }
    if (m.method->pointerReceiver && m.autoAddress) {
        if (p.kind == Place::Kind::memory && p.part && p.off == 0 && !p.onStack) nilCheck(p.base);
        k.receiver = address(p);
    } else {
        k.receiver = read(p);
    }
    Type* receiver = m.method->pointerReceiver ? c.types.pointerTo(m.named) : static_cast<Type*>(m.named);
    k.shape = c.shapeOf(receiver, m.signature, self.subst);
    return k;
}

FuncCompiler::Callee FuncCompiler::callee(const CallExpr* e) {
    const Expr* fun = unparen(e->fun);
    if (const auto* x = as<IndexExpr>(fun); x && x->isInstantiation) fun = unparen(x->x);
    auto* sig = typeAs<SignatureType>(c.types.underlying(typ(e->signature)));
    CHECK(sig, "a call of something that is no function");
    const Ident* id = as<Ident>(fun);
    const auto* s = as<SelectorExpr>(fun);
    if (s && s->selection && s->selection->kind == SelectionKind::Method) {
        Selection store_;
        const Selection& sel = resolved(s, store_);
        MethodRefInfo m = methodRef(sel);
        m.signature = sig;
        return methodCallee(pathFrom(placeOrTemp(s->x), typ(s->x->type), sel.path), m);
    }
    if (s && !s->selection) id = s->sel;
    Callee k;
    k.signature = sig;
    k.shape = c.shapeOf(nullptr, sig, self.subst);
    if (id)
        if (auto* f = objectAs<FuncObject>(id->object)) {
            std::vector<Type*> args;
            for (Type* t : id->typeArgs) args.push_back(typ(t));
            funcCallee(f, args, k);
            return k;
        }
    k.kind = Callee::Kind::closure;
    k.slot = value(e->fun);
    return k;
}

void FuncCompiler::emitCall(const Callee& k) {
    switch (k.kind) {
        case Callee::Kind::func:
            b.call(Opcode::CALL, noSlot, Instr::pair(k.index, 0), k.shape.argSlots, k.shape.ptr);
            break;
        case Callee::Kind::native:
            b.call(Opcode::CALLNATIVE, noSlot, Instr::pair(k.index, 0), k.shape.argSlots, k.shape.ptr);
            break;
        case Callee::Kind::closure:
            b.call(Opcode::CALLC, k.slot, 0, k.shape.argSlots, k.shape.ptr);
            break;
        case Callee::Kind::interface_:
            b.call(Opcode::CALLI, k.slot, Instr::pair(k.index, 0), k.shape.argSlots, k.shape.ptr);
            break;
    }
    lastShape = k.shape;
}

namespace {

bool isTupleCall(const CallExpr* e) {
    return e->args.size() == 1 && e->args[0]->type && e->args[0]->type->kind == TypeKind::Tuple;
}

}  // namespace

Slot FuncCompiler::variadicOf(const CallExpr* e, const TypeInfo& slice, const std::vector<Slot>& from,
                              const std::vector<const TypeInfo*>& kinds, size_t first) {
    const Slot to = temp(slice);
    const size_t n = from.size() - first;
    if (n == 0) {
        zero(to, 3);
        return to;
    }
    const TypeInfo& element = info(typeAs<SliceType>(slice.under)->element);
    if (spreadCall == e) {  // go and defer statements keep the elements; the function they call makes the slice
        for (size_t i = first; i < from.size(); ++i) {
            Slot v = from[i];
            if (kinds[i] != &element) {
                v = temp(element);
                convert(from[i], *kinds[i], element, v, nullptr);
            }
            spread.push_back(v);
        }
        return to;
    }
    const TypeInfo& array = c.info(c.types.arrayOf(element.type, static_cast<int64_t>(n)));
    const Slot a = tempPtr();
    const Place p = newObject(array, c.escapes.heapVariadic(e), a);
    for (size_t i = 0; i < n; ++i) {
        Temps scope(*this);
        Place q = p;
        q.off += static_cast<int64_t>(i) * element.size;
        q.type = &element;
        Slot v = from[first + i];
        if (kinds[first + i] != &element) {
            v = temp(element);
            convert(from[first + i], *kinds[first + i], element, v, nullptr);
        }
        store(q, v);
    }
    move(to, a, 1);
    loadInt(to + 1, static_cast<int64_t>(n));
    loadInt(to + 2, static_cast<int64_t>(n));
    return to;
}

Slot FuncCompiler::variadicSlice(const CallExpr* e, const TypeInfo& slice, size_t first) {
    const TypeInfo& element = info(typeAs<SliceType>(slice.under)->element);
    std::vector<const Expr*> list(e->args.begin() + static_cast<int64_t>(first), e->args.end());
    std::vector<Slot> from;
    std::vector<const TypeInfo*> kinds;
    for (const Expr* x : list) {
        from.push_back(valueAs(x, element));
        if (hasCallAfter(e, first + from.size())) {
            const Slot kept = temp(element);
            if (!isTemp(from.back())) {
                move(kept, from.back(), element.slots);
                from.back() = kept;
            }
        }
        kinds.push_back(&element);
    }
    return variadicOf(e, slice, from, kinds, 0);
}

bool FuncCompiler::hasCallAfter(const CallExpr* e, size_t from) {
    for (size_t i = from; i < e->args.size(); ++i)
        if (hasCall(e->args[i])) return true;
    return false;
}

void FuncCompiler::argsFromTuple(const CallExpr* e, const Callee& k, std::vector<Slot>& slots) {
    std::vector<const TypeInfo*> kinds;
    const std::vector<Slot> got = tupleValues(e->args[0], kinds);
    const size_t base = k.shape.args.size() - k.signature->params.size();
    const size_t fixed = k.signature->params.size() - (k.signature->variadic ? 1 : 0);
    for (size_t i = 0; i < fixed; ++i) {
        const TypeInfo& t = *k.shape.args[base + i];
        Slot v = got[i];
        if (kinds[i] != &t) {
            v = temp(t);
            convert(got[i], *kinds[i], t, v, nullptr);
        }
        slots.push_back(v);
    }
    if (k.signature->variadic) slots.push_back(variadicOf(e, *k.shape.args.back(), got, kinds, fixed));
}

std::vector<Slot> FuncCompiler::callArgs(const CallExpr* e, const Callee& k) {
    std::vector<Slot> slots;
    size_t base = 0;
    if (k.shape.args.size() > k.signature->params.size()) {
        base = 1;
        slots.push_back(k.receiver);
    }
    if (isTupleCall(e)) {
        argsFromTuple(e, k, slots);
        return slots;
    }
    const bool pack = k.signature->variadic && !e->hasDots;
    const size_t fixed = k.signature->params.size() - (pack ? 1 : 0);
    size_t lastCall = 0;
    for (size_t i = 0; i < e->args.size(); ++i)
        if (hasCall(e->args[i])) lastCall = i + 1;
    std::vector<Slot> out(fixed, noSlot);
    const auto eval = [&](size_t i, bool copy) {
        const TypeInfo& t = *k.shape.args[base + i];
        out[i] = valueAs(e->args[i], t);
        if (copy && !isTemp(out[i])) {
            const Slot kept = temp(t);
            move(kept, out[i], t.slots);
            out[i] = kept;
        }
    };
    for (size_t i = 0; i < fixed && i < lastCall; ++i)
        if (mayCall(e->args[i])) eval(i, true);
    Slot packed = noSlot;
    if (pack) packed = variadicSlice(e, *k.shape.args.back(), fixed);
    for (size_t i = 0; i < fixed; ++i)
        if (out[i] == noSlot) eval(i, false);
    slots.insert(slots.end(), out.begin(), out.end());
    if (pack) slots.push_back(packed);
    return slots;
}

// Arguments none of which calls go straight to the outgoing area.
void FuncCompiler::directArgs(const CallExpr* e, const Callee& k) {
    size_t base = 0;
    if (k.shape.args.size() > k.signature->params.size()) {
        base = 1;
        if (k.receiver != noSlot) move(b.out(0, k.shape.args[0]->slots), k.receiver, k.shape.args[0]->slots);
    }
    for (size_t i = 0; i < e->args.size(); ++i) {
        const TypeInfo& t = *k.shape.args[base + i];
        Temps scope(*this);
        const Slot to = b.out(k.shape.argAt[base + i], t.slots);
        const Expr* x = unparen(e->args[i]);
        if (x->mode == Mode::Variable && &infoOf(x) == &t && !x->implicitType)
            move(to, raw(x), t.slots);
        else
            valueAsTo(x, t, to);
    }
}

void FuncCompiler::call(const CallExpr* e) {
    const Callee k = callee(e);
    bool direct = !isTupleCall(e) && (!k.signature->variadic || e->hasDots);
    for (const Expr* a : e->args) direct = direct && !hasCall(a);
    if (direct) {
        directArgs(e, k);
    } else {
        const std::vector<Slot> slots = callArgs(e, k);
        for (size_t i = 0; i < slots.size(); ++i)
            if (slots[i] != noSlot)
                move(b.out(k.shape.argAt[i], k.shape.args[i]->slots), slots[i], k.shape.args[i]->slots);
    }
    mark(e);
    emitCall(k);
}

void FuncCompiler::callTo(const CallExpr* e, Slot to) {
    call(e);
    if (lastShape.results.empty()) return;
    move(to, kOut + static_cast<Slot>(lastShape.resultAt[0]), lastShape.results[0]->slots);
}

// The components of a call with several results, or of a comma-ok expression, each in a temporary.
std::vector<Slot> FuncCompiler::tupleValues(const Expr* e, std::vector<const TypeInfo*>& kinds) {
    e = unparen(e);
    std::vector<Slot> slots;
    const auto* k = as<CallExpr>(e);
    if (k && k->callKind == CallKind::Call) {
        call(k);
        const CallShape shape = lastShape;
        kinds = shape.results;
        for (size_t i = 0; i < kinds.size(); ++i) slots.push_back(temp(*kinds[i]));
        for (size_t i = 0; i < kinds.size(); ++i)
            move(slots[i], kOut + static_cast<Slot>(shape.resultAt[i]), kinds[i]->slots);
        return slots;
    }
    const auto* tuple = typeAs<TupleType>(typ(e->type));
    CHECK(tuple && tuple->elements.size() == 2, "a value that is no tuple");
    const TypeInfo& t = info(tuple->elements[0]);
    kinds = {&t, &info(tuple->elements[1])};
    const Slot v = temp(t), ok = tempInt();
    commaOk(e, t, v, ok);
    return {v, ok};
}

void FuncCompiler::commaOk(const Expr* e, const TypeInfo& t, Slot v, Slot ok) {
    mark(e);
    if (const auto* a = as<TypeAssertExpr>(e)) return assertTo(a, v, ok);
    if (const auto* x = as<IndexExpr>(e)) {
        const Place p = indexPlace(x, true);
        b.emit2(Opcode::MAPGET2, v, p.base, p.key, p.map->id, ok);
        if (t.narrow()) extend(v, t, v);
        return;
    }
    const auto* u = as<UnaryExpr>(e);
    CHECK(u && u->op == Op::Recv, "a comma-ok expression of another kind");
    const Slot ch = value(u->x);
    if (t.pointers) zero(v, t.slots);
    b.emit2(Opcode::RECV, t.slots ? v : noSlot, ch, ok, c.typeId(infoOf(u->x).type), 0);
    if (t.narrow()) extend(v, t, v);
}

void FuncCompiler::forward(const Callee& k, size_t firstArg) {
    const CallShape& in = self.shape;
    size_t to = 0;
    if (k.shape.args.size() > k.signature->params.size()) {
        if (k.receiver != noSlot) move(b.out(0, k.shape.args[0]->slots), k.receiver, k.shape.args[0]->slots);
        to = 1;
    }
    for (size_t i = firstArg; i < in.args.size(); ++i, ++to)
        move(b.out(k.shape.argAt[to], in.args[i]->slots), kIn + static_cast<Slot>(in.argAt[i]),
             in.args[i]->slots);
    emitCall(k);
    for (size_t i = 0; i < in.results.size(); ++i)
        move(kIn + static_cast<Slot>(in.resultAt[i]), kOut + static_cast<Slot>(k.shape.resultAt[i]),
             in.results[i]->slots);
    b.emit(Opcode::RET);
}

}  // namespace tricolor::golang
