#include "app/recorder.h"

#include <algorithm>
#include <array>

#include "sim/runtime/mgcpacer.h"
#include "sim/runtime/proc.h"

namespace tricolor::app {
namespace {

using render::HeapSample;
using render::LaneSpan;
using render::PhaseSpan;
using render::Runner;
using render::StepMark;
using render::TimelinePhase;

constexpr std::array kWanted = {
    EventKind::GoStart,       EventKind::GoStop,    EventKind::GoBlock,     EventKind::GoDestroy,
    EventKind::GoSyscallEnd,  EventKind::ProcStop,  EventKind::GCPhase,     EventKind::GCBegin,
    EventKind::GCSweepBegin,  EventKind::STWEnd,    EventKind::GCSweepDone, EventKind::STWBegin,
    EventKind::GCWorkerStart, EventKind::ProcSteal, EventKind::StackAlloc,  EventKind::StackGrow,
    EventKind::StackShrink,   EventKind::Refill,    EventKind::CacheSpan,   EventKind::UncacheSpan,
    EventKind::SpanAlloc,     EventKind::SpanFree,  EventKind::HeapGrow,    EventKind::PageCacheFill,
    EventKind::Scavenge};

// Room for one more: the older half goes.
template <class T>
void forgetOld(std::vector<T>& v, size_t most) {
    if (v.size() >= most) v.erase(v.begin(), v.begin() + static_cast<ptrdiff_t>(v.size() / 2));
}

// Keeps every second entry, and the last.
template <class T>
void thin(std::vector<T>& v) {
    const T last = v.back();
    for (size_t i = 0; i * 2 < v.size(); ++i) v[i] = v[i * 2];
    v.resize((v.size() + 1) / 2);
    v.back() = last;
}

// Joins each span with its neighbour; the longer one says what it was.
void joinPairs(std::vector<LaneSpan>& v) {
    size_t n = 0;
    for (size_t i = 0; i + 1 < v.size(); i += 2) {
        LaneSpan joined = v[i].to - v[i].from >= v[i + 1].to - v[i + 1].from ? v[i] : v[i + 1];
        joined.from = v[i].from;
        joined.to = v[i + 1].to;
        v[n++] = joined;
    }
    if (v.size() % 2) v[n++] = v.back();
    v.resize(n);
}

void joinPairs(std::vector<PhaseSpan>& v) {
    size_t n = 0;
    for (size_t i = 0; i + 1 < v.size(); i += 2) {
        PhaseSpan joined = v[i].to - v[i].from >= v[i + 1].to - v[i + 1].from ? v[i] : v[i + 1];
        joined.from = v[i].from;
        joined.to = v[i + 1].to;
        v[n++] = joined;
    }
    if (v.size() % 2) v[n++] = v.back();
    v.resize(n);
}

template <class T>
void cutSpans(std::vector<T>& v, int64_t now) {
    while (!v.empty() && v.back().from >= now) v.pop_back();
    if (!v.empty()) v.back().to = std::min(v.back().to, now);
}

HeapSample heapNow(const World& w, int64_t at, uint64_t step) {
    return {at, w.gcController.heapLive, runtime::heapGoal(w), runtime::gcTriggerBytes(w), step};
}

}  // namespace

int64_t timeOf(const World& w) {
    const runtime::Next next = runtime::pickM(w);
    if (!next.m) {
        uint64_t latest = 0;
        for (size_t i = 0; i < w.allm.size(); ++i) latest = std::max(latest, w.allm[i].clockPs);
        return static_cast<int64_t>(latest / 1000);
    }
    const M& mp = w.m(next.m);
    const bool waiting = mp.park == MPark::sleeping || mp.park == MPark::polling;
    return static_cast<int64_t>(std::max(mp.clockPs, waiting && mp.wakeAtPs != UINT64_MAX ? mp.wakeAtPs : 0) /
                                1000);
}

Recorder::Recorder(const World& start, Limits limits) : limits_(limits) {
    data_.lanes.resize(start.allp.size());
    running_.assign(start.allp.size(), false);
    takePhase(start);
    const int64_t now = start.allm.empty() ? 0 : timeOf(start);
    data_.end = now;
    data_.heap.push_back(heapNow(start, now, start.step));
    data_.heapEnd = data_.heap.back();
    data_.phases.push_back({now, now, TimelinePhase::off, start.work.cycles});
    for (size_t i = 0; i < start.allgs.size(); ++i)
        stackSizes_[start.allgs[i].stack.lo] = start.allgs[i].stack.size();
    for (size_t p = 0; p < start.allp.size(); ++p) {
        const MId m = start.allp[p].m;
        if (m && start.m(m).curg) openLane(static_cast<int16_t>(p), now, start.m(m).curg.v, start);
    }
}

void Recorder::want(EventSink& sink) const {
    for (const EventKind k : kWanted) sink.want(k);
    sink.want(EventKind::GCSweepSpan);
}

void Recorder::takePhase(const World& w) {
    gcphase_ = w.gcphase;
    cycle_ = w.work.cycles;
    sweeping_ = w.gcphase == GCPhase::off && !w.mheap_.sweepDrained;
    stopped_ = w.sched.gcwaiting;
}

void Recorder::event(const Event& e, const World& w) {
    data_.end = std::max(data_.end, e.time);
    phaseEvent(e, w);
    if (e.p >= 0) laneEvent(e, w);
    allocatorEvent(e, w);
    sampleHeap(e, w);
}

// The heap's size changes with such events only. Where a collection turns the value before is kept too,
// however near: else its teeth would be lost between two samples.
void Recorder::sampleHeap(const Event& e, const World& w) {
    if (std::find(kWanted.begin(), kWanted.end(), e.kind) == kWanted.end()) return;  // told for others' sake
    const bool turn = e.kind == EventKind::GCBegin || e.kind == EventKind::GCPhase ||
                      e.kind == EventKind::GCSweepBegin || e.kind == EventKind::GCSweepDone;
    const int64_t at = data_.heap.empty() ? e.time : std::max(e.time, data_.heap.back().at);
    if (!turn && !data_.heap.empty() && at < data_.heap.back().at + heapSpacingNs_) return;
    if (data_.heap.size() >= limits_.samples) {
        thin(data_.heap);
        heapSpacingNs_ *= 2;
    }
    data_.heap.push_back(heapNow(w, at, w.step + 1));
}

void Recorder::allocatorEvent(const Event& e, const World& w) {
    switch (e.kind) {
        case EventKind::GCSweepSpan:
            data_.used.swept(w.step + 1, e.a, e.b + e.c);
            return;
        case EventKind::StackAlloc:
            stackSizes_[e.a] = e.b;
            return;
        case EventKind::StackGrow:
        case EventKind::StackShrink:
            return stackCopied(e, w);
        case EventKind::Refill:
        case EventKind::CacheSpan:
        case EventKind::UncacheSpan:
        case EventKind::SpanAlloc:
        case EventKind::SpanFree:
        case EventKind::HeapGrow:
        case EventKind::PageCacheFill:
        case EventKind::Scavenge:
            if (e.kind == EventKind::SpanAlloc) data_.used.made(w.step + 1, e.a);
            forgetOld(data_.allocator, limits_.allocator);
            data_.allocator.push_back({w.step + 1, e});
            return;
        default:
            return;
    }
}

void Recorder::stackCopied(const Event& e, const World& w) {
    int32_t g = -1;
    for (size_t i = 0; i < w.allgs.size(); ++i)
        if (w.allgs[i].stack.lo == e.b) g = static_cast<int32_t>(i);
    const auto old = stackSizes_.find(e.a);
    forgetOld(data_.copies, limits_.copies);
    data_.copies.push_back({w.step + 1, g, e.a, e.b, old == stackSizes_.end() ? 0 : old->second, e.c});
}

void Recorder::laneEvent(const Event& e, const World& w) {
    const auto needed = static_cast<size_t>(e.p) + 1;
    if (data_.lanes.size() < needed) {
        data_.lanes.resize(needed);
        running_.resize(needed, false);
    }
    switch (e.kind) {
        case EventKind::GoStart:
        case EventKind::GoSyscallEnd: {
            openLane(e.p, e.time, static_cast<int32_t>(e.a), w);
            break;
        }
        case EventKind::GCWorkerStart: {
            std::vector<LaneSpan>& lane = data_.lanes[static_cast<size_t>(e.p)];
            if (!lane.empty() && lane.back().g == static_cast<int32_t>(e.b))
                lane.back().runner = Runner::marker;
            break;
        }
        case EventKind::GoStop:
        case EventKind::GoBlock:
        case EventKind::GoDestroy:
        case EventKind::ProcStop:
            closeLane(e.p, e.time);
            break;
        case EventKind::ProcSteal:
            if (e.a < running_.size()) closeLane(static_cast<int16_t>(e.a), e.time);
            break;
        default:
            break;
    }
}

void Recorder::openLane(int16_t p, int64_t at, int32_t g, const World& w) {
    closeLane(p, at);
    const auto i = static_cast<size_t>(p);
    std::vector<LaneSpan>& lane = data_.lanes[i];
    if (lane.size() >= limits_.lane) joinPairs(lane);
    const bool goesOn = !lane.empty() && lane.back().g == g && lane.back().to >= at;
    const G& gp = w.g(GId{g});
    const Runner runner = w.sched.bgsweepG.v == g ? Runner::sweeper
                          : gp.system             ? Runner::runtime
                                                  : Runner::program;
    if (!goesOn) lane.push_back({at, at, g, gp.goid, runner});
    running_[i] = true;
}

void Recorder::closeLane(int16_t p, int64_t at) {
    const auto i = static_cast<size_t>(p);
    if (running_[i] && !data_.lanes[i].empty())
        data_.lanes[i].back().to = std::max(data_.lanes[i].back().to, at);
    running_[i] = false;
}

void Recorder::phaseEvent(const Event& e, const World& w) {
    switch (e.kind) {
        case EventKind::STWBegin:
            stopped_ = true;
            break;
        case EventKind::STWEnd:
            stopped_ = false;
            break;
        case EventKind::GCBegin:
            cycle_ = static_cast<uint32_t>(e.a);
            break;
        case EventKind::GCPhase:
            gcphase_ = static_cast<GCPhase>(e.a);
            if (gcphase_ == GCPhase::mark) sweeping_ = false;
            break;
        case EventKind::GCSweepBegin:
            sweeping_ = true;
            break;
        case EventKind::GCSweepDone:
            sweeping_ = false;
            break;
        default:
            return;
    }
    cycle_ = std::max(cycle_, w.work.cycles);
    setPhase(e.time, stopped_                   ? TimelinePhase::stw
                     : gcphase_ != GCPhase::off ? TimelinePhase::mark
                     : sweeping_                ? TimelinePhase::sweep
                                                : TimelinePhase::off);
}

void Recorder::setPhase(int64_t at, TimelinePhase phase) {
    PhaseSpan& last = data_.phases.back();
    last.to = std::max(last.to, at);
    if (last.phase == phase && last.cycle == cycle_) return;
    if (last.from == last.to && data_.phases.size() > 1) data_.phases.pop_back();
    if (data_.phases.size() >= limits_.phases) joinPairs(data_.phases);
    data_.phases.push_back({at, at, phase, cycle_});
}

void Recorder::output(std::string_view bytes) {
    output_ += bytes;
    if (output_.size() <= 2 * limits_.outputBytes) return;
    const size_t cut = output_.size() - limits_.outputBytes;
    output_.erase(0, cut);
    outputDropped_ += cut;
}

std::string Recorder::outputUpTo(uint64_t bytes, size_t most) const {
    if (bytes <= outputDropped_) return "";
    const size_t end = std::min<size_t>(bytes - outputDropped_, output_.size());
    const size_t begin = end > most ? end - most : 0;
    return output_.substr(begin, end - begin);
}

void Recorder::sample(const World& w) {
    const int64_t now = timeOf(w);
    data_.end = std::max(data_.end, now);
    data_.phases.back().to = std::max(data_.phases.back().to, data_.end);
    for (size_t p = 0; p < running_.size(); ++p)
        if (running_[p]) data_.lanes[p].back().to = std::max(data_.lanes[p].back().to, now);
    data_.heapEnd = heapNow(w, data_.end, w.step);
    if (!data_.steps.empty() &&
        (now < data_.steps.back().at + spacingNs_ || w.step <= data_.steps.back().step))
        return;
    if (data_.steps.size() >= limits_.samples) {
        thin(data_.steps);
        spacingNs_ *= 2;
    }
    data_.steps.push_back({now, w.step});
}

void Recorder::truncate(const World& w) {
    const int64_t now = timeOf(w);
    data_.end = now;
    cutSpans(data_.phases, now);
    takePhase(w);
    if (data_.phases.empty()) data_.phases.push_back({now, now, TimelinePhase::off, cycle_});
    for (size_t p = 0; p < data_.lanes.size(); ++p) {
        cutSpans(data_.lanes[p], now);
        running_[p] = p < w.allp.size() && w.allp[p].m && w.m(w.allp[p].m).curg && !data_.lanes[p].empty();
    }
    while (!data_.allocator.empty() && data_.allocator.back().step > w.step) data_.allocator.pop_back();
    while (!data_.copies.empty() && data_.copies.back().step > w.step) data_.copies.pop_back();
    data_.used.truncate(w.step);
    while (!data_.steps.empty() && data_.steps.back().step > w.step) data_.steps.pop_back();
    while (!data_.heap.empty() && data_.heap.back().step > w.step) data_.heap.pop_back();
    data_.heapEnd = heapNow(w, data_.end, w.step);
    output_.resize(std::min<size_t>(output_.size(), w.outputBytes - std::min(w.outputBytes, outputDropped_)));
}

}  // namespace tricolor::app
