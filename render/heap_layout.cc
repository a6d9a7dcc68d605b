#include "render/heap_layout.h"

#include <algorithm>
#include <cmath>

namespace tricolor::render {

namespace {

// Stack and work-buffer spans show what they are cut into: stacks, buffers of 2 KiB.
uint32_t piecesOf(const mspan& s) {
    if (s.nelems) return s.nelems;
    const uint64_t piece = s.elemsize ? s.elemsize : 2048;
    return static_cast<uint32_t>(std::max<uint64_t>(1, s.npages * kPageSize / piece));
}

void layOutPages(const World& w, HeapLayout& l) {
    const float zoom = l.input.zoom;
    l.cellW = l.cellH = std::max(3.0f, 4.0f + zoom * 4.0f) * l.input.scale;
    l.pages = w.mheap_.pageToSpan.size();
    // A power of two of pages a row keeps rows aligned with what the page caches hold (64 pages).
    const auto fit = static_cast<uint32_t>(std::max(1.0f, (l.input.width - l.left) / l.cellW));
    l.pageColumns = 1;
    while (l.pageColumns * 2 <= fit && l.pageColumns < 512) l.pageColumns *= 2;
    const uint64_t rows = (l.pages + l.pageColumns - 1) / l.pageColumns;
    l.height = static_cast<float>(rows) * l.cellH;
}

void layOutSpans(const World& w, const std::vector<SpanId>& spans, HeapLayout& l) {
    const float s = l.input.scale;
    const bool words = l.detail == HeapDetail::words;
    l.headerHeight = (l.input.zoom < 6 ? 4.0f : 22.0f) * s;
    l.gap = (l.input.zoom < 6 ? 3.0f : 10.0f) * s;
    l.cellW = words ? std::max(l.input.zoom * 4.5f, 210.0f) * s : l.input.zoom * s;
    l.cellH = l.input.zoom * s;
    const auto fit = static_cast<uint32_t>(std::max(1.0f, (l.input.width - l.left) / l.cellW));
    float top = 0;
    l.spans.reserve(spans.size());
    for (const SpanId id : spans) {
        const mspan& span = w.span(id);
        SpanBox box{id, span.base(), piecesOf(span), 0, 0, top, 0};
        box.columns = std::min(fit, box.nelems);
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
    if (l.detail == HeapDetail::pages)
        layOutPages(w, l);
    else
        layOutSpans(w, spans, l);
    return l;
}

size_t HeapLayout::firstBelow(float y) const {
    const auto it = std::partition_point(spans.begin(), spans.end(),
                                         [&](const SpanBox& b) { return b.top + b.height <= y; });
    return static_cast<size_t>(it - spans.begin());
}

float HeapLayout::yOf(Addr a) const {
    if (detail == HeapDetail::pages) {
        const uint64_t page = a < kHeapBase ? 0 : (a - kHeapBase) / kPageSize;
        return static_cast<float>(page / pageColumns) * cellH;
    }
    const auto behind =
        std::upper_bound(spans.begin(), spans.end(), a, [](Addr x, const SpanBox& b) { return x < b.base; });
    if (behind == spans.begin()) return 0;
    const SpanBox& b = *std::prev(behind);
    const Addr end = behind == spans.end() ? b.base + kPageSize * 16 : behind->base;
    const double part = std::min(1.0, static_cast<double>(a - b.base) / static_cast<double>(end - b.base));
    return b.top + headerHeight + static_cast<float>(part) * static_cast<float>(b.rows) * cellH;
}

void HeapLayout::slotAt(const SpanBox& box, uint64_t slot, float& x, float& y) const {
    x = left + static_cast<float>(slot % box.columns) * cellW;
    y = box.top + headerHeight + static_cast<float>(slot / box.columns) * cellH;
}

Addr HeapLayout::addrAt(float x, float y) const {
    if (detail == HeapDetail::pages) {
        if (y < 0 || !pageColumns) return kHeapBase;
        const auto row = static_cast<uint64_t>(y / cellH);
        const auto column =
            static_cast<uint64_t>(std::clamp((x - left) / cellW, 0.0f, static_cast<float>(pageColumns - 1)));
        return kHeapBase + std::min(row * pageColumns + column, pages ? pages - 1 : 0) * kPageSize;
    }
    const size_t i = firstBelow(y);
    if (i >= spans.size()) return spans.empty() ? kHeapBase : spans.back().base;
    const SpanBox& b = spans[i];
    const float inside = (y - b.top - headerHeight) / (static_cast<float>(b.rows) * cellH);
    const Addr end = i + 1 < spans.size() ? spans[i + 1].base : b.base + kPageSize;
    return b.base + static_cast<Addr>(static_cast<double>(std::clamp(inside, 0.0f, 0.999f)) *
                                      static_cast<double>(end - b.base));
}

}  // namespace tricolor::render
