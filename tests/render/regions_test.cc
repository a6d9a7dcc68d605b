#include "render/regions.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

using namespace tricolor::render;

namespace {

struct SizeRow {
    const char* name;
    float width, height, scale;
    int procs;
};
constexpr std::array<SizeRow, 5> kSizes = {{{"full HD", 1920, 1080, 1, 4},
                                            {"the smallest that must be usable", 1280, 720, 0.85f, 8},
                                            {"small and enlarged", 1280, 720, 1.2f, 2},
                                            {"projector", 1920, 1080, 1.4f, 4},
                                            {"4K", 3840, 2160, 1.6f, 16}}};

bool overlap(const Rect& a, const Rect& b) {
    return a.x < b.right() - 0.5f && b.x < a.right() - 0.5f && a.y < b.bottom() - 0.5f &&
           b.y < a.bottom() - 0.5f;
}

}  // namespace

TEST(regions, neverOverlapAndStayInTheWindow) {
    for (const SizeRow& row : kSizes) {
        const Regions r = layOutRegions(row.width, row.height, row.scale, row.procs);
        const std::array<Rect, 8> all = {r.top,    r.program, r.goroutines, r.tabs,
                                         r.centre, r.right,   r.transport,  r.timeline};
        for (size_t i = 0; i < all.size(); ++i) {
            EXPECT_GT(all[i].w, 100) << row.name << " " << i;
            EXPECT_GT(all[i].h, 20) << row.name << " " << i;
            EXPECT_GE(all[i].x, 0) << row.name << " " << i;
            EXPECT_LE(all[i].right(), row.width + 1) << row.name << " " << i;
            EXPECT_LE(all[i].bottom(), row.height + 1) << row.name << " " << i;
            for (size_t k = i + 1; k < all.size(); ++k)
                EXPECT_FALSE(overlap(all[i], all[k])) << row.name << " " << i << " and " << k;
        }
    }
}

TEST(regions, giveTheHeapTheRoom) {
    for (const SizeRow& row : kSizes) {
        const Regions r = layOutRegions(row.width, row.height, row.scale, row.procs);
        EXPECT_GT(r.centre.w, row.width * 0.4f) << row.name;
        EXPECT_GT(r.centre.h, row.height * 0.35f) << row.name;
        EXPECT_GT(r.centre.w * r.centre.h, r.program.w * r.program.h) << row.name;
    }
}
