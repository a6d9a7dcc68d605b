// Composite literals, closures, and the memory they are put in.
#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

Place FuncCompiler::newObject(const TypeInfo& t, bool heap, Slot to) {
    if (heap || t.slots > maxFrameSlots / 2) {
        b.emit2(Opcode::NEW, to, noSlot, noSlot, c.typeId(t.type), 0);
        return memory(to, 0, t);
    }
    if (t.size == 0) {
        loadInt(to, static_cast<int64_t>(c.module.zerobase));
        return memory(to, 0, t);
    }
    const Slot s = b.alloc(t.mask);  // for as long as the frame: somebody may keep the address
    pin(s, t.mask);
    zero(s, t.slots);
    b.emit(Opcode::LEA, to, noSlot, noSlot, int64_t{s} * 8);
    return memory(to, 0, t, true);
}

// Puts a value into a place that the expression does not mention.
void FuncCompiler::storeInto(const Expr* e, const Place& p, bool zeroed) {
    e = unparen(e);
    const auto* lit = as<CompositeLit>(e);
    if (lit && &infoOf(e) == p.type && p.type->rep == Rep::Aggregate && p.kind != Place::Kind::mapElement)
        return fillComposite(lit, p, zeroed);
    Temps scope(*this);
    if (p.kind == Place::Kind::frame && !p.part) return valueAsTo(e, *p.type, static_cast<Slot>(p.off / 8));
    if (p.kind == Place::Kind::frame && p.off % 8 == 0 && p.type->size % 8 == 0)
        return valueAsTo(e, *p.type, static_cast<Slot>(p.off / 8));
    store(p, valueAs(e, *p.type));
}

void FuncCompiler::fillComposite(const CompositeLit* e, const Place& p, bool zeroed) {
    const TypeInfo& t = infoOf(e);
    mark(e);
    if (const auto* a = typeAs<ArrayType>(t.under)) {
        if (!zeroed && static_cast<int64_t>(e->elements.size()) < a->length) {
            storeZero(p);
            zeroed = true;
        }
        return literalElements(e, p, info(a->element), zeroed);
    }
    const auto* s = typeAs<StructType>(t.under);
    CHECK(s, "a composite literal of a type that has none");
    if (!zeroed && e->elements.size() < s->fields.size()) {
        storeZero(p);
        zeroed = true;
    }
    for (size_t i = 0; i < e->elements.size(); ++i) {
        const Expr* x = e->elements[i];
        if (const auto* kv = as<KeyValueExpr>(x)) x = kv->value;
        storeInto(x, fieldOf(p, t, e->fields[i]), zeroed);
    }
}

void FuncCompiler::literalElements(const CompositeLit* e, const Place& array, const TypeInfo& element,
                                   bool zeroed) {
    for (size_t i = 0; i < e->elements.size(); ++i) {
        const Expr* x = e->elements[i];
        if (const auto* kv = as<KeyValueExpr>(x)) x = kv->value;
        Place p = array;
        p.off += e->indices[i] * element.size;
        p.type = &element;
        p.part = true;
        storeInto(x, p, zeroed);
    }
}

void FuncCompiler::compositeTo(const CompositeLit* e, Slot to) {
    const TypeInfo& t = infoOf(e);
    if (t.rep == Rep::Aggregate) return fillComposite(e, frame(to, t), false);
    if (t.rep == Rep::Slice) return sliceLiteralTo(e, t, to);
    if (typeAs<MapType>(t.under)) return mapLiteralTo(e, t, to);
    compositePointerTo(e, to, e);
}

void FuncCompiler::compositePointerTo(const CompositeLit* e, Slot to, const Node* site) {
    const TypeInfo* t = &infoOf(e);
    if (const auto* ptr = typeAs<PointerType>(t->under)) t = &info(ptr->element);
    const bool heap = c.escapes.heap(site);
    const CallsFirst order(*this, valuesOf(e), true, heap);
    const Slot a = tempPtr();
    mark(e);
    const Place p = newObject(*t, heap, a);
    if (t->rep == Rep::Aggregate) {
        fillElements(e, *t, p);
    } else {
        const Slot v = temp(*t);
        t->rep == Rep::Slice ? sliceLiteralTo(e, *t, v) : mapLiteralTo(e, *t, v);
        store(p, v);
    }
    move(to, a, 1);
}

// The elements of a literal whose memory is zero already.
void FuncCompiler::fillElements(const CompositeLit* e, const TypeInfo& t, const Place& p) {
    if (const auto* a = typeAs<ArrayType>(t.under)) return literalElements(e, p, info(a->element), true);
    for (size_t i = 0; i < e->elements.size(); ++i) {
        const Expr* x = e->elements[i];
        if (const auto* kv = as<KeyValueExpr>(x)) x = kv->value;
        storeInto(x, fieldOf(p, t, e->fields[i]), true);
    }
}

void FuncCompiler::sliceLiteralTo(const CompositeLit* e, const TypeInfo& t, Slot to) {
    Type* element = typeAs<SliceType>(t.under)->element;
    const TypeInfo& array = c.info(c.types.arrayOf(typ(element), e->length));
    const bool heap = c.escapes.heap(static_cast<const Node*>(e)) || array.size > maxImplicitStackVarSize;
    const CallsFirst order(*this, valuesOf(e), true, heap && e->length > 0);
    const Slot a = tempPtr();
    mark(e);
    if (e->length == 0) {
        loadInt(a, static_cast<int64_t>(c.module.zerobase));
    } else {
        literalElements(e, newObject(array, heap, a), info(element), true);
    }
    move(to, a, 1);
    loadInt(to + 1, e->length);
    loadInt(to + 2, e->length);
}

void FuncCompiler::mapLiteralTo(const CompositeLit* e, const TypeInfo& t, Slot to) {
    const auto* m = typeAs<MapType>(t.under);
    const Slot made = tempPtr(), hint = tempInt();
    mark(e);
    loadInt(hint, static_cast<int64_t>(e->elements.size()));
    makeMap(t, hint, c.escapes.heap(static_cast<const Node*>(e)), e->elements.size() > 8, made);
    for (const Expr* x : e->elements) {
        const auto* kv = as<KeyValueExpr>(x);
        Temps scope(*this);
        Place p;
        p.kind = Place::Kind::mapElement;
        p.map = &t;
        p.base = made;
        p.type = &info(m->value);
        p.key = valueAs(kv->key, info(m->key));
        store(p, valueAs(kv->value, *p.type));
    }
    move(to, made, 1);
}

// ---- closures ----

// The type of a closure object: the pc, then what it keeps.
const TypeInfo& FuncCompiler::closureInfo(const std::vector<const TypeInfo*>& kinds) {
    auto* s = c.types.make<StructType>();
    const auto add = [&](const std::string& field, Type* t) {
        auto* v = c.types.object<VarObject>(field, Pos{});
        v->varKind = VarKind::Field;
        v->type = t;
        v->package = c.checked.main;
        v->index = static_cast<uint32_t>(s->fields.size());
        s->fields.push_back(v);
    };
    add("F", uintptrInfo().type);
    for (size_t i = 0; i < kinds.size(); ++i) add("X" + std::to_string(i), kinds[i]->type);
    return c.info(c.types.canonical(s));
}

void FuncCompiler::makeClosure(int32_t func, const std::vector<Slot>& values_,
                               const std::vector<const TypeInfo*>& kinds, bool heap, Slot to) {
    if (kinds.empty()) return loadInt(to, static_cast<int64_t>(c.staticClosure(func)));
    const TypeInfo& t = closureInfo(kinds);
    const Slot a = tempPtr(), pc = tempInt();
    const Place p = newObject(t, heap, a);
    b.loadFunc(pc, func);
    store(fieldOf(p, t, 0), pc);
    for (size_t i = 0; i < kinds.size(); ++i) store(fieldOf(p, t, static_cast<int>(i + 1)), values_[i]);
    move(to, a, 1);
}

// In the function that was called through a closure: what it keeps, each in slots of its own.
void FuncCompiler::loadCaptures(const std::vector<const TypeInfo*>& kinds, std::vector<Slot>& slots) {
    if (kinds.empty()) return;
    b.needctxt = true;
    const TypeInfo& t = closureInfo(kinds);
    for (size_t i = 0; i < kinds.size(); ++i) {
        const Slot s = b.alloc(kinds[i]->mask);
        Temps scope(*this);
        load(fieldOf(memory(kCtx, 0, t), t, static_cast<int>(i + 1)), s);
        slots.push_back(s);
    }
}

void FuncCompiler::captureKinds(FuncInfo* literal, std::vector<const TypeInfo*>& kinds) {
    for (const VarObject* v : literal->captures) {
        const TypeInfo& t = info(v->type);
        kinds.push_back(capturedByValue(v) ? &t : &c.info(c.types.pointerTo(t.type)));
    }
}

void FuncCompiler::captureValues(FuncInfo* literal, std::vector<Slot>& values_) {
    for (const VarObject* v : literal->captures) {
        const Place p = homePlace(v);
        values_.push_back(capturedByValue(v) ? read(p) : address(p));
    }
}

// Closures inside generic functions keep the dictionary of the type arguments, last.
void FuncCompiler::keepDictionary(std::vector<Slot>& kept, std::vector<const TypeInfo*>& kinds) {
    if (self.subst.params.empty()) return;
    kept.push_back(tempPtr());
    kinds.push_back(&pointerInfo());
    loadInt(kept.back(), static_cast<int64_t>(c.dictionary(self.subst)));
}

void FuncCompiler::closureTo(const FuncLit* e, Slot to) {
    mark(e);
    const int32_t func = c.literalOf(e->info, self.subst, name);
    std::vector<Slot> kept;
    std::vector<const TypeInfo*> kinds;
    captureKinds(e->info, kinds);
    captureValues(e->info, kept);
    keepDictionary(kept, kinds);
    makeClosure(func, kept, kinds, c.escapes.heap(static_cast<const Node*>(e)), to);
}

bool FuncCompiler::capturedByValue(const VarObject* v) {
    return !c.escapes.capturedByReference(v);
}

}  // namespace tricolor::golang
