// What a player listens with while the run goes on. Part of player.cc.
#pragma once

#include <utility>
#include <vector>

#include "app/player.h"

namespace tricolor::app {

class Player::Sink : public EventSink {
  public:
    explicit Sink(Player& player) : p_(player) {}

    std::optional<scenario::StepSize> unit;  // stop at a boundary of this kind
    scenario::Watch* watch = nullptr;        // stop where this is met
    bool stops = false;                      // stop where the user asked to
    bool lesson = false;                     // stop at bookmarks
    bool tell = false;                       // keep every event
    Stop why = Stop::none;
    std::string what;
    std::vector<Event> events;

    // fresh: the run gets here for the first time.
    void listen(bool fresh) {
        fresh_ = fresh;
        rewatch_ = false;
        setWants();
    }
    // Only the lesson's conditions are watched, over known ground.
    void listenForLesson() {
        fresh_ = false;
        rewatch_ = true;
        setWants();
    }
    void clear() {
        stop = false;
        why = Stop::none;
        events.clear();
        met_.clear();
    }
    // Bookmarks met in the step that was taken last.
    const std::vector<size_t>& met() const { return met_; }

    void event(const Event& e) override {
        const World& w = p_.world();
        if (fresh_) p_.recorder_.event(e, w);
        if (fresh_ || rewatch_) watchLesson(e, w);
        if (tell && events.size() < kMostEvents) events.push_back(e);
        if (unit && isBoundary(*unit, e.kind)) end(Stop::unit, "");
        if (watch && watch->observe(e, w, p_.module_)) end(Stop::watch, toString(watch->condition()));
        if (!stops) return;
        for (scenario::Watch& s : p_.stopWatches_)
            if (!s.met() && s.observe(e, w, p_.module_)) end(Stop::stop, toString(s.condition()));
    }
    void output(int fd, std::string_view bytes) override {
        if (fresh_ && (fd == 1 || fd == 2)) p_.recorder_.output(bytes);
    }

  private:
    static constexpr size_t kMostEvents = 256;

    void watchLesson(const Event& e, const World& w) {
        for (size_t i = 0; i < p_.lessonWatches_.size(); ++i)
            if (!p_.bookmarks_[i] && !p_.lessonWatches_[i].met() &&
                p_.lessonWatches_[i].observe(e, w, p_.module_)) {
                met_.push_back(i);
                stop = true;  // so that the run returns at this very step
            }
    }
    void end(Stop reason, std::string text) {
        stop = true;
        if (why != Stop::none && reason == Stop::unit) return;
        why = reason;
        what = std::move(text);
    }
    void setWants() {
        for (int k = 0; k < kEventKinds; ++k) want(static_cast<EventKind>(k), tell);
        if (fresh_) p_.recorder_.want(*this);
        if (fresh_ || rewatch_)
            for (size_t i = 0; i < p_.lessonWatches_.size(); ++i)
                if (!p_.bookmarks_[i]) p_.lessonWatches_[i].want(*this);
        if (unit)
            for (int k = 0; k < kEventKinds; ++k)
                if (isBoundary(*unit, static_cast<EventKind>(k))) want(static_cast<EventKind>(k));
        if (watch) watch->want(*this);
        if (stops)
            for (const scenario::Watch& s : p_.stopWatches_) s.want(*this);
    }

    Player& p_;
    bool fresh_ = false, rewatch_ = false;
    std::vector<size_t> met_;
};

}  // namespace tricolor::app
