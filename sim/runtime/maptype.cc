#include "sim/runtime/maptype.h"

#include <algorithm>

#include "sim/runtime/schedtype.h"

namespace tricolor::runtime {

namespace {

uint64_t alignUp(uint64_t n, uint64_t powerOfTwo) {
    return (n + powerOfTwo - 1) & ~(powerOfTwo - 1);
}

void setPointer(Type& t, uint64_t word) {
    if (t.ptrmask.size() <= word / 64) t.ptrmask.resize(word / 64 + 1);
    t.ptrmask[word / 64] |= 1ull << (word % 64);
    t.ptrdata = std::max(t.ptrdata, (word + 1) * 8);
}

TypeId add(Module& m, Type t) {
    t.id = static_cast<TypeId>(m.types.size());
    if (m.typesBase) t.addr = m.typesBase + static_cast<uint64_t>(t.id) * Module::typeBytes;
    t.align = 8;
    t.kind = t.kind == Kind::Invalid ? Kind::Struct : t.kind;
    m.types.push_back(std::move(t));
    return m.types.back().id;
}

TypeId addStruct(Module& m, const char* name, uint64_t size, uint64_t pointerOffset) {
    Type t;
    t.string = name;
    t.size = size;
    setPointer(t, pointerOffset / 8);
    return add(m, std::move(t));
}

// Pointers of a key or element of type part (or of a pointer to it) at this offset of the group.
void addPart(Type& group, const Type& part, bool indirect, uint64_t offset) {
    if (indirect) {
        setPointer(group, offset / 8);
        return;
    }
    for (uint64_t word = 0; word * 8 < part.ptrdata; ++word)
        if (part.pointerAt(word)) setPointer(group, offset / 8 + word);
}

void addGroup(Module& m, size_t mapIndex) {
    const Type& mapType = m.types[mapIndex];
    const MapLayout l = mapLayout(m, mapType);
    Type group;
    group.string = "noalg.map.group[" + m.type(mapType.key).string + "]" + m.type(mapType.elem).string;
    group.size = l.groupSize;
    for (uint64_t i = 0; i < mapGroupSlots; ++i) {
        addPart(group, m.type(mapType.key), l.indirectKey, 8 + i * l.slotSize);
        addPart(group, m.type(mapType.elem), l.indirectElem, 8 + i * l.slotSize + l.elemOff);
    }
    const TypeId id = add(m, std::move(group));
    m.types[mapIndex].group = id;
}

}  // namespace

MapLayout mapLayout(const Module& module, const Type& mapType) {
    const Type& key = module.type(mapType.key);
    const Type& elem = module.type(mapType.elem);
    MapLayout l{};
    l.indirectKey = key.size > mapMaxKeyBytes;
    l.indirectElem = elem.size > mapMaxElemBytes;
    const uint64_t keySize = l.indirectKey ? 8 : key.size, elemSize = l.indirectElem ? 8 : elem.size;
    const uint64_t keyAlign = l.indirectKey ? 8 : key.align, elemAlign = l.indirectElem ? 8 : elem.align;
    l.elemOff = alignUp(keySize, elemAlign);
    uint64_t end = l.elemOff + elemSize;
    // A last field without size gets a byte, so that its address lies inside the object.
    if (elemSize == 0 && end > 0) ++end;
    l.slotSize = alignUp(end, std::max(keyAlign, elemAlign));
    l.groupSize = alignUp(8 + mapGroupSlots * l.slotSize, 8);
    return l;
}

void addMapTypes(Module& m) {
    addSchedTypes(m);
    if (m.mapHeader < 0) {
        m.mapHeader = addStruct(m, "maps.Map", mapHeaderBytes, 16);
        m.mapTable = addStruct(m, "maps.table", 32, 16);
        m.mapIter = addStruct(m, "maps.Iter", mapIterBytes, 0);
        for (const uint64_t word : {1, 2, 3, 9, 10})  // elem, typ, m, tab, group
            setPointer(m.types[static_cast<size_t>(m.mapIter)], word);
        m.deferRecord = addStruct(m, "runtime._defer", 48, 24);
        for (const uint64_t word : {4, 5})  // link, head
            setPointer(m.types[static_cast<size_t>(m.deferRecord)], word);
        Type ptr;
        ptr.string = "*maps.table";
        ptr.kind = Kind::Pointer;
        ptr.size = 8;
        ptr.elem = m.mapTable;
        ptr.directIface = ptr.comparable = true;
        setPointer(ptr, 0);
        m.mapTablePtr = add(m, std::move(ptr));
    }
    for (size_t i = 0; i < m.types.size(); ++i)
        if (m.types[i].kind == Kind::Map && m.types[i].group < 0) addGroup(m, i);
}

}  // namespace tricolor::runtime
