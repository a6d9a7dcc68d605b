#include "sim/runtime/string.h"

#include <array>

namespace tricolor::runtime {

Rune decoderune(std::string_view s, size_t at) {
    const auto byte = [&](size_t i) {
        return at + i < s.size() ? static_cast<uint8_t>(s[at + i]) : uint8_t{0};
    };
    const auto tail = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const uint8_t b0 = byte(0);
    if (b0 < 0x80) return {b0, 1};
    if (b0 >= 0xc2 && b0 <= 0xdf && tail(1)) return {(b0 & 0x1f) << 6 | (byte(1) & 0x3f), 2};
    if (b0 >= 0xe0 && b0 <= 0xef && tail(1) && tail(2)) {
        const int32_t r = (b0 & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
        if (r >= 0x800 && (r < 0xd800 || r > 0xdfff)) return {r, 3};
    }
    if (b0 >= 0xf0 && b0 <= 0xf4 && tail(1) && tail(2) && tail(3)) {
        const int32_t r =
            (b0 & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
        if (r >= 0x10000 && r <= 0x10ffff) return {r, 4};
    }
    return {runeError, 1};
}

int encoderune(uint8_t* to, int32_t r) {
    const auto byte = [](int32_t v) { return static_cast<uint8_t>(v); };
    if (r < 0 || r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) r = runeError;
    if (r < 0x80) {
        to[0] = byte(r);
        return 1;
    }
    if (r < 0x800) {
        to[0] = byte(0xc0 | r >> 6);
        to[1] = byte(0x80 | (r & 0x3f));
        return 2;
    }
    if (r < 0x10000) {
        to[0] = byte(0xe0 | r >> 12);
        to[1] = byte(0x80 | (r >> 6 & 0x3f));
        to[2] = byte(0x80 | (r & 0x3f));
        return 3;
    }
    to[0] = byte(0xf0 | r >> 18);
    to[1] = byte(0x80 | (r >> 12 & 0x3f));
    to[2] = byte(0x80 | (r >> 6 & 0x3f));
    to[3] = byte(0x80 | (r & 0x3f));
    return 4;
}

void appendRune(std::string& to, int32_t r) {
    std::array<uint8_t, 4> bytes;
    const int n = encoderune(bytes.data(), r);
    to.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(n));
}

}  // namespace tricolor::runtime
