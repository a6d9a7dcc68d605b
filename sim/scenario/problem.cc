#include "sim/scenario/problem.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "sim/golang/unicode.h"

namespace tricolor::scenario {
namespace {

// What a terminal might obey, and what is not UTF-8, as \xNN.
std::string printable(std::string_view text) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    while (!text.empty()) {
        const golang::Rune rune = golang::decodeRune(text);
        const auto first = static_cast<unsigned char>(text[0]);
        const bool lines = first == '\n' || first == '\t';  // a problem goes on in further lines
        if ((first < ' ' && !lines) || first == 0x7f || (first >= 0x80 && rune.length == 1)) {
            out += {'\\', 'x', kDigits[first >> 4], kDigits[first & 15]};
        } else {
            out += text.substr(0, rune.length);
        }
        text.remove_prefix(rune.length);
    }
    return out;
}

}  // namespace

std::string toString(const Problem& problem) {
    std::string line = problem.file;
    if (problem.place.line > 0) {
        line += ":" + std::to_string(problem.place.line);
        if (problem.place.column > 0) line += ":" + std::to_string(problem.place.column);
    }
    line += ": ";
    if (!problem.pointer.empty()) line += problem.pointer + ": ";
    return printable(line + problem.text);
}

void sortByPlace(std::vector<Problem>& problems) {
    std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
        return std::tie(a.file, a.place.line, a.place.column) <
               std::tie(b.file, b.place.line, b.place.column);
    });
}

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Edits (insert, delete, replace, swap of neighbours) from a to b, upper and lower case taken as the same.
size_t editDistance(const std::string& a, const std::string& b) {
    std::vector<size_t> before, above(b.size() + 1), row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before = above;
        above = row;
    }
    return above[b.size()];
}

}  // namespace

std::string nearestName(const std::string& name, const std::vector<std::string>& candidates) {
    if (name.size() > 64) return "";
    std::string nearest;
    size_t best = name.size() / 3 + 2;  // more edits than this and it was something else that was meant
    for (const std::string& candidate : candidates) {
        const size_t distance = editDistance(name, candidate);
        if (distance < best && distance < candidate.size()) {
            best = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

}  // namespace tricolor::scenario
