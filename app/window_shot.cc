#include <algorithm>

#include "app/load.h"
#include "app/window.h"
#include "app/window_frame.h"
#include "render/offscreen.h"
#include "render/png.h"

namespace tricolor::app {
namespace {

constexpr int kFrames = 4;  // heights that are measured while drawing settle

std::optional<scenario::View> viewOf(const std::string& name) {
    const std::vector<std::string>& names = scenario::viewNames();
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) return std::nullopt;
    return static_cast<scenario::View>(it - names.begin());
}

// Goes to where the picture is to be taken. An exit code that is not 0: it cannot be.
int goTo(Session& session, const ShotOptions& options) {
    if (const auto view = viewOf(options.view)) session.execute(render::ShowView{*view});
    if (options.at.empty()) return 0;
    const auto condition = readCondition("--at", options.at);
    if (!condition) return 2;
    Player& player = session.player();
    player.seek(0);
    player.until(*condition);
    player.finishSearch();
    session.advance(0);
    if (player.world().process == ProcessState::exited && player.stoppedBy().starts_with("the program ended"))
        return trouble("the program ended before \"" + options.at + "\"");
    return 0;
}

}  // namespace

int takeShot(const ShotOptions& options) {
    int code = 0;
    std::optional<scenario::Loaded> loaded = loadForRun(options.file, options.set, code);
    if (!loaded) return code;
    std::string problem;
    const auto screen = render::Offscreen::create(options.width, options.height, problem);
    if (!screen) return trouble(problem);
    Session session(std::move(*loaded));
    if (const int failed = goTo(session, options)) return failed;
    session.projector = options.projector;
    if (options.theme == "light") session.theme = render::ThemeName::light;
    if (options.theme == "contrast") session.theme = render::ThemeName::contrast;
    WindowFrame frame(session);
    for (int i = 0; i < kFrames; ++i) {
        screen->bind();
        frame.begin(options.width, options.height, 1, 1.0 / 60);
        frame.draw();
    }
    if (!render::writePng(screen->read(), options.out)) return trouble(options.out + " cannot be written");
    return 0;
}

}  // namespace tricolor::app
