// The collector's invariants, by the numbers in mgc.h, mgcpacer.h, mgclimit.h, mgcsweep.h.
#include <algorithm>
#include <string>

#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mcentral.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcsweep.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/validate.h"

namespace tricolor::runtime {

namespace {

std::string validateCycle(const World& w) {
    const bool marking = w.gcphase != GCPhase::off;
    if (w.writeBarrierEnabled != (marking && w.knobs.writeBarrier)) return "mgc 1: write barrier and phase";
    if (w.gcBlackenEnabled && w.gcphase != GCPhase::mark) return "mgc 2: blackening outside mark";
    const workType& work = w.work;
    if (static_cast<uint32_t>(work.nwait) > static_cast<uint32_t>(work.nproc)) return "mgc 3: nwait > nproc";
    const uint32_t ahead = work.cycles - w.memstats.numgc;
    if (ahead > 1) return "mgc 8: cycles and numgc";
    return {};
}

std::string validateWorkbufs(const World& w) {
    const workType& work = w.work;
    std::vector<int> places(work.bufs.size());
    bool bad = false;
    const auto at = [&](int32_t b) {
        if (b < 0 || static_cast<size_t>(b) >= places.size())
            bad = true;
        else
            ++places[static_cast<size_t>(b)];
    };
    for (const int32_t b : work.full) {
        at(b);
        bad |= !bad && work.bufs[static_cast<size_t>(b)].nobj == 0;
    }
    for (const int32_t b : work.empty) {
        at(b);
        bad |= !bad && work.bufs[static_cast<size_t>(b)].nobj != 0;
    }
    for (size_t i = 0; i < w.allp.size(); ++i) {
        const gcWork& gcw = w.allp[i].gcw;
        if ((gcw.wbuf1 < 0) != (gcw.wbuf2 < 0)) bad = true;
        if (gcw.wbuf1 < 0) continue;
        at(gcw.wbuf1);
        at(gcw.wbuf2);
    }
    if (bad || std::count(places.begin(), places.end(), 1) != static_cast<int64_t>(places.size()))
        return "mgc 4: a work buffer is in no place or in two, or in the wrong list";
    return {};
}

std::string validateGrey(const World& w) {
    const std::vector<Addr> grey = greyObjects(w);
    if (w.gcphase == GCPhase::off && !grey.empty()) return "mgc 6: grey objects outside marking";
    for (const Addr a : grey) {
        const ObjectRef o = findObject(w, a);
        if (!o.base) return "mgc 5: a work buffer holds no object";
        const mspan& s = w.span(o.span);
        if (s.spanclass.noscan()) return "mgc 5: a work buffer holds a pointer-free object";
        if (!isMarked(w, s, o.index)) return "mgc 5: a work buffer holds an unmarked object";
    }
    return {};
}

std::string validateWorkers(const World& w) {
    std::vector<GId> pool = w.work.bgMarkWorkerPool;
    std::stable_sort(pool.begin(), pool.end());
    if (std::adjacent_find(pool.begin(), pool.end()) != pool.end())
        return "mgc 7: a worker is in the pool twice";
    for (const GId g : pool)
        if (w.g(g).atomicstatus != Gwaiting || w.g(g).waitreason != waitReason::GCWorkerIdle)
            return "mgc 7: a worker in the pool does not wait";
    return {};
}

std::string validatePacer(const World& w) {
    const gcControllerState& gc = w.gcController;
    if (gc.idleMarkWorkers < 0 || gc.dedicatedMarkWorkersNeeded < 0) return "mgcpacer 2: negative workers";
    if (w.gcBlackenEnabled && gc.triggered == UINT64_MAX) return "mgcpacer 3: marking, but not triggered";
    const gcLimiter& l = w.gcCPULimiter;
    if (l.bucketFill > l.bucketCapacity) return "mgclimit 1: the bucket is more than full";
    if (l.enabled && l.bucketFill != l.bucketCapacity) return "mgclimit 2: limiting, and not full";
    return {};
}

// A span that still needs sweeping stands in an unswept set, or sweeping is not drained.
std::string validateSweep(const World& w) {
    const mheap& h = w.mheap_;
    if (!h.sweepDrained) return {};
    for (size_t i = 0; i < h.spans.size(); ++i) {
        const mspan& s = h.spans[i];
        if (s.state == mSpanState::InUse && s.sweepgen == h.sweepgen - 2)
            return "mgcsweep 1: drained, but a span needs sweeping";
    }
    return {};
}

}  // namespace

std::string validateCollector(const World& w) {
    for (auto* part :
         {&validateCycle, &validateWorkbufs, &validateGrey, &validateWorkers, &validatePacer, &validateSweep})
        if (std::string broken = part(w); !broken.empty()) return broken;
    return {};
}

}  // namespace tricolor::runtime
