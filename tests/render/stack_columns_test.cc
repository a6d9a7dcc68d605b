#include "render/model/stack_columns.h"

#include <gtest/gtest.h>

using namespace tricolor::render;

namespace {

StackColumns columns(float width, bool copy) {
    return layOutStackColumns({.left = 100, .width = width, .digit = 8, .scale = 1, .copy = copy});
}

}  // namespace

TEST(stackColumns, standSideBySideWithRoomForAPointerAtAnyWidth) {
    for (float width = 440; width <= 2000; width += 1)
        for (const bool copy : {false, true}) {
            const StackColumns x = columns(width, copy);
            const float address = x.shortAddresses ? 6 * 8 : 12 * 8;
            EXPECT_GE(x.before - x.at, address) << width;
            if (copy) {
                EXPECT_GE(x.name - x.before, address + 17) << width;  // and an arrow
            }
            EXPECT_GE(x.type - x.name, 90) << width;
            EXPECT_GE(x.value - x.type, x.types ? 90 : 0) << width;
            EXPECT_GE(x.heap - x.value, address + 16) << width;
            EXPECT_LE(x.heap, x.heaps ? x.right - 100 : x.right + 8) << width;
        }
}

TEST(stackColumns, giveUpTypesFirstThenDigitsThenWhatIsPointedTo) {
    int last = 0;
    for (float width = 2000; width >= 440; width -= 1) {
        const StackColumns x = columns(width, true);
        const int given = !x.types + x.shortAddresses + !x.heaps;
        EXPECT_TRUE(!x.shortAddresses || !x.types) << width;
        EXPECT_TRUE(x.heaps || x.shortAddresses) << width;
        EXPECT_GE(given, last) << width;
        last = given;
    }
    EXPECT_EQ(last, 3);
    EXPECT_TRUE(columns(900, true).types);
}

TEST(stackColumns, shortenAddressesToTheirLastDigits) {
    EXPECT_EQ(shortAddresses("→ 0xc000712f40"), "→ …12f40");
    EXPECT_EQ(shortAddresses("len 3 cap 4 → 0xc000012000, 0x1f"), "len 3 cap 4 → …12000, 0x1f");
    EXPECT_EQ(shortAddresses("0x"), "0x");
    EXPECT_EQ(shortAddresses(""), "");
}
