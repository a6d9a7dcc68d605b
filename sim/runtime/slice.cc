#include "sim/runtime/slice.h"

#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"

namespace tricolor::runtime {

namespace {

constexpr uint64_t kSmallSlice = 256;  // below, capacity doubles

}  // namespace

uint64_t nextslicecap(uint64_t newLen, uint64_t oldCap) {
    const uint64_t doublecap = oldCap + oldCap;
    if (newLen > doublecap) return newLen;
    if (oldCap < kSmallSlice) return doublecap;
    uint64_t cap = oldCap;
    do {
        // From doubling to growth by a quarter, smoothly.
        cap += (cap + 3 * kSmallSlice) >> 2;
    } while (cap < newLen);
    return static_cast<int64_t>(cap) <= 0 ? newLen : cap;
}

SliceGrowth growsliceSize(uint64_t newLen, uint64_t oldCap, const Type& elem) {
    if (static_cast<int64_t>(newLen) < 0) return {true, 0, 0};
    if (elem.size == 0) return {false, newLen, 0};
    const uint64_t want = nextslicecap(newLen, oldCap);
    if (want > maxAlloc / elem.size) return {true, 0, 0};
    const uint64_t bytes = roundupsize(want * elem.size, elem.noscan());
    const uint64_t cap = bytes / elem.size;
    return {bytes > maxAlloc, cap, cap * elem.size};
}

Slice growsliceMove(Ctx& c, Addr array, const SliceGrowth& growth, Addr oldPtr, uint64_t oldLen,
                    uint64_t newLen, const Type& elem) {
    if (growth.bytes == 0) return {array, newLen, growth.cap};
    const uint64_t lenmem = oldLen * elem.size;
    if (elem.noscan()) {
        const uint64_t newlenmem = newLen * elem.size;
        c.w.memory.zero(array + newlenmem, growth.bytes - newlenmem);
    } else if (lenmem && c.w.writeBarrierEnabled) {
        bulkBarrierPreWriteSrcOnly(c, array, oldPtr, lenmem - elem.size + elem.ptrdata, &elem);
    }
    c.w.memory.copy(array, oldPtr, lenmem);
    return {array, newLen, growth.cap};
}

Slice growslice(Ctx& c, Addr oldPtr, uint64_t oldLen, uint64_t oldCap, uint64_t newLen, const Type& elem) {
    const SliceGrowth growth = growsliceSize(newLen, oldCap, elem);
    if (growth.tooLong) return {};
    const Addr array = mallocgc(c, growth.bytes, elem.noscan() ? nullptr : &elem, !elem.noscan());
    if (!array && growth.bytes) return {};
    return growsliceMove(c, array, growth, oldPtr, oldLen, newLen, elem);
}

}  // namespace tricolor::runtime
