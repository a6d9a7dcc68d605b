#include "sim/runtime/fixalloc.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t kChunkBytes = fixAllocChunk / sizeofMSpan * sizeofMSpan;

// fixalloc.alloc, as far as MemStats sees it.
void countOut(World& w, uint64_t n) {
    w.mheap_.mspanInUse += n;
    while (w.mheap_.mspanInUse * sizeofMSpan > w.mheap_.mspanSys) {
        w.mheap_.mspanSys += kChunkBytes;
        w.memstats.mappedReady += kChunkBytes;
    }
}

}  // namespace

SpanId allocMSpan(World& w, PId p) {
    if (!p) {
        countOut(w, 1);
    } else {
        uint32_t& cached = w.p(p).mspancacheLen;
        if (cached == 0) {
            cached = mspanCacheEntries / 2;
            countOut(w, cached);
        }
        --cached;
    }
    uint32_t index;
    if (!w.mheap_.freeSpans.empty()) {
        index = w.mheap_.freeSpans.back();
        w.mheap_.freeSpans.pop_back();
    } else {
        index = static_cast<uint32_t>(w.mheap_.spans.size());
        CHECK(index < 1u << SpanId::kIndexBits, "too many spans");
        w.mheap_.spans.push_back(mspan{});
    }
    return SpanId::make(index, w.mheap_.spans[index].generation);
}

void freeMSpan(World& w, PId p, SpanId id) {
    mspan& s = w.span(id);
    const auto generation = static_cast<uint8_t>((s.generation + 1) & 0x7f);
    s = mspan{};
    s.generation = generation;
    w.mheap_.freeSpans.push_back(id.index());
    if (p && w.p(p).mspancacheLen < mspanCacheEntries)
        ++w.p(p).mspancacheLen;
    else
        --w.mheap_.mspanInUse;
}

}  // namespace tricolor::runtime
