// What:    where the bytes of shared pages live. A slot holds one page of 8 KiB; whoever keeps a page keeps
//          its slot.
// Design:  the slots are one memory file of the host, so that a mirror (mirror.h) can map a run of them where
//          the live World looks: a page that nobody writes exists once, however many snapshots have it. Where
//          the host has no such files, or has larger pages than ours, slots are plain memory and mirrors
//          copy. Freed slots stay at hand (warm) up to kWarmMax; beyond that the host gets all of them back
//          (cold). One store serves the process, and like CowVector it belongs to one thread. A forked child
//          must exec or die: the file is common to both.
// Invariants:
//  1. a slot's bytes do not change from write() to release();
//  2. a slot is in use, warm, cold or not below end_, and only one of these; neighbours in a list are one
//  run;
//  3. cold slots cost no host memory;
//  4. no more than mappingsMax mappings are granted to all mirrors together.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>

namespace tricolor {

inline constexpr uint64_t kPageShift = 13;
inline constexpr uint64_t kPageSize = 1 << kPageShift;  // the runtime's page, 8 KiB

// Consecutive slots.
struct SlotRun {
    uint32_t first = 0, count = 0;
};

// Disjoint runs of free slots, by place and by length.
class FreeRuns {
  public:
    uint64_t slots() const { return slots_; }
    void put(SlotRun run);            // joins its neighbours
    SlotRun take(uint32_t want);      // from the shortest run that has as many; count 0: none has
    SlotRun takeLongest(uint32_t n);  // up to n slots of the longest run; count 0: there is none
    template <class F>
    void drain(F&& f) {  // calls f for each run and forgets it
        for (const auto& [first, count] : byPlace_) f(SlotRun{first, count});
        byPlace_.clear();
        byLength_.clear();
        slots_ = 0;
    }

  private:
    void erase(std::map<uint32_t, uint32_t>::iterator at);
    void insert(SlotRun run);
    SlotRun cut(std::map<uint32_t, uint32_t>::iterator at, uint32_t n);

    std::map<uint32_t, uint32_t> byPlace_;              // first → count
    std::set<std::pair<uint32_t, uint32_t>> byLength_;  // count, first
    uint64_t slots_ = 0;
};

class PageStore {
  public:
    struct Options {
        bool memoryFile = true;        // false: plain memory, as on a host without memory files
        uint32_t mappingsMax = 32768;  // Linux allows a process 65530 (vm.max_map_count)
    };
    static constexpr uint32_t kNoSlot = 0;
    static constexpr uint64_t kWarmMax = 2048;  // slots: 16 MiB

    PageStore() : PageStore(Options{}) {}
    explicit PageStore(Options options);
    PageStore(const PageStore&) = delete;
    PageStore& operator=(const PageStore&) = delete;
    ~PageStore();

    // The store of the process. Tests put another one in its place while no page is in use.
    static PageStore& current();
    static PageStore* replace(PageStore* store);  // null: the usual one; returns what was there

    bool canMap() const { return fd_ >= 0; }
    uint64_t slotsInUse() const { return inUse_; }
    uint64_t hostBytes() const { return (inUse_ + warm_.slots()) << kPageShift; }

    // Between 1 and `want` consecutive slots, to be filled by write() once.
    SlotRun alloc(uint32_t want);
    void write(SlotRun run, const uint8_t* from);
    void release(uint32_t slot);
    const uint8_t* bytes(uint32_t slot) const { return base_ + (uint64_t{slot} << kPageShift); }

    // Maps a run at a host address, copy on write. False: the host refused and nothing changed.
    bool map(uint8_t* at, SlotRun run) const;
    // Exchanges a grant of `had` mappings for one of `want`; false: that would be too many.
    bool grant(uint32_t had, uint32_t want);
    uint32_t mappings() const { return mappings_; }
    // How many mirrors show slots of this store.
    uint32_t mirrors = 0;

  private:
    void trim();

    int fd_ = -1;
    uint8_t* base_ = nullptr;  // all slots, readable; writable only without a file
    uint64_t slotsMax_ = 0;
    uint64_t inUse_ = 0;
    uint32_t end_ = 1;  // slots from here up were never used; slot 0 never is
    uint32_t mappings_ = 0;
    uint32_t mappingsMax_ = 0;
    FreeRuns warm_, cold_;
};

}  // namespace tricolor
