// What:    the grey set: buffers of 253 object addresses, two a P, and the global lists full and empty.
// Follows: runtime/mgcwork.go (fidelity notes: gc §4.1).
// Differs: a buffer's header (link, count) is a host value (workbuf); its slots stand in simulated memory at
//          addr+24. The lock-free stacks are LIFO vectors.
// Invariants: mgc.h 4, 5, 6.
#pragma once

#include <cstring>
#include <utility>
#include <vector>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

inline constexpr uint64_t workbufBytes = 2048;
inline constexpr uint64_t workbufHeader = 24;
inline constexpr uint64_t workbufAlloc = 32 << 10;  // 16 buffers in a manual span

inline Addr workbufSlot(const workbuf& b, uint32_t i) {
    return b.addr + workbufHeader + uint64_t{i} * 8;
}
inline workbuf& workbufOf(World& w, int32_t i) {
    return w.work.bufs[static_cast<size_t>(i)];
}

// A P's gcWork. Each may publish or fetch buffers.
void gcwPut(Ctx& c, PId p, Addr obj);
inline bool gcwPutFast(World& w, PId p, Addr obj);              // false: wbuf1 is full or missing
void gcwPutBatch(Ctx& c, PId p, const Addr* objs, uint32_t n);  // of the write barrier
Addr gcwTryGet(Ctx& c, PId p);                                  // 0: nothing, neither here nor global
inline Addr gcwTryGetFast(World& w, PId p);                     // 0: wbuf1 is empty
void gcwBalance(Ctx& c, PId p);                                 // shares work when the full list is empty
void gcwDispose(Ctx& c, PId p);                                 // publishes everything, and the counters
bool gcwEmpty(const World& w, PId p);

// The objects in work buffers (of large ones: oblet addresses), ascending; for views and checks.
std::vector<Addr> greyObjects(const World& w);

// Moves spans of work buffers to the free list at the end of a cycle, and frees them in batches of 64.
void prepareFreeWorkbufs(World& w);
bool freeSomeWbufs(Ctx& c, bool preemptible);  // true: there is more

inline bool gcwPutFast(World& w, PId p, Addr obj) {
    const int32_t wbuf1 = std::as_const(w).p(p).gcw.wbuf1;
    if (wbuf1 < 0) return false;
    workbuf& b = workbufOf(w, wbuf1);
    if (b.nobj == workbufSlots) return false;
    std::memcpy(w.memory.hostMutOnPage(workbufSlot(b, b.nobj++)), &obj, sizeof obj);
    __builtin_prefetch(w.memory.host(obj));
    return true;
}

inline Addr gcwTryGetFast(World& w, PId p) {
    const int32_t wbuf1 = std::as_const(w).p(p).gcw.wbuf1;
    if (wbuf1 < 0) return 0;
    workbuf& b = workbufOf(w, wbuf1);
    return b.nobj == 0 ? 0 : w.memory.load64(workbufSlot(b, --b.nobj));
}

}  // namespace tricolor::runtime
