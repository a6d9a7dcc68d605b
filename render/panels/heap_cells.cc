#include <algorithm>
#include <cmath>
#include <set>

#include "render/model/objects.h"
#include "render/panels/heap.h"
#include "sim/runtime/sizeclasses.h"

namespace tricolor::render {

using scenario::Colouring;

namespace {

// Categories of owners beside the Ps, and of what is not known.
constexpr uint64_t kPageHeap = 1000, kCentral = 1001, kUnknown = UINT64_MAX;

struct Painter {
    const Frame& f;
    const HeapViewState& s;
    const Theme& t;
    std::vector<Cell> cells;
    std::set<uint64_t> seen;  // categories

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
                c.line = mix(t.panel, t.objectOutline, t.name == ThemeName::contrast ? 1 : 0.55f);
                break;
        }
    }

    // What a slot is coloured by, as a number: the same number, the same colour.
    uint64_t categoryOf(const mspan& span, Addr base) const {
        switch (s.colour) {
            case Colouring::sizeClass:
                return span.spanclass.v;
            case Colouring::owner: {
                const int p = cachingP(f.world, span);
                if (p >= 0) return static_cast<uint64_t>(p);
                return span.spanclass.sizeclass() == 0 ? kPageHeap
                                                       : kCentral + (span.allocCount == span.nelems);
            }
            case Colouring::type: {
                const auto known = f.reachable.objects.find(base);
                return known == f.reachable.objects.end() || known->second.type < 0
                           ? kUnknown
                           : static_cast<uint64_t>(known->second.type);
            }
            case Colouring::age:
            case Colouring::goroutine: {
                const Birth* birth = f.births ? f.births->find(base, f.world.step) : nullptr;
                if (!birth) return kUnknown;
                if (s.colour == Colouring::goroutine) return static_cast<uint64_t>(birth->goid);
                return std::min<uint64_t>(
                    f.world.memstats.numgc - std::min(f.world.memstats.numgc, birth->cycle), 5);
            }
            case Colouring::tricolor:
                break;
        }
        return kUnknown;
    }

    ImU32 colourOf(uint64_t category) const {
        if (category == kUnknown) return t.textFaint;
        if (s.colour == Colouring::goroutine)
            return category ? t.goroutine(static_cast<int64_t>(category)) : t.textDim;
        if (s.colour == Colouring::age)  // the older, the darker: an order, not a set
            return mix(t.palette[4], t.palette[5], static_cast<float>(category) / 5);
        if (s.colour == Colouring::owner && category >= kPageHeap)
            return t.palette[5 + (category - kPageHeap) % 3];
        if (s.colour == Colouring::sizeClass) return t.spanClass(category);
        return t.category(s.colour == Colouring::owner ? category % 5 : category);
    }

    std::string nameOf(uint64_t category) const {
        if (category == kUnknown)
            return s.colour == Colouring::type ? "not reachable, or of no known type"
                                               : "allocated before the record begins";
        const std::string number = std::to_string(category);
        switch (s.colour) {
            case Colouring::sizeClass: {
                mspan named;
                named.spanclass.v = static_cast<uint8_t>(category);
                named.state = mSpanState::InUse;
                named.elemsize = runtime::SizeClassToSize[category / 2];
                return category < 2 ? (category ? "large noscan" : "large scan") : classOf(named);
            }
            case Colouring::owner:
                if (category == kPageHeap) return "page heap (large)";
                if (category >= kCentral) return category > kCentral ? "mcentral, full" : "mcentral, partial";
                return "mcache of P" + number;
            case Colouring::type:
                return f.program.module.types[category].string;
            case Colouring::goroutine:
                return category ? "G" + number : "the runtime";
            case Colouring::age:
                return category == 0   ? "no GC survived"
                       : category == 5 ? "5 GCs or more"
                                       : number + (category == 1 ? " GC survived" : " GCs survived");
            case Colouring::tricolor:
                break;
        }
        return number;
    }

    std::vector<LegendEntry> legend() const {
        std::vector<LegendEntry> entries;
        for (const uint64_t category : seen) entries.push_back({colourOf(category), nameOf(category)});
        return entries;
    }

    Cell cellAt(const SpanBox& box, uint64_t i, float inset) const {
        Cell c;
        s.layout.slotAt(box, i, c.x, c.y);
        c.x -= s.panX, c.y -= s.scroll;
        c.w = s.layout.cellW - inset, c.h = s.layout.cellH - inset;
        if (c.w < 5) return c;
        const float right = std::round(c.x + c.w), below = std::round(c.y + c.h);  // lines lie on pixels
        c.x = std::round(c.x), c.y = std::round(c.y);
        c.w = right - c.x, c.h = below - c.y;
        return c;
    }

    void slot(const mspan& span, const SpanBox& box, uint64_t i, float inset, uint64_t everUsed) {
        Cell c = cellAt(box, i, inset);
        if (s.layout.detail == HeapDetail::words) {  // the words have the room, the state a corner
            c.fill = t.background, c.line = t.border, c.shape = CellShape::solid;
            cells.push_back(c);
            c.x += 6 * t.scale, c.y += 6 * t.scale, c.w = c.h = 14 * t.scale;
        }
        const SlotState state = slotState(f.world, span, i, f.grey, everUsed);
        dress(c, state);
        if (s.colour != Colouring::tricolor && state >= SlotState::White) {
            const uint64_t category = categoryOf(span, span.base() + i * span.elemsize);
            c.fill = colourOf(category);
            c.shape = CellShape::plain;
            seen.insert(category);
        }
        cells.push_back(c);
    }

    // Stacks and work buffers have no slots of the allocator's: plain pieces.
    void piece(const SpanBox& box, uint64_t i, float inset) {
        Cell c = cellAt(box, i, inset);
        c.fill = s.layout.detail == HeapDetail::words ? t.background : t.textFaint;
        if (s.layout.detail == HeapDetail::words) c.line = t.border, c.shape = CellShape::solid;
        cells.push_back(c);
    }

    void span(const SpanBox& box, float viewWidth, float viewHeight) {
        const mspan& sp = f.world.span(box.id);
        const HeapLayout& l = s.layout;
        const float inset = l.cellH < 6 ? 0.5f : std::min(2.0f * t.scale, l.cellH * 0.14f);
        const auto at = [](float place) { return static_cast<uint64_t>(std::max(0.0f, place)); };
        const float top = box.top + l.headerHeight;
        const uint64_t firstRow = at((s.scroll - top) / l.cellH),
                       firstColumn = at((s.panX - l.left) / l.cellW);
        const uint64_t rows = std::min<uint64_t>(box.rows, at((s.scroll + viewHeight - top) / l.cellH + 1));
        const uint64_t columns =
            std::min<uint64_t>(box.columns, at((s.panX + viewWidth - l.left) / l.cellW + 1));
        const uint64_t everUsed = f.timeline.used.of(sp, f.world.step);
        Cell bar;  // at the left: the class's colour
        bar.x = 2 * t.scale - s.panX, bar.y = box.top - s.scroll + 2, bar.w = 4 * t.scale,
        bar.h = box.height - l.gap;
        bar.fill = sp.state == mSpanState::InUse ? t.spanClass(sp.spanclass.v) : t.textFaint;
        cells.push_back(bar);
        for (uint64_t row = firstRow; row < rows; ++row)
            for (uint64_t column = firstColumn; column < columns; ++column) {
                const uint64_t i = row * box.columns + column;
                if (i >= box.nelems) break;
                if (sp.state == mSpanState::InUse)
                    slot(sp, box, i, inset, everUsed);
                else
                    piece(box, i, inset);
            }
    }

    void pages(float viewHeight) {
        const HeapLayout& l = s.layout;
        const auto& map = f.world.mheap_.pageToSpan;
        const auto firstRow = static_cast<uint64_t>(std::max(0.0f, s.scroll / l.cellH));
        const auto rows = static_cast<uint64_t>(std::max(0.0f, viewHeight / l.cellH)) + 2;
        const uint64_t end = std::min<uint64_t>(l.pages, (firstRow + rows) * kColumns);
        for (uint64_t page = firstRow * kColumns; page < end; ++page) {
            Cell c;
            c.x = l.left + static_cast<float>(page % kColumns) * l.cellW - s.panX;
            c.y = static_cast<float>(page / kColumns) * l.cellH - s.scroll;
            c.w = l.cellW - 1, c.h = l.cellH - 1;
            const SpanId id = map[page];
            const mspan* sp = id ? &f.world.mheap_.spans[id.index()] : nullptr;
            const bool live = sp && sp->generation == id.generation() && sp->state != mSpanState::Dead;
            c.fill = c.line = t.objectFree;
            if (live) {
                c.fill = sp->state == mSpanState::InUse ? t.spanClass(sp->spanclass.v) : t.textFaint;
                c.part = sp->nelems ? static_cast<float>(sp->allocCount) / static_cast<float>(sp->nelems) : 1;
                c.line = mix(t.panel, c.fill, 0.25f);
                if (sp->state == mSpanState::InUse) seen.insert(sp->spanclass.v);
            }
            cells.push_back(c);
        }
    }
};

}  // namespace

std::vector<Cell> heapCells(const Frame& f, const HeapViewState& s, const Theme& t, float viewWidth,
                            float viewHeight, std::vector<LegendEntry>* legend) {
    Painter p{f, s, t, {}, {}};
    if (s.layout.detail == HeapDetail::pages) {
        HeapViewState classes;  // pages have the colours of their spans' classes
        classes.colour = Colouring::sizeClass;
        p.pages(viewHeight);
        if (legend) {
            *legend = Painter{f, classes, t, {}, p.seen}.legend();
            legend->push_back({t.textFaint, "stacks, work buffers"});
            legend->push_back({t.objectFree, "free"});
        }
        return std::move(p.cells);
    }
    for (size_t i = s.layout.firstBelow(s.scroll); i < s.layout.spans.size(); ++i) {
        if (s.layout.spans[i].top > s.scroll + viewHeight) break;
        p.span(s.layout.spans[i], viewWidth, viewHeight);
    }
    if (legend) *legend = p.legend();
    return std::move(p.cells);
}

}  // namespace tricolor::render
