// What is known of variables before the program runs: constants, functions, the types that interfaces hold.
#include <algorithm>
#include <functional>

#include "sim/golang/escape.h"
#include "sim/golang/escape_flow.h"
#include "sim/golang/layout.h"

namespace tricolor::golang::flow {

namespace {

void forEachChild(TreeNode* n, const std::function<void(TreeNode*)>& visit) {
    const auto all = [&](const std::vector<TreeNode*>& list) {
        for (TreeNode* c : list)
            if (c) visit(c);
    };
    all(n->init);
    if (n->x) visit(n->x);
    if (n->y) visit(n->y);
    all(n->lhs);
    all(n->list);
    all(n->body);
    all(n->elseBody);
}

Name* outerName(const TreeNode* n) {
    while (n && (n->kind == Kind::Dot || n->kind == Kind::Convert ||
                 (n->kind == Kind::Index && underlyingAs<ArrayType>(n->x->type))))
        n = n->x;
    return n && n->kind == Kind::Name ? n->name : nullptr;
}

// An interface variable is given a value, or one of which only the type is known.
void assigned(const TreeNode* to, const TreeNode* from, Type* type) {
    if (!to || to->kind != Kind::Name || to->name->kind != Name::Class::Local || !isInterface(to->name->type))
        return;
    if (from && from->kind == Kind::Nil) return;
    if (type && isInterface(type)) type = nullptr;
    to->name->assignments.push_back(from);
    to->name->assignedTypes.push_back(type);
}

Type* resultType(const TreeNode* call, size_t i) {
    auto* s = underlyingAs<SignatureType>(call->x->type);
    return s && i < s->results.size() ? s->results[i]->type : nullptr;
}

void assignedBy(TreeNode* n) {
    for (TreeNode* t : n->lhs)
        if (Name* v = t ? outerName(t) : nullptr; v && (v->defined != n || n->kind == Kind::Range))
            v->assigned = true;
    if (n->kind == Kind::Assign) {
        for (size_t i = 0; i < n->lhs.size() && i < n->list.size(); ++i) {
            const TreeNode* from = n->list[i];
            if (!from) continue;
            if (n->lhs.size() == 1 && (from->kind == Kind::Call || from->kind == Kind::CallIface))
                assigned(n->lhs[i], nullptr, from->type);
            else
                assigned(n->lhs[i], from, nullptr);
        }
    } else if (n->kind == Kind::Unpack) {
        const TreeNode* from = n->list[0];
        const bool call = from->kind == Kind::Call || from->kind == Kind::CallIface;
        for (size_t i = 0; i < n->lhs.size(); ++i)
            if (from->kind == Kind::Assert && i == 0)
                assigned(n->lhs[i], from, nullptr);
            else
                assigned(n->lhs[i], nullptr, call ? resultType(from, i) : i == 0 ? from->type : nullptr);
    } else if (n->kind == Kind::Range) {
        for (const TreeNode* t : n->lhs)
            if (t) assigned(t, nullptr, t->type);
    } else if (n->kind == Kind::TypeSwitch) {
        for (TreeNode* c : n->body)
            if (c->name && isInterface(c->name->type)) {
                c->name->assignments.push_back(n->x);
                c->name->assignedTypes.push_back(nullptr);
            }
    }
}

}  // namespace

void findAssignments(Func* f) {
    const std::function<void(TreeNode*)> visit = [&](TreeNode* n) {
        assignedBy(n);
        forEachChild(n, visit);
    };
    for (TreeNode* n : f->body) visit(n);
}

const TreeNode* staticValue(const TreeNode* n) {
    for (int steps = 0; n && steps < 100; ++steps) {
        if (n->kind == Kind::Convert && n->x->type && n->type &&
            identical(underlyingOf(n->x->type), underlyingOf(n->type))) {
            n = n->x;
            continue;
        }
        const Name* v = n->kind == Kind::Name ? n->name : nullptr;
        if (!v || v->kind != Name::Class::Local || v->assigned || v->addressTaken || !v->defined ||
            v->defined->kind != Kind::Assign)
            return n;
        const TreeNode* as = v->defined;
        const TreeNode* from = nullptr;
        for (size_t i = 0; i < as->lhs.size() && i < as->list.size(); ++i)
            if (as->lhs[i] && as->lhs[i]->kind == Kind::Name && as->lhs[i]->name == v) from = as->list[i];
        if (!from) return n;
        n = from;
    }
    return n;
}

Func* staticCallee(const TreeNode* call) {
    const TreeNode* f = staticValue(call->x);
    return f && (f->kind == Kind::Func || f->kind == Kind::Closure) ? f->function : nullptr;
}

// ---- constants ----

void foldConstants(TreeNode* n) {
    if (n->kind == Kind::MakeSlice && !n->list.empty()) {
        TreeNode*& last = n->list.back();
        if (last->kind == Kind::Literal) return;
        const TreeNode* s = staticValue(last);
        if (s->kind == Kind::Literal && s->value.toInt().known() && s->value.sign() >= 0)
            last = const_cast<TreeNode*>(s);
        if (s->kind == Kind::Builtin && s->builtin == golang::Builtin::Len) {
            const TreeNode* x = staticValue(s->list[0]);
            if (x->kind != Kind::SliceLit) return;
            last->kind = Kind::Literal;  // it was evaluated before, if that matters
            last->value = x->value;
            last->init.clear();
        }
    } else if (n->kind == Kind::ToIface && n->x->kind != Kind::Literal && n->x->type &&
               !isInterface(n->x->type)) {
        const TreeNode* s = staticValue(n->x);
        if (s->kind != Kind::Literal || s == n->x) return;
        auto* copy = const_cast<TreeNode*>(n->x);
        const Constant value = s->value;
        const bool rune = s->define;
        copy->kind = Kind::Literal;
        copy->value = value;
        copy->define = rune;
    }
}

namespace {

int64_t sizeOf(const CheckedProgram& p, Type* t) {
    return t && t->kind != TypeKind::Tuple ? layoutOf(*p.types, t).size : 0;
}

}  // namespace

const char* alwaysHeap(const CheckedProgram& program, const TreeNode* n) {
    const char* const large = "too large for stack";
    switch (n->kind) {
        case Kind::Name:
        case Kind::Declare:
            return sizeOf(program, n->type) > maxStackVarSize ? large : nullptr;
        case Kind::New:
        case Kind::PointerTo: {
            auto* p = underlyingAs<PointerType>(n->type);
            return p && sizeOf(program, p->element) > maxImplicitStackVarSize ? large : nullptr;
        }
        case Kind::ArrayLit:
        case Kind::StructLit:
            return sizeOf(program, n->type) > maxStackVarSize ? large : nullptr;
        case Kind::Closure: {
            int64_t size = 8;
            for (const Name* v : n->function->captures)
                size += v->addressTaken || v->assigned ? 8 : sizeOf(program, v->type);
            return size > maxImplicitStackVarSize ? large : nullptr;
        }
        case Kind::MethodValue:
            return 8 + sizeOf(program, n->x->type) > maxImplicitStackVarSize ? large : nullptr;
        case Kind::MakeSlice: {
            auto* s = underlyingAs<SliceType>(n->type);
            const int64_t element = s ? sizeOf(program, s->element) : 1;
            if (element == 0) return "zero-sized element";
            const TreeNode* last = n->list.empty() ? nullptr : n->list.back();
            if (!last || last->kind != Kind::Literal) return nullptr;
            const int64_t count = last->value.toInt().int64Value().value_or(INT64_MAX);
            if (count > INT32_MAX) return nullptr;  // not small: decided when it runs
            return count > maxImplicitStackVarSize / element ? large : nullptr;
        }
        default:
            return nullptr;
    }
}

// ---- assignments to the same place ----

namespace {

bool sameSafe(const TreeNode* a, const TreeNode* b) {
    if (!a || !b || a->kind != b->kind) return a == b;
    switch (a->kind) {
        case Kind::Name:
            return a->name == b->name;
        case Kind::Dot:
        case Kind::DotPtr:
            return a->text == b->text && sameSafe(a->x, b->x);
        case Kind::Indirect:
            return sameSafe(a->x, b->x);
        case Kind::Index:
        case Kind::IndexMap:
            return sameSafe(a->x, b->x) && sameSafe(a->y, b->y);
        case Kind::Operator:
            if (a->op != b->op || a->list.size() != b->list.size()) return false;
            for (size_t i = 0; i < a->list.size(); ++i)
                if (!sameSafe(a->list[i], b->list[i])) return false;
            return true;
        case Kind::Literal:
            return identical(a->type, b->type) && Constant::compare(a->value, Op::Equal, b->value);
        case Kind::Nil:
            return true;
        default:
            return false;
    }
}

bool mayAffectMemory(const TreeNode* n) {
    switch (n->kind) {
        case Kind::Name:
        case Kind::Global:
        case Kind::Literal:
        case Kind::Nil:
        case Kind::Zero:
            return false;
        case Kind::Operator:
            return std::any_of(n->list.begin(), n->list.end(), mayAffectMemory);
        case Kind::Builtin:
            return (n->builtin != golang::Builtin::Len && n->builtin != golang::Builtin::Cap) ||
                   mayAffectMemory(n->list[0]);
        case Kind::Index:
            return mayAffectMemory(n->x) || mayAffectMemory(n->y);
        case Kind::Convert:
        case Kind::Dot:
        case Kind::DotPtr:
        case Kind::Indirect:
            return mayAffectMemory(n->x);
        default:
            return true;
    }
}

// The variable behind one dereference.
const Name* throughPointer(const TreeNode* n) {
    if (!n || (n->kind != Kind::Indirect && n->kind != Kind::DotPtr)) return nullptr;
    return n->x->kind == Kind::Name ? n->x->name : nullptr;
}

}  // namespace

bool selfAssignment(const TreeNode* to, const TreeNode* from) {
    // p.s = p.s[i:j]
    if (const Name* v = throughPointer(to); v && from->kind == Kind::Slice && throughPointer(from->x) == v)
        return true;
    if (to->kind != from->kind) return false;
    if (to->kind == Kind::Dot || to->kind == Kind::DotPtr) return sameSafe(to->x, from->x);
    if (to->kind == Kind::Index)
        return !mayAffectMemory(to->y) && !mayAffectMemory(from->y) && sameSafe(to->x, from->x);
    return false;
}

// ---- interfaces that hold one type ----

namespace {

class Concrete {
  public:
    // The type an interface value holds if it holds one only; null: not known.
    Type* of(const TreeNode* n) {
        Type* t = nullptr;
        return type(n, t) ? t : nullptr;
    }

  private:
    std::vector<const Name*> seen_;

    // False: nothing is known. True with t null: nothing is assigned.
    bool type(const TreeNode* n, Type*& t) {
        while (n && isInterface(n->type) &&
               (n->kind == Kind::ToIface || n->kind == Kind::Convert || n->kind == Kind::Assert))
            n = n->x;
        if (!n || !n->type) return false;
        if (!isInterface(n->type)) {
            t = n->type;
            return true;
        }
        const Name* v = n->kind == Kind::Name ? n->name : nullptr;
        if (!v || v->kind != Name::Class::Local || v->addressTaken) return false;
        if (std::find(seen_.begin(), seen_.end(), v) != seen_.end()) return true;
        seen_.push_back(v);
        for (size_t i = 0; i < v->assignments.size(); ++i) {
            Type* one = v->assignedTypes[i];
            if (!one && (!v->assignments[i] || !type(v->assignments[i], one))) return false;
            if (one && t && !identical(one, t)) return false;
            if (one) t = one;
        }
        return true;
    }
};

}  // namespace

void devirtualize(Lowered& all, Func* f, std::vector<SaidNote>& notes) {
    const std::function<void(TreeNode*)> visit = [&](TreeNode* n) {
        forEachChild(n, visit);
        if (n->kind != Kind::CallIface) return;
        TreeNode* held = n->x->x;
        Type* t = Concrete().of(held);
        auto* wanted = underlyingAs<InterfaceType>(held->type);
        TypeTable& types = *all.program.types;
        if (!t || !wanted || all.shapes.isShape(t) || !types.implements(t, completedInterface(wanted)))
            return;
        if (all.shapes.mentions(t)) {
            notes.push_back(
                {n->pos, "cannot devirtualize " + textOf(n) + ": shaped receiver " + typeText(t)});
            return;
        }
        Selection s;
        const Package* from = n->method ? n->method->package : all.program.main;
        if (!types.lookup(t, true, from, n->x->text, s) || s.kind == SelectionKind::Field) return;
        const auto* m = objectAs<FuncObject>(s.object);
        if (!m || s.throughInterface) return;
        notes.push_back({n->pos, "devirtualizing " + textOf(n->x) + " to " + typeText(t)});
        TreeNode* a = all.tree.node(Kind::Assert, n->pos, t);
        a->x = held;
        a->text = typeText(t);
        TreeNode* x = a;
        Type* at = t;
        for (const SelectionStep& step : s.path) {
            if (step.deref)
                if (auto* p = underlyingAs<PointerType>(at)) at = p->element;
            auto* st = underlyingAs<StructType>(at);
            if (!st) return;
            const VarObject* field = st->fields[static_cast<size_t>(step.field)];
            at = field->type;
            TreeNode* d = all.tree.node(step.deref ? Kind::DotPtr : Kind::Dot, n->pos, at);
            d->x = x;
            d->text = field->name;
            x = d;
        }
        if (s.autoDeref || s.autoAddress) {
            TreeNode* d = all.tree.node(s.autoDeref ? Kind::Indirect : Kind::Address, n->pos, at);
            d->implicit = true;
            d->x = x;
            x = d;
        }
        std::vector<Type*> args;
        if (auto* named = typeAs<NamedType>(s.receiverNamed)) args = named->typeArgs;
        n->kind = Kind::Call;
        n->x->kind = Kind::Func;
        n->x->x = nullptr;
        n->x->y = x;
        n->x->method = m;
        n->x->typeArgs = args;
        n->x->function = all.function(m, args);
        n->list.insert(n->list.begin(), x);
    };
    for (TreeNode* n : f->body) visit(n);
}

}  // namespace tricolor::golang::flow
