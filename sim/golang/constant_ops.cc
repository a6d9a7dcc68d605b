// Operations on constants.
#include "sim/golang/constant_rep.h"
#include "sim/world/check.h"

namespace tricolor::golang {

using namespace constants;

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
