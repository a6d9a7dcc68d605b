// The nearest level of the heap view: what stands in the words of each object; and the look of a slot's state
// where the GL pass does not draw.
#include <algorithm>

#include "render/panels/heap.h"

namespace tricolor::render {

namespace {

struct Writer {
    const Frame& f;
    const HeapViewState& s;
    const Theme& t;
    const Rect& view;

    std::string pieceText(const mspan& sp, Addr base) const {
        if (sp.type != spanAllocType::Stack) return "work buffer";
        for (size_t g = 0; g < f.world.allgs.size(); ++g)
            if (f.world.allgs[g].stack.lo == base)
                return "stack of G" + std::to_string(f.world.allgs[g].goid);
        return "free stack";
    }

    void words(Addr base, const Rect& cell, float at, ImFont* font) const {
        ImDrawList* list = ImGui::GetWindowDrawList();
        const float line = fontSize(font) * 1.12f, left = cell.x + t.px(7), width = cell.w - t.px(14);
        const auto room = static_cast<size_t>(std::max(0.0f, (cell.bottom() - at - t.px(3)) / line));
        const uint64_t all = f.world.span(f.world.spanOf(base)).elemsize / 8;
        const size_t shown = all > room ? room - (room > 0) : room;
        for (const Word& w : wordsOf(f.world, f.program.module, base, shown)) {
            const std::string value = w.pointer            ? (w.value ? "→ " + hex(w.value) : "nil")
                                      : w.value < 1u << 31 ? std::to_string(w.value)
                                                           : hex(w.value);
            const std::string offset = "+" + std::to_string(w.addr - base);
            drawText(list, font, left, at, t.textDim, offset);
            const float x = left + textWidth(font, "+0000 ");
            drawText(list, font, x, at, w.pointer && w.value ? t.accent : t.text, value, width - (x - left));
            at += line;
        }
        if (shown < all && room > 0)
            drawText(list, t.small, left, at, t.textFaint, "… " + std::to_string(all - shown) + " more words",
                     width);
    }

    void slot(const mspan& sp, const SpanBox& b, uint64_t i) const {
        Rect cell{0, 0, s.layout.cellW, s.layout.cellH};
        s.layout.slotAt(b, i, cell.x, cell.y);
        cell.x += view.x - s.panX, cell.y += view.y - s.scroll;
        ImDrawList* list = ImGui::GetWindowDrawList();
        ImFont* font = s.layout.cellW > t.px(185) ? t.mono : t.small;
        const float left = cell.x + t.px(26), width = cell.right() - left - t.px(8);
        const Addr base = b.base + i * b.size;
        drawText(list, font, left, cell.y + t.px(7), t.text, hex(base), width);
        const float below = cell.y + t.px(10) + fontSize(font);
        if (sp.state != mSpanState::InUse) {
            drawText(list, t.small, cell.x + t.px(7), below, t.textDim, pieceText(sp, base),
                     cell.w - t.px(14));
            return;
        }
        const SlotState state = slotState(f, sp, i);
        const std::string type = f.reachable.typeName(f.program.module, base);
        drawText(list, t.small, cell.x + t.px(7), below, t.textDim,
                 std::string(slotStateName(state)) + (type.empty() ? "" : " · " + type), cell.w - t.px(14));
        if (sp.isAllocated(i)) words(base, cell, below + fontSize(t.small) * 1.35f, font);
    }
};

}  // namespace

void drawHeapWords(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r) {
    if (s.layout.detail != HeapDetail::words) return;
    const Writer writer{f, s, t, r};
    const HeapLayout& l = s.layout;
    const auto from = static_cast<uint64_t>(std::max(0.0f, (s.panX - l.left) / l.cellW));
    const auto to = static_cast<uint64_t>(std::max(0.0f, (s.panX + r.w - l.left) / l.cellW)) + 1;
    for (size_t i = l.firstBelow(s.scroll); i < l.spans.size(); ++i) {
        const SpanBox& b = l.spans[i];
        if (b.top > s.scroll + r.h) break;
        for (uint64_t row = 0; row < b.rows; ++row) {
            const float y = b.top + l.headerHeight + static_cast<float>(row) * l.cellH - s.scroll;
            if (y + l.cellH < 0 || y > r.h) continue;
            for (uint64_t column = from; column < std::min<uint64_t>(to, b.columns); ++column)
                if (row * b.columns + column < b.nelems)
                    writer.slot(f.world.span(b.id), b, row * b.columns + column);
        }
    }
}

void drawState(ImDrawList* list, const Theme& t, SlotState state, const Rect& r) {
    const ImVec2 lo{r.x, r.y}, hi{r.right(), r.bottom()}, middle{r.x + r.w / 2, r.y + r.h / 2};
    const bool light = t.name == ThemeName::light;
    switch (state) {
        case SlotState::Free:
            list->AddRectFilled(lo, hi, mix(t.panel, t.objectFree, 0.9f));
            list->AddRect(lo, hi, mix(t.panel, t.textFaint, 0.35f));
            break;
        case SlotState::Freed:
            list->AddRectFilled(lo, hi, t.objectFree);
            list->AddRect(lo, hi, t.textFaint);
            list->AddCircleFilled(middle, r.w * 0.18f, t.textFaint);
            break;
        case SlotState::Garbage:
            list->AddRectFilled(lo, hi, t.objectFreed);
            list->AddRect(lo, hi, t.objectLost);
            list->AddLine(lo, hi, t.objectLost, 1.5f);
            list->AddLine({r.x, r.bottom()}, {r.right(), r.y}, t.objectLost, 1.5f);
            break;
        case SlotState::White:
            list->AddRectFilled(lo, hi, light ? t.objectOutline : t.objectWhite);
            list->AddRectFilled({lo.x + r.w * 0.17f, lo.y + r.h * 0.17f},
                                {hi.x - r.w * 0.17f, hi.y - r.h * 0.17f},
                                light ? t.objectWhite : mix(t.panel, t.objectWhite, 0.25f));
            break;
        case SlotState::Grey:
            list->AddRectFilled(lo, hi, t.objectGrey);
            list->AddRectFilled({middle.x - r.w * 0.24f, middle.y - r.h * 0.09f},
                                {middle.x + r.w * 0.24f, middle.y + r.h * 0.09f}, t.objectBlack);
            break;
        case SlotState::Black:
            list->AddRectFilled(lo, hi, t.objectBlack);
            list->AddRect(lo, hi, mix(t.panel, t.objectOutline, t.name == ThemeName::contrast ? 1 : 0.55f));
            break;
    }
}

}  // namespace tricolor::render
