#include "sim/runtime/sizeclasses.h"

#include <gtest/gtest.h>

#include "sim/runtime/mheap.h"
#include "sim/runtime/msize.h"
#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

int64_t num(const std::string& s) {
    return s[0] == '-' ? std::stoll(s) : static_cast<int64_t>(std::stoull(s));
}

TEST(sizeclasses, areThoseOfRealGo) {
    const auto rows = vectors::table("classes.tsv");
    ASSERT_EQ(rows.size(), 67u);
    for (const auto& r : rows) {
        const auto c = static_cast<size_t>(num(r[0]));
        EXPECT_EQ(SizeClassToSize[c], num(r[1])) << "class " << c;
        EXPECT_EQ(SizeClassToNPages[c], num(r[2])) << "class " << c;
        EXPECT_EQ(SizeClassToDivMagic[c], num(r[3])) << "class " << c;
        for (const bool noscan : {true, false}) {
            const int64_t nelems = num(r[noscan ? 4 : 5]);
            if (nelems < 0) continue;  // nothing of that kind ends in the class
            EXPECT_EQ(spanNelems(spanClass::make(static_cast<int>(c), noscan), Collector::greentea), nelems)
                << c;
        }
    }
}

TEST(sizeclasses, giveEverySizeTheSlotThatRealGoGives) {
    for (const auto& r : vectors::table("sizeclass.tsv")) {
        const auto size = static_cast<uint64_t>(num(r[0]));
        const bool noscan = r[1] == "noscan";
        const int64_t cls = num(r[2]), slot = num(r[3]), header = num(r[6]);
        if (cls <= 0) continue;
        const uint64_t request = size + (!noscan && !heapBitsInSpan(size) ? mallocHeaderSize : 0);
        const bool tiny = noscan && size < maxTinySize;
        const int got = tiny ? tinySizeClass : sizeToClass(request);
        ASSERT_EQ(got, cls) << size << r[1];
        ASSERT_EQ(request - size, static_cast<uint64_t>(header)) << size << r[1];
        const spanClass spc = spanClass::make(got, noscan);
        ASSERT_EQ(SizeClassToSize[static_cast<size_t>(got)], slot);
        ASSERT_EQ(spanNelems(spc, Collector::greentea), num(r[5])) << size << r[1];
        ASSERT_EQ(spanNelems(spc, Collector::greentea) * slot, num(r[8])) << size << r[1];
    }
}

TEST(sizeclasses, largeIsWhatHasNoClass) {
    for (const auto& r : vectors::table("sizeclass.tsv")) {
        const auto size = static_cast<uint64_t>(num(r[0]));
        if (num(r[2]) == 0) {
            EXPECT_GT(size, maxSmallSize - mallocHeaderSize) << size;
        }
    }
}

TEST(msize, roundsUpAsRealGo) {
    for (const auto& r : vectors::table("roundupsize.tsv")) {
        const uint64_t size = std::stoull(r[0]);
        ASSERT_EQ(roundupsize(size, true), std::stoull(r[1])) << size;
        ASSERT_EQ(roundupsize(size, false), std::stoull(r[2])) << size;
    }
}

TEST(sizeclasses, classicSpansLoseRoomOnlyToTheHeapBitmap) {
    EXPECT_EQ(spanNelems(spanClass::make(2, true), Collector::classic), 512);
    EXPECT_EQ(spanNelems(spanClass::make(2, false), Collector::classic), 504);
    EXPECT_EQ(spanNelems(spanClass::make(27, false), Collector::classic), 14);
}

}  // namespace
}  // namespace tricolor::runtime
