#include "app/player.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "app/player_sink.h"

namespace tricolor::app {
namespace {

using Clock = std::chrono::steady_clock;
using scenario::StepSize;

constexpr uint64_t kChunk = 4096;        // steps between looks at the clock
constexpr double kFrameSeconds = 0.012;  // of work in a frame, the rest is for drawing

double secondsSince(Clock::time_point t) {
    return std::chrono::duration<double>(Clock::now() - t).count();
}

}  // namespace

bool isBoundary(StepSize size, EventKind kind) {
    switch (size) {
        case StepSize::event:
            return true;
        case StepSize::statement:
            return kind == EventKind::Statement;
        case StepSize::allocation:
            return kind == EventKind::Alloc || kind == EventKind::TinyAlloc;
        case StepSize::phase:
            return kind == EventKind::GCBegin || kind == EventKind::GCPhase || kind == EventKind::GCSweepDone;
        case StepSize::cycle:
            return kind == EventKind::GCBegin;
    }
    return true;
}

Player::Player(World start, history::Stepper stepper, const runtime::Module& module,
               std::vector<scenario::Bookmark> lesson, uint64_t maxSteps, history::Options options)
    : module_(module),
      lesson_(std::move(lesson)),
      maxSteps_(maxSteps),
      history_(std::move(start), std::move(stepper), options),
      recorder_(history_.world()),
      bookmarks_(lesson_.size()) {
    for (const scenario::Bookmark& b : lesson_) lessonWatches_.emplace_back(b.when, world());
    recorder_.sample(world());
}

bool Player::ended() const {
    return world().process == ProcessState::exited || step() >= maxSteps_;
}

// Known ground first, where nothing is recorded again, then new ground.
uint64_t Player::run(uint64_t steps, Sink& sink) {
    uint64_t taken = 0;
    if (step() < end()) {
        sink.listen(false);
        const uint64_t known = std::min(steps, end() - step());
        taken = history_.run(known, sink);
        if (sink.stop || taken < known) return taken;
    }
    return taken < steps ? taken + runNew(steps - taken, sink) : taken;
}

uint64_t Player::runNew(uint64_t steps, Sink& sink) {
    sink.listen(true);
    steps = std::min(steps, maxSteps_ - std::min(maxSteps_, step()));
    for (const scenario::Watch& w : lessonWatches_)
        if (!w.met() && w.stepBound() > step()) steps = std::min(steps, w.stepBound() - step());
    const uint64_t taken = history_.run(steps, sink);
    for (const size_t i : sink.met()) bookmarks_[i] = step();
    for (size_t i = 0; i < lessonWatches_.size(); ++i)
        if (!bookmarks_[i] && lessonWatches_[i].observeStep(world())) bookmarks_[i] = step();
    recorder_.sample(world());
    return taken;
}

// After a run: does what it stopped for end this search or this play?
bool Player::settle(Sink& sink) {
    if (sink.why == Stop::none && sink.stops)
        for (scenario::Watch& s : stopWatches_)
            if (!s.met() && s.observeStep(world()))
                sink.why = Stop::stop, sink.what = toString(s.condition());
    if (sink.why == Stop::none && sink.watch && sink.watch->observeStep(world()))
        sink.why = Stop::watch, sink.what = toString(sink.watch->condition());
    if (sink.why == Stop::none && sink.lesson)
        for (size_t i = 0; i < bookmarks_.size(); ++i)
            if (bookmarks_[i] == step() && !sink.met().empty())
                sink.why = Stop::bookmark, sink.what = lesson_[i].title;
    if (sink.why == Stop::none) return false;
    if (sink.why == Stop::stop || sink.why == Stop::bookmark) stoppedBy_ = sink.what;
    return true;
}

void Player::begin() {
    stoppedBy_.clear();
    stopWatches_.clear();
    for (const scenario::Condition& c : stops_) stopWatches_.emplace_back(c, world());
}

void Player::sayEnd() {
    playing_ = false;
    search_.reset();
    if (world().process == ProcessState::exited)
        stoppedBy_ = "the program ended, exit code " + std::to_string(world().exitCode);
    else
        stoppedBy_ = "the scenario's last step";
}

void Player::play(bool on) {
    search_.reset();
    playing_ = on && !ended();
    if (on && !playing_) sayEnd();
    if (!playing_) return;
    begin();
    targetNs_ = static_cast<double>(now());
    idleSeconds_ = 0;
}

bool Player::frame(double seconds) {
    if (search_) return searchFor(kFrameSeconds);
    return playing_ && playFor(seconds);
}

bool Player::playFor(double seconds) {
    const auto since = Clock::now();
    const uint64_t before = step();
    targetNs_ += std::min(seconds, 0.25) * nsPerSecond;
    idleSeconds_ += seconds;
    Sink sink(*this);
    sink.stops = sink.lesson = true;
    while (playing_) {
        const auto here = static_cast<double>(now());
        const bool waitsLong =
            idleSeconds_ > 0.15;  // nothing happens in this stretch of virtual time: pass over it
        if (here >= targetNs_ && !waitsLong) break;
        const double part = std::clamp((targetNs_ - here) / 25, 1.0, static_cast<double>(kChunk));
        sink.clear();
        sink.tell = part < 2;
        const uint64_t taken = run(static_cast<uint64_t>(part), sink);
        idleSeconds_ = 0;
        if (!sink.events.empty()) told_ = tellEvents(sink.events);
        if (waitsLong) targetNs_ = std::max(targetNs_, static_cast<double>(now()));
        if (settle(sink)) playing_ = false;
        if (ended() || (taken == 0 && !sink.stop)) sayEnd();
        if (secondsSince(since) > kFrameSeconds) {
            targetNs_ =
                std::min(targetNs_, static_cast<double>(now()));  // too fast for this machine: no debt
            break;
        }
    }
    if (step() == before) return !playing_;
    if (!playing_ || step() - before > 64) tellLast();
    return true;
}

void Player::stepBy(StepSize size, int direction) {
    playing_ = false;
    search_.reset();
    if (direction < 0) return backTo(size);
    if (ended() && step() >= end()) return sayEnd();
    begin();
    search_ = Search{};
    search_->unit = size;
    searchFor(0.03);
}

void Player::until(const scenario::Condition& condition) {
    playing_ = false;
    begin();
    search_ = Search{};
    search_->watch = scenario::Watch(condition, world());
    searchFor(0.03);
}

void Player::toEnd() {
    playing_ = false;
    begin();
    search_ = Search{};
    search_->target = maxSteps_;
    searchFor(0.03);
}

void Player::finishSearch(uint64_t mostSteps) {
    const uint64_t limit = mostSteps > UINT64_MAX - step() ? UINT64_MAX : step() + mostSteps;
    while (search_ && step() < limit) searchFor(0.1);
    search_.reset();
}

// Has this step reached bookmark i, or one behind it? Not every run comes to all of them.
bool Player::reachedFrom(size_t i) const {
    return std::any_of(bookmarks_.begin() + static_cast<ptrdiff_t>(i), bookmarks_.end(),
                       [&](const auto& reached) { return reached == step(); });
}

bool Player::searchFor(double seconds) {
    const auto since = Clock::now();
    const uint64_t before = step();
    Sink sink(*this);
    sink.unit = search_->unit;
    sink.watch = search_->watch ? &*search_->watch : nullptr;
    sink.tell = search_->unit == StepSize::event;
    sink.stops = search_->target != UINT64_MAX && search_->target > end();
    bool found = false;
    while (!found && !ended() && step() < search_->target && secondsSince(since) < seconds) {
        sink.clear();
        uint64_t most = std::min(kChunk, search_->target - step());
        if (sink.watch && sink.watch->stepBound() > step())
            most = std::min(most, sink.watch->stepBound() - step());
        const uint64_t taken = run(most, sink);
        found = settle(sink) || (search_->bookmark && reachedFrom(*search_->bookmark));
        if (taken == 0 && !sink.stop) break;
    }
    const bool over = found || ended() || step() >= search_->target;
    const bool missed = !found && ended() && search_->target > step();
    if (over) search_.reset();
    if (missed) sayEnd();
    if (sink.tell && found && !sink.events.empty())
        told_ = tellEvents(sink.events);
    else if (step() != before)
        tellLast();
    return step() != before || over;
}

bool Player::goTo(const std::string& target, std::string& problem) {
    uint64_t number = 0;
    const char* last = target.data() + target.size();
    if (const auto read = std::from_chars(target.data(), last, number);
        read.ec == std::errc() && read.ptr == last) {
        seek(number);
        return true;
    }
    scenario::ConditionProblem trouble;
    const auto condition = scenario::parseCondition(target, trouble);
    if (!condition) {
        problem =
            "a step, or a condition; at column " + std::to_string(trouble.offset + 1) + ": " + trouble.text;
        return false;
    }
    until(*condition);
    return true;
}

}  // namespace tricolor::app
