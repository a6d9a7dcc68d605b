// What:    the memory of the simulated process. It really holds the words: text and globals of the simulated
// binary in
//          a low segment, the Go heap (objects, stacks, work buffers) from 0xc000000000 up.
// Design:  the live World works on one contiguous host mapping (a mirror), so that a load is one addition; a
// copy
//          shares immutable pages. Writing marks a page dirty; copying first moves dirty pages into the
//          shared table. A Memory that was copied and never touched has no mirror and costs only its table.
// Invariants:
//  1. without a mirror nothing is dirty;
//  2. a page that is not dirty has the same bytes in mirror and table;
//  3. a null page in the table is all zero.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "sim/world/cow.h"
#include "sim/world/ids.h"

namespace tricolor {

inline constexpr uint64_t kPageShift = 13;
inline constexpr uint64_t kPageSize = 1 << kPageShift;  // the runtime's page, 8 KiB
inline constexpr Addr kLowBase = 0x400000;              // where a linux/amd64 Go binary's text starts
inline constexpr uint64_t kLowBytes = 64ull << 20;      // room for text, rodata, data and bss
inline constexpr Addr kHeapBase = 0xc000000000;         // first arena hint (fidelity/memory.md §1)

class Memory {
  public:
    Memory() : Memory(4ull << 30) {}
    // heapBytesMax: how far the heap may ever grow (bytes from kHeapBase); only address space is reserved.
    explicit Memory(uint64_t heapBytesMax);
    Memory(const Memory& o);
    Memory(Memory&& o) noexcept;
    Memory& operator=(const Memory& o);  // keeps the mirror and copies only pages that differ
    Memory& operator=(Memory&& o) noexcept;
    ~Memory();

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
        if (!base_) [[unlikely]]
            materialise();
        const uint64_t off = a - kHeapBase;
        if (off < heapMapped_) [[likely]]
            return base_ + kLowBytes + off;
        CHECK(a - kLowBase < kLowBytes, "access to an unmapped simulated address");
        return base_ + (a - kLowBase);
    }
    void dirty(Addr a, uint64_t n) {
        if (n == 0) return;
        const uint64_t first = pageIndex(a), last = pageIndex(a + n - 1);
        for (uint64_t i = first; i <= last; ++i) dirty_[i] = 1;
    }
    // One flag for each 8 KiB of the heap, valid as long as host pointers are; setting it is dirty().
    uint8_t* dirtyFlagsOfHeap() {
        if (!base_) materialise();
        return dirty_ + (kLowBytes >> kPageShift);
    }
    uint8_t* hostMut(Addr a, uint64_t n) {
        uint8_t* h = host(a);
        dirty(a, n);
        return h;
    }

    // The same for bytes that lie on one page.
    uint8_t* hostMutOnPage(Addr a) {
        if (!base_) [[unlikely]]
            materialise();
        const uint64_t off = a - kHeapBase;
        if (off >= heapMapped_) [[unlikely]]
            return hostMut(a, 1);
        dirty_[(kLowBytes + off) >> kPageShift] = 1;
        return base_ + kLowBytes + off;
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

  private:
    struct Page {
        uint32_t refs = 1;
        mutable uint64_t hash = 0;  // 0: not computed yet
        std::array<uint8_t, kPageSize> bytes;
    };
    using Table = CowVector<Ref<Page>, 512>;

    uint64_t pageIndex(Addr a) const {
        const uint64_t off = a - kHeapBase;
        return off < heapMapped_ ? (kLowBytes + off) >> kPageShift : (a - kLowBase) >> kPageShift;
    }
    uint64_t pageCount() const { return (kLowBytes + heapMapped_) >> kPageShift; }
    void materialise() const;  // makes the mirror from the table
    void release() noexcept;
    void flush() const;  // dirty pages → table
    void flushPage(uint64_t i) const;
    void restorePage(uint64_t i);

    uint64_t heapBytesMax_ = 0;
    uint64_t heapMapped_ = 0;
    mutable uint8_t* base_ = nullptr;   // mirror: low segment, then heap
    mutable uint8_t* dirty_ = nullptr;  // one flag a page of the mirror
    mutable Table table_;
};

}  // namespace tricolor
