// The driver: functions bottom-up over the call graph, those that call one another together; then the
// verdicts.
#include "sim/golang/escape.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/golang/escape_flow.h"

namespace tricolor::golang {

struct Escapes::Rep {
    EscapeGraph graph;
    Sites sites;

    // Nothing is known of a place that was never walked: it is on the heap.
    bool heap(const Node* node, SiteKind kind) const {
        const auto found = sites.index.find({node->id, kind});
        return found == sites.index.end() || sites.list[found->second].location->escapes;
    }
};

Escapes::Escapes() = default;
Escapes::~Escapes() = default;
Escapes::Escapes(Escapes&&) noexcept = default;
Escapes& Escapes::operator=(Escapes&&) noexcept = default;

bool Escapes::heap(const VarObject* v) const {
    const auto found = rep->sites.variables.find(v->id);
    if (found == rep->sites.variables.end()) return v->addressTaken || (v->captured && v->reassigned);
    return found->second->escapes;
}
bool Escapes::heap(const Node* site) const {
    return rep->heap(site, SiteKind::Node);
}
bool Escapes::heapVariadic(const CallExpr* call) const {
    return rep->heap(call, SiteKind::Variadic);
}
bool Escapes::heapConversion(const Expr* value) const {
    return rep->heap(value, SiteKind::Conversion);
}
bool Escapes::heapClosure(const Stmt* s) const {
    return rep->heap(s, SiteKind::Closure);
}
bool Escapes::stays(const CallExpr* call, size_t i) const {
    const Expr* fun = unparen(call->fun);
    const auto* s = as<SelectorExpr>(fun);
    const bool method = s && s->selection && s->selection->kind == SelectionKind::Method;
    if (method && (s->selection->throughInterface || s->selection->onTypeParam)) return false;
    const auto* id = as<Ident>(fun);
    const Object* o = method               ? s->selection->object
                      : s && !s->selection ? s->sel->object
                      : id                 ? id->object
                                           : nullptr;
    const auto* sig = o ? typeAs<SignatureType>(call->signature) : nullptr;
    if (!sig || o->kind != ObjectKind::Func || (sig->variadic && i + 1 >= sig->params.size())) return false;
    const auto tags = rep->sites.tags.find(o->id);
    const size_t at = i + (method ? 1 : 0);
    if (tags == rep->sites.tags.end() || at >= tags->second.size()) return false;
    const Leaks& l = tags->second[at];
    return l.heap < 0 && std::all_of(l.results.begin(), l.results.end(), [](int r) { return r < 0; });
}

namespace {

// Finds the functions that call one another (Tarjan), callees before callers.
class CallGraph {
  public:
    using Batch = std::vector<const FuncObject*>;

    std::vector<Batch> batches(const std::vector<const FuncObject*>& functions) {
        for (const FuncObject* f : functions)
            if (!number_.count(f->id)) visit(f);
        return std::move(batches_);
    }

  private:
    struct Visit {
        const FuncObject* f;
        std::vector<const FuncObject*> callees;
        size_t next = 0;
    };

    // Without recursion: call chains may be long.
    void visit(const FuncObject* start) {
        std::vector<Visit> open;
        enter(open, start);
        while (!open.empty()) {
            Visit& v = open.back();
            if (v.next < v.callees.size()) {
                const FuncObject* g = v.callees[v.next++];
                if (!number_.count(g->id))
                    enter(open, g);
                else if (onStack_.count(g->id))
                    low_[v.f->id] = std::min(low_[v.f->id], number_[g->id]);
                continue;
            }
            const FuncObject* f = v.f;
            open.pop_back();
            if (!open.empty()) low_[open.back().f->id] = std::min(low_[open.back().f->id], low_[f->id]);
            if (low_[f->id] == number_[f->id]) close(f);
        }
    }
    void enter(std::vector<Visit>& open, const FuncObject* f) {
        number_[f->id] = low_[f->id] = static_cast<int>(number_.size());
        stack_.push_back(f);
        onStack_[f->id] = true;
        open.push_back(
            {f,
             f->info ? std::vector<const FuncObject*>(f->info->mentions.begin(), f->info->mentions.end())
                     : std::vector<const FuncObject*>{},
             0});
    }
    void close(const FuncObject* f) {
        Batch& b = batches_.emplace_back();
        const FuncObject* g = nullptr;
        do {
            g = stack_.back();
            stack_.pop_back();
            onStack_.erase(g->id);
            b.push_back(g);
        } while (g != f);
        std::reverse(b.begin(), b.end());
    }

    std::map<uint32_t, int> number_, low_;  // by Object::id
    std::map<uint32_t, bool> onStack_;
    std::vector<const FuncObject*> stack_;
    std::vector<Batch> batches_;
};

// A method or function that is implemented natively: what it is given may go anywhere, but for those known to
// only look.
void tagNative(Sites& sites, const FuncObject* f) {
    const std::string name = f->fullName();
    const bool looks = name.rfind("fmt.", 0) == 0 || name.rfind("strconv.", 0) == 0 ||
                       name.rfind("math", 0) == 0 || name == "runtime.ReadMemStats" ||
                       name == "runtime.KeepAlive" || name.rfind("sync.runtime_", 0) == 0;
    const SignatureType* s = f->signature();
    const size_t n = (s ? s->params.size() : 0) + (f->receiver ? 1 : 0);
    Leaks leaks;
    if (!looks) leaks.heap = 0;
    sites.tags[f->id] = std::vector<Leaks>(n, leaks);
}

void tag(Sites& sites, const FuncObject* f) {
    std::vector<Leaks>& tags = sites.tags[f->id];
    const auto add = [&](const VarObject* v) {
        const auto found = sites.variables.find(v->id);
        Leaks leaks;
        if (found != sites.variables.end()) leaks = found->second->leaks;
        if (found != sites.variables.end() && found->second->escapes) leaks.heap = 0;
        tags.push_back(leaks);
    };
    if (f->info->receiver) add(f->info->receiver);
    for (const VarObject* p : f->info->params) add(p);
    // The real fmt keeps its operands in a printer that is pooled: what they point to leaks. Ours would not
    // need to.
    if (f->package && f->package->path == "fmt" && f->exported() && f->signature() &&
        f->signature()->variadic)
        tags.back().heap = tags.back().heap == 0 ? 0 : 1;
}

std::string leakText(const Location& l, const FuncInfo* f) {
    std::string text;
    if (l.leaks.heap == 0) return "leaking param: " + l.name;
    if (l.leaks.heap > 0) text = "leaking param content: " + l.name;
    for (size_t r = 0; r < l.leaks.results.size(); ++r) {
        if (l.leaks.results[r] < 0) continue;
        const std::string& name = f->results[r]->name;
        text += (text.empty() ? "" : "\n") + ("leaking param: " + l.name + " to result ") +
                (name.empty() || name == "_" ? "~r" + std::to_string(r) : name) +
                " level=" + std::to_string(l.leaks.results[r]);
    }
    return text.empty() ? l.name + " does not escape" : text;
}

bool pointerType(Type* t) {
    Type* u = t ? underlyingOf(t) : nullptr;
    return u && u->kind != TypeKind::Bool && !(u->kind >= TypeKind::Int && u->kind <= TypeKind::Complex128);
}

void addVerdict(std::vector<Verdict>& out, Pos pos, std::string text,
                const std::vector<std::string>& reasons) {
    Verdict v;
    v.file = static_cast<int32_t>(pos.file);
    v.line = static_cast<int32_t>(pos.line);
    v.column = static_cast<int32_t>(pos.column);
    v.text = std::move(text);
    v.reasons = reasons;
    out.push_back(std::move(v));
}

void variableVerdicts(const CheckedProgram& p, const Sites& sites, std::vector<Verdict>& out) {
    for (const FuncInfo* f : p.main->functions)
        for (const VarObject* v : f->locals) {
            const auto found = sites.variables.find(v->id);
            if (found == sites.variables.end() || v->name.empty() || v->name == "_") continue;
            const Location& l = *found->second;
            if (l.escapes) addVerdict(out, v->pos, "moved to heap: " + v->name, l.reasons);
            if (!l.param || !pointerType(v->type) || l.escapes) continue;
            std::string text = leakText(l, f);
            for (size_t from = 0; from <= text.size();) {
                const size_t end = std::min(text.find('\n', from), text.size());
                addVerdict(out, v->pos, text.substr(from, end - from), l.reasons);
                from = end + 1;
            }
        }
}

std::vector<Verdict> collect(const CheckedProgram& p, const Sites& sites) {
    std::vector<Verdict> out;
    variableVerdicts(p, sites, out);
    for (const Site& s : sites.list) {
        const bool users =
            s.pos.file < p.files.size() && s.pos.known() && !s.text.empty() &&
            std::none_of(p.packages.begin(), p.packages.end(), [&](const Package* k) {
                return k->isStd && std::any_of(k->files.begin(), k->files.end(),
                                               [&](const File* f) { return f->pos.file == s.pos.file; });
            });
        if (users)
            addVerdict(out, s.pos, s.text + (s.location->escapes ? " escapes to heap" : " does not escape"),
                       s.location->reasons);
    }
    std::stable_sort(out.begin(), out.end(), [](const Verdict& a, const Verdict& b) {
        return std::tie(a.file, a.line, a.column, a.text) < std::tie(b.file, b.line, b.column, b.text);
    });
    return out;
}

}  // namespace

Escapes analyseEscapes(const CheckedProgram& program) {
    Escapes e;
    e.rep = std::make_unique<Escapes::Rep>();
    Sites& sites = e.rep->sites;
    std::vector<const FuncObject*> functions;
    for (const Package* p : program.packages)
        for (const FuncInfo* f : p->functions)
            if (f->object) functions.push_back(f->object);
    for (const CallGraph::Batch& batch : CallGraph().batches(functions)) {
        Flow flow(e.rep->graph, sites, program, batch);
        for (const FuncObject* f : batch) {
            if (f->info)
                flow.function(f->info);
            else
                tagNative(sites, f);
        }
        e.rep->graph.solve();
        for (const FuncObject* f : batch)
            if (f->info) tag(sites, f);
    }
    const std::vector<const FuncObject*> none;
    Flow flow(e.rep->graph, sites, program, none);
    for (const Initializer& init : program.initOrder) flow.initializer(init);
    e.rep->graph.solve();
    e.verdicts = collect(program, sites);
    return e;
}

}  // namespace tricolor::golang
