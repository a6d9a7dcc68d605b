// Dear ImGui with its OpenGL 3 backend: from a current GL context to drawn frames, in a window or off screen.
#pragma once

#include "render/theme.h"

namespace tricolor::render {

class Gui {
  public:
    Gui();  // a GL 3.3 context is current, its entry points are loaded
    ~Gui();
    Gui(const Gui&) = delete;
    Gui& operator=(const Gui&) = delete;

    // Fonts and colours from the next frame on; cheap if nothing changed.
    void use(ThemeName name, float scale);
    const Theme& theme() const { return theme_; }

    // One frame. Between them a windowing backend may have set sizes and input.
    void begin(int width, int height, float secondsSinceLast);
    // Draws what was asked for since begin() into the bound frame buffer.
    void end();

  private:
    Theme theme_;
    bool loaded_ = false;
};

// The theme's scale for a window of this size in pixels; contentScale: what the system asks for (1: nothing).
float scaleFor(int width, int height, float contentScale, bool projector);

}  // namespace tricolor::render
