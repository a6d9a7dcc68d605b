#include "render/keys.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

using namespace tricolor::render;

TEST(keys, haveOneMeaningEach) {
    std::set<std::pair<int, int>> seen;
    for (const KeyBinding& b : keyBindings())
        EXPECT_TRUE(seen.insert({static_cast<int>(b.key), b.modifiers}).second)
            << (b.label ? b.label : "(no label)");
}

TEST(keys, areTheOnesTheDesignNames) {
    for (const char* name : {"Space", "→", "←", "Shift+→", "Ctrl+→", "Home", "End", "[", "]", "G", "R",
                             "Ctrl+1", "Ctrl+5", "Ctrl+O", "F3", "F4", "F5", "F6"}) {
        bool found = false;
        for (const KeyBinding& b : keyBindings()) found |= b.label && std::string(b.label).starts_with(name);
        EXPECT_TRUE(found) << name;
    }
}

TEST(keys, repeatOnlyWhereHoldingOneMakesSense) {
    EXPECT_TRUE(commandOf(Key::Right, kNone, true).has_value());
    EXPECT_FALSE(commandOf(Key::Space, kNone, true).has_value());
    EXPECT_TRUE(commandOf(Key::Space, kNone, false).has_value());
    EXPECT_FALSE(commandOf(Key::Space, kCtrl, false).has_value());
}
