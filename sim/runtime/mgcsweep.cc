#include "sim/runtime/mgcsweep.h"

#include <algorithm>
#include <bit>

#include "sim/runtime/frames.h"
#include "sim/runtime/mbitarena.h"
#include "sim/runtime/mbitmap.h"
#include "sim/runtime/mcentral.h"
#include "sim/runtime/mem.h"
#include "sim/runtime/mfinal.h"
#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/mgcscavenge.h"
#include "sim/runtime/mgcwork.h"
#include "sim/runtime/mheap.h"
#include "sim/runtime/mspanset.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::runtime {

bool sweepBegin(World& w) {
    if (w.mheap_.sweepDrained) return false;
    ++w.mheap_.sweepers;
    return true;
}

void sweepEnd(Ctx& c) {
    World& w = c.w;
    mheap& h = w.mheap_;
    CHECK(h.sweepers > 0, "mismatched begin/end of activeSweep");
    if (--h.sweepers != 0 || !h.sweepDrained) return;
    c.emit(EventKind::GCSweepDone, h.pagesSwept);
    if (w.knobs.gcpacertrace) {
        const uint64_t live = w.gcController.heapLive;
        writeErr(c, "pacer: sweep done at heap size " + std::to_string(live >> 20) + "MB; allocated " +
                        std::to_string((live - h.sweepHeapLiveBasis) >> 20) + "MB during sweep; swept " +
                        std::to_string(h.pagesSwept) + " pages at " + printFloat(h.sweepPagesPerByte) +
                        " pages/byte\n");
    }
    flushCleanups(c);
}

bool tryAcquireForSweep(World& w, SpanId id) {
    const uint32_t h = w.mheap_.sweepgen;
    if (w.span(id).sweepgen != h - 2) return false;
    w.span(id).sweepgen = h - 1;
    return true;
}

namespace {

// Next span in order: by class, full spans first; the cursor only moves forward.
SpanId nextSpanForSweep(World& w) {
    mheap& h = w.mheap_;
    for (; h.sweepCentralIndex < 2 * numSpanClasses; ++h.sweepCentralIndex) {
        mcentral& central = h.central[h.sweepCentralIndex / 2];
        spanSet& set = h.sweepCentralIndex % 2 == 0 ? fullUnswept(central, h.sweepgen)
                                                    : partialUnswept(central, h.sweepgen);
        if (const SpanId s = pop(w, set)) return s;
    }
    return {};
}

// Bits of the inline mark area join gcmarkBits, and the area is cleared but for its class byte.
void moveInlineMarks(World& w, SpanId id) {
    mspan& s = w.span(id);
    const Addr area = inlineMarks(s);
    for (uint64_t i = 0; i < 63; ++i)
        s.gcmarkBits[i / 8] |= uint64_t{w.memory.load<uint8_t>(area + inlineMarksOffset + i)} << (i % 8 * 8);
    w.memory.zero(area, inlineClassOffset);
}

uint64_t nextWord(const mspan& s, uint64_t word) {  // bits of slots 64*word … that exist
    const uint64_t slots = s.nelems > word * 64 ? s.nelems - word * 64 : 0;
    return slots >= 64 ? ~0ull : (1ull << slots) - 1;
}

void checkZombies(const mspan& s) {
    for (uint64_t word = s.freeindex / 64; word < 16 && word * 64 < s.nelems; ++word) {
        uint64_t zombies = s.gcmarkBits[word] & ~s.allocBits[word] & nextWord(s, word);
        if (word == s.freeindex / 64u) zombies &= ~0ull << (s.freeindex % 64);
        CHECK(zombies == 0, "found pointer to free object");
    }
}

// The lesson without write barrier: objects that die although the program can reach them.
void tellLost(Ctx& c, const mspan& s) {
    const std::vector<lostObject>& lost = c.w.work.lost;
    auto it = std::lower_bound(lost.begin(), lost.end(), s.base(),
                               [](const lostObject& l, Addr a) { return l.object < a; });
    for (; it != lost.end() && it->object < s.end(); ++it) c.emit(EventKind::Lost, it->object, it->slot);
}

// New allocation state from the marks. Returns the slots freed.
uint16_t takeMarks(Ctx& c, SpanId id) {
    World& w = c.w;
    if (w.span(id).inlineMarkBits) moveInlineMarks(w, id);
    mspan& s = w.span(id);
    if (!w.work.barrierWasOff) checkZombies(s);
    int nalloc = 0;
    for (uint64_t word = 0; word < 16; ++word)
        nalloc += std::popcount(s.gcmarkBits[word] & nextWord(s, word));
    CHECK(nalloc <= s.allocCount, "sweep increased allocation count");
    const auto nfreed = static_cast<uint16_t>(s.allocCount - nalloc);
    s.allocCount = static_cast<uint16_t>(nalloc);
    s.freeindex = s.freeIndexForScan = 0;
    s.allocBits = s.gcmarkBits;
    s.gcmarkBits = {};
    newMarkBits(w, s.nelems);
    refillAllocCache(s, 0);
    return nfreed;
}

bool fileSmall(Ctx& c, SpanId id, uint16_t nfreed, bool preserve) {
    World& w = c.w;
    mspan& s = w.span(id);
    if (nfreed > 0) {
        s.needzero = true;
        w.memstats.heapStats.smallFreeCount[static_cast<size_t>(s.spanclass.sizeclass())] += nfreed;
        w.memstats.totalFree += uint64_t{nfreed} * s.elemsize;
    }
    if (preserve) return false;
    if (s.allocCount == 0) {
        freeSpan(c, id);
        return true;
    }
    checkStack(c, {frames::spanSetPush, frames::leaf});
    mcentral& central = w.mheap_.central[s.spanclass.v];
    const uint32_t sg = w.mheap_.sweepgen;
    push(w, ownP(c), s.allocCount == s.nelems ? fullSwept(central, sg) : partialSwept(central, sg), id);
    return false;
}

bool fileLarge(Ctx& c, SpanId id, uint16_t nfreed, bool preserve) {
    World& w = c.w;
    if (preserve) return false;
    const mspan& s = w.span(id);
    if (nfreed == 0) {
        checkStack(c, {frames::spanSetPush, frames::leaf});
        push(w, ownP(c), fullSwept(w.mheap_.central[s.spanclass.v], w.mheap_.sweepgen), id);
        return false;
    }
    ++w.memstats.heapStats.largeFreeCount;
    w.memstats.heapStats.largeFree += s.elemsize;
    w.memstats.totalFree += s.elemsize;
    freeSpan(c, id);
    return true;
}

}  // namespace

bool sweep(Ctx& c, SpanId id, bool preserve) {
    World& w = c.w;
    mheap& h = w.mheap_;
    CHECK(w.span(id).state == mSpanState::InUse && w.span(id).sweepgen == h.sweepgen - 1,
          "mspan.sweep: bad span state");
    const InFrames inside(c, {frames::sweep});
    if (w.span(id).inlineMarkBits) checkStack(c, {frames::moveInlineMarks, frames::leaf});
    c.charge(costs::sweepSpan);
    h.pagesSwept += w.span(id).npages;
    if (!w.span(id).specials.empty()) sweepSpecials(c, id);
    if (!w.work.lost.empty()) tellLost(c, w.span(id));
    const uint16_t nfreed = takeMarks(c, id);
    mspan& s = w.span(id);
    s.sweepgen = h.sweepgen;
    c.emit(EventKind::GCSweepSpan, s.base(), nfreed, s.allocCount);
    return s.spanclass.sizeclass() != 0 ? fileSmall(c, id, nfreed, preserve)
                                        : fileLarge(c, id, nfreed, preserve);
}

uint64_t sweepone(Ctx& c) {
    World& w = c.w;
    const InFrames inside(c, {frames::sweepone});
    if (!sweepBegin(w)) return sweepNone;
    checkStack(c, {frames::nextSpanForSweep, frames::leaf});
    uint64_t npages = sweepNone;
    bool noMoreWork = false;
    for (;;) {
        const SpanId s = nextSpanForSweep(w);
        if (!s) {
            noMoreWork = !w.mheap_.sweepDrained;
            w.mheap_.sweepDrained = true;
            break;
        }
        // A span swept by somebody else since it was filed may be gone or in use again.
        if (w.mheap_.spans[s.index()].generation != s.generation()) continue;
        if (w.span(s).state != mSpanState::InUse || !tryAcquireForSweep(w, s)) continue;
        npages = w.span(s).npages;
        if (sweep(c, s, false))
            w.mheap_.reclaimCredit += npages;
        else
            npages = 0;
        break;
    }
    sweepEnd(c);
    if (noMoreWork) w.scavenge.sysmonWake = true;
    return npages;
}

void deductSweepCredit(Ctx& c, uint64_t spanBytes, uint64_t callerPages) {
    World& w = c.w;
    mheap& h = w.mheap_;
    const InFrames inside(c, {frames::deductSweepCredit});
    if (h.sweepPagesPerByte == 0) return;
    for (;;) {
        const uint64_t sweptBasis = h.pagesSweptBasis, live = w.gcController.heapLive;
        const uint64_t newHeapLive =
            spanBytes + (h.sweepHeapLiveBasis < live ? live - h.sweepHeapLiveBasis : 0);
        const int64_t target = f64toi64(h.sweepPagesPerByte * static_cast<double>(newHeapLive)) -
                               static_cast<int64_t>(callerPages);
        bool again = false;
        while (!again && target > static_cast<int64_t>(h.pagesSwept - sweptBasis)) {
            if (sweepone(c) == sweepNone) {
                h.sweepPagesPerByte = 0;
                return;
            }
            again = h.pagesSweptBasis != sweptBasis;
        }
        if (!again) return;
    }
}

void gcPaceSweeper(World& w, uint64_t trigger) {
    mheap& h = w.mheap_;
    if (isSweepDone(w)) {
        h.sweepPagesPerByte = 0;
        return;
    }
    const uint64_t live = w.gcController.heapLive;
    const int64_t distance = std::max(static_cast<int64_t>(trigger - live - sweepMinHeapDistance),
                                      static_cast<int64_t>(kPageSize));
    const auto pages = static_cast<int64_t>(h.pagesInUse - h.pagesSwept);
    if (pages <= 0) {
        h.sweepPagesPerByte = 0;
        return;
    }
    h.sweepPagesPerByte = static_cast<double>(pages) / static_cast<double>(distance);
    h.sweepHeapLiveBasis = live;
    h.pagesSweptBasis = h.pagesSwept;
}

void finishsweep_m(Ctx& c) {
    mheap& h = c.w.mheap_;
    while (sweepone(c) != sweepNone) {
    }
    CHECK(h.sweepers == 0, "active sweepers found at start of mark phase");
    for (mcentral& central : h.central) {
        reset(c.w, partialUnswept(central, h.sweepgen));
        reset(c.w, fullUnswept(central, h.sweepgen));
    }
    scavengerWake(c);
    nextMarkBitArenaEpoch(c.w);
}

void gcSweep(Ctx& c) {
    World& w = c.w;
    mheap& h = w.mheap_;
    h.sweepgen += 2;
    h.sweepDrained = false;
    h.sweepers = 0;
    h.pagesSwept = 0;
    h.reclaimIndex = 0;
    h.reclaimCredit = 0;
    h.reclaimDone = false;
    h.sweepCentralIndex = 0;
    c.emit(EventKind::GCSweepBegin, h.sweepgen);
    if (!w.sched.bgsweepParked) return;
    w.sched.bgsweepParked = false;
    goready(c, w.sched.bgsweepG, true);
}

namespace {

// Another goroutine may have this P if somebody wants it.
void goschedIfBusy(Ctx& c) {
    if (!c.gp().preempt && c.w.sched.npidle > 0) return;
    Gosched(c);
}

}  // namespace

TaskStatus bgsweep(Ctx& c, Task& t) {
    enum : uint16_t { stInit, stSweep, stFreeBufs, stEnd };
    constexpr uint64_t sweepBatchSize = 10;
    World& w = c.w;
    switch (t.stage) {
        case stSweep:
            if (sweepone(c) != sweepNone) {
                if (++t.v[0] % sweepBatchSize == 0) goschedIfBusy(c);
                return TaskStatus::again;
            }
            t.stage = stFreeBufs;
            return TaskStatus::again;
        case stFreeBufs:
            if (freeSomeWbufs(c, true)) {
                goschedIfBusy(c);
                return TaskStatus::again;
            }
            t.stage = stEnd;
            [[fallthrough]];
        case stEnd:
            t.stage = stSweep;
            if (!isSweepDone(w)) {  // somebody still sweeps
                c.charge(costs::findRunnableStage);
                goschedIfBusy(c);
                return TaskStatus::again;
            }
            [[fallthrough]];
        default:
            w.sched.bgsweepG = c.gid();
            w.sched.bgsweepParked = true;
            t.stage = stSweep;
            t.v[0] = 0;
            return c.park(waitReason::GCSweepWait);
    }
}

}  // namespace tricolor::runtime
