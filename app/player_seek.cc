// Going back, seeking, and saying what happened there: the player's moves over known ground.
#include <algorithm>

#include "app/player_sink.h"
#include "render/timeline_data.h"
#include "sim/runtime/explain.h"

namespace tricolor::app {

using scenario::StepSize;

void Player::seek(uint64_t step) {
    playing_ = false;
    search_.reset();
    stoppedBy_.clear();
    step = std::max(step, history_.start());
    if (step <= end()) {
        history_.seek(step);
        tellLast();
        return;
    }
    history_.seek(end());
    begin();
    search_ = Search{};
    search_->target = std::min(step, maxSteps_);
    searchFor(0.03);
}

void Player::seekTime(int64_t ns) {
    seek(std::min(render::stepAt(recorder_.data(), ns), end()));
}

void Player::toStart() {
    seek(history_.start());
}

// The last boundary in (from, to], as the step behind it.
std::optional<uint64_t> Player::lastBoundary(StepSize size, uint64_t from, uint64_t to) {
    std::optional<uint64_t> last;
    history_.seek(from);
    Sink sink(*this);
    sink.unit = size;
    while (step() < to) {
        sink.clear();
        sink.listen(false);
        const uint64_t taken = history_.run(to - step(), sink);
        if (sink.why == Stop::unit) last = step();
        if (taken == 0) break;
    }
    return last;
}

void Player::backTo(StepSize size) {
    stoppedBy_.clear();
    uint64_t to = std::max(step(), history_.start() + 1) - 1, window = 64;
    std::optional<uint64_t> found;
    while (!found && to > history_.start()) {
        const uint64_t from = to - std::min(window, to - history_.start());
        found = lastBoundary(size, from, to);
        to = from;
        window *= 8;
    }
    history_.seek(found.value_or(history_.start()));
    tellLast();
}

// Finds the last step before here that told something, goes there, listens, and comes back.
void Player::tellLast() {
    const uint64_t here = step();
    told_.clear();
    std::optional<uint64_t> last;
    for (uint64_t window = 1; !last && window <= 4096; window *= 64) {
        if (window > 1 && here - history_.start() <= window / 64) break;
        const uint64_t from = here - std::min(window, here - history_.start());
        last = lastBoundary(StepSize::event, from, here);
    }
    if (last) {
        history_.seek(*last - 1);
        Sink sink(*this);
        sink.tell = true;
        sink.listen(false);
        history_.run(1, sink);
        told_ = tellEvents(sink.events);
    }
    history_.seek(here);
}

std::vector<Told> Player::tellEvents(const std::vector<Event>& events) const {
    std::vector<Told> told;
    for (const Event& e : events) {
        const bool about = e.a >= kHeapBase && world().spanOf(e.a).valid();
        told.push_back({runtime::callPath(e, world(), module_), runtime::sentence(e, world(), module_),
                        about ? e.a : 0, e});
    }
    return told;
}

void Player::apply(const history::Command& command) {
    const bool hadFuture = step() < end();
    const uint64_t here = step();
    history_.apply(command);
    births_.truncate(here);
    if (!hadFuture) return;
    recorder_.truncate(world());
    const bool passed = std::any_of(bookmarks_.begin(), bookmarks_.end(),
                                    [&](const std::optional<uint64_t>& b) { return b && *b > here; });
    if (passed) watchAnew();
    recorder_.sample(world());
}

// Bookmarks behind this moment are not reached any more; how far the others had come is found by running
// again.
void Player::watchAnew() {
    const uint64_t here = step();
    lessonWatches_.clear();
    bookmarks_.assign(lesson_.size(), std::nullopt);
    history_.seek(history_.start());
    for (const scenario::Bookmark& b : lesson_) lessonWatches_.emplace_back(b.when, world());
    Sink sink(*this);
    while (step() < here) {
        sink.clear();
        sink.listenForLesson();
        const uint64_t taken = history_.run(here - step(), sink);
        for (const size_t i : sink.met()) bookmarks_[i] = step();
        if (taken == 0) break;
    }
    history_.seek(here);
}

bool Player::addStop(const std::string& condition, std::string& problem) {
    scenario::ConditionProblem trouble;
    const auto parsed = scenario::parseCondition(condition, trouble);
    if (!parsed) {
        problem = "column " + std::to_string(trouble.offset + 1) + ": " + trouble.text;
        return false;
    }
    stops_.push_back(*parsed);
    if (playing_) begin();
    return true;
}

void Player::removeStop(size_t i) {
    if (i < stops_.size()) stops_.erase(stops_.begin() + static_cast<ptrdiff_t>(i));
    if (playing_) begin();
}

std::vector<std::string> Player::stops() const {
    std::vector<std::string> texts;
    for (const scenario::Condition& c : stops_) texts.push_back(toString(c));
    return texts;
}

int Player::currentBookmark() const {
    int current = -1;
    uint64_t at = 0;
    for (size_t i = 0; i < bookmarks_.size(); ++i)
        if (bookmarks_[i] && *bookmarks_[i] <= step() && (current < 0 || *bookmarks_[i] >= at)) {
            current = static_cast<int>(i);
            at = *bookmarks_[i];
        }
    return current;
}

void Player::seekBookmark(size_t i) {
    if (i >= bookmarks_.size()) return;
    if (bookmarks_[i]) return seek(*bookmarks_[i]);
    seek(end());
    begin();
    search_ = Search{};
    search_->bookmark = i;
    searchFor(0.03);
}

}  // namespace tricolor::app
