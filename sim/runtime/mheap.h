// What:    the page heap: spans of pages for objects, stacks and work buffers; growth by 4 MiB steps inside
//          64 MiB arenas; reclaiming of unswept spans before it grows.
//          alloc(npages) = 1. reclaim while sweeping is unfinished, 2. P's page cache (under 16 pages),
//          3. page allocator, 4. grow and again, 5. scavenge to keep the limits, 6. initialise the span.
// Follows: runtime/mheap.go.
// Differs: no locks; addresses start at the first arena hint, without the random base of default builds;
//          growth fails at Knobs::memory, the simulated machine's physical memory.
// Invariants:
//  1. every page of a span in use or manual maps to it, and every such span is in pageToSpan;
//  2. pagesInUse counts the pages of spans in use; pageInUse has exactly their first pages;
//  3. heapInUse, heapFree + heapReleased add up to the mapped heap less stack and work buffer spans;
//  4. the pages of in-use and manual spans are in use in the page allocator;
//  5. a heap span's limit, nelems, divMul are those of its class and layout.
#pragma once

#include <cstdint>

#include "sim/runtime/msize.h"
#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t spanInlineMarkBitsSize = 128;  // Green Tea: at the end of spans of 16..512 B slots
inline constexpr uint8_t SpecialFinalizer = 2, SpecialWeakHandle = 3, SpecialCleanup = 7;  // ascending kinds

// Does the span layout of this collector keep mark bits inside the span?
constexpr bool gcUsesSpanInlineMarkBits(uint64_t elemsize, Collector collector) {
    return collector == Collector::greentea && elemsize >= 16 && heapBitsInSpan(elemsize);
}
// Slots of a span of a small class.
constexpr uint16_t spanNelems(spanClass spc, Collector collector) {
    const auto cl = static_cast<size_t>(spc.sizeclass());
    const uint64_t nbytes = SizeClassToNPages[cl] * kPageSize, elemsize = SizeClassToSize[cl];
    uint64_t reserve = gcUsesSpanInlineMarkBits(elemsize, collector) ? spanInlineMarkBitsSize : 0;
    if (!spc.noscan() && heapBitsInSpan(elemsize)) reserve += nbytes / 64;
    return static_cast<uint16_t>((nbytes - reserve) / elemsize);
}

// The in-use heap span whose objects area holds a; none otherwise.
inline SpanId spanOfHeap(const World& w, Addr a) {
    const SpanId id = w.spanOf(a);
    if (!id) return {};
    const mspan& s = w.span(id);
    return s.state == mSpanState::InUse && a >= s.startAddr && a < s.limit ? id : SpanId{};
}

// Bitmaps with one bit a page (pageInUse, pageMarks, pageSpecials); a: address of a span.
inline bool pageBit(const CowVector<uint64_t, 64>& bits, Addr a) {
    const uint64_t page = (a - kHeapBase) >> kPageShift;
    return bits[page / 64] >> (page % 64) & 1;
}
inline void setPageBit(CowVector<uint64_t, 64>& bits, Addr a, bool on) {
    const uint64_t page = (a - kHeapBase) >> kPageShift;
    if (pageBit(bits, a) == on) return;
    bits.mut(page / 64) ^= 1ull << (page % 64);
}

// Takes npages without growing the heap; none: grow first and call again with the bytes grown (then the page
// cache is passed by, as after growth in Go). spc matters for Heap spans only.
SpanId allocSpan(Ctx& c, uint64_t npages, spanAllocType typ, spanClass spc, uint64_t growth = 0);
// Maps at least npages more, by whole 4 MiB chunks. Bytes by which the heap grew; 0: no memory, and
// "runtime: out of memory: cannot allocate …" has been printed.
uint64_t grow(Ctx& c, uint64_t npages);
// Sweeps until npages were freed or nothing is left to sweep; before heap spans are allocated mid-sweep.
void reclaim(Ctx& c, uint64_t npages);
// A span the collector does not manage: stacks, work buffers. none: out of memory. Its contents are junk if
// needzero.
SpanId allocManual(Ctx& c, uint64_t npages, spanAllocType typ);
void freeManual(Ctx& c, SpanId s, spanAllocType typ);
void freeSpan(Ctx& c, SpanId s);  // an in-use span without objects, swept

// Ends the simulated process as Go's throw("out of memory") does.
void throwOutOfMemory(Ctx& c);

// Doubly linked list of spans through next/prev (mSpanList); `first` is its head.
void insert(World& w, SpanId& first, SpanId s);  // at the front
void remove(World& w, SpanId& first, SpanId s);

}  // namespace tricolor::runtime
