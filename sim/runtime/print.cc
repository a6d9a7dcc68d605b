#include "sim/runtime/print.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include "sim/world/ids.h"

namespace tricolor::runtime {

namespace {

// Decimal digits without a point, and the position of the point: 0.d1d2d3… × 10^point.
struct Digits {
    std::string d;
    int point = 0;
};

Digits parseScientific(std::string_view text) {
    Digits out;
    const size_t e = text.find('e');
    for (char ch : text.substr(0, e))
        if (ch != '.' && ch != '-') out.d += ch;
    int exponent = 0;
    std::string_view tail = text.substr(e + 1);
    if (!tail.empty() && tail[0] == '+') tail.remove_prefix(1);
    std::from_chars(tail.data(), tail.data() + tail.size(), exponent);
    out.point = exponent + 1;
    return out;
}

Digits shortest(double v, int bits) {
    std::array<char, 64> buf;
    const auto end =
        bits == 32 ? std::to_chars(buf.data(), buf.data() + buf.size(), static_cast<float32>(v),
                                   std::chars_format::scientific)
                   : std::to_chars(buf.data(), buf.data() + buf.size(), v, std::chars_format::scientific);
    Digits out = parseScientific(std::string_view(buf.data(), static_cast<size_t>(end.ptr - buf.data())));
    while (out.d.size() > 1 && out.d.back() == '0') out.d.pop_back();
    if (v == 0) out = Digits{"", 0};
    return out;
}

// `count` significant digits, correctly rounded.
Digits significant(double v, int count) {
    if (v == 0) return {"", 0};
    std::string buf(static_cast<size_t>(count) + 32, '\0');
    const auto end =
        std::to_chars(buf.data(), buf.data() + buf.size(), v, std::chars_format::scientific, count - 1);
    return parseScientific(std::string_view(buf.data(), static_cast<size_t>(end.ptr - buf.data())));
}

std::string fixed(double v, int precision) {
    std::string buf(static_cast<size_t>(precision) + 340, '\0');
    const auto end =
        std::to_chars(buf.data(), buf.data() + buf.size(), v, std::chars_format::fixed, precision);
    buf.resize(static_cast<size_t>(end.ptr - buf.data()));
    return buf;
}

char digitAt(const Digits& d, int i) {
    return i >= 0 && i < static_cast<int>(d.d.size()) ? d.d[static_cast<size_t>(i)] : '0';
}

std::string layoutE(const Digits& d, int precision, char e) {
    std::string out(1, digitAt(d, 0));
    if (precision > 0) out += '.';
    for (int i = 1; i <= precision; ++i) out += digitAt(d, i);
    int exponent = d.d.empty() ? 0 : d.point - 1;
    out += e;
    out += exponent < 0 ? '-' : '+';
    exponent = std::abs(exponent);
    if (exponent < 10) out += '0';
    return out + std::to_string(exponent);
}

std::string layoutF(const Digits& d, int precision) {
    std::string out;
    if (d.point > 0)
        for (int i = 0; i < d.point; ++i) out += digitAt(d, i);
    else
        out += '0';
    if (precision > 0) out += '.';
    for (int i = 0; i < precision; ++i) out += digitAt(d, d.point + i);
    return out;
}

// 'g' in any precision: %e for exponents below -4 or from the precision on (6 when shortest).
std::string layoutG(double v, int precision, int bits, char format) {
    const bool isShortest = precision < 0;
    if (precision == 0) precision = 1;
    Digits d = isShortest ? shortest(v, bits) : significant(v, precision);
    while (!d.d.empty() && d.d.back() == '0') d.d.pop_back();
    const int digits = static_cast<int>(d.d.size());
    if (d.d.empty()) d.point = 0;
    int eprec = precision;
    if (eprec > digits && digits >= d.point) eprec = digits;
    if (isShortest) eprec = 6;
    const int exponent = d.point - 1;
    if (exponent < -4 || exponent >= eprec)
        return layoutE(d, (isShortest ? digits : std::min(digits, precision)) - 1, format == 'G' ? 'E' : 'e');
    return layoutF(d, std::max(digits - d.point, 0));
}

// 'x': hexadecimal mantissa, binary exponent.
std::string layoutX(double v, int precision, char format) {
    uint64_t mant = std::bit_cast<uint64_t>(v) & ((1ull << 52) - 1);
    int exponent = static_cast<int>(std::bit_cast<uint64_t>(v) >> 52 & 0x7ff);
    if (v == 0) {
        exponent = 0;
    } else if (exponent == 0) {
        exponent = -1022;
        while (!(mant & (1ull << 52))) mant <<= 1, --exponent;
    } else {
        exponent -= 1023;
        mant |= 1ull << 52;
    }
    mant <<= 8;  // leading digit at bit 60
    if (precision >= 0 && precision < 15) {
        const int shift = precision * 4;
        const uint64_t extra = (mant << shift) & ((1ull << 60) - 1);
        mant >>= 60 - shift;
        if ((extra | (mant & 1)) > 1ull << 59) ++mant;
        mant <<= 60 - shift;
        if (mant & (1ull << 61)) mant >>= 1, ++exponent;
    }
    const char* hex = format == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    std::string out = format == 'X' ? "0X" : "0x";
    out += v == 0 ? '0' : static_cast<char>('0' + (mant >> 60 & 3));
    mant <<= 4;
    if (precision < 0 && mant != 0) {
        out += '.';
        for (; mant != 0; mant <<= 4) out += hex[mant >> 60 & 15];
    } else if (precision > 0) {
        out += '.';
        for (int i = 0; i < precision; ++i, mant <<= 4) out += hex[mant >> 60 & 15];
    }
    out += format == 'X' ? 'P' : 'p';
    out += exponent < 0 ? '-' : '+';
    exponent = std::abs(exponent);
    if (exponent < 10) out += '0';
    return out + std::to_string(exponent);
}

std::string layoutB(double v, int bits) {
    int64_t mant;
    int exponent;
    if (bits == 32) {
        const uint32_t b = std::bit_cast<uint32_t>(static_cast<float32>(v));
        mant = b & 0x7fffff;
        exponent = static_cast<int>(b >> 23 & 0xff);
        exponent == 0 ? void(++exponent) : void(mant |= 1 << 23);
        exponent -= 127 + 23;
    } else {
        const uint64_t b = std::bit_cast<uint64_t>(v);
        mant = static_cast<int64_t>(b & ((1ull << 52) - 1));
        exponent = static_cast<int>(b >> 52 & 0x7ff);
        exponent == 0 ? void(++exponent) : void(mant |= 1ll << 52);
        exponent -= 1023 + 52;
    }
    return std::to_string(mant) + "p" + (exponent >= 0 ? "+" : "") + std::to_string(exponent);
}

}  // namespace

std::string formatFloat(double v, char format, int precision, int bits) {
    if (v != v) return "NaN";
    const bool negative = std::signbit(v);
    const std::string sign = negative ? "-" : "";
    const double a = negative ? -v : v;
    if (a > 1.7976931348623157e308) return negative ? "-Inf" : "+Inf";
    switch (format) {
        case 'e':
        case 'E': {
            const Digits d = precision < 0 ? shortest(a, bits) : significant(a, precision + 1);
            const int prec = precision < 0 ? std::max(static_cast<int>(d.d.size()) - 1, 0) : precision;
            return sign + layoutE(d, prec, format);
        }
        case 'f':
        case 'F': {
            if (precision >= 0) return sign + fixed(a, precision);
            const Digits d = shortest(a, bits);
            return sign + layoutF(d, std::max(static_cast<int>(d.d.size()) - d.point, 0));
        }
        case 'g':
        case 'G':
            return sign + layoutG(a, precision, bits, format);
        case 'x':
        case 'X':
            return sign + layoutX(a, precision, format);
        case 'b':
            return sign + layoutB(a, bits);
        default:
            return std::string("%") + format;
    }
}

std::string formatComplex(double re, double im, char format, int precision, int bits) {
    const int half = bits / 2;
    std::string i = formatFloat(im, format, precision, half);
    if (i[0] != '+' && i[0] != '-') i = "+" + i;
    return "(" + formatFloat(re, format, precision, half) + i + "i)";
}

std::string printInt(int64_t v) {
    return std::to_string(v);
}
std::string printUint(uint64_t v) {
    return std::to_string(v);
}
std::string printHex(uint64_t v) {
    std::array<char, 20> buf;
    const auto end = std::to_chars(buf.data(), buf.data() + buf.size(), v, 16);
    return "0x" + std::string(buf.data(), end.ptr);
}
std::string printFloat(double v, int bits) {
    return formatFloat(v, 'g', -1, bits);
}
std::string printComplex(double re, double im, int bits) {
    return formatComplex(re, im, 'g', -1, bits * 2);
}
std::string printPointer(uint64_t v) {
    return printHex(v);
}
std::string printSlice(int64_t len, int64_t cap, uint64_t array) {
    return "[" + printInt(len) + "/" + printInt(cap) + "]" + printPointer(array);
}

std::string printIndented(std::string_view s) {
    std::string out;
    for (char ch : s) {
        out += ch;
        if (ch == '\n') out += '\t';
    }
    return out;
}

}  // namespace tricolor::runtime
