#include <algorithm>

#include "sim/golang/type_ops.h"
#include "sim/golang/unicode.h"

namespace tricolor::golang {
namespace {

// Case folding for ASCII; enough for "did you mean" answers.
bool sameFolded(const std::string& a, const std::string& b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

// One embedded type of a level of the search.
struct Embedded {
    Type* type;
    std::vector<int> path;
    bool indirect;
    bool multiples;  // several of the same type at this depth
};

std::vector<int> extended(const std::vector<int>& path, size_t i) {
    std::vector<int> out = path;
    out.push_back(static_cast<int>(i));
    return out;
}

// Breadth-first search through embedded fields.
class Search {
  public:
    Search(const Package* f, const std::string& n, bool fold) : from(f), name(n), foldCase(fold) {}

    Found run(Type* t) {
        bool pointer = false;
        Type* base = dereferenced(t, &pointer);
        if (pointer && isInterface(base)) return {};
        std::vector<Embedded> level{{base, {}, pointer, false}};
        while (!level.empty()) {
            next.clear();
            for (const Embedded& e : level) {
                visit(e);
                if (found.ambiguous) return found;
            }
            if (found.object) return found;
            level = consolidated();
        }
        return {};
    }

  private:
    const Package* from;
    const std::string& name;
    bool foldCase;
    Found found;
    std::vector<Embedded> next;
    std::vector<const NamedType*> seen;

    bool take(Object* o, const Embedded& e, std::vector<int> path) {
        if (found.object || e.multiples) {
            found = {};
            found.ambiguous = true;
            return false;
        }
        found.object = o;
        found.path = std::move(path);
        found.indirect = e.indirect;
        return true;
    }

    void visit(const Embedded& e) {
        if (auto* n = typeAs<NamedType>(e.type)) {
            for (const NamedType* s : seen)
                if (identical(s, n)) return;
            seen.push_back(n);
            for (FuncObject* m : n->origin->methods) {
                if (!sameName(m, from, name, foldCase)) continue;
                if (take(m, e, e.path)) found.named = n;
                return;
            }
        }
        Type* u = underlyingOf(e.type);
        if (u->kind == TypeKind::Struct) {
            visitFields(static_cast<StructType*>(u), e);
        } else if (u->kind == TypeKind::Interface) {
            auto* i = completedInterface(static_cast<InterfaceType*>(u));
            if (FuncObject* m = interfaceMethod(i, from, name, foldCase)) take(m, e, e.path);
        }
    }

    void visitFields(StructType* s, const Embedded& e) {
        for (size_t i = 0; i < s->fields.size(); i++) {
            VarObject* f = s->fields[i];
            if (sameName(f, from, name, foldCase)) {
                if (!take(f, e, extended(e.path, i))) return;
                continue;
            }
            if (found.object || !f->embedded || !f->type) continue;
            bool pointer = false;
            Type* t = dereferenced(f->type, &pointer);
            next.push_back({t, extended(e.path, i), e.indirect || pointer, e.multiples});
        }
    }

    std::vector<Embedded> consolidated() {
        std::vector<Embedded> out;
        for (Embedded& e : next) {
            const auto same = std::find_if(out.begin(), out.end(),
                                           [&](const Embedded& o) { return identical(o.type, e.type); });
            if (same != out.end())
                same->multiples = true;
            else
                out.push_back(std::move(e));
        }
        return out;
    }
};

}  // namespace

bool sameName(const Object* o, const Package* from, const std::string& name, bool foldCase) {
    if (foldCase && sameFolded(o->name, name)) return true;
    if (o->name != name) return false;
    return o->exported() || o->package == from || (o->package && from && o->package->path == from->path);
}

FuncObject* interfaceMethod(InterfaceType* t, const Package* from, const std::string& name, bool foldCase) {
    const std::vector<FuncObject*>& methods = t->open ? t->methods : t->allMethods;
    for (FuncObject* m : methods)
        if (sameName(m, from, name, foldCase)) return m;
    return nullptr;
}

int fieldIndex(const StructType* s, const Package* from, const std::string& name, bool foldCase) {
    if (name == "_") return -1;
    for (size_t i = 0; i < s->fields.size(); i++)
        if (sameName(s->fields[i], from, name, foldCase)) return static_cast<int>(i);
    return -1;
}

Found findInMethodSet(Type* t, const Package* from, const std::string& name, bool foldCase) {
    if (name == "_") return {};
    Found found = Search(from, name, foldCase).run(t);
    auto* m = found.object ? objectAs<FuncObject>(found.object) : nullptr;
    if (m && m->pointerReceiver && !found.indirect) {
        found = {};
        found.indirect = true;
    }
    return found;
}

Found findFieldOrMethod(Type* t, bool addressable, const Package* from, const std::string& name,
                        bool foldCase) {
    if (name == "_") return {};
    // A named pointer type has the fields of what it points to, but no methods.
    if (auto* n = typeAs<NamedType>(t)) {
        if (auto* p = underlyingAs<PointerType>(n)) {
            Found found = Search(from, name, foldCase).run(p);
            return found.object && found.object->kind == ObjectKind::Func ? Found{} : found;
        }
    }
    Found found = Search(from, name, foldCase).run(t);
    auto* m = found.object ? objectAs<FuncObject>(found.object) : nullptr;
    if (m && m->pointerReceiver && !found.indirect && !addressable) {
        found = {};
        found.indirect = true;
    }
    return found;
}

void describeSelection(TypeTable& table, Type* receiver, const Found& found, Selection& out) {
    out.receiver = receiver;
    out.object = found.object;
    out.receiverNamed = found.named;
    Type* t = receiver;
    for (const int field : found.path) {
        auto* pointer = underlyingAs<PointerType>(t);
        if (pointer) t = pointer->element;
        out.path.push_back({pointer != nullptr, field});
        t = underlyingAs<StructType>(t)->fields[static_cast<size_t>(field)]->type;
    }
    if (found.object->kind == ObjectKind::Var) {
        out.kind = SelectionKind::Field;
        out.type = t;
        return;
    }
    out.kind = SelectionKind::Method;
    const auto* m = static_cast<FuncObject*>(found.object);
    bool pointer = false;
    Type* base = dereferenced(t, &pointer);
    out.onTypeParam = isTypeParam(base);
    out.throughInterface = !found.named && !out.onTypeParam;
    if (found.named) {
        out.autoAddress = m->pointerReceiver && !pointer;
        out.autoDeref = !m->pointerReceiver && pointer;
    }
    out.type =
        found.named ? table.methodSignature(static_cast<FuncObject*>(found.object), found.named) : m->type;
}

bool TypeTable::lookup(Type* t, bool addressable, const Package* from, const std::string& name,
                       Selection& out) {
    const Found found = findFieldOrMethod(t, addressable, from, name);
    if (!found.object) return false;
    describeSelection(*this, t, found, out);
    return true;
}

bool TypeTable::implements(Type* t, InterfaceType* wanted) {
    completedInterface(wanted);
    for (const FuncObject* m : wanted->allMethods) {
        const Found found = findInMethodSet(t, m->package, m->name);
        auto* f = found.object ? objectAs<FuncObject>(found.object) : nullptr;
        if (!f) return false;
        Type* signature = found.named ? methodSignature(f, found.named) : f->type;
        if (!signature || !m->type || !identical(signature, m->type)) return false;
    }
    return true;
}

// ---- method sets ----

namespace {

// Names (with the package of unexported ones) of every method reachable through embedding.
class NameCollector {
  public:
    std::vector<const FuncObject*> methods;

    void collect(Type* t) {
        t = unalias(t);
        if (std::find(seen.begin(), seen.end(), t) != seen.end()) return;
        seen.push_back(t);
        if (t->kind == TypeKind::Named)
            for (const FuncObject* m : static_cast<NamedType*>(t)->origin->methods) add(m);
        Type* u = underlyingOf(t);
        if (u->kind == TypeKind::Interface)
            for (const FuncObject* m : completedInterface(static_cast<InterfaceType*>(u))->allMethods) add(m);
        if (u->kind == TypeKind::Struct)
            for (const VarObject* f : static_cast<StructType*>(u)->fields)
                if (f->embedded) collect(dereferenced(f->type, nullptr));
    }

  private:
    std::vector<const Type*> seen;
    void add(const FuncObject* m) {
        for (const FuncObject* have : methods)
            if (sameName(have, m->package, m->name, false)) return;
        methods.push_back(m);
    }
};

bool entryLess(const MethodEntry& a, const MethodEntry& b) {
    const FuncObject *x = a.method, *y = b.method;
    if (x->exported() != y->exported()) return x->exported();
    if (x->name != y->name) return x->name < y->name;
    return !x->exported() && x->package && y->package && x->package->path < y->package->path;
}

}  // namespace

std::vector<MethodEntry> TypeTable::methodSet(Type* t) {
    NameCollector names;
    bool pointer = false;
    Type* base = dereferenced(t, &pointer);
    std::vector<MethodEntry> out;
    if (pointer && (isInterface(base) || underlyingAs<PointerType>(base))) return out;
    if (!pointer && underlyingAs<PointerType>(t)) return out;
    names.collect(base);
    for (const FuncObject* m : names.methods) {
        const Found found = findInMethodSet(t, m->package, m->name);
        if (!found.object || found.object->kind != ObjectKind::Func) continue;
        Selection s;
        describeSelection(*this, t, found, s);
        MethodEntry e;
        e.method = static_cast<FuncObject*>(found.object);
        e.path = std::move(s.path);
        e.autoAddress = s.autoAddress;
        e.autoDeref = s.autoDeref;
        e.throughInterface = s.throughInterface;
        e.receiverNamed = found.named;
        e.signature = typeAs<SignatureType>(s.type);
        out.push_back(std::move(e));
    }
    std::stable_sort(out.begin(), out.end(), entryLess);
    return out;
}

}  // namespace tricolor::golang
