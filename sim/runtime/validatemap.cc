// What:    every entry of a map for those who only look, and the invariants of a map.
// Follows: nothing in real Go.
// Differs: see map.h.
// Invariants: map.h.
#include <string>

#include "sim/runtime/map_internal.h"

namespace tricolor::runtime {

using namespace maps;

void mapEntries(const World& w, const Module& module, const Type& t, Addr m, void* context,
                void (*f)(void* context, Addr key, Addr elem)) {
    if (!m || w.memory.load64(m + mUsed) == 0) return;
    const MapLayout l = mapLayout(module, t);
    const auto visit = [&](Addr g) {
        for (uint64_t i = 0; i < mapGroupSlots; ++i) {
            if (w.memory.load<uint8_t>(g + i) & ctrlEmpty) continue;
            const Addr k = g + 8 + i * l.slotSize, e = k + l.elemOff;
            f(context, l.indirectKey ? w.memory.load64(k) : k, l.indirectElem ? w.memory.load64(e) : e);
        }
    };
    const Addr dir = w.memory.load64(m + mDirPtr);
    const uint64_t n = w.memory.load64(m + mDirLen);
    if (n == 0) visit(dir);
    for (uint64_t i = 0; i < n; ++i) {
        const Addr table = w.memory.load64(dir + 8 * i);
        if (i > 0 && table == w.memory.load64(dir + 8 * (i - 1))) continue;
        for (uint64_t g = 0; g <= w.memory.load64(table + tLengthMask); ++g)
            visit(w.memory.load64(table + tGroups) + g * l.groupSize);
    }
}

std::string validateMap(const World& w, const Module& module, const Type& t, Addr m) {
    if (!m) return {};
    uint64_t entries = 0;
    forEachMapEntry(w, module, t, m, [&](Addr, Addr) { ++entries; });
    if (entries != w.memory.load64(m + mUsed)) return "map 1: used is not the number of entries";
    const Addr dir = w.memory.load64(m + mDirPtr);
    for (uint64_t i = 0; i < w.memory.load64(m + mDirLen);) {
        const Addr table = w.memory.load64(dir + 8 * i);
        const uint64_t run =
            1ull << (w.memory.load<uint8_t>(m + mGlobalDepth) - w.memory.load<uint8_t>(table + tLocalDepth));
        if (w.memory.load64(table + tIndex) != i) return "map 3: a table's index is not where it stands";
        for (uint64_t j = 0; j < run; ++j)
            if (w.memory.load64(dir + 8 * (i + j)) != table)
                return "map 3: a table's entries are not consecutive";
        i += run;
        uint64_t deleted = 0;
        const uint64_t groups = w.memory.load64(table + tLengthMask) + 1;
        for (uint64_t g = 0; g < groups; ++g)
            for (uint64_t s = 0; s < mapGroupSlots; ++s)
                deleted += w.memory.load<uint8_t>(w.memory.load64(table + tGroups) +
                                                  g * mapLayout(module, t).groupSize + s) == ctrlDeleted;
        const uint16_t capacity = w.memory.load<uint16_t>(table + tCapacity);
        if (w.memory.load<uint16_t>(table + tUsed) + deleted + w.memory.load<uint16_t>(table + tGrowthLeft) !=
            Op::maxGrowthLeft(capacity))
            return "map 2: used, tombstones and growthLeft do not add up to the load limit";
    }
    return {};
}

}  // namespace tricolor::runtime
