// Moves through a run: play, pause, step in any unit, back and forth, look for a condition; stops where it
// was asked to and at the bookmarks of the lesson. Knows nothing of windows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/recorder.h"
#include "render/births.h"
#include "sim/golang/program.h"
#include "sim/history/history.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/watch.h"

namespace tricolor::app {

struct Told {
    std::string path, sentence;
    Addr object = 0;  // that it is about; 0: none
    Event event;
};

class Player {
  public:
    // module outlives the player. maxSteps: where the run stops at the latest.
    Player(World start, history::Stepper stepper, const runtime::Module& module,
           std::vector<scenario::Bookmark> lesson, uint64_t maxSteps = UINT64_MAX,
           history::Options options = {});

    const World& world() const { return history_.world(); }
    uint64_t step() const { return history_.step(); }
    uint64_t end() const { return history_.end(); }
    int64_t now() const { return timeOf(world()); }
    const Recorder& recorder() const { return recorder_; }
    // The events of the last step that told something, in words.
    const std::vector<Told>& told() const { return told_; }
    // It goes on in the next frames: plays, or looks for something.
    bool busy() const { return playing_ || search_.has_value(); }
    bool playing() const { return playing_; }
    const std::string& stoppedBy() const { return stoppedBy_; }

    void play(bool on);
    // Goes on for this much real time. True: the world has changed.
    bool frame(double seconds);

    void stepBy(scenario::StepSize size, int direction);
    void seek(uint64_t step);
    void seekTime(int64_t ns);
    void toStart();
    void toEnd();
    // To a step ("48211"), or on to where a condition is met. False, and why, if the text is neither.
    bool goTo(const std::string& target, std::string& problem);
    void until(const scenario::Condition& condition);
    // The search goes on to its end now instead of in the next frames (for pictures and tests); at most so
    // many steps.
    void finishSearch(uint64_t mostSteps = UINT64_MAX);

    void apply(const history::Command& command);

    // Who allocated what up to here; runs known ground again where need be. Null: not now, it goes on too
    // fast.
    const render::Births* births();

    double nsPerSecond = 1e6;
    scenario::StepSize unit = scenario::StepSize::event;
    bool addStop(const std::string& condition, std::string& problem);
    void removeStop(size_t i);
    std::vector<std::string> stops() const;

    // The step at which each bookmark was reached for the first time; empty: not so far.
    const std::vector<std::optional<uint64_t>>& bookmarks() const { return bookmarks_; }
    // The bookmark whose place the run passed last; -1: none.
    int currentBookmark() const;
    // Goes there; if it was not reached so far on to where it is, or a later one that is reached before it.
    void seekBookmark(size_t i);

  private:
    class Sink;
    struct Search {
        std::optional<scenario::StepSize> unit;  // a boundary of this kind …
        std::optional<scenario::Watch> watch;    // … or where a condition is met
        uint64_t target = UINT64_MAX;            // … or this step
        std::optional<size_t> bookmark;          // … or where this bookmark is reached
    };
    enum class Stop : uint8_t { none, unit, watch, stop, bookmark };

    uint64_t run(uint64_t steps, Sink& sink);
    uint64_t runNew(uint64_t steps, Sink& sink);
    bool settle(Sink& sink);  // what the last step stopped for; true: go no further
    bool searchFor(double seconds);
    bool reachedFrom(size_t bookmark) const;
    bool playFor(double seconds);
    void begin();
    bool ended() const;
    void sayEnd();
    void backTo(scenario::StepSize size);
    std::optional<uint64_t> lastBoundary(scenario::StepSize size, uint64_t from, uint64_t to);
    void tellLast();
    std::vector<Told> tellEvents(const std::vector<Event>& events) const;
    void watchAnew();

    const runtime::Module& module_;
    std::vector<scenario::Bookmark> lesson_;
    uint64_t maxSteps_;
    history::History history_;
    Recorder recorder_;
    std::vector<scenario::Watch> lessonWatches_;
    std::vector<std::optional<uint64_t>> bookmarks_;
    std::vector<scenario::Condition> stops_;
    std::vector<scenario::Watch> stopWatches_;  // while it goes on
    render::Births births_;
    bool birthsKnown_ = false;
    std::optional<Search> search_;
    std::vector<Told> told_;
    bool playing_ = false;
    double targetNs_ = 0;  // virtual time up to which playing has come
    double idleSeconds_ = 0;
    std::string stoppedBy_;
};

// Is this event the end of a step of this size?
bool isBoundary(scenario::StepSize size, EventKind kind);

}  // namespace tricolor::app
