#include "sim/runtime/mgcpacer.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/sim/runtime/vectors.h"

namespace tricolor::runtime {
namespace {

using nlohmann::json;

std::string hex(double d) {
    char text[20];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(std::bit_cast<uint64_t>(d)));
    return text;
}

// A controller with counters of its own, as the recorder had.
struct Pacer {
    gcControllerState gc;
    memoryInUse mem;

    json plan() const {
        const auto [at, goal] = trigger(gc, mem);
        const gcGoal g = heapGoalInternal(gc, mem);
        return json::array({at, goal, g.minTrigger, memoryLimitHeapGoal(gc, mem), gc.runway,
                            gc.gcPercentHeapGoal, gc.sweepDistMinTrigger, gc.heapMinimum});
    }
    uint64_t goal() const { return heapGoalInternal(gc, mem).goal; }

    void start(uint64_t stack, uint64_t globals, double frac, int procs, bool periodic) {
        const uint64_t t = std::max(trigger(gc, mem).trigger, gc.heapMarked);
        gc.maxStackScan = stack;
        gc.globalsScan = globals;
        gc.heapLive = t;
        gc.heapScan += static_cast<uint64_t>(f64toi64(static_cast<double>(t - gc.heapMarked) * frac));
        startCycle(gc, mem, 0, procs, periodic);
    }
    // Runs one recorded call and returns what it reports, in the recorder's form.
    json apply(const json& op) {
        const std::string name = op[0];
        if (name == "new") {
            init(gc, mem, op[1], op[2]);
            return json::array({plan()});
        }
        if (name == "gogc" || name == "limit") {
            name == "gogc" ? void(setGCPercent(gc, op[1])) : void(setMemoryLimit(gc, op[1]));
            commit(gc, op[2].get<int>() != 0);
            return json::array({plan()});
        }
        if (name == "commit") {
            commit(gc, op[1].get<int>() != 0);
            return json::array({plan()});
        }
        if (name == "stats") {
            mem = {op[1], op[2], op[3], op[4]};
            return json::array({plan()});
        }
        if (name == "start") {
            start(op[1], op[2], vectors::bits(op[3]), op[4], op[5].get<int>() != 0);
            return json::array(
                {json::array({gc.triggered, gc.heapLive, gc.heapScan, gc.dedicatedMarkWorkersNeeded,
                              hex(gc.fractionalUtilizationGoal), gc.maxIdleMarkWorkers,
                              hex(gc.assistWorkPerByte), hex(gc.assistBytesPerWork), goal()})});
        }
        if (name == "rev" || name == "revise") {
            if (name == "rev") {
                gc.heapLive += op[1].get<uint64_t>();
                gc.heapScan += op[2].get<uint64_t>();
                gc.heapScanWork += op[3].get<int64_t>();
                gc.stackScanWork += op[4].get<int64_t>();
                gc.globalsScanWork += op[5].get<int64_t>();
            }
            revise(gc, mem);
            return json::array({hex(gc.assistWorkPerByte), hex(gc.assistBytesPerWork), goal()});
        }
        EXPECT_EQ(name, "end");
        gc.assistTime = op[2];
        gc.idleMarkTime = op[3];
        gc.markStartTime = 0;
        endCycle(gc, mem, op[4], op[5]);
        resetLive(gc, op[1]);
        commit(gc, op[6].get<int>() != 0);
        json out = {hex(gc.consMark)};
        for (const double d : gc.lastConsMark) out.push_back(hex(d));
        out.push_back(gc.heapMarked);
        out.push_back(gc.lastHeapScan);
        out.push_back(gc.lastStackScan);
        return json::array({out, plan()});
    }
};

TEST(mgcpacer, repeatsEveryRecordedCall) {
    std::map<std::string, Pacer> pacers;
    int calls = 0;
    for (const std::string& line : vectors::lines("pacer_ops.jsonl")) {
        const json cycle = json::parse(line);
        Pacer& pacer = pacers[cycle["s"]];
        for (const json& op : cycle["ops"]) {
            const json got = pacer.apply(op);
            for (size_t i = 0; i < got.size(); ++i)
                ASSERT_EQ(got[i], op[op.size() - got.size() + i])
                    << cycle["s"] << " cycle " << cycle["c"] << " op " << op.dump();
            ++calls;
        }
    }
    EXPECT_EQ(calls, 13057);
}

TEST(mgcpacer, reachesTheRuntimesOwnGoldenRows) {
    const auto inputs = vectors::table("gcpacer-inputs.tsv");
    const auto golden = vectors::table("gcpacer-golden.tsv");
    ASSERT_EQ(inputs.size(), 700u);
    ASSERT_EQ(golden.size(), 700u);
    std::map<std::pair<std::string, int>, std::vector<std::string>> rows;
    for (const auto& row : golden) rows[{row[0], std::stoi(row[1])}] = row;

    constexpr double rateConv = 1024 * 0.5;  // KiB per CPU-ms in bytes per half a ms
    Pacer pacer;
    uint64_t lastBlackAlloc = 0;
    for (const auto& in : inputs) {
        const int cycle = std::stoi(in[4]);
        const auto expected = rows.at({in[0], cycle});
        const double alloc = std::stod(in[5]), scan = std::stod(in[6]), growth = std::stod(in[7]),
                     frac = std::stod(in[8]);
        if (cycle == 1) {
            pacer = {};
            lastBlackAlloc = 0;
            init(pacer.gc, {}, std::stoi(in[1]), std::stoll(in[2]));
        }
        gcControllerState& gc = pacer.gc;
        const uint64_t markedBefore = gc.heapMarked;
        pacer.start(std::stoull(in[9]), std::stoull(in[3]), frac, 8, false);
        const uint64_t triggered = gc.triggered;
        const uint64_t next = cycle == 1 ? 256 << 10
                                         : static_cast<uint64_t>(f64toi64(
                                               static_cast<double>(gc.heapMarked - lastBlackAlloc) * growth));
        int64_t globals = std::stoll(in[3]), stack = std::stoll(in[9]),
                heap = f64toi64(static_cast<double>(next) * frac);
        uint64_t blackAlloc = 0;
        int64_t assistTime = 0, elapsedAll = 0;
        while (globals + stack + heap > 0) {
            const double r = gc.assistWorkPerByte;
            double u = r * alloc / (r * alloc + scan);
            if (u < gcGoalUtilization) u = gcGoalUtilization;
            const int64_t could = f64toi64(scan * rateConv * 8 * u);
            int64_t left = could;
            const auto take = [&left](int64_t& from) {
                const int64_t n = std::min(left, from);
                from -= n, left -= n;
                return n;
            };
            const int64_t g = take(globals), s = take(stack), h = take(heap), got = g + s + h;
            int64_t elapsed = 500000;
            int64_t allocated = f64toi64(alloc * rateConv * 8 * (1 - u));
            if (got < could) {
                elapsed = f64toi64(static_cast<double>(got) * 500000 / (scan * rateConv * 8 * u));
                allocated = f64toi64(alloc * rateConv * static_cast<double>(elapsed) / 500000 * 8 * (1 - u));
            }
            gc.globalsScanWork += g, gc.stackScanWork += s, gc.heapScanWork += h;
            gc.heapLive += static_cast<uint64_t>(allocated);
            gc.heapScan += static_cast<uint64_t>(f64toi64(static_cast<double>(allocated) * frac));
            revise(gc, {});
            blackAlloc += static_cast<uint64_t>(allocated);
            assistTime += f64toi64(static_cast<double>(elapsed) * 8 * (u - gcBackgroundUtilization));
            elapsedAll += elapsed;
        }
        gc.assistTime = assistTime;
        endCycle(gc, {}, elapsedAll, 8);
        const uint64_t peak = gc.heapLive, goal = pacer.goal();
        lastBlackAlloc = blackAlloc;
        resetLive(gc, next + blackAlloc);
        commit(gc, false);
        const std::string where = in[0] + " cycle " + in[4];
        ASSERT_EQ(std::to_string(markedBefore), expected[3]) << where;
        ASSERT_EQ(std::to_string(triggered), expected[4]) << where;
        ASSERT_EQ(std::to_string(peak), expected[5]) << where;
        ASSERT_EQ(std::to_string(goal), expected[6]) << where;
    }
}

TEST(mgcpacer, choosesWorkersByProcessors) {
    for (const auto& row : vectors::table("gcworkers.tsv")) {
        Pacer pacer;
        init(pacer.gc, {}, 100, INT64_MAX);
        startCycle(pacer.gc, {}, 0, std::stoi(row[0]), row[1] == "1");
        EXPECT_EQ(std::to_string(pacer.gc.dedicatedMarkWorkersNeeded), row[2]) << row[0];
        EXPECT_EQ(hex(pacer.gc.fractionalUtilizationGoal), row[3]) << row[0];
        EXPECT_EQ(std::to_string(pacer.gc.maxIdleMarkWorkers), row[5]) << row[0];
    }
}

TEST(mgcpacer, convertsFloatsAsGoDoesOnAmd64) {
    int seen = 0;
    for (const auto& row : vectors::table("f64conv.tsv")) {
        if (row[0] == "f64toi64") {
            EXPECT_EQ(std::to_string(f64toi64(vectors::bits(row[1]))), row[2]) << row[1];
            ++seen;
        } else if (row[0] == "f64tou64") {
            EXPECT_EQ(std::to_string(f64tou64(vectors::bits(row[1]))), row[2]) << row[1];
            ++seen;
        }
    }
    EXPECT_GT(seen, 50);
}

TEST(mgcpacer, countsIdleWorkersUpToALimitThatMayFallBelowThem) {
    gcControllerState gc;
    setMaxIdleMarkWorkers(gc, 2);
    EXPECT_TRUE(addIdleMarkWorker(gc));
    EXPECT_TRUE(addIdleMarkWorker(gc));
    EXPECT_FALSE(addIdleMarkWorker(gc));
    EXPECT_FALSE(needIdleMarkWorker(gc));
    setMaxIdleMarkWorkers(gc, 1);
    removeIdleMarkWorker(gc);
    EXPECT_FALSE(needIdleMarkWorker(gc));
    removeIdleMarkWorker(gc);
    EXPECT_TRUE(needIdleMarkWorker(gc));
}

}  // namespace
}  // namespace tricolor::runtime
