// go and defer, method values and method expressions: functions that the compiler makes up around a call.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

namespace {

// Those of a list that the closure of a go or defer statement keeps.
template <class T>
std::vector<T> withoutFixed(const std::vector<T>& list, const std::vector<const Expr*>& fixed) {
    std::vector<T> kept;
    for (size_t i = 0; i < list.size(); ++i)
        if (!fixed[i]) kept.push_back(list[i]);
    return kept;
}

// Constants of type t, and literals of nothing else.
bool isFixed(FuncCompiler& f, const Expr* x, const TypeInfo& t) {
    x = unparen(x);
    if (x->mode == Mode::NilValue) return true;
    if (x->isConstant()) return t.rep != Rep::Interface;
    const auto* lit = as<CompositeLit>(x);
    if (!lit || !f.self.subst.params.empty() || (t.rep != Rep::Aggregate && t.rep != Rep::Slice))
        return false;
    if (&f.infoOf(x) != &t) return false;
    const auto* array = typeAs<ArrayType>(t.under);
    const auto* slice = typeAs<SliceType>(t.under);
    const auto* fields = typeAs<StructType>(t.under);
    for (size_t i = 0; i < lit->elements.size(); ++i) {
        const Expr* element = lit->elements[i];
        if (const auto* kv = as<KeyValueExpr>(element)) element = kv->value;
        Type* et = array   ? array->element
                   : slice ? slice->element
                           : fields->fields[static_cast<size_t>(lit->fields[i])]->type;
        if (!isFixed(f, element, f.info(et))) return false;
    }
    return true;
}

// An operand that the closure need not keep; null: it has to; the call itself: no variadic operands.
const Expr* fixedOperand(FuncCompiler& f, const CallExpr* e, size_t i, const TypeInfo& t) {
    if (i == e->args.size()) return e;
    return i < e->args.size() && isFixed(f, e->args[i], t) ? unparen(e->args[i]) : nullptr;
}

}  // namespace

// In the made function: the call, with its operands from the closure, or constants (fixed); the last
// `spreads` of them become the slice of the variadic call e.
void FuncCompiler::emitKept(const CallExpr* e, const Callee& callee_, bool fromSlot,
                            const std::vector<const TypeInfo*>& kinds, const std::vector<const Expr*>& fixed,
                            size_t spreads) {
    std::vector<Slot> loaded, kept;
    loadCaptures(withoutFixed(kinds, fixed), loaded);
    for (size_t i = 0, at = 0; i < kinds.size(); ++i) {
        kept.push_back(fixed[i] ? temp(*kinds[i]) : loaded[at++]);
        if (fixed[i] == e)
            zero(kept.back(), kinds[i]->slots);
        else if (fixed[i])
            valueAsTo(fixed[i], *kinds[i], kept.back());
    }
    if (spreads > 0) {
        const size_t first = kept.size() - spreads;
        const Slot slice = variadicOf(e, *callee_.shape.args.back(), kept, kinds, first);
        kept.resize(first);
        kept.push_back(slice);
    }
    Callee k = callee_;
    size_t first = 0;
    if (fromSlot) k.slot = kept[first++];
    size_t arg = k.kind == Callee::Kind::interface_ ? 1 : 0;
    for (; first < kept.size(); ++first, ++arg)
        move(b.out(k.shape.argAt[arg], k.shape.args[arg]->slots), kept[first], k.shape.args[arg]->slots);
    emitCall(k);
    b.emit(Opcode::RET);
}

void FuncCompiler::emitKeptBuiltin(const CallExpr* e, const std::vector<const TypeInfo*>& kinds) {
    std::vector<Slot> v;
    loadCaptures(kinds, v);
    const auto mapOf = [&](size_t i) { return typeAs<MapType>(kinds[i]->under); };
    const auto elementId = [&](size_t i) { return c.typeId(typeAs<SliceType>(kinds[i]->under)->element); };
    switch (e->builtin) {
        case Builtin::Print:
        case Builtin::Println:
            printAll(v, kinds, e->builtin == Builtin::Println);
            break;
        case Builtin::Panic:
            b.emit(Opcode::PANIC, v[0]);
            return;
        case Builtin::Recover:
            b.emit(Opcode::RECOVER, temp(ifaceInfo()), 1);
            break;
        case Builtin::Close:
            b.emit(Opcode::CLOSE, v[0]);
            break;
        case Builtin::Copy:
            b.emit2(Opcode::COPY, tempInt(), v[0], v[1], elementId(0), 0);
            break;
        case Builtin::Delete:
            b.emit2(Opcode::MAPDELETE, v[0], v[1], noSlot, c.typeId(kinds[0]->type), 0);
            break;
        case Builtin::Clear:
            if (mapOf(0))
                b.emit2(Opcode::MAPCLEAR, v[0], noSlot, noSlot, c.typeId(kinds[0]->type), 0);
            else
                b.emit2(Opcode::CLEARS, v[0], noSlot, noSlot, elementId(0), 0);
            break;
        default:
            refuse(e, "this built-in function cannot be deferred yet");
    }
    b.emit(Opcode::RET);
}

Slot FuncCompiler::deferredBuiltin(const CallExpr* e, const std::string& madeName, const std::string& key,
                                   bool heap) {
    std::vector<const Expr*> list(e->args.begin(), e->args.end());
    std::vector<const TypeInfo*> kinds;
    std::vector<Slot> slots;
    if (e->builtin == Builtin::Panic) {
        kinds.push_back(&ifaceInfo());
        slots.push_back(valueAs(list[0], ifaceInfo()));
    } else if (e->builtin == Builtin::Delete) {
        const TypeInfo& m = infoOf(list[0]);
        kinds = {&m, &info(typeAs<MapType>(m.under)->key)};
        slots = {value(list[0]), valueAs(list[1], *kinds[1])};
    } else {
        slots = values(list);
        for (const Expr* x : list) kinds.push_back(&valueInfo(x));
    }
    const int32_t f =
        c.madeFunc(key, madeName, e->pos, {}, [e, kinds](FuncCompiler& fc) { fc.emitKeptBuiltin(e, kinds); });
    c.module.funcs[static_cast<size_t>(f)].wrapper = true;
    const Slot to = tempPtr();
    makeClosure(f, slots, kinds, heap, to);
    return to;
}

// The closure, without arguments and results, that a go or defer statement runs.
Slot FuncCompiler::deferredClosure(const CallExpr* e, const Stmt* site, bool isDefer) {
    ++wrapCount;
    const std::string madeName = name + (isDefer ? ".deferwrap" : ".gowrap") + std::to_string(wrapCount);
    const std::string key = "wrap:" + std::to_string(self.index) + ":" + std::to_string(wrapCount);
    const bool heap = !isDefer || c.escapes.heapClosure(site) || inLoop() || fi->rangeBody;
    if (e->callKind == CallKind::Builtin) return deferredBuiltin(e, madeName, key, heap);
    const Callee k = callee(e);
    const bool bare = k.shape.slots == 0;
    if (bare && k.kind == Callee::Kind::closure) return k.slot;
    const Slot to = tempPtr();
    if (bare && k.kind == Callee::Kind::func) {
        loadInt(to, static_cast<int64_t>(c.staticClosure(k.index)));
        return to;
    }
    std::vector<Slot> slots;
    std::vector<const TypeInfo*> kinds;
    const bool fromSlot = k.kind == Callee::Kind::closure || k.kind == Callee::Kind::interface_;
    if (fromSlot) {
        slots.push_back(k.slot);
        kinds.push_back(k.kind == Callee::Kind::closure ? &pointerInfo() : &ifaceInfo());
        // The method of a nil interface, and go of a nil function, fail here and now.
        if (k.kind == Callee::Kind::interface_) nilCheck(k.slot);
    }
    spreadCall = e;
    spread.clear();
    std::vector<Slot> args = callArgs(e, k);
    spreadCall = nullptr;
    const size_t spreads = spread.size();
    if (spreads > 0) args.pop_back();
    std::vector<const Expr*> fixed(slots.size());
    const size_t receivers = k.shape.args.size() - typeAs<SignatureType>(e->signature)->params.size();
    const bool tuple = e->args.size() == 1 && e->args[0]->type && e->args[0]->type->kind == TypeKind::Tuple;
    for (size_t i = k.kind == Callee::Kind::interface_ ? 1 : 0; i < args.size(); ++i) {
        slots.push_back(args[i]);
        kinds.push_back(k.shape.args[i]);
        fixed.push_back(i < receivers || tuple ? nullptr
                                               : fixedOperand(*this, e, i - receivers, *kinds.back()));
    }
    for (size_t i = 0; i < spreads; ++i) {
        slots.push_back(spread[i]);
        kinds.push_back(&info(typeAs<SliceType>(k.shape.args.back()->under)->element));
        fixed.push_back(tuple ? nullptr : fixedOperand(*this, e, args.size() - receivers + i, *kinds.back()));
    }
    Callee kept = k;
    kept.slot = kept.receiver = noSlot;
    const int32_t f =
        c.madeFunc(key, madeName, e->pos, {}, [e, kept, fromSlot, kinds, fixed, spreads](FuncCompiler& fc) {
            fc.emitKept(e, kept, fromSlot, kinds, fixed, spreads);
        });
    c.module.funcs[static_cast<size_t>(f)].wrapper = true;
    makeClosure(f, withoutFixed(slots, fixed), withoutFixed(kinds, fixed), heap, to);
    return to;
}

void FuncCompiler::goStmt(const Expr* x, const Stmt* site, bool isDefer) {
    const auto* e = as<CallExpr>(unparen(x));
    CHECK(e, "go or defer of something that is no call");
    Temps scope(*this);
    if (e->callKind == CallKind::Conversion) return effect(e);
    const CallsFirst order(*this, {e}, false);
    const Slot f = deferredClosure(e, site, isDefer);
    mark(site);
    if (isDefer)
        b.emit(Opcode::DEFER, f, inLoop() || fi->rangeBody ? 1 : 0,
               deferFrame == noSlot ? noSlot : deferFrame + 1);
    else
        b.emit(Opcode::GO, f);
}

// In a wrapper of a value method for pointers: the pointer must not be nil.
void FuncCompiler::panicIfNil(const MethodEntry& m) {
    Temps scope(*this);
    const Label fine = b.newLabel();
    b.branch(Opcode::BNZ, kIn, noSlot, fine);
    const Slot text = temp(stringInfo());
    loadString(text, m.method->fullName() + " called using nil *" + m.receiverNamed->object->name);
    callRuntime("panicwrap", text, 2, SlotMask{1, 0});
    b.bind(fine);
}

// ---- x.m as a value ----

void FuncCompiler::methodValueTo(const SelectorExpr* e, Slot to) {
    Selection store_;
    const Selection& sel = resolved(e, store_);
    MethodRefInfo m = methodRef(sel);
    auto* sig = typeAs<SignatureType>(c.types.underlying(typ(e->type)));
    m.signature = sig;
    const Callee k = methodCallee(pathFrom(placeOrTemp(e->x), typ(e->x->type), sel.path), m);
    const bool dynamic = k.kind == Callee::Kind::interface_;
    if (dynamic) nilCheck(k.slot);
    const TypeInfo& kept = dynamic ? ifaceInfo() : *k.shape.args[0];
    const std::string of = dynamic ? runtimeTypeString(typ(e->x->type)) : runtimeTypeString(kept.type);
    const std::string key = "mv:" + of + "#" + std::to_string(kept.type->id) + "." + c.methodName(m.method) +
                            "#" + std::to_string(k.index);
    Callee call_ = k;
    const int32_t f = c.madeFunc(key, m.method->fullName() + "-fm", m.method->pos,
                                 c.shapeOf(nullptr, sig, {}), [call_, &kept, dynamic](FuncCompiler& fc) {
                                     std::vector<Slot> v;
                                     fc.loadCaptures({&kept}, v);
                                     Callee again = call_;
                                     again.receiver = dynamic ? noSlot : v[0];
                                     if (dynamic) again.slot = v[0];
                                     fc.forward(again, 0);
                                 });
    c.module.funcs[static_cast<size_t>(f)].wrapper = true;
    makeClosure(f, {dynamic ? k.slot : k.receiver}, {&kept}, c.escapes.heap(static_cast<const Node*>(e)), to);
}

// T.m as a value: a function with the receiver as its first parameter.
void FuncCompiler::methodExprTo(const SelectorExpr* e, Slot to) {
    Selection store_;
    const Selection sel = resolved(e, store_);
    const MethodRefInfo ref = methodRef(sel);
    auto* sig = typeAs<SignatureType>(c.types.underlying(typ(e->type)));
    Type* receiver = typ(sel.receiver);
    const bool pointer = c.types.underlying(receiver)->kind == TypeKind::Pointer;
    if (sel.path.empty() && !sel.throughInterface && ref.named && pointer == ref.method->pointerReceiver)
        return loadInt(to, static_cast<int64_t>(c.staticClosureOf(ref.method, ref.named->typeArgs)));
    auto* rest = c.types.make<SignatureType>();
    rest->params.assign(sig->params.begin() + 1, sig->params.end());
    rest->results = sig->results;
    rest->variadic = sig->variadic;
    const std::string key = "mx:" + std::to_string(receiver->id) + "." + c.methodName(ref.method);
    const int32_t f = c.madeFunc(key, ref.method->fullName(), ref.method->pos, c.shapeOf(nullptr, sig, {}),
                                 [receiver, ref, rest, path = sel.path](FuncCompiler& fc) {
                                     MethodRefInfo m = ref;
                                     m.signature = rest;
                                     const Place p = fc.frame(kIn, fc.c.info(receiver));
                                     fc.forward(fc.methodCallee(fc.pathFrom(p, receiver, path), m), 1);
                                 });
    c.module.funcs[static_cast<size_t>(f)].wrapper = true;
    loadInt(to, static_cast<int64_t>(c.staticClosure(f)));
}

}  // namespace tricolor::golang
