#include "sim/golang/escape_graph.h"

#include <algorithm>

namespace tricolor::golang::flow {

namespace {

bool isInside(const Func* inner, const Func* outer) {
    for (const Func* f = inner ? inner->outer : nullptr; f; f = f->outer)
        if (f == outer) return true;
    return false;
}

// Whether it became less.
bool keepLeast(int& least, int derefs) {
    if (least >= 0 && least <= derefs) return false;
    least = derefs;
    return true;
}

}  // namespace

EscapeGraph::EscapeGraph() {
    heap.escapes = heap.persists = heap.mutates = heap.calls = true;
    mutator.mutates = true;
    callee.calls = true;
}

Location* EscapeGraph::make(Func* function, int loopDepth) {
    Location& l = all_.emplace_back();
    l.function = function;
    l.loopDepth = loopDepth;
    return &l;
}

void EscapeGraph::flow(Location* dst, int derefs, Location* src, const Note* notes) {
    if (dst == &nowhere || (dst == src && derefs >= 0)) return;
    if (dst->escapes && derefs < 0) {  // its address goes to the heap: decided
        if (!src->escapes && tells) tellStep(dst, src, derefs, notes, src->reasons);
        src->escapes = src->persists = src->mutates = src->calls = true;
        return;
    }
    dst->in.push_back({src, derefs, notes});
}

// May a value stored in l still be there when other is gone?
bool EscapeGraph::outlives(const Location& l, const Location& other) const {
    if (l.escapes) return true;
    if (&l == &mutator || &l == &callee) return false;
    // Callers do with results what they like; unless the function is a closure all of whose calls are seen.
    if (l.result) return !isInside(l.function, other.function) || l.function->resultsLost;
    if (l.function == other.function && l.loopDepth < other.loopDepth) return true;
    return isInside(other.function, l.function);
}

void EscapeGraph::await(Location* l) {
    if (l->waits) return;
    l->waits = true;
    if (l->escapes)
        waiting_.push_front(l);  // it decides others sooner
    else
        waiting_.push_back(l);
}

void EscapeGraph::solve() {
    for (Location& l : all_) {
        waiting_.push_front(&l);
        l.waits = true;
    }
    for (Location* l : {&mutator, &callee, &heap}) {
        waiting_.push_front(l);
        l->waits = true;
    }
    while (!waiting_.empty()) {
        Location* root = waiting_.front();
        waiting_.pop_front();
        root->waits = false;
        walkFrom(root);
    }
}

// The closure is called where nobody follows what it returns: its results are looked at again.
void EscapeGraph::resultsLost(Location* root) {
    if (!root->calls || !root->site || root->site->kind != Kind::Closure) return;
    Func* f = root->site->function;
    if (f->tagged || f->resultsLost) return;
    f->resultsLost = true;
    for (const Name* r : f->results)
        if (r->location) await(r->location);
}

void EscapeGraph::leakTo(const Location* root, Location* l, int derefs) {
    const bool result = !root->escapes && root->result && root->function == l->function &&
                        root->resultIndex >= 0 && static_cast<size_t>(root->resultIndex) < Leaks::maxResults;
    const size_t r = result ? static_cast<size_t>(root->resultIndex) : 0;
    if (keepLeast(result ? l->leaks.results[r] : l->leaks.heap, derefs))
        l->leakReasons[result ? r + 1 : 0] = tell(root, l);
}

bool EscapeGraph::reached(Location* root, Location* l, bool address, int derefs) {
    bool escapes = false, persists = false;
    const bool longer = (address || l->param) && outlives(*root, *l);
    if (address && longer) {
        if (!l->escapes) l->reasons = tell(root, l);
        escapes = persists = true;
    } else if (address && root->persists) {
        persists = true;
    }
    const bool mutates = escapes || (derefs == 0 && root->mutates);
    const bool calls = escapes || (derefs == 0 && root->calls);
    if (l->param) {
        if (longer) leakTo(root, l, derefs);
        if (root->mutates) keepLeast(l->leaks.mutator, derefs);
        if (root->calls) keepLeast(l->leaks.callee, derefs);
    }
    if ((escapes && !l->escapes) || (persists && !l->persists) || (mutates && !l->mutates) ||
        (calls && !l->calls)) {
        l->escapes |= escapes;
        l->persists |= persists;
        l->mutates |= mutates;
        l->calls |= calls;
        await(l);
        return !l->escapes;
    }
    return true;
}

void EscapeGraph::walkFrom(Location* root) {
    ++walks_;
    root->walk = walks_;
    root->derefs = 0;
    root->next = nullptr;
    resultsLost(root);
    std::deque<Location*> todo{root};
    while (!todo.empty()) {
        Location* l = todo.front();
        todo.pop_front();
        l->inWalk = false;
        const bool address = l->derefs < 0;
        const int derefs = std::max(l->derefs, 0);  // where an address flows, the value does not
        if (!reached(root, l, address, derefs)) continue;
        for (size_t i = 0; i < l->in.size(); ++i) {
            const Location::Edge& e = l->in[i];
            if (e.from->escapes) continue;
            const int d = derefs + e.derefs;
            if (e.from->walk == walks_ && e.from->derefs <= d) continue;
            e.from->walk = walks_;
            e.from->derefs = d;
            e.from->next = l;
            e.from->edge = i;
            if (!e.from->inWalk) todo.push_back(e.from);
            e.from->inWalk = true;
        }
    }
}

// ---- reasons ----

std::string EscapeGraph::nameOf(const Location* l) const {
    if (l == &heap) return "{heap}";
    if (l->name) return l->name->text;
    return l->site ? "{storage for " + textOf(l->site) + "}" : "{temp}";
}

void EscapeGraph::tellStep(const Location* dst, const Location* src, int derefs, const Note* notes,
                           std::vector<std::string>& out) const {
    out.push_back("flow: " + nameOf(dst) + " ← " +
                  (derefs < 0 ? "&" : std::string(static_cast<size_t>(derefs), '*')) + nameOf(src) + ":");
    for (; notes; notes = notes->next)
        out.push_back("  from " + textOf(notes->where) + " (" + notes->why + ") at " +
                      (where ? where(context, notes->where->pos) : std::to_string(notes->where->pos.line)));
}

std::vector<std::string> EscapeGraph::tell(const Location* root, const Location* l) const {
    std::vector<std::string> out;
    for (size_t i = 0; tells && l != root && l->next && i < all_.size(); ++i) {
        const Location::Edge& e = l->next->in[l->edge];
        tellStep(l->next, l, e.derefs, e.notes, out);
        l = l->next;
    }
    return out;
}

}  // namespace tricolor::golang::flow
