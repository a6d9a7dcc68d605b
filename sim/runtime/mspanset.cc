#include "sim/runtime/mspanset.h"

#include "sim/runtime/mem.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t kCacheLine = 64;

void addBlock(World& w, PId p, spanSet& s) {
    if (spineLen(s) == s.spineCap) {
        s.spineCap = s.spineCap ? 2 * s.spineCap : spanSetInitSpineCap;
        persistentalloc(w, p, uint64_t{s.spineCap} * 8, kCacheLine, sysMemStat::gcMisc);
    }
    if (w.mheap_.spanSetBlockPool > 0)
        --w.mheap_.spanSetBlockPool;
    else
        persistentalloc(w, p, sizeofSpanSetBlock, tagAlign, sysMemStat::gcMisc);
}

}  // namespace

void push(World& w, PId p, spanSet& s, SpanId span) {
    if (s.spans.size() % spanSetBlockEntries == 0) addBlock(w, p, s);
    s.spans.push_back(span);
}

SpanId pop(World& w, spanSet& s) {
    if (s.empty()) return {};
    const SpanId id = s.spans[s.head++];
    if (s.head % spanSetBlockEntries == 0) ++w.mheap_.spanSetBlockPool;
    return id;
}

void reset(World& w, spanSet& s) {
    CHECK(s.empty(), "attempt to clear non-empty span set");
    if (s.head % spanSetBlockEntries != 0) ++w.mheap_.spanSetBlockPool;
    s.spans.clear();
    s.head = 0;
}

}  // namespace tricolor::runtime
