// Natives of strconv, math and math/bits.
#include <charconv>
#include <cmath>
#include <limits>

#include "sim/golang/format.h"
#include "sim/golang/native_define.h"
#include "sim/runtime/print.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

namespace {

enum Status : int64_t { fine, syntax, range, badBase, badBits };

// Underscores only between digits, or between the base prefix and a digit.
bool underscoresOk(std::string_view s) {
    char last = '^';  // ^ start, 0 digit or prefix, _ underscore, ! other
    size_t i = 0;
    if (!s.empty() && (s[0] == '-' || s[0] == '+')) ++i;
    bool hex = false;
    if (s.size() - i >= 2 && s[i] == '0' &&
        std::string_view("bBoOxX").find(s[i + 1]) != std::string_view::npos) {
        hex = s[i + 1] == 'x' || s[i + 1] == 'X';
        last = '0';
        i += 2;
    }
    for (; i < s.size(); ++i) {
        const char lower = static_cast<char>(s[i] | 0x20);
        if ((s[i] >= '0' && s[i] <= '9') || (hex && lower >= 'a' && lower <= 'f')) {
            last = '0';
        } else if (s[i] == '_') {
            if (last != '0') return false;
            last = '_';
        } else {
            if (last == '_') return false;
            last = '!';
        }
    }
    return last != '_';
}

std::pair<uint64_t, Status> parseUint(std::string_view s, int64_t base, int64_t bits) {
    if (s.empty()) return {0, syntax};
    const bool base0 = base == 0;
    const std::string_view whole = s;
    if (base0) {
        base = 10;
        if (s[0] == '0') {
            const char p = s.size() >= 3 ? static_cast<char>(s[1] | 0x20) : '\0';
            base = p == 'b' ? 2 : p == 'x' ? 16 : 8;
            s.remove_prefix(p == 'b' || p == 'o' || p == 'x' ? 2 : 1);
        }
    } else if (base < 2 || base > 36) {
        return {0, badBase};
    }
    if (bits == 0) bits = 64;
    if (bits < 0 || bits > 64) return {0, badBits};
    const uint64_t top = bits == 64 ? UINT64_MAX : (1ull << bits) - 1;
    const auto b = static_cast<uint64_t>(base);
    uint64_t v = 0;
    bool underscores = false, over = false;
    for (const char ch : s) {
        uint64_t d = 0;
        const char lower = static_cast<char>(ch | 0x20);
        if (ch == '_' && base0) {
            underscores = true;
            continue;
        }
        if (ch >= '0' && ch <= '9')
            d = static_cast<uint64_t>(ch - '0');
        else if (lower >= 'a' && lower <= 'z')
            d = static_cast<uint64_t>(lower - 'a' + 10);
        else
            return {0, syntax};
        if (d >= b) return {0, syntax};
        if (!over && (v > (UINT64_MAX - d) / b || v * b + d > top)) over = true;
        if (!over) v = v * b + d;
    }
    if (over) return {top, range};
    if (underscores && !underscoresOk(whole)) return {0, syntax};
    return {v, fine};
}

std::pair<int64_t, Status> parseInt(std::string_view s, int64_t base, int64_t bits) {
    if (s.empty()) return {0, syntax};
    const bool negative = s[0] == '-';
    if (negative || s[0] == '+') s.remove_prefix(1);
    const auto [u, status] = parseUint(s, base, bits);
    if (status != fine && status != range) return {0, status};
    if (bits == 0) bits = 64;
    const uint64_t cutoff = 1ull << (bits - 1);
    if (!negative && u >= cutoff) return {static_cast<int64_t>(cutoff - 1), range};
    if (negative && u > cutoff) return {static_cast<int64_t>(0 - cutoff), range};
    return {static_cast<int64_t>(negative ? 0 - u : u), fine};
}

bool equalFold(std::string_view s, std::string_view lower) {
    if (s.size() != lower.size()) return false;
    for (size_t i = 0; i < s.size(); ++i)
        if ((s[i] | 0x20) != lower[i]) return false;
    return true;
}

template <class T>
std::pair<double, Status> parseAs(std::string_view s, bool hex, bool negative) {
    T v = 0;
    const auto format = hex ? std::chars_format::hex : std::chars_format::general;
    const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), v, format);
    if (error == std::errc::invalid_argument || end != s.data() + s.size()) return {0, syntax};
    double d = static_cast<double>(v);
    if (error == std::errc::result_out_of_range) {
        // Too small is zero and no error; too large is an infinity. from_chars does not say which: the
        // exponent does.
        const size_t e = s.find_first_of(hex ? "pP" : "eE");
        const bool small =
            e != std::string_view::npos ? s.find('-', e) != std::string_view::npos : s[0] == '0';
        if (small) return {negative ? -0.0 : 0.0, fine};
        d = std::numeric_limits<double>::infinity();
        return {negative ? -d : d, range};
    }
    return {negative ? -d : d, fine};
}

std::pair<double, Status> parseFloat(std::string_view s, int64_t bits) {
    const std::string_view whole = s;
    if (s.empty()) return {0, syntax};
    const bool negative = s[0] == '-';
    if (negative || s[0] == '+') s.remove_prefix(1);
    const double inf = std::numeric_limits<double>::infinity();
    if (equalFold(s, "inf") || equalFold(s, "infinity")) return {negative ? -inf : inf, fine};
    if (equalFold(whole, "nan")) return {std::numeric_limits<double>::quiet_NaN(), fine};
    const bool hex = s.size() > 2 && s[0] == '0' && (s[1] | 0x20) == 'x';
    std::string digits;
    for (const char ch : hex ? s.substr(2) : s)
        if (ch != '_') digits += ch;
    if (digits.size() != (hex ? s.size() - 2 : s.size()) && !underscoresOk(whole)) return {0, syntax};
    if (hex && digits.find_first_of("pP") == std::string::npos) return {0, syntax};
    // from_chars wants no plus sign in front of the exponent's digits to be missing, and no second sign.
    if (digits.empty() || digits[0] == '-' || digits[0] == '+') return {0, syntax};
    if (!((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.' || hex)) return {0, syntax};
    return bits == 32 ? parseAs<float32>(digits, hex, negative) : parseAs<double>(digits, hex, negative);
}

std::string formatBase(uint64_t v, int64_t base, bool negative) {
    std::string out;
    const auto b = static_cast<uint64_t>(base);
    do {
        out.insert(out.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[v % b]);
        v /= b;
    } while (v);
    return negative ? "-" + out : out;
}

// One escape sequence behind the backslash at s[i]; false: it is none.
bool unescape(std::string_view s, size_t& i, char quoteChar, std::string& out) {
    if (++i >= s.size()) return false;
    const char c = s[i++];
    constexpr std::string_view kLetters = "abtnvfr";
    if (const size_t k = kLetters.find(c); k != std::string_view::npos) {
        out += static_cast<char>(k + 7);
        return true;
    }
    if (c == '\\' || c == quoteChar) {
        out += c;
        return true;
    }
    const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : c >= '0' && c <= '7' ? 3 : 0;
    if (!digits) return false;
    if (digits == 3) --i;
    if (i + digits > s.size()) return false;
    uint32_t v = 0;
    const auto [end, error] = std::from_chars(s.data() + i, s.data() + i + digits, v, digits == 3 ? 8 : 16);
    if (error != std::errc() || end != s.data() + i + digits) return false;
    i += digits;
    if (digits <= 3) {
        if (v > 255) return false;
        out += static_cast<char>(v);
        return true;
    }
    if (v > 0x10ffff || (v >= 0xd800 && v <= 0xdfff)) return false;
    runtime::appendRune(out, static_cast<int32_t>(v));
    return true;
}

bool unquote(std::string_view s, std::string& out) {
    if (s.size() < 2 || s[0] != s.back()) return false;
    const char q = s[0];
    s = s.substr(1, s.size() - 2);
    if (q == '`') {
        for (const char c : s)
            if (c != '\r') out += c;
        return s.find('`') == std::string_view::npos;
    }
    if ((q != '"' && q != '\'') || s.find('\n') != std::string_view::npos) return false;
    size_t runes = 0;
    for (size_t i = 0; i < s.size(); ++runes) {
        if (s[i] == q) return false;
        if (s[i] == '\\') {
            if (!unescape(s, i, q, out)) return false;
            continue;
        }
        const runtime::Rune r = runtime::decoderune(s, i);
        runtime::appendRune(out, r.value);
        i += static_cast<size_t>(r.size);
    }
    return q == '"' || runes == 1;
}

bool checkBase(Machine& vm, int64_t base) {
    if (base >= 2 && base <= 36) return true;
    panicText(vm, "strconv: illegal AppendInt/FormatInt base");
    return false;
}

void addMathNatives(NativeTable& t) {
    t.define("math.Sqrt", [](Machine&, double x) { return std::sqrt(x); });
    t.define("math.Floor", [](Machine&, double x) { return std::floor(x); });
    t.define("math.Ceil", [](Machine&, double x) { return std::ceil(x); });
    t.define("math.Trunc", [](Machine&, double x) { return std::trunc(x); });
    t.define("math.FMA", [](Machine&, double x, double y, double z) { return std::fma(x, y, z); });
    t.define("math.pow10",
             [](Machine&, int64_t n) { return parseFloat("1e" + std::to_string(n), 64).first; });
    t.define("math/bits.LeadingZeros64",
             [](Machine&, uint64_t x) { return static_cast<int64_t>(std::countl_zero(x)); });
    t.define("math/bits.TrailingZeros64",
             [](Machine&, uint64_t x) { return static_cast<int64_t>(std::countr_zero(x)); });
    t.define("math/bits.OnesCount64",
             [](Machine&, uint64_t x) { return static_cast<int64_t>(std::popcount(x)); });
    t.define("math/bits.Reverse64", [](Machine&, uint64_t x) {
        uint64_t r = 0;
        for (int i = 0; i < 64; ++i, x >>= 1) r = r << 1 | (x & 1);
        return r;
    });
    t.define("math/bits.ReverseBytes64", [](Machine&, uint64_t x) {
        uint64_t r = 0;
        for (int i = 0; i < 8; ++i, x >>= 8) r = r << 8 | (x & 255);
        return r;
    });
    __extension__ using Wide = unsigned __int128;
    t.define("math/bits.Mul64", [](Machine&, uint64_t x, uint64_t y) {
        const Wide p = static_cast<Wide>(x) * y;
        return std::tuple<uint64_t, uint64_t>(static_cast<uint64_t>(p >> 64), static_cast<uint64_t>(p));
    });
    t.define("math/bits.div64", [](Machine&, uint64_t hi, uint64_t lo, uint64_t y) {
        const Wide n = static_cast<Wide>(hi) << 64 | lo;
        return std::tuple<uint64_t, uint64_t>(static_cast<uint64_t>(n / y), static_cast<uint64_t>(n % y));
    });
    t.define("math/bits.overflow", [](Machine& vm) { vm.fault(runtime::Fault::overflow); });
    t.define("math/bits.divide", [](Machine& vm) { vm.fault(runtime::Fault::divide); });
}

}  // namespace

void addStrconvNatives(NativeTable& t) {
    addMathNatives(t);
    t.define("strconv.parseUint", "-", [](Machine& vm, Str s, int64_t base, int64_t bits) {
        const auto [v, status] = parseUint(text(vm, s), base, bits);
        return std::tuple<uint64_t, int64_t>(v, status);
    });
    t.define("strconv.parseInt", "-", [](Machine& vm, Str s, int64_t base, int64_t bits) {
        const auto [v, status] = parseInt(text(vm, s), base, bits);
        return std::tuple<int64_t, int64_t>(v, status);
    });
    t.define("strconv.parseFloat", "-", [](Machine& vm, Str s, int64_t bits) {
        const auto [v, status] = parseFloat(text(vm, s), bits);
        return std::tuple<double, int64_t>(v, status);
    });
    t.define("strconv.unquote", "r0:0", [](Machine& vm, Str s) {
        std::string out;
        const bool ok = unquote(text(vm, s), out);
        return std::tuple<Str, bool>(ok ? newString(vm, out) : Str{}, ok);
    });
    t.define("strconv.formatInt", [](Machine& vm, int64_t v, int64_t base) {
        if (!checkBase(vm, base)) return Str{};
        const auto u = static_cast<uint64_t>(v);
        return newString(vm, formatBase(v < 0 ? 0 - u : u, base, v < 0));
    });
    t.define("strconv.formatUint", [](Machine& vm, uint64_t v, int64_t base) {
        return checkBase(vm, base) ? newString(vm, formatBase(v, base, false)) : Str{};
    });
    t.define(
        "strconv.FormatFloat", [](Machine& vm, double v, uint8_t format, int64_t precision, int64_t bits) {
            return newString(vm, runtime::formatFloat(v, static_cast<char>(format),
                                                      static_cast<int>(precision), static_cast<int>(bits)));
        });
    t.define("strconv.Quote", "-",
             [](Machine& vm, Str s) { return newString(vm, quote(text(vm, s), '"', false)); });
    t.define("strconv.QuoteToASCII", "-",
             [](Machine& vm, Str s) { return newString(vm, quote(text(vm, s), '"', true)); });
    t.define("strconv.QuoteRune", [](Machine& vm, int32_t r) { return newString(vm, quoteRune(r, false)); });
    t.define("strconv.QuoteRuneToASCII",
             [](Machine& vm, int32_t r) { return newString(vm, quoteRune(r, true)); });
    t.define("strconv.CanBackquote", "-", [](Machine& vm, Str s) { return canBackquote(text(vm, s)); });
}

}  // namespace tricolor::golang
