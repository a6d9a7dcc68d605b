// What:  where everything of the heap view stands, as numbers: pure, tested, no drawing. The heap is laid out
// by address.
//        One zoom number leads from the arena (a cell a page) over spans (a square a slot) to words.
// Cost:  laying out is one addition a span, done again only when the spans, the zoom or the width change;
// what is visible
//        is then found by binary search.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/world.h"

namespace tricolor::render {

// zoom is the size of a slot's square in desk pixels. Below kPageZoom pages are cells; from kWordZoom on
// words are shown.
inline constexpr float kMinZoom = 0.5f, kPageZoom = 3.0f, kWordZoom = 46.0f, kMaxZoom = 120.0f;

enum class HeapDetail : uint8_t { pages, slots, words };
HeapDetail detailAt(float zoom);

struct SpanBox {
    SpanId id;
    Addr base = 0;
    uint32_t nelems = 0, columns = 0, rows = 0;
    float top = 0, height = 0;  // of the whole block, header included
};

struct HeapLayoutInput {
    float width = 0;  // pixels for slots
    float zoom = 12;  // desk pixels
    float scale = 1;  // theme
    friend bool operator==(const HeapLayoutInput&, const HeapLayoutInput&) = default;
};

struct HeapLayout {
    HeapLayoutInput input;
    HeapDetail detail{};
    std::vector<SpanBox> spans;  // slots, words: ascending by address and by top
    float cellW = 0, cellH = 0;  // of a slot, or of a page
    float headerHeight = 0, gap = 0, left = 0;
    uint64_t pages = 0;  // pages: how many are laid out
    uint32_t pageColumns = 0;
    float height = 0;

    // First span whose block ends below y.
    size_t firstBelow(float y) const;
    // Where a heap address stands vertically, for keeping it in place while zooming and for scrolling to it.
    float yOf(Addr a) const;
    // The address at a place, as near as can be said.
    Addr addrAt(float x, float y) const;
    // Left upper corner of a slot in a span's block.
    void slotAt(const SpanBox& box, uint64_t slot, float& x, float& y) const;
};

HeapLayout layOutHeap(const World& w, const std::vector<SpanId>& spans, const HeapLayoutInput& input);

}  // namespace tricolor::render
