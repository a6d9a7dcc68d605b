#include "sim/runtime/mspanset.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

TEST(mspanset, handsSpansOutInTheOrderOfRealGo) {
    const auto lines = vectors::lines("spanset.jsonl");
    ASSERT_GE(lines.size(), 3u);
    for (const std::string& line : lines) {
        const auto v = nlohmann::json::parse(line);
        World w = newWorld({});
        spanSet s;
        for (const auto& op : v["ops"]) {
            SCOPED_TRACE(v["name"].get<std::string>() + " " + op.dump());
            const std::string kind = op[0];
            if (kind == "b") {
                std::vector<int64_t> pops;
                for (uint64_t block = 0; block < spineLen(s); ++block) pops.push_back(blockPops(s, block));
                ASSERT_EQ(pops, op[1].get<std::vector<int64_t>>());
                continue;
            }
            if (kind == "+") push(w, PId{}, s, SpanId::make(op[1].get<uint32_t>(), 0));
            if (kind == "-") {
                const SpanId id = pop(w, s);
                ASSERT_EQ(id ? static_cast<int64_t>(id.index()) : -1, op[1].get<int64_t>());
            }
            if (kind == "r") reset(w, s);
            const size_t at = kind == "r" ? 1 : 2;
            ASSERT_EQ(s.head, op[at].get<uint32_t>());
            ASSERT_EQ(s.spans.size(), op[at + 1].get<uint64_t>());
            ASSERT_EQ(spineLen(s), op[at + 2].get<uint64_t>());
            ASSERT_EQ(s.spineCap, op[at + 3].get<uint32_t>());
        }
    }
}

TEST(mspanset, popOfAnEmptySetGivesNone) {
    World w = newWorld({});
    spanSet s;
    EXPECT_FALSE(pop(w, s));
    EXPECT_EQ(s.head, 0u);
}

}  // namespace
}  // namespace tricolor::runtime
