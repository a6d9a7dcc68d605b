// How memory travelled lately, read from what the allocator told: the last allocation that left the fast
// path, where a span came from, what the free pages amount to, which spans a few objects hold on to. Pure
// questions.
#pragma once

#include <string>
#include <vector>

#include "render/timeline_data.h"
#include "sim/world/world.h"

namespace tricolor::render {

// The stations on the way of memory.
enum class Station : uint8_t { mcache, mcentral, pageHeap, system };

struct Journey {
    std::vector<const HeapEvent*> events;  // from the refill on; empty: none so far
    int p = -1;
    spanClass spc;
    Addr span = 0;  // that was found for it; 0: none yet
    Addr full = 0;  // base of the span that was given back, having no free slot; 0: there was none
    bool large = false, done = false;
    int origin = -1;  // of CacheSpan: 0 partial swept, 1 partial unswept, 2 full unswept, 3 a new span
    Station reached = Station::mcache;
    uint64_t from = 0, to = 0;  // steps
};
// The last slow path up to this step.
Journey lastJourney(const TimelineData& data, uint64_t step);
// The slow path that began in this step, as far as it had come by another; without events if none is on
// record.
Journey journeyFrom(const TimelineData& data, uint64_t from, uint64_t step);

// Why it left the fast path and how far it had to go, in a sentence or two.
std::string journeyText(const Journey& j);

// Where a span came from, newest first: "from mcentral, partial unswept, at step 4 711, by P1".
std::vector<std::string> spanHistory(const TimelineData& data, uint64_t step, Addr base, Addr end);

// Some neighbouring pages: how many of them are what.
struct PageGroup {
    uint32_t objects = 0, stacks = 0, idle = 0, released = 0;
};
struct HeapSums {
    uint64_t liveBytes = 0, slotBytes = 0;  // slots in use, all slots: of spans with objects
    uint64_t freePages = 0, releasedPages = 0, freeRuns = 0, longestRun = 0;
    uint64_t spans = 0, sparseSpans = 0, sparseBytes = 0, sparseLive = 0;  // sparse: at most an eighth in use
    std::vector<Addr> sparsest;                                            // bases, the worst first
    std::vector<PageGroup> pageMap;                                        // by address, kMostGroups at most
    uint64_t pagesPerGroup = 1;
    static constexpr uint64_t kMostGroups = 512;
};
HeapSums heapSums(const World& w);

std::string spanClassText(spanClass spc);  // "32 B scan"

}  // namespace tricolor::render
