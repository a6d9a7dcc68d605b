#include "sim/golang/constant_rep.h"

#include <algorithm>
#include <cmath>

namespace tricolor::golang::constants {

namespace {

// Fractions longer than this are rounded to floatBits; they no longer are exact in go/constant either.
constexpr size_t maxFractionBits = 4096;

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

}  // namespace

std::shared_ptr<Rep> newRep(Kind kind) {
    return std::make_shared<Rep>(kind);
}
Constant wrap(std::shared_ptr<Rep> rep) {
    return ConstantAccess::wrap(std::move(rep));
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

namespace {

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

}  // namespace

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

}  // namespace tricolor::golang::constants
