// What: the lower half of fmt: pads and prints booleans, numbers and strings under a verb's flags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tricolor::golang {

struct FormatFlags {
    bool widPresent = false, precPresent = false, minus = false, plus = false, sharp = false, space = false,
         zero = false;
    bool plusV = false, sharpV = false;  // %+v, %#v
    int64_t wid = 0, prec = 0;
};

// The text so far, and where its pieces end: fmt's buffer grows when a piece does not fit.
class PieceBuffer {
  public:
    void operator+=(std::string_view s) {
        text_ += s;
        ends_.push_back(static_cast<int64_t>(text_.size()));
    }
    void operator+=(char c) { *this += std::string_view(&c, 1); }
    void pad(int64_t n, char c) {
        text_.append(static_cast<size_t>(n), c);
        ends_.push_back(-static_cast<int64_t>(text_.size()));
    }
    const std::string& text() const { return text_; }
    // The capacity a buffer of this capacity grows to first; 0: all of the text fits.
    int64_t growth(int64_t capacity) const;

  private:
    std::string text_;
    std::vector<int64_t> ends_;  // negative: the piece is padding
};

struct TextFormatter {
    PieceBuffer buf;
    FormatFlags f;
    std::vector<uint64_t> rooms;  // bytes that numbers needed beyond the printer's own room

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
