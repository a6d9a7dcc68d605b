#include "sim/world/pagestore.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iterator>

#include "sim/world/check.h"

namespace tricolor {

namespace {

constexpr uint64_t kMostBytes = 64ull << 30;  // address space, and the length of a file that is mostly holes

// A memory file of that length, or -1.
int memoryFile(uint64_t bytes) {
#ifdef __linux__
    rlimit limit{};
    const long hostPage = sysconf(_SC_PAGESIZE);
    if (hostPage <= 0 || kPageSize % static_cast<uint64_t>(hostPage) != 0) return -1;
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur < bytes) return -1;
    const int fd = memfd_create("simulated memory", MFD_CLOEXEC);
    if (fd >= 0 && ftruncate(fd, static_cast<off_t>(bytes)) == 0) return fd;
    if (fd >= 0) close(fd);
#endif
    return -1;
}

uint8_t* mapAll(int fd, uint64_t bytes) {
    void* p = fd >= 0 ? mmap(nullptr, bytes, PROT_READ, MAP_SHARED | MAP_NORESERVE, fd, 0)
                      : mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return p == MAP_FAILED ? nullptr : static_cast<uint8_t*>(p);
}

PageStore*& replaced() {
    static PageStore* store = nullptr;
    return store;
}

}  // namespace

// ---- free runs ----

void FreeRuns::erase(std::map<uint32_t, uint32_t>::iterator at) {
    byLength_.erase({at->second, at->first});
    slots_ -= at->second;
    byPlace_.erase(at);
}

void FreeRuns::insert(SlotRun run) {
    byPlace_.emplace(run.first, run.count);
    byLength_.emplace(run.count, run.first);
    slots_ += run.count;
}

void FreeRuns::put(SlotRun run) {
    auto next = byPlace_.lower_bound(run.first);
    if (next != byPlace_.begin()) {
        const auto before = std::prev(next);
        CHECK(before->first + before->second <= run.first, "a slot was freed twice");
        if (before->first + before->second == run.first) {
            run = {before->first, before->second + run.count};
            erase(before);
        }
    }
    CHECK(next == byPlace_.end() || run.first + run.count <= next->first, "a slot was freed twice");
    if (next != byPlace_.end() && run.first + run.count == next->first) {
        run.count += next->second;
        erase(next);
    }
    insert(run);
}

SlotRun FreeRuns::cut(std::map<uint32_t, uint32_t>::iterator at, uint32_t n) {
    const SlotRun whole{at->first, at->second};
    erase(at);
    if (whole.count > n) insert({whole.first + n, whole.count - n});
    return {whole.first, n};
}

SlotRun FreeRuns::take(uint32_t want) {
    const auto found = byLength_.lower_bound({want, 0});
    return found == byLength_.end() ? SlotRun{} : cut(byPlace_.find(found->second), want);
}

SlotRun FreeRuns::takeLongest(uint32_t n) {
    if (byLength_.empty()) return {};
    const auto [count, first] = *byLength_.rbegin();
    return cut(byPlace_.find(first), count < n ? count : n);
}

// ---- the store ----

PageStore::PageStore(Options options) : mappingsMax_(options.mappingsMax) {
    for (uint64_t bytes = kMostBytes; !base_ && bytes >= 1ull << 30; bytes /= 2) {
        if (options.memoryFile) fd_ = memoryFile(bytes);
        base_ = mapAll(fd_, bytes);
        slotsMax_ = bytes >> kPageShift;
        if (base_ || fd_ < 0) continue;
        close(fd_);
        fd_ = -1;
    }
    CHECK(base_, "cannot reserve host address space for pages of snapshots");
}

PageStore::~PageStore() {
    munmap(base_, slotsMax_ << kPageShift);
    if (fd_ >= 0) close(fd_);
}

PageStore& PageStore::current() {
    if (PageStore* other = replaced()) [[unlikely]]
        return *other;
    static auto* const store = new PageStore;  // never destroyed: Worlds may outlive everything else
    return *store;
}

PageStore* PageStore::replace(PageStore* store) {
    CHECK(current().inUse_ == 0, "a store is replaced while pages are in use");
    return std::exchange(replaced(), store);
}

SlotRun PageStore::alloc(uint32_t want) {
    SlotRun run = warm_.take(want);
    if (!run.count) run = cold_.take(want);
    if (!run.count && slotsMax_ - end_ >= want) {
        run = {end_, want};
        end_ += want;
    }
    if (!run.count) run = warm_.takeLongest(want);
    if (!run.count) run = cold_.takeLongest(want);
    CHECK(run.count, "no room for more pages of snapshots");
    inUse_ += run.count;
    return run;
}

void PageStore::write(SlotRun run, const uint8_t* from) {
    uint64_t at = uint64_t{run.first} << kPageShift, left = uint64_t{run.count} << kPageShift;
    if (fd_ < 0) {
        std::memcpy(base_ + at, from, left);
        return;
    }
    // pwrite fills fresh pages without clearing them first, and needs no page faults
    while (left) {
        const ssize_t n = pwrite(fd_, from, left, static_cast<off_t>(at));
        if (n < 0 && errno == EINTR) continue;
        CHECK(n > 0, "the host has no memory left for pages of snapshots");
        from += n;
        at += static_cast<uint64_t>(n);
        left -= static_cast<uint64_t>(n);
    }
}

void PageStore::release(uint32_t slot) {
    --inUse_;
    warm_.put({slot, 1});
    if (warm_.slots() > kWarmMax + inUse_ / 16) trim();
}

void PageStore::trim() {
    warm_.drain([&](SlotRun run) {
        const uint64_t at = uint64_t{run.first} << kPageShift, bytes = uint64_t{run.count} << kPageShift;
#ifdef __linux__
        if (fd_ >= 0)
            fallocate(fd_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(at),
                      static_cast<off_t>(bytes));
#endif
        if (fd_ < 0) madvise(base_ + at, bytes, MADV_DONTNEED);
        cold_.put(run);
    });
}

bool PageStore::map(uint8_t* at, SlotRun run) const {
    return mmap(at, uint64_t{run.count} << kPageShift, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, fd_,
                static_cast<off_t>(uint64_t{run.first} << kPageShift)) == at;
}

bool PageStore::grant(uint32_t had, uint32_t want) {
    if (want > had && mappings_ - had + want > mappingsMax_) return false;
    mappings_ = mappings_ - had + want;
    return true;
}

}  // namespace tricolor
