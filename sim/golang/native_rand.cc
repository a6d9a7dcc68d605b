// Natives of math/rand: the runtime's generator, and the state that seeded generators start from.
#include <array>
#include <vector>

#include "sim/golang/native_define.h"

namespace tricolor::golang {

namespace {

// The additive lagged Fibonacci generator s[n] = s[n-607] + s[n-273] modulo 2^64. Go's table holds its state,
// seeded with 1, after 7.8e12 draws. s[n] is a linear combination of the first 607, with the coefficients of
// x^n modulo x^607 - x^334 - 1: the table is computed by jumping there.
constexpr size_t kLag = 607, kTap = 273;
constexpr uint64_t kDraws = 7800000000000;

using Polynomial = std::array<uint64_t, kLag>;

Polynomial reduced(std::vector<uint64_t>& c) {
    for (size_t i = c.size() - 1; i >= kLag; --i) {
        c[i - kLag] += c[i];
        c[i - kTap] += c[i];
    }
    Polynomial p;
    std::copy_n(c.begin(), kLag, p.begin());
    return p;
}

Polynomial squared(const Polynomial& p) {
    std::vector<uint64_t> c(2 * kLag);
    for (size_t i = 0; i < kLag; ++i)
        for (size_t j = 0; j < kLag; ++j) c[i + j] += p[i] * p[j];
    return reduced(c);
}

Polynomial timesX(const Polynomial& p) {
    std::vector<uint64_t> c(kLag + 1);
    std::copy(p.begin(), p.end(), c.begin() + 1);
    return reduced(c);
}

// What the generator draws first is s[607]; the seed fills the places from the end, the last place is drawn
// over first.
std::vector<uint64_t> seededWithOne() {
    uint64_t x = 1;
    const auto next = [&x] { return x = x * 48271 % 2147483647; };
    for (int i = 0; i < 20; ++i) next();
    Polynomial place;
    for (uint64_t& v : place) {
        const uint64_t a = next(), b = next(), c = next();
        v = a << 20 ^ b << 10 ^ c;
    }
    std::vector<uint64_t> s(2 * kLag);
    for (size_t i = 0; i < kLag; ++i) s[i] = place[(kLag - kTap - 1 + kLag - i) % kLag];
    for (size_t i = kLag; i < s.size(); ++i) s[i] = s[i - kLag] + s[i - kTap];
    return s;
}

Polynomial cookedState() {
    Polynomial power{};
    power[0] = 1;
    for (int bit = 63; bit >= 0; --bit) {
        power = squared(power);
        if (kDraws >> bit & 1) power = timesX(power);
    }
    const std::vector<uint64_t> s = seededWithOne();
    Polynomial table;
    for (size_t i = 0; i < kLag; ++i) {
        uint64_t sum = 0;
        for (size_t j = 0; j < kLag; ++j) sum += power[j] * s[i + j];
        const size_t drawn = static_cast<size_t>((kDraws + i) % kLag);
        table[(kLag - kTap - 1 + kLag - drawn) % kLag] = sum;
    }
    return table;
}

uint64_t rand64(Machine& vm) {
    Random& r = vm.m.cheaprand;
    const uint64_t high = r.next();
    return high << 32 | r.next();
}

}  // namespace

void addRandNatives(NativeTable& t) {
    t.define("math/rand.cooked", [](Machine& vm, int64_t i) {
        static const Polynomial table = cookedState();
        if (i >= 0 && i < static_cast<int64_t>(kLag)) return table[static_cast<size_t>(i)];
        panicText(vm, "index out of range", true);
        return uint64_t{0};
    });
    t.define("math/rand.runtime_rand", [](Machine& vm) { return rand64(vm); });
    t.define("math/rand/v2.runtime_rand", [](Machine& vm) { return rand64(vm); });
}

}  // namespace tricolor::golang
