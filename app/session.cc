#include "app/session.h"

#include "app/files.h"
#include "render/model/objects.h"
#include "sim/golang/step.h"

namespace tricolor::app {
namespace {

using render::Selection;

constexpr uint64_t kMostStepsToOpenAt =
    500'000'000;  // a condition that is never met must not hold the window up
constexpr size_t kReachMost = 200'000, kReachMostPlaying = 10'000;  // objects

history::Stepper stepperOf(std::shared_ptr<const golang::Program> program) {
    return [program = std::move(program)](World& w, EventSink& sink, uint64_t most) {
        return golang::run(w, *program, sink, most);
    };
}

const char* phaseName(const World& w) {
    if (w.process == ProcessState::exited) return "exited";
    if (w.gcphase == GCPhase::marktermination) return "mark termination";
    if (w.gcphase == GCPhase::mark) return "marking";
    if (w.work.startSema < 1) return "sweep termination";
    return w.mheap_.sweepDrained ? "GC off" : "sweeping";
}

// Where a program is opened that does not say otherwise.
scenario::Condition whereMainBegins() {
    return {{{scenario::TermKind::function, 0, "main.main"}}, 1};
}

// Can an event of this kind be what the condition waits for?
bool isOfKind(const scenario::Condition& condition, EventKind kind) {
    for (const scenario::Term& term : condition.terms)
        if (term.kind == scenario::TermKind::event) return term.number == static_cast<uint64_t>(kind);
    return true;
}

}  // namespace

Session::Session(scenario::Loaded loaded) {
    start(std::move(loaded));
}

void Session::start(scenario::Loaded loaded) {
    player_.reset();  // it refers to the program
    loaded_ = std::move(loaded);
    const scenario::Scenario& s = loaded_.scenario;
    player_ = std::make_unique<Player>(golang::boot(*loaded_.program, s.knobs), stepperOf(loaded_.program),
                                       loaded_.program->module, s.lesson, s.maxSteps);
    ++generation_;
    answers_.assign(s.lesson.size(), -1);
    selection_ = {};
    bookmarkShown_ = -1;
    applyOpen();
}

void Session::applyOpen() {
    const scenario::Open& open = loaded_.scenario.open;
    view = open.view;
    player_->unit = open.step;
    player_->nsPerSecond = static_cast<double>(open.speed);
    if (open.theme != scenario::Theme::own)
        theme = static_cast<render::ThemeName>(static_cast<int>(open.theme) -
                                               static_cast<int>(scenario::Theme::dark));
    player_->until(open.at ? *open.at : whereMainBegins());
    player_->finishSearch(kMostStepsToOpenAt);
    if (!open.at && player_->world().process == ProcessState::exited) player_->toStart();
    viewChosen_ = false;
    followLesson();
    point(open.select, nullptr);
}

void Session::point(const scenario::Highlight& at, const scenario::Condition* when) {
    const World& w = player_->world();
    if (at.view && !viewChosen_) view = *at.view;
    if (at.object) selection_ = Selection::object(*at.object);
    if (at.objectOfEvent)
        for (const Told& told : player_->told())
            if (told.object && (!when || isOfKind(*when, told.event.kind)))
                selection_ = Selection::object(runtime::findObject(w, told.object).base);
    if (at.span)
        if (const SpanId id = w.spanOf(*at.span)) selection_ = Selection::span(w.span(id).startAddr);
    if (at.goroutine)
        for (size_t i = 0; i < w.allgs.size(); ++i)
            if (w.allgs[i].goid == *at.goroutine)
                selection_ = Selection::goroutine(GId{static_cast<int32_t>(i)});
    if (at.p) selection_ = Selection::proc(PId{static_cast<int32_t>(*at.p)});
}

// Where the run has come to a new bookmark, what it points at is shown.
void Session::followLesson() {
    const int current = player_->currentBookmark();
    if (current == bookmarkShown_) return;
    bookmarkShown_ = current;
    if (current < 0) return;
    const auto i = static_cast<size_t>(current);
    const scenario::Bookmark& bookmark = loaded_.scenario.lesson[i];
    if (player_->bookmarks()[i] == player_->step()) point(bookmark.highlight, &bookmark.when);
}

bool Session::open(const std::string& file) {
    std::string unreadable;
    scenario::Loaded loaded = scenario::load(readScenario(file, unreadable));
    problems_.clear();
    if (!unreadable.empty()) problems_.push_back(unreadable);
    for (const scenario::Problem& p : loaded.problems) problems_.push_back(toString(p));
    if (problems_.empty() && !loaded.program) problems_.push_back(file + ": there is nothing to run in it");
    help_ = chooser_ = goTo_ = false;
    if (!problems_.empty()) return false;
    start(std::move(loaded));
    return true;
}

bool Session::advance(double seconds) {
    const bool changed = player_->frame(seconds);
    followLesson();
    return changed;
}

void Session::takeReach(bool needed) {
    const size_t limit = player_->busy() ? kReachMostPlaying : kReachMost;
    const bool current =
        reachStep_ == player_->step() && reachGeneration_ == generation_ && reachLimit_ >= limit;
    if (!needed || current) return;
    reachable_ = render::reach(player_->world(), loaded_.program->module, limit);
    reachStep_ = player_->step();
    reachGeneration_ = generation_;
    reachLimit_ = limit;
}

render::Frame Session::frame(scenario::Colouring colour) {
    const World& w = player_->world();
    const int current = player_->currentBookmark();
    playback_ = {player_->playing(),   player_->step(), player_->end(),   player_->now(),
                 player_->nsPerSecond, player_->unit,   player_->stops(), player_->stoppedBy()};
    lesson_ = {{}, answers_, current};
    for (const auto& reached : player_->bookmarks()) lesson_.reached.push_back(reached.has_value());
    happened_.clear();
    events_.clear();
    for (const Told& told : player_->told()) {
        happened_.push_back({told.path, told.sentence});
        events_.push_back(told.event);
    }
    const golang::NextStep next = golang::nextStep(w, *loaded_.program);
    happened_.push_back({next.path, "Next: " + next.sentence});
    output_ = player_->recorder().outputUpTo(w.outputBytes, 4096);
    grey_ = w.gcphase == GCPhase::off ? std::vector<Addr>() : render::greyObjects(w);
    using scenario::Colouring;
    const bool births =
        view == scenario::View::allocator ||
        (view == scenario::View::heap && (colour == Colouring::age || colour == Colouring::goroutine));
    const render::Births* known =
        births || selection_.kind == Selection::Kind::object ? player_->births() : nullptr;
    takeReach(colour == Colouring::type || selection_.kind == Selection::Kind::object ||
              view == scenario::View::graph || view == scenario::View::stacks);
    return render::Frame{w,
                         *loaded_.program,
                         loaded_.scenario,
                         player_->recorder().data(),
                         playback_,
                         lesson_,
                         happened_,
                         problems_,
                         output_,
                         reachable_,
                         grey_,
                         scenarios_,
                         selection_,
                         view,
                         help_,
                         chooser_,
                         goTo_,
                         known,
                         events_};
}

std::string Session::title() const {
    std::string state = player_->playing() ? "playing" : player_->busy() ? "looking" : "paused";
    if (!problems_.empty()) state = "problems";
    return "tricolor: " + loaded_.scenario.title + " [step " + std::to_string(player_->step()) + ", " +
           state + ", " + phaseName(player_->world()) + "]";
}

}  // namespace tricolor::app
