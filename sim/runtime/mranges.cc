#include "sim/runtime/mranges.h"

#include <algorithm>

#include "sim/world/check.h"

namespace tricolor::runtime {

namespace {

bool holds(addrRange r, Addr a) {
    return r.base <= a && a < r.limit;
}

}  // namespace

addrRange subtract(addrRange a, addrRange b) {
    CHECK(!(a.base < b.base && b.limit < a.limit), "bad prune");
    if (b.base <= a.base && a.limit <= b.limit) return {};
    if (b.limit < a.limit && a.base < b.limit) a.base = b.limit;
    if (a.base < b.base && b.base < a.limit) a.limit = b.base;
    return a;
}

addrRange removeGreaterEqual(addrRange a, Addr addr) {
    if (addr <= a.base) return {};
    return {a.base, std::min(a.limit, addr)};
}

std::optional<Addr> takeFromFront(addrRange& a, uint64_t len, uint64_t align) {
    const Addr at = (a.base + align - 1) & ~(align - 1);
    if (at + len > a.limit) return {};
    a.base = at + len;
    return at;
}

std::optional<Addr> takeFromBack(addrRange& a, uint64_t len, uint64_t align) {
    const Addr at = (a.limit - len) & ~(align - 1);
    if (at < a.base) return {};
    a.limit = at;
    return at;
}

size_t findSucc(const addrRanges& a, Addr addr) {
    const auto behind = [](Addr x, const addrRange& r) { return x < r.base; };
    return static_cast<size_t>(std::upper_bound(a.ranges.begin(), a.ranges.end(), addr, behind) -
                               a.ranges.begin());
}

bool contains(const addrRanges& a, Addr addr) {
    const size_t i = findSucc(a, addr);
    return i > 0 && holds(a.ranges[i - 1], addr);
}

std::optional<Addr> findAddrGreaterEqual(const addrRanges& a, Addr addr) {
    const size_t i = findSucc(a, addr);
    if (i > 0 && holds(a.ranges[i - 1], addr)) return addr;
    if (i < a.ranges.size()) return a.ranges[i].base;
    return {};
}

void add(addrRanges& a, addrRange r) {
    CHECK(r.size() > 0, "attempted to add zero-sized address range");
    const size_t i = findSucc(a, r.base);
    const bool down = i > 0 && a.ranges[i - 1].limit == r.base;
    const bool up = i < a.ranges.size() && r.limit == a.ranges[i].base;
    const auto at = a.ranges.begin() + static_cast<std::ptrdiff_t>(i);
    a.totalBytes += r.size();
    if (down) {
        a.ranges[i - 1].limit = up ? a.ranges[i].limit : r.limit;
        if (up) a.ranges.erase(at);
    } else if (up) {
        a.ranges[i].base = r.base;
    } else {
        a.ranges.insert(at, r);
        if (a.ranges.size() > a.cap) a.cap *= 2;
    }
}

addrRange removeLast(addrRanges& a, uint64_t n) {
    if (a.ranges.empty()) return {};
    addrRange& last = a.ranges.back();
    const addrRange removed{last.size() > n ? last.limit - n : last.base, last.limit};
    a.totalBytes -= removed.size();
    last.limit = removed.base;
    if (last.size() == 0) a.ranges.pop_back();
    return removed;
}

void removeGreaterEqual(addrRanges& a, Addr addr) {
    size_t keep = findSucc(a, addr);
    if (keep > 0) {
        addrRange& r = a.ranges[keep - 1];
        r = removeGreaterEqual(r, addr);
        if (r.size() == 0) --keep;
    }
    a.ranges.resize(keep);
    a.totalBytes = 0;
    for (const addrRange& r : a.ranges) a.totalBytes += r.size();
}

}  // namespace tricolor::runtime
