#include "sim/world/mirror.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "sim/world/check.h"

namespace tricolor {

namespace {

constexpr int kOwnMemory = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

uint8_t* reserve(uint64_t bytes) {
    void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, kOwnMemory, -1, 0);
    CHECK(p != MAP_FAILED, "cannot reserve host address space for the simulated memory");
    return static_cast<uint8_t*>(p);
}

}  // namespace

void Mirror::open(uint64_t pages) {
    pages_ = pages;
    base_ = reserve(pages << kPageShift);
    dirty_ = reserve(pages);
    own_ = reserve(pages);
    shown_ = reinterpret_cast<uint32_t*>(reserve(pages * sizeof *shown_));
    chunks_.assign((pages + kChunkPages - 1) / kChunkPages, {});
}

void Mirror::close() noexcept {
    if (!base_) return;
    munmap(base_, pages_ << kPageShift);
    munmap(dirty_, pages_);
    munmap(own_, pages_);
    munmap(shown_, pages_ * sizeof *shown_);
    base_ = nullptr;
    PageStore& store = PageStore::current();
    for (const Chunk& c : chunks_) store.grant(c.granted, 0);
    if (mapped_) --store.mirrors;
    mapped_ = false;
}

void Mirror::swap(Mirror& o) noexcept {
    std::swap(base_, o.base_);
    std::swap(dirty_, o.dirty_);
    std::swap(own_, o.own_);
    std::swap(shown_, o.shown_);
    std::swap(pages_, o.pages_);
    std::swap(mapped_, o.mapped_);
    chunks_.swap(o.chunks_);
}

void Mirror::detach(uint64_t i) {
    if (own_[i]) return;
    if (shown_[i] != PageStore::kNoSlot) {  // writing a byte makes the host copy its page
        static const auto hostPage = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
        for (uint64_t at = 0; at < kPageSize; at += hostPage) {
            volatile uint8_t* byte = page(i) + at;
            *byte = *byte;
        }
    }
    setOwn(i, true);
}

void Mirror::put(uint64_t i, const uint8_t* bytes) {
    if (bytes)
        std::memcpy(page(i), bytes, kPageSize);
    else
        std::memset(page(i), 0, kPageSize);
    setOwn(i, true);
}

void Mirror::markStale(uint64_t i) {
    setOwn(i, false);
    shown_[i] = kStale;
}

bool Mirror::grant(uint64_t chunk, uint32_t runs) {
    if (!PageStore::current().grant(chunks_[chunk].granted, runs)) return false;
    chunks_[chunk].granted = runs;
    return true;
}

bool Mirror::show(uint64_t first, SlotRun run) {
    PageStore& store = PageStore::current();
    if (!store.canMap() || !store.map(page(first), run)) return false;
    if (!mapped_) ++store.mirrors;
    mapped_ = true;
    for (uint32_t k = 0; k < run.count; ++k) {
        setOwn(first + k, false);
        shown_[first + k] = run.first + k;
    }
    return true;
}

bool Mirror::zero(uint64_t first, uint64_t count) {
    const bool files =
        std::any_of(shown_ + first, shown_ + first + count, [](uint32_t slot) { return slot != 0; });
    const uint64_t bytes = count << kPageShift;
    if (!files)
        madvise(page(first), bytes, MADV_DONTNEED);
    else if (mmap(page(first), bytes, PROT_READ | PROT_WRITE, kOwnMemory | MAP_FIXED, -1, 0) != page(first))
        return false;
    for (uint64_t i = first; i < first + count; ++i) {
        setOwn(i, false);
        shown_[i] = PageStore::kNoSlot;
    }
    return true;
}

}  // namespace tricolor
