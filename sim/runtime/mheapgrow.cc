// What:    growth of the page heap, reclaiming before it, and running out of memory (mheap.h).
// Follows: runtime/mheap.go grow, reclaim; runtime/malloc.go sysAlloc, throw("out of memory").
#include <algorithm>

#include "sim/runtime/mem.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/mpagealloc.h"
#include "sim/runtime/panicking.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t pagesPerReclaimerChunk = 512;
constexpr uint64_t reclaimDoneIndex = 1ull << 63;
constexpr uint64_t heapArenaStructBytes = 69648;  // unsafe.Sizeof(heapArena{}), charged to gcMiscSys

uint64_t roundUp(uint64_t n, uint64_t to) {
    return (n + to - 1) / to * to;
}

// Describes one more arena, and lists it.
void registerArena(Ctx& c) {
    mheap& h = c.w.mheap_;
    persistentalloc(c.w, ownP(c), heapArenaStructBytes, 8, sysMemStat::gcMisc);
    if (h.zeroedBase.size() == h.heapArenasCap) {
        h.heapArenasCap = h.heapArenasCap ? 2 * h.heapArenasCap : physPageSize / 8;
        persistentalloc(c.w, ownP(c), h.heapArenasCap * 8, 8, sysMemStat::gcMisc);
    }
    h.zeroedBase.push_back(0);
}

// Reserves arenas behind the last one (mheap.sysAlloc with the first arena hint). False: the machine has no
// more memory than Knobs::memory.
bool reserveArenas(Ctx& c, Addr end) {
    World& w = c.w;
    mheap& h = w.mheap_;
    const uint64_t need = end - kHeapBase;
    if (end < kHeapBase || need > w.memory.heapBytesMax()) return false;
    if (h.curArenaBase == 0) h.curArenaBase = h.curArenaEnd = h.arenaHint;
    if (end <= h.curArenaEnd) return true;
    // As many whole arenas as the request alone needs, however much is left of the old one.
    const uint64_t reserve = roundUp(end - h.curArenaBase, heapArenaBytes);
    h.arenaHint += reserve;
    while (h.curArenaEnd < h.arenaHint) {
        h.curArenaEnd += heapArenaBytes;
        registerArena(c);
    }
    return true;
}

// The tables with an entry a page reach as far as the mapped heap.
void growPageTables(World& w, Addr end) {
    const uint64_t pages = (end - kHeapBase) >> kPageShift;
    w.memory.mapHeap(end - kHeapBase);
    w.mheap_.pageToSpan.resize(pages);
    for (auto* bits : {&w.mheap_.pageInUse, &w.mheap_.pageMarks, &w.mheap_.pageSpecials})
        bits->resize(roundUp(pages, 64) / 64);
}

// Sweeps the unmarked in-use spans of a chunk of pages; pages freed.
uint64_t reclaimChunk(Ctx& c, uint64_t firstPage, uint64_t n) {
    World& w = c.w;
    uint64_t freed = 0;
    if (!sweepBegin(w)) return 0;
    for (uint64_t page = firstPage; page < firstPage + n && page / 64 < w.mheap_.pageInUse.size(); ++page) {
        const uint64_t candidates = w.mheap_.pageInUse[page / 64] & ~w.mheap_.pageMarks[page / 64];
        if (!(candidates >> (page % 64) & 1)) continue;
        const SpanId s = w.mheap_.pageToSpan[page];
        const uint64_t npages = w.span(s).npages;
        if (tryAcquireForSweep(w, s) && sweep(c, s, false)) freed += npages;
    }
    sweepEnd(c);
    return freed;
}

}  // namespace

uint64_t grow(Ctx& c, uint64_t npages) {
    World& w = c.w;
    mheap& h = w.mheap_;
    const uint64_t pages = roundUp(npages, pallocChunkPages), ask = pages * kPageSize;
    const Addr base = h.curArenaBase ? h.curArenaBase : h.arenaHint;
    // One arena follows the other, so the current one only ever gets longer.
    if (pages < npages || npages > maxAlloc / kPageSize || !reserveArenas(c, base + ask)) {
        const mstats& m = w.memstats;
        writeErr(c, "runtime: out of memory: cannot allocate " + std::to_string(ask) + "-byte block (" +
                        std::to_string(m.heapFree + m.heapReleased + m.heapInUse) + " in use)\n");
        return 0;
    }
    h.curArenaBase = base + ask;
    growPageTables(w, h.curArenaBase);
    w.memstats.heapReleased += ask;
    w.memstats.heapStats.released += static_cast<int64_t>(ask);
    sysAlloc(w, sysGrow(h.pages, base, ask), sysMemStat::gcMisc);
    grow(h.pages, base, ask);
    c.charge(costs::growHeapStage);
    c.emit(EventKind::HeapGrow, base, ask);
    return ask;
}

void reclaim(Ctx& c, uint64_t npages) {
    mheap& h = c.w.mheap_;
    if (h.reclaimIndex >= reclaimDoneIndex) return;
    while (npages > 0) {
        if (h.reclaimCredit > 0) {
            const uint64_t take = std::min(h.reclaimCredit, npages);
            h.reclaimCredit -= take;
            npages -= take;
            continue;
        }
        const uint64_t idx = h.reclaimIndex;
        h.reclaimIndex += pagesPerReclaimerChunk;
        if (idx >= h.zeroedBase.size() * pagesPerArena) {  // behind the last arena
            h.reclaimIndex = reclaimDoneIndex;
            break;
        }
        const uint64_t found = reclaimChunk(c, idx, pagesPerReclaimerChunk);
        if (found > npages) h.reclaimCredit += found - npages;
        npages -= std::min(found, npages);
    }
}

void throwOutOfMemory(Ctx& c) {
    fatalError(c, "out of memory");
}

}  // namespace tricolor::runtime
