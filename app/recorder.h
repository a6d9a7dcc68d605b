// What a run leaves for the timeline, the narration and the output panel: told every event once, in order,
// when the run first gets there; good for any earlier moment too. Bounded: long lists are thinned
// (render/timeline_data.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "render/timeline_data.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::app {

class Recorder {
  public:
    struct Limits {
        size_t lane = 1 << 15;  // spans a P
        size_t phases = 1 << 13;
        size_t samples = 1 << 14;  // of the heap, and step marks
        size_t allocator = 1 << 15, copies = 1 << 12;
        size_t outputBytes = 1 << 20;
    };

    explicit Recorder(const World& start) : Recorder(start, Limits()) {}
    Recorder(const World& start, Limits limits);

    // Asks for the events it lives on.
    void want(EventSink& sink) const;
    void event(const Event& e, const World& w);
    void output(std::string_view bytes);
    // Where the run stands: the time, the step. Called often; keeps what is far enough apart. The heap's size
    // is kept where events say that it may have changed, so that it does not matter how often this is called.
    void sample(const World& w);

    // Forgets what lies behind this moment: the run took another turn there.
    void truncate(const World& now);

    const render::TimelineData& data() const { return data_; }
    // The end of what had been written when the world stood as it does.
    std::string outputUpTo(uint64_t bytes, size_t most) const;

  private:
    void laneEvent(const Event& e, const World& w);
    void openLane(int16_t p, int64_t at, int32_t g, const World& w);
    void closeLane(int16_t p, int64_t at);
    void phaseEvent(const Event& e, const World& w);
    void allocatorEvent(const Event& e, const World& w);
    void stackCopied(const Event& e, const World& w);
    void sampleHeap(const Event& e, const World& w);
    void setPhase(int64_t at, render::TimelinePhase phase);
    void takePhase(const World& w);

    Limits limits_;
    render::TimelineData data_;
    std::vector<bool> running_;    // by P: the last span of the lane is still open
    int64_t spacingNs_ = 200;      // between step marks; doubles when they are thinned
    int64_t heapSpacingNs_ = 200;  // the same between samples of the heap
    bool stopped_ = false, sweeping_ = false;
    GCPhase gcphase_ = GCPhase::off;
    uint32_t cycle_ = 0;
    std::string output_;
    uint64_t outputDropped_ = 0;           // bytes before output_
    std::map<Addr, uint64_t> stackSizes_;  // by lo, as last handed out there
};

// The world's time: that of the M that acts next, in virtual ns.
int64_t timeOf(const World& w);

}  // namespace tricolor::app
