#include "sim/scenario/units.h"

#include <gtest/gtest.h>

#include "sim/scenario/problem.h"

namespace tricolor::scenario {
namespace {

TEST(units, readsBytesAsGOMEMLIMITDoes) {
    EXPECT_EQ(parseBytes("0"), 0);
    EXPECT_EQ(parseBytes("512B"), 512);
    EXPECT_EQ(parseBytes("32MiB"), 32 << 20);
    EXPECT_EQ(parseBytes("1TiB"), 1ll << 40);
    for (const char* wrong :
         {"", "MiB", "32MB", "32 MiB", "-1", "1.5GiB", "9223372036854775807KiB", "99999999999999999999"})
        EXPECT_EQ(parseBytes(wrong), std::nullopt) << wrong;
}

TEST(units, readsDurationsAsParseDurationDoes) {
    EXPECT_EQ(parseDuration("0"), 0);
    EXPECT_EQ(parseDuration("3.5ms"), 3'500'000);
    EXPECT_EQ(parseDuration("1h2m3s"), 3'723'000'000'000);
    EXPECT_EQ(parseDuration("20\u00b5s"), 20'000);
    EXPECT_EQ(parseDuration(".5us"), 500);
    EXPECT_EQ(parseDuration("1.23456789012345s"), 1'234'567'890) << "below a nanosecond digits are dropped";
    for (const char* wrong : {"", "3", "ms", ".ms", "3 ms", "-1s", "1x", "99999999999h"})
        EXPECT_EQ(parseDuration(wrong), std::nullopt) << wrong;
}

TEST(units, readsAddresses) {
    EXPECT_EQ(parseAddress("0xc000012000"), 0xc000012000u);
    for (const char* wrong : {"", "0x", "c000", "0xg", "0x11112222333344445"})
        EXPECT_EQ(parseAddress(wrong), std::nullopt) << wrong;
}

TEST(units, printsTheShortestNotation) {
    EXPECT_EQ(bytesText(32 << 20), "32MiB");
    EXPECT_EQ(bytesText(1000), "1000B");
    EXPECT_EQ(durationText(3'500'000), "3.5ms");
    EXPECT_EQ(durationText(60'000'000'000), "60s");
    EXPECT_EQ(durationText(1), "1ns");
    EXPECT_EQ(durationText(0), "0");
}

TEST(nearestName, findsWhatWasMeant) {
    const std::vector<std::string> names = {"title", "summary", "GOGC", "GOMAXPROCS"};
    EXPECT_EQ(nearestName("titel", names), "title");
    EXPECT_EQ(nearestName("gogc", names), "GOGC");
    EXPECT_EQ(nearestName("GOMAXPROC", names), "GOMAXPROCS");
    EXPECT_EQ(nearestName("entirely different", names), "");
    EXPECT_EQ(nearestName("x", names), "");
}

}  // namespace
}  // namespace tricolor::scenario
