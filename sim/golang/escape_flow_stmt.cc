// Statements: where they let values flow; and the passes over a batch.
#include <algorithm>

#include "sim/golang/escape_flow.h"

namespace tricolor::golang::flow {

void Flow::run() {
    for (Func* f : batch_) start(f);
    for (Func* f : batch_)
        if (!f->capturing()) walkFunction(f);
    // Now that every assignment was seen: what closures hold.
    for (const Captured& c : captured_) captures(c);
    for (const Site& s : sites) forced(s);
    for (Func* f : batch_)
        for (Name* v : f->variables)
            if (v->kind == Name::Class::Local && v->location) forced({nullptr, v->location, f});
    graph_.solve();
    for (Func* f : batch_) tag(f);
}

void Flow::start(Func* f) {
    for (Name* v : f->variables) {
        Location* l = graph_.make(f, 1);
        l->name = v;
        l->persists = true;
        l->param = v->kind == Name::Class::Param;
        l->result = v->kind == Name::Class::Result;
        v->location = l;
    }
    for (size_t i = 0; i < f->results.size(); ++i) f->results[i]->location->resultIndex = static_cast<int>(i);
}

void Flow::walkFunction(Func* f) {
    Walk outer = std::move(at_);
    at_ = {f, 1, {}};
    findLoops(f->body);
    block(f->body);
    at_ = std::move(outer);
}

void Flow::forced(const Site& s) {
    TreeNode variable;
    if (!s.node) {
        variable.kind = Kind::Name;
        variable.type = s.location->name->type;
    }
    if (s.node) foldConstants(const_cast<TreeNode*>(s.node));
    const char* why = alwaysHeap(program_, s.node ? s.node : &variable);
    if (!why) return;
    const TreeNode* where = s.node;
    if (!where && s.location->name->defined) where = s.location->name->defined;
    Hole k = shifted(heap(), -1);
    flow(where ? note(k, where, why) : k, s.location);
}

void Flow::tag(Func* f) {
    f->tagged = true;
    f->leaks.clear();
    for (const Name* p : f->params) {
        Leaks leaks;
        if (!p->text.empty() && p->text != "_" && p->location) {
            leaks = p->location->leaks;
            // Ways as long as the one to the heap say nothing more.
            const auto drop = [&](int& x) { x = leaks.heap >= 0 && x >= leaks.heap ? -1 : x; };
            drop(leaks.mutator), drop(leaks.callee);
            for (int& r : leaks.results) drop(r);
            if (p->location->escapes) leaks = Leaks(), leaks.heap = 0;
        }
        f->leaks.push_back(leaks);
    }
    // A modelled function may be made otherwise than the real one, whose parameters get as far as it says.
    const std::string_view directive = "tricolor:leaks ";
    if (f->object && f->object->decl)
        for (const std::string& d : f->object->decl->directives)
            if (std::string_view(d).starts_with(directive))
                readLeaks(std::string_view(d).substr(directive.size()), f->leaks);
}

// Labels that somebody jumps back to.
void Flow::findLoops(const std::vector<TreeNode*>& list) {
    for (const TreeNode* n : list)
        if (n) findLoops(n);
}

void Flow::findLoops(const TreeNode* n) {
    if (n->kind == Kind::Label) at_.loops[n->text] = false;
    if (n->kind == Kind::Goto)
        if (const auto found = at_.loops.find(n->text); found != at_.loops.end()) found->second = true;
    findLoops(n->init);
    findLoops(n->body);
    findLoops(n->elseBody);
}

// ---- statements ----

void Flow::statements(const std::vector<TreeNode*>& list) {
    for (const TreeNode* n : list) statement(n);
}

void Flow::block(const std::vector<TreeNode*>& list) {
    const int depth = at_.loopDepth;
    statements(list);
    at_.loopDepth = depth;
}

void Flow::statement(const TreeNode* n) {
    if (!n) return;
    const bool isValue = n->kind < Kind::Block;
    if (isValue) {
        if (n->kind == Kind::Call || n->kind == Kind::CallIface) {
            statements(n->init);
            return call({}, n);
        }
        return discard(n);
    }
    statements(n->init);
    switch (n->kind) {
        case Kind::Block:
            return block(n->body);
        case Kind::Declare:
            n->name->location->loopDepth = at_.loopDepth;
            if (n->site) sites.push_back({n, n->name->location, at_.function});
            return;
        case Kind::Label:
            if (at_.loops[n->text]) ++at_.loopDepth;
            return;
        case Kind::If:
            discard(n->x);
            block(n->body);
            return block(n->elseBody);
        case Kind::For:
            ++at_.loopDepth;
            discard(n->x);
            statements(n->elseBody);
            block(n->body);
            --at_.loopDepth;
            return;
        case Kind::Range:
            return range(n);
        case Kind::Switch:
            discard(n->x);
            for (const TreeNode* c : n->body) {
                for (const TreeNode* x : c->list) discard(x);
                block(c->body);
            }
            return;
        case Kind::TypeSwitch:
            return typeSwitch(n);
        case Kind::Send:
            discard(n->x);
            return toHeap(n->y, n, "send");
        case Kind::Assign:
            return assign(n, n->lhs.size() == 1 ? "assign" : "assign-pair");
        case Kind::AssignOp:
            return assign(n, "assign");
        case Kind::Unpack:
            return assign(n, "assign-pair");
        case Kind::Return:
            return returned(n);
        case Kind::GoDefer:
            return goDefer(n);
        default:
            return;
    }
}

void Flow::range(const TreeNode* n) {
    // The operand is evaluated once, before the loop, and kept until it ends.
    Location* kept = fresh();
    kept->persists = true;
    value(hole(kept), n->x);
    ++at_.loopDepth;
    std::vector<Hole> ks;
    for (const TreeNode* t : n->lhs) ks.push_back(target(t));
    if (underlyingAs<ArrayType>(n->x->type))
        flow(note(ks[1], n, "range"), kept);
    else
        flow(deref(ks[1], n, "range-deref"), kept);
    reassignedBy(n, ks);
    block(n->body);
    --at_.loopDepth;
}

void Flow::typeSwitch(const TreeNode* n) {
    std::vector<Hole> ks;
    for (const TreeNode* c : n->body) {
        if (!c->name) continue;
        c->name->location->loopDepth = at_.loopDepth;
        if (hasPointers(c->name->type))
            ks.push_back(unboxed(hole(c->name->location), c->name->type, c, "switch case"));
    }
    value(tee(ks), n->x);
    for (const TreeNode* c : n->body) block(c->body);
}

// Where something that is assigned to n goes.
Hole Flow::target(const TreeNode* n) {
    if (!n) return nowhere();
    switch (n->kind) {
        case Kind::Name:
            return hole(n->name->location);
        case Kind::Dot:
            return target(n->x);
        case Kind::Index:
            discard(n->y);
            if (underlyingAs<ArrayType>(n->x->type)) return target(n->x);
            value(hole(&graph_.mutator), n->x);
            return heap();
        case Kind::Indirect:
        case Kind::DotPtr:
            value(hole(&graph_.mutator), n->x);
            return heap();
        case Kind::IndexMap:
            discard(n->x);
            toHeap(n->y, n, "key of map put");
            return heap();
        default:
            return heap();
    }
}

// Whether a variable that is assigned to more than once, or in several rounds, is declared and assigned just
// here.
void Flow::reassignedBy(const TreeNode* n, const std::vector<Hole>& ks) {
    if (n->kind == Kind::Assign && n->list.size() == 1 && !n->list[0] && !n->define) return;
    for (const Hole& k : ks) {
        const Name* v = k.to->name;
        if (v && v->defined == n && n->kind != Kind::Range) continue;
        k.to->reassigned = true;
    }
}

void Flow::assign(const TreeNode* n, const char* why) {
    std::vector<Hole> ks;
    for (const TreeNode* t : n->lhs) ks.push_back(target(t));
    if (n->kind == Kind::Unpack) {
        const TreeNode* from = n->list[0];
        statements(from->init);
        if (from->kind == Kind::Call || from->kind == Kind::CallIface)
            call(ks, from);
        else if (!ks.empty())
            value(note(ks[0], n, why), from);
        return reassignedBy(n, ks);
    }
    for (size_t i = 0; i < ks.size(); ++i) {
        const TreeNode* from = i < n->list.size() ? n->list[i] : nullptr;
        Hole k = ks[i];
        if (from && n->lhs[i] && n->kind == Kind::Assign && selfAssignment(n->lhs[i], from)) {
            selfAssigned.push_back({n, nullptr, at_.function});
            k = nowhere();
        }
        value(note(k, n, why), from);
    }
    reassignedBy(n, ks);
}

void Flow::returned(const TreeNode* n) {
    for (size_t i = 0; i < n->list.size() && i < at_.function->results.size(); ++i)
        value(note(hole(at_.function->results[i]->location), n, "return"), n->list[i]);
    if (n->list.empty()) return;
    for (const Name* r : at_.function->results) r->location->reassigned = true;
}

void Flow::goDefer(const TreeNode* n) {
    Hole k = heap();
    if (n->isDefer && at_.loopDepth == 1 && !n->inRangeFunc) {
        Location* l = fresh();  // until the function ends
        l->persists = true;
        k = hole(l);
    }
    if (k.to == &graph_.heap && n->x->x->kind == Kind::Closure) n->x->x->function->outlives = true;
    value(k, n->x->x);
    // For those who make its closure.
    Location* closure = k.to == &graph_.heap ? nullptr : k.to;
    for (const Site& s : sites)
        if (s.node == n->x->x) closure = s.location;
    if (closure && n->site) sites.push_back({n, closure, at_.function});
}

}  // namespace tricolor::golang::flow
