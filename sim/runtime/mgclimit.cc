#include "sim/runtime/mgclimit.h"

#include "sim/runtime/mgcpacer.h"

namespace tricolor::runtime {

void accumulate(gcLimiter& l, int64_t mutatorTime, int64_t gcTime, uint32_t cycle) {
    const uint64_t headroom = l.bucketCapacity - l.bucketFill;
    const bool enabled = headroom == 0;
    const int64_t change = gcTime - mutatorTime;
    if (change > 0 && headroom <= static_cast<uint64_t>(change)) {
        l.overflow += static_cast<uint64_t>(change) - headroom;
        l.bucketFill = l.bucketCapacity;
        if (!enabled) {
            l.enabled = true;
            l.lastEnabledCycle = cycle;
        }
        return;
    }
    const auto drained = static_cast<uint64_t>(-change);  // wraps when the bucket fills
    if (change < 0 && l.bucketFill <= drained)
        l.bucketFill = 0;
    else
        l.bucketFill -= drained;
    if (change != 0 && enabled) l.enabled = false;
}

void updateLocked(gcLimiter& l, int64_t now, int64_t assistNs, int64_t idleNs, uint32_t cycle) {
    if (now < l.lastUpdate) return;  // a stale clock
    int64_t window = (now - l.lastUpdate) * l.nprocs;
    l.lastUpdate = now;
    const int64_t assist = l.assistTimePool + assistNs, idle = l.idleTimePool + idleNs;
    l.assistTimePool = l.idleTimePool = 0;
    int64_t gc = assist;
    if (l.gcEnabled) gc += f64toi64(static_cast<double>(window) * gcBackgroundUtilization);
    window -= idle;
    accumulate(l, window - gc, gc, cycle);
}

namespace {

// Consumes the running events of all Ps, then the window.
void updateWorld(World& w, int64_t now) {
    gcLimiter& l = w.gcCPULimiter;
    if (now < l.lastUpdate) return;
    int64_t assist = 0, idle = 0;
    for (size_t i = 0; i < w.allp.size(); ++i) {
        P& pp = w.allp.mut(i);
        const auto [typ, duration] = consumeLimiterEvent(pp, now);
        switch (typ) {
            case limiterEventType::Idle:
                w.sched.idleTime += duration;
                [[fallthrough]];
            case limiterEventType::IdleMarkWork:
                idle += duration;
                break;
            case limiterEventType::MarkAssist:
            case limiterEventType::ScavengeAssist:
                assist += duration;
                break;
            case limiterEventType::None:
                break;
        }
    }
    updateLocked(l, now, assist, idle, w.memstats.numgc + 1);
}

}  // namespace

void startGCTransition(World& w, bool enableGC, int64_t now) {
    gcLimiter& l = w.gcCPULimiter;
    CHECK(!l.transitioning, "failed to acquire lock to start a GC transition");
    CHECK(l.gcEnabled != enableGC, "transitioning GC to the same state as before?");
    updateWorld(w, now);
    l.gcEnabled = enableGC;
    l.transitioning = true;
}

void finishGCTransition(World& w, int64_t now) {
    gcLimiter& l = w.gcCPULimiter;
    CHECK(l.transitioning, "finishGCTransition called without starting one?");
    if (now >= l.lastUpdate) accumulate(l, 0, (now - l.lastUpdate) * l.nprocs, w.memstats.numgc + 1);
    l.lastUpdate = now;
    l.transitioning = false;
}

void updateLimiter(World& w, int64_t now) {
    if (!w.gcCPULimiter.transitioning) updateWorld(w, now);
}

void resetCapacity(World& w, int64_t now, int32_t nprocs) {
    gcLimiter& l = w.gcCPULimiter;
    CHECK(!l.transitioning, "failed to acquire lock to reset capacity");
    updateWorld(w, now);
    l.nprocs = nprocs;
    l.bucketCapacity = static_cast<uint64_t>(nprocs) * capacityPerProc;
    if (l.bucketFill > l.bucketCapacity) {
        l.bucketFill = l.bucketCapacity;
        l.enabled = true;
        l.lastEnabledCycle = w.memstats.numgc + 1;
    } else if (l.bucketFill < l.bucketCapacity) {
        l.enabled = false;
    }
}

bool startLimiterEvent(P& pp, limiterEventType typ, int64_t now) {
    if (pp.limiterEventType != 0) return false;
    pp.limiterEventType = static_cast<uint8_t>(typ);
    pp.limiterEventStart = now;
    return true;
}

limiterEventUsed consumeLimiterEvent(P& pp, int64_t now) {
    const auto typ = static_cast<limiterEventType>(pp.limiterEventType);
    if (typ == limiterEventType::None || now <= pp.limiterEventStart) return {};
    const int64_t duration = now - pp.limiterEventStart;
    pp.limiterEventStart = now;
    return {typ, duration};
}

void stopLimiterEvent(World& w, P& pp, limiterEventType typ, int64_t now) {
    CHECK(pp.limiterEventType == static_cast<uint8_t>(typ),
          "limiterEvent.stop: found wrong event in p's limiter event slot");
    const int64_t duration = now > pp.limiterEventStart ? now - pp.limiterEventStart : 0;
    pp.limiterEventType = 0;
    pp.limiterEventStart = 0;
    switch (typ) {
        case limiterEventType::Idle:
            w.sched.idleTime += duration;
            [[fallthrough]];
        case limiterEventType::IdleMarkWork:
            w.gcCPULimiter.idleTimePool += duration;
            return;
        case limiterEventType::MarkAssist:
        case limiterEventType::ScavengeAssist:
            w.gcCPULimiter.assistTimePool += duration;
            return;
        case limiterEventType::None:
            break;
    }
    CHECK(false, "limiterEvent.stop: invalid limiter event type found");
}

}  // namespace tricolor::runtime
