// What:    the GC CPU limiter: a leaky bucket of CPU time that switches assists off when the collector would
//          take more than half of all CPU time over long.
// Follows: runtime/mgclimit.go (fidelity notes: gc §8.2).
// Differs: no lock; `transitioning` takes its place. A P's event stamp is two fields, its times are not
// truncated to 61 bits.
// Invariants:
//  1. bucketFill <= bucketCapacity;
//  2. enabled implies bucketFill == bucketCapacity.
#pragma once

#include "sim/world/gc.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

enum class limiterEventType : uint8_t { None, IdleMarkWork, MarkAssist, ScavengeAssist, Idle };

inline constexpr int64_t gcCPULimiterUpdatePeriod = 10000000;  // ns
inline constexpr uint64_t capacityPerProc = 1000000000;        // CPU-ns

// The bucket alone. cycle: memstats.numgc + 1.
void accumulate(gcLimiter& l, int64_t mutatorTime, int64_t gcTime, uint32_t cycle);
// Window since the last update; assistNs and idleNs are what running events of the Ps add.
void updateLocked(gcLimiter& l, int64_t now, int64_t assistNs, int64_t idleNs, uint32_t cycle);
inline bool needUpdate(const gcLimiter& l, int64_t now) {
    return now - l.lastUpdate > gcCPULimiterUpdatePeriod;
}

// Over the world.
inline bool limiting(const World& w) {
    return w.gcCPULimiter.enabled;
}
void startGCTransition(World& w, bool enableGC, int64_t now);
void finishGCTransition(World& w, int64_t now);
void updateLimiter(World& w, int64_t now);  // nothing during a transition
void resetCapacity(World& w, int64_t now, int32_t nprocs);

// A P's current event (idle on the idle list, idle marking, assisting, scavenging for an allocation).
bool startLimiterEvent(P& pp, limiterEventType typ, int64_t now);
struct limiterEventUsed {
    limiterEventType typ = limiterEventType::None;
    int64_t duration = 0;
};
limiterEventUsed consumeLimiterEvent(P& pp, int64_t now);
void stopLimiterEvent(World& w, P& pp, limiterEventType typ, int64_t now);

}  // namespace tricolor::runtime
