// A GL 3.3 context without a window (EGL surfaceless; Mesa's llvmpipe where there is no GPU) and a frame
// buffer to draw into.
#pragma once

#include <memory>
#include <string>

#include "render/png.h"

namespace tricolor::render {

class Offscreen {
  public:
    // Nothing, and why in `trouble`, if the machine has no EGL with GL 3.3.
    static std::unique_ptr<Offscreen> create(int width, int height, std::string& trouble);
    ~Offscreen();
    Offscreen(const Offscreen&) = delete;
    Offscreen& operator=(const Offscreen&) = delete;

    // Makes the frame buffer the target of drawing.
    void bind() const;
    Image read() const;
    int width() const { return width_; }
    int height() const { return height_; }

  private:
    Offscreen() = default;
    bool makeContext(std::string& trouble);
    bool makeFramebuffer(std::string& trouble);

    int width_ = 0, height_ = 0;
    void* display_ = nullptr;
    void* context_ = nullptr;
    unsigned framebuffer_ = 0, colour_ = 0;
};

}  // namespace tricolor::render
