#include "sim/runtime/mbitmap.h"

namespace tricolor::runtime {

namespace {

// The pointer mask of one value of a type of at most 64 words; arrays may have only their element's.
uint64_t smallMask(const Type& typ) {
    if (typ.noscan()) return 0;
    if (!typ.repeatSize) return typ.ptrmask[0];
    uint64_t mask = 0;
    for (uint64_t i = 0; i < typ.size; i += typ.repeatSize) mask |= typ.ptrmask[0] << (i / 8);
    return mask;
}

}  // namespace

void initHeapBits(World& w, const mspan& s) {
    if (hasHeapBits(s)) {
        const Addr bitmap = heapBitsBase(s);
        const uint64_t bytes = s.npages * kPageSize / 64;
        if (s.elemsize == 8)  // every word of an 8-byte scan span is a pointer
            for (uint64_t i = 0; i < bytes; i += 8) w.memory.store64(bitmap + i, ~0ull);
        else if (s.needzero)
            w.memory.zero(bitmap, bytes);
    }
    if (s.inlineMarkBits) {
        w.memory.zero(inlineMarks(s), spanInlineMarkBitsSize);
        w.memory.store<uint8_t>(inlineMarks(s) + inlineClassOffset, s.spanclass.v);
    }
}

uint64_t mbitmap::repeatMask(const Type& typ, uint64_t dataSize, uint64_t* scanSize) {
    if (typ.size == 8) return ~0ull >> (64 - dataSize / 8);
    const uint64_t one = smallMask(typ);
    uint64_t src = one;
    for (uint64_t i = typ.size; i < dataSize; i += typ.size) {
        src |= one << (i / 8);
        *scanSize += typ.size;
    }
    return src;
}

}  // namespace tricolor::runtime
