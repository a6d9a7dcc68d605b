// The order in which the operands of a statement are evaluated, as far as the language leaves it open. gc
// first makes all calls and receives, from left to right, and with them slices, type assertions, && and ||;
// what is read from variables, fields, elements and through pointers is read after that.
#include <algorithm>
#include <utility>

#include "sim/golang/compile_fn.h"

namespace tricolor::golang {

namespace {

bool isCallLike(Builtin k) {
    return k == Builtin::Append || k == Builtin::Copy || k == Builtin::Recover || k == Builtin::Max ||
           k == Builtin::Min || k == Builtin::Make || k == Builtin::New;
}

bool isLogical(const Expr* e) {
    const auto* x = as<BinaryExpr>(e);
    return x && (x->op == Op::AndAnd || x->op == Op::OrOr);
}

bool nothingIn(const Expr* e) {
    return !e || e->isConstant() || e->isType() || e->mode == Mode::NilValue;
}

// Calls f with every operand of e, in order.
template <class F>
void eachOperand(const Expr* e, F&& f) {
    switch (e->kind) {
        case NodeKind::CallExpr:
            if (static_cast<const CallExpr*>(e)->callKind == CallKind::Call)
                f(static_cast<const CallExpr*>(e)->fun);
            for (const Expr* a : static_cast<const CallExpr*>(e)->args) f(a);
            return;
        case NodeKind::UnaryExpr:
            return f(static_cast<const UnaryExpr*>(e)->x);
        case NodeKind::BinaryExpr:
            f(static_cast<const BinaryExpr*>(e)->x);
            return f(static_cast<const BinaryExpr*>(e)->y);
        case NodeKind::StarExpr:
            return f(static_cast<const StarExpr*>(e)->x);
        case NodeKind::SelectorExpr:
            if (static_cast<const SelectorExpr*>(e)->selection) f(static_cast<const SelectorExpr*>(e)->x);
            return;
        case NodeKind::IndexExpr:
            if (static_cast<const IndexExpr*>(e)->isInstantiation) return;
            f(static_cast<const IndexExpr*>(e)->x);
            return f(static_cast<const IndexExpr*>(e)->indices[0]);
        case NodeKind::SliceExpr:
            f(static_cast<const SliceExpr*>(e)->x);
            for (const Expr* i : static_cast<const SliceExpr*>(e)->index) f(i);
            return;
        case NodeKind::TypeAssertExpr:
            return f(static_cast<const TypeAssertExpr*>(e)->x);
        case NodeKind::KeyValueExpr:
            return f(static_cast<const KeyValueExpr*>(e)->value);
        case NodeKind::CompositeLit: {
            const auto* lit = static_cast<const CompositeLit*>(e);
            const bool map = lit->fields.empty() && lit->indices.empty();
            for (const Expr* x : lit->elements) {
                if (const auto* entry = as<KeyValueExpr>(x); entry && map) f(entry->key);
                f(x);
            }
            return;
        }
        default:
            return;
    }
}

// Is e itself made early: a call, a receive, …?
bool isEarly(const Expr* e) {
    switch (e->kind) {
        case NodeKind::CallExpr: {
            const auto* k = static_cast<const CallExpr*>(e);
            return k->callKind == CallKind::Call ||
                   (k->callKind == CallKind::Builtin && isCallLike(k->builtin));
        }
        case NodeKind::UnaryExpr:
            return static_cast<const UnaryExpr*>(e)->op == Op::Recv;
        case NodeKind::SliceExpr:
        case NodeKind::TypeAssertExpr:
            return true;
        default:
            return isLogical(e);
    }
}

}  // namespace

// Does e itself, its operands apart, read something that a call may change?
bool FuncCompiler::readsChangeable(const Expr* e) {
    const auto variable = [this](Object* o) {
        const auto* v = objectAs<VarObject>(o);
        if (!v || v->varKind == VarKind::Global) return v != nullptr;
        const Home& h = home(v);
        return h.kind != Home::Kind::frame || h.pinned;
    };
    switch (e->kind) {
        case NodeKind::Ident:
            return variable(static_cast<const Ident*>(e)->object);
        case NodeKind::StarExpr:
            return true;
        case NodeKind::SelectorExpr: {
            const auto* s = static_cast<const SelectorExpr*>(e);
            if (!s->selection) return variable(s->sel->object);
            return s->selection->kind == SelectionKind::Field &&
                   std::any_of(s->selection->path.begin(), s->selection->path.end(),
                               [](const SelectionStep& step) { return step.deref; });
        }
        case NodeKind::IndexExpr: {
            const auto* x = static_cast<const IndexExpr*>(e);
            if (x->isInstantiation) return false;
            const Type* t = infoOf(x->x).under;
            return t->kind != TypeKind::Array && t->kind != TypeKind::String;
        }
        default:
            return false;
    }
}

// Is there a call in e behind something that is read and that the call may change? read: such a thing stands
// before e.
bool FuncCompiler::orderMatters(const Expr* e, bool& read) {
    e = unparen(e);
    if (nothingIn(e)) return false;
    bool matters = false;
    if (hasCall(e) && isEarly(e)) {
        bool inside = false;
        eachOperand(e, [&](const Expr* x) { matters = orderMatters(x, inside) || matters; });
        if (isLogical(e)) matters = false;  // its operands are ordered each by itself
        return matters || read;
    }
    eachOperand(e, [&](const Expr* x) { matters = orderMatters(x, read) || matters; });
    read = read || readsChangeable(e);
    return matters;
}

// A struct or array that becomes an interface is copied on the way, unless it stands in memory already.
bool FuncCompiler::boxesCopy(const Expr* e) {
    return e->implicitType && e->mode != Mode::Variable && infoOf(e).rep == Rep::Aggregate &&
           info(e->implicitType).rep == Rep::Interface;
}

// Evaluates what is early in e, e itself only if itself says so.
void FuncCompiler::evaluateEarly(const Expr* e, bool itself) {
    e = unparen(e);
    if (nothingIn(e)) return;
    if (!isLogical(e)) eachOperand(e, [&](const Expr* x) { evaluateEarly(x, true); });
    const bool tuple = e->type && e->type->kind == TypeKind::Tuple;
    if (!itself || tuple || e->mode == Mode::NoValue || !(isEarly(e) || boxesCopy(e))) return;
    const Slot s = temp(infoOf(e));
    rawTo(e, s);
    early.emplace_back(e, s);
}

FuncCompiler::CallsFirst::CallsFirst(FuncCompiler& f, const std::vector<const Expr*>& operands, bool selves,
                                     bool seen)
    : fn(f), mark(f.early.size()) {
    bool matters = seen, read = false;
    for (const Expr* e : operands) matters = fn.orderMatters(e, read) || matters;
    if (!matters) return;
    for (const Expr* e : operands) fn.evaluateEarly(e, selves);
}

std::vector<const Expr*> FuncCompiler::valuesOf(const CompositeLit* e) {
    std::vector<const Expr*> values;
    eachOperand(e, [&](const Expr* x) {
        const auto* entry = as<KeyValueExpr>(x);
        values.push_back(entry ? entry->value : x);
    });
    return values;
}

Slot FuncCompiler::earlySlot(const Expr* e) const {
    for (const auto& [made, slot] : early)
        if (made == e) return slot;
    return noSlot;
}

}  // namespace tricolor::golang
