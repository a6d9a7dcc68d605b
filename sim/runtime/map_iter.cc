// What:    ranging over a map, which may change under the range.
// Follows: internal/runtime/maps table.go (Iter).
// Differs: see map.h.
// Invariants: map.h.
#include "sim/runtime/map_internal.h"

namespace tricolor::runtime {

using namespace maps;

namespace {

// Field offsets of maps.Iter.
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
        const uint64_t mask = op.t16(table, tCapacity) - 1u, offset = get(iEntryOffset);
        const Addr groups = op.group(table, 0);
        for (uint64_t e = get(iEntryIdx); e <= mask; ++e) {
            const uint64_t index = (e + offset) & mask, slot = index & (mapGroupSlots - 1);
            const Addr g = groups + index / mapGroupSlots * op.l.groupSize;
            const uint64_t full = matchFull(mem.load64(g)) >> (8 * slot);
            if (full == 0) {
                e += mapGroupSlots - 1 - slot;  // nothing more in this group
                continue;
            }
            if (const uint64_t free = first(full)) {
                e += free - 1;  // on to the next full slot
                continue;
            }
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
