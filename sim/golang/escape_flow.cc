#include "sim/golang/escape_flow.h"

#include <algorithm>

#include "sim/golang/escape.h"
#include "sim/golang/layout.h"

namespace tricolor::golang {

namespace {

bool isInterface(Type* t) {
    return t && underlyingAs<InterfaceType>(t) && !typeAs<TypeParamType>(t);
}

// Values that an interface holds without a box of their own.
bool pointerShaped(Type* t) {
    if (typeAs<TypeParamType>(t)) return false;
    Type* u = t ? underlyingOf(t) : nullptr;
    if (!u) return false;
    switch (u->kind) {
        case TypeKind::Pointer:
        case TypeKind::Map:
        case TypeKind::Chan:
        case TypeKind::Signature:
        case TypeKind::UnsafePointer:
            return true;
        case TypeKind::Struct: {
            const auto* s = static_cast<StructType*>(u);
            return s->fields.size() == 1 && pointerShaped(s->fields[0]->type);
        }
        case TypeKind::Array:
            return static_cast<ArrayType*>(u)->length == 1 &&
                   pointerShaped(static_cast<ArrayType*>(u)->element);
        default:
            return false;
    }
}

bool mayHoldPointers(Type* t, int depth = 0) {
    if (!t || depth > 100 || typeAs<TypeParamType>(t)) return true;
    Type* u = underlyingOf(t);
    if (!u) return true;
    switch (u->kind) {
        case TypeKind::Array:
            return mayHoldPointers(static_cast<ArrayType*>(u)->element, depth + 1);
        case TypeKind::Struct: {
            const auto& fields = static_cast<StructType*>(u)->fields;
            return std::any_of(fields.begin(), fields.end(),
                               [&](const VarObject* f) { return mayHoldPointers(f->type, depth + 1); });
        }
        case TypeKind::Tuple:
            return true;
        case TypeKind::Slice:
        case TypeKind::Pointer:
        case TypeKind::Map:
        case TypeKind::Chan:
        case TypeKind::Signature:
        case TypeKind::Interface:
        case TypeKind::UnsafePointer:
        case TypeKind::String:
        case TypeKind::UntypedString:
        case TypeKind::UntypedNil:
        case TypeKind::Union:
        case TypeKind::TypeParam:
            return true;
        default:
            return false;
    }
}

bool hasTypeParams(Type* t, int depth = 0) {
    if (!t || depth > 20 || typeAs<TypeParamType>(t)) return true;
    if (auto* p = typeAs<ArrayType>(t)) return hasTypeParams(p->element, depth + 1);
    if (auto* n = typeAs<NamedType>(t)) return hasTypeParams(underlyingOf(n), depth + 1);
    if (auto* s = typeAs<StructType>(t))
        return std::any_of(s->fields.begin(), s->fields.end(),
                           [&](const VarObject* f) { return hasTypeParams(f->type, depth + 1); });
    return false;
}

// The function a call names, if it is known before the program runs.
const FuncObject* calleeOf(const CallExpr* e) {
    const Expr* fun = unparen(e->fun);
    if (const auto* i = as<IndexExpr>(fun)) fun = unparen(i->x);
    const Object* o = nullptr;
    if (const auto* id = as<Ident>(fun)) o = id->object;
    if (const auto* s = as<SelectorExpr>(fun)) {
        if (s->selection && (s->selection->kind == SelectionKind::MethodExpr ||
                             s->selection->throughInterface || s->selection->onTypeParam))
            return nullptr;
        o = s->selection ? s->selection->object : s->sel->object;
    }
    return o && o->kind == ObjectKind::Func ? static_cast<const FuncObject*>(o) : nullptr;
}

}  // namespace

Flow::Flow(EscapeGraph& graph, Sites& sites, const CheckedProgram& program,
           const std::vector<const FuncObject*>& batch)
    : graph_(graph), sites_(sites), program_(program), batch_(batch) {}

bool Flow::hasPointers(Type* t) const {
    return mayHoldPointers(t);
}

int64_t Flow::sizeOf(Type* t) const {
    return !t || hasTypeParams(t) ? 8 : layoutOf(*program_.types, t).size;
}

Location* Flow::variable(const VarObject* v) {
    if (!v || v->varKind == VarKind::Global || v->varKind == VarKind::Field) return graph_.heap();
    const auto found = sites_.variables.find(v->id);
    if (found != sites_.variables.end()) return found->second;
    const bool result = v->varKind == VarKind::Result;
    Location* l =
        graph_.make(result ? LocationKind::Result : LocationKind::Variable, v->function, loopDepth_, v->name);
    l->param = v->varKind == VarKind::Param || v->varKind == VarKind::Receiver;
    if (l->param || result) l->loopDepth = 1;
    if (result && v->function)
        for (size_t i = 0; i < v->function->results.size(); ++i)
            if (v->function->results[i] == v) l->resultIndex = static_cast<int>(i);
    if (sizeOf(v->type) > maxStackVarSize) graph_.escape(l, "too large for stack");
    sites_.variables[v->id] = l;
    return l;
}

Location* Flow::site(const Node* node, SiteKind kind, Pos pos, std::string text, int64_t size) {
    const auto key = std::make_pair(node->id, kind);
    if (const auto found = sites_.index.find(key); found != sites_.index.end())
        return sites_.list[found->second].location;
    Location* l = graph_.make(LocationKind::Site, at_, loopDepth_, text);
    if (size > maxImplicitStackVarSize) graph_.escape(l, "too large for stack");
    sites_.index[key] = sites_.list.size();
    // Elided elements: the checker's errors print one character, gc's escape analysis three.
    for (size_t dots = text.find("…"); dots != std::string::npos; dots = text.find("…"))
        text.replace(dots, 3, "...");
    sites_.list.push_back({node, kind, l, pos, std::move(text)});
    return l;
}

void Flow::into(const Holes& ks, Location* from, Pos pos, const char* why) {
    for (const Hole& k : ks) graph_.flow(k.to, k.derefs, from, pos, why);
}

// ---- expressions ----

namespace {

template <class Holes, class F>
Holes mapped(const Holes& ks, F f) {
    Holes out;
    for (const auto& k : ks) out.push_back(f(k));
    return out;
}

}  // namespace

void Flow::expr(const Holes& ks, const Expr* e) {
    if (!e) return;
    if (!isInterface(e->implicitType) || isInterface(e->type) || e->mode == Mode::NilValue ||
        typeAs<TupleType>(e->type)) {
        plainExpr(ks, e);
        return;
    }
    if (pointerShaped(e->type)) {
        plainExpr(ks, e);
        return;
    }
    Location* box = site(e, SiteKind::Conversion, e->pos, exprText(e), sizeOf(e->type));
    into(mapped(ks, [](const Hole& k) { return k.address(); }), box, e->pos, "interface-converted");
    plainExpr({{box, 0}}, e);
}

void Flow::plainExpr(const Holes& given, const Expr* e) {
    if (e->isConstant() || e->isType() || e->mode == Mode::NilValue) return;
    // A value without pointers carries nothing anywhere; its address does.
    Holes ks = given;
    if (!hasPointers(e->type))
        ks.erase(std::remove_if(ks.begin(), ks.end(), [](const Hole& k) { return k.derefs >= 0; }), ks.end());
    const auto deref = [&] { return mapped(ks, [](const Hole& k) { return k.deref(); }); };
    switch (e->kind) {
        case NodeKind::ParenExpr:
            expr(ks, static_cast<const ParenExpr*>(e)->x);
            break;
        case NodeKind::Ident:
            identifier(ks, static_cast<const Ident*>(e));
            break;
        case NodeKind::FuncLit:
            functionLiteral(ks, static_cast<const FuncLit*>(e));
            break;
        case NodeKind::CompositeLit:
            literal(ks, static_cast<const CompositeLit*>(e));
            break;
        case NodeKind::UnaryExpr:
            unary(ks, static_cast<const UnaryExpr*>(e));
            break;
        case NodeKind::StarExpr:
            expr(deref(), static_cast<const StarExpr*>(e)->x);
            break;
        case NodeKind::SelectorExpr:
            selector(ks, static_cast<const SelectorExpr*>(e));
            break;
        case NodeKind::IndexExpr: {
            const auto* i = static_cast<const IndexExpr*>(e);
            if (i->isInstantiation) break;
            for (const Expr* index : i->indices) discard(index);
            if (underlyingAs<ArrayType>(i->x->type))
                expr(ks, i->x);
            else if (underlyingAs<MapType>(i->x->type))
                discard(i->x);
            else
                expr(deref(), i->x);
            break;
        }
        case NodeKind::SliceExpr: {
            const auto* s = static_cast<const SliceExpr*>(e);
            for (const Expr* index : s->index) discard(index);
            if (underlyingAs<ArrayType>(s->x->type))
                expr(mapped(given, [](const Hole& k) { return k.address(); }), s->x);
            else
                expr(given, s->x);
            break;
        }
        case NodeKind::TypeAssertExpr: {
            const auto* a = static_cast<const TypeAssertExpr*>(e);
            Type* to = a->target ? a->target->type : nullptr;
            expr(isInterface(to) || pointerShaped(to)
                     ? given
                     : mapped(given, [](const Hole& k) { return k.deref(); }),
                 a->x);
            break;
        }
        case NodeKind::BinaryExpr: {
            const auto* b = static_cast<const BinaryExpr*>(e);
            discard(b->x), discard(b->y);
            Type* u = e->type ? underlyingOf(e->type) : nullptr;
            if (b->op != Op::Add || !u || u->kind != TypeKind::String) break;
            Location* l = site(e, SiteKind::Node, e->pos, exprText(e), 0);
            into(mapped(given, [](const Hole& k) { return k.address(); }), l, e->pos, "concatenation");
            break;
        }
        case NodeKind::CallExpr: {
            const auto* c = static_cast<const CallExpr*>(e);
            if (c->callKind == CallKind::Conversion)
                conversion(given, c);
            else if (c->callKind == CallKind::Builtin)
                builtin(given, c);
            else
                call({ks}, c);
            break;
        }
        default:
            break;
    }
}

void Flow::identifier(const Holes& ks, const Ident* e) {
    if (const auto* v = objectAs<VarObject>(e->object)) into(ks, variable(v), e->pos, "assign");
}

void Flow::unary(const Holes& ks, const UnaryExpr* e) {
    if (e->op != Op::And) {
        discard(e->x);
        return;
    }
    const auto address = mapped(ks, [](const Hole& k) { return k.address(); });
    const auto* lit = as<CompositeLit>(unparen(e->x));
    if (!lit) {
        expr(address, e->x);
        return;
    }
    Location* l = site(e, SiteKind::Node, e->pos, exprText(e), sizeOf(lit->type));
    into(address, l, e->pos, "address-of");
    literal({{l, 0}}, lit);
}

void Flow::literal(const Holes& ks, const CompositeLit* e) {
    Type* t = e->type;
    if (auto* p = underlyingAs<PointerType>(t)) {  // &T elided inside another literal
        Location* l = site(e, SiteKind::Node, e->pos, "&" + exprText(e), sizeOf(p->element));
        into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "address-of");
        elements({{l, 0}}, e);
        return;
    }
    if (auto* s = underlyingAs<SliceType>(t)) {
        Location* l = site(e, SiteKind::Node, e->pos, exprText(e), sizeOf(s->element) * e->length);
        into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "slice-literal");
        elements({{l, 0}}, e);
        return;
    }
    if (underlyingAs<MapType>(t)) {
        Location* l = site(e, SiteKind::Node, e->pos, exprText(e), 0);
        into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "map-literal");
        for (const Expr* x : e->elements) {
            const auto* kv = as<KeyValueExpr>(x);
            if (!kv) continue;
            expr({heapHole()}, kv->key);
            expr({heapHole()}, kv->value);
        }
        return;
    }
    elements(ks, e);
}

void Flow::elements(const Holes& ks, const CompositeLit* e) {
    for (const Expr* x : e->elements) {
        const auto* kv = as<KeyValueExpr>(x);
        expr(ks, kv ? kv->value : x);
    }
}

void Flow::selector(const Holes& ks, const SelectorExpr* e) {
    const Selection* s = e->selection;
    if (!s) {
        if (const auto* v = objectAs<VarObject>(e->sel->object)) into(ks, variable(v), e->pos, "assign");
        return;
    }
    if (s->kind == SelectionKind::MethodExpr) return;
    if (s->kind == SelectionKind::Field) {
        int derefs = 0;
        for (const SelectionStep& step : s->path) derefs += step.deref;
        expr(mapped(ks, [&](const Hole& k) { return k.shifted(derefs); }), e->x);
        return;
    }
    // A method value is a closure that holds its receiver; how it will be called is not known.
    Location* l = site(e, SiteKind::Node, e->pos, exprText(e), 16);
    into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "method value");
    Holes to{{l, 0}};
    const auto* m = objectAs<FuncObject>(s->object);
    if (s->throughInterface || s->onTypeParam || !m)
        to.push_back(heapHole());
    else
        for (const Hole& k :
             parameter(m, nullptr, 0, {{heapHole()}, {heapHole()}, {heapHole()}, {heapHole()}}))
            to.push_back(k);
    receiver(to, e);
}

// x of x.m, as the method takes it.
void Flow::receiver(const Holes& ks, const SelectorExpr* e) {
    int derefs = 0;
    for (const SelectionStep& step : e->selection->path) derefs += step.deref;
    derefs += e->selection->autoDeref ? 1 : e->selection->autoAddress ? -1 : 0;
    expr(mapped(ks, [&](const Hole& k) { return k.shifted(derefs); }), e->x);
}

void Flow::functionLiteral(const Holes& ks, const FuncLit* e) {
    Location* l = site(e, SiteKind::Node, e->pos, "func literal",
                       8 + 8 * static_cast<int64_t>(e->info->captures.size()));
    into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "assign");
    capture(l, e->info, e->pos);
    function(e->info);
}

void Flow::capture(Location* closure, const FuncInfo* f, Pos pos) {
    for (const VarObject* v : f->captures) {
        const bool byValue = !v->reassigned && !v->addressTaken && sizeOf(v->type) <= maxByValueCapture;
        graph_.flow(closure, byValue ? 0 : -1, variable(v), pos,
                    byValue ? "captured by value" : "captured by reference");
    }
}

void Flow::conversion(const Holes& ks, const CallExpr* e) {
    const Expr* x = e->args.empty() ? nullptr : e->args[0];
    if (!x) return;
    Type *to = e->type ? underlyingOf(e->type) : nullptr, *from = x->type ? underlyingOf(x->type) : nullptr;
    if (isInterface(e->type) && !isInterface(x->type) && !pointerShaped(x->type)) {
        Location* l = site(x, SiteKind::Conversion, e->pos, exprText(e), sizeOf(x->type));
        into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "interface-converted");
        plainExpr({{l, 0}}, x);
        return;
    }
    const bool copies = to && from && ((to->kind == TypeKind::String) != (from->kind == TypeKind::String));
    if (!copies) {
        expr(ks, x);
        return;
    }
    discard(x);
    Location* l = site(e, SiteKind::Node, e->pos, exprText(e), 0);
    into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "conversion");
}

// ---- calls ----

void Flow::builtin(const Holes& ks, const CallExpr* e) {
    switch (e->builtin) {
        case Builtin::Append:
            append(ks, e);
            break;
        case Builtin::Make:
            make(ks, e);
            break;
        case Builtin::New: {
            Type* t = e->type ? underlyingOf(e->type) : nullptr;
            auto* p = typeAs<PointerType>(t);
            Location* l = site(e, SiteKind::Node, e->pos, exprText(e), p ? sizeOf(p->element) : 0);
            into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "address-of");
            if (!e->args.empty() && !e->args[0]->isType()) expr({{l, 0}}, e->args[0]);
            break;
        }
        case Builtin::Panic:
            expr({heapHole()}, e->args.empty() ? nullptr : e->args[0]);
            break;
        case Builtin::Copy: {
            discard(e->args[0]);
            auto* s = underlyingAs<SliceType>(e->args[1]->type);
            expr(s && hasPointers(s->element) ? Holes{heapHole().deref()} : Holes{}, e->args[1]);
            break;
        }
        case Builtin::Min:
        case Builtin::Max:
        case Builtin::UnsafeAdd:
        case Builtin::UnsafeSlice:
        case Builtin::UnsafeSliceData:
        case Builtin::UnsafeString:
        case Builtin::UnsafeStringData:
            for (const Expr* x : e->args) expr(ks, x);
            break;
        default:
            for (const Expr* x : e->args) discard(x);
    }
}

void Flow::make(const Holes& ks, const CallExpr* e) {
    int64_t size = 0;
    for (size_t i = 1; i < e->args.size(); ++i) discard(e->args[i]);
    if (underlyingAs<ChanType>(e->type))
        return;  // channels are always on the heap, and nothing is said about it
    auto* s = underlyingAs<SliceType>(e->type);
    const Expr* length = e->args.size() > 1 ? e->args.back() : nullptr;
    if (s && length && length->isConstant()) {
        const int64_t n = length->constant.toInt().int64Value().value_or(0);
        size = n > maxImplicitStackVarSize ? INT64_MAX : n * sizeOf(s->element);
    }
    Location* l = site(e, SiteKind::Node, e->pos, exprText(e), size);
    into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "make");
}

void Flow::append(const Holes& ks, const CallExpr* e) {
    auto* s = underlyingAs<SliceType>(e->type);
    const bool pointers = !s || hasPointers(s->element);
    Holes old = ks;
    if (pointers) old.push_back(heapHole().deref());
    Location* l = site(e, SiteKind::Node, e->pos, "append", 0);
    l->loopDepth = 0;  // a function uses the buffer once, so it stands outside of any loop
    into(mapped(ks, [](const Hole& k) { return k.address(); }), l, e->pos, "append");
    for (size_t i = 0; i < e->args.size(); ++i) {
        if (i == 0)
            expr(old, e->args[i]);
        else if (e->hasDots)
            expr(pointers ? Holes{heapHole().deref()} : Holes{}, e->args[i]);
        else
            expr({heapHole()}, e->args[i]);
    }
}

// Where the i-th value a function takes (its receiver first) goes.
Flow::Holes Flow::parameter(const FuncObject* callee, const FuncInfo* literal, size_t i,
                            const std::vector<Holes>& results) {
    const FuncInfo* f = literal ? literal : callee ? callee->info : nullptr;
    const bool here = literal || std::find(batch_.begin(), batch_.end(), callee) != batch_.end();
    if (f && here) {
        const size_t receivers = f->receiver ? 1 : 0;
        if (receivers && i == 0) return {{variable(f->receiver), 0}};
        const size_t p = i - receivers;
        return p < f->params.size() ? Holes{{variable(f->params[p]), 0}} : Holes{};
    }
    const auto tags = callee ? sites_.tags.find(callee->id) : sites_.tags.end();
    if (tags == sites_.tags.end() || i >= tags->second.size()) return {heapHole()};
    const Leaks& leaks = tags->second[i];
    Holes holes;
    if (leaks.heap >= 0) holes.push_back(heapHole().shifted(leaks.heap));
    for (size_t r = 0; r < leaks.results.size() && r < results.size(); ++r)
        if (leaks.results[r] >= 0)
            for (const Hole& k : results[r]) holes.push_back(k.shifted(leaks.results[r]));
    return holes;
}

void Flow::call(const std::vector<Holes>& results, const CallExpr* e) {
    const auto* literal = as<FuncLit>(unparen(e->fun));
    const FuncObject* callee = literal ? nullptr : calleeOf(e);
    const FuncInfo* info = literal ? literal->info : nullptr;
    if (literal)
        functionLiteral({}, literal);
    else if (!callee)
        discard(e->fun);
    const FuncInfo* known = info ? info
                            : callee && std::find(batch_.begin(), batch_.end(), callee) != batch_.end()
                                ? callee->info
                                : nullptr;
    if (known)
        for (size_t r = 0; r < known->results.size() && r < results.size(); ++r)
            into(results[r], variable(known->results[r]), e->pos, "call result");
    arguments(e, callee, info, results);
}

void Flow::arguments(const CallExpr* e, const FuncObject* callee, const FuncInfo* literal,
                     const std::vector<Holes>& results) {
    const bool known = callee || literal;
    size_t first = 0;
    const auto* s = as<SelectorExpr>(unparen(e->fun));
    if (s && s->selection && s->selection->kind == SelectionKind::Method) {
        if (callee)
            receiver(parameter(callee, literal, first, results), s);
        else
            expr({heapHole()}, s->x);
        first = callee ? 1 : 0;
    }
    auto* signature = underlyingAs<SignatureType>(e->signature);
    const size_t fixed =
        signature ? signature->params.size() - (signature->variadic ? 1 : 0) : e->args.size();
    const auto holes = [&](size_t i) {
        return known ? parameter(callee, literal, first + i, results) : Holes{heapHole()};
    };
    Location* dots = nullptr;
    for (size_t i = 0; i < e->args.size(); ++i) {
        if (!signature || !signature->variadic || e->hasDots || i < fixed) {
            expr(holes(
                     std::min(i, signature && !signature->params.empty() ? signature->params.size() - 1 : i)),
                 e->args[i]);
            continue;
        }
        if (!dots) {
            auto* slice = underlyingAs<SliceType>(signature->params.back()->type);
            const int64_t size =
                slice ? sizeOf(slice->element) * static_cast<int64_t>(e->args.size() - fixed) : 0;
            dots = site(e, SiteKind::Variadic, e->pos, "... argument", size);
            into(mapped(holes(fixed), [](const Hole& k) { return k.address(); }), dots, e->pos, "... slice");
        }
        expr({{dots, 0}}, e->args[i]);
    }
}

}  // namespace tricolor::golang
