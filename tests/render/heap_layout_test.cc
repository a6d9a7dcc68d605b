#include "render/heap_layout.h"

#include <gtest/gtest.h>

#include "demo_heap.h"
#include "render/model/objects.h"

using namespace tricolor;
using namespace tricolor::render;

namespace {

HeapLayout layOut(const World& w, float zoom) {
    return layOutHeap(w, spansInOrder(w), {zoom, 1});
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
    for (const float zoom : {1.0f, 8.0f, 20.0f, 200.0f}) {
        const HeapLayout l = layOut(w, zoom);
        for (const uint64_t page : {0ull, 7ull, 123ull, 199ull}) {
            const Addr a = kHeapBase + page * kPageSize + 4096;
            const Addr found = l.addrAt(l.left, l.yOf(a));
            const uint64_t near = zoom < kPageZoom ? kColumns * kPageSize : kPageSize;
            EXPECT_LT(found > a ? found - a : a - found, near) << "zoom " << zoom << " page " << page;
        }
    }
}

TEST(heapLayout, keepsEverySlotInsideItsSpansBlock) {
    const World w = render::testing::demoHeap(3);
    for (const float zoom : {6.0f, 14.0f, 150.0f}) {
        const HeapLayout l = layOut(w, zoom);
        for (const SpanBox& b : l.spans)
            for (uint64_t slot = 0; slot < b.nelems; slot += 37) {
                float x = 0, y = 0;
                l.slotAt(b, slot, x, y);
                EXPECT_GE(x, l.left);
                EXPECT_LE(x + l.cellW, l.width + 0.5f);
                EXPECT_GE(y, b.top + l.headerHeight - 0.01f);
                EXPECT_LE(y + l.cellH, b.top + b.height + 0.01f);
            }
    }
}

// Notch by notch from the farthest to the nearest, the same slot stays under the mouse.
TEST(heapLayout, keepsWhatIsUnderTheMouseThereWhileZooming) {
    const World w = render::testing::demoHeap(200);
    for (const Addr wanted : {kHeapBase + 5 * kPageSize + 77 * 16, kHeapBase + 130 * kPageSize + 300 * 16}) {
        float zoom = 20, panX = 0, panY = 0;
        bool farAway = false;
        HeapLayout l = layOut(w, zoom);
        const float mouseX = 400, mouseY = 300;
        HeapAnchor at;
        at.addr = wanted, at.fx = 0.5f, at.fy = 0.5f, at.detail = l.detail;
        l.placeOf(at, panX, panY);
        panX -= mouseX, panY -= mouseY;
        for (const float factor : {1.18f, 1 / 1.18f, 1.18f}) {
            for (int notch = 0; notch < 30; ++notch) {
                const float next = zoom * factor;
                if (next < kMinZoom || next > kMaxZoom) break;
                const HeapAnchor under = l.anchorAt(mouseX + panX, mouseY + panY);
                l = layOut(w, zoom = next);
                l.placeOf(under, panX, panY);
                panX -= mouseX, panY -= mouseY;
                const Addr now = l.addrAt(mouseX + panX, mouseY + panY);
                EXPECT_EQ(now / kPageSize, wanted / kPageSize) << "zoom " << zoom;
                if (!farAway) {
                    EXPECT_EQ(now / 16, wanted / 16) << "zoom " << zoom;
                }
                farAway = farAway || l.detail == HeapDetail::pages;  // there only the page is known
            }
        }
    }
}

TEST(heapLayout, onlyScalesBetweenSlotsAndWords) {
    const World w = render::testing::demoHeap(20);
    const HeapLayout near = layOut(w, kWordZoom - 1), nearest = layOut(w, kWordZoom + 1);
    ASSERT_EQ(near.spans.size(), nearest.spans.size());
    for (size_t i = 0; i < near.spans.size(); ++i) EXPECT_EQ(near.spans[i].columns, nearest.spans[i].columns);
    const HeapAnchor a =
        near.anchorAt(near.left + near.cellW * 10.25f, near.spans[7].top + near.headerHeight + 5);
    float x = 0, y = 0;
    nearest.placeOf(a, x, y);
    const HeapAnchor b = nearest.anchorAt(x, y);
    EXPECT_EQ(a.addr / 16, b.addr / 16);
    EXPECT_NEAR(a.fx, b.fx, 0.01f);
    EXPECT_NEAR(a.fy, b.fy, 0.01f);
}
