#include "render/model/moves.h"

#include <algorithm>

#include "render/model/objects.h"

namespace tricolor::render {

namespace {

bool forObjects(const Event& e) {
    return e.c >> 8 == 0;
}

struct Counts {
    uint64_t asked = 0, handed = 0, returned = 0;  // between mcache and mcentral: requests, spans
    uint64_t made = 0, emptied = 0;                // between mcentral and the page heap: pages
    uint64_t mapped = 0, released = 0;             // bytes
};

Counts countsOf(std::span<const Event> events) {
    Counts n;
    for (const Event& e : events) switch (e.kind) {
            case EventKind::Refill:
                ++n.asked;
                break;
            case EventKind::CacheSpan:
                ++n.handed;
                break;
            case EventKind::UncacheSpan:
                ++n.returned;
                break;
            case EventKind::SpanAlloc:
                if (forObjects(e)) n.made += e.b;
                break;
            case EventKind::SpanFree:
                if (forObjects(e)) n.emptied += e.b;
                break;
            case EventKind::HeapGrow:
                n.mapped += e.b;
                break;
            case EventKind::Scavenge:
                n.released += e.b;
                break;
            default:
                break;
        }
    return n;
}

}  // namespace

bool Moves::any() const {
    const auto full = [](const std::string& s) { return !s.empty(); };
    return std::any_of(right.begin(), right.end(), full) || std::any_of(left.begin(), left.end(), full);
}

Moves movesOf(std::span<const Event> events) {
    const Counts n = countsOf(events);
    Moves m;
    if (n.returned)
        m.right[0] = counted(n.returned, "span");
    else if (n.asked)
        m.right[0] = "asks";
    if (n.handed) m.left[0] = counted(n.handed, "span");
    if (n.emptied) m.right[1] = counted(n.emptied, "page");
    if (n.made) m.left[1] = counted(n.made, "page");
    if (n.released) m.right[2] = bytesText(n.released);
    if (n.mapped) m.left[2] = bytesText(n.mapped);
    return m;
}

std::string pagesForStacks(std::span<const Event> events) {
    uint64_t taken = 0, given = 0;
    bool stacks = true;
    for (const Event& e : events) {
        if ((e.kind != EventKind::SpanAlloc && e.kind != EventKind::SpanFree) || forObjects(e)) continue;
        stacks = stacks && e.c >> 8 == static_cast<uint32_t>(spanAllocType::Stack);
        (e.kind == EventKind::SpanAlloc ? taken : given) += e.b;
    }
    const std::string whose = stacks ? "stacks" : "collector";
    if (taken && given) return std::to_string(taken) + " → " + whose + " → " + std::to_string(given);
    if (taken) return counted(taken, "page") + " → " + whose;
    return given ? counted(given, "page") + " ← " + whose : "";
}

std::string tookOut(const Frame& f) {
    for (size_t i = f.events.size(); i-- > 0;) {
        const Event& e = f.events[i];
        if (e.kind != EventKind::Alloc && e.kind != EventKind::TinyAlloc) continue;
        if (e.kind == EventKind::TinyAlloc && e.c != 0)
            return "byte " + std::to_string(e.c) + " of the tiny block →";
        const runtime::ObjectRef o = runtime::findObject(f.world, e.a);
        if (!o.base || f.world.span(o.span).spanclass.sizeclass() == 0) continue;
        return "slot " + std::to_string(o.index) + " of " + std::to_string(f.world.span(o.span).nelems) +
               " →";
    }
    return "";
}

std::string counted(uint64_t n, const char* what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

}  // namespace tricolor::render
