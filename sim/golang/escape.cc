// The driver: takes the program apart, finds the functions that call one another, decides for them callees
// first, and says what was decided.
#include "sim/golang/escape.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/golang/escape_batch.h"
#include "sim/golang/escape_flow.h"

namespace tricolor::golang {

using namespace flow;

struct Escapes::Rep {
    // What is on the heap in some instance of the function.
    std::map<std::pair<uint32_t, SiteKind>, bool> sites;  // by Node::id
    std::map<uint32_t, bool> variables;                   // by Object::id
    std::map<uint32_t, bool> byReference;                 // captured so; by Object::id
    // By Object::id of a function: whether what a parameter (its receiver first) points to gets nowhere.
    std::map<uint32_t, std::vector<bool>> stay;

    std::map<uint32_t, bool> changed;  // by Node::id of []byte(string): somebody may write to the bytes

    // Nothing is known of a place that was never walked: it is on the heap.
    bool heap(const golang::Node* node, SiteKind kind) const {
        const auto found = sites.find({node->id, kind});
        return found == sites.end() || found->second;
    }
};

Escapes::Escapes() = default;
Escapes::~Escapes() = default;
Escapes::Escapes(Escapes&&) noexcept = default;
Escapes& Escapes::operator=(Escapes&&) noexcept = default;

bool Escapes::heap(const VarObject* v) const {
    const auto found = rep->variables.find(v->id);
    if (found == rep->variables.end()) return v->addressTaken || (v->captured && v->reassigned);
    return found->second;
}
bool Escapes::capturedByReference(const VarObject* v) const {
    const auto found = rep->byReference.find(v->id);
    if (found == rep->byReference.end())
        return v->addressTaken || v->reassigned || v->varKind == VarKind::Result;
    return found->second;
}
bool Escapes::heap(const golang::Node* site) const {
    return rep->heap(site, SiteKind::Node);
}
bool Escapes::zeroCopy(const CallExpr* conversion) const {
    const auto found = rep->changed.find(conversion->id);
    return found != rep->changed.end() && !found->second;
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
    const auto stay = rep->stay.find(o->id);
    const size_t at = i + (method ? 1 : 0);
    return stay != rep->stay.end() && at < stay->second.size() && stay->second[at];
}

namespace {

// Writes down what was decided for a batch.
class Report {
  public:
    Report(const CheckedProgram& program, Escapes::Rep& rep, std::vector<Verdict>& out)
        : program_(program), rep_(rep), out_(out) {}

    void batch(const std::vector<Func*>& functions, EscapeGraph& graph, const Flow& flow) {
        for (const Func* f : functions) {
            if (f->object) leaks(*f);
            for (const Name* p : f->params) parameter(f, p);
            for (const Name* v : f->variables) variable(v);
        }
        for (const Site& s : flow.sites) site(s);
        for (const Site& s : flow.selfAssigned) {
            std::string name = s.function->object ? s.function->object->fullName() : s.function->text;
            if (name.rfind("main.", 0) == 0) name = name.substr(5);
            say(s.node->pos, name + " ignoring self-assignment in " + textOf(s.node), {});
        }
        (void)graph;
    }
    void say(Pos pos, std::string text, const std::vector<std::string>& reasons) {
        if (!users(pos)) return;
        Verdict v;
        v.file = static_cast<int32_t>(pos.file);
        v.line = static_cast<int32_t>(pos.line);
        v.column = static_cast<int32_t>(pos.column);
        v.text = std::move(text);
        v.reasons = reasons;
        out_.push_back(std::move(v));
    }

    void leaks(const Func& f) {
        std::vector<bool>& stay = rep_.stay.try_emplace(f.object->id, f.leaks.size(), true).first->second;
        for (size_t i = 0; i < f.leaks.size() && i < stay.size(); ++i) {
            const Leaks& l = f.leaks[i];
            stay[i] = stay[i] && l.heap < 0 &&
                      std::all_of(std::begin(l.results), std::end(l.results), [](int r) { return r < 0; });
        }
    }

    // In a file of the user's, not of a package that is modelled.
    bool users(Pos pos) const {
        return pos.known() && std::any_of(program_.main->files.begin(), program_.main->files.end(),
                                          [&](const File* f) { return f->pos.file == pos.file; });
    }

  private:
    void parameter(const Func* f, const Name* p) {
        if (f->shaped || f->wrapper || p->text.empty() || p->text == "_" || !hasPointers(p->type)) return;
        const Location& l = *p->location;
        if (l.escapes) return;
        const size_t i =
            static_cast<size_t>(std::find(f->params.begin(), f->params.end(), p) - f->params.begin());
        const Leaks& leaks = f->leaks[i];
        bool said = leaks.heap >= 0;
        if (said)
            say(p->pos, (leaks.heap == 0 ? "leaking param: " : "leaking param content: ") + p->text,
                l.leakReasons[0]);
        for (size_t r = 0; r < Leaks::maxResults && r < f->results.size(); ++r) {
            if (leaks.results[r] < 0) continue;
            say(p->pos,
                "leaking param: " + p->text + " to result " + f->results[r]->text +
                    " level=" + std::to_string(leaks.results[r]),
                l.leakReasons[r + 1]);
            said = true;
        }
        if (!said) say(p->pos, p->text + " does not escape", {});
    }

    void variable(const Name* v) {
        const Location& l = *v->location;
        if (l.escapes) say(v->pos, "moved to heap: " + v->text, l.reasons);
        if (!v->object) return;
        rep_.variables[v->object->id] |= l.escapes;
        if (v->captured) rep_.byReference[v->object->id] |= v->byReference;
    }

    void site(const Site& s) {
        // What the function of a go statement makes for its call is made by the statement here.
        const bool early = s.function->wrapper && s.function->outlives && !s.node->implicit;
        if (s.node->site) rep_.sites[{s.node->site->id, s.node->siteKind}] |= s.location->escapes || early;
        if (s.node->kind >= Kind::Block) return;
        if (s.node->kind == Kind::Closure && s.node->function->wrapper) return;
        const std::string what = s.node->kind == Kind::Append ? "append" : textOf(s.node);
        say(s.node->pos, what + (s.location->escapes ? " escapes to heap" : " does not escape"),
            s.location->reasons);
        const Type* u = s.node->type ? underlyingOf(s.node->type) : nullptr;
        const bool bytes = s.node->kind == Kind::StringOf && u->kind == TypeKind::Slice &&
                           underlyingOf(static_cast<const SliceType*>(u)->element)->kind == TypeKind::Uint8;
        if (bytes && s.node->site) rep_.changed[s.node->site->id] |= s.location->mutates;
        if (bytes && !s.location->mutates) say(s.node->pos, "zero-copy string->[]byte conversion", {});
    }

    const CheckedProgram& program_;
    Escapes::Rep& rep_;
    std::vector<Verdict>& out_;
};

std::string placeText(const void* context, Pos pos) {
    return static_cast<const CheckedProgram*>(context)->where(pos);
}

}  // namespace

Escapes analyseEscapes(const CheckedProgram& program) {
    Escapes e;
    e.rep = std::make_unique<Escapes::Rep>();
    Lowered all(program);
    Report report(program, *e.rep, e.verdicts);
    std::vector<SaidNote> notes;
    lowerProgram(all, notes);
    for (const Func* f : all.functions)
        if (f->declaredOnly) report.leaks(*f);
    for (const SaidNote& n : notes) report.say(n.pos, n.text, {});
    for (const std::vector<Func*>& batch : batches(all)) {
        EscapeGraph graph;
        graph.where = placeText;
        graph.context = &program;
        graph.tells = std::any_of(batch.begin(), batch.end(),
                                  [&](const Func* f) { return report.users(f->outermost()->pos); });
        Flow flow(graph, program, batch);
        flow.run();
        report.batch(batch, graph, flow);
    }
    std::stable_sort(e.verdicts.begin(), e.verdicts.end(), [](const Verdict& a, const Verdict& b) {
        return std::tie(a.file, a.line, a.column, a.text) < std::tie(b.file, b.line, b.column, b.text);
    });
    return e;
}

}  // namespace tricolor::golang
