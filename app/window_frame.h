// One frame of the window, on the screen or off it: what the session has to show goes to the views, what they
// ask for goes back.
#pragma once

#include <memory>

#include "app/session.h"
#include "render/gui.h"
#include "render/heap_pass.h"
#include "render/ui.h"

namespace tricolor::app {

class WindowFrame {
  public:
    // A GL 3.3 context is current.
    explicit WindowFrame(Session& session);

    // Between begin() and draw() of the windowing backend's frame. Returns true if a view asked for
    // something.
    void begin(int width, int height, float contentScale, double seconds);
    bool draw();

  private:
    void takeOpened();

    Session& session_;
    render::Gui gui_;
    std::unique_ptr<render::UiState> ui_;
    render::HeapPass pass_;
    uint64_t generation_ = 0;
};

}  // namespace tricolor::app
