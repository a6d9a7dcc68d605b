// What:    UTF-8, and the conversions between strings, bytes and runes.
// Follows: runtime/utf8.go, runtime/string.go.
// Differs: the allocation between measuring and writing is the caller's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tricolor::runtime {

inline constexpr int32_t runeError = 0xfffd;

struct Rune {
    int32_t value = runeError;
    int size = 1;  // bytes
};
Rune decoderune(std::string_view s, size_t at);  // at < s.size(); invalid: U+FFFD, one byte
// Writes 1 to 4 bytes; surrogates and values out of range as U+FFFD.
int encoderune(uint8_t* to, int32_t r);
void appendRune(std::string& to, int32_t r);

}  // namespace tricolor::runtime
