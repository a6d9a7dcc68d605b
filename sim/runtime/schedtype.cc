// What:    see schedtype.h.
// Follows: sizes and offsets of Go 1.26 linux/amd64, from the debug information of a real binary.
// Differs: see schedtype.h.
// Invariants: none of its own.
#include "sim/runtime/schedtype.h"

#include <algorithm>

#include "sim/runtime/proc_bootheap.h"

namespace tricolor::runtime {

namespace {

TypeId add(Module& m, const char* name, uint64_t size, std::initializer_list<uint64_t> pointers) {
    Type t;
    t.id = static_cast<TypeId>(m.types.size());
    if (m.typesBase) t.addr = m.typesBase + static_cast<uint64_t>(t.id) * Module::typeBytes;
    t.string = name;
    t.kind = Kind::Struct;
    t.align = 8;
    t.size = size;
    t.ptrmask.resize((size / 8 + 63) / 64);
    for (const uint64_t offset : pointers) {
        t.ptrmask[offset / 512] |= 1ull << (offset / 8 % 64);
        t.ptrdata = std::max(t.ptrdata, offset + 8);
    }
    t.ptrmask.resize((t.ptrdata / 8 + 63) / 64);
    m.types.push_back(std::move(t));
    return m.types.back().id;
}

}  // namespace

void addSchedTypes(Module& m) {
    if (m.gType >= 0) return;
    // The fields of g, m and p are host values here; their last pointer word makes them as long for the
    // collector. The one of p is the array of its timers.
    m.gType = add(m, "runtime.g", 456, {392});
    m.mType = add(m, "runtime.mPadded", 2040, {1816});
    m.pType = add(m, "runtime.p", 15920, {13680});
    m.pointerType = add(m, "unsafe.Pointer", 8, {0});
    m.sudogType = add(m, "runtime.sudog", 104, {0, 8, 16, 24, 64, 72, 80, 88});
    m.hchanType = add(m, "runtime.hchan", 112, {16, 32, 40, 64, 72, 80, 88, 96});
    m.timeTimerType = add(m, "runtime.timeTimer", 112, {0, 56, 72, 88});
    m.timerType = add(m, "runtime.timer", 96, {40, 48, 56, 72});
    m.timerWhenType = add(m, "runtime.timerWhen", 16, {0});
    for (const bootObject& o : bootObjects())
        m.bootTypes.push_back(o.ptrdata ? add(m, "runtime start", o.size, {o.ptrdata - uint64_t{8}}) : -1);
}

}  // namespace tricolor::runtime
