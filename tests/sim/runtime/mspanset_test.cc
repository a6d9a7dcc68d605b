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
        spanSet s;
        for (const auto& op : v["ops"]) {
            SCOPED_TRACE(v["name"].get<std::string>() + " " + op.dump());
            const std::string kind = op[0];
            if (kind == "b") continue;  // pops a block has seen: our blocks do not count
            if (kind == "+") push(s, SpanId::make(op[1].get<uint32_t>(), 0));
            if (kind == "-") {
                const SpanId id = pop(s);
                ASSERT_EQ(id ? static_cast<int64_t>(id.index()) : -1, op[1].get<int64_t>());
            }
            if (kind == "r") {
                reset(s);
                continue;
            }
            ASSERT_EQ(s.head, op[2].get<uint32_t>());
            ASSERT_EQ(s.spans.size(), op[3].get<uint64_t>());
            ASSERT_EQ(spineLen(s), op[4].get<uint64_t>());
        }
    }
}

TEST(mspanset, popOfAnEmptySetGivesNone) {
    spanSet s;
    EXPECT_FALSE(pop(s));
    EXPECT_EQ(s.head, 0u);
}

}  // namespace
}  // namespace tricolor::runtime
