// What:    the tables of a map that outgrew its one group: probing, growing, splitting, tombstones.
// Follows: internal/runtime/maps table.go.
// Differs: see map.h.
// Invariants: map.h.
#include <vector>

#include "sim/runtime/map_internal.h"

namespace tricolor::runtime::maps {

Addr Op::newGroups(uint64_t n) {
    const Addr g = newarray(c, c.module.type(t.group), n);
    if (g)
        for (uint64_t i = 0; i < n; ++i) mem.store64(g + i * l.groupSize, kAllEmpty);
    return g;
}

Addr Op::newTable(uint64_t capacity, int64_t index, uint8_t localDepth) {
    capacity = std::bit_ceil(capacity < mapGroupSlots ? mapGroupSlots : capacity);
    const Addr table = newobject(c, c.module.type(c.module.mapTable));
    if (!table) return 0;
    mem.store64(table + tIndex, static_cast<uint64_t>(index));
    mem.store(table + tLocalDepth, localDepth);
    const Addr groups = newGroups(capacity / mapGroupSlots);
    if (!groups) return 0;
    setPointer(table + tGroups, groups);
    mem.store64(table + tLengthMask, capacity / mapGroupSlots - 1);
    setT16(table, tCapacity, capacity);
    setT16(table, tGrowthLeft, maxGrowthLeft(capacity));
    return table;
}

Addr Op::insertAt(Addr g, uint64_t i, uint64_t h, Addr k) {
    Addr sk = slotKey(g, i), se = slotElem(g, i);
    if (l.indirectKey) {
        const Addr box = newobject(c, key);
        if (!box) return 0;
        setPointer(sk, box);
        sk = box;
    }
    typedmemmove(c, key, sk, k);
    if (l.indirectElem) {
        const Addr box = newobject(c, elem);
        if (!box) return 0;
        setPointer(se, box);
        se = box;
    }
    setCtrl(g, i, static_cast<uint8_t>(h2(h)));
    return se;
}

void Op::uncheckedPut(Addr table, uint64_t h, Addr k, Addr e) {
    for (Probe p(h, lengthMask(table));; p.next()) {
        const Addr g = group(table, p.offset);
        const uint64_t match = matchEmptyOrDeleted(mem.load64(g));
        if (!match) continue;
        const uint64_t i = first(match);
        if (l.indirectKey)
            setPointer(slotKey(g, i), k);
        else
            typedmemmove(c, key, slotKey(g, i), k);
        if (l.indirectElem)
            setPointer(slotElem(g, i), e);
        else
            typedmemmove(c, elem, slotElem(g, i), e);
        setT16(table, tGrowthLeft, t16(table, tGrowthLeft) - 1u);
        setT16(table, tUsed, t16(table, tUsed) + 1u);
        setCtrl(g, i, static_cast<uint8_t>(h2(h)));
        return;
    }
}

bool Op::growToTable(Addr m) {
    const Addr table = newTable(2 * mapGroupSlots, 0, 0);
    if (!table) return false;
    const Addr g = mem.load64(m + mDirPtr);
    for (uint64_t i = 0; i < mapGroupSlots; ++i)
        if (!(ctrl(g, i) & ctrlEmpty)) uncheckedPut(table, hash(m, keyAt(g, i)), keyAt(g, i), elemAt(g, i));
    const Addr dir = newarray(c, c.module.type(c.module.mapTablePtr), 1);
    if (!dir) return false;
    setPointer(dir, table);
    setPointer(m + mDirPtr, dir);
    mem.store64(m + mDirLen, 1);
    mem.store<uint8_t>(m + mGlobalDepth, 0);
    mem.store<uint8_t>(m + mGlobalShift, 64);
    return true;
}

void Op::replaceTable(Addr m, Addr table) {
    const unsigned depth = mem.load<uint8_t>(m + mGlobalDepth) - mem.load<uint8_t>(table + tLocalDepth);
    const uint64_t index = mem.load64(table + tIndex);
    for (uint64_t i = 0; i < 1ull << depth; ++i) setPointer(mem.load64(m + mDirPtr) + 8 * (index + i), table);
}

bool Op::rehash(Addr m, Addr table) {
    const uint64_t capacity = 2ull * t16(table, tCapacity);
    if (capacity > maxTableCapacity) return split(m, table);
    const Addr fresh = newTable(capacity, static_cast<int64_t>(mem.load64(table + tIndex)),
                                mem.load<uint8_t>(table + tLocalDepth));
    if (!fresh) return false;
    forEachSlot(table, [&](Addr k, Addr e) { uncheckedPut(fresh, hash(m, k), k, e); });
    replaceTable(m, fresh);
    mem.store64(table + tIndex, ~0ull);
    return true;
}

bool Op::split(Addr m, Addr table) {
    const auto depth = static_cast<uint8_t>(mem.load<uint8_t>(table + tLocalDepth) + 1);
    const Addr left = newTable(maxTableCapacity, -1, depth),
               right = left ? newTable(maxTableCapacity, -1, depth) : 0;
    if (!right) return false;
    const uint64_t mask = 1ull << (64 - depth);
    forEachSlot(table, [&](Addr k, Addr e) {
        const uint64_t h = hash(m, k);
        uncheckedPut(h & mask ? right : left, h, k, e);
    });
    return installTableSplit(m, table, left, right);
}

bool Op::installTableSplit(Addr m, Addr old, Addr left, Addr right) {
    auto depth = mem.load<uint8_t>(m + mGlobalDepth);
    if (mem.load<uint8_t>(old + tLocalDepth) == depth) {
        const uint64_t n = mem.load64(m + mDirLen);
        const Addr dir = newarray(c, c.module.type(c.module.mapTablePtr), 2 * n);
        if (!dir) return false;
        for (uint64_t i = 0; i < n; ++i) {
            const Addr table = directoryAt(m, i);
            setPointer(dir + 16 * i, table);
            setPointer(dir + 16 * i + 8, table);
            if (mem.load64(table + tIndex) == i) mem.store64(table + tIndex, 2 * i);
        }
        mem.store(m + mGlobalDepth, ++depth);
        mem.store(m + mGlobalShift, static_cast<uint8_t>(64 - depth));
        setPointer(m + mDirPtr, dir);
        mem.store64(m + mDirLen, 2 * n);
    }
    mem.store64(left + tIndex, mem.load64(old + tIndex));
    replaceTable(m, left);
    const uint64_t entries = 1ull << (depth - mem.load<uint8_t>(left + tLocalDepth));
    mem.store64(right + tIndex, mem.load64(left + tIndex) + entries);
    replaceTable(m, right);
    mem.store64(old + tIndex, ~0ull);
    return true;
}

uint64_t Op::tombstones(Addr table) const {
    return t16(table, tCapacity) * maxAvgGroupLoad / mapGroupSlots - t16(table, tUsed) -
           t16(table, tGrowthLeft);
}

Addr Op::assignTable(Addr m, Addr table, uint64_t h, Addr k, bool& again) {
    Addr deletedGroup = 0;
    uint64_t deletedSlot = 0;
    for (Probe p(h, lengthMask(table));; p.next()) {
        Addr g = group(table, p.offset);
        if (const int64_t i = inGroup(g, h, k); i >= 0) return found(g, i, k);
        const uint64_t match = matchEmptyOrDeleted(mem.load64(g));
        if (!match) continue;
        uint64_t i = first(match);
        if (ctrl(g, i) == ctrlDeleted) {
            if (!deletedGroup) {
                deletedGroup = g;
                deletedSlot = i;
            }
            continue;
        }
        if (deletedGroup) {
            g = deletedGroup;
            i = deletedSlot;
            setT16(table, tGrowthLeft, t16(table, tGrowthLeft) + 1u);
        }
        if (t16(table, tGrowthLeft) == 0) pruneTombstones(m, table);
        if (t16(table, tGrowthLeft) > 0) {
            const Addr e = insertAt(g, i, h, k);
            setT16(table, tGrowthLeft, t16(table, tGrowthLeft) - 1u);
            setT16(table, tUsed, t16(table, tUsed) + 1u);
            mem.store64(m + mUsed, mem.load64(m + mUsed) + 1);
            return e;
        }
        again = rehash(m, table);
        return 0;
    }
}

void Op::removeFromTable(Addr m, Addr table, Addr g, uint64_t i) {
    setT16(table, tUsed, t16(table, tUsed) - 1u);
    mem.store64(m + mUsed, mem.load64(m + mUsed) - 1);
    removeAt(g, i);
    if (matchEmpty(mem.load64(g))) {
        setCtrl(g, i, ctrlEmpty);
        setT16(table, tGrowthLeft, t16(table, tGrowthLeft) + 1u);
    } else {
        setCtrl(g, i, ctrlDeleted);
        mem.store<uint8_t>(m + mTombstonePossible, 1);
    }
}

void Op::pruneTombstones(Addr m, Addr table) {
    if (tombstones(table) * 10 < t16(table, tCapacity)) return;
    const uint64_t groups = lengthMask(table) + 1;
    std::vector<bool> needed(groups);
    for (uint64_t gi = 0; gi < groups; ++gi) {
        const Addr g = group(table, gi);
        for (uint64_t match = matchFull(mem.load64(g)); match; match &= match - 1) {
            const Addr k = keyAt(g, first(match));
            if (!equal(k, k)) continue;
            for (Probe p(hash(m, k), groups - 1); p.offset != gi; p.next())
                if (matchEmptyOrDeleted(mem.load64(group(table, p.offset)))) needed[p.offset] = true;
        }
        if (matchEmpty(mem.load64(g))) needed[gi] = true;
    }
    int count = 0;
    for (uint64_t gi = 0; gi < groups; ++gi)
        if (!needed[gi]) count += std::popcount(matchEmptyOrDeleted(mem.load64(group(table, gi))));
    if (count * 10 < t16(table, tCapacity)) return;
    for (uint64_t gi = 0; gi < groups; ++gi) {
        if (needed[gi]) continue;
        const Addr g = group(table, gi);
        for (uint64_t match = matchEmptyOrDeleted(mem.load64(g)); match; match &= match - 1) {
            setCtrl(g, first(match), ctrlEmpty);
            setT16(table, tGrowthLeft, t16(table, tGrowthLeft) + 1u);
        }
    }
}

}  // namespace tricolor::runtime::maps
