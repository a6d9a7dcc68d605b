// Code points: categories the language asks for, and UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tricolor::golang {

bool isUnicodeLetter(uint32_t r);
bool isUnicodeDigit(uint32_t r);
bool isUnicodeUpper(uint32_t r);
bool isUnicodePrint(uint32_t r);

struct Rune {
    uint32_t value;   // U+FFFD for what is no UTF-8
    uint32_t length;  // bytes: 1 for what is no UTF-8, 0 at the end
};
Rune decodeRune(std::string_view text);
void appendRune(std::string& out, uint32_t r);

}  // namespace tricolor::golang
