// What:    which words of an object are pointers, which object an address belongs to, and mark bits.
//          Scan objects up to 512 bytes: a bit a word at the end of their span. Larger small ones: the type's
//          address in an 8-byte header before the object. Large ones: in the span.
// Follows: runtime/mbitmap.go.
// Differs: forEachPointer is a loop with a callback instead of an iterator value.
// Invariants:
//  1. bits of the heap bitmap are written for allocated slots only; free slots may hold junk;
//  2. the header of a header object is the address of a type descriptor with pointers.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "sim/runtime/mheap.h"
#include "sim/runtime/symtab.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

// Where the heap bitmap of a span with one stands: a bit a word of the span.
inline Addr heapBitsBase(const mspan& s) {
    return s.end() - (s.inlineMarkBits ? spanInlineMarkBitsSize : 0) - s.npages * kPageSize / 64;
}
inline bool hasHeapBits(const mspan& s) {
    return !s.spanclass.noscan() && s.spanclass.sizeclass() != 0 && heapBitsInSpan(s.elemsize);
}
// Slot number by the class's magic multiplication; large: 0.
inline uint64_t objIndex(const mspan& s, Addr a) {
    return (a - s.startAddr) * s.divMul >> 32;
}

struct ObjectRef {
    Addr base = 0;  // start of the slot (a header object's pointer is base+8); 0: not in a heap object
    SpanId span;
    uint64_t index = 0;
};
// The slot an address points into, allocated or not (findObject). None for stacks, globals, free pages.
inline ObjectRef findObject(const World& w, Addr p) {
    const SpanId id = spanOfHeap(w, p);
    if (!id) return {};
    const mspan& s = w.span(id);
    const uint64_t index = objIndex(s, p);
    return {s.startAddr + index * s.elemsize, id, index};
}

// Prepares bitmap and inline marks of a fresh heap span (initHeapBits).
void initHeapBits(World& w, const mspan& s);
// Writes the pointer bits of a new small object (≤ 512 bytes, not class 1) of dataSize bytes that consists of
// values of typ; returns the bytes to count as scannable.
inline uint64_t heapSetTypeNoHeader(World& w, const mspan& s, Addr x, uint64_t dataSize, const Type& typ);

// Inline mark bits (Green Tea), as offsets in the span.
inline Addr inlineMarks(const mspan& s) {
    return s.end() - spanInlineMarkBitsSize;
}
inline constexpr uint64_t inlineScansOffset = 0, inlineOwnedOffset = 63, inlineMarksOffset = 64,
                          inlineClassOffset = 127;

// Mark bits, wherever this span keeps them.
inline bool isMarked(const World& w, const mspan& s, uint64_t index) {
    if (s.inlineMarkBits)
        return w.memory.load<uint8_t>(inlineMarks(s) + inlineMarksOffset + index / 8) >> (index % 8) & 1;
    return s.gcmarkBits[index / 64] >> (index % 64) & 1;
}
inline void setMarked(World& w, mspan& s, uint64_t index) {
    if (s.inlineMarkBits)
        *w.memory.hostMutOnPage(inlineMarks(s) + inlineMarksOffset + index / 8) |=
            static_cast<uint8_t>(1u << (index % 8));
    else
        s.gcmarkBits[index / 64] |= 1ull << (index % 64);
}

namespace mbitmap {

// Calls f(slot) for pointer slots in [from, to) of memory at `start` that is a sequence of values of typ.
template <class F>
void forEachTypePointer(const Type& typ, Addr start, Addr from, Addr to, F&& f) {
    const uint64_t step = typ.repeatSize ? typ.repeatSize : typ.size;
    if (typ.noscan() || step == 0) return;
    // With repeatSize the mask is one element's; values follow one another without gaps, so one loop does
    // both as long as the type's own length is a whole number of elements.
    for (Addr elem = start + (from - start) / step * step; elem < to; elem += step)
        for (size_t k = 0; k < typ.ptrmask.size(); ++k)
            for (uint64_t bits = typ.ptrmask[k]; bits; bits &= bits - 1) {
                const Addr slot = elem + (k * 64 + static_cast<uint64_t>(std::countr_zero(bits))) * 8;
                if (slot >= to) return;
                if (slot >= from) f(slot);
            }
}

// Masks of several values one behind the other, and what of them has to be scanned.
uint64_t repeatMask(const Type& typ, uint64_t dataSize, uint64_t* scanSize);

// Sets the bits under mask in the word at `at` to src.
inline void setBits(uint8_t* at, uint64_t mask, uint64_t src) {
    uint64_t v;
    std::memcpy(&v, at, 8);
    v = (v & ~mask) | src;
    std::memcpy(at, &v, 8);
}

}  // namespace mbitmap

inline uint64_t heapSetTypeNoHeader(World& w, const mspan& s, Addr x, uint64_t dataSize, const Type& typ) {
    uint64_t scanSize = typ.ptrdata;
    const uint64_t src = typ.size == dataSize && !typ.repeatSize
                             ? typ.ptrmask[0]
                             : mbitmap::repeatMask(typ, dataSize, &scanSize);
    const uint64_t word = (x - s.startAddr) / 8, bits = s.elemsize / 8, j = word % 64;
    const uint64_t mask = ~0ull >> (64 - bits);
    const Addr dst = heapBitsBase(s) + word / 64 * 8;
    uint8_t* at = w.memory.hostMutOnPage(dst);
    mbitmap::setBits(at, mask << j, src << j);
    if (j + bits > 64)  // the slot's bits go on in the next word, which is on the same page
        mbitmap::setBits(at + 8, mask >> (64 - j), src >> (64 - j));
    return scanSize;
}

// The bits of the whole small object at `base`, a word each; bitmap: host address of the span's heap bitmap.
inline uint64_t heapBitsSmallForAddr(const mspan& s, Addr base, const uint8_t* bitmap) {
    const uint64_t word = (base - s.startAddr) / 8, n = s.elemsize / 8, j = word % 64;
    uint64_t bits;
    std::memcpy(&bits, bitmap + word / 64 * 8, 8);
    bits >>= j;
    if (j + n > 64) {
        uint64_t more;
        std::memcpy(&more, bitmap + word / 64 * 8 + 8, 8);
        bits |= more << (64 - j);
    }
    return bits & ~0ull >> (64 - n);
}

// Calls f(slot) for every pointer slot in [base+from, base+from+n) of the object of span s that starts at
// `base` (ObjectRef::base), ascending, as far as the object reaches. Large objects whose type is not yet
// published have none.
template <class F>
void forEachPointer(const World& w, const Module& m, const mspan& s, Addr base, uint64_t from, uint64_t n,
                    F&& f) {
    if (s.spanclass.noscan() || from >= s.elemsize) return;
    const Addr lo = base + from;
    const Addr end = base + s.elemsize, hi = n > end - lo ? end : lo + n;
    if (hasHeapBits(s)) {
        const Addr bitmap = heapBitsBase(s);
        uint64_t word = (lo - s.startAddr) / 8;
        const uint64_t last = (hi - s.startAddr + 7) / 8;
        while (word < last) {
            uint64_t bits = w.memory.load64(bitmap + word / 64 * 8) >> (word % 64);
            const uint64_t here = std::min<uint64_t>(64 - word % 64, last - word);
            if (here < 64) bits &= (1ull << here) - 1;
            for (; bits; bits &= bits - 1)
                f(s.startAddr + (word + static_cast<uint64_t>(std::countr_zero(bits))) * 8);
            word += here;
        }
        return;
    }
    if (s.spanclass.sizeclass() != 0) {
        const uint64_t header = w.memory.load64(base);
        if (header == 0) return;
        const Addr data = base + mallocHeaderSize;
        mbitmap::forEachTypePointer(m.typeAt(header), data, lo < data ? data : lo, hi, f);
        return;
    }
    if (s.largeType) mbitmap::forEachTypePointer(m.typeAt(s.largeType), base, lo, hi, f);
}
template <class F>
void forEachPointer(const World& w, const Module& m, Addr base, uint64_t from, uint64_t n, F&& f) {
    if (const SpanId id = w.spanOf(base)) forEachPointer(w, m, w.span(id), base, from, n, f);
}
inline constexpr uint64_t wholeObject = ~0ull;  // n of forEachPointer

}  // namespace tricolor::runtime
