#include "render/gui.h"

#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cmath>

namespace tricolor::render {

Gui::Gui() {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGui::GetIO().IniFilename = nullptr;  // the layout is the design's, not a file's
    ImGui_ImplOpenGL3_Init("#version 330 core");
}

Gui::~Gui() {
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
}

void Gui::use(ThemeName name, float scale) {
    const bool newFonts = !loaded_ || scale != theme_.scale;
    if (!newFonts && name == theme_.name) return;
    const Theme before = theme_;
    theme_ = makeTheme(name, scale);
    if (newFonts) {
        loadFonts(theme_);
#if IMGUI_VERSION_NUM < 19200  // later ones make and update the texture themselves
        ImGui_ImplOpenGL3_DestroyFontsTexture();
        ImGui_ImplOpenGL3_CreateFontsTexture();
#endif
    } else {
        theme_.ui = before.ui;
        theme_.bold = before.bold;
        theme_.mono = before.mono;
        theme_.small = before.small;
    }
    applyTheme(theme_);
    loaded_ = true;
}

void Gui::begin(int width, int height, float secondsSinceLast) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(static_cast<float>(width), static_cast<float>(height));
    io.DeltaTime = secondsSinceLast > 0 ? secondsSinceLast : 1.0f / 60;
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
}

void Gui::end() {
    ImGui::Render();
    const ImVec4 ground = ImGui::ColorConvertU32ToFloat4(theme_.border);
    glClearColor(ground.x, ground.y, ground.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

float scaleFor(int width, int height, float contentScale, bool projector) {
    const float fit = std::min(static_cast<float>(width) / 1920.0f, static_cast<float>(height) / 1080.0f);
    const float eased = fit > 1 ? 1 + (fit - 1) * 0.6f : std::max(fit, 0.85f);
    const float scale = std::max(eased, contentScale * 0.85f) * (projector ? 1.4f : 1.0f);
    return std::round(scale * 20) / 20;
}

}  // namespace tricolor::render
