// How constants hold their value: integers and fractions of any length, and the rounding of fractions. For
// constant*.cc only.
#pragma once

#include <gmp.h>

#include <memory>
#include <string>

#include "sim/golang/constant.h"

namespace tricolor::golang {
namespace constants {

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

}  // namespace constants

struct Constant::Rep {
    Kind kind = Kind::Unknown;
    bool boolean = false;
    std::string string;
    constants::Integer integer;  // Int
    constants::Fraction re, im;  // Float (re), Complex

    explicit Rep(Kind k) : kind(k) {}
};

struct ConstantAccess {
    using Rep = Constant::Rep;
    static const Rep& rep(const Constant& c) { return *c.rep; }
    static Constant wrap(std::shared_ptr<Rep> r) { return Constant(std::move(r)); }
};

namespace constants {

using Rep = Constant::Rep;
using Kind = Constant::Kind;

std::shared_ptr<Rep> newRep(Kind kind);
Constant wrap(std::shared_ptr<Rep> rep);
Constant ofFraction(const Fraction& f);  // rounded if it is very long
Constant ofInteger(const Integer& z);
Constant ofComplex(const Fraction& re, const Fraction& im);
// A number as a fraction; of a complex one its real part.
Fraction fractionOf(const Constant& c);
Fraction imagOf(const Constant& c);

// Bits of a fraction that was rounded because it had become too long.
inline constexpr long floatBits = 512;

// mantissaBits of precision, least exponent of a normal number, largest exponent.
struct FloatFormat {
    int mantissaBits;
    int minExponent;
    int maxExponent;
};
inline constexpr FloatFormat float64Format{53, -1022, 1023};
inline constexpr FloatFormat float32Format{24, -126, 127};
double roundedDouble(const Fraction& value, const FloatFormat& format);
Constant roundedFraction(const Fraction& value, const FloatFormat& format);  // unknown: it overflows

}  // namespace constants
}  // namespace tricolor::golang
