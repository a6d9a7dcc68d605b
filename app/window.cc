#include "app/window.h"

#include <GLFW/glfw3.h>
#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "app/files.h"
#include "app/load.h"
#include "app/window_frame.h"
#include "app/window_input.h"

namespace tricolor::app {
namespace {

// Frames drawn after the last input: a tooltip, a hover, a measured height need a second look.
constexpr int kFramesAfterInput = 4;

struct Window {
    GLFWwindow* handle = nullptr;
    Session* session = nullptr;
    int framesLeft = kFramesAfterInput;
    // Keys pressed since the last frame, and which of them were released since: Dear ImGui before 1.87 only
    // sees what is down when a frame begins, so a short tap would be lost on it. Their releases wait a frame.
    struct Tap {
        int key = 0, scancode = 0, mods = 0;
    };
    std::vector<int> pressed;
    std::vector<Tap> taps;
};

Window& windowOf(GLFWwindow* handle) {
    return *static_cast<Window*>(glfwGetWindowUserPointer(handle));
}

void execute(Window& window, const std::optional<render::Command>& command) {
    window.framesLeft = kFramesAfterInput;
    if (command) window.session->executeKey(*command);
}

[[maybe_unused]] void hearKey(GLFWwindow* handle, int key, int scancode, int action, int mods) {
    Window& window = windowOf(handle);
    if (action == GLFW_PRESS) window.pressed.push_back(key);
    const bool tap = action == GLFW_RELEASE &&
                     std::find(window.pressed.begin(), window.pressed.end(), key) != window.pressed.end();
    if (tap)
        window.taps.push_back({key, scancode, mods});
    else
        ImGui_ImplGlfw_KeyCallback(handle, key, scancode, action, mods);
}

void releaseTaps(Window& window) {
    for (const Window::Tap& t : window.taps)
        ImGui_ImplGlfw_KeyCallback(window.handle, t.key, t.scancode, GLFW_RELEASE, t.mods);
    if (!window.taps.empty()) window.framesLeft = kFramesAfterInput;
    window.taps.clear();
    window.pressed.clear();
}

void redraw(GLFWwindow* handle) {
    windowOf(handle).framesLeft = kFramesAfterInput;
}

void listen(GLFWwindow* handle) {
    glfwSetKeyCallback(handle, [](GLFWwindow* w, int key, int, int action, int mods) {
        execute(windowOf(w), commandOfKey(key, action, mods, ImGui::GetIO().WantTextInput));
    });
    glfwSetCharCallback(handle, [](GLFWwindow* w, unsigned codepoint) {
        execute(windowOf(w), commandOfSign(codepoint, ImGui::GetIO().WantTextInput));
    });
    glfwSetDropCallback(handle, [](GLFWwindow* w, int count, const char** paths) {
        if (count > 0) execute(windowOf(w), render::OpenFile{paths[0]});
    });
    glfwSetWindowRefreshCallback(handle, redraw);
    glfwSetCursorPosCallback(handle, [](GLFWwindow* w, double, double) { redraw(w); });
    glfwSetScrollCallback(handle, [](GLFWwindow* w, double, double) { redraw(w); });
    glfwSetMouseButtonCallback(handle, [](GLFWwindow* w, int, int, int) { redraw(w); });
    glfwSetFramebufferSizeCallback(handle, [](GLFWwindow* w, int, int) { redraw(w); });
    glfwSetWindowFocusCallback(handle, [](GLFWwindow* w, int) { redraw(w); });
}

GLFWwindow* makeWindow() {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    int width = 1600, height = 900;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
        int x = 0, y = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &width, &height);
        width = width > 1920 ? width * 9 / 10 : width;
        height = height > 1080 ? height * 9 / 10 : height;
    }
    return glfwCreateWindow(width, height, "tricolor", nullptr, nullptr);
}

// Sleeps until there is something to do.
void waitForWork(Window& window) {
    if (window.session->busy() || window.framesLeft > 0)
        glfwPollEvents();
    else if (ImGui::GetIO().WantTextInput)
        glfwWaitEventsTimeout(0.4);  // the cursor of a text field blinks
    else
        glfwWaitEvents();
    if (ImGui::GetIO().WantTextInput) window.framesLeft = std::max(window.framesLeft, 1);
}

void drawFrame(Window& window, WindowFrame& frame, double seconds) {
    int width = 0, height = 0;
    float scale = 1;
    glfwGetFramebufferSize(window.handle, &width, &height);
    glfwGetWindowContentScale(window.handle, &scale, nullptr);
    if (width == 0 || height == 0) return;  // minimised
    ImGui_ImplGlfw_NewFrame();
    frame.begin(width, height, scale, seconds);
    glViewport(0, 0, width, height);
    if (frame.draw()) window.framesLeft = kFramesAfterInput;
    glfwSwapBuffers(window.handle);
}

void loop(Window& window, Session& session) {
    WindowFrame frame(session);
    listen(window.handle);
    ImGui_ImplGlfw_InitForOpenGL(window.handle, true);  // passes what it hears on to the callbacks above
#if IMGUI_VERSION_NUM < 18700
    glfwSetKeyCallback(window.handle, hearKey);
#endif
    double last = glfwGetTime();
    std::string title;
    while (!glfwWindowShouldClose(window.handle) && !session.quit) {
        waitForWork(window);
        const double now = glfwGetTime(), seconds = now - last;
        last = now;
        const bool changed = session.advance(seconds);
        if (changed || session.busy()) window.framesLeft = std::max(window.framesLeft, 2);
        if (const std::string wanted = session.title(); wanted != title)
            glfwSetWindowTitle(window.handle, (title = wanted).c_str());
        if (window.framesLeft <= 0) continue;
        --window.framesLeft;
        drawFrame(window, frame, seconds);
        releaseTaps(window);
    }
    ImGui_ImplGlfw_Shutdown();
}

std::string firstLesson() {
    for (const Bundled& b : bundledScenarios())
        if (b.parsed.scenario) return b.path;
    return "";
}

}  // namespace

int openWindow(const std::string& file) {
    const std::string wanted = file.empty() ? firstLesson() : file;
    if (wanted.empty()) return trouble("there is no scenario in " + bundledFolder());
    int code = 0;
    std::optional<scenario::Loaded> loaded = loadForRun(wanted, {}, code);
    if (!loaded) return code;
    if (!glfwInit())
        return trouble("there is no display to open a window on (tricolor shot draws without one)");
    Window window;
    window.handle = makeWindow();
    if (!window.handle) {
        glfwTerminate();
        return trouble("the display has no OpenGL 3.3");
    }
    glfwMakeContextCurrent(window.handle);
    glfwSwapInterval(1);
    if (!gladLoadGL(glfwGetProcAddress)) return trouble("OpenGL's entry points cannot be loaded");
    {
        Session session(std::move(*loaded));
        window.session = &session;
        glfwSetWindowUserPointer(window.handle, &window);
        loop(window, session);
    }
    glfwDestroyWindow(window.handle);
    glfwTerminate();
    return 0;
}

}  // namespace tricolor::app
