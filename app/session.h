// What is open: a scenario, its program, the player that runs it, and where the user looks. Carries out the
// views' commands and makes the frames they draw. A file with problems changes nothing of it.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/player.h"
#include "render/commands.h"
#include "render/frame.h"
#include "render/theme.h"
#include "sim/scenario/load.h"

namespace tricolor::app {

class Session {
  public:
    // Starts with something that has no problems (app/load.h).
    explicit Session(scenario::Loaded loaded);

    // Opens a file. False: it has problems, which the next frames show, and everything else is as it was.
    bool open(const std::string& file);
    void execute(const render::Command& command);
    // The same for a key: behind what lies above the window keys do nothing but close it, or show something
    // else.
    void executeKey(const render::Command& command);
    // Lets the player go on for this much real time. True: there is something new to draw.
    bool advance(double seconds);
    bool busy() const { return player_->busy(); }

    // For drawing. colour: of the heap view; types of objects, and who allocated them, must be searched for.
    render::Frame frame(scenario::Colouring colour);

    Player& player() { return *player_; }
    const scenario::Scenario& scenario() const { return loaded_.scenario; }
    // Counts what was opened, so that views can start anew.
    uint64_t generation() const { return generation_; }
    std::string title() const;  // of the window: scenario, step, state

    render::ThemeName theme = render::ThemeName::dark;
    bool projector = false;
    bool quit = false;
    scenario::View view{};

  private:
    struct Executor;

    void start(scenario::Loaded loaded);
    void applyOpen();
    // when: the condition of the bookmark that points there, which says which event is meant; or null.
    void point(const scenario::Highlight& at, const scenario::Condition* when);
    bool overlayShown() const { return help_ || chooser_ || goTo_ || !problems_.empty(); }
    void followLesson();
    void takeReach(bool needed);
    void dismiss();
    void toggleChooser();
    void goTo(const std::string& target);

    scenario::Loaded loaded_;
    std::unique_ptr<Player> player_;
    uint64_t generation_ = 0;
    render::Selection selection_;
    bool help_ = false, chooser_ = false, goTo_ = false;
    std::vector<int> answers_;
    int bookmarkShown_ = -1;
    bool viewChosen_ = false;  // by the user: then the lesson leaves it, until it is asked to go on

    // What the frame refers to.
    render::Playback playback_;
    render::Lesson lesson_;
    std::vector<render::Told> happened_;
    std::vector<Event> events_;
    std::vector<std::string> problems_;
    std::string output_;
    render::Reachability reachable_;
    uint64_t reachStep_ = UINT64_MAX, reachGeneration_ = 0;
    size_t reachLimit_ = 0;
    std::vector<Addr> grey_;
    std::vector<std::pair<std::string, std::string>> scenarios_;
};

}  // namespace tricolor::app
