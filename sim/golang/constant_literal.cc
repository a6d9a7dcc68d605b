// Constants from the text of literals.
#include "sim/golang/constant_rep.h"
#include "sim/golang/unicode.h"

namespace tricolor::golang {

using namespace constants;

namespace {

// Literals with a larger decimal or binary exponent are refused.
constexpr long maxExponent = 100000;

int digitValue(char c) {
    return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

std::string withoutUnderscores(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != '_') out += c;
    return out;
}

Constant integerLiteral(const std::string& text) {
    int base = 10;
    size_t from = 0;
    if (text.size() > 1 && text[0] == '0') {
        const char prefix = static_cast<char>(text[1] | 32);
        base = prefix == 'x' ? 16 : prefix == 'b' ? 2 : 8;
        from = prefix == 'x' || prefix == 'b' || prefix == 'o' ? 2 : 1;
    }
    Integer z;
    if (mpz_set_str(z.z, text.c_str() + from, base) != 0) return Constant();
    return ofInteger(z);
}

// decimal or (0x) hexadecimal mantissa with point and exponent
Constant floatLiteral(const std::string& text) {
    const bool hex = text.size() > 1 && text[0] == '0' && (text[1] | 32) == 'x';
    std::string digits;
    long pointShift = 0;
    bool afterPoint = false;
    size_t i = hex ? 2 : 0;
    for (; i < text.size(); i++) {
        const char c = static_cast<char>(text[i] | 32);
        if (c == 'p' || (!hex && c == 'e')) break;
        if (text[i] == '.') {
            afterPoint = true;
            continue;
        }
        digits += text[i];
        if (afterPoint) pointShift++;
    }
    long exponent = 0;
    if (i < text.size()) {
        const std::string power = text.substr(i + 1);
        if (power.size() > 9) return Constant();
        exponent = std::strtol(power.c_str(), nullptr, 10);
    }
    Integer mantissa;
    if (digits.empty() || mpz_set_str(mantissa.z, digits.c_str(), hex ? 16 : 10) != 0) return Constant();
    Fraction f;
    mpq_set_z(f.q, mantissa.z);
    exponent -= hex ? 4 * pointShift : pointShift;
    if (mpz_sgn(mantissa.z) == 0) return ofFraction(f);
    if (exponent > maxExponent || exponent < -maxExponent) return Constant();
    const unsigned long size = static_cast<unsigned long>(exponent < 0 ? -exponent : exponent);
    if (hex) {
        exponent < 0 ? mpq_div_2exp(f.q, f.q, size) : mpq_mul_2exp(f.q, f.q, size);
        return ofFraction(f);
    }
    Fraction power;
    mpz_ui_pow_ui(mpq_numref(power.q), 10, size);
    exponent < 0 ? mpq_div(f.q, f.q, power.q) : mpq_mul(f.q, f.q, power.q);
    return ofFraction(f);
}

// The characters of an interpreted literal between its quotes; \x and octal escapes are bytes of a string,
// but the value of a rune.
std::string unescaped(std::string_view text, uint32_t* rune) {
    std::string out;
    const auto emitByte = [&](uint32_t v) {
        out.push_back(static_cast<char>(v));
        if (rune) *rune = v;
    };
    for (size_t i = 0; i < text.size();) {
        if (text[i] != '\\') {
            const Rune r = decodeRune(text.substr(i));
            if (rune) *rune = r.value;
            out.append(text.substr(i, r.length));
            i += r.length;
            continue;
        }
        if (i + 1 >= text.size()) break;
        const char c = text[i + 1];
        i += 2;
        constexpr std::string_view letters = "abfnrtv\\'\"";
        constexpr std::string_view values = "\a\b\f\n\r\t\v\\'\"";
        if (const size_t at = letters.find(c); at != std::string_view::npos) {
            emitByte(static_cast<uint8_t>(values[at]));
            continue;
        }
        const bool octal = c >= '0' && c <= '7';
        const size_t count = octal ? 3 : c == 'x' ? 2 : c == 'u' ? 4 : 8;
        if (octal) i--;
        uint32_t v = 0;
        for (size_t k = 0; k < count && i < text.size(); k++, i++)
            v = v * (octal ? 8 : 16) + static_cast<uint32_t>(digitValue(text[i]));
        if (count <= 3) {
            emitByte(v);
        } else {
            appendRune(out, v);
            if (rune) *rune = v;
        }
    }
    return out;
}

Constant stringLiteral(std::string_view text) {
    if (text.size() < 2) return Constant();
    const std::string_view inside = text.substr(1, text.size() - 2);
    if (text[0] != '`') return Constant::ofString(unescaped(inside, nullptr));
    std::string out;
    for (const char c : inside)
        if (c != '\r') out += c;
    return Constant::ofString(std::move(out));
}

}  // namespace

Constant Constant::ofLiteral(LiteralKind kind, std::string_view text) {
    switch (kind) {
        case LiteralKind::Int:
            return integerLiteral(withoutUnderscores(text));
        case LiteralKind::Float:
            return floatLiteral(withoutUnderscores(text));
        case LiteralKind::Imaginary: {
            std::string number = withoutUnderscores(text.substr(0, text.size() - 1));
            const bool prefixed = number.size() > 1 && number[0] == '0' && number[1] > '9';
            const bool floating = number.find_first_of(prefixed ? ".pP" : ".eE") != std::string::npos;
            // 0123i is decimal for compatibility, as the language says.
            if (!floating && !prefixed)
                number.erase(0, std::min(number.find_first_not_of('0'), number.size() - 1));
            const Constant im = floating ? floatLiteral(number) : integerLiteral(number);
            return im.known() ? makeComplex(ofInt(0), im) : im;
        }
        case LiteralKind::Rune: {
            uint32_t value = 0;
            if (text.size() < 3) return Constant();
            unescaped(text.substr(1, text.size() - 2), &value);
            return ofInt(value);
        }
        case LiteralKind::String:
            return stringLiteral(text);
    }
    return Constant();
}

}  // namespace tricolor::golang
