#include "app/window_frame.h"

namespace tricolor::app {

WindowFrame::WindowFrame(Session& session) : session_(session), ui_(std::make_unique<render::UiState>()) {}

void WindowFrame::begin(int width, int height, float contentScale, double seconds) {
    gui_.use(session_.theme, render::scaleFor(width, height, contentScale, session_.projector));
    gui_.begin(width, height, static_cast<float>(seconds));
}

// A new file starts with the views as the file has them.
void WindowFrame::takeOpened() {
    if (generation_ == session_.generation()) return;
    generation_ = session_.generation();
    *ui_ = render::UiState();
    ui_->heap.colour = session_.scenario().open.colour;
}

bool WindowFrame::draw() {
    takeOpened();
    render::Commands commands;
    render::drawUi(session_.frame(ui_->heap.colour), *ui_, gui_.theme(), pass_, commands);
    gui_.end();
    for (const render::Command& command : commands) session_.execute(command);
    return !commands.empty() || ui_->unsettled;
}

}  // namespace tricolor::app
