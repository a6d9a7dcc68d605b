#include "sim/runtime/map.h"

#include "sim/runtime/map_internal.h"

namespace tricolor::runtime {

namespace maps {

bool Op::keyNeedsUpdate() const {
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

Addr Op::found(Addr g, int64_t i, Addr k) {
    const auto slot = static_cast<uint64_t>(i);
    if (keyNeedsUpdate()) typedmemmove(c, key, keyAt(g, slot), k);
    return elemAt(g, slot);
}

Addr Op::assignSmall(Addr m, uint64_t h, Addr k) {
    const Addr g = mem.load64(m + mDirPtr);
    if (const int64_t i = inGroup(g, h, k); i >= 0) return found(g, i, k);
    const uint64_t match = matchEmptyOrDeleted(mem.load64(g));
    CHECK(match, "small map with no empty slot (concurrent map writes?)");
    const Addr e = insertAt(g, first(match), h, k);
    mem.store64(m + mUsed, mem.load64(m + mUsed) + 1);
    return e;
}

void Op::removeAt(Addr g, uint64_t i) {
    if (l.indirectKey)
        setPointer(slotKey(g, i), 0);
    else if (key.ptrdata)
        typedmemclr(c, key, slotKey(g, i));
    if (l.indirectElem)
        setPointer(slotElem(g, i), 0);
    else
        typedmemclr(c, elem, slotElem(g, i));
}

void Op::remove(Addr m, uint64_t h, Addr k) {
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

void Op::clearGroup(Addr g) {
    typedmemclr(c, c.module.type(t.group), g);
    mem.store64(g, kAllEmpty);
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

}  // namespace maps

using namespace maps;

namespace {

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

}  // namespace tricolor::runtime
