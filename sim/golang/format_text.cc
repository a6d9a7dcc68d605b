#include "sim/golang/format_text.h"

#include <algorithm>
#include <array>

#include "sim/golang/format.h"
#include "sim/golang/unicode.h"
#include "sim/runtime/msize.h"
#include "sim/runtime/print.h"
#include "sim/runtime/slice.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

namespace {

int64_t runeCount(std::string_view s) {
    int64_t n = 0;
    for (size_t i = 0; i < s.size(); ++n) i += static_cast<size_t>(runtime::decoderune(s, i).size);
    return n;
}

int32_t validRune(uint64_t c) {
    return c > 0x10ffff ? runtime::runeError : static_cast<int32_t>(c);
}

// %#g and its kin keep trailing zeros and a decimal point.
std::string withPoint(std::string num, char verb, int64_t precision) {
    int64_t digits = 0;
    if (verb == 'g' || verb == 'G' || verb == 'x') digits = precision < 0 ? 6 : precision;
    std::string tail;
    bool sawPoint = false, sawDigit = false;
    size_t i = 1;
    for (; i < num.size(); ++i) {
        const char ch = num[i];
        if (ch == '.') {
            sawPoint = true;
        } else if (ch == 'p' || ch == 'P' || ((ch == 'e' || ch == 'E') && verb != 'x' && verb != 'X')) {
            tail = num.substr(i);
            num.resize(i);
            break;
        } else {
            if (ch != '0') sawDigit = true;
            if (sawDigit) --digits;
        }
    }
    if (!sawPoint) {
        if (num.size() == 2 && num[1] == '0') --digits;
        num += '.';
    }
    for (; digits > 0; --digits) num += '0';
    return num + tail;
}

}  // namespace

int64_t PieceBuffer::growth(int64_t capacity) const {
    int64_t length = 0;
    for (const int64_t end : ends_) {
        const int64_t next = end < 0 ? -end : end;
        if (next > capacity && end < 0) return capacity * 2 + next - length;
        if (next > capacity)
            return static_cast<int64_t>(runtime::roundupsize(
                runtime::nextslicecap(static_cast<uint64_t>(next), static_cast<uint64_t>(capacity)), true));
        length = next;
    }
    return 0;
}

void TextFormatter::writePadding(int64_t n) {
    if (n > 0) buf.pad(n, f.zero && !f.minus ? '0' : ' ');
}

void TextFormatter::pad(std::string_view s) {
    const int64_t width = f.widPresent ? f.wid - runeCount(s) : 0;
    if (!f.minus) writePadding(width);
    buf += s;
    if (f.minus) writePadding(width);
}

void TextFormatter::unicode(uint64_t u) {
    std::string out;
    int64_t digits = f.precPresent && f.prec > 4 ? f.prec : 4;
    for (uint64_t v = u; v || digits > 0; v >>= 4, --digits) out += "0123456789ABCDEF"[v & 15];
    out += "+U";
    std::reverse(out.begin(), out.end());
    if (f.sharp && u <= 0x10ffff && isUnicodePrint(static_cast<uint32_t>(u))) {
        out += " '";
        runtime::appendRune(out, static_cast<int32_t>(u));
        out += "'";
    }
    const bool oldZero = std::exchange(f.zero, false);
    pad(out);
    f.zero = oldZero;
}

void TextFormatter::integer(uint64_t u, int base, bool isSigned, char32_t verb, bool upper) {
    const bool negative = isSigned && static_cast<int64_t>(u) < 0;
    if (negative) u = 0 - u;
    constexpr int64_t printerRoom = 68;
    const int64_t width = 3 + f.wid + f.prec;  // with a sign and 0x
    if ((f.widPresent || f.precPresent) && width > printerRoom) rooms.push_back(static_cast<uint64_t>(width));
    int64_t precision = 0;
    if (f.precPresent) {
        precision = f.prec;
        if (precision == 0 && u == 0) {
            const bool oldZero = std::exchange(f.zero, false);
            writePadding(f.wid);
            f.zero = oldZero;
            return;
        }
    } else if (f.zero && !f.minus && f.widPresent) {
        precision = f.wid;
        if (negative || f.plus || f.space) --precision;
    }
    std::string out;  // reversed
    const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const auto b = static_cast<uint64_t>(base);
    do {
        out += digits[u % b];
        u /= b;
    } while (u);
    while (static_cast<int64_t>(out.size()) < precision) out += '0';
    if (f.sharp) {
        if (base == 2) out += "b0";
        if (base == 8 && out.back() != '0') out += '0';
        if (base == 16) out += upper ? "X0" : "x0";
    }
    if (verb == 'O') out += "o0";
    if (negative)
        out += '-';
    else if (f.plus)
        out += '+';
    else if (f.space)
        out += ' ';
    std::reverse(out.begin(), out.end());
    const bool oldZero = std::exchange(f.zero, false);
    pad(out);
    f.zero = oldZero;
}

std::string_view TextFormatter::truncate(std::string_view s) const {
    if (!f.precPresent) return s;
    int64_t n = f.prec;
    for (size_t i = 0; i < s.size();) {
        if (--n < 0) return s.substr(0, i);
        i += static_cast<size_t>(runtime::decoderune(s, i).size);
    }
    return s;
}

void TextFormatter::hex(std::string_view s, bool upper) {
    const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    if (f.precPresent && f.prec < static_cast<int64_t>(s.size()))
        s = s.substr(0, static_cast<size_t>(f.prec));
    std::string out;
    if (!s.empty() && f.sharp) out += upper ? "0X" : "0x";
    for (size_t i = 0; i < s.size(); ++i) {
        if (f.space && i > 0) {
            out += ' ';
            if (f.sharp) out += upper ? "0X" : "0x";
        }
        const auto c = static_cast<uint8_t>(s[i]);
        out += digits[c >> 4];
        out += digits[c & 15];
    }
    const int64_t width = f.widPresent ? f.wid - static_cast<int64_t>(out.size()) : 0;
    if (!f.minus) writePadding(width);
    buf += out;
    if (f.minus) writePadding(width);
}

void TextFormatter::quoted(std::string_view s) {
    s = truncate(s);
    if (f.sharp && canBackquote(s))
        pad("`" + std::string(s) + "`");
    else
        pad(quote(s, '"', f.plus));
}

void TextFormatter::character(uint64_t c) {
    std::string out;
    runtime::appendRune(out, validRune(c));
    pad(out);
}

void TextFormatter::quotedCharacter(uint64_t c) {
    pad(quoteRune(validRune(c), f.plus));
}

void TextFormatter::floating(double v, int bits, char verb, int64_t precision) {
    if (f.precPresent) precision = f.prec;
    std::string num = runtime::formatFloat(v, verb, static_cast<int>(precision), bits);
    if (num[0] != '-' && num[0] != '+') num = "+" + num;
    if (f.space && num[0] == '+' && !f.plus) num[0] = ' ';
    if (num[1] == 'I' || num[1] == 'N') {
        const bool oldZero = std::exchange(f.zero, false);
        pad(num[1] == 'N' && !f.space && !f.plus ? num.substr(1) : num);
        f.zero = oldZero;
        return;
    }
    if (f.sharp && verb != 'b') num = withPoint(num, verb, precision);
    if (!f.plus && num[0] == '+') {
        pad(std::string_view(num).substr(1));
        return;
    }
    if (f.zero && !f.minus && f.widPresent && f.wid > static_cast<int64_t>(num.size())) {
        buf += num[0];
        writePadding(f.wid - static_cast<int64_t>(num.size()));
        buf += num.substr(1);
        return;
    }
    pad(num);
}

}  // namespace tricolor::golang
