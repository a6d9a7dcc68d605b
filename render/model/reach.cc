#include "render/model/reach.h"

#include <cstdio>
#include <deque>

#include "render/model/objects.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::render {

using runtime::Kind;
using runtime::Module;
using runtime::Type;
using runtime::TypeId;

namespace {

// The innermost value that contains the word at an offset: its type and the offset in it.
struct Part {
    TypeId type = -1;
    uint64_t offset = 0;
};

Part descend(const Module& m, TypeId type, uint64_t offset, std::string* name) {
    for (int depth = 0; type >= 0 && depth < 64; ++depth) {
        const Type& t = m.type(type);
        if (t.kind == Kind::Struct) {
            const runtime::Field* at = nullptr;
            for (const runtime::Field& f : t.fields)
                if (f.offset <= offset && offset < f.offset + m.type(f.type).size) at = &f;
            if (!at) return {type, offset};
            if (name) *name += "." + at->name;
            type = at->type, offset -= at->offset;
        } else if (t.kind == Kind::Array && t.elem >= 0 && m.type(t.elem).size) {
            const uint64_t i = offset / m.type(t.elem).size;
            if (name) *name += "[" + std::to_string(i) + "]";
            offset -= i * m.type(t.elem).size, type = t.elem;
        } else {
            return {type, offset};
        }
    }
    return {type, offset};
}

// Type of what a pointer word of this part points to; -1 where only the run knows.
TypeId pointee(const World& w, const Module& m, const Part& part, Addr slot) {
    if (part.type < 0) return -1;
    const Type& t = m.type(part.type);
    if (t.kind == Kind::Pointer || t.kind == Kind::Slice) return t.elem;
    if (t.kind == Kind::Interface && part.offset == 8) {
        const Addr descriptor = w.memory.load64(slot - 8);
        if (descriptor < m.typesBase || descriptor >= m.typesEnd) return -1;
        const Type& dynamic = m.typeAt(descriptor);
        return dynamic.directIface ? dynamic.elem : dynamic.id;
    }
    return -1;
}

class Search {
  public:
    Search(const World& w, const Module& m, size_t most) : w_(w), m_(m), most_(most) {}

    Reachability run() {
        globals();
        for (size_t i = 0; i < w_.allgs.size(); ++i) stackOf(GId{static_cast<int32_t>(i)});
        while (!queue_.empty()) {
            const Addr base = queue_.front();
            queue_.pop_front();
            scan(base);
        }
        return std::move(result_);
    }

  private:
    void visit(Addr slot, Addr parent, Part part, std::string_view root) {
        const Addr p = w_.memory.load64(slot);
        const runtime::ObjectRef o = runtime::findObject(w_, p);
        if (!o.base || !w_.span(o.span).isAllocated(o.index)) return;
        const auto [it, fresh] = result_.objects.try_emplace(o.base);
        if (!fresh) return;
        if (result_.objects.size() > most_) {
            result_.objects.erase(it);
            result_.complete = false;
            return;
        }
        // A typed pointer to the inside of an object says nothing about where the object starts.
        const uint64_t header = headerBytes(w_.span(o.span));
        const TypeId type = p == o.base + header ? pointee(w_, m_, part, slot) : -1;
        it->second = {parent, slot, type, 0};
        if (!parent) {
            it->second.root = static_cast<uint32_t>(result_.roots.size());
            result_.roots.emplace_back(root);
        }
        queue_.push_back(o.base);
    }

    void globals() {
        for (const runtime::LocalVar& g : m_.globals) {
            const Type& t = m_.type(g.type);
            const Addr base = m_.dataBase + static_cast<uint64_t>(g.offset);
            for (uint64_t word = 0; word < t.ptrdata / 8; ++word) {
                if (!t.pointerAt(word)) continue;
                std::string name = "global " + g.name;
                const Part part = descend(m_, g.type, word * 8, &name);
                visit(base + word * 8, 0, part, name);
            }
        }
    }

    void stackOf(GId id) {
        const G& g = w_.g(id);
        if (g.isG0 || (g.atomicstatus & ~Gscan) == Gdead) return;
        const std::string who = "G" + std::to_string(g.goid) + " ";
        for (runtime::Frame f = runtime::firstFrame(w_, m_, g); f.fn; f = runtime::callerFrame(w_, m_, f))
            frame(f, who);
        if (g.sched.ctxt) root(g.sched.ctxt, who + "closure");
    }

    void frame(const runtime::Frame& f, const std::string& who) {
        const auto bits = [&](Addr base, uint32_t words, uint64_t slots) {
            for (uint64_t i = 0; i < slots; ++i)
                if (m_.stackMapWords[words + i / 64] >> (i % 64) & 1) frameSlot(f, base + i * 8, who);
        };
        bits(f.sp, f.map.locals, f.fn->frameSize / 8);
        bits(f.argp, f.map.args, (f.fn->argsSize + 7) / 8);
    }

    void frameSlot(const runtime::Frame& f, Addr slot, const std::string& who) {
        const auto offset = static_cast<int64_t>(slot - f.sp);
        std::string name = who + f.fn->name;
        Part part;
        for (const runtime::LocalVar& v : f.fn->locals) {
            const auto size = static_cast<int64_t>(v.heap || v.type < 0 ? 8 : m_.type(v.type).size);
            if (offset < v.offset || offset >= v.offset + size) continue;
            name += " " + v.name;
            if (!v.heap && v.type >= 0)
                part = descend(m_, v.type, static_cast<uint64_t>(offset - v.offset), &name);
            break;
        }
        visit(slot, 0, part, name);
    }

    void root(Addr p, const std::string& name) {
        const runtime::ObjectRef o = runtime::findObject(w_, p);
        if (!o.base || !w_.span(o.span).isAllocated(o.index)) return;
        const auto [it, fresh] = result_.objects.try_emplace(o.base);
        if (!fresh) return;
        it->second = {0, 0, -1, static_cast<uint32_t>(result_.roots.size())};
        result_.roots.push_back(name);
        queue_.push_back(o.base);
    }

    void scan(Addr base) {
        const TypeId type = result_.objects.at(base).type;
        const mspan& s = w_.span(w_.spanOf(base));
        const uint64_t header = headerBytes(s);
        runtime::forEachPointer(w_, m_, base, 0, s.elemsize, [&](Addr slot) {
            Part part;
            if (type >= 0 && m_.type(type).size) {
                const uint64_t offset = slot - base - header;
                part = descend(m_, type, offset % m_.type(type).size, nullptr);  // arrays of values repeat
            }
            visit(slot, base, part, {});
        });
    }

    const World& w_;
    const Module& m_;
    size_t most_;
    Reachability result_;
    std::deque<Addr> queue_;
};

}  // namespace

Reachability reach(const World& w, const Module& module, size_t mostObjects) {
    return Search(w, module, mostObjects).run();
}

std::string partName(const Module& module, TypeId type, uint64_t offset) {
    std::string name;
    if (type >= 0 && module.type(type).size) descend(module, type, offset % module.type(type).size, &name);
    return name;
}

std::string Reachability::typeName(const Module& module, Addr object) const {
    const auto it = objects.find(object);
    return it == objects.end() || it->second.type < 0 ? std::string() : module.type(it->second.type).string;
}

std::vector<std::string> Reachability::path(const World& w, const Module& module, Addr object) const {
    std::vector<std::string> back;
    auto it = objects.find(object);
    while (it != objects.end() && back.size() < 1000) {
        const Reached& r = it->second;
        if (!r.parent) {
            back.push_back(roots[r.root]);
            break;
        }
        const auto parent = objects.find(r.parent);
        const uint64_t header = headerBytes(w.span(w.spanOf(r.parent)));
        const TypeId type = parent == objects.end() ? -1 : parent->second.type;
        char text[64];
        std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(r.parent));
        std::string part = partName(module, type, r.slot - r.parent - header);
        back.push_back(text + (part.empty() ? "+" + std::to_string(r.slot - r.parent) : " " + part));
        it = parent;
    }
    return {back.rbegin(), back.rend()};
}

}  // namespace tricolor::render
