#include "sim/runtime/mgcscavenge.h"

#include <algorithm>
#include <cmath>

#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mpagescavenge.h"
#include "sim/runtime/proc.h"

namespace tricolor::runtime {

namespace {

constexpr double scavengePercent = 1, reduceExtraPercent = 5;
constexpr double startingScavSleepRatio = 0.001;
constexpr double minScavWorkTime = 1e6;  // ns
constexpr uint64_t scavengeQuantum = 64 << 10;

uint64_t heapRetained(const World& w) {
    return w.memstats.heapInUse + w.memstats.heapFree;
}

}  // namespace

piOutput next(piController& pi, double input, double setpoint, double period) {
    const double prop = pi.kp * (setpoint - input);
    const double raw = prop + pi.errIntegral;
    double output = raw;
    if (std::isinf(output) || std::isnan(output)) {
        pi.errIntegral = 0;
        pi.inputOverflow = true;
        return {pi.min, false};
    }
    output = std::clamp(output, pi.min, pi.max);
    if (pi.ti != 0 && pi.tt != 0) {
        pi.errIntegral += (pi.kp * period / pi.ti) * (setpoint - input) + (period / pi.tt) * (output - raw);
        if (std::isinf(pi.errIntegral) || std::isnan(pi.errIntegral)) {
            pi.errIntegral = 0;
            pi.errOverflow = true;
            return {pi.min, false};
        }
    }
    return {output, true};
}

void gcPaceScavenger(World& w, int64_t memoryLimit, uint64_t heapGoalBytes, uint64_t lastHeapGoal) {
    scavengeState& s = w.scavenge;
    const uint64_t limitGoal = f64tou64(static_cast<double>(memoryLimit) * (1 - reduceExtraPercent / 100.0));
    s.memoryLimitGoal = w.memstats.mappedReady <= limitGoal ? UINT64_MAX : limitGoal;
    s.gcPercentGoal = UINT64_MAX;
    if (lastHeapGoal == 0) return;
    const double ratio = static_cast<double>(heapGoalBytes) / static_cast<double>(lastHeapGoal);
    uint64_t goal = f64tou64(static_cast<double>(w.memstats.lastHeapInUse) * ratio);
    goal += goal / 10;
    goal = (goal + physPageSize - 1) & ~(physPageSize - 1);
    const uint64_t retained = heapRetained(w);
    if (retained > goal && retained - goal >= physPageSize) s.gcPercentGoal = goal;
}

bool scavengeShouldWork(const World& w) {
    return heapRetained(w) > w.scavenge.gcPercentGoal || w.memstats.mappedReady > w.scavenge.memoryLimitGoal;
}

void scavengerWake(Ctx& c) {
    scavengeState& s = c.w.scavenge;
    s.sysmonWake = false;
    if (!s.parked || !s.g) return;
    s.parked = false;
    injectglist(c, {s.g});
}

namespace {

enum : uint16_t { stInit, stRun, stSleep, stSlept };
enum : size_t { vWorked, vReleased, vSleepStart };  // worked: ns, a whole number here

TaskStatus parkScavenger(Ctx& c, Task& t) {
    c.w.scavenge.g = c.gid();
    c.w.scavenge.parked = true;
    t.stage = stRun;
    t.v = {};
    return c.park(waitReason::GCScavengeWait);
}

// How long to sleep so that this goroutine takes 1 % of the CPU time.
void learnSleepRatio(Ctx& c, double worked, double slept) {
    scavengeState& s = c.w.scavenge;
    if (s.controllerCooldown > 0) {
        s.controllerCooldown = std::max<int64_t>(0, s.controllerCooldown - f64toi64(slept + worked));
        return;
    }
    piController pi{0.3375, 3.2e6, 1e9, 0.001, 1000.0, s.errIntegral, false, false};
    const double fraction = worked / ((slept + worked) * static_cast<double>(c.w.sched.gomaxprocs));
    const auto [ratio, ok] = next(pi, fraction, scavengePercent / 100.0, slept + worked);
    s.errIntegral = pi.errIntegral;
    s.sleepRatio = ok ? ratio : startingScavSleepRatio;
    if (!ok) s.controllerCooldown = 5000000000;
}

}  // namespace

TaskStatus bgscavenge(Ctx& c, Task& t) {
    scavengeState& s = c.w.scavenge;
    const auto worked = static_cast<double>(t.v[vWorked]);
    switch (t.stage) {
        case stRun: {
            if (worked >= minScavWorkTime || !scavengeShouldWork(c.w)) break;
            const uint64_t r = scavenge(c, scavengeQuantum, false);
            const costs::ps cost = scavengePerPhysPage * (r / physPageSize);
            c.charge(cost);
            t.v[vWorked] += cost / costs::ns;
            s.backgroundTime += static_cast<int64_t>(cost / costs::ns);
            t.v[vReleased] += r;
            if (r < scavengeQuantum) break;
            return TaskStatus::again;
        }
        case stSleep:
            break;
        case stSlept:
            learnSleepRatio(c, std::max(worked, minScavWorkTime),
                            static_cast<double>(c.nanotime() - static_cast<int64_t>(t.v[vSleepStart])));
            t.stage = stRun;
            t.v = {};
            return TaskStatus::again;
        default:
            return parkScavenger(c, t);
    }
    if (t.v[vReleased] == 0) return parkScavenger(c, t);
    s.releasedBg += static_cast<int64_t>(t.v[vReleased]);
    t.v[vSleepStart] = static_cast<uint64_t>(c.nanotime());
    t.stage = stSlept;
    return c.call(TaskKind::timeSleep,
                  {static_cast<uint64_t>(f64toi64(std::max(worked, minScavWorkTime) / s.sleepRatio))});
}

}  // namespace tricolor::runtime
