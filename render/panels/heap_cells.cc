#include <algorithm>
#include <bit>

#include "render/model/objects.h"
#include "render/panels/heap.h"

namespace tricolor::render {

using scenario::Colouring;

namespace {

struct Painter {
    const Frame& f;
    const HeapViewState& s;
    const Theme& t;
    std::vector<Cell> cells;

    // Colour and shape of a state; the shape alone tells the states apart.
    void dress(Cell& c, SlotState state) const {
        switch (state) {
            case SlotState::Free:
                c.shape = CellShape::hollow, c.fill = mix(t.panel, t.objectFree, 0.9f), c.line = t.panel;
                break;
            case SlotState::Freed:
                c.shape = CellShape::dot, c.fill = t.objectFree, c.line = t.textFaint;
                break;
            case SlotState::Garbage:
                c.shape = CellShape::crossed, c.fill = t.objectFreed, c.line = t.objectLost;
                break;
            case SlotState::White:
                c.shape = CellShape::hollow;
                c.fill = t.name == ThemeName::light ? t.objectOutline : t.objectWhite;
                c.line = t.name == ThemeName::light ? t.objectWhite : mix(t.panel, t.objectWhite, 0.25f);
                break;
            case SlotState::Grey:
                c.shape = CellShape::marked, c.fill = t.objectGrey, c.line = t.objectBlack;
                break;
            case SlotState::Black:
                c.shape = CellShape::solid, c.fill = t.objectBlack,
                c.line = mix(t.panel, t.objectOutline, 0.55f);
                break;
        }
    }

    uint64_t categoryOf(const mspan& span, Addr base) const {
        if (s.colour == Colouring::sizeClass) return span.spanclass.v;
        if (s.colour == Colouring::owner) {
            const int p = cachingP(f.world, span);
            return p >= 0 ? static_cast<uint64_t>(p) : 6 + (span.allocCount == span.nelems);
        }
        const auto known = f.reachable.objects.find(base);
        return known == f.reachable.objects.end() || known->second.type < 0
                   ? 7
                   : static_cast<uint64_t>(known->second.type) % 7;
    }

    void slot(const mspan& span, const SpanBox& box, uint64_t i, float inset) {
        Cell c;
        s.layout.slotAt(box, i, c.x, c.y);
        c.y -= s.scroll;
        c.w = s.layout.cellW - inset, c.h = s.layout.cellH - inset;
        const SlotState state = slotState(f.world, span, i, f.grey);
        dress(c, state);
        if (s.colour != Colouring::tricolor && state >= SlotState::White) {
            c.fill = t.category(categoryOf(span, span.base() + i * span.elemsize));
            c.shape = CellShape::plain;
        }
        cells.push_back(c);
    }

    // Stacks and work buffers have no slots of the allocator's: plain pieces.
    void piece(const SpanBox& box, uint64_t i, float inset, bool used) {
        Cell c;
        s.layout.slotAt(box, i, c.x, c.y);
        c.y -= s.scroll;
        c.w = s.layout.cellW - inset, c.h = s.layout.cellH - inset;
        c.fill = used ? t.textFaint : t.objectFree;
        cells.push_back(c);
    }

    void span(const SpanBox& box, float viewHeight) {
        const mspan& sp = f.world.span(box.id);
        const HeapLayout& l = s.layout;
        const float inset = l.cellH < 6 ? 0.5f : std::min(2.0f * t.scale, l.cellH * 0.14f);
        const float firstRow = (s.scroll - box.top - l.headerHeight) / l.cellH;
        const float lastRow = (s.scroll + viewHeight - box.top - l.headerHeight) / l.cellH;
        const auto from = static_cast<uint64_t>(std::max(0.0f, firstRow)) * box.columns;
        const auto to =
            std::min<uint64_t>(box.nelems, static_cast<uint64_t>(std::max(0.0f, lastRow + 1)) * box.columns);
        Cell bar;  // at the left: the class's colour
        bar.x = 2 * t.scale, bar.y = box.top - s.scroll + 2, bar.w = 4 * t.scale, bar.h = box.height - l.gap;
        bar.fill = sp.state == mSpanState::InUse ? t.category(sp.spanclass.v) : t.textFaint;
        cells.push_back(bar);
        for (uint64_t i = from; i < to; ++i)
            if (sp.state == mSpanState::InUse)
                slot(sp, box, i, inset);
            else
                piece(box, i, inset, true);
    }

    void pages(float viewHeight) {
        const HeapLayout& l = s.layout;
        const auto& map = f.world.mheap_.pageToSpan;
        const auto firstRow = static_cast<uint64_t>(std::max(0.0f, s.scroll / l.cellH));
        const auto rows = static_cast<uint64_t>(viewHeight / l.cellH) + 2;
        const uint64_t end = std::min<uint64_t>(l.pages, (firstRow + rows) * l.pageColumns);
        for (uint64_t page = firstRow * l.pageColumns; page < end; ++page) {
            Cell c;
            c.x = l.left + static_cast<float>(page % l.pageColumns) * l.cellW;
            c.y = static_cast<float>(page / l.pageColumns) * l.cellH - s.scroll;
            c.w = l.cellW - 1, c.h = l.cellH - 1;
            const SpanId id = map[page];
            const mspan* sp = id ? &f.world.mheap_.spans[id.index()] : nullptr;
            const bool live = sp && sp->generation == id.generation() && sp->state != mSpanState::Dead;
            c.fill = c.line = t.objectFree;
            if (live) {
                c.fill = sp->state == mSpanState::InUse ? t.category(sp->spanclass.v) : t.textFaint;
                c.part = sp->nelems ? static_cast<float>(sp->allocCount) / static_cast<float>(sp->nelems) : 1;
                c.line = mix(t.panel, c.fill, 0.25f);
            }
            cells.push_back(c);
        }
    }
};

}  // namespace

std::vector<Cell> heapCells(const Frame& f, const HeapViewState& s, const Theme& t, float viewHeight) {
    Painter p{f, s, t, {}};
    if (s.layout.detail == HeapDetail::pages) {
        p.pages(viewHeight);
        return std::move(p.cells);
    }
    for (size_t i = s.layout.firstBelow(s.scroll); i < s.layout.spans.size(); ++i) {
        if (s.layout.spans[i].top > s.scroll + viewHeight) break;
        p.span(s.layout.spans[i], viewHeight);
    }
    return std::move(p.cells);
}

}  // namespace tricolor::render
