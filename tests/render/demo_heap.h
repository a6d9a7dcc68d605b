// A heap made by hand: n one-page spans of 16-byte slots, some of every state. Only for tests and
// measurements.
#pragma once

#include "sim/world/world.h"

namespace tricolor::render::testing {

inline World demoHeap(uint32_t spans) {
    World w = newWorld({});
    const uint64_t bytes = ((spans * kPageSize + pallocChunkBytes - 1) / pallocChunkBytes) * pallocChunkBytes;
    w.memory.mapHeap(bytes);
    w.mheap_.sweepgen = 2;
    w.mheap_.pageToSpan.resize(bytes / kPageSize);
    w.gcphase = GCPhase::mark;
    for (uint32_t i = 0; i < spans; ++i) {
        mspan s;
        s.startAddr = kHeapBase + i * kPageSize;
        s.npages = 1;
        s.elemsize = 16;
        s.nelems = 512;
        s.limit = s.end();
        s.spanclass = spanClass::make(2, true);
        s.state = mSpanState::InUse;
        s.sweepgen = 2;
        s.freeindex = 300;
        s.allocCount = 300;
        for (size_t k = 0; k < 4; ++k) s.gcmarkBits[k] = 0x5555555555555555ull * (i % 2 + 1);
        w.mheap_.spans.push_back(s);
        w.mheap_.pageToSpan.mut(i) = SpanId::make(i, 0);
    }
    return w;
}

}  // namespace tricolor::render::testing
