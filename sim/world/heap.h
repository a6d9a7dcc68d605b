// The parts of World that hold the Go heap: spans, caches, span sets, the page allocator, stacks pools,
// counters. Names and meanings are those of Go's runtime (mheap.go, mcache.go, mcentral.go, mpagealloc.go,
// mpagecache.go, stack.go, mstats.go); only the representation differs: ids for pointers, values for globals.
// Who writes: sim/runtime's files of the same names. Figures: fidelity notes "memory" §1-§8, §14.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/world/cow.h"
#include "sim/world/ids.h"
#include "sim/world/memory.h"
#include "sim/world/reflect.h"

namespace tricolor {

inline constexpr uint64_t heapArenaBytes = 64ull << 20;
inline constexpr uint64_t pagesPerArena = heapArenaBytes / kPageSize;
inline constexpr uint64_t pallocChunkPages = 512;  // 4 MiB
inline constexpr uint64_t pallocChunkBytes = pallocChunkPages * kPageSize;
inline constexpr int numSizeClasses = 68;
inline constexpr int numSpanClasses = numSizeClasses * 2;
inline constexpr int numStackOrders = 4;

// size class << 1 | noscan. Class 0 is large objects.
struct spanClass {
    uint8_t v = 0;
    constexpr int sizeclass() const { return v >> 1; }
    constexpr bool noscan() const { return v & 1; }
    static constexpr spanClass make(int sizeclass, bool noscan) {
        return spanClass{static_cast<uint8_t>(sizeclass << 1 | (noscan ? 1 : 0))};
    }
    friend constexpr auto operator<=>(const spanClass&, const spanClass&) = default;
};
inline constexpr spanClass tinySpanClass{5};  // class 2, noscan

enum class mSpanState : uint8_t { Dead = 0, InUse = 1, Manual = 2 };
enum class spanAllocType : uint8_t { Heap = 0, Stack = 1, PtrScalarBits = 2, WorkBuf = 3 };

// Bits of one span, one for each slot; 1024 is the largest nelems (8-byte noscan span).
using gcBits = std::array<uint64_t, 16>;

struct mspan {
    Addr startAddr = 0;
    uint64_t npages = 0;
    Addr limit = 0;           // end of the objects; large: base + requested size
    uintptr elemsize = 0;     // large: page-rounded bytes; manual: 0 or the stack size
    uint64_t allocCache = 0;  // complement of allocBits from freeindex on
    uint16_t nelems = 0;
    uint16_t freeindex = 0;
    uint16_t freeIndexForScan = 0;
    uint16_t allocCount = 0;
    uint16_t allocCountBeforeCache = 0;
    spanClass spanclass;
    mSpanState state = mSpanState::Dead;
    spanAllocType type = spanAllocType::Heap;
    uint8_t generation = 0;  // of the mspan object; compared with SpanId::generation
    bool needzero = false;
    bool inlineMarkBits = false;  // Green Tea layout: mark bits live in the span's last 128 bytes
    uint32_t sweepgen = 0;        // relative to mheap_.sweepgen h: h-2 h-1 h h+1 h+3, see fidelity notes
    uint32_t divMul = 0;
    Addr largeType = 0;              // type descriptor of a large object; 0 until published
    Addr manualFreeList = 0;         // stack spans: first free stack, linked through its first word
    SpanId next, prev;               // list links (stackpool, stackLarge, workbuf lists)
    std::vector<uint32_t> specials;  // indices into mheap_.specials, sorted by offset then kind
    gcBits allocBits{};
    gcBits gcmarkBits{};

    Addr base() const { return startAddr; }
    Addr end() const { return startAddr + npages * kPageSize; }
    // Slot number of an address inside the objects area.
    uint64_t objIndex(Addr a) const { return elemsize ? (a - startAddr) / elemsize : 0; }
    // Allocated as far as the allocator knows: before freeindex, or bit set (fidelity notes: memory §2).
    bool isAllocated(uint64_t slot) const {
        return slot < freeindex || (allocBits[slot / 64] >> (slot % 64) & 1);
    }
};

// FIFO queue of spans (spanSet), in blocks of 512; popped entries are dropped at reset.
struct spanSet {
    CowVector<SpanId, 512> spans;
    uint32_t head = 0;
    uint32_t spineCap = 0;  // blocks that its spine has room for; stays at reset
    bool empty() const { return head == spans.size(); }
    size_t size() const { return spans.size() - head; }
};

struct mcentral {
    spanClass spanclass;
    std::array<spanSet, 2> partial;  // [sweepgen/2%2] swept, the other unswept
    std::array<spanSet, 2> full;
};

struct stackFreeList {
    Addr list = 0;      // first free stack, linked through its first word
    uint64_t size = 0;  // bytes on the list
};

struct mcache {
    int64_t nextSample = 0;
    uint64_t scanAlloc = 0;
    Addr tiny = 0;
    uint64_t tinyoffset = 0;
    uint64_t tinyAllocs = 0;
    std::array<SpanId, numSpanClasses> alloc{};  // none: Go's shared emptymspan
    std::array<stackFreeList, numStackOrders> stackcache{};
    uint32_t flushGen = 0;
};

// 64 pages owned by a P; bit set = free.
struct pageCache {
    Addr base = 0;
    uint64_t cache = 0;
    uint64_t scav = 0;
    bool empty() const { return cache == 0; }
};

using pageBits = std::array<uint64_t, pallocChunkPages / 64>;
struct pallocData {
    pageBits allocBits{};               // 1 = in use
    pageBits scavenged{};               // 1 = returned to the operating system
    uint16_t inUse = 0, lastInUse = 0;  // scavenge index record (scavChunkData)
    uint32_t gen = 0;
    bool hasFree = false;
};

// (start, max, end) of free runs; unpacked pallocSum.
struct pallocSum {
    uint32_t start = 0, max = 0, end = 0;
};

struct addrRange {  // [base, limit)
    Addr base = 0, limit = 0;
    uint64_t size() const { return limit - base; }
};
struct addrRanges {
    std::vector<addrRange> ranges;  // ascending, coalesced
    uint64_t totalBytes = 0;
    uint32_t cap = 16;  // ranges the real list has room for
};

struct pageAlloc {
    std::array<CowVector<pallocSum, 64>, 5> summary;  // levels of 16 GiB … 4 MiB, from the heap base on
    CowVector<pallocData, 16> chunks;                 // from kHeapBase on, 4 MiB each
    addrRanges inUse;                                 // what is mapped
    Addr searchAddr = UINT64_MAX;                     // no free page below it; ~0: none at all
    // Scavenger cursors: search goes down from here; 0 = cleared.
    Addr scavSearchAddrBg = 0, scavSearchAddrForce = 0, scavFreeHWM = 0;
    bool scavMarkedBg = false, scavMarkedForce = false;  // the cursor was moved by a free
    uint32_t scavGen = 0;
};

struct special {
    uint64_t offset = 0;  // of the object in its span
    uint8_t kind = 0;     // sim/runtime/mheap.h: SpecialFinalizer, SpecialWeakHandle, SpecialCleanup …
    bool live = false;
    Addr fn = 0, ot = 0, handle = 0;
    uint64_t id = 0, nret = 0;
    uint32_t nextFree = 0;
};

struct stackpoolItem {
    SpanId first;  // list of spans with free stacks of this order
};

// Where bytes from the operating system are counted (sysMemStat: one of mstats' fields).
enum class sysMemStat : uint8_t { gcMisc, other, buckHash, mspan, mcache, stacks };

// The chunk of 256 KiB that off-heap structures are cut from which are never given back.
struct persistentAlloc {
    bool base = false;  // there is a chunk
    uint32_t off = 0;   // bytes of it that are taken
};

// Off-heap objects of one size, cut from chunks of 16 KiB.
struct fixalloc {
    uint32_t size = 0;    // bytes of an object
    uint32_t nchunk = 0;  // bytes left of the chunk that is being cut
    uint64_t inuse = 0;   // bytes handed out
    uint64_t list = 0;    // objects that were given back
    sysMemStat stat = sysMemStat::other;
};

// Arenas of 64 KiB that spans' mark and allocation bits are cut from, by age: numbers of arenas.
struct gcBitsArenaLists {
    uint32_t free = 0;
    uint32_t next = 0;      // bits handed out since sweeping of the last cycle ended
    uint32_t current = 0;   // mark bits of the cycle that runs, allocation bits later
    uint32_t previous = 0;  // allocation bits of spans that are not swept yet
    uint32_t nextFree = 0;  // bytes taken of the newest arena of next
};

struct mheap {
    uint32_t sweepgen = 0;
    uint64_t pagesInUse = 0;
    uint64_t pagesSwept = 0, pagesSweptBasis = 0;
    uint64_t sweepHeapLiveBasis = 0;
    double sweepPagesPerByte = 0;
    uint64_t reclaimIndex = 0, reclaimCredit = 0;
    bool reclaimDone = false;
    uint32_t sweepCentralIndex = 0;  // cursor of sweepone over span classes × {full, partial}
    uint32_t sweepers = 0;           // activeSweep: running sweepers
    bool sweepDrained = true;        // activeSweep: nothing left to start
    Addr curArenaBase = 0, curArenaEnd = 0;
    Addr arenaHint = kHeapBase;
    pageAlloc pages;
    CowVector<mspan, 16> spans;         // mspan objects; index = SpanId::index()
    std::vector<uint32_t> freeSpans;    // mspan fixalloc's LIFO free list
    CowVector<SpanId, 512> pageToSpan;  // heapArena.spans, from kHeapBase on, one a page
    CowVector<uint64_t, 64> pageInUse;  // bitmaps, one bit a page (first page of a span)
    CowVector<uint64_t, 64> pageMarks;
    CowVector<uint64_t, 64> pageSpecials;
    std::vector<Addr> zeroedBase;  // a heap arena's high-water mark of ever-used bytes
    std::array<mcentral, numSpanClasses> central;
    std::array<stackpoolItem, numStackOrders> stackpool{};
    std::array<SpanId, 48> stackLarge{};  // by log2(pages): large stacks freed during a GC
    std::vector<special> specials;
    uint32_t freeSpecial = 0;  // free list through special::nextFree, 0 = none (index 0 unused)
    // Off-heap memory.
    fixalloc spanalloc, cachealloc;  // mspan objects, those in P caches too; mcaches
    fixalloc specialfinalizeralloc, specialCleanupAlloc, specialWeakHandleAlloc, specialprofilealloc;
    fixalloc arenaHintAlloc;
    persistentAlloc globalAlloc;  // for those who have no P
    gcBitsArenaLists gcBitsArenas;
    uint32_t spanSetBlockPool = 0;              // free blocks of span sets
    uint64_t allspansLen = 0, allspansCap = 0;  // list of all mspan objects ever cut
    uint64_t heapArenasCap = 0;                 // list of all arenas
};

// Durations in ns, counted by size (histogram.go): powers of two from 2^8 on, in quarters.
struct timeHistogram {
    std::array<uint64_t, 160> counts{};
    uint64_t underflow = 0, overflow = 0;
};

// memstats and heapStats: counters behind MemStats and runtime/metrics (fidelity notes: memory §14).
struct heapStatsDelta {
    int64_t committed = 0, released = 0, inHeap = 0, inStacks = 0, inWorkBufs = 0;
    uint64_t tinyAllocCount = 0, largeAlloc = 0, largeAllocCount = 0, largeFree = 0, largeFreeCount = 0;
    std::array<uint64_t, numSizeClasses> smallAllocCount{};
    std::array<uint64_t, numSizeClasses> smallFreeCount{};
};
struct mstats {
    heapStatsDelta heapStats;
    uint64_t heapInUse = 0, heapFree = 0, heapReleased = 0, mappedReady = 0;  // gcController's in Go
    uint64_t totalAlloc = 0, totalFree = 0;
    uint64_t gcMiscSys = 0, otherSys = 0, buckHashSys = 0, mspanSys = 0, mcacheSys = 0, stacksSys = 0;
    uint32_t numgc = 0, numforcedgc = 0;
    uint64_t lastGcUnix = 0, lastGcNanotime = 0, pauseTotalNs = 0;
    uint64_t lastHeapInUse = 0;
    double gcCpuFraction = 0;
    bool enablegc = false;
    std::array<uint64_t, 256> pauseNs{};
    std::array<uint64_t, 256> pauseEnd{};
    // How long stopping the world took, and how long it stood; for the collector and for all others.
    timeHistogram stwStoppingTimeGC, stwStoppingTimeOther, stwTotalTimeGC, stwTotalTimeOther;
};

}  // namespace tricolor
