// What:    the memory of the simulated process. It really holds the words: text and globals of the simulated
//          binary in a low segment, the Go heap (objects, stacks, work buffers) from 0xc000000000 up.
// Design:  the live World works on one contiguous range of host addresses (mirror.h), so that a load is one
//          addition; copies share immutable pages of a table. Writing marks a page dirty; copying first moves
//          the dirty pages into the table. A Memory that was copied and never touched has no mirror and costs
//          only its table.
// Sharing: a page that nobody writes exists once: the mirror shows the table's page itself (pagestore.h).
//          Writing a shown page costs page faults of the host, so pages that are written again and again keep
//          a copy of their own in the mirror. When more than kOwnMin pages or 1/16 of the memory have one,
//          chunks of 4 MiB with many that were not written since the last copy are shown from the table
//          again; if more than that were written since then, so are all chunks with many. Beside the table
//          the mirror thus costs what was written since the last copy, and behind a copy at most 1/8 of the
//          memory and max(32 MiB, 1/16 of it). A copy takes time in proportion to the pages written, and so
//          does going back; what going back shows instead of copying is paid for by the accesses that follow.
// Limits:  a host allows so many mappings. A chunk in too many runs is gathered, that is moved to
//          consecutive slots, eight pages for one that was written since the last copy; a chunk for which no
//          mappings are left keeps copies of its own.
// Invariants:
//  1. without a mirror nothing is dirty;
//  2. a page that is not dirty has the same bytes in mirror and table: it is the mirror's own, or the mirror
//     shows the table's;
//  3. a null page in the table is all zero, any other holds one slot of the PageStore and is no copy of it.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "sim/world/cow.h"
#include "sim/world/ids.h"
#include "sim/world/mirror.h"

namespace tricolor {

inline constexpr Addr kLowBase = 0x400000;          // where a linux/amd64 Go binary's text starts
inline constexpr uint64_t kLowBytes = 64ull << 20;  // room for text, rodata, data and bss
inline constexpr Addr kHeapBase = 0xc000000000;     // first arena hint (fidelity/memory.md §1)

class Memory {
  public:
    Memory() : Memory(4ull << 30) {}
    // heapBytesMax: how far the heap may ever grow (bytes from kHeapBase); only address space is reserved.
    explicit Memory(uint64_t heapBytesMax);
    Memory(const Memory& o);
    Memory(Memory&& o) noexcept;
    Memory& operator=(const Memory& o);  // keeps the mirror and copies only pages that differ
    Memory& operator=(Memory&& o) noexcept;

    uint64_t heapBytesMax() const { return heapBytesMax_; }
    uint64_t heapBytesMapped() const { return heapMapped_; }
    // Maps the heap up to kHeapBase+bytes (multiple of 8 pages, at most heapBytesMax).
    void mapHeap(uint64_t bytes);
    // Contents of [a, a+n) become zero and the host gets its memory back; a, n page aligned.
    void discard(Addr a, uint64_t n);

    bool mapped(Addr a, uint64_t n) const {
        return (a - kHeapBase < heapMapped_ && n <= heapMapped_ - (a - kHeapBase)) ||
               (a - kLowBase < kLowBytes && n <= kLowBytes - (a - kLowBase));
    }

    // Host pointer to a mapped address, valid until this Memory is assigned or destroyed. Writers call
    // dirty() for what they write before the next copy is taken; ranges inside one segment are contiguous.
    uint8_t* host(Addr a) const {
        if (!mirror_) [[unlikely]]
            materialise();
        const uint64_t off = a - kHeapBase;
        if (off < heapMapped_) [[likely]]
            return mirror_.base() + kLowBytes + off;
        CHECK(a - kLowBase < kLowBytes, "access to an unmapped simulated address");
        return mirror_.base() + (a - kLowBase);
    }
    void dirty(Addr a, uint64_t n) {
        if (n == 0) return;
        const uint64_t first = pageIndex(a), last = pageIndex(a + n - 1);
        for (uint64_t i = first; i <= last; ++i) mirror_.dirty()[i] = 1;
    }
    // One flag for each 8 KiB of the heap, valid as long as host pointers are; setting it is dirty().
    uint8_t* dirtyFlagsOfHeap() {
        if (!mirror_) materialise();
        return mirror_.dirty() + (kLowBytes >> kPageShift);
    }
    uint8_t* hostMut(Addr a, uint64_t n) {
        uint8_t* h = host(a);
        dirty(a, n);
        return h;
    }

    // The same for bytes that lie on one page.
    uint8_t* hostMutOnPage(Addr a) {
        if (!mirror_) [[unlikely]]
            materialise();
        const uint64_t off = a - kHeapBase;
        if (off >= heapMapped_) [[unlikely]]
            return hostMut(a, 1);
        mirror_.dirty()[(kLowBytes + off) >> kPageShift] = 1;
        return mirror_.base() + kLowBytes + off;
    }

    template <class T>
    T load(Addr a) const {
        T v;
        std::memcpy(&v, host(a), sizeof v);
        return v;
    }
    template <class T>
    void store(Addr a, T v) {
        std::memcpy(hostMut(a, sizeof v), &v, sizeof v);
    }
    uint64_t load64(Addr a) const { return load<uint64_t>(a); }
    void store64(Addr a, uint64_t v) { store(a, v); }
    void zero(Addr a, uint64_t n) {
        if (n) std::memset(hostMut(a, n), 0, n);
    }
    void copy(Addr to, Addr from, uint64_t n) {  // memmove
        if (n) std::memmove(hostMut(to, n), host(from), n);
    }
    void write(Addr to, const void* from, uint64_t n) {
        if (n) std::memcpy(hostMut(to, n), from, n);
    }
    std::string_view bytes(Addr a, uint64_t n) const {
        return n ? std::string_view(reinterpret_cast<const char*>(host(a)), n) : std::string_view();
    }

    friend bool operator==(const Memory& a, const Memory& b);
    uint64_t hash() const;
    // Host bytes of shared pages of this Memory that `other` does not share: what keeping it costs beside
    // other.
    uint64_t bytesNotSharedWith(const Memory& other) const;
    // Host bytes that working on this Memory costs beside its table, at most: pages written since the last
    // copy, and others that the mirror has of its own.
    uint64_t bytesOfMirror() const;

  private:
    struct Page {
        explicit Page(uint32_t s) : slot(s) {}
        Page(const Page&) = delete;
        Page& operator=(const Page&) = delete;
        ~Page() { PageStore::current().release(slot); }
        const uint8_t* bytes() const { return PageStore::current().bytes(slot); }

        uint32_t refs = 1;
        uint32_t slot;
        mutable uint64_t hash = 0;  // 0: not computed yet
    };
    using Table = CowVector<Ref<Page>, Mirror::kChunkPages>;
    static constexpr uint64_t kOwnMin = 2048;   // pages: 16 MiB
    static constexpr uint64_t kCopyMax = 1024;  // pages that going back copies before it shows pages instead
    static constexpr uint32_t kManyInChunk = 64;
    static constexpr size_t kRunsMin = 128, kRunsMax = 400;  // of a chunk, before it is gathered

    // Consecutive pages of one chunk that are in consecutive slots, or are all zero (first slot kNoSlot).
    struct Run {
        uint64_t page = 0;
        SlotRun slots;
    };

    uint64_t pageIndex(Addr a) const {
        const uint64_t off = a - kHeapBase;
        return off < heapMapped_ ? (kLowBytes + off) >> kPageShift : (a - kLowBase) >> kPageShift;
    }
    uint64_t pageCount() const { return (kLowBytes + heapMapped_) >> kPageShift; }
    uint64_t chunkEnd(uint64_t c) const { return std::min((c + 1) * Table::chunkSize, table_.size()); }
    uint32_t slotOf(uint64_t i) const { return table_[i] ? table_[i]->slot : PageStore::kNoSlot; }
    void materialise() const;  // makes the mirror from the table
    void discardPages(uint64_t first, uint64_t n);
    void restoreChunk(uint64_t c, const Table& mine, uint64_t& mayCopy);

    // memory_flush.cc
    struct Load {  // pages of a chunk
        uint32_t dirty = 0;
        uint32_t cold = 0;  // own, but not dirty
    };
    Load loadOf(uint64_t c) const;
    void flush() const;                            // dirty pages → table
    void flushChunk(uint64_t c, bool show) const;  // show: the whole chunk is shown from the table behind it
    void keep(uint64_t first, uint64_t n, bool show) const;
    std::vector<Run> runsOf(uint64_t c) const;
    void gather(uint64_t c) const;
    void showChunk(uint64_t c, uint64_t& mayGather) const;

    uint64_t heapBytesMax_ = 0;
    uint64_t heapMapped_ = 0;
    mutable Table table_;
    mutable Mirror mirror_;  // low segment, then heap
};

}  // namespace tricolor
