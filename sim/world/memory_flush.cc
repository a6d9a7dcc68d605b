// Moving what was written into the table, and showing from the table what is no longer written.
#include <array>
#include <cstring>

#include "sim/world/memory.h"

namespace tricolor {

namespace {

bool allZero(const uint8_t* p) {
    const auto* w = reinterpret_cast<const uint64_t*>(p);
    for (uint64_t i = 0; i < kPageSize / 8; ++i)
        if (w[i]) return false;
    return true;
}

}  // namespace

Memory::Load Memory::loadOf(uint64_t c) const {
    const uint64_t first = c * Table::chunkSize, end = chunkEnd(c);
    const uint8_t* dirty = mirror_.dirty();
    Load load;
    if (!mirror_.ownIn(c) && !std::memchr(dirty + first, 1, end - first)) return load;
    for (uint64_t i = first; i < end; ++i) {
        load.dirty += dirty[i];
        load.cold += mirror_.own(i) & !dirty[i];
    }
    return load;
}

void Memory::flush() const {
    if (!mirror_) return;
    std::vector<Load> loads(table_.chunkCount());
    uint64_t dirty = 0, own = 0;
    for (uint64_t c = 0; c < loads.size(); ++c) {
        loads[c] = loadOf(c);
        dirty += loads[c].dirty;
        own += loads[c].dirty + loads[c].cold;
    }
    const uint64_t ownMax = std::max(kOwnMin, pageCount() / 16);
    const bool canMap = PageStore::current().canMap();
    uint64_t mayGather = Table::chunkSize + 8 * dirty;
    for (uint64_t c = 0; c < loads.size(); ++c) {
        const Load& load = loads[c];
        const bool show = canMap && ((own > ownMax && load.cold >= kManyInChunk) ||
                                     (dirty > ownMax && load.cold + load.dirty >= kManyInChunk));
        if (load.dirty) flushChunk(c, show);
        if (show) showChunk(c, mayGather);
    }
}

void Memory::flushChunk(uint64_t c, bool show) const {
    enum : uint8_t { kSame, kZero, kBytes };
    const uint64_t first = c * Table::chunkSize, end = chunkEnd(c);
    uint8_t* dirty = mirror_.dirty();
    std::array<uint8_t, Table::chunkSize + 1> change{};
    for (uint64_t i = first; i < end; ++i) {
        if (!dirty[i]) continue;
        const Page* old = table_[i].get();
        const bool zero = allZero(mirror_.page(i));
        const bool same = old ? std::memcmp(old->bytes(), mirror_.page(i), kPageSize) == 0 : zero;
        change[i - first] = same ? kSame : zero ? kZero : kBytes;
    }
    for (uint64_t i = first, n = 1; i < end; i += n, n = 1) {
        if (!dirty[i]) continue;
        if (change[i - first] == kBytes) {
            while (i + n < end && change[i + n - first] == kBytes) ++n;
            keep(i, n, show);
            continue;
        }
        show ? mirror_.markStale(i) : mirror_.detach(i);
        if (change[i - first] == kZero) table_.mut(i) = {};
    }
    std::memset(dirty + first, 0, end - first);
}

// The table gets new pages with the mirror's bytes.
void Memory::keep(uint64_t first, uint64_t n, bool show) const {
    PageStore& store = PageStore::current();
    while (n) {
        const SlotRun run = store.alloc(static_cast<uint32_t>(n));
        store.write(run, mirror_.page(first));
        for (uint32_t k = 0; k < run.count; ++k, ++first) {
            show ? mirror_.markStale(first) : mirror_.detach(first);  // before the old slot is free
            table_.mut(first) = Ref<Page>(new Page(run.first + k));
        }
        n -= run.count;
    }
}

std::vector<Memory::Run> Memory::runsOf(uint64_t c) const {
    std::vector<Run> runs;
    for (uint64_t i = c * Table::chunkSize; i < chunkEnd(c); ++i) {
        const uint32_t slot = slotOf(i);
        Run* last = runs.empty() ? nullptr : &runs.back();
        const bool zeros = last && last->slots.first == PageStore::kNoSlot;
        const bool joins =
            last &&
            (slot == PageStore::kNoSlot ? zeros : !zeros && slot == last->slots.first + last->slots.count);
        if (joins)
            ++last->slots.count;
        else
            runs.push_back({i, {slot, 1}});
    }
    return runs;
}

// The chunk's pages move to consecutive slots. All tables that have them see them there; the mirror does when
// the chunk is shown.
void Memory::gather(uint64_t c) const {
    PageStore& store = PageStore::current();
    std::vector<Page*> pages;
    for (uint64_t i = c * Table::chunkSize; i < chunkEnd(c); ++i)
        if (table_[i]) pages.push_back(table_[i].get());
    for (size_t done = 0; done < pages.size();) {
        const SlotRun run = store.alloc(static_cast<uint32_t>(pages.size() - done));
        for (uint32_t k = 0; k < run.count; ++k) store.write({run.first + k, 1}, pages[done + k]->bytes());
        for (uint32_t k = 0; k < run.count; ++k)
            store.release(std::exchange(pages[done++]->slot, run.first + k));
    }
}

// The whole chunk shows the table's pages, as far as the host has mappings for it; what it cannot show it
// gets a copy of. mayGather: pages that may still be moved for this.
void Memory::showChunk(uint64_t c, uint64_t& mayGather) const {
    const size_t runsMax = std::clamp<size_t>(16384 / table_.chunkCount(), kRunsMin, kRunsMax);
    std::vector<Run> runs = runsOf(c);
    if (runs.size() > runsMax && mirror_.alone() && mayGather >= Table::chunkSize) {
        mayGather -= Table::chunkSize;
        gather(c);
        runs = runsOf(c);
    }
    const auto slotAt = [](const Run& run, uint32_t k) {
        return run.slots.first == PageStore::kNoSlot ? PageStore::kNoSlot : run.slots.first + k;
    };
    const auto right = [&](const Run& run) {
        uint32_t k = 0;
        while (k < run.slots.count && mirror_.shows(run.page + k, slotAt(run, k))) ++k;
        return k == run.slots.count;
    };
    if (std::all_of(runs.begin(), runs.end(), right)) return;
    const bool granted = mirror_.grant(c, static_cast<uint32_t>(runs.size()));
    for (const Run& run : runs) {
        const bool zeros = run.slots.first == PageStore::kNoSlot;
        if (right(run)) continue;
        if (granted && (zeros ? mirror_.zero(run.page, run.slots.count) : mirror_.show(run.page, run.slots)))
            continue;
        for (uint32_t k = 0; k < run.slots.count; ++k)
            if (!mirror_.own(run.page + k) && !mirror_.shows(run.page + k, slotAt(run, k)))
                mirror_.put(run.page + k, zeros ? nullptr : PageStore::current().bytes(slotAt(run, k)));
    }
}

}  // namespace tricolor
