// Values: where they flow.
#include "sim/golang/escape_flow.h"

#include <algorithm>

#include "sim/golang/escape.h"
#include "sim/golang/layout.h"

namespace tricolor::golang::flow {

Hole Flow::note(Hole k, const TreeNode* where, const char* why) {
    notes_.push_back({where, why, k.notes});
    k.notes = &notes_.back();
    return k;
}

Hole Flow::shifted(Hole k, int by) {
    k.derefs += by;
    k.addressTaken = by < 0;
    return k;
}

void Flow::flow(const Hole& k, Location* from) {
    from->addressTaken |= k.addressTaken;
    graph_.flow(k.to, k.derefs, from, k.notes);
}

Location* Flow::fresh() {
    return graph_.make(at_.function, at_.loopDepth);
}

Hole Flow::tee(const std::vector<Hole>& ks) {
    if (ks.empty()) return nowhere();
    if (ks.size() == 1) return ks[0];
    Location* l = fresh();
    for (const Hole& k : ks) flow(k, l);
    return hole(l);
}

Hole Flow::spill(const Hole& k, const TreeNode* n) {
    Location* l = fresh();
    l->site = n;
    sites.push_back({n, l, at_.function});
    flow(note(shifted(k, -1), n, "spill"), l);
    return hole(l);
}

// A value of type t that comes out of an interface.
Hole Flow::unboxed(Hole k, Type* t, const TreeNode* where, const char* why) {
    if (!isInterface(t) && !pointerShaped(t)) k = shifted(k, 1);
    return note(k, where, why);
}

void Flow::value(Hole k, const TreeNode* n) {
    if (!n) return;
    statements(n->init);
    if (k.derefs >= 0 && n->type && n->type->kind != TypeKind::Tuple && !isUntypedKind(n->type->kind) &&
        !hasPointers(n->type))
        k.to = &graph_.nowhere;
    switch (n->kind) {
        case Kind::Name:
            return flow(k, n->name->location);
        case Kind::Operator:
            for (const TreeNode* x : n->list) discard(x);
            return;
        case Kind::Address:
            return value(note(shifted(k, -1), n, "address-of"), n->x);
        case Kind::Indirect:
            return value(deref(k, n, "indirection"), n->x);
        case Kind::Dot:
            return value(note(k, n, "dot"), n->x);
        case Kind::DotPtr:
            return value(deref(k, n, "dot of pointer"), n->x);
        case Kind::Assert:
            return value(unboxed(k, n->type, n, "dot"), n->x);
        case Kind::Index:
            value(underlyingAs<ArrayType>(n->x->type) ? note(k, n, "fixed-array-index-of")
                                                      : deref(k, n, "dot of pointer"),
                  n->x);
            return discard(n->y);
        case Kind::IndexMap:
            discard(n->x);
            return discard(n->y);
        case Kind::Slice:
            value(note(k, n, "slice"), n->x);
            for (const TreeNode* i : n->list) discard(i);
            return;
        case Kind::Convert:
        case Kind::ToIface:
        case Kind::ToArray:
            return convert(k, n);
        case Kind::Receive:
            return discard(n->x);
        case Kind::Call:
        case Kind::CallIface:
            return call({k}, n);
        case Kind::Append:
            return append(k, n);
        case Kind::Builtin:
        case Kind::Copy:
        case Kind::Panic:
            return builtin(k, n);
        default:
            return allocation(k, n);
    }
}

void Flow::allocation(const Hole& k, const TreeNode* n) {
    switch (n->kind) {
        case Kind::New:
            spill(k, n);
            return;
        case Kind::MakeSlice:
        case Kind::MakeMap:
            spill(k, n);
            [[fallthrough]];
        case Kind::MakeChan:
            for (const TreeNode* x : n->list) discard(x);
            return;
        case Kind::MethodValue:
            return methodValue(k, n);
        case Kind::PointerTo:
            return value(spill(k, n), n->x);
        case Kind::ArrayLit:
            return elements(k, n, "array literal element");
        case Kind::SliceLit:
            return elements(spill(k, n), n, "slice-literal-element");
        case Kind::StructLit:
            return elements(k, n, "struct literal element");
        case Kind::MapLit:
            spill(k, n);
            for (size_t i = 0; i < n->list.size(); ++i)
                toHeap(n->list[i], n, i % 2 == 0 ? "map literal key" : "map literal value");
            return;
        case Kind::Closure:
            return closure(k, n);
        case Kind::StringOf:
            spill(k, n);
            return discard(n->x);
        case Kind::Concat:
            spill(k, n);
            for (const TreeNode* x : n->list) discard(x);
            return;
        default:
            return;
    }
}

void Flow::elements(const Hole& k, const TreeNode* n, const char* why) {
    for (const TreeNode* x : n->list) value(note(k, n, why), x);
}

void Flow::convert(const Hole& k, const TreeNode* n) {
    if (n->kind == Kind::ToArray) return value(deref(k, n, "slice-to-array"), n->x);
    if (n->kind == Kind::ToIface) {
        const bool boxed = n->x->type && !isInterface(n->x->type) && !pointerShaped(n->x->type);
        return value(note(boxed ? spill(k, n) : k, n, "interface-converted"), n->x);
    }
    const Type* u = n->type ? underlyingOf(n->type) : nullptr;
    const Type* from = n->x->type ? underlyingOf(n->x->type) : nullptr;
    if (u && from && u->kind == TypeKind::UnsafePointer && from->kind == TypeKind::Uintptr)
        return unsafeValue(k, n->x);
    value(k, n->x);
}

// Arithmetic on an address that was a pointer: unsafe.Pointer(uintptr(p) + x).
void Flow::unsafeValue(const Hole& k, const TreeNode* n) {
    statements(n->init);
    if (n->kind == Kind::Convert) {
        const Type* from = n->x->type ? underlyingOf(n->x->type) : nullptr;
        return from && from->kind == TypeKind::UnsafePointer ? value(k, n->x) : discard(n->x);
    }
    if (n->kind != Kind::Operator) return discard(n);
    const bool shift = isShift(n->op);
    for (size_t i = 0; i < n->list.size(); ++i)
        if (shift && i > 0)
            discard(n->list[i]);
        else
            unsafeValue(k, n->list[i]);
}

// A closure that holds its receiver; how it will be called is not known.
void Flow::methodValue(const Hole& k, const TreeNode* n) {
    const Hole kept = spill(k, n);
    const std::vector<Hole> results(Leaks::maxResults, heap());
    value(tee({parameter(results, n->function, 0), kept}), n->x);
}

void Flow::closure(const Hole& k, const TreeNode* n) {
    captured_.push_back({spill(k, n), n});
    Func* f = n->function;
    if (f->captures.empty()) return;  // walked as a function of its own
    for (Name* v : f->captures) {
        Location* l = v->location;
        if (!l || l->captured) continue;
        l->captured = true;
        // What was assigned before, in the same round, does not matter.
        if (l->loopDepth == at_.loopDepth) l->reassigned = false;
    }
    walkFunction(f);
}

void Flow::captures(const Captured& c) {
    for (Name* v : c.closure->function->captures) {
        Location* l = v->location;
        if (!l) continue;
        const bool byValue = !l->addressTaken && !l->reassigned && v->type &&
                             layoutOf(*program_.types, v->type).size <= maxByValueCapture;
        if (!byValue) v->addressTaken = v->byReference = true;
        Hole k = c.hole;
        if (!byValue) k = note(shifted(k, -1), c.closure, "reference");
        flow(note(k, c.closure, "captured by a closure"), l);
    }
}

// ---- calls ----

bool Flow::here(const Func* f) const {
    return f && !f->tagged && !f->declaredOnly;
}

// Where the i-th value a function takes (its receiver first) goes.
Hole Flow::parameter(const std::vector<Hole>& results, Func* callee, size_t i) {
    if (!callee) return heap();
    if (here(callee)) {
        if (i >= callee->params.size()) return nowhere();
        Name* p = callee->params[i];
        return p->text.empty() || p->text == "_" || !p->location ? nowhere() : hole(p->location);
    }
    if (i >= callee->leaks.size()) return heap();
    const Leaks& l = callee->leaks[i];
    std::vector<Hole> ks;
    if (l.heap >= 0) ks.push_back(shifted(heap(), l.heap));
    if (l.mutator >= 0) ks.push_back(shifted(hole(&graph_.mutator), l.mutator));
    if (l.callee >= 0) ks.push_back(shifted(hole(&graph_.callee), l.callee));
    for (size_t r = 0; r < Leaks::maxResults && r < results.size(); ++r)
        if (l.results[r] >= 0) ks.push_back(shifted(results[r], l.results[r]));
    return tee(ks);
}

void Flow::call(const std::vector<Hole>& results, const TreeNode* n) {
    Func* callee = n->kind == Kind::Call ? staticCallee(n) : nullptr;
    if (callee && here(callee))
        for (size_t r = 0; r < callee->results.size() && r < results.size(); ++r)
            if (callee->results[r]->location) {
                Hole k = results[r];
                if (k.derefs >= 0 && !hasPointers(callee->results[r]->type)) k.to = &graph_.nowhere;
                flow(k, callee->results[r]->location);
            }
    if (n->kind == Kind::Call) {
        Hole k = nowhere();
        const bool kept = std::any_of(results.begin(), results.end(),
                                      [&](const Hole& r) { return r.to != &graph_.nowhere; });
        if (!callee && kept) k = note(hole(&graph_.callee), n, "callee operand");
        value(k, n->x);
    } else {
        value(note(heap(), n, "call parameter"), n->x->x);
    }
    for (size_t i = 0; i < n->list.size(); ++i) {
        Hole k = parameter(results, callee, i);
        value(note(k, n, "call parameter"), n->list[i]);
    }
}

void Flow::append(const Hole& k, const TreeNode* n) {
    auto* s = underlyingAs<SliceType>(n->list[0]->type ? n->list[0]->type : n->type);
    if (!s) s = underlyingAs<SliceType>(n->type);
    const bool pointers = !s || hasPointers(s->element);
    Hole old = tee({k, hole(&graph_.mutator)});
    if (pointers) old = tee({old, deref(heap(), n, "appendee slice")});
    value(note(old, n, "call parameter"), n->list[0]);
    for (size_t i = 1; i < n->list.size(); ++i) {
        Hole to = heap();
        if (n->dots) {
            auto* from = underlyingAs<SliceType>(n->list[i]->type);
            to = from && hasPointers(from->element) ? deref(heap(), n, "appended slice...") : nowhere();
        }
        value(note(to, n, "call parameter"), n->list[i]);
    }
    spill(k, n).to->loopDepth = 0;  // used once each round
}

void Flow::builtin(const Hole& k, const TreeNode* n) {
    if (n->kind == Kind::Panic) return value(note(heap(), n, "call parameter"), n->list[0]);
    if (n->kind == Kind::Copy) {
        value(note(hole(&graph_.mutator), n, "call parameter"), n->list[0]);
        auto* from = underlyingAs<SliceType>(n->list[1]->type);
        const Hole to = from && hasPointers(from->element) ? deref(heap(), n, "copied slice") : nowhere();
        return value(note(to, n, "call parameter"), n->list[1]);
    }
    using golang::Builtin;
    for (size_t i = 0; i < n->list.size(); ++i) {
        bool passes = false;
        switch (n->builtin) {
            case Builtin::Min:
            case Builtin::Max:
                passes = true;
                break;
            case Builtin::UnsafeAdd:
            case Builtin::UnsafeSlice:
            case Builtin::UnsafeString:
            case Builtin::UnsafeSliceData:
            case Builtin::UnsafeStringData:
                passes = i == 0;
                break;
            default:
                break;
        }
        if (passes)
            value(note(k, n, "call parameter"), n->list[i]);
        else if (n->builtin == Builtin::Clear)
            value(note(hole(&graph_.mutator), n, "call parameter"), n->list[i]);
        else
            discard(n->list[i]);
    }
}

}  // namespace tricolor::golang::flow
