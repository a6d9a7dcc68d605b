// The notations of quantities that Go users know, read exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tricolor::scenario {

// Decimal digits and nothing else; nothing where it does not fit an int64.
std::optional<int64_t> parseInteger(std::string_view text);

// "32MiB", "4096", "1GiB", "512B": what the environment variable GOMEMLIMIT takes.
std::optional<int64_t> parseBytes(std::string_view text);

// "1h2m", "3.5ms", "20us", "20µs", "100ns", "0": what time.ParseDuration takes, without a sign. In
// nanoseconds.
std::optional<int64_t> parseDuration(std::string_view text);

// "0xc000012000" (prefix needed).
std::optional<uint64_t> parseAddress(std::string_view text);

// The shortest notation that reads back as the same number: "32MiB", "3.5ms".
std::string bytesText(int64_t bytes);
std::string durationText(int64_t ns);

}  // namespace tricolor::scenario
