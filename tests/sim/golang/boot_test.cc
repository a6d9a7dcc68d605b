// The page heap when main.main begins, against maps read from real processes (GOMAXPROCS=1, fixed heap base,
// an environment of 43 variables with the lengths of sim/runtime/proc_bootheap.cc).
#include <gtest/gtest.h>

#include <tuple>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/validate.h"

namespace tricolor::golang {
namespace {

// Offset from the heap base, pages, span class or -1 for stacks, objects in use or the size of the stacks.
using Row = std::tuple<uint64_t, uint64_t, int, uint64_t>;
using Map = std::vector<Row>;

Map spansOf(const World& w) {
    Map all;
    for (size_t page = 0; page < w.mheap_.pageToSpan.size(); ++page) {
        const SpanId id = w.mheap_.pageToSpan[page];
        if (!id) continue;
        const mspan& s = w.span(id);
        const bool heap = s.state == mSpanState::InUse;
        all.push_back(
            {s.startAddr - kHeapBase, s.npages, heap ? s.spanclass.v : -1, heap ? s.allocCount : s.elemsize});
        page += s.npages - 1;
    }
    return all;
}

World boot(const char* source) {
    const auto program = load({{"test.go", source}}).program;
    CHECK(program, "the program does not load");
    return boot(*program, Knobs{});
}

const Map kBare = {
    {0x0, 1, 36, 1},     {0x2000, 1, 52, 1},      {0x4000, 1, 66, 1},   {0x6000, 1, 2, 5},
    {0x8000, 1, 50, 10}, {0xa000, 4, -1, 32768},  {0x12000, 1, 67, 7},  {0x14000, 1, 6, 1},
    {0x16000, 1, 5, 10}, {0x18000, 1, 4, 5},      {0x1a000, 1, 58, 1},  {0x1c000, 1, 7, 8},
    {0x1e000, 1, 11, 7}, {0x20000, 1, 13, 6},     {0x22000, 1, 15, 2},  {0x24000, 1, 9, 8},
    {0x26000, 1, 33, 1}, {0x28000, 4, -1, 16384}, {0x30000, 2, 118, 1}, {0x34000, 4, -1, 2048},
    {0x3c000, 1, 76, 2}, {0x3e000, 4, -1, 32768}, {0x46000, 1, 21, 1},  {0x48000, 1, 8, 1},
    {0x4a000, 1, 18, 1}, {0x4c000, 4, -1, 32768}, {0x54000, 1, 67, 1},  {0x56000, 4, -1, 16384},
    {0x5e000, 1, 16, 1}, {0x60000, 1, 12, 1},     {0x62000, 1, 19, 1}};

const Map kWithOs = {
    {0x0, 1, 36, 1},     {0x2000, 1, 52, 1},      {0x4000, 1, 66, 1},   {0x6000, 1, 2, 10},
    {0x8000, 1, 50, 11}, {0xa000, 4, -1, 32768},  {0x12000, 1, 67, 7},  {0x14000, 1, 6, 4},
    {0x16000, 1, 5, 12}, {0x18000, 1, 4, 8},      {0x1a000, 1, 58, 2},  {0x1c000, 1, 7, 8},
    {0x1e000, 1, 11, 7}, {0x20000, 1, 13, 6},     {0x22000, 1, 15, 2},  {0x24000, 1, 9, 8},
    {0x26000, 1, 33, 1}, {0x28000, 4, -1, 16384}, {0x30000, 2, 118, 1}, {0x34000, 4, -1, 2048},
    {0x3c000, 1, 76, 2}, {0x3e000, 4, -1, 32768}, {0x46000, 1, 21, 1},  {0x48000, 1, 8, 1},
    {0x4a000, 1, 18, 1}, {0x4c000, 4, -1, 32768}, {0x54000, 1, 67, 1},  {0x56000, 4, -1, 16384},
    {0x5e000, 1, 16, 4}, {0x60000, 1, 12, 2},     {0x62000, 1, 19, 1},  {0x64000, 4, -1, 4096},
    {0x6c000, 1, 24, 1}, {0x6e000, 1, 10, 7},     {0x70000, 1, 30, 2}};

TEST(boot, leavesTheHeapOfARealProcess) {
    const World w = boot("package main\n\nfunc main() { println() }\n");
    EXPECT_EQ(runtime::validate(w), "");
    EXPECT_EQ(spansOf(w), kBare);
    EXPECT_EQ(w.gcController.heapLive, 212992u);
    EXPECT_EQ(w.memstats.heapInUse, 212992u);
    EXPECT_EQ(w.gcController.heapScan, 27384u);
    EXPECT_EQ(w.gcController.maxStackScan, 8192u);
    EXPECT_EQ(w.mheap_.spanalloc.inuse / 160, 83u);
    const P& p = w.p(PId{0});
    EXPECT_EQ(p.pcache.base, kHeapBase);
    EXPECT_EQ(p.pcache.cache, 0xfffcull << 48);  // no pages yet for a larger stack of main
    EXPECT_EQ(w.allm.size(), 3u);
}

TEST(boot, bringsWhatPackageOsBrings) {
    const World w = boot("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println() }\n");
    EXPECT_EQ(runtime::validate(w), "");
    EXPECT_EQ(spansOf(w), kWithOs);
    EXPECT_EQ(w.gcController.heapLive, 237568u);
    EXPECT_EQ(w.gcController.heapScan, 29296u);
    EXPECT_EQ(w.p(PId{0}).pcache.cache, 0xfeull << 56);
}

}  // namespace
}  // namespace tricolor::golang
