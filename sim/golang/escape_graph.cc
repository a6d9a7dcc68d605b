#include "sim/golang/escape_graph.h"

#include <algorithm>

namespace tricolor::golang {

namespace {

bool isInside(const FuncInfo* inner, const FuncInfo* outer) {
    for (const FuncInfo* f = inner ? inner->outer : nullptr; f; f = f->outer)
        if (f == outer) return true;
    return false;
}

// May a value stored in l still be there when other is gone?
bool outlives(const Location& l, const Location& other) {
    if (l.escapes || l.kind == LocationKind::Result) return true;
    if (l.function == other.function) return l.loopDepth < other.loopDepth;
    return isInside(other.function, l.function);
}

void note(Leaks& leaks, const Location& root, const Location& param, int derefs) {
    const auto keep = [&](int& least) { least = least < 0 ? derefs : std::min(least, derefs); };
    if (!root.escapes && root.kind == LocationKind::Result && root.function == param.function) {
        if (leaks.results.size() <= static_cast<size_t>(root.resultIndex))
            leaks.results.resize(static_cast<size_t>(root.resultIndex) + 1, -1);
        keep(leaks.results[static_cast<size_t>(root.resultIndex)]);
    } else {
        keep(leaks.heap);
    }
}

// The way from l to the root, one line an edge.
std::vector<std::string> tell(const Location& l) {
    std::vector<std::string> lines;
    const Location* at = &l;
    for (int i = 0; at->edge && i < 20; ++i) {
        const int d = at->edge->derefs;
        const std::string from = (d < 0 ? "&" : std::string(static_cast<size_t>(d), '*')) + at->name;
        lines.push_back("flow: " + (at->next->kind == LocationKind::Heap ? "{heap}" : at->next->name) +
                        " ← " + from + " (" + at->edge->why + ") at line " +
                        std::to_string(at->edge->pos.line));
        at = at->next;
    }
    return lines;
}

}  // namespace

EscapeGraph::EscapeGraph() {
    heap_.kind = LocationKind::Heap;
    heap_.escapes = true;
    heap_.name = "{heap}";
}

Location* EscapeGraph::make(LocationKind kind, const FuncInfo* function, int loopDepth, std::string name) {
    Location& l = all_.emplace_back();
    l.kind = kind;
    l.function = function;
    l.loopDepth = loopDepth;
    l.name = std::move(name);
    return &l;
}

void EscapeGraph::flow(Location* dst, int derefs, Location* src, Pos pos, const char* why) {
    if (!dst || !src || src == &heap_ || (dst == src && derefs >= 0)) return;
    if (dst->escapes && derefs < 0) {  // its address goes to the heap: decided
        if (!src->escapes) {
            src->escapes = true;
            src->reasons = {"flow: " + dst->name + " ← &" + src->name + " (" + why + ") at line " +
                            std::to_string(pos.line)};
        }
        return;
    }
    dst->in.push_back({src, derefs, pos, why});
}

void EscapeGraph::escape(Location* l, const char* why) {
    if (l->escapes) return;
    l->escapes = true;
    l->reasons = {why};
}

void EscapeGraph::reached(Location* root, Location* l, bool addressOf, std::deque<Location*>& again) {
    if (!outlives(*root, *l)) return;
    if (l->param) note(l->leaks, *root, *l, addressOf ? 0 : l->derefs);
    if (!addressOf || l->escapes) return;
    l->escapes = true;
    l->reasons = tell(*l);
    again.push_back(l);  // what it holds is on the heap now, too
}

void EscapeGraph::walkFrom(Location* root, std::deque<Location*>& again) {
    ++walks_;
    root->walk = walks_;
    root->derefs = 0;
    root->next = nullptr;
    root->edge = nullptr;
    std::deque<Location*> todo{root};
    while (!todo.empty()) {
        Location* l = todo.front();
        todo.pop_front();
        l->queued = false;
        const bool addressOf = l->derefs < 0;
        const int derefs = std::max(l->derefs, 0);  // where an address flows, the value does not
        const bool before = l->escapes;
        if (l != root) reached(root, l, addressOf, again);
        if (l != root && addressOf && l->escapes && !before) continue;
        for (const Location::Edge& e : l->in) {
            if (e.from->escapes && e.from->kind == LocationKind::Heap) continue;
            const int d = derefs + e.derefs;
            if (e.from == root || (e.from->walk == walks_ && e.from->derefs <= d)) continue;
            e.from->walk = walks_;
            e.from->derefs = d;
            e.from->next = l;
            e.from->edge = &e;
            if (!e.from->queued) todo.push_back(e.from);
            e.from->queued = true;
        }
    }
}

void EscapeGraph::solve() {
    std::deque<Location*> todo{&heap_};
    for (size_t i = solved_; i < all_.size(); ++i) todo.push_back(&all_[i]);
    while (!todo.empty()) {
        Location* root = todo.front();
        todo.pop_front();
        walkFrom(root, todo);
    }
    solved_ = all_.size();
    heap_.in.clear();
}

}  // namespace tricolor::golang
