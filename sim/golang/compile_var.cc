// Variables: where they live, how they come into being and go.
#include <algorithm>

#include "sim/golang/compile_fn.h"
#include "sim/world/check.h"

namespace tricolor::golang {

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

}  // namespace tricolor::golang
