// Hasher folds values into a 64-bit hash that is the same on every compiler and build (unlike std::hash).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace tricolor {

class Hasher {
  public:
    void add(uint64_t v) {
        // One multiply-rotate round; the constants are those of the public xxHash64 algorithm.
        state_ ^= v * 0xc2b2ae3d27d4eb4full;
        state_ = ((state_ << 31) | (state_ >> 33)) * 0x9e3779b185ebca87ull;
    }
    void addBytes(const void* data, size_t n) {
        const auto* p = static_cast<const uint8_t*>(data);
        add(n);
        for (; n >= 8; p += 8, n -= 8) {
            uint64_t w;
            std::memcpy(&w, p, 8);
            add(w);
        }
        uint64_t tail = 0;
        if (n) std::memcpy(&tail, p, n);
        add(tail);
    }
    uint64_t value() const {
        uint64_t h = state_;
        h ^= h >> 33;
        h *= 0xff51afd7ed558ccdull;
        h ^= h >> 33;
        return h;
    }

  private:
    uint64_t state_ = 0x27d4eb2f165667c5ull;
};

}  // namespace tricolor
