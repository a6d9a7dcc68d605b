// Constants as messages and verdicts print them.
#include <array>
#include <cmath>
#include <cstring>

#include "sim/golang/constant_rep.h"
#include "sim/golang/unicode.h"

namespace tricolor::golang {

using namespace constants;

namespace {

std::string integerText(const mpz_t z) {
    std::string text(mpz_sizeinbase(z, 10) + 2, '\0');
    mpz_get_str(text.data(), 10, z);
    text.resize(std::strlen(text.c_str()));
    return text;
}

// As C's %.6g would print it, also far beyond the range of double.
std::string shortFloat(const Fraction& f) {
    if (mpq_sgn(f.q) == 0) return "0";
    const double d = roundedDouble(f, float64Format);
    if (std::isfinite(d) && d != 0 && std::fabs(d) > 1e-300) {
        std::array<char, 40> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%.6g", d);
        return buffer.data();
    }
    mpf_t m;
    mpf_init2(m, floatBits);
    mpf_set_q(m, f.q);
    std::array<char, 64> buffer{};
    gmp_snprintf(buffer.data(), buffer.size(), "%.6Fg", m);
    mpf_clear(m);
    return buffer.data();
}

std::string quoted(const std::string& s) {
    std::string out = "\"";
    constexpr char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < s.size();) {
        const Rune r = decodeRune(std::string_view(s).substr(i));
        const std::string_view raw = std::string_view(s).substr(i, r.length);
        i += r.length;
        constexpr std::string_view values = "\a\b\f\n\r\t\v\\\"";
        constexpr std::string_view letters = "abfnrtv\\\"";
        const size_t at = raw.size() == 1 ? values.find(raw[0]) : std::string_view::npos;
        if (at != std::string_view::npos) {
            out += {'\\', letters[at]};
        } else if ((r.value == 0xfffd && r.length == 1) || r.value < 0x20 || r.value == 0x7f) {
            const uint8_t byte = static_cast<uint8_t>(raw[0]);
            out += {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
        } else {
            out += raw;
        }
    }
    return out + "\"";
}

// Like go/constant: at most 72 characters.
std::string shortened(std::string text) {
    constexpr size_t most = 72;
    size_t runes = 0;
    for (const char c : text) runes += (c & 0xc0) != 0x80;
    if (runes <= most) return text;
    size_t i = 0;
    for (size_t seen = 0; seen < most - 3; seen++) i += decodeRune(std::string_view(text).substr(i)).length;
    return text.substr(0, i) + "...";
}

}  // namespace

std::string Constant::text() const {
    switch (kind()) {
        case Kind::Unknown:
            return "unknown";
        case Kind::Bool:
            return rep->boolean ? "true" : "false";
        case Kind::String:
            return shortened(quoted(rep->string));
        case Kind::Int:
            return integerText(rep->integer.z);
        case Kind::Float:
            return shortFloat(rep->re);
        case Kind::Complex:
            return "(" + shortFloat(rep->re) + " + " + shortFloat(rep->im) + "i)";
    }
    return "";
}

std::string Constant::exactText() const {
    if (kind() == Kind::String) return quoted(rep->string);
    return text();
}

}  // namespace tricolor::golang
