// What: the lower half of fmt: pads and prints booleans, numbers and strings under a verb's flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tricolor::golang {

struct FormatFlags {
    bool widPresent = false, precPresent = false, minus = false, plus = false, sharp = false, space = false,
         zero = false;
    bool plusV = false, sharpV = false;  // %+v, %#v
    int64_t wid = 0, prec = 0;
};

struct TextFormatter {
    std::string buf;
    FormatFlags f;

    void writePadding(int64_t n);
    void pad(std::string_view s);
    void boolean(bool v) { pad(v ? "true" : "false"); }
    void unicode(uint64_t u);
    void integer(uint64_t u, int base, bool isSigned, char32_t verb, bool upper = false);
    std::string_view truncate(std::string_view s) const;
    void string(std::string_view s) { pad(truncate(s)); }
    void hex(std::string_view s, bool upper);
    void quoted(std::string_view s);
    void character(uint64_t c);
    void quotedCharacter(uint64_t c);
    void floating(double v, int bits, char verb, int64_t precision);
};

}  // namespace tricolor::golang
