#include "render/heap_layout.h"

#include <algorithm>
#include <cmath>

namespace tricolor::render {

namespace {

// Stack and work-buffer spans show what they are cut into: stacks, buffers of 2 KiB.
uint64_t pieceSize(const mspan& s) {
    return s.elemsize ? s.elemsize : 2048;
}
uint32_t piecesOf(const mspan& s) {
    if (s.nelems) return s.nelems;
    return static_cast<uint32_t>(std::max<uint64_t>(1, s.npages * kPageSize / pieceSize(s)));
}

void layOutPages(HeapLayout& l) {
    l.cellW = l.cellH = l.input.zoom * kPageCell * l.input.scale;
    l.width = l.left + kColumns * l.cellW;
    l.height = static_cast<float>((l.pages + kColumns - 1) / kColumns) * l.cellH;
}

void layOutSpans(const World& w, const std::vector<SpanId>& spans, HeapLayout& l) {
    const float s = l.input.scale;
    l.headerHeight = (l.input.zoom < 8 ? 4.0f : 22.0f) * s;
    l.gap = (l.input.zoom < 8 ? 3.0f : 10.0f) * s;
    l.cellW = l.cellH = l.input.zoom * s;
    l.width = l.left + kColumns * l.cellW;
    float top = 0;
    l.spans.reserve(spans.size());
    for (const SpanId id : spans) {
        const mspan& span = w.span(id);
        SpanBox box{id, span.base(), pieceSize(span), piecesOf(span), 0, 0, top, 0};
        box.columns = std::min(kColumns, box.nelems);
        box.rows = (box.nelems + box.columns - 1) / box.columns;
        box.height = l.headerHeight + static_cast<float>(box.rows) * l.cellH + l.gap;
        top += box.height;
        l.spans.push_back(box);
    }
    l.height = top;
}

}  // namespace

HeapDetail detailAt(float zoom) {
    return zoom < kPageZoom ? HeapDetail::pages : zoom < kWordZoom ? HeapDetail::slots : HeapDetail::words;
}

HeapLayout layOutHeap(const World& w, const std::vector<SpanId>& spans, const HeapLayoutInput& input) {
    HeapLayout l;
    l.input = input;
    l.detail = detailAt(input.zoom);
    l.left = 14 * input.scale;
    l.pages = w.mheap_.pageToSpan.size();
    if (l.detail == HeapDetail::pages)
        layOutPages(l);
    else
        layOutSpans(w, spans, l);
    return l;
}

size_t HeapLayout::firstBelow(float y) const {
    const auto it = std::partition_point(spans.begin(), spans.end(),
                                         [&](const SpanBox& b) { return b.top + b.height <= y; });
    return static_cast<size_t>(it - spans.begin());
}

void HeapLayout::slotAt(const SpanBox& box, uint64_t slot, float& x, float& y) const {
    x = left + static_cast<float>(slot % box.columns) * cellW;
    y = box.top + headerHeight + static_cast<float>(slot / box.columns) * cellH;
}

HeapAnchor HeapLayout::pageAnchor(float x, float y) const {
    const auto rows = static_cast<float>((pages + kColumns - 1) / kColumns);
    const float column = std::clamp(std::floor((x - left) / cellW), 0.0f, static_cast<float>(kColumns - 1));
    const float row = std::clamp(std::floor(y / cellH), 0.0f, std::max(0.0f, rows - 1));
    HeapAnchor a;
    a.fx = (x - left) / cellW - column, a.fy = y / cellH - row;
    const uint64_t page = static_cast<uint64_t>(row) * kColumns + static_cast<uint64_t>(column);
    a.addr = kHeapBase + page * kPageSize;
    a.addr += static_cast<Addr>(std::clamp(a.fy, 0.0f, 0.999f) * static_cast<float>(kPageSize));
    return a;
}

HeapAnchor HeapLayout::anchorAt(float x, float y) const {
    HeapAnchor a;
    if (detail == HeapDetail::pages) a = pageAnchor(x, y);
    a.detail = detail;
    if (detail == HeapDetail::pages) return a;
    a.addr = kHeapBase;
    if (spans.empty()) return a;
    const SpanBox& b = spans[std::min(firstBelow(y), spans.size() - 1)];
    a.fx = (x - left) / cellW, a.addr = b.base;
    if (y < b.top + headerHeight) {
        a.header = true, a.fy = (y - b.top) / headerHeight;
        return a;
    }
    const float column = std::clamp(std::floor(a.fx), 0.0f, static_cast<float>(b.columns - 1));
    const float inside = (y - b.top - headerHeight) / cellH;
    const float row = std::clamp(std::floor(inside), 0.0f, static_cast<float>(b.rows - 1));
    const uint64_t slot = std::min<uint64_t>(
        static_cast<uint64_t>(row) * b.columns + static_cast<uint64_t>(column), b.nelems - 1);
    a.fx -= static_cast<float>(slot % b.columns), a.fy = inside - static_cast<float>(slot / b.columns);
    const double part = std::clamp(static_cast<double>(a.fy), 0.0, 0.999);
    a.addr += slot * b.size + static_cast<Addr>(part * static_cast<double>(b.size));
    return a;
}

void HeapLayout::placeOf(const HeapAnchor& a, float& x, float& y) const {
    const bool pagesBefore = a.detail == HeapDetail::pages;
    if (detail == HeapDetail::pages) {
        const uint64_t page = a.addr < kHeapBase ? 0 : (a.addr - kHeapBase) / kPageSize;
        const float inPage = static_cast<float>(a.addr % kPageSize) / static_cast<float>(kPageSize);
        x = left + (static_cast<float>(page % kColumns) + (pagesBefore ? a.fx : 0.5f)) * cellW;
        y = (static_cast<float>(page / kColumns) + (pagesBefore ? a.fy : inPage)) * cellH;
        return;
    }
    x = left, y = 0;
    const auto behind = std::upper_bound(spans.begin(), spans.end(), a.addr,
                                         [](Addr p, const SpanBox& b) { return p < b.base; });
    if (behind == spans.begin()) return;
    const SpanBox& b = *std::prev(behind);
    if (a.header) {
        x = left + a.fx * cellW, y = b.top + a.fy * headerHeight;
        return;
    }
    const uint64_t slot = std::min<uint64_t>((a.addr - b.base) / b.size, b.nelems - 1);
    slotAt(b, slot, x, y);
    const double inSlot =
        std::min(1.0, static_cast<double>(a.addr - b.base - slot * b.size) / static_cast<double>(b.size));
    x += (pagesBefore ? 0.5f : a.fx) * cellW;
    y += (pagesBefore ? static_cast<float>(inSlot) : a.fy) * cellH;
}

float HeapLayout::yOf(Addr addr) const {
    HeapAnchor a;
    a.addr = addr, a.detail = detail;
    float x = 0, y = 0;
    placeOf(a, x, y);
    return y;
}

}  // namespace tricolor::render
