#include "sim/runtime/mem.h"

namespace tricolor::runtime {

uint64_t& sysStat(mstats& m, sysMemStat stat) {
    switch (stat) {
        case sysMemStat::gcMisc:
            return m.gcMiscSys;
        case sysMemStat::buckHash:
            return m.buckHashSys;
        case sysMemStat::mspan:
            return m.mspanSys;
        case sysMemStat::mcache:
            return m.mcacheSys;
        case sysMemStat::stacks:
            return m.stacksSys;
        default:
            return m.otherSys;
    }
}

void sysAlloc(World& w, uint64_t n, sysMemStat stat) {
    sysStat(w.memstats, stat) += n;
    w.memstats.mappedReady += n;
}

void sysFree(World& w, uint64_t n, sysMemStat stat) {
    sysStat(w.memstats, stat) -= n;
    w.memstats.mappedReady -= n;
}

void persistentalloc(World& w, PId p, uint64_t size, uint64_t align, sysMemStat stat) {
    if (size >= persistentMaxBlock) return sysAlloc(w, size, stat);
    persistentAlloc& chunk = p ? w.p(p).palloc : w.mheap_.globalAlloc;
    const auto aligned = [align](uint64_t off) { return (off + align - 1) & ~(align - 1); };
    uint64_t off = aligned(chunk.off);
    if (!chunk.base || off + size > persistentChunkSize) {
        sysAlloc(w, persistentChunkSize, sysMemStat::other);
        chunk.base = true;
        off = aligned(sizeof(Addr));  // the first word links the chunks
    }
    chunk.off = static_cast<uint32_t>(off + size);
    w.memstats.otherSys -= size;
    sysStat(w.memstats, stat) += size;
}

}  // namespace tricolor::runtime
