#include "sim/golang/constant.h"

#include <cmath>

#include "sim/golang/constant_rep.h"
#include "sim/world/check.h"

namespace tricolor::golang {

using namespace constants;

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

}  // namespace tricolor::golang
