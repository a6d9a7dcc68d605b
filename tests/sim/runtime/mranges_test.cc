#include "sim/runtime/mranges.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

using Json = nlohmann::json;
using Pairs = std::vector<std::array<Addr, 2>>;

addrRange range(const Json& v) {
    return {v[0].get<Addr>(), v[1].get<Addr>()};
}
std::array<Addr, 2> pair(addrRange r) {
    return r.size() ? std::array<Addr, 2>{r.base, r.limit} : std::array<Addr, 2>{};
}
Pairs pairs(const addrRanges& a) {
    Pairs all;
    for (const addrRange& r : a.ranges) all.push_back({r.base, r.limit});
    return all;
}
int64_t orNone(std::optional<Addr> a) {
    return a ? static_cast<int64_t>(*a) : -1;
}

void apply(addrRanges& a, const Json& op) {
    const std::string what = op[0];
    if (what == "add") {
        add(a, {op[1].get<Addr>(), op[2].get<Addr>()});
        EXPECT_EQ(pairs(a), op[3].get<Pairs>());
        EXPECT_EQ(a.totalBytes, op[4].get<uint64_t>());
        EXPECT_EQ(a.cap, op[5].get<uint32_t>());
    } else if (what == "q") {
        const auto addr = op[1].get<Addr>();
        EXPECT_EQ(findSucc(a, addr), op[2].get<size_t>());
        EXPECT_EQ(contains(a, addr), op[3].get<int>() != 0);
        EXPECT_EQ(orNone(findAddrGreaterEqual(a, addr)), op[4].get<int64_t>());
    } else if (what == "removelast") {
        EXPECT_EQ(pair(removeLast(a, op[1].get<uint64_t>())), pair({op[2].get<Addr>(), op[3].get<Addr>()}));
        EXPECT_EQ(pairs(a), op[4].get<Pairs>());
        EXPECT_EQ(a.totalBytes, op[5].get<uint64_t>());
    } else {
        ASSERT_EQ(what, "removege");
        removeGreaterEqual(a, op[1].get<Addr>());
        EXPECT_EQ(pairs(a), op[2].get<Pairs>());
        EXPECT_EQ(a.totalBytes, op[3].get<uint64_t>());
    }
}

void checkOne(const Json& v) {
    const std::string name = v["name"];
    addrRange a = range(v["a"]);
    if (name == "subtract") {
        a = subtract(a, range(v["b"]));
    } else if (name == "removege1") {
        a = removeGreaterEqual(a, v["addr"].get<Addr>());
    } else {
        ASSERT_TRUE(name == "takefront" || name == "takeback") << name;
        const auto take = name == "takefront" ? takeFromFront : takeFromBack;
        const auto at = take(a, v["len"].get<uint64_t>(), v["align"].get<uint64_t>());
        EXPECT_EQ(at.has_value(), v["ok"].get<int>() != 0);
        EXPECT_EQ(at.value_or(0), v["addr"].get<Addr>());
    }
    EXPECT_EQ(pair(a), pair(range(v["out"])));
}

TEST(mranges, agreesWithRealGo) {
    const auto lines = vectors::lines("addrranges.jsonl");
    ASSERT_GT(lines.size(), 100u);
    for (const std::string& line : lines) {
        SCOPED_TRACE(line.substr(0, 200));
        const Json v = Json::parse(line);
        addrRanges a;
        if (!v.contains("ops"))
            checkOne(v);
        else
            for (const Json& op : v["ops"]) apply(a, op);
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace tricolor::runtime
