// What:    text of values as the runtime itself prints them (println, print, panic messages), and the float
//          formats that strconv and fmt share with it.
// Follows: runtime/print.go, internal/strconv ftoa.go.
// Differs: digits come from std::to_chars (shortest, and exact with a precision), laid out as Go does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tricolor::runtime {

// strconv.FormatFloat: format one of 'e' 'E' 'f' 'g' 'G' 'b' 'x' 'X'; precision -1: shortest; bits 32 or 64.
std::string formatFloat(double v, char format, int precision, int bits);
// strconv.FormatComplex with the same parameters: "(1+2i)".
std::string formatComplex(double re, double im, char format, int precision, int bits);

std::string printInt(int64_t v);
std::string printUint(uint64_t v);
std::string printHex(uint64_t v);                 // 0x2a
std::string printFloat(double v, int bits = 64);  // shortest, as 'g'
std::string printComplex(double re, double im, int bits = 64);
std::string printPointer(uint64_t v);  // as printHex: 0x0 for nil
std::string printSlice(int64_t len, int64_t cap, uint64_t array);
// A panic message with several lines: every line behind the first starts with a tab.
std::string printIndented(std::string_view s);

}  // namespace tricolor::runtime
