// What: what every rune is, for package unicode: classes and the other case.
#pragma once

#include <cstdint>
#include <vector>

namespace tricolor::golang {

namespace runeClass {
inline constexpr uint16_t letter = 1, digit = 2, number = 4, upper = 8, lower = 16, title = 32, punct = 64,
                          symbol = 128, print = 256;
}
struct RuneClass {  // from `first` to the next entry
    uint32_t first;
    uint16_t bits;
};
extern const std::vector<RuneClass> kRuneClasses;

struct CaseRun {  // lo, lo+step … hi
    uint32_t lo, hi;
    int32_t step, toUpper, toLower;
};
extern const std::vector<CaseRun> kCaseRuns;

uint16_t runeBits(int32_t r);
int32_t runeToUpper(int32_t r);
int32_t runeToLower(int32_t r);

}  // namespace tricolor::golang
