#include "sim/world/memory.h"

#include <sys/mman.h>

#include "sim/world/hash.h"

namespace tricolor {

namespace {

// Reserves address space that reads as zero and costs nothing until it is touched.
uint8_t* reserve(uint64_t bytes) {
    void* p =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(p != MAP_FAILED, "cannot reserve host address space for the simulated memory");
    return static_cast<uint8_t*>(p);
}

bool allZero(const uint8_t* p) {
    const auto* w = reinterpret_cast<const uint64_t*>(p);
    for (uint64_t i = 0; i < kPageSize / 8; ++i)
        if (w[i]) return false;
    return true;
}

uint64_t roundUp(uint64_t n, uint64_t to) {
    return (n + to - 1) / to * to;
}

}  // namespace

Memory::Memory(uint64_t heapBytesMax) : heapBytesMax_(roundUp(heapBytesMax, 8 * kPageSize)) {
    table_.resize(pageCount());
}

Memory::Memory(const Memory& o) : heapBytesMax_(o.heapBytesMax_), heapMapped_(o.heapMapped_) {
    o.flush();
    table_ = o.table_;
}

Memory::Memory(Memory&& o) noexcept
    : heapBytesMax_(o.heapBytesMax_),
      heapMapped_(o.heapMapped_),
      base_(std::exchange(o.base_, nullptr)),
      dirty_(std::exchange(o.dirty_, nullptr)),
      table_(std::move(o.table_)) {}

Memory& Memory::operator=(Memory&& o) noexcept {
    if (this == &o) return *this;
    release();
    heapBytesMax_ = o.heapBytesMax_;
    heapMapped_ = o.heapMapped_;
    base_ = std::exchange(o.base_, nullptr);
    dirty_ = std::exchange(o.dirty_, nullptr);
    table_ = std::move(o.table_);
    return *this;
}

Memory& Memory::operator=(const Memory& o) {
    if (this == &o) return *this;
    o.flush();
    if (heapBytesMax_ != o.heapBytesMax_) release();
    if (!base_) {
        heapBytesMax_ = o.heapBytesMax_;
        heapMapped_ = o.heapMapped_;
        table_ = o.table_;
        return *this;
    }
    flush();
    if (heapMapped_ > o.heapMapped_)  // pages the other one does not have must read zero when mapped again
        madvise(base_ + kLowBytes + o.heapMapped_, heapMapped_ - o.heapMapped_, MADV_DONTNEED);
    const Table mine = std::exchange(table_, o.table_);
    heapMapped_ = o.heapMapped_;
    for (size_t c = 0; c < table_.chunkCount(); ++c) {
        if (c < mine.chunkCount() && mine.chunk(c) == table_.chunk(c)) continue;
        for (size_t i = c * Table::chunkSize; i < (c + 1) * Table::chunkSize && i < table_.size(); ++i)
            if (i >= mine.size() || mine[i].get() != table_[i].get()) restorePage(i);
    }
    return *this;
}

Memory::~Memory() {
    release();
}

void Memory::release() noexcept {
    if (!base_) return;
    munmap(base_, kLowBytes + heapBytesMax_);
    munmap(dirty_, (kLowBytes + heapBytesMax_) >> kPageShift);
    base_ = dirty_ = nullptr;
}

void Memory::mapHeap(uint64_t bytes) {
    CHECK(bytes % (8 * kPageSize) == 0 && bytes <= heapBytesMax_, "mapHeap: outside of the reserved heap");
    if (bytes <= heapMapped_) return;
    heapMapped_ = bytes;
    table_.resize(pageCount());
}

void Memory::discard(Addr a, uint64_t n) {
    CHECK(a % kPageSize == 0 && n % kPageSize == 0, "discard: not page aligned");
    if (n == 0) return;
    madvise(host(a), n, MADV_DONTNEED);
    dirty(a, n);
}

void Memory::materialise() const {
    base_ = reserve(kLowBytes + heapBytesMax_);
    dirty_ = reserve((kLowBytes + heapBytesMax_) >> kPageShift);
    for (uint64_t i = 0; i < table_.size(); ++i)
        if (table_[i]) std::memcpy(base_ + i * kPageSize, table_[i]->bytes.data(), kPageSize);
}

void Memory::restorePage(uint64_t i) {
    uint8_t* h = base_ + i * kPageSize;
    if (table_[i])
        std::memcpy(h, table_[i]->bytes.data(), kPageSize);
    else
        std::memset(h, 0, kPageSize);
}

void Memory::flushPage(uint64_t i) const {
    const uint8_t* h = base_ + i * kPageSize;
    const Page* old = table_[i].get();
    const bool zero = allZero(h);
    if (old ? std::memcmp(old->bytes.data(), h, kPageSize) == 0 : zero) return;
    auto* page = zero ? nullptr : new Page;
    if (page) std::memcpy(page->bytes.data(), h, kPageSize);
    table_.mut(i) = Ref<Page>(page);
}

void Memory::flush() const {
    if (!base_) return;
    const uint64_t n = pageCount();  // a multiple of 8, see mapHeap
    for (uint64_t i = 0; i < n; i += 8) {
        uint64_t flags;
        std::memcpy(&flags, dirty_ + i, 8);
        if (!flags) continue;
        for (uint64_t k = i; k < i + 8; ++k)
            if (dirty_[k]) flushPage(k);
        std::memset(dirty_ + i, 0, 8);
    }
}

bool operator==(const Memory& a, const Memory& b) {
    a.flush();
    b.flush();
    if (a.heapBytesMax_ != b.heapBytesMax_ || a.heapMapped_ != b.heapMapped_) return false;
    for (size_t c = 0; c < a.table_.chunkCount(); ++c) {
        if (a.table_.chunk(c) == b.table_.chunk(c)) continue;
        const size_t end = std::min((c + 1) * Memory::Table::chunkSize, a.table_.size());
        for (size_t i = c * Memory::Table::chunkSize; i < end; ++i) {
            const auto *x = a.table_[i].get(), *y = b.table_[i].get();
            if (x != y && (!x || !y || x->bytes != y->bytes)) return false;
        }
    }
    return true;
}

uint64_t Memory::hash() const {
    flush();
    Hasher h;
    h.add(heapBytesMax_);
    h.add(heapMapped_);
    for (uint64_t i = 0; i < table_.size(); ++i) {
        const Page* page = table_[i].get();
        if (!page) continue;
        if (page->hash == 0) {
            Hasher one;
            one.addBytes(page->bytes.data(), kPageSize);
            page->hash = one.value() | 1;
        }
        h.add(i);
        h.add(page->hash);
    }
    return h.value();
}

uint64_t Memory::bytesNotSharedWith(const Memory& other) const {
    uint64_t pages = 0;
    for (size_t c = 0; c < table_.chunkCount(); ++c) {
        if (c < other.table_.chunkCount() && table_.chunk(c) == other.table_.chunk(c)) continue;
        pages += 1;  // the chunk of references itself: 4 KiB, counted as half a page too much
        for (size_t i = c * Table::chunkSize; i < (c + 1) * Table::chunkSize && i < table_.size(); ++i)
            pages += table_[i] && (i >= other.table_.size() || table_[i].get() != other.table_[i].get());
    }
    return pages * kPageSize;
}

}  // namespace tricolor
