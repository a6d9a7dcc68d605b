#include "render/model/moves.h"

#include <gtest/gtest.h>

using namespace tricolor;
using namespace tricolor::render;

namespace {

Event event(EventKind kind, uint64_t b = 0, spanAllocType type = spanAllocType::Heap) {
    Event e;
    e.kind = kind, e.b = b, e.c = 9 | static_cast<uint32_t>(type) << 8;
    return e;
}

}  // namespace

TEST(moves, nameWhatTravelsBetweenWhichStations) {
    struct Row {
        const char* name;
        std::vector<Event> events;
        std::array<const char*, 3> right, left;
    };
    const Row rows[] = {
        {"nothing", {event(EventKind::GCMarkObject)}, {"", "", ""}, {"", "", ""}},
        {"request", {event(EventKind::Refill)}, {"asks", "", ""}, {"", "", ""}},
        {"full span",
         {event(EventKind::Refill), event(EventKind::UncacheSpan)},
         {"1 span", "", ""},
         {"", "", ""}},
        {"new span",
         {event(EventKind::SpanAlloc, 3), event(EventKind::CacheSpan)},
         {"", "", ""},
         {"1 span", "3 pages", ""}},
        {"swept",
         {event(EventKind::SpanFree, 1), event(EventKind::SpanFree, 1)},
         {"", "2 pages", ""},
         {"", "", ""}},
        {"growth", {event(EventKind::HeapGrow, 4 << 20)}, {"", "", ""}, {"", "", "4.0 MiB"}},
        {"scavenging",
         {event(EventKind::Scavenge, 8192), event(EventKind::Scavenge, 8192)},
         {"", "", "16 KiB"},
         {"", "", ""}},
    };
    for (const Row& row : rows) {
        const Moves m = movesOf(row.events);
        for (size_t i = 0; i < 3; ++i) {
            EXPECT_EQ(m.right[i], row.right[i]) << row.name;
            EXPECT_EQ(m.left[i], row.left[i]) << row.name;
        }
        EXPECT_EQ(m.any(), row.name != std::string("nothing")) << row.name;
    }
}

TEST(moves, letStacksPassByMcentral) {
    const std::vector<Event> grown = {event(EventKind::SpanAlloc, 4, spanAllocType::Stack)};
    EXPECT_FALSE(movesOf(grown).any());
    EXPECT_EQ(pagesForStacks(grown), "4 pages → stacks");
    EXPECT_EQ(pagesForStacks(std::vector{event(EventKind::SpanFree, 1, spanAllocType::WorkBuf)}),
              "1 page ← collector");
    EXPECT_EQ(pagesForStacks(std::vector{event(EventKind::SpanAlloc, 4)}), "");
}
