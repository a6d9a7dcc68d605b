// What each command of the views does.
#include <algorithm>
#include <type_traits>
#include <variant>

#include "app/files.h"
#include "app/session.h"

namespace tricolor::app {

struct Session::Executor {
    Session& s;
    Player& p;

    void operator()(const render::StepBy& c) { p.stepBy(c.size, c.direction); }
    void operator()(const render::StepUnit& c) { p.stepBy(p.unit, c.direction); }
    void operator()(const render::SeekTo& c) { p.seek(c.step); }
    void operator()(const render::SeekToTime& c) { p.seekTime(c.ns); }
    void operator()(const render::GoTo& c) { s.goTo(c.target); }
    void operator()(const render::PlayPause&) { p.play(!p.busy()); }
    void operator()(const render::ToStart&) {
        p.toStart();
        s.selection_ = {};
    }
    void operator()(const render::ToEnd&) { p.toEnd(); }
    void operator()(const render::ChangeSpeed& c) {
        const double factor = c.notches > 0 ? 2.0 : 0.5;
        for (int i = 0; i < std::abs(c.notches); ++i) p.nsPerSecond *= factor;
        limitSpeed();
    }
    void operator()(const render::SetSpeed& c) {
        p.nsPerSecond = c.nsPerSecond;
        limitSpeed();
    }
    void operator()(const render::SetUnit& c) { p.unit = c.size; }
    void operator()(const render::Select& c) { s.selection_ = c.what; }
    void operator()(const render::ShowView& c) {
        s.view = c.view;
        s.viewChosen_ = true;
    }
    void operator()(const render::OpenFile& c) { s.open(c.path); }
    void operator()(const render::AddStop& c) {
        std::string problem;
        if (!p.addStop(c.condition, problem)) s.problems_ = {"stop when " + c.condition + ": " + problem};
    }
    void operator()(const render::RemoveStop& c) { p.removeStop(c.index); }
    void operator()(const render::Answer& c) {
        if (c.bookmark < s.answers_.size()) s.answers_[c.bookmark] = c.choice;
    }
    void operator()(const render::ShowBookmark& c) {
        s.viewChosen_ = false;
        p.seekBookmark(c.bookmark);
    }
    void operator()(const render::NextTheme&) {
        s.theme = static_cast<render::ThemeName>((static_cast<int>(s.theme) + 1) % 3);
    }
    void operator()(const render::NextScale&) { s.projector = !s.projector; }
    void operator()(const render::ToggleHelp&) { s.help_ = !s.help_; }
    void operator()(const render::ToggleChooser&) { s.toggleChooser(); }
    void operator()(const render::ToggleGoTo&) { s.goTo_ = !s.goTo_; }
    void operator()(const render::Dismiss&) { s.dismiss(); }
    void operator()(const render::SetWriteBarrier& c) {
        p.apply({history::Command::Kind::writeBarrier, c.on ? 1 : 0});
    }
    void operator()(const render::SetGOGC& c) { p.apply({history::Command::Kind::GOGC, c.percent}); }
    void operator()(const render::Quit&) { s.quit = true; }

    void limitSpeed() { p.nsPerSecond = std::clamp(p.nsPerSecond, 1.0, 1e12); }
};

void Session::execute(const render::Command& command) {
    std::visit(Executor{*this, *player_}, command);
    followLesson();
}

void Session::executeKey(const render::Command& command) {
    const bool always = std::visit(
        [](const auto& c) {
            using C = std::decay_t<decltype(c)>;
            return std::is_same_v<C, render::Dismiss> || std::is_same_v<C, render::ToggleHelp> ||
                   std::is_same_v<C, render::ToggleChooser> || std::is_same_v<C, render::ToggleGoTo> ||
                   std::is_same_v<C, render::NextTheme> || std::is_same_v<C, render::NextScale> ||
                   std::is_same_v<C, render::OpenFile> || std::is_same_v<C, render::Quit>;
        },
        command);
    if (always || !overlayShown()) execute(command);
}

void Session::dismiss() {
    if (overlayShown()) {
        help_ = chooser_ = goTo_ = false;
        problems_.clear();
    } else {
        selection_ = {};
    }
}

void Session::toggleChooser() {
    chooser_ = !chooser_;
    if (!chooser_) return;
    scenarios_.clear();
    for (const Bundled& b : bundledScenarios())
        if (b.parsed.scenario) scenarios_.emplace_back(b.path, b.parsed.scenario->title);
}

void Session::goTo(const std::string& target) {
    std::string problem;
    goTo_ = false;
    if (!player_->goTo(target, problem)) problems_ = {"go to " + target + ": " + problem};
}

}  // namespace tricolor::app
