// What:  where everything of the heap view stands, as numbers: pure, tested, no drawing. The heap is laid out
//        by address: 64 pages a row, which is what a page cache holds, or 64 slots a row, which is a word of
//        allocBits. One zoom number leads from pages over slots to words.
// Zoom:  rows never break anew, so between slots and words zooming only scales. Whoever zooms asks what is
//        under the mouse first (anchorAt) and puts that back there afterwards (placeOf).
// Cost:  laying out is one addition a span, done again only when the spans or the zoom change; what is
//        visible is then found by binary search.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/world.h"

namespace tricolor::render {

// zoom is the size of a slot's square in desk pixels. Below kPageZoom pages are cells, of kPageCell times
// that; from kWordZoom on words are shown.
inline constexpr float kMinZoom = 0.5f, kPageZoom = 5.0f, kWordZoom = 130.0f, kMaxZoom = 300.0f;
inline constexpr float kPageCell = 9;
inline constexpr uint32_t kColumns = 64;

enum class HeapDetail : uint8_t { pages, slots, words };
HeapDetail detailAt(float zoom);

struct SpanBox {
    SpanId id;
    Addr base = 0;
    uint64_t size = 0;  // bytes of a slot, or of the piece that a stack or work buffer span is cut into
    uint32_t nelems = 0, columns = 0, rows = 0;
    float top = 0, height = 0;  // of the whole block, header included
};

struct HeapLayoutInput {
    float zoom = 12;  // desk pixels
    float scale = 1;  // theme
    friend bool operator==(const HeapLayoutInput&, const HeapLayoutInput&) = default;
};

// Something under the mouse: a cell and where in it, or a place in the header of a span.
struct HeapAnchor {
    Addr addr = 0;  // in the cell; in the header: the span's base
    float fx = 0,
          fy = 0;  // shares of the cell's width and height; beside the cells less than 0 or more than 1
    bool header = false;  // fy is a share of the header's height
    HeapDetail detail{};  // of the layout that was asked
};

struct HeapLayout {
    HeapLayoutInput input;
    HeapDetail detail{};
    std::vector<SpanBox> spans;  // slots, words: ascending by address and by top
    float cellW = 0, cellH = 0;  // of a slot, or of a page
    float headerHeight = 0, gap = 0, left = 0;
    uint64_t pages = 0;  // how many the heap has
    float width = 0, height = 0;

    // First span whose block ends below y.
    size_t firstBelow(float y) const;
    HeapAnchor anchorAt(float x, float y) const;
    void placeOf(const HeapAnchor& anchor, float& x, float& y) const;
    // Where the cell of a heap address begins vertically.
    float yOf(Addr a) const;
    // The address at a place, as near as can be said.
    Addr addrAt(float x, float y) const { return anchorAt(x, y).addr; }
    // Left upper corner of a slot in a span's block.
    void slotAt(const SpanBox& box, uint64_t slot, float& x, float& y) const;

  private:
    HeapAnchor pageAnchor(float x, float y) const;
};

HeapLayout layOutHeap(const World& w, const std::vector<SpanId>& spans, const HeapLayoutInput& input);

}  // namespace tricolor::render
