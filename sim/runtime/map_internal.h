// What:    what the files of maps (map.cc, map_table.cc, map_iter.cc, validatemap.cc) share: where fields
//          stand, how a group's control word is searched, and Op, one operation on one map.
// Follows: internal/runtime/maps group.go, and the layouts of map.go and table.go.
// Differs: see map.h.
// Invariants: map.h.
#pragma once

#include <bit>

#include "sim/runtime/alg.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/map.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/panic.h"

namespace tricolor::runtime::maps {

inline constexpr uint8_t ctrlEmpty = 0x80, ctrlDeleted = 0xfe;
inline constexpr uint64_t kAllEmpty = 0x8080808080808080ull, kLow = 0x0101010101010101ull, kHigh = kAllEmpty;
inline constexpr uint64_t maxTableCapacity = 1024, maxAvgGroupLoad = 7;

// Field offsets of maps.Map and maps.table.
enum : uint64_t {
    mUsed = 0,
    mSeed = 8,
    mDirPtr = 16,
    mDirLen = 24,
    mGlobalDepth = 32,
    mGlobalShift = 33,
    mTombstonePossible = 35,
    mClearSeq = 40
};
enum : uint64_t {
    tUsed = 0,
    tCapacity = 2,
    tGrowthLeft = 4,
    tLocalDepth = 6,
    tIndex = 8,
    tGroups = 16,
    tLengthMask = 24
};
inline uint64_t h2(uint64_t hash) {
    return hash & 0x7f;
}

// A set of slots: bit 7 of byte i ↔ slot i.
inline uint64_t matchH2(uint64_t ctrls, uint64_t h) {
    const uint64_t v = ctrls ^ (kLow * h);
    return ((v - kLow) & ~v) & kHigh & ~ctrls;  // may hold false positives, as the portable version in Go
}
inline uint64_t matchEmpty(uint64_t ctrls) {
    return ctrls & ~(ctrls << 6) & kHigh;
}
inline uint64_t matchEmptyOrDeleted(uint64_t ctrls) {
    return ctrls & kHigh;
}
inline uint64_t matchFull(uint64_t ctrls) {
    return ~ctrls & kHigh;
}
inline uint64_t first(uint64_t set) {
    return static_cast<uint64_t>(std::countr_zero(set)) >> 3;
}

struct Entry {
    Addr key = 0, elem = 0;
};

struct Probe {
    uint64_t mask, offset, index = 0;
    Probe(uint64_t hash, uint64_t lengthMask) : mask(lengthMask), offset((hash >> 7) & lengthMask) {}
    void next() {
        ++index;
        offset = (offset + index) & mask;
    }
};

// One operation on one map.
struct Op {
    Ctx& c;
    const Type& t;
    const Type& key;
    const Type& elem;
    MapLayout l;
    Memory& mem;

    Op(Ctx& ctx, const Type& type)
        : c(ctx),
          t(type),
          key(ctx.module.type(type.key)),
          elem(ctx.module.type(type.elem)),
          l(mapLayout(ctx.module, type)),
          mem(ctx.w.memory) {}

    uint64_t random() {
        return static_cast<uint64_t>(c.mp().cheaprand.next()) << 32 | c.mp().cheaprand.next();
    }
    uint64_t hash(Addr m, Addr k) {
        const uint64_t seed = mem.load64(m + mSeed);
        if (key.size == 8 && key.kind <= Kind::Uintptr) return memhash64(mem.load64(k), seed);
        return typehash(c, key, k, seed);
    }
    bool equal(Addr a, Addr b) {
        if (key.size == 8 && key.kind <= Kind::Uintptr) return mem.load64(a) == mem.load64(b);
        return typeEqual(c, key, a, b);
    }

    Addr slotKey(Addr g, uint64_t i) const { return g + 8 + i * l.slotSize; }
    Addr slotElem(Addr g, uint64_t i) const { return g + 8 + i * l.slotSize + l.elemOff; }
    Addr keyAt(Addr g, uint64_t i) const { return l.indirectKey ? mem.load64(slotKey(g, i)) : slotKey(g, i); }
    Addr elemAt(Addr g, uint64_t i) const {
        return l.indirectElem ? mem.load64(slotElem(g, i)) : slotElem(g, i);
    }
    uint8_t ctrl(Addr g, uint64_t i) const { return mem.load<uint8_t>(g + i); }
    void setCtrl(Addr g, uint64_t i, uint8_t v) { mem.store<uint8_t>(g + i, v); }
    void setPointer(Addr slot, Addr v) {
        if (c.w.writeBarrierEnabled) wbStore(c, slot, v);
        mem.store64(slot, v);
    }
    Addr newGroups(uint64_t n);
    Addr directoryAt(Addr m, uint64_t i) const { return mem.load64(mem.load64(m + mDirPtr) + 8 * i); }
    uint64_t directoryIndex(Addr m, uint64_t h) const {
        return mem.load64(m + mDirLen) == 1 ? 0 : h >> (mem.load<uint8_t>(m + mGlobalShift) & 63);
    }
    Addr group(Addr table, uint64_t i) const { return mem.load64(table + tGroups) + i * l.groupSize; }
    uint64_t lengthMask(Addr table) const { return mem.load64(table + tLengthMask); }
    uint16_t t16(Addr table, uint64_t field) const { return mem.load<uint16_t>(table + field); }
    void setT16(Addr table, uint64_t field, uint64_t v) {
        mem.store(table + field, static_cast<uint16_t>(v));
    }
    static uint64_t maxGrowthLeft(uint64_t capacity) {
        return capacity <= mapGroupSlots ? capacity - 1 : capacity * maxAvgGroupLoad / mapGroupSlots;
    }

    // Slot of the key in one group, or -1.
    int64_t inGroup(Addr g, uint64_t h, Addr k) {
        for (uint64_t match = matchH2(mem.load64(g), h2(h)); match; match &= match - 1) {
            const uint64_t i = first(match);
            if (equal(k, keyAt(g, i))) return static_cast<int64_t>(i);
        }
        return -1;
    }
    Entry find(Addr m, Addr k) {
        if (mem.load64(m + mUsed) == 0) return {};
        const uint64_t h = hash(m, k);
        if (raised(c)) return {};
        if (mem.load64(m + mDirLen) == 0) {
            const Addr g = mem.load64(m + mDirPtr);
            const int64_t i = inGroup(g, h, k);
            return i < 0 ? Entry{}
                         : Entry{keyAt(g, static_cast<uint64_t>(i)), elemAt(g, static_cast<uint64_t>(i))};
        }
        const Addr table = directoryAt(m, directoryIndex(m, h));
        for (Probe p(h, lengthMask(table));; p.next()) {
            const Addr g = group(table, p.offset);
            const int64_t i = inGroup(g, h, k);
            if (i >= 0) return {keyAt(g, static_cast<uint64_t>(i)), elemAt(g, static_cast<uint64_t>(i))};
            if (matchEmpty(mem.load64(g))) return {};
        }
    }
    Addr newTable(uint64_t capacity, int64_t index, uint8_t localDepth);
    // Fills a free slot of a group; returns the element's address. The key is not there yet.
    Addr insertAt(Addr g, uint64_t i, uint64_t h, Addr k);
    // Moves an entry into a table that has room and no tombstones.
    void uncheckedPut(Addr table, uint64_t h, Addr k, Addr e);
    bool growToTable(Addr m);
    void replaceTable(Addr m, Addr table);
    template <class F>
    void forEachSlot(Addr table, F f) {
        for (uint64_t gi = 0; gi <= lengthMask(table); ++gi) {
            const Addr g = group(table, gi);
            for (uint64_t i = 0; i < mapGroupSlots; ++i)
                if (!(ctrl(g, i) & ctrlEmpty)) f(keyAt(g, i), elemAt(g, i));
        }
    }
    bool rehash(Addr m, Addr table);
    bool split(Addr m, Addr table);
    bool installTableSplit(Addr m, Addr old, Addr left, Addr right);
    uint64_t tombstones(Addr table) const;
    void pruneTombstones(Addr m, Addr table);
    bool keyNeedsUpdate() const;  // equal keys that are not the same: +0 and -0, strings of other backing
    Addr found(Addr g, int64_t i, Addr k);
    Addr assignSmall(Addr m, uint64_t h, Addr k);
    // 0 with again: the table was replaced, try once more.
    Addr assignTable(Addr m, Addr table, uint64_t h, Addr k, bool& again);
    void removeAt(Addr g, uint64_t i);
    void remove(Addr m, uint64_t h, Addr k);
    void removeFromTable(Addr m, Addr table, Addr g, uint64_t i);
    void clearGroup(Addr g);
    Addr cloneGroups(Addr from, uint64_t n);
};

}  // namespace tricolor::runtime::maps
