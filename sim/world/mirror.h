// What:    the simulated memory where the live World reads and writes it: one contiguous range of host
//          addresses, a page of 8 KiB after the other.
// Design:  a page of it is either its own (anonymous host memory) or shows a slot of the PageStore, mapped
//          copy on write. The host copies a shown page when it is written, 4 KiB at a time, so writers need
//          not ask; they set the page's dirty flag. Nobody else sees what is written here.
// States of a page, when it is not dirty:
//          own(i)            it has bytes of its own that equal the table's page;
//          shows(i, slot)    it shows that slot, or for kNoSlot zeros, and costs nothing;
//          neither           stale: Memory is about to show, put or zero it.
// Invariants:
//  1. a page that shows a slot belongs to a table that holds the slot, so that nobody writes the slot;
//  2. an own page is free of the slot that was mapped below it: the host reads that one no more;
//  3. grants of mappings cover the runs mapped in each chunk.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/world/pagestore.h"

namespace tricolor {

class Mirror {
  public:
    static constexpr uint64_t kChunkPages = 512;  // mappings and own pages are counted for 4 MiB at a time

    Mirror() = default;
    Mirror(Mirror&& o) noexcept { swap(o); }
    Mirror& operator=(Mirror&& o) noexcept {
        close();
        swap(o);
        return *this;
    }
    ~Mirror() { close(); }

    explicit operator bool() const { return base_; }
    void open(uint64_t pages);  // address space that reads zero and costs nothing until touched
    void close() noexcept;

    uint8_t* base() const { return base_; }
    uint8_t* dirty() const { return dirty_; }  // one flag a page
    uint8_t* page(uint64_t i) const { return base_ + (i << kPageShift); }
    bool own(uint64_t i) const { return own_[i]; }
    bool shows(uint64_t i, uint32_t slot) const { return !own_[i] && shown_[i] == slot; }
    uint32_t ownIn(uint64_t chunk) const { return chunks_[chunk].own; }

    // The page gets bytes of its own: those it shows, or `bytes` (null: zeros).
    void detach(uint64_t i);
    void put(uint64_t i, const uint8_t* bytes);
    // What the page shows is wrong, or about to be.
    void markStale(uint64_t i);

    // Before show() and zero() in a chunk: may it consist of that many runs? No change if not.
    bool grant(uint64_t chunk, uint32_t runs);
    bool grantMore(uint64_t chunk, uint32_t runs) { return grant(chunk, chunks_[chunk].granted + runs); }
    // Pages from `first` show these slots, or zeros and give host memory back; all in one chunk. False: the
    // host refused, nothing changed.
    bool show(uint64_t first, SlotRun run);
    bool zero(uint64_t first, uint64_t count);
    // Nothing but ours shows slots of the store.
    bool alone() const { return PageStore::current().mirrors == (mapped_ ? 1u : 0u); }

  private:
    struct Chunk {
        uint32_t own = 0;      // pages
        uint32_t granted = 0;  // mappings
    };
    static constexpr uint32_t kStale = ~0u;

    void setOwn(uint64_t i, bool own) {
        chunks_[i / kChunkPages].own += static_cast<uint32_t>(own) - own_[i];
        own_[i] = own;
    }
    void swap(Mirror& o) noexcept;

    uint8_t* base_ = nullptr;
    uint8_t* dirty_ = nullptr;
    uint8_t* own_ = nullptr;     // one flag a page
    uint32_t* shown_ = nullptr;  // slot mapped below a page; kNoSlot: anonymous memory
    uint64_t pages_ = 0;
    bool mapped_ = false;  // counted in the store's mirrors
    std::vector<Chunk> chunks_;
};

}  // namespace tricolor
