// In which order the variables of a package are initialised: the next in source order that depends on no
// variable not yet initialised, where a mention of a function counts for everything the function mentions.
#include <algorithm>

#include "sim/golang/checker.h"

namespace tricolor::golang {
namespace {

// Every package-level constant and variable that o depends on, through functions, each once.
class Dependencies {
  public:
    explicit Dependencies(const Package* p) : package(p) {}

    std::vector<Object*> of(Object* o) {
        found.clear();
        seen.clear();
        follow(o);
        return found;
    }

  private:
    const Package* package;
    std::vector<Object*> found;
    std::vector<const Object*> seen;

    void follow(Object* o) {
        if (!o->declInfo) return;
        for (Object* dep : o->declInfo->deps) {
            if (dep->package != package || std::find(seen.begin(), seen.end(), dep) != seen.end()) continue;
            seen.push_back(dep);
            if (dep->kind == ObjectKind::Func)
                follow(dep);
            else
                found.push_back(dep);
        }
    }
};

bool pathTo(Object* from, const Object* to, std::vector<Object*>& way, std::vector<const Object*>& seen) {
    if (!from->declInfo || std::find(seen.begin(), seen.end(), from) != seen.end()) return false;
    seen.push_back(from);
    std::vector<Object*> deps = from->declInfo->deps;
    std::stable_sort(deps.begin(), deps.end(),
                     [](const Object* a, const Object* b) { return a->order < b->order; });
    for (Object* d : deps) {
        if (d == to || pathTo(d, to, way, seen)) {
            way.push_back(d);
            return true;
        }
    }
    return false;
}

}  // namespace

void Checker::reportInitCycle(const std::vector<Object*>& cycle) {
    const Object* o = cycle[0];
    if (cycle.size() == 1) return error(o->pos, "initialization cycle: " + o->name + " refers to itself");
    std::string text = "initialization cycle for " + o->name;
    for (size_t j = cycle.size(); j-- > 0;) {
        text += "\n\t" + where(o->pos) + ": " + o->name + " refers to " + cycle[j]->name;
        o = cycle[j];
    }
    error(cycle[0]->pos, text);
}

void Checker::initOrder(std::vector<Initializer>& out) {
    struct Node_ {
        VarObject* var;
        std::vector<Object*> deps;
    };
    std::vector<Node_> open;
    Dependencies dependencies(package);
    for (VarObject* v : package->globals) {
        std::vector<Object*> deps;
        for (Object* d : dependencies.of(v))
            if (d->kind == ObjectKind::Var && !(v->declInfo && d->declInfo == v->declInfo && d != v))
                deps.push_back(d);
        open.push_back({v, std::move(deps)});
    }
    std::vector<const DeclInfo*> emitted;
    while (!open.empty()) {
        auto next = std::find_if(open.begin(), open.end(), [](const Node_& n) { return n.deps.empty(); });
        if (next == open.end()) {
            for (const Node_& n : open) {
                std::vector<Object*> way;
                std::vector<const Object*> seen;
                if (!pathTo(n.var, n.var, way, seen)) continue;
                return reportInitCycle(way);
            }
            return;
        }
        VarObject* v = next->var;
        open.erase(next);
        for (Node_& n : open) std::erase(n.deps, v);
        const DeclInfo* info = v->declInfo;
        if (!info || !info->init || std::find(emitted.begin(), emitted.end(), info) != emitted.end())
            continue;
        emitted.push_back(info);
        Initializer i;
        i.package = package;
        i.lhs = info->lhs.empty() ? std::vector<VarObject*>{v} : info->lhs;
        i.rhs = info->init;
        i.function = initFunction;
        out.push_back(std::move(i));
    }
}

}  // namespace tricolor::golang
