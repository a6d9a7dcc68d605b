#include "render/offscreen.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace tricolor::render {
namespace {

EGLDisplay surfacelessDisplay() {
    const auto getPlatformDisplay =
        reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (getPlatformDisplay) {
        EGLDisplay d = getPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
        if (d != EGL_NO_DISPLAY && eglInitialize(d, nullptr, nullptr)) return d;
    }
    EGLDisplay d = eglGetDisplay(EGL_DEFAULT_DISPLAY);
    return d != EGL_NO_DISPLAY && eglInitialize(d, nullptr, nullptr) ? d : EGL_NO_DISPLAY;
}

EGLContext makeGl33(EGLDisplay display) {
    constexpr std::array<EGLint, 5> kWanted = {EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE, 0,
                                               EGL_NONE};
    constexpr std::array<EGLint, 7> kVersion = {EGL_CONTEXT_MAJOR_VERSION,
                                                3,
                                                EGL_CONTEXT_MINOR_VERSION,
                                                3,
                                                EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                                EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                                EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (!eglBindAPI(EGL_OPENGL_API)) return EGL_NO_CONTEXT;
    eglChooseConfig(display, kWanted.data(), &config, 1, &count);
    return eglCreateContext(display, count > 0 ? config : nullptr, EGL_NO_CONTEXT, kVersion.data());
}

GLADapiproc load(const char* name) {
    return reinterpret_cast<GLADapiproc>(eglGetProcAddress(name));
}

}  // namespace

std::unique_ptr<Offscreen> Offscreen::create(int width, int height, std::string& trouble) {
    std::unique_ptr<Offscreen> o(new Offscreen);
    o->width_ = width;
    o->height_ = height;
    if (!o->makeContext(trouble) || !o->makeFramebuffer(trouble)) return nullptr;
    return o;
}

bool Offscreen::makeContext(std::string& trouble) {
    display_ = surfacelessDisplay();
    if (display_ == EGL_NO_DISPLAY) {
        trouble = "no EGL display to draw with (is libegl1 with Mesa's drivers installed?)";
        return false;
    }
    context_ = makeGl33(display_);
    if (context_ == EGL_NO_CONTEXT || !eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_)) {
        trouble = "EGL has no OpenGL 3.3 core context";
        return false;
    }
    if (!gladLoadGL(load)) {
        trouble = "OpenGL's entry points cannot be loaded";
        return false;
    }
    return true;
}

bool Offscreen::makeFramebuffer(std::string& trouble) {
    glGenFramebuffers(1, &framebuffer_);
    glGenRenderbuffers(1, &colour_);
    glBindRenderbuffer(GL_RENDERBUFFER, colour_);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width_, height_);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, colour_);
    if (glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE) return true;
    trouble = "a picture of this size cannot be drawn here";
    return false;
}

Offscreen::~Offscreen() {
    if (framebuffer_) glDeleteFramebuffers(1, &framebuffer_);
    if (colour_) glDeleteRenderbuffers(1, &colour_);
    if (!display_) return;
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (context_) eglDestroyContext(display_, context_);
    eglTerminate(display_);
}

void Offscreen::bind() const {
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
    glViewport(0, 0, width_, height_);
}

Image Offscreen::read() const {
    Image image{width_, height_, std::vector<uint8_t>(static_cast<size_t>(width_) * height_ * 4)};
    bind();
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_, height_, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
    const auto row = static_cast<ptrdiff_t>(width_) * 4;
    for (int y = 0; y < height_ / 2; ++y)
        std::swap_ranges(image.rgba.begin() + y * row, image.rgba.begin() + (y + 1) * row,
                         image.rgba.begin() + (height_ - 1 - y) * row);
    for (size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;  // the window has no alpha either
    return image;
}

}  // namespace tricolor::render
