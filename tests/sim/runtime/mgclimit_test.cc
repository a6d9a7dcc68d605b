#include "sim/runtime/mgclimit.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

using nlohmann::json;

json state(const gcLimiter& l) {
    return json::array({l.bucketFill, l.bucketCapacity, l.overflow, l.enabled ? 1 : 0, l.lastUpdate,
                        l.assistTimePool, l.idleTimePool});
}

// One recorded call on the limiter of a world without Ps; state afterwards.
json apply(World& w, const json& op) {
    gcLimiter& l = w.gcCPULimiter;
    const std::string name = op[0];
    if (name == "new") {
        l = {};
        l.lastUpdate = op[1];
        resetCapacity(w, op[1], op[2]);
    } else if (name == "update") {
        updateLimiter(w, op[1]);
    } else if (name == "assist") {
        l.assistTimePool += op[1].get<int64_t>();
    } else if (name == "idle") {
        l.idleTimePool += op[1].get<int64_t>();
    } else if (name == "start") {
        startGCTransition(w, op[1].get<int>() != 0, op[2]);
    } else if (name == "finish") {
        finishGCTransition(w, op[1]);
    } else if (name == "reset") {
        resetCapacity(w, op[1], op[2]);
    } else if (name == "acc") {
        accumulate(l, op[1], op[2], 1);
        return json::array({l.bucketFill, l.bucketCapacity, l.overflow, l.enabled ? 1 : 0});
    } else {
        EXPECT_EQ(name, "need");
        return json::array({needUpdate(l, op[1]) ? 1 : 0});
    }
    return state(l);
}

json applyStamp(P& pp, const json& op) {
    if (op[0] == "start")
        return json::array(
            {startLimiterEvent(pp, static_cast<limiterEventType>(op[1].get<int>()), op[2]) ? 1 : 0});
    const auto used = consumeLimiterEvent(pp, op[1]);
    return json::array({static_cast<int>(used.typ), used.duration});
}

TEST(mgclimit, repeatsEveryRecordedCall) {
    int calls = 0;
    for (const std::string& line : vectors::lines("cpulimiter.jsonl")) {
        const json record = json::parse(line);
        const std::string name = record["name"];
        const bool stamp = name.rfind("stamp/", 0) == 0;
        // Stamps near 2^61 ns test how Go truncates them; no virtual clock gets there.
        if (stamp && record["ops"][0].dump().find("2305843009213") != std::string::npos) continue;
        World w = newWorld({});
        P pp;
        if (name.rfind("bucket/", 0) == 0) {
            w.gcCPULimiter = {};
            resetCapacity(w, 0, record["procs"]);
        }
        for (const json& op : record["ops"]) {
            const json got = stamp ? applyStamp(pp, op) : apply(w, op);
            const size_t tail = stamp ? 1 : 0;  // the packed stamp itself
            for (size_t i = 0; i < got.size(); ++i)
                ASSERT_EQ(got[i], op[op.size() - tail - got.size() + i]) << name << " " << op.dump();
            ++calls;
        }
    }
    EXPECT_GT(calls, 5000);
}

TEST(mgclimit, countsATransitionFullyAsCollectorTime) {
    World w = newWorld({});
    resetCapacity(w, 0, 14);
    startGCTransition(w, true, 1000000);
    EXPECT_EQ(w.gcCPULimiter.bucketFill, 0u);
    finishGCTransition(w, 1000000 + 2001000);
    EXPECT_EQ(w.gcCPULimiter.bucketFill, 2001000u * 14);
    EXPECT_FALSE(limiting(w));
}

}  // namespace
}  // namespace tricolor::runtime
