#include "sim/runtime/mapstack.h"

#include <algorithm>

#include "sim/runtime/frames.h"
#include "sim/runtime/map_internal.h"

namespace tricolor::runtime {

using namespace maps;

namespace {

using frames::frame;

// internal/runtime/maps
constexpr RuntimeFrame NewMap = frame(80), newTable = frame(40), tableReset = frame(32),
                       mapsNewarray = frame(24), mapsNewobject = frame(32), growToSmall = frame(24),
                       growToTable = frame(88), rehash = frame(40), tableGrow = frame(96),
                       tableSplit = frame(120), installTableSplit = frame(40), Delete = frame(48),
                       deleteSmall = frame(72), tableDelete = frame(104), Clear = frame(48),
                       clearSmall = frame(32), tableClear = frame(64), mapsTypedmemclr = frame(24);
// runtime
constexpr RuntimeFrame makemap_small = frame(32), makemapFrame = frame(40), mapdeleteFrame = frame(32),
                       mapclearFrame = frame(24);

uint32_t below(std::initializer_list<RuntimeFrame> chain) {
    uint32_t bytes = 0;
    for (const RuntimeFrame& f : chain) bytes += f.bytes;
    return bytes;
}

// The compiler calls other functions for maps with keys of 4 or 8 bytes, and for texts, if elements are
// small.
enum class MapKind : uint8_t { slow, fast32, fast64, fast64ptr, faststr };
MapKind mapfast(const Module& m, const Type& t) {
    const Type& key = m.type(t.key);
    if (m.type(t.elem).size > mapMaxElemBytes) return MapKind::slow;
    if (key.kind == Kind::String) return MapKind::faststr;
    if (key.kind >= Kind::Int && key.kind <= Kind::Uintptr) {
        if (key.size == 4) return MapKind::fast32;
        if (key.size == 8) return MapKind::fast64;
    }
    return key.directIface && key.kind != Kind::Func && key.size == 8 ? MapKind::fast64ptr : MapKind::slow;
}

RuntimeFrame assignFrame(MapKind kind) {
    switch (kind) {
        case MapKind::fast32:
        case MapKind::fast64:
            return frame(104);
        case MapKind::fast64ptr:
            return frame(88);
        case MapKind::faststr:
            return frame(192);
        default:
            return frame(184);
    }
}

// Can the key be looked up without consequences? Not what may panic, or is hashed by chance (NaN).
bool quiet(const Module& m, const Type& t) {
    switch (t.kind) {
        case Kind::Interface:
        case Kind::Float32:
        case Kind::Float64:
        case Kind::Complex64:
        case Kind::Complex128:
            return false;
        case Kind::Array:
            return quiet(m, m.type(t.elem));
        case Kind::Struct:
            return std::all_of(t.fields.begin(), t.fields.end(),
                               [&](const Field& f) { return quiet(m, m.type(f.type)); });
        default:
            return true;
    }
}

struct Need {
    Ctx& c;
    uint32_t most;
    void chain(uint32_t depth, RuntimeFrame last = frames::leaf) {
        most = std::max(most, depth + last.check);
    }
    void malloc(uint32_t depth, uint64_t n, const Type& elem) {
        most = std::max(most, depth + mallocgcStack(c, n * elem.size, &elem));
    }
    // What newTable, called at this depth, allocates: a table and its groups.
    void table(uint32_t depth, const Type& group, uint64_t groups) {
        const uint32_t inside = depth + newTable.bytes;
        malloc(inside + below({mapsNewobject}), 1, c.module.type(c.module.mapTable));
        malloc(inside + below({tableReset, mapsNewarray, frames::newarray}), groups, group);
    }
    void directory(uint32_t depth, uint64_t n) {
        malloc(depth + below({frames::makeslice}), n, c.module.type(c.module.mapTablePtr));
    }
};

// A table without room is rebuilt: twice as large, or as two.
void rehashNeeds(Need& need, Op& op, uint32_t depth, Addr m, Addr table, const Type& group) {
    const uint64_t capacity = 2ull * op.t16(table, tCapacity), inside = depth + rehash.bytes;
    if (capacity <= maxTableCapacity)
        return need.table(static_cast<uint32_t>(inside) + tableGrow.bytes, group, capacity / mapGroupSlots);
    const uint32_t split = static_cast<uint32_t>(inside) + tableSplit.bytes;
    need.table(split, group, maxTableCapacity / mapGroupSlots);
    if (op.mem.load<uint8_t>(table + tLocalDepth) == op.mem.load<uint8_t>(m + mGlobalDepth))
        need.directory(split + installTableSplit.bytes, 2 * op.mem.load64(m + mDirLen));
}

}  // namespace

uint32_t makemapStack(Ctx& c, const Type& t, int64_t hint, bool onStack) {
    const Type& header = c.module.type(c.module.mapHeader);
    Need need{c, frames::leaf.check};
    const auto n = static_cast<uint64_t>(std::max<int64_t>(hint, 0));
    if (hint < 0) {
        if (onStack) return 0;
        need.malloc(below({makemap_small, frames::newobject}), 1, header);
        return need.most;
    }
    const uint32_t inside = below({makemapFrame, NewMap});
    if (!onStack) need.malloc(inside + below({frames::newobject}), 1, header);
    if (n <= mapGroupSlots || n > maxTableCapacity * maxTableCapacity) return need.chain(inside), need.most;
    const uint64_t target = n * mapGroupSlots / maxAvgGroupLoad;
    const uint64_t dirSize = std::bit_ceil((target + maxTableCapacity - 1) / maxTableCapacity);
    need.directory(inside, dirSize);
    need.table(inside, c.module.type(t.group), std::bit_ceil(std::max<uint64_t>(target / dirSize, 8)) / 8);
    return need.most;
}

uint32_t mapaccessStack(Ctx& c, const Type& t, Addr m) {
    constexpr uint32_t entry = frames::leaf.check;
    const Memory& mem = c.w.memory;
    if (!m || mem.load64(m + mUsed) == 0 || mem.load64(m + mDirLen) != 0) return entry;
    switch (mapfast(c.module, t)) {
        case MapKind::faststr:
            return frame(128).bytes + entry;  // mapaccess1_faststr, (*Map).getWithoutKeySmallFastStr
        case MapKind::slow:
            return frame(104).bytes + entry;  // mapaccess1, (*Map).getWithKeySmall
        default:
            return entry;
    }
}

uint32_t mapassignStack(Ctx& c, const Type& t, Addr m, Addr key) {
    const RuntimeFrame assign = assignFrame(mapfast(c.module, t));
    Need need{c, assign.check};
    if (!m) return need.most;
    Op op(c, t);
    const uint32_t inside = assign.bytes;
    const Type& group = c.module.type(t.group);
    const uint64_t used = op.mem.load64(m + mUsed);
    if (op.mem.load64(m + mDirPtr) == 0)
        need.malloc(inside + below({growToSmall, mapsNewarray, frames::newarray}), 1, group);
    const bool small = op.mem.load64(m + mDirLen) == 0;
    if (small) need.chain(inside);  // (*Map).putSlotSmall…
    if (small && used < mapGroupSlots) return need.most;
    if (!quiet(c.module, op.key) || op.find(m, key).elem) return need.most;
    if (small) {
        const uint32_t growing = inside + growToTable.bytes;
        need.table(growing, group, 2);
        need.directory(growing, 1);
        return need.most;
    }
    const Addr table = op.directoryAt(m, op.directoryIndex(m, op.hash(m, key)));
    if (op.t16(table, tGrowthLeft) == 0) rehashNeeds(need, op, inside, m, table, group);
    return need.most;
}

uint32_t mapdeleteStack(Ctx& c, const Type& t, Addr m, Addr key) {
    Need need{c, frames::leaf.check};
    if (!m || c.w.memory.load64(m + mUsed) == 0) return need.most + mapdeleteFrame.bytes;
    Op op(c, t);
    const RuntimeFrame inner = op.mem.load64(m + mDirLen) == 0 ? deleteSmall : tableDelete;
    need.chain(below({mapdeleteFrame, Delete}));
    if (quiet(c.module, op.key) && op.find(m, key).elem) need.chain(below({mapdeleteFrame, Delete, inner}));
    return need.most;
}

uint32_t mapclearStack(Ctx& c, Addr m) {
    if (!m || c.w.memory.load64(m + mUsed) == 0) return mapclearFrame.bytes + frames::leaf.check;
    const bool small = c.w.memory.load64(m + mDirLen) == 0;
    return below({mapclearFrame, Clear, small ? clearSmall : tableClear}) + mapsTypedmemclr.check;
}

}  // namespace tricolor::runtime
