#include "sim/golang/constant.h"

#include <gmp.h>

#include <array>
#include <cmath>
#include <cstring>

#include "sim/golang/unicode.h"
#include "sim/world/check.h"

namespace tricolor::golang {
namespace {

// An integer and a fraction that free themselves.
struct Integer {
    mpz_t z;
    Integer() { mpz_init(z); }
    Integer(const Integer& o) { mpz_init_set(z, o.z); }
    ~Integer() { mpz_clear(z); }
    Integer& operator=(const Integer& o) {
        mpz_set(z, o.z);
        return *this;
    }
};

struct Fraction {
    mpq_t q;
    Fraction() { mpq_init(q); }
    Fraction(const Fraction& o) {
        mpq_init(q);
        mpq_set(q, o.q);
    }
    ~Fraction() { mpq_clear(q); }
    Fraction& operator=(const Fraction& o) {
        mpq_set(q, o.q);
        return *this;
    }
    bool integral() const { return mpz_cmp_ui(mpq_denref(q), 1) == 0; }
};

// Fractions longer than this are rounded to floatBits; they no longer are exact in go/constant either.
constexpr size_t maxFractionBits = 4096;
constexpr long floatBits = 512;
// Literals with a larger decimal or binary exponent are refused.
constexpr long maxExponent = 100000;

}  // namespace

struct Constant::Rep {
    Kind kind = Kind::Unknown;
    bool boolean = false;
    std::string string;
    Integer integer;  // Int
    Fraction re, im;  // Float (re), Complex

    explicit Rep(Kind k) : kind(k) {}
};

struct ConstantAccess {
    using Rep = Constant::Rep;
    static const Rep& rep(const Constant& c) { return *c.rep; }
    static Constant wrap(std::shared_ptr<Rep> r) { return Constant(std::move(r)); }
};

namespace {

using Rep = Constant::Rep;
using Kind = Constant::Kind;

std::shared_ptr<Rep> newRep(Kind kind) {
    return std::make_shared<Rep>(kind);
}
Constant wrap(std::shared_ptr<Rep> rep) {
    return ConstantAccess::wrap(std::move(rep));
}

// Keeps a fraction affordable: rounds one that grew beyond maxFractionBits to floatBits significant bits.
void limit(Fraction& f) {
    const size_t top = mpz_sizeinbase(mpq_numref(f.q), 2);
    const size_t bottom = mpz_sizeinbase(mpq_denref(f.q), 2);
    if (top <= maxFractionBits && bottom <= maxFractionBits) return;
    if (mpq_sgn(f.q) == 0) return;
    const long shift = floatBits - (static_cast<long>(top) - static_cast<long>(bottom));
    Integer mantissa;
    Fraction scaled(f);
    if (shift > 0)
        mpq_mul_2exp(scaled.q, scaled.q, static_cast<mp_bitcnt_t>(shift));
    else
        mpq_div_2exp(scaled.q, scaled.q, static_cast<mp_bitcnt_t>(-shift));
    mpz_tdiv_q(mantissa.z, mpq_numref(scaled.q), mpq_denref(scaled.q));
    mpq_set_z(f.q, mantissa.z);
    if (shift > 0)
        mpq_div_2exp(f.q, f.q, static_cast<mp_bitcnt_t>(shift));
    else
        mpq_mul_2exp(f.q, f.q, static_cast<mp_bitcnt_t>(-shift));
}

Constant ofFraction(const Fraction& f) {
    auto rep = newRep(Kind::Float);
    rep->re = f;
    limit(rep->re);
    return wrap(std::move(rep));
}

Constant ofInteger(const Integer& z) {
    auto rep = newRep(Kind::Int);
    rep->integer = z;
    return wrap(std::move(rep));
}

Constant ofComplex(const Fraction& re, const Fraction& im) {
    auto rep = newRep(Kind::Complex);
    rep->re = re;
    rep->im = im;
    limit(rep->re);
    limit(rep->im);
    return wrap(std::move(rep));
}

Fraction fractionOf(const Constant& c) {
    const Rep& rep = ConstantAccess::rep(c);
    if (rep.kind != Kind::Int) return rep.re;
    Fraction f;
    mpq_set_z(f.q, rep.integer.z);
    return f;
}

Fraction imagOf(const Constant& c) {
    const Rep& rep = ConstantAccess::rep(c);
    return rep.kind == Kind::Complex ? rep.im : Fraction();
}

std::string integerText(const mpz_t z) {
    std::string text(mpz_sizeinbase(z, 10) + 2, '\0');
    mpz_get_str(text.data(), 10, z);
    text.resize(std::strlen(text.c_str()));
    return text;
}

// ---- rounding to machine floats ----

// mantissaBits of precision, least exponent of a normal number, largest exponent.
struct FloatFormat {
    int mantissaBits;
    int minExponent;
    int maxExponent;
};
constexpr FloatFormat float64Format{53, -1022, 1023};
constexpr FloatFormat float32Format{24, -126, 127};

// value = mantissa * 2^exponent, rounded to nearest, ties to even; overflow if it is beyond the largest
// number.
struct Rounded {
    Integer mantissa;  // of the absolute value
    long exponent = 0;
    bool overflow = false;
};

Rounded roundTo(const Fraction& value, const FloatFormat& format) {
    Rounded r;
    if (mpq_sgn(value.q) == 0) return r;
    Fraction v;
    mpq_abs(v.q, value.q);
    // The exponent e with 2^e <= v < 2^(e+1).
    long e = static_cast<long>(mpz_sizeinbase(mpq_numref(v.q), 2)) -
             static_cast<long>(mpz_sizeinbase(mpq_denref(v.q), 2));
    Fraction power;
    const auto setPower = [&](long n) {
        mpq_set_ui(power.q, 1, 1);
        if (n >= 0)
            mpq_mul_2exp(power.q, power.q, static_cast<mp_bitcnt_t>(n));
        else
            mpq_div_2exp(power.q, power.q, static_cast<mp_bitcnt_t>(-n));
    };
    setPower(e);
    if (mpq_cmp(v.q, power.q) < 0) e--;
    r.exponent = std::max<long>(e, format.minExponent) - (format.mantissaBits - 1);
    if (r.exponent >= 0)
        mpq_div_2exp(v.q, v.q, static_cast<mp_bitcnt_t>(r.exponent));
    else
        mpq_mul_2exp(v.q, v.q, static_cast<mp_bitcnt_t>(-r.exponent));
    Integer rest, twice;
    mpz_fdiv_qr(r.mantissa.z, rest.z, mpq_numref(v.q), mpq_denref(v.q));
    mpz_mul_2exp(twice.z, rest.z, 1);
    const int half = mpz_cmp(twice.z, mpq_denref(v.q));
    if (half > 0 || (half == 0 && mpz_odd_p(r.mantissa.z))) mpz_add_ui(r.mantissa.z, r.mantissa.z, 1);
    const long top = static_cast<long>(mpz_sizeinbase(r.mantissa.z, 2)) - 1 + r.exponent;
    r.overflow = mpz_sgn(r.mantissa.z) != 0 && top > format.maxExponent;
    return r;
}

double roundedDouble(const Fraction& value, const FloatFormat& format) {
    const Rounded r = roundTo(value, format);
    const double sign = mpq_sgn(value.q) < 0 ? -1 : 1;
    if (r.overflow) return sign * HUGE_VAL;
    const uint64_t mantissa = mpz_get_ui(r.mantissa.z);
    return sign * std::ldexp(static_cast<double>(mantissa), static_cast<int>(r.exponent));
}

Constant roundedFraction(const Fraction& value, const FloatFormat& format) {
    const Rounded r = roundTo(value, format);
    if (r.overflow) return Constant();
    Fraction f;
    mpq_set_z(f.q, r.mantissa.z);
    if (r.exponent >= 0)
        mpq_mul_2exp(f.q, f.q, static_cast<mp_bitcnt_t>(r.exponent));
    else
        mpq_div_2exp(f.q, f.q, static_cast<mp_bitcnt_t>(-r.exponent));
    if (mpq_sgn(value.q) < 0) mpq_neg(f.q, f.q);
    return ofFraction(f);
}

// ---- literals ----

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

// ---- texts ----

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

// ---- construction ----

Constant Constant::ofBool(bool value) {
    auto rep = newRep(Kind::Bool);
    rep->boolean = value;
    return wrap(std::move(rep));
}

Constant Constant::ofString(std::string value) {
    auto rep = newRep(Kind::String);
    rep->string = std::move(value);
    return wrap(std::move(rep));
}

Constant Constant::ofInt(int64_t value) {
    Integer z;
    mpz_set_si(z.z, value);
    return ofInteger(z);
}

Constant Constant::ofUint(uint64_t value) {
    Integer z;
    mpz_set_ui(z.z, value);
    return ofInteger(z);
}

Constant Constant::ofDouble(double value) {
    CHECK(std::isfinite(value), "constant from a number that is not finite");
    Fraction f;
    mpq_set_d(f.q, value);
    return ofFraction(f);
}

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

Constant Constant::makeComplex(const Constant& re, const Constant& im) {
    if (!re.known() || !im.known()) return Constant();
    return ofComplex(fractionOf(re), fractionOf(im));
}

// ---- access ----

Kind Constant::kind() const {
    return rep ? rep->kind : Kind::Unknown;
}

bool Constant::boolValue() const {
    CHECK(kind() == Kind::Bool, "constant is no bool");
    return rep->boolean;
}

const std::string& Constant::stringValue() const {
    CHECK(kind() == Kind::String, "constant is no string");
    return rep->string;
}

std::optional<int64_t> Constant::int64Value() const {
    if (kind() != Kind::Int || !mpz_fits_slong_p(rep->integer.z)) return std::nullopt;
    return mpz_get_si(rep->integer.z);
}

std::optional<uint64_t> Constant::uint64Value() const {
    if (kind() != Kind::Int || !mpz_fits_ulong_p(rep->integer.z)) return std::nullopt;
    return mpz_get_ui(rep->integer.z);
}

uint64_t Constant::wordValue() const {
    const Constant whole = toInt();
    CHECK(whole.known(), "constant is no integer");
    Integer low;
    mpz_fdiv_r_2exp(low.z, whole.rep->integer.z, 64);
    return mpz_get_ui(low.z);
}

double Constant::doubleValue() const {
    CHECK(kind() >= Kind::Int, "constant is no number");
    return roundedDouble(fractionOf(*this), float64Format);
}

float Constant::floatValue() const {  // float32
    CHECK(kind() >= Kind::Int, "constant is no number");
    return static_cast<float>(roundedDouble(fractionOf(*this), float32Format));
}

Constant Constant::realPart() const {
    if (kind() < Kind::Int) return Constant();
    return kind() == Kind::Complex ? ofFraction(rep->re) : *this;
}

Constant Constant::imagPart() const {
    if (kind() < Kind::Int) return Constant();
    return kind() == Kind::Complex ? ofFraction(rep->im) : ofInt(0);
}

int Constant::sign() const {
    if (kind() == Kind::Int) return mpz_sgn(rep->integer.z);
    if (kind() == Kind::Float) return mpq_sgn(rep->re.q);
    if (kind() == Kind::Complex) return mpq_sgn(rep->re.q) != 0 || mpq_sgn(rep->im.q) != 0 ? 1 : 0;
    return 1;
}

int Constant::bitLength() const {
    if (kind() != Kind::Int || mpz_sgn(rep->integer.z) == 0) return 0;
    return static_cast<int>(mpz_sizeinbase(rep->integer.z, 2));
}

// ---- conversion ----

Constant Constant::toInt() const {
    if (kind() == Kind::Int) return *this;
    if (kind() == Kind::Complex && mpq_sgn(rep->im.q) != 0) return Constant();
    if (kind() < Kind::Float || !rep->re.integral()) return Constant();
    Integer z;
    mpz_set(z.z, mpq_numref(rep->re.q));
    return ofInteger(z);
}

Constant Constant::toFloat() const {
    if (kind() == Kind::Float) return *this;
    if (kind() == Kind::Int) return ofFraction(fractionOf(*this));
    if (kind() == Kind::Complex && mpq_sgn(rep->im.q) == 0) return ofFraction(rep->re);
    return Constant();
}

Constant Constant::toComplex() const {
    if (kind() < Kind::Int) return Constant();
    return kind() == Kind::Complex ? *this : ofComplex(fractionOf(*this), Fraction());
}

Constant Constant::roundedToFloat32() const {
    const Constant f = toFloat();
    return f.known() ? roundedFraction(f.rep->re, float32Format) : f;
}

Constant Constant::roundedToFloat64() const {
    const Constant f = toFloat();
    return f.known() ? roundedFraction(f.rep->re, float64Format) : f;
}

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

// ---- operations ----

Constant Constant::unary(Op op, const Constant& x, int unsignedBits) {
    const Kind kind = x.kind();
    if (kind == Kind::Unknown || op == Op::Add) return x;
    if (op == Op::Not) return ofBool(!x.boolValue());
    if (op == Op::Sub) {
        if (kind == Kind::Int) {
            Integer z;
            mpz_neg(z.z, x.rep->integer.z);
            return ofInteger(z);
        }
        Fraction re(x.rep->re), im(x.rep->im);
        mpq_neg(re.q, re.q);
        mpq_neg(im.q, im.q);
        return kind == Kind::Float ? ofFraction(re) : ofComplex(re, im);
    }
    CHECK(op == Op::Xor && kind == Kind::Int, "unary operation on this constant");
    Integer z;
    mpz_com(z.z, x.rep->integer.z);
    if (unsignedBits > 0) mpz_fdiv_r_2exp(z.z, z.z, static_cast<mp_bitcnt_t>(unsignedBits));
    return ofInteger(z);
}

namespace {

Constant integerBinary(const Integer& x, Op op, const Integer& y, bool integerDivision) {
    Integer z;
    switch (op) {
        case Op::Add:
            mpz_add(z.z, x.z, y.z);
            break;
        case Op::Sub:
            mpz_sub(z.z, x.z, y.z);
            break;
        case Op::Mul:
            mpz_mul(z.z, x.z, y.z);
            break;
        case Op::Div: {
            if (integerDivision) {
                mpz_tdiv_q(z.z, x.z, y.z);
                break;
            }
            Fraction f;
            mpz_set(mpq_numref(f.q), x.z);
            mpz_set(mpq_denref(f.q), y.z);
            mpq_canonicalize(f.q);
            return ofFraction(f);
        }
        case Op::Rem:
            mpz_tdiv_r(z.z, x.z, y.z);
            break;
        case Op::And:
            mpz_and(z.z, x.z, y.z);
            break;
        case Op::Or:
            mpz_ior(z.z, x.z, y.z);
            break;
        case Op::Xor:
            mpz_xor(z.z, x.z, y.z);
            break;
        case Op::AndNot: {
            Integer inverse;
            mpz_com(inverse.z, y.z);
            mpz_and(z.z, x.z, inverse.z);
            break;
        }
        default:
            return Constant();
    }
    return ofInteger(z);
}

Fraction fractionBinary(const Fraction& x, Op op, const Fraction& y) {
    Fraction f;
    switch (op) {
        case Op::Add:
            mpq_add(f.q, x.q, y.q);
            break;
        case Op::Sub:
            mpq_sub(f.q, x.q, y.q);
            break;
        case Op::Mul:
            mpq_mul(f.q, x.q, y.q);
            break;
        default:
            mpq_div(f.q, x.q, y.q);
            break;
    }
    return f;
}

Constant complexBinary(const Constant& x, Op op, const Constant& y) {
    const Fraction a = fractionOf(x), b = imagOf(x), c = fractionOf(y), d = imagOf(y);
    if (op == Op::Add || op == Op::Sub) return ofComplex(fractionBinary(a, op, c), fractionBinary(b, op, d));
    const auto times = [](const Fraction& p, const Fraction& q) { return fractionBinary(p, Op::Mul, q); };
    if (op == Op::Mul)
        return ofComplex(fractionBinary(times(a, c), Op::Sub, times(b, d)),
                         fractionBinary(times(b, c), Op::Add, times(a, d)));
    const Fraction size = fractionBinary(times(c, c), Op::Add, times(d, d));
    return ofComplex(fractionBinary(fractionBinary(times(a, c), Op::Add, times(b, d)), Op::Div, size),
                     fractionBinary(fractionBinary(times(b, c), Op::Sub, times(a, d)), Op::Div, size));
}

}  // namespace

Constant Constant::binary(const Constant& x, Op op, const Constant& y, bool integerDivision) {
    if (!x.known() || !y.known()) return Constant();
    if (x.kind() == Kind::Bool) {
        return ofBool(op == Op::AndAnd ? x.boolValue() && y.boolValue() : x.boolValue() || y.boolValue());
    }
    if (x.kind() == Kind::String) return ofString(x.stringValue() + y.stringValue());
    if (x.kind() == Kind::Complex || y.kind() == Kind::Complex) return complexBinary(x, op, y);
    if (x.kind() == Kind::Int && y.kind() == Kind::Int)
        return integerBinary(x.rep->integer, op, y.rep->integer, integerDivision);
    return ofFraction(fractionBinary(fractionOf(x), op, fractionOf(y)));
}

Constant Constant::shift(const Constant& x, Op op, uint64_t count) {
    if (x.kind() != Kind::Int) return Constant();
    Integer z;
    if (op == Op::Shl)
        mpz_mul_2exp(z.z, x.rep->integer.z, count);
    else
        mpz_fdiv_q_2exp(z.z, x.rep->integer.z, count);
    return ofInteger(z);
}

bool Constant::compare(const Constant& x, Op op, const Constant& y) {
    if (!x.known() || !y.known()) return false;
    int order = 0;
    if (x.kind() == Kind::Bool) {
        order = x.boolValue() == y.boolValue() ? 0 : 1;
    } else if (x.kind() == Kind::String) {
        order = x.stringValue().compare(y.stringValue());
    } else {
        const Fraction a = fractionOf(x), b = fractionOf(y), c = imagOf(x), d = imagOf(y);
        order = mpq_cmp(a.q, b.q);
        if (order == 0 && (op == Op::Equal || op == Op::NotEqual)) order = mpq_cmp(c.q, d.q);
    }
    switch (op) {
        case Op::Equal:
            return order == 0;
        case Op::NotEqual:
            return order != 0;
        case Op::Less:
            return order < 0;
        case Op::LessEqual:
            return order <= 0;
        case Op::Greater:
            return order > 0;
        default:
            return order >= 0;
    }
}

}  // namespace tricolor::golang
