// What lies over the cells of the heap view: headers, what the last step was about, what is selected, the
// legend; and scrolling there.
#include <algorithm>
#include <cctype>
#include <cmath>

#include "render/panels/heap.h"

namespace tricolor::render {

using scenario::Colouring;

namespace {

// Corner and size of the slot of an address, on the screen.
bool slotRect(const Frame& f, const HeapViewState& s, const Rect& r, Addr a, Rect& out) {
    const auto& spans = s.layout.spans;
    auto it =
        std::upper_bound(spans.begin(), spans.end(), a, [](Addr x, const SpanBox& b) { return x < b.base; });
    if (it == spans.begin()) return false;
    const SpanBox& b = *--it;
    if (a >= f.world.span(b.id).end()) return false;
    s.layout.slotAt(b, std::min<uint64_t>((a - b.base) / b.size, b.nelems - 1), out.x, out.y);
    out.x += r.x - s.panX, out.y += r.y - s.scroll;
    out.w = s.layout.cellW, out.h = s.layout.cellH;
    return true;
}

// What an event is about: a slot, or a whole span.
struct Place {
    Addr addr = 0;
    bool span = false;
};

Place placeOf(const Event& e) {
    switch (e.kind) {
        case EventKind::Alloc:
        case EventKind::TinyAlloc:
        case EventKind::GCMarkObject:
        case EventKind::GCScanObject:
        case EventKind::WriteBarrier:
        case EventKind::Lost:
            return {e.a >= kHeapBase ? e.a : 0, false};
        case EventKind::CacheSpan:
        case EventKind::UncacheSpan:
        case EventKind::SpanAlloc:
        case EventKind::GCSweepSpan:
            return {e.a, true};
        case EventKind::StackGrow:
        case EventKind::StackShrink:
            return {e.b, false};
        default:
            return {};
    }
}

void scrollTo(HeapViewState& s, const Theme& t, const Rect& r, Addr addr) {
    HeapAnchor at;
    at.addr = addr, at.detail = s.layout.detail;
    float x = 0, y = 0;
    s.layout.placeOf(at, x, y);
    if (y < s.scroll + t.px(20) || y + s.layout.cellH > s.scroll + r.h - t.px(20)) s.scroll = y - r.h * 0.4f;
    if (x < s.panX || x + s.layout.cellW > s.panX + r.w) s.panX = std::max(0.0f, x - r.w * 0.4f);
}

}  // namespace

void drawHeapHeaders(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r) {
    if (s.layout.detail == HeapDetail::pages || s.layout.headerHeight < t.px(10)) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    for (size_t i = s.layout.firstBelow(s.scroll); i < s.layout.spans.size(); ++i) {
        const SpanBox& b = s.layout.spans[i];
        if (b.top > s.scroll + r.h) break;
        const mspan& sp = f.world.span(b.id);
        std::string text = "span " + hex(b.base) + " · " + classOf(sp) + " · " + std::to_string(sp.npages) +
                           (sp.npages == 1 ? " page · " : " pages · ");
        if (sp.nelems) text += std::to_string(sp.allocCount) + "/" + std::to_string(sp.nelems) + " slots · ";
        text += ownerOf(f.world, sp);
        const float x = s.layout.left - std::min(s.panX, 0.0f);
        drawText(list, t.mono, r.x + x, r.y + b.top - s.scroll + t.px(2), t.text, text,
                 std::max(1.0f, r.w - x));
    }
}

// What the last step was about stands out, whatever else is selected.
void drawHeapEvents(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r) {
    if (s.layout.detail == HeapDetail::pages) return;
    ImDrawList* list = ImGui::GetWindowDrawList();
    for (const Event& e : f.events) {
        const Place at = placeOf(e);
        if (!at.addr) continue;
        if (!at.span) {
            Rect slot;
            if (slotRect(f, s, r, at.addr, slot))
                list->AddRect({slot.x - t.px(2), slot.y - t.px(2)},
                              {slot.right() + t.px(1), slot.bottom() + t.px(1)}, t.warning, t.px(2), 0,
                              t.px(2));
            continue;
        }
        for (size_t i = s.layout.firstBelow(s.scroll); i < s.layout.spans.size(); ++i) {
            const SpanBox& b = s.layout.spans[i];
            if (b.top > s.scroll + r.h) break;
            if (b.base != at.addr) continue;
            const float top = r.y + b.top - s.scroll, bottom = top + b.height - s.layout.gap / 2;
            list->AddRect({r.x, top}, {r.right() - 2, bottom}, t.warning, t.px(4), 0, t.px(1.5f));
        }
    }
}

void drawHeapSelection(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    Rect from;
    if (f.selection.kind == Selection::Kind::span)
        for (const SpanBox& b : s.layout.spans)
            if (b.base == f.selection.addr)
                list->AddRect({r.x, r.y + b.top - s.scroll},
                              {r.right() - 2, r.y + b.top + b.height - s.layout.gap / 2 - s.scroll}, t.accent,
                              t.px(4), 0, t.px(1.5f));
    if (f.selection.kind != Selection::Kind::object || !slotRect(f, s, r, f.selection.addr, from)) return;
    const float grow = t.px(2);
    list->AddRect({from.x - grow, from.y - grow}, {from.x + from.w + grow, from.y + from.h + grow}, t.accent,
                  t.px(2), 0, t.px(2.5f));
    for (const Word& w : wordsOf(f.world, f.program.module, f.selection.addr, 64)) {
        Rect to;
        const runtime::ObjectRef o = w.pointer ? runtime::findObject(f.world, w.value) : runtime::ObjectRef{};
        if (!o.base || !slotRect(f, s, r, o.base, to)) continue;
        const ImVec2 a{from.x + from.w / 2, from.y + from.h / 2}, b{to.x + to.w / 2, to.y + to.h / 2};
        const float bend = std::min(t.px(60), std::abs(b.y - a.y) * 0.3f + t.px(14));
        list->AddBezierCubic(a, {a.x + bend, a.y}, {b.x + bend, b.y}, b, t.accent, t.px(2));
        list->AddCircleFilled(b, t.px(4), t.accent);
    }
}

void revealSelection(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r) {
    if (f.selection == s.revealed) return;
    s.revealed = f.selection;
    if (f.selection.kind == Selection::Kind::object || f.selection.kind == Selection::Kind::span)
        scrollTo(s, t, r, f.selection.addr);
}

// Stepping scrolls to what the step was about; while it plays the view stays where it is.
void followEvents(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r) {
    if (s.followed == f.world.step) return;
    s.followed = f.world.step;
    if (!s.follow || f.playback.playing || s.layout.detail == HeapDetail::pages) return;
    Addr about = 0;
    for (const Event& e : f.events)
        if (const Place at = placeOf(e); at.addr && f.world.spanOf(at.addr)) about = at.addr;
    if (about) scrollTo(s, t, r, about);
}

// What colours and shapes mean, in a line below the heap.
void drawHeapLegend(HeapViewState& s, const Theme& t, Rect r) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float box = textWidth(t.small, "✓ follow");
    r.w -= box + t.px(12);
    ImGui::SetCursorScreenPos({r.right() + t.px(6), r.y + (r.h - fontSize(t.small)) / 2});
    if (link(t, t.small, s.follow ? t.text : t.textFaint, s.follow ? "✓ follow" : "  follow"))
        s.follow = !s.follow;
    if (ImGui::IsItemHovered()) tooltip(t, "each step scrolls to the slot or span that it was about");
    const float size = t.px(14), y = r.y + (r.h - size) / 2, textY = r.y + (r.h - fontSize(t.small)) / 2;
    float x = r.x + t.px(2);
    const auto entry = [&](const std::string& text, auto&& swatch) {
        if (x + size + textWidth(t.small, text) + t.px(8) > r.right()) return;
        swatch(Rect{x, y, size, size});
        x += size + t.px(6);
        x += drawText(list, t.small, x, textY, t.textDim, text) + t.px(18);
    };
    if (s.colour == Colouring::tricolor && s.layout.detail != HeapDetail::pages) {
        for (const SlotState state : {SlotState::White, SlotState::Grey, SlotState::Black, SlotState::Garbage,
                                      SlotState::Freed, SlotState::Free}) {
            std::string name = slotStateName(state);
            for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            entry(name, [&](const Rect& at) { drawState(list, t, state, at); });
        }
        return;
    }
    for (const LegendEntry& e : s.legend)
        entry(e.text, [&](const Rect& at) {
            list->AddRectFilled({at.x, at.y}, {at.right(), at.bottom()}, e.colour, t.px(2));
        });
}

}  // namespace tricolor::render
