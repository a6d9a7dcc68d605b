// Strong ids: what the real runtime holds as pointers, the World holds as ids into its tables.
#pragma once

#include <compare>
#include <cstdint>

#include "sim/world/check.h"

namespace tricolor {

using Addr = uint64_t;     // a simulated address
using uintptr = uint64_t;  // Go's uintptr
using float32 = float;     // Go's float32; nothing else is computed in it

// An index into one of World's tables; -1 names nothing.
template <class Tag>
struct Id {
    int32_t v = -1;
    constexpr bool valid() const { return v >= 0; }
    constexpr explicit operator bool() const { return v >= 0; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using GId = Id<struct GTag>;  // index into World::allgs (not the goid)
using MId = Id<struct MTag>;  // index into World::allm; equals M::id
using PId = Id<struct PTag>;  // index into World::allp; equals P::id

// Names an mspan. mspan objects are reused, so the id carries the generation of the slot it was made for, and
// World::span() catches an id that outlived its span. The default value names no span.
struct SpanId {
    uint32_t bits = 0xffffffff;
    static constexpr uint32_t kIndexBits = 24;  // 16 Mi spans, 128 GiB of one-page spans
    static constexpr SpanId make(uint32_t index, uint8_t generation) {
        return SpanId{index | (static_cast<uint32_t>(generation & 0x7f) << kIndexBits)};
    }
    constexpr uint32_t index() const { return bits & ((1u << kIndexBits) - 1); }
    constexpr uint8_t generation() const { return static_cast<uint8_t>(bits >> kIndexBits); }
    constexpr bool valid() const { return bits != 0xffffffff; }
    constexpr explicit operator bool() const { return valid(); }
    friend constexpr auto operator<=>(const SpanId&, const SpanId&) = default;
};

}  // namespace tricolor
