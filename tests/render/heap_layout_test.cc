#include "render/heap_layout.h"

#include <gtest/gtest.h>

#include "demo_heap.h"
#include "render/model/objects.h"

using namespace tricolor;
using namespace tricolor::render;

namespace {

HeapLayout layOut(const World& w, float zoom, float width = 1000) {
    return layOutHeap(w, spansInOrder(w), {width, zoom, 1});
}

}  // namespace

TEST(heapLayout, putsSpansInOrderOfAddressWithoutOverlap) {
    const World w = render::testing::demoHeap(50);
    const HeapLayout l = layOut(w, 14);
    ASSERT_EQ(l.spans.size(), 50u);
    for (size_t i = 1; i < l.spans.size(); ++i) {
        EXPECT_GT(l.spans[i].base, l.spans[i - 1].base);
        EXPECT_GE(l.spans[i].top, l.spans[i - 1].top + l.spans[i - 1].height - 0.01f);
    }
}

TEST(heapLayout, showsPagesFromAfarSlotsNearAndWordsNearest) {
    EXPECT_EQ(detailAt(kMinZoom), HeapDetail::pages);
    EXPECT_EQ(detailAt(14), HeapDetail::slots);
    EXPECT_EQ(detailAt(kMaxZoom), HeapDetail::words);
}

TEST(heapLayout, findsAnAddressWhereItWasPut) {
    const World w = render::testing::demoHeap(200);
    for (const float zoom : {1.0f, 8.0f, 20.0f, 60.0f}) {
        const HeapLayout l = layOut(w, zoom);
        for (const uint64_t page : {0ull, 7ull, 123ull, 199ull}) {
            const Addr a = kHeapBase + page * kPageSize + 4096;
            const Addr found = l.addrAt(l.left, l.yOf(a));
            const uint64_t near = zoom < kPageZoom ? l.pageColumns * kPageSize : kPageSize;
            EXPECT_LT(found > a ? found - a : a - found, near) << "zoom " << zoom << " page " << page;
        }
    }
}

TEST(heapLayout, keepsEverySlotInsideItsSpansBlock) {
    const World w = render::testing::demoHeap(3);
    for (const float zoom : {4.0f, 14.0f, 50.0f}) {
        const HeapLayout l = layOut(w, zoom);
        for (const SpanBox& b : l.spans)
            for (uint64_t slot = 0; slot < b.nelems; slot += 37) {
                float x = 0, y = 0;
                l.slotAt(b, slot, x, y);
                EXPECT_GE(x, l.left);
                EXPECT_LE(x + l.cellW, 1000.5f);
                EXPECT_GE(y, b.top + l.headerHeight - 0.01f);
                EXPECT_LE(y + l.cellH, b.top + b.height + 0.01f);
            }
    }
}
