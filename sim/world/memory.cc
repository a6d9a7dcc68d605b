#include "sim/world/memory.h"

#include "sim/world/hash.h"

namespace tricolor {

namespace {

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
      table_(std::move(o.table_)),
      mirror_(std::move(o.mirror_)) {}

Memory& Memory::operator=(Memory&& o) noexcept {
    if (this == &o) return *this;
    mirror_ = std::move(o.mirror_);  // before the table: what a mirror shows must be held
    heapBytesMax_ = o.heapBytesMax_;
    heapMapped_ = o.heapMapped_;
    table_ = std::move(o.table_);
    return *this;
}

Memory& Memory::operator=(const Memory& o) {
    if (this == &o) return *this;
    o.flush();
    if (heapBytesMax_ != o.heapBytesMax_) mirror_.close();
    if (!mirror_) {
        heapBytesMax_ = o.heapBytesMax_;
        heapMapped_ = o.heapMapped_;
        table_ = o.table_;
        return *this;
    }
    if (pageCount() > o.pageCount())  // pages the other one does not have must read zero when mapped again
        discardPages(o.pageCount(), pageCount() - o.pageCount());
    const Table mine = std::exchange(table_, o.table_);  // lives until nothing of it is shown
    heapMapped_ = o.heapMapped_;
    uint64_t mayCopy = kCopyMax;
    for (uint64_t c = 0; c < table_.chunkCount(); ++c) restoreChunk(c, mine, mayCopy);
    return *this;
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
    CHECK(mapped(a, n), "discard: not mapped");
    discardPages(pageIndex(a), n >> kPageShift);
}

void Memory::discardPages(uint64_t first, uint64_t n) {
    for (const uint64_t end = first + n; first < end;) {
        const uint64_t c = first / Table::chunkSize;
        const uint64_t count = std::min((c + 1) * Table::chunkSize, end) - first;
        if (mirror_) {
            std::memset(mirror_.dirty() + first, 0, count);
            if (!mirror_.grantMore(c, 2) || !mirror_.zero(first, count))
                for (uint64_t i = first; i < first + count; ++i) mirror_.put(i, nullptr);
        }
        for (uint64_t i = first; i < first + count; ++i)
            if (table_[i]) table_.mut(i) = {};
        first += count;
    }
}

void Memory::materialise() const {
    mirror_.open((kLowBytes + heapBytesMax_) >> kPageShift);
    uint64_t mayGather = 0;
    for (uint64_t c = 0; c < table_.chunkCount(); ++c) showChunk(c, mayGather);
}

// Pages of the chunk that are dirty or differ from those of `mine` get what the table has now.
void Memory::restoreChunk(uint64_t c, const Table& mine, uint64_t& mayCopy) {
    const uint64_t first = c * Table::chunkSize, end = chunkEnd(c);
    const bool same = c < mine.chunkCount() && mine.chunk(c) == table_.chunk(c);
    uint8_t* dirty = mirror_.dirty();
    if (same && !std::memchr(dirty + first, 1, end - first)) return;
    std::array<uint64_t, Table::chunkSize> wrong;
    size_t n = 0;
    for (uint64_t i = first; i < end; ++i)
        if (dirty[i] ||
            ((i >= mine.size() || mine[i].get() != table_[i].get()) && !mirror_.shows(i, slotOf(i))))
            wrong[n++] = i;
    std::memset(dirty + first, 0, end - first);
    if (n < kManyInChunk || n <= mayCopy) {
        mayCopy -= std::min<uint64_t>(n, mayCopy);
        for (size_t k = 0; k < n; ++k)
            mirror_.put(wrong[k], table_[wrong[k]] ? table_[wrong[k]]->bytes() : nullptr);
        return;
    }
    for (size_t k = 0; k < n; ++k) mirror_.markStale(wrong[k]);
    uint64_t mayGather = 0;
    showChunk(c, mayGather);
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
            if (x != y && (!x || !y || std::memcmp(x->bytes(), y->bytes(), kPageSize) != 0)) return false;
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
            one.addBytes(page->bytes(), kPageSize);
            page->hash = one.value() | 1;
        }
        h.add(i);
        h.add(page->hash);
    }
    return h.value();
}

uint64_t Memory::bytesOfMirror() const {
    uint64_t pages = 0;
    if (mirror_)
        for (uint64_t c = 0; c < table_.chunkCount(); ++c) {
            const Load load = loadOf(c);
            pages += load.dirty + load.cold;
        }
    return pages * kPageSize;
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
