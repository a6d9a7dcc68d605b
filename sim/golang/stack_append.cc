#include "sim/golang/stack_append.h"

#include <algorithm>

namespace tricolor::golang {

namespace {

const Expr* bare(const Expr* e) {
    while (const auto* p = as<ParenExpr>(e)) e = p->x;
    return e;
}

// Calls f for every expression and statement directly below a node.
template <class F>
void forEachChild(const Node* n, F f) {
    const auto all = [&](const auto& list) {
        for (const auto* x : list) f(x);
    };
    switch (n->kind) {
#define CHILDREN(T, ...)                          \
    case NodeKind::T: {                           \
        const auto* x = static_cast<const T*>(n); \
        __VA_ARGS__                               \
        break;                                    \
    }
        CHILDREN(CompositeLit, all(x->elements);)
        CHILDREN(KeyValueExpr, f(x->key); f(x->value);)
        CHILDREN(ParenExpr, f(x->x);)
        CHILDREN(SelectorExpr, f(x->x);)
        CHILDREN(IndexExpr, f(x->x); if (!x->isInstantiation) all(x->indices);)
        CHILDREN(SliceExpr, f(x->x); for (const Expr* i : x->index) f(i);)
        CHILDREN(TypeAssertExpr, f(x->x);)
        CHILDREN(CallExpr, f(x->fun); all(x->args);)
        CHILDREN(UnaryExpr, f(x->x);)
        CHILDREN(BinaryExpr, f(x->x); f(x->y);)
        CHILDREN(StarExpr, f(x->x);)
        CHILDREN(LabeledStmt, f(x->stmt);)
        CHILDREN(BlockStmt, all(x->list);)
        CHILDREN(ExprStmt, f(x->x);)
        CHILDREN(SendStmt, f(x->channel); f(x->value);)
        CHILDREN(DeclStmt, all(x->decls);)
        CHILDREN(VarDecl, all(x->values);)
        CHILDREN(AssignStmt, all(x->lhs); all(x->rhs);)
        CHILDREN(IncDecStmt, f(x->x);)
        CHILDREN(GoStmt, f(x->call);)
        CHILDREN(DeferStmt, f(x->call);)
        CHILDREN(ReturnStmt, all(x->results);)
        CHILDREN(IfStmt, f(x->init); f(x->cond); f(x->thenBlock); f(x->elseStmt);)
        CHILDREN(ForStmt, f(x->init); f(x->cond); f(x->post); f(x->body);)
        CHILDREN(
            RangeStmt,
            if (!x->define) {
                f(x->key);
                f(x->value);
            } f(x->x);
            f(x->body);)
        CHILDREN(CaseClause, all(x->exprs); all(x->body);)
        CHILDREN(SwitchStmt, f(x->init); f(x->tag); all(x->clauses);)
        CHILDREN(TypeSwitchStmt, f(x->init); f(x->x); all(x->clauses);)
        CHILDREN(CommClause, f(x->comm); all(x->body);)
        CHILDREN(SelectStmt, all(x->clauses);)
#undef CHILDREN
        default:
            break;
    }
}

class Finder {
  public:
    Finder(const FuncInfo& f, const Escapes& e, const std::function<int64_t(const VarObject*)>& size)
        : fn(f), escapes(e) {
        for (const VarObject* v : f.locals) {
            const int64_t bytes = size(v);
            if (bytes < 0 || bytes > 32) continue;
            Slice& s = slices[v->index];
            s.declared = v->varKind != VarKind::Local;
        }
    }

    StackAppends run() {
        if (slices.empty() || !fn.body) return {};
        visit(fn.body, nullptr);
        StackAppends out;
        for (const VarObject* v : fn.locals) {
            const auto found = slices.find(v->index);
            if (found == slices.end()) continue;
            const Slice& s = found->second;
            if (s.given || !s.declared || s.fine != s.uses || !s.leaves || s.weight < 2) continue;
            out.moves[s.leaves->id].push_back({v, s.capUsed});
            for (const CallExpr* a : s.appends) out.appends[a->id] = s.capUsed;
        }
        return out;
    }

  private:
    struct Slice {
        int fine = 0, uses = 0, weight = 0, depth = 0;
        bool capUsed = false, declared = false;
        bool given = false;  // up
        const Stmt* leaves = nullptr;
        std::vector<const CallExpr*> appends;
    };

    Slice* tracked(const VarObject* v) {
        if (!v || v->function != &fn) return nullptr;
        const auto found = slices.find(v->index);
        return found == slices.end() ? nullptr : &found->second;
    }
    const VarObject* variable(const Expr* e) {
        const auto* id = e ? as<Ident>(bare(e)) : nullptr;
        return id ? objectAs<VarObject>(id->object) : nullptr;
    }
    Slice* tracked(const Expr* e) { return tracked(variable(e)); }

    void leave(Slice& s, const Stmt* at) {
        if (!at || s.leaves || depth > s.depth) {
            s.given = true;
            return;
        }
        s.leaves = at;
    }

    // target = value, or the declaration of target with it (fresh); value null: no value
    void assign(const VarObject* target, const Expr* value, const Stmt* at, bool fresh) {
        if (Slice* s = tracked(target)) {
            if (fresh) {
                s->declared = true;
                s->depth = depth;
            }
            const int own = fresh ? 0 : 1;
            value = value ? bare(value) : nullptr;
            const auto* lit = as<CompositeLit>(value);
            const auto* cut = as<SliceExpr>(value);
            const auto* call = as<CallExpr>(value);
            if (!value || value->mode == Mode::NilValue) {
                s->fine += own;
            } else if (lit) {
                s->fine += own;
                s->capUsed = true;
            } else if (cut && variable(cut->x) == target) {
                s->fine += 1 + own;
                s->capUsed = true;
            } else if (call && call->callKind == CallKind::Builtin && call->builtin == Builtin::Append &&
                       variable(call->args[0]) == target) {
                s->fine += 1 + own;
                s->appends.push_back(call);
                s->weight += 1 + depth - s->depth;
            } else if (fresh) {
                s->given = true;  // what it starts with may be known to others
            }
        }
        if (Slice* s = tracked(value)) {
            ++s->fine;
            leave(*s, at);
        }
    }

    void assignment(const AssignStmt* s) {
        const bool pairs = s->assign != AssignKind::Operation && s->lhs.size() == s->rhs.size();
        for (size_t i = 0; i < s->lhs.size(); ++i) {
            const VarObject* fresh = i < s->newVars.size() ? s->newVars[i] : nullptr;
            if (fresh) --usesOf(fresh);  // its declaration is no use
            if (pairs)
                assign(fresh ? fresh : variable(s->lhs[i]), s->rhs[i], s, fresh != nullptr);
            else if (Slice* x = tracked(fresh))
                x->given = true;
        }
    }

    int& usesOf(const VarObject* v) {
        Slice* s = tracked(v);
        return s ? s->uses : ignored;
    }

    void call(const CallExpr* e) {
        if (e->callKind == CallKind::Builtin) {
            const bool len = e->builtin == Builtin::Len, cap = e->builtin == Builtin::Cap;
            if (Slice* s = len || cap ? tracked(e->args[0]) : nullptr) {
                ++s->fine;
                s->capUsed = s->capUsed || cap;
            }
            return;
        }
        if (e->callKind != CallKind::Call) return;
        for (size_t i = 0; i < e->args.size(); ++i)
            if (Slice* s = tracked(e->args[i]); s && escapes.stays(e, i)) {
                ++s->fine;
                s->capUsed = true;
            }
    }

    void captures(const FuncInfo* inner) {
        for (const VarObject* v : inner->captures) ++usesOf(v);
    }

    void examine(const Node* n) {
        switch (n->kind) {
            case NodeKind::Ident:
                if (Slice* s = tracked(static_cast<const Ident*>(n))) ++s->uses;
                break;
            case NodeKind::IndexExpr:
                if (Slice* s = tracked(static_cast<const IndexExpr*>(n)->x)) ++s->fine;
                break;
            case NodeKind::UnaryExpr: {
                const auto* u = static_cast<const UnaryExpr*>(n);
                const auto* x = u->op == Op::And ? as<IndexExpr>(bare(u->x)) : nullptr;
                if (Slice* s = x ? tracked(x->x) : nullptr) s->given = true;
                break;
            }
            case NodeKind::CallExpr:
                call(static_cast<const CallExpr*>(n));
                break;
            case NodeKind::FuncLit:
                captures(static_cast<const FuncLit*>(n)->info);
                break;
            case NodeKind::AssignStmt:
                assignment(static_cast<const AssignStmt*>(n));
                break;
            case NodeKind::ReturnStmt:
                returns(static_cast<const ReturnStmt*>(n));
                break;
            case NodeKind::RangeStmt:
                if (Slice* s = tracked(static_cast<const RangeStmt*>(n)->x)) ++s->fine;
                break;
            default:
                break;
        }
    }

    void returns(const ReturnStmt* r) {
        for (const Expr* x : r->results)
            if (Slice* s = tracked(x)) {
                ++s->fine;
                leave(*s, r);
            }
        if (!r->results.empty() || !fn.namedResults) return;
        for (const VarObject* v : fn.results)
            if (Slice* s = tracked(v)) leave(*s, r);
    }

    void declaration(const VarDecl* d, const Stmt* at) {
        if (!d->values.empty() && d->values.size() != d->objects.size()) return;
        for (size_t i = 0; i < d->objects.size(); ++i)
            assign(d->objects[i], d->values.empty() ? nullptr : d->values[i], at, true);
    }

    void visit(const Node* n, const Stmt* at) {
        if (!n) return;
        if (const auto* d = as<VarDecl>(n)) declaration(d, at);
        if (n->kind == NodeKind::DeclStmt) at = static_cast<const Stmt*>(n);
        examine(n);
        if (const auto* r = as<RangeStmt>(n); r && r->bodyInfo) {
            captures(r->bodyInfo);
            return visit(r->x, at);
        }
        const bool loop = n->kind == NodeKind::ForStmt || n->kind == NodeKind::RangeStmt;
        depth += loop;
        forEachChild(n, [&](const Node* child) { visit(child, at); });
        depth -= loop;
    }

    const FuncInfo& fn;
    const Escapes& escapes;
    std::map<uint32_t, Slice> slices;  // by index in the function's locals
    int depth = 0, ignored = 0;
};

}  // namespace

StackAppends findStackAppends(const FuncInfo& f, const Escapes& escapes,
                              const std::function<int64_t(const VarObject*)>& elementSize) {
    return Finder(f, escapes, elementSize).run();
}

}  // namespace tricolor::golang
