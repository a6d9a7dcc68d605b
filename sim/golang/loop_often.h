// What: instructions of machine.h that mostly need nothing slow: an append that fits, a store of a few words
//       without write barrier, a one-byte rune. Part of interpreter.cc, as loop_state.h.
//
// One that returns false has changed nothing; then its function in machine.h does it.
#pragma once

#include <cstdint>
#include <cstring>

#include "sim/golang/loop_ops.h"
#include "sim/golang/loop_state.h"

namespace tricolor::golang {

struct LoopOften : LoopState {
    using LoopState::LoopState;

    TRICOLOR_INLINE const runtime::Type& type() const { return vm.program.module.type(ip->lo()); }

    // `size` bytes from the slots `from` on to memory; up to four words.
    TRICOLOR_INLINE bool put(Addr to, uint32_t from, uint64_t size) {
        uint8_t* const at = hostOf(to, 32);
        const uint64_t* const words = fp + from;
        if (!at) [[unlikely]]
            return false;
        if (size == 1) {
            storeAs<uint8_t>(at, words[0]);
        } else if (size == 8) {
            std::memcpy(at, words, 8);
        } else if (size <= 32 && size % 8 == 0) {
            for (uint64_t i = 0; i < size; i += 8) std::memcpy(at + i, words + i / 8, 8);
        } else {
            return false;
        }
        mem.dirty(to, size);
        return true;
    }

    TRICOLOR_INLINE bool appendOne() {
        const runtime::Type& elem = type();
        const uint64_t p = b(), n = r(ip->b + 1u), capacity = r(ip->b + 2u);
        if (n >= capacity || (w.writeBarrierEnabled && !elem.noscan()) ||
            !put(p + n * elem.size, ip->c, elem.size))
            return false;
        appended(p, n + 1, capacity);
        return true;
    }
    TRICOLOR_INLINE bool appendSlice() {
        const runtime::Type& elem = type();
        const uint64_t p = b(), n = r(ip->b + 1u), capacity = r(ip->b + 2u);
        const uint64_t more = r(ip->c + 1u), bytes = more * elem.size;
        if (more > capacity || n > capacity - more || bytes == 0 || (w.writeBarrierEnabled && !elem.noscan()))
            return false;
        const Addr from = c(), to = p + n * elem.size;
        if (!mem.mapped(from, bytes) || !mem.mapped(to, bytes)) return false;
        std::memmove(mem.hostMut(to, bytes), mem.host(from), bytes);
        appended(p, n + more, capacity);
        return true;
    }
    TRICOLOR_INLINE void appended(uint64_t p, uint64_t n, uint64_t capacity) {
        const uint32_t at = ip->a;
        r(at) = p;
        r(at + 1) = n;
        r(at + 2) = capacity;
    }

    TRICOLOR_INLINE bool storeTyped() {
        const runtime::Type& t = type();
        const Addr base = a();
        return base >= 4096 && !(w.writeBarrierEnabled && !t.noscan()) &&
               put(base + static_cast<uint64_t>(static_cast<int64_t>(ip->hi())), ip->b, t.size);
    }

    TRICOLOR_INLINE bool decodeAscii() {
        const uint64_t i = c();
        const uint8_t* const at = hostOf(b() + i, 1);
        if (i >= r(ip->b + 1u) || !at || *at >= 0x80) return false;
        const uint32_t to = ip->a;
        r(to) = *at;
        r(to + 1) = i + 1;
        return true;
    }
};

}  // namespace tricolor::golang
