#include "sim/runtime/mbitarena.h"

#include <utility>

#include "sim/runtime/mem.h"

namespace tricolor::runtime {

void newMarkBits(World& w, uint64_t nelems) {
    gcBitsArenaLists& a = w.mheap_.gcBitsArenas;
    const uint64_t bytes = (nelems + 63) / 64 * 8;
    if (a.next == 0 || a.nextFree + bytes > gcBitsChunkBytes - gcBitsHeaderBytes) {
        if (a.free > 0)
            --a.free;
        else
            sysAlloc(w, gcBitsChunkBytes, sysMemStat::gcMisc);
        ++a.next;
        a.nextFree = 0;
    }
    a.nextFree += static_cast<uint32_t>(bytes);
}

void nextMarkBitArenaEpoch(World& w) {
    gcBitsArenaLists& a = w.mheap_.gcBitsArenas;
    a.free += a.previous;
    a.previous = a.current;
    a.current = std::exchange(a.next, 0);
    a.nextFree = 0;
}

}  // namespace tricolor::runtime
