#include "sim/runtime/map.h"

#include <bit>
#include <string>

#include "sim/runtime/alg.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/panic.h"

namespace tricolor::runtime {

namespace {

constexpr uint8_t ctrlEmpty = 0x80, ctrlDeleted = 0xfe;
constexpr uint64_t kAllEmpty = 0x8080808080808080ull, kLow = 0x0101010101010101ull, kHigh = kAllEmpty;
constexpr uint64_t maxTableCapacity = 1024, maxAvgGroupLoad = 7;

// Field offsets of maps.Map, maps.table, maps.Iter.
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
enum : uint64_t {
    iKey = 0,
    iElem = 8,
    iTyp = 16,
    iMap = 24,
    iEntryOffset = 32,
    iDirOffset = 40,
    iClearSeq = 48,
    iGlobalDepth = 56,
    iDirIdx = 64,
    iTab = 72,
    iGroup = 80,
    iEntryIdx = 88
};

uint64_t h2(uint64_t hash) {
    return hash & 0x7f;
}

// A set of slots: bit 7 of byte i ↔ slot i.
uint64_t matchH2(uint64_t ctrls, uint64_t h) {
    const uint64_t v = ctrls ^ (kLow * h);
    return ((v - kLow) & ~v) & kHigh & ~ctrls;  // may hold false positives, as the portable version in Go
}
uint64_t matchEmpty(uint64_t ctrls) {
    return ctrls & ~(ctrls << 6) & kHigh;
}
uint64_t matchEmptyOrDeleted(uint64_t ctrls) {
    return ctrls & kHigh;
}
uint64_t matchFull(uint64_t ctrls) {
    return ~ctrls & kHigh;
}
uint64_t first(uint64_t set) {
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

    uint64_t random() { return static_cast<uint64_t>(c.mp().cheaprand.next()) << 32 | c.mp().cheaprand.next(); }
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

    Addr newGroups(uint64_t n) {
        const Addr g = newarray(c, c.module.type(t.group), n);
        if (g)
            for (uint64_t i = 0; i < n; ++i) mem.store64(g + i * l.groupSize, kAllEmpty);
        return g;
    }
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

    Addr newTable(uint64_t capacity, int64_t index, uint8_t localDepth) {
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
    // Fills a free slot of a group; returns the element's address. The key is not there yet.
    Addr insertAt(Addr g, uint64_t i, uint64_t h, Addr k) {
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
    // Moves an entry into a table that has room and no tombstones.
    void uncheckedPut(Addr table, uint64_t h, Addr k, Addr e) {
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
    bool growToTable(Addr m) {
        const Addr table = newTable(2 * mapGroupSlots, 0, 0);
        if (!table) return false;
        const Addr g = mem.load64(m + mDirPtr);
        for (uint64_t i = 0; i < mapGroupSlots; ++i)
            if (!(ctrl(g, i) & ctrlEmpty))
                uncheckedPut(table, hash(m, keyAt(g, i)), keyAt(g, i), elemAt(g, i));
        const Addr dir = newarray(c, c.module.type(c.module.mapTablePtr), 1);
        if (!dir) return false;
        setPointer(dir, table);
        setPointer(m + mDirPtr, dir);
        mem.store64(m + mDirLen, 1);
        mem.store<uint8_t>(m + mGlobalDepth, 0);
        mem.store<uint8_t>(m + mGlobalShift, 64);
        return true;
    }
    void replaceTable(Addr m, Addr table) {
        const unsigned depth = mem.load<uint8_t>(m + mGlobalDepth) - mem.load<uint8_t>(table + tLocalDepth);
        const uint64_t index = mem.load64(table + tIndex);
        for (uint64_t i = 0; i < 1ull << depth; ++i)
            setPointer(mem.load64(m + mDirPtr) + 8 * (index + i), table);
    }
    template <class F>
    void forEachSlot(Addr table, F f) {
        for (uint64_t gi = 0; gi <= lengthMask(table); ++gi) {
            const Addr g = group(table, gi);
            for (uint64_t i = 0; i < mapGroupSlots; ++i)
                if (!(ctrl(g, i) & ctrlEmpty)) f(keyAt(g, i), elemAt(g, i));
        }
    }
    bool rehash(Addr m, Addr table) {
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
    bool split(Addr m, Addr table) {
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
    bool installTableSplit(Addr m, Addr old, Addr left, Addr right) {
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
    uint64_t tombstones(Addr table) const {
        return t16(table, tCapacity) * maxAvgGroupLoad / mapGroupSlots - t16(table, tUsed) -
               t16(table, tGrowthLeft);
    }
    void pruneTombstones(Addr m, Addr table);
    bool keyNeedsUpdate() const {  // equal keys that are not the same: +0 and -0, strings of other backing
        switch (key.kind) {
            case Kind::Float32:
            case Kind::Float64:
            case Kind::Complex64:
            case Kind::Complex128:
            case Kind::Interface:
            case Kind::String:
                return true;
            case Kind::Array:
            case Kind::Struct:
                return !regularMemory(c.module, key);
            default:
                return false;
        }
    }
    Addr found(Addr g, int64_t i, Addr k) {
        const auto slot = static_cast<uint64_t>(i);
        if (keyNeedsUpdate()) typedmemmove(c, key, keyAt(g, slot), k);
        return elemAt(g, slot);
    }
    Addr assignSmall(Addr m, uint64_t h, Addr k) {
        const Addr g = mem.load64(m + mDirPtr);
        if (const int64_t i = inGroup(g, h, k); i >= 0) return found(g, i, k);
        const uint64_t match = matchEmptyOrDeleted(mem.load64(g));
        CHECK(match, "small map with no empty slot (concurrent map writes?)");
        const Addr e = insertAt(g, first(match), h, k);
        mem.store64(m + mUsed, mem.load64(m + mUsed) + 1);
        return e;
    }
    // 0 with again: the table was replaced, try once more.
    Addr assignTable(Addr m, Addr table, uint64_t h, Addr k, bool& again) {
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
    void removeAt(Addr g, uint64_t i) {
        if (l.indirectKey)
            setPointer(slotKey(g, i), 0);
        else if (key.ptrdata)
            typedmemclr(c, key, slotKey(g, i));
        if (l.indirectElem)
            setPointer(slotElem(g, i), 0);
        else
            typedmemclr(c, elem, slotElem(g, i));
    }
    void remove(Addr m, uint64_t h, Addr k) {
        if (mem.load64(m + mDirLen) == 0) {
            const Addr g = mem.load64(m + mDirPtr);
            const int64_t i = inGroup(g, h, k);
            if (i < 0) return;
            removeAt(g, static_cast<uint64_t>(i));
            setCtrl(g, static_cast<uint64_t>(i), ctrlEmpty);
            mem.store64(m + mUsed, mem.load64(m + mUsed) - 1);
            return;
        }
        const Addr table = directoryAt(m, directoryIndex(m, h));
        for (Probe p(h, lengthMask(table));; p.next()) {
            const Addr g = group(table, p.offset);
            if (const int64_t i = inGroup(g, h, k); i >= 0) {
                removeFromTable(m, table, g, static_cast<uint64_t>(i));
                return;
            }
            if (matchEmpty(mem.load64(g))) return;
        }
    }
    void removeFromTable(Addr m, Addr table, Addr g, uint64_t i) {
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
    void clearGroup(Addr g) {
        typedmemclr(c, c.module.type(t.group), g);
        mem.store64(g, kAllEmpty);
    }
    Addr cloneGroups(Addr from, uint64_t n);
};

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

Addr Op::cloneGroups(Addr from, uint64_t n) {
    const Addr to = newGroups(n);
    if (!to) return 0;
    for (uint64_t gi = 0; gi < n; ++gi) {
        const Addr src = from + gi * l.groupSize, dst = to + gi * l.groupSize;
        typedmemmove(c, c.module.type(t.group), dst, src);
        for (uint64_t i = 0; i < mapGroupSlots; ++i) {
            if (ctrl(src, i) & ctrlEmpty) continue;
            if (l.indirectKey) {
                const Addr box = newobject(c, key);
                typedmemmove(c, key, box, keyAt(src, i));
                setPointer(slotKey(dst, i), box);
            }
            if (l.indirectElem) {
                const Addr box = newobject(c, elem);
                typedmemmove(c, elem, box, elemAt(src, i));
                setPointer(slotElem(dst, i), box);
            }
        }
    }
    return to;
}

bool raiseUnhashable(Op& op, Addr k) {
    const Addr bad = unhashableIn(op.c, op.key, k);
    if (bad) raise(op.c, Fault::unhashableKeyLookup, bad);
    return bad != 0;
}

}  // namespace

Addr makemap(Ctx& c, const Type& t, int64_t hint, Addr m, Addr group) {
    Op op(c, t);
    if (!m) m = newobject(c, c.module.type(c.module.mapHeader));
    if (!m) return 0;
    op.mem.store64(m + mSeed, op.random());
    if (hint <= static_cast<int64_t>(mapGroupSlots)) {
        if (group) {
            op.mem.store64(group, kAllEmpty);
            op.setPointer(m + mDirPtr, group);
        }
        return m;
    }
    const auto n = static_cast<uint64_t>(hint);
    if (n > (1ull << 47) / op.l.slotSize) return m;  // too large: starts empty, as in Go
    const uint64_t target = n * mapGroupSlots / maxAvgGroupLoad;
    const uint64_t dirSize = std::bit_ceil((target + maxTableCapacity - 1) / maxTableCapacity);
    if (dirSize * maxTableCapacity > (1ull << 47) / op.l.groupSize) return m;
    const auto depth = static_cast<uint8_t>(std::countr_zero(dirSize));
    const Addr dir = newarray(c, c.module.type(c.module.mapTablePtr), dirSize);
    if (!dir) return 0;
    for (uint64_t i = 0; i < dirSize; ++i) {
        const Addr table = op.newTable(target / dirSize, static_cast<int64_t>(i), depth);
        if (!table) return 0;
        op.setPointer(dir + 8 * i, table);
    }
    op.mem.store(m + mGlobalDepth, depth);
    op.mem.store(m + mGlobalShift, static_cast<uint8_t>(64 - depth));
    op.setPointer(m + mDirPtr, dir);
    op.mem.store64(m + mDirLen, dirSize);
    return m;
}

Addr mapaccess(Ctx& c, const Type& t, Addr m, Addr key) {
    Op op(c, t);
    if (!m || op.mem.load64(m + mUsed) == 0) {
        raiseUnhashable(op, key);
        return 0;
    }
    return op.find(m, key).elem;
}

Addr mapassign(Ctx& c, const Type& t, Addr m, Addr key) {
    Op op(c, t);
    if (!m) {
        raise(c, Fault::nilMapWrite);
        return 0;
    }
    const uint64_t h = op.hash(m, key);
    if (raised(c)) return 0;
    if (op.mem.load64(m + mDirPtr) == 0) {
        const Addr g = op.newGroups(1);
        if (!g) return 0;
        op.setPointer(m + mDirPtr, g);
    }
    if (op.mem.load64(m + mDirLen) == 0) {
        if (op.mem.load64(m + mUsed) < mapGroupSlots) return op.assignSmall(m, h, key);
        if (!op.growToTable(m)) return 0;
    }
    for (;;) {
        bool again = false;
        const Addr e = op.assignTable(m, op.directoryAt(m, op.directoryIndex(m, h)), h, key, again);
        if (!again) return e;
    }
}

void mapdelete(Ctx& c, const Type& t, Addr m, Addr key) {
    Op op(c, t);
    if (!m || op.mem.load64(m + mUsed) == 0) {
        raiseUnhashable(op, key);
        return;
    }
    const uint64_t h = op.hash(m, key);
    if (raised(c)) return;
    op.remove(m, h, key);
    if (op.mem.load64(m + mUsed) == 0) op.mem.store64(m + mSeed, op.random());
}

void mapclear(Ctx& c, const Type& t, Addr m) {
    Op op(c, t);
    if (!m || (op.mem.load64(m + mUsed) == 0 && !op.mem.load<uint8_t>(m + mTombstonePossible))) return;
    if (op.mem.load64(m + mDirLen) == 0) {
        op.clearGroup(op.mem.load64(m + mDirPtr));
    } else {
        Addr last = 0;
        for (uint64_t i = 0; i < op.mem.load64(m + mDirLen); ++i) {
            const Addr table = op.directoryAt(m, i);
            if (table == last) continue;
            last = table;
            const uint64_t limit = Op::maxGrowthLeft(op.t16(table, tCapacity));
            if (op.t16(table, tUsed) == 0 && op.t16(table, tGrowthLeft) == limit) continue;
            for (uint64_t g = 0; g <= op.lengthMask(table); ++g) op.clearGroup(op.group(table, g));
            op.setT16(table, tUsed, 0);
            op.setT16(table, tGrowthLeft, limit);
        }
        op.mem.store<uint8_t>(m + mTombstonePossible, 0);
    }
    op.mem.store64(m + mUsed, 0);
    op.mem.store64(m + mClearSeq, op.mem.load64(m + mClearSeq) + 1);
    op.mem.store64(m + mSeed, op.random());
}

Addr mapclone(Ctx& c, const Type& t, Addr m) {
    Op op(c, t);
    if (!m) return 0;
    const Addr to = newobject(c, c.module.type(c.module.mapHeader));
    typedmemmove(c, c.module.type(c.module.mapHeader), to, m);
    const Addr from = op.mem.load64(m + mDirPtr);
    const uint64_t n = op.mem.load64(m + mDirLen);
    if (!from) return to;
    if (n == 0) {
        op.setPointer(to + mDirPtr, op.cloneGroups(from, 1));
        return to;
    }
    const Addr dir = newarray(c, c.module.type(c.module.mapTablePtr), n);
    op.setPointer(to + mDirPtr, dir);
    for (uint64_t i = 0; i < n; ++i) {
        const Addr old = op.directoryAt(m, i);
        if (i > 0 && old == op.directoryAt(m, i - 1)) {
            op.setPointer(dir + 8 * i, op.mem.load64(dir + 8 * (i - 1)));
            continue;
        }
        const Addr table = newobject(c, c.module.type(c.module.mapTable));
        typedmemmove(c, c.module.type(c.module.mapTable), table, old);
        op.setPointer(table + tGroups, op.cloneGroups(op.mem.load64(old + tGroups), op.lengthMask(old) + 1));
        op.setPointer(dir + 8 * i, table);
    }
    return to;
}

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

// ---- iteration ----

namespace {

struct Iteration {
    Op op;
    Addr it;
    Memory& mem;
    Addr m;

    Iteration(Ctx& c, const Type& t, Addr iterator)
        : op(c, t), it(iterator), mem(c.w.memory), m(mem.load64(iterator + iMap)) {}

    uint64_t get(uint64_t field) const { return mem.load64(it + field); }
    void set(uint64_t field, uint64_t v) { mem.store64(it + field, v); }
    void yield(Entry e) {
        set(iKey, e.key);
        set(iElem, e.elem);
    }
    // The entry as it is now, after the map was reorganised under the iteration; key 0: it is gone.
    Entry current(Addr key, Addr oldElem) {
        const Entry now = op.find(m, key);
        if (now.key) return now;
        // A key that is not equal to itself (NaN) cannot be found; it stays unless the map was cleared.
        if (get(iClearSeq) == mem.load64(m + mClearSeq) && !op.equal(key, key)) return {key, oldElem};
        return {};
    }
    void nextSmall() {
        const Addr g = get(iGroup);
        for (uint64_t e = get(iEntryIdx); e < mapGroupSlots; ++e) {
            const uint64_t k = (e + get(iEntryOffset)) % mapGroupSlots;
            if (op.ctrl(g, k) & ctrlEmpty) continue;
            Entry entry{op.keyAt(g, k), op.elemAt(g, k)};
            if (mem.load64(m + mDirLen) > 0) entry = current(entry.key, entry.elem);
            if (!entry.key) continue;
            set(iEntryIdx, e + 1);
            return yield(entry);
        }
        set(iEntryIdx, mapGroupSlots);
        yield({});
    }
    // Next entry of the table at hand; false: it has no more.
    bool nextInTable(Addr table) {
        const uint64_t mask = op.t16(table, tCapacity) - 1u;
        for (uint64_t e = get(iEntryIdx); e <= mask; ++e) {
            const uint64_t index = (e + get(iEntryOffset)) & mask, slot = index & (mapGroupSlots - 1);
            const Addr g = op.group(table, index / mapGroupSlots);
            if (op.ctrl(g, slot) & ctrlEmpty) continue;
            Entry entry{op.keyAt(g, slot), op.elemAt(g, slot)};
            if (static_cast<int64_t>(mem.load64(table + tIndex)) == -1)
                entry = current(entry.key, entry.elem);
            if (!entry.key) continue;
            set(iGroup, g);
            set(iEntryIdx, e + 1);
            yield(entry);
            return true;
        }
        return false;
    }
    Addr pickTable() {
        const uint64_t len = mem.load64(m + mDirLen);
        uint64_t i = (get(iDirIdx) + get(iDirOffset)) & (len - 1);
        const Addr table = op.directoryAt(m, i);
        if (const uint64_t index = mem.load64(table + tIndex); index != i) {
            // Landed inside a run of entries of one table: begin at its first.
            set(iDirOffset, get(iDirOffset) - (i - index));
        }
        set(iTab, table);
        return table;
    }
    void next() {
        if (!m) return yield({});
        if (static_cast<int64_t>(get(iDirIdx)) < 0) return nextSmall();
        const auto depth = mem.load<uint8_t>(m + mGlobalDepth);
        if (const uint64_t seen = get(iGlobalDepth) & 0xff; seen != depth) {
            const uint64_t orders = depth - seen;
            set(iDirIdx, get(iDirIdx) << orders);
            set(iDirOffset, get(iDirOffset) << orders);
            set(iGlobalDepth, depth);
        }
        while (static_cast<int64_t>(get(iDirIdx)) < static_cast<int64_t>(mem.load64(m + mDirLen))) {
            Addr table = get(iTab);
            if (!table) table = pickTable();
            if (nextInTable(table)) return;
            const uint64_t entries = 1ull << (depth - mem.load<uint8_t>(table + tLocalDepth));
            set(iDirIdx, get(iDirIdx) + entries);
            set(iTab, 0);
            set(iGroup, 0);
            set(iEntryIdx, 0);
        }
        yield({});
    }
};

}  // namespace

void mapiterinit(Ctx& c, const Type& t, Addr m, Addr it) {
    Op op(c, t);
    c.w.memory.zero(it, mapIterBytes);
    c.w.memory.store64(it + iTyp, t.addr);
    if (!m || op.mem.load64(m + mUsed) == 0) return;
    const uint64_t dirLen = op.mem.load64(m + mDirLen);
    op.mem.store64(it + iMap, m);
    op.mem.store64(it + iEntryOffset, op.random());
    op.mem.store64(it + iDirOffset, op.random());
    op.mem.store64(it + iGlobalDepth, op.mem.load<uint8_t>(m + mGlobalDepth));
    op.mem.store64(it + iDirIdx, dirLen == 0 ? ~0ull : 0);
    if (dirLen == 0) op.mem.store64(it + iGroup, op.mem.load64(m + mDirPtr));
    op.mem.store64(it + iClearSeq, op.mem.load64(m + mClearSeq));
    mapiternext(c, it);
}

void mapiternext(Ctx& c, Addr it) {
    const Type& t = c.module.typeAt(c.w.memory.load64(it + iTyp));
    Iteration(c, t, it).next();
}

}  // namespace tricolor::runtime
