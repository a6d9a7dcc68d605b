#include "sim/golang/escape_batch.h"

#include <algorithm>
#include <functional>
#include <map>

#include "sim/golang/natives.h"

namespace tricolor::golang::flow {

namespace {

// What of a package variable's first value is not laid out by the linker but computed.
void computed(TreeNode* n, std::vector<TreeNode*>& out) {
    switch (n->kind) {
        case Kind::Literal:
        case Kind::Nil:
        case Kind::Zero:
        case Kind::Func:
        case Kind::Global:
            return;
        case Kind::Convert:
        case Kind::PointerTo:
            return computed(n->x, out);
        case Kind::Address:
            if (n->x->kind == Kind::Global) return;
            break;
        case Kind::Closure:
            if (n->function->captures.empty()) return;
            break;
        case Kind::StringOf:
            if (n->x->kind == Kind::Literal && underlyingAs<SliceType>(n->type)) return;
            break;
        case Kind::ToIface:
            if (!isInterface(n->x->type)) return computed(n->x, out);
            break;
        case Kind::ArrayLit:
        case Kind::SliceLit:
        case Kind::StructLit:
            for (TreeNode* x : n->list) computed(x, out);
            return;
        default:
            break;
    }
    out.push_back(n);
}

void keepComputed(Lowered& all, Func* init) {
    std::vector<TreeNode*> body;
    for (TreeNode* s : init->body) {
        if (s->kind != Kind::Assign || s->list.size() != 1 || !s->list[0]->init.empty()) {
            body.push_back(s);
            continue;
        }
        std::vector<TreeNode*> parts;
        computed(s->list[0], parts);
        for (TreeNode* p : parts) {
            TreeNode* a = all.tree.node(Kind::Assign, s->pos);
            a->lhs = {s->lhs[0] ? s->lhs[0] : nullptr};
            a->list = {p};
            body.push_back(a);
        }
    }
    init->body = std::move(body);
}

void lowerInitializers(Lowered& all) {
    std::vector<Func*> functions;  // one a package
    for (const Initializer& i : all.program.initOrder) {
        const auto found = std::find_if(functions.begin(), functions.end(),
                                        [&](const Func* f) { return f->info == i.function; });
        Func* f = found == functions.end() ? all.tree.function() : *found;
        if (found == functions.end()) {
            f->info = i.function;
            f->text = "init";
            all.functions.push_back(f);
            functions.push_back(f);
        }
        Lowering(all, f).initializer(i);
    }
    for (Func* f : functions) keepComputed(all, f);
}

// "h0m1r0:2": how far a parameter gets; "-": nowhere.
Leaks parseWord(std::string_view s) {
    Leaks l;
    for (size_t i = 0; i + 1 < s.size(); ++i) {
        const int derefs = s[i + 1] - '0';
        if (s[i] == 'h') l.heap = derefs;
        if (s[i] == 'm') l.mutator = derefs;
        if (s[i] == 'c') l.callee = derefs;
        if (s[i] == 'r' && i + 3 < s.size()) l.results[derefs] = s[i + 3] - '0';
    }
    return l;
}

// A function without a body leaks what the table says.
void tagNative(Func* f) {
    const SignatureType* s = f->object->signature();
    const size_t n = (s ? s->params.size() : 0) + (f->object->receiver ? 1 : 0);
    Leaks everything;
    everything.heap = 0;
    f->leaks.assign(n, everything);
    f->tagged = true;
    if (const Native* native = findNative(f->object->fullName())) readLeaks(native->leaks, f->leaks);
}

}  // namespace

void readLeaks(std::string_view words, std::vector<Leaks>& leaks) {
    for (size_t i = 0; i < leaks.size() && !words.empty(); ++i) {
        const size_t end = std::min(words.find(' '), words.size());
        leaks[i] = parseWord(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

void lowerProgram(Lowered& all, std::vector<SaidNote>& notes) {
    for (const Package* p : all.program.packages)
        for (const FuncInfo* f : p->functions) {
            if (!f->object || !f->object->receiverTypeParams.empty()) continue;
            const SignatureType* s = f->object->signature();
            if (!s || s->typeParams.empty()) all.function(f->object, {});
        }
    lowerInitializers(all);
    all.finish();
    for (size_t i = 0; i < all.functions.size(); ++i) {
        findAssignments(all.functions[i]);
        devirtualize(all, all.functions[i], notes);
        all.finish();
    }
    for (Func* f : all.functions)
        if (f->declaredOnly) tagNative(f);
}

namespace {

// Finds the functions that call one another (Tarjan), callees before callers.
class CallGraph {
  public:
    std::vector<std::vector<Func*>> batches(const std::vector<Func*>& functions) {
        for (Func* f : functions)
            if (!f->capturing() && !number_.count(f->id)) visit(f);
        return std::move(batches_);
    }

  private:
    struct Visit {
        Func* f;
        std::vector<Func*> callees;
        size_t next = 0;
    };

    // Without recursion: call chains may be long.
    void visit(Func* start) {
        std::vector<Visit> open;
        enter(open, start);
        while (!open.empty()) {
            Visit& v = open.back();
            if (v.next < v.callees.size()) {
                Func* g = v.callees[v.next++];
                if (!number_.count(g->id))
                    enter(open, g);
                else if (onStack_[g->id])
                    low_[v.f->id] = std::min(low_[v.f->id], number_[g->id]);
                continue;
            }
            Func* f = v.f;
            open.pop_back();
            if (!open.empty()) low_[open.back().f->id] = std::min(low_[open.back().f->id], low_[f->id]);
            if (low_[f->id] == number_[f->id]) close(f);
        }
    }
    void enter(std::vector<Visit>& open, Func* f) {
        const int n = static_cast<int>(number_.size());
        number_[f->id] = low_[f->id] = n;
        stack_.push_back(f);
        onStack_[f->id] = true;
        std::vector<Func*> callees;
        closures_[f->id];
        for (const TreeNode* s : f->body) mentions(f, s, callees);
        open.push_back({f, std::move(callees), 0});
    }
    void close(Func* f) {
        std::vector<Func*>& b = batches_.emplace_back();
        Func* g = nullptr;
        do {
            g = stack_.back();
            stack_.pop_back();
            onStack_[g->id] = false;
            b.push_back(g);
        } while (g != f);
        std::reverse(b.begin(), b.end());
        const size_t own = b.size();
        for (size_t i = 0; i < own; ++i)
            for (Func* c : closures_[b[i]->id]) b.push_back(c);
        b.erase(std::remove_if(b.begin(), b.end(), [](const Func* x) { return x->declaredOnly; }), b.end());
        if (b.empty()) batches_.pop_back();
    }
    // What f names; the closures in it that capture belong to it.
    void mentions(Func* f, const TreeNode* n, std::vector<Func*>& callees) {
        if (!n) return;
        if ((n->kind == Kind::Func || n->kind == Kind::MethodValue) && n->function)
            callees.push_back(n->function);
        if (n->kind == Kind::Closure && !n->function->capturing()) callees.push_back(n->function);
        if (n->kind == Kind::Closure && n->function->capturing()) {
            closures_[f->id].push_back(n->function);
            for (const TreeNode* s : n->function->body) mentions(f, s, callees);
        }
        for (const auto* list : {&n->init, &n->lhs, &n->list, &n->body, &n->elseBody})
            for (const TreeNode* c : *list) mentions(f, c, callees);
        mentions(f, n->x, callees);
        mentions(f, n->y, callees);
    }

    // By Func::id.
    std::map<size_t, int> number_, low_;
    std::map<size_t, bool> onStack_;
    std::map<size_t, std::vector<Func*>> closures_;
    std::vector<Func*> stack_;
    std::vector<std::vector<Func*>> batches_;
};

}  // namespace

std::vector<std::vector<Func*>> batches(const Lowered& all) {
    return CallGraph().batches(all.functions);
}

}  // namespace tricolor::golang::flow
