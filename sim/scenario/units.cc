#include "sim/scenario/units.h"

#include <array>
#include <charconv>

namespace tricolor::scenario {
namespace {

struct Unit {
    std::string_view name;
    int64_t size;
};
constexpr std::array kByteUnits = {Unit{"TiB", 1ll << 40}, Unit{"GiB", 1ll << 30}, Unit{"MiB", 1ll << 20},
                                   Unit{"KiB", 1ll << 10}, Unit{"B", 1}};
constexpr std::array kTimeUnits = {Unit{"ns", 1},
                                   Unit{"us", 1000},
                                   Unit{"\u00b5s", 1000},
                                   Unit{"\u03bcs", 1000},
                                   Unit{"ms", 1'000'000},
                                   Unit{"h", 3'600'000'000'000},
                                   Unit{"m", 60'000'000'000},
                                   Unit{"s", 1'000'000'000}};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Digits at the start of text, taken off it.
std::string_view takeDigits(std::string_view& text) {
    size_t n = 0;
    while (n < text.size() && isDigit(text[n])) ++n;
    const std::string_view digits = text.substr(0, n);
    text.remove_prefix(n);
    return digits;
}

std::optional<int64_t> takeTimeUnit(std::string_view& text) {
    for (const Unit& unit : kTimeUnits)
        if (text.starts_with(unit.name)) {
            text.remove_prefix(unit.name.size());
            return unit.size;
        }
    return std::nullopt;
}

std::optional<int64_t> scaled(int64_t n, int64_t by) {
    int64_t result;
    if (__builtin_mul_overflow(n, by, &result)) return std::nullopt;
    return result;
}

// One "12.5ms" at the start of text, taken off it.
std::optional<int64_t> takeTime(std::string_view& text) {
    const std::string_view whole = takeDigits(text);
    std::string_view fraction;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        fraction = takeDigits(text);
    }
    if (whole.empty() && fraction.empty()) return std::nullopt;
    const auto unit = takeTimeUnit(text);
    const auto n = whole.empty() ? 0 : parseInteger(whole);
    if (!unit || !n) return std::nullopt;
    auto total = scaled(*n, *unit);
    if (!total) return std::nullopt;
    int64_t place =
        *unit;  // what one of the next digit is worth; below a nanosecond digits are dropped, as in Go
    int64_t part = 0;
    for (const char digit : fraction) {
        place /= 10;
        part += place * (digit - '0');
    }
    int64_t sum;
    if (__builtin_add_overflow(*total, part, &sum)) return std::nullopt;
    return sum;
}

}  // namespace

std::optional<int64_t> parseInteger(std::string_view text) {
    int64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || !isDigit(text.back()) || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return n;
}

std::optional<int64_t> parseBytes(std::string_view text) {
    const std::string_view digits = takeDigits(text);
    const auto n = parseInteger(digits);
    if (!n || text.empty()) return n;
    for (const Unit& unit : kByteUnits)
        if (text == unit.name) return scaled(*n, unit.size);
    return std::nullopt;
}

std::optional<int64_t> parseDuration(std::string_view text) {
    if (text == "0") return 0;
    int64_t total = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        const auto part = takeTime(text);
        if (!part || __builtin_add_overflow(total, *part, &total)) return std::nullopt;
    }
    return total;
}

std::optional<uint64_t> parseAddress(std::string_view text) {
    if (!text.starts_with("0x")) return std::nullopt;
    text.remove_prefix(2);
    uint64_t address = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), address, 16);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return address;
}

std::string bytesText(int64_t bytes) {
    for (const Unit& unit : kByteUnits)
        if (bytes != 0 && bytes % unit.size == 0)
            return std::to_string(bytes / unit.size) + std::string(unit.name);
    return std::to_string(bytes) + "B";
}

std::string durationText(int64_t ns) {
    const std::array<Unit, 4> units = {Unit{"s", 1'000'000'000}, Unit{"ms", 1'000'000}, Unit{"us", 1000},
                                       Unit{"ns", 1}};
    for (const Unit& unit : units) {
        if (ns < unit.size) continue;
        std::string text = std::to_string(ns / unit.size);
        std::string fraction = std::to_string(unit.size + ns % unit.size).substr(1);
        while (fraction.ends_with('0')) fraction.pop_back();
        if (unit.size > 1 && !fraction.empty()) text += "." + fraction;
        return text + std::string(unit.name);
    }
    return "0";
}

}  // namespace tricolor::scenario
