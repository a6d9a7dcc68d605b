// What:    the 68 size classes of small objects, computed by the algorithm that generates Go's table:
//          1. sizes grow by an alignment that grows with them (8, 16, size/8, 256);
//          2. a class gets the fewest pages at which at most an eighth of the span is tail waste;
//          3. classes with equal pages and equal object counts are merged into the larger size;
//          4. sizes are stretched over what is left, as far as a multiple of 128 goes.
// Follows: internal/runtime/gc/sizeclasses.go (generated), internal/runtime/gc/mksizeclasses.go.
// Differs: computed at compile time instead of printed into a file.
// Invariants:
//  1. sizes ascend strictly; class 0 is the large objects' (size 0, no pages);
//  2. every size up to MaxSmallSize has a class that holds it, and it is the smallest such class.
#pragma once

#include <array>
#include <cstdint>

#include "sim/world/heap.h"

namespace tricolor::runtime {

inline constexpr uint64_t MaxSmallSize = 32768;
inline constexpr uint64_t SmallSizeDiv = 8, SmallSizeMax = 1024, LargeSizeDiv = 128;
inline constexpr uint64_t MaxObjsPerSpan = 1024;

struct SizeClasses {
    std::array<uint32_t, numSizeClasses> size{};                    // bytes of a slot
    std::array<uint32_t, numSizeClasses> npages{};                  // pages of a span
    std::array<uint32_t, numSizeClasses> divMagic{};                // slot number = offset * divMagic >> 32
    std::array<uint8_t, SmallSizeMax / SmallSizeDiv + 1> class8{};  // by ceil(size/8)
    std::array<uint8_t, (MaxSmallSize - SmallSizeMax) / LargeSizeDiv + 1> class128{};  // (size-1024)/128
};

namespace sizeclasses {

// Alignment of sizes from `size` on; `before` is the alignment in force so far.
constexpr uint64_t alignFrom(uint64_t size, uint64_t before) {
    if ((size & (size - 1)) != 0) return before;
    if (size >= 2048) return 256;
    if (size >= 128) return size / 8;
    return size >= 32 ? 16 : before;
}

constexpr uint64_t spanBytesFor(uint64_t size) {
    uint64_t bytes = kPageSize;
    while (bytes % size > bytes / 8) bytes += kPageSize;
    return bytes;
}

constexpr SizeClasses generate() {
    SizeClasses t;
    size_t n = 1;
    for (uint64_t size = 8, align = 8; size <= MaxSmallSize; size += align) {
        align = alignFrom(size, align);
        const uint64_t bytes = spanBytesFor(size);
        const bool merge =
            n > 1 && t.npages[n - 1] == bytes / kPageSize && bytes / t.size[n - 1] == bytes / size;
        if (!merge) ++n;
        t.size[n - 1] = static_cast<uint32_t>(size);
        t.npages[n - 1] = static_cast<uint32_t>(bytes / kPageSize);
    }
    for (size_t c = 1; c < n; ++c) {
        const uint64_t bytes = t.npages[c] * kPageSize;
        const uint64_t stretched = bytes / (bytes / t.size[c]) / 128 * 128;
        if (stretched > t.size[c]) t.size[c] = static_cast<uint32_t>(stretched);
        t.divMagic[c] = UINT32_MAX / t.size[c] + 1;
    }
    uint8_t c = 1;
    for (size_t i = 1; i < t.class8.size(); ++i) {
        while (t.size[c] < i * SmallSizeDiv) ++c;
        t.class8[i] = c;
    }
    for (size_t i = 0; i < t.class128.size(); ++i) {
        while (t.size[c] < SmallSizeMax + i * LargeSizeDiv) ++c;
        t.class128[i] = c;
    }
    return t;
}

inline constexpr SizeClasses kTable = generate();

}  // namespace sizeclasses

inline constexpr const auto& SizeClassToSize = sizeclasses::kTable.size;
inline constexpr const auto& SizeClassToNPages = sizeclasses::kTable.npages;
inline constexpr const auto& SizeClassToDivMagic = sizeclasses::kTable.divMagic;

// Smallest class whose slots hold `size` bytes; size ≤ MaxSmallSize.
constexpr uint8_t sizeToClass(uint64_t size) {
    if (size <= SmallSizeMax - 8) return sizeclasses::kTable.class8[(size + SmallSizeDiv - 1) / SmallSizeDiv];
    return sizeclasses::kTable.class128[(size - SmallSizeMax + LargeSizeDiv - 1) / LargeSizeDiv];
}

static_assert(SizeClassToSize[numSizeClasses - 1] == MaxSmallSize, "68 classes, the last of 32 KiB");

}  // namespace tricolor::runtime
