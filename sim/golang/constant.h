// Constant values as the language computes them: exact, of arbitrary size within stated limits.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/golang/token.h"

namespace tricolor::golang {

// An immutable constant; copying shares it. Int is exact; Float is an exact fraction while it is small (as in
// go/constant) and is rounded to 512 bits beyond; Complex is a pair of Floats.
class Constant {
  public:
    enum class Kind : uint8_t { Unknown, Bool, String, Int, Float, Complex };

    // Integer constants longer than this are "constant overflow" errors, as from gc.
    static constexpr int maxIntBits = 512;
    // The largest shift count of a constant shift (gc: 1023 - 1 + 52).
    static constexpr uint64_t maxShift = 1023 - 1 + 52;

    Constant() = default;  // Unknown: the value of an expression that had an error
    static Constant ofBool(bool value);
    static Constant ofString(std::string value);
    static Constant ofInt(int64_t value);
    static Constant ofUint(uint64_t value);
    static Constant ofDouble(double value);  // finite
    // The value of a literal as written in source; Unknown if it is malformed or excessively large.
    static Constant ofLiteral(LiteralKind kind, std::string_view text);

    Kind kind() const;
    bool known() const { return kind() != Kind::Unknown; }
    bool boolValue() const;                       // Bool
    const std::string& stringValue() const;       // String: the bytes
    std::optional<int64_t> int64Value() const;    // Int; empty if it does not fit
    std::optional<uint64_t> uint64Value() const;  // Int; empty if it does not fit
    // An integer (or integral float) reduced modulo 2^64: the bits that a machine word of the constant's type
    // holds.
    uint64_t wordValue() const;
    double doubleValue() const;  // Int, Float, Complex's real part: nearest double, ties to even; ±Inf beyond
    float floatValue() const;    // the same as a float32, rounded once
    Constant realPart() const;
    Constant imagPart() const;
    int sign() const;       // Int, Float, Complex (0 iff zero)
    int bitLength() const;  // Int: bits of the absolute value

    // The value as an Int, Float or Complex if it can be one exactly (3.0 → 3, 2+0i → 2), else Unknown.
    Constant toInt() const;
    Constant toFloat() const;
    Constant toComplex() const;
    // Rounded to a value of the type; Unknown if beyond its range.
    Constant roundedToFloat32() const;
    Constant roundedToFloat64() const;

    // As in Go's error messages (short) and exact (every digit of an integer).
    std::string text() const;
    std::string exactText() const;

    static Constant unary(Op op, const Constant& x, int unsignedBits);
    // Both of one kind after matching; integer division if integerDivision. The divisor is not zero.
    static Constant binary(const Constant& x, Op op, const Constant& y, bool integerDivision);
    static Constant shift(const Constant& x, Op op, uint64_t count);
    static bool compare(const Constant& x, Op op, const Constant& y);
    static Constant makeComplex(const Constant& re, const Constant& im);

    struct Rep;

  private:
    explicit Constant(std::shared_ptr<const Rep> r) : rep(std::move(r)) {}
    std::shared_ptr<const Rep> rep;
    friend struct ConstantAccess;
};

}  // namespace tricolor::golang
