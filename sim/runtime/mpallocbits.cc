#include "sim/runtime/mpallocbits.h"

#include <algorithm>
#include <bit>

namespace tricolor::runtime {

namespace {

constexpr unsigned kPages = pallocChunkPages;

unsigned ctz(uint64_t v) {
    return static_cast<unsigned>(std::countr_zero(v));
}
unsigned clz(uint64_t v) {
    return static_cast<unsigned>(std::countl_zero(v));
}

// Calls f(word index, mask) for the words that pages [i, i+n) touch.
template <class F>
void forEachWord(unsigned i, unsigned n, F&& f) {
    for (const unsigned end = i + n; i < end;) {
        const unsigned here = std::min(64 - i % 64, end - i);
        f(i / 64, (here == 64 ? ~0ull : (1ull << here) - 1) << (i % 64));
        i += here;
    }
}

// Longest run of zero bits in x.
unsigned longestFree(uint64_t x) {
    unsigned longest = 0;
    for (uint64_t free = ~x; free; free &= free << 1) ++longest;
    return longest;
}

// Lowest run of npages > 64 free pages; the run spans words.
FoundPages findLarge(const pageBits& b, uint64_t npages, unsigned searchIdx) {
    FoundPages found;
    unsigned start = noPage;
    uint64_t size = 0;
    for (unsigned i = searchIdx / 64; i < b.size(); ++i) {
        const uint64_t x = b[i];
        if (x == ~0ull) {
            size = 0;
            continue;
        }
        if (found.searchIndex == noPage) found.searchIndex = i * 64 + ctz(~x);
        if (size == 0) {
            size = clz(x);
            start = i * 64 + 64 - static_cast<unsigned>(size);
            continue;
        }
        const unsigned s = ctz(x);
        if (size + s >= npages) {
            found.index = start;
            return found;
        }
        if (s < 64) {
            size = clz(x);
            start = i * 64 + 64 - static_cast<unsigned>(size);
            continue;
        }
        size += 64;
    }
    if (size >= npages) found.index = start;
    return found;
}

// The same for up to 64 pages, which may lie in one word or cross into the next.
FoundPages findSmallN(const pageBits& b, unsigned npages, unsigned searchIdx) {
    FoundPages found;
    unsigned end = 0;  // free pages at the end of the word before
    for (unsigned i = searchIdx / 64; i < b.size(); ++i) {
        const uint64_t x = b[i];
        if (x == ~0ull) {
            end = 0;
            continue;
        }
        if (found.searchIndex == noPage) found.searchIndex = i * 64 + ctz(~x);
        if (end + ctz(x) >= npages) {
            found.index = i * 64 - end;
            return found;
        }
        const unsigned j = findBitRange64(~x, npages);
        if (j < 64) {
            found.index = i * 64 + j;
            return found;
        }
        end = clz(x);
    }
    return found;
}

FoundPages find1(const pageBits& b, unsigned searchIdx) {
    for (unsigned i = searchIdx / 64; i < b.size(); ++i)
        if (b[i] != ~0ull) return {i * 64 + ctz(~b[i]), i * 64 + ctz(~b[i])};
    return {};
}

}  // namespace

void setRange(pageBits& b, unsigned i, unsigned n) {
    forEachWord(i, n, [&](unsigned w, uint64_t mask) { b[w] |= mask; });
}

void clearRange(pageBits& b, unsigned i, unsigned n) {
    forEachWord(i, n, [&](unsigned w, uint64_t mask) { b[w] &= ~mask; });
}

unsigned popcntRange(const pageBits& b, unsigned i, unsigned n) {
    unsigned count = 0;
    forEachWord(
        i, n, [&](unsigned w, uint64_t mask) { count += static_cast<unsigned>(std::popcount(b[w] & mask)); });
    return count;
}

pallocSum summarize(const pageBits& b) {
    unsigned start = noPage, most = 0, cur = 0;  // cur: free pages that end here
    for (const uint64_t x : b) {
        if (x == 0) {
            cur += 64;
            continue;
        }
        cur += ctz(x);
        if (start == noPage) start = cur;
        most = std::max(most, cur);
        cur = clz(x);
    }
    if (start == noPage) return {kPages, kPages, kPages};
    most = std::max(most, cur);
    // Runs inside one word; worth a look only where they could be longer than what crosses words.
    if (most < 64 - 2)
        for (const uint64_t x : b) most = std::max(most, longestFree(x));
    return {start, most, cur};
}

unsigned findBitRange64(uint64_t c, unsigned n) {
    // After step k every bit says whether a run of length covered so far starts at it.
    unsigned have = 1;
    while (have < n && c) {
        const unsigned step = std::min(have, n - have);
        c &= c >> step;
        have += step;
    }
    return ctz(c);
}

FoundPages find(const pageBits& b, uint64_t npages, unsigned searchIdx) {
    if (npages == 1) return find1(b, searchIdx);
    if (npages <= 64) return findSmallN(b, static_cast<unsigned>(npages), searchIdx);
    return findLarge(b, npages, searchIdx);
}

}  // namespace tricolor::runtime
