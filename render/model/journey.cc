#include "render/model/journey.h"

#include <algorithm>
#include <bit>

#include "render/model/objects.h"
#include "sim/runtime/sizeclasses.h"

namespace tricolor::render {

namespace {

bool isLargeAlloc(const Event& e) {
    return e.kind == EventKind::SpanAlloc && (e.c & 255) < 2 && e.c >> 8 == 0;
}

size_t countUpTo(const TimelineData& data, uint64_t step) {
    const auto& v = data.allocator;
    return static_cast<size_t>(
        std::partition_point(v.begin(), v.end(), [&](const HeapEvent& e) { return e.step <= step; }) -
        v.begin());
}

void take(Journey& j, const HeapEvent& e) {
    j.events.push_back(&e);
    j.to = e.step;
    switch (e.event.kind) {
        case EventKind::CacheSpan:
            j.origin = static_cast<int>(e.event.b);
            j.done = true;
            j.span = e.event.a;
            break;
        case EventKind::SpanAlloc:
            j.span = e.event.a;
            [[fallthrough]];
        case EventKind::PageCacheFill:
            j.reached = std::max(j.reached, Station::pageHeap);
            break;
        case EventKind::HeapGrow:
            j.reached = Station::system;
            break;
        default:
            break;
    }
}

struct Runs {
    uint64_t free = 0, released = 0, runs = 0, longest = 0, run = 0;
    void page(bool inUse, bool scavenged) {
        if (inUse) {
            run = 0;
            return;
        }
        ++free, released += scavenged;
        if (run++ == 0) ++runs;
        longest = std::max(longest, run);
    }
};

// A page that a P holds in its cache is free, though the bitmap says otherwise.
struct CachedPage {
    bool is = false, released = false;
};
CachedPage cachedPage(const World& w, Addr page) {
    for (size_t p = 0; p < w.allp.size(); ++p) {
        const pageCache& c = w.allp[p].pcache;
        if (c.empty() || page < c.base || page >= c.base + 64 * kPageSize) continue;
        const uint64_t bit = (page - c.base) / kPageSize;
        if (c.cache >> bit & 1) return {true, (c.scav >> bit & 1) != 0};
    }
    return {};
}

void count(const World& w, uint64_t page, bool used, bool gone, PageGroup& group) {
    const SpanId id = used && page < w.mheap_.pageToSpan.size() ? w.mheap_.pageToSpan[page] : SpanId{};
    const mspan* s = id ? &w.mheap_.spans[id.index()] : nullptr;
    if (s && (s->generation != id.generation() || s->state == mSpanState::Dead)) s = nullptr;
    if (s) {
        ++(s->state == mSpanState::InUse ? group.objects : group.stacks);
        return;
    }
    const CachedPage cached = used ? cachedPage(w, kHeapBase + page * kPageSize) : CachedPage{true, gone};
    ++(cached.released ? group.released : group.idle);
}

// What the mapped pages are, in so many groups that all can be shown.
void mapPages(const World& w, HeapSums& sums) {
    const auto& chunks = w.mheap_.pages.chunks;
    const uint64_t pages =
        std::min<uint64_t>(chunks.size() * pallocChunkPages, w.memory.heapBytesMapped() / kPageSize);
    while (pages > HeapSums::kMostGroups * sums.pagesPerGroup) sums.pagesPerGroup *= 2;
    sums.pageMap.resize((pages + sums.pagesPerGroup - 1) / sums.pagesPerGroup);
    for (uint64_t page = 0; page < pages; ++page) {
        const pallocData& chunk = chunks[page / pallocChunkPages];
        const uint64_t word = page % pallocChunkPages / 64, bit = page % 64;
        count(w, page, chunk.allocBits[word] >> bit & 1, chunk.scavenged[word] >> bit & 1,
              sums.pageMap[page / sums.pagesPerGroup]);
    }
}

void sumPages(const World& w, HeapSums& sums) {
    Runs runs;
    const auto& chunks = w.mheap_.pages.chunks;
    const uint64_t mapped = w.memory.heapBytesMapped() / pallocChunkBytes;
    for (uint64_t c = 0; c < std::min<uint64_t>(chunks.size(), mapped); ++c)
        for (size_t word = 0; word < pallocChunkPages / 64; ++word) {
            const uint64_t used = chunks[c].allocBits[word], gone = chunks[c].scavenged[word];
            if (used == ~0ull) {
                runs.run = 0;
                continue;
            }
            for (int bit = 0; bit < 64; ++bit) runs.page(used >> bit & 1, gone >> bit & 1);
        }
    sums.freePages = runs.free, sums.releasedPages = runs.released;
    sums.freeRuns = runs.runs, sums.longestRun = runs.longest;
}

}  // namespace

std::string spanClassText(spanClass spc) {
    mspan named;
    named.spanclass = spc;
    named.state = mSpanState::InUse;
    named.elemsize = runtime::SizeClassToSize[static_cast<size_t>(spc.sizeclass())];
    return spc.sizeclass() == 0 ? (spc.noscan() ? "large noscan" : "large scan") : classOf(named);
}

namespace {

bool begins(const Event& e) {
    return e.kind == EventKind::Refill || isLargeAlloc(e);
}

// The slow path that began with event i, among the first n.
Journey follow(const TimelineData& data, size_t i, size_t n) {
    Journey j;
    const Event& first = data.allocator[i].event;
    j.large = isLargeAlloc(first);
    j.p = first.p, j.from = data.allocator[i].step;
    j.spc = spanClass{static_cast<uint8_t>(first.c & 255)};
    j.full = j.large ? 0 : first.a;
    j.reached = j.large ? Station::pageHeap : Station::mcentral;
    j.done = j.large;
    // A large object asks for its pages before its span is told.
    size_t begin = i;
    while (j.large && begin > 0 && data.allocator[begin - 1].event.m == first.m &&
           (data.allocator[begin - 1].event.kind == EventKind::HeapGrow ||
            data.allocator[begin - 1].event.kind == EventKind::Scavenge))
        --begin;
    for (size_t k = begin; k < n; ++k) {
        const Event& e = data.allocator[k].event;
        if (e.m != first.m) continue;
        if (k > i && begins(e)) break;
        take(j, data.allocator[k]);
        if (e.kind == EventKind::CacheSpan || (j.large && k == i)) break;
    }
    return j;
}

}  // namespace

Journey lastJourney(const TimelineData& data, uint64_t step) {
    const size_t n = countUpTo(data, step);
    for (size_t i = n; i-- > 0;)
        if (begins(data.allocator[i].event)) return follow(data, i, n);
    return {};
}

Journey journeyFrom(const TimelineData& data, uint64_t from, uint64_t step) {
    const size_t n = countUpTo(data, step);
    for (size_t i = countUpTo(data, from); i-- > 0 && data.allocator[i].step == from;)
        if (begins(data.allocator[i].event)) return follow(data, i, n);
    return {};
}

std::string journeyText(const Journey& j) {
    if (j.events.empty()) return "So far every allocation found a free slot in its P's mcache.";
    const std::string p = j.p >= 0 ? "P" + std::to_string(j.p) : "The runtime";
    if (j.large)
        return p +
               " allocated a large object: more than 32 KiB has no size class, so it gets a span of its own "
               "from the page heap" +
               (j.reached == Station::system ? ", which had to ask the system for more" : "") + ".";
    const std::string cls = spanClassText(j.spc);
    std::string text = j.full ? p + "'s mcache had no free " + cls + " slot: its span at " + hex(j.full) +
                                    " was full. It asked mcentral"
                              : p + "'s mcache held no " + cls + " span. It asked mcentral";
    if (!j.done && j.reached == Station::mcentral) return text + " …";
    if (!j.done)
        return text + ", which had no span with a free slot: it asks the page heap for " +
               (j.reached == Station::system ? "pages, and that asks the system for more memory …"
                                             : "pages …");
    constexpr const char* kOrigins[] = {
        ", which had a swept span with free slots.",
        ", which had a span that was not swept yet: sweeping it found free slots.",
        ", which swept a full span and found dead objects in it.",
        ", which had no span with a free slot: the page heap made a new one"};
    text += kOrigins[std::clamp(j.origin, 0, 3)];
    if (j.origin == 3)
        text +=
            j.reached == Station::system ? ", and had to map more memory for it first." : " from free pages.";
    return text;
}

std::vector<std::string> spanHistory(const TimelineData& data, uint64_t step, Addr base, Addr end) {
    std::vector<std::string> lines;
    const auto at = [](const HeapEvent& e) {
        return " at step " + std::to_string(e.step) +
               (e.event.p >= 0 ? ", by P" + std::to_string(e.event.p) : "");
    };
    constexpr const char* kOrigins[] = {
        "taken from mcentral's partial, swept list", "taken from mcentral's partial, unswept list, and swept",
        "taken from mcentral's full, unswept list, and swept", "taken fresh from the page heap"};
    bool made = false;
    for (size_t i = countUpTo(data, step); i-- > 0;) {
        const HeapEvent& e = data.allocator[i];
        if (e.event.kind == EventKind::HeapGrow && made && e.event.a <= base &&
            base < e.event.a + e.event.b) {
            lines.push_back("its pages: mapped from the system" + at(e));
            break;
        }
        if (made || e.event.a != base) continue;
        if (e.event.kind == EventKind::CacheSpan)
            lines.push_back(kOrigins[std::min<uint64_t>(e.event.b, 3)] + at(e));
        if (e.event.kind == EventKind::UncacheSpan) lines.push_back("given back to mcentral" + at(e));
        if (e.event.kind == EventKind::SpanAlloc) {
            lines.push_back("the span: made of " + std::to_string((end - base) / kPageSize) +
                            ((end - base) / kPageSize == 1 ? " page" : " pages") + " by the page heap" +
                            at(e));
            made = true;
        }
    }
    if (!made)
        lines.emplace_back("the span was made before the record begins");
    else if (lines.back().find("mapped") == std::string::npos)
        lines.emplace_back("its pages: of what was mapped when the process started");
    return lines;
}

HeapSums heapSums(const World& w) {
    HeapSums sums;
    sumPages(w, sums);
    mapPages(w, sums);
    std::vector<std::pair<double, Addr>> sparse;
    for (const SpanId id : spansInOrder(w)) {
        const mspan& s = w.span(id);
        if (s.state != mSpanState::InUse || s.nelems == 0) continue;
        const uint64_t live = s.allocCount * s.elemsize, bytes = s.npages * kPageSize;
        ++sums.spans, sums.liveBytes += live, sums.slotBytes += bytes;
        if (s.nelems < 8 || s.allocCount * 8u > s.nelems || s.allocCount == 0) continue;
        ++sums.sparseSpans, sums.sparseBytes += bytes, sums.sparseLive += live;
        sparse.emplace_back(static_cast<double>(live) / static_cast<double>(bytes), s.base());
    }
    std::stable_sort(sparse.begin(), sparse.end());
    for (size_t i = 0; i < std::min<size_t>(sparse.size(), 3); ++i) sums.sparsest.push_back(sparse[i].second);
    return sums;
}

}  // namespace tricolor::render
