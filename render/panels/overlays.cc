#include "render/panels/overlays.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "render/canvas.h"
#include "render/keys.h"

namespace tricolor::render {

namespace {

// A framed panel in the middle of the window, everything behind it dimmed. End with ImGui::End().
void beginOverlay(const Theme& t, const char* name, float width, float height) {
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    width = std::min(t.px(width), screen.x * 0.94f), height = std::min(t.px(height), screen.y * 0.97f);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(screen);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, IM_COL32(0, 0, 0, 140));
    ImGui::Begin("dim", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoInputs);
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::SetNextWindowPos({(screen.x - width) / 2, (screen.y - height) / 2});
    ImGui::SetNextWindowSize({width, height});
    ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {t.px(22), t.px(16)});
    ImGui::Begin(name, nullptr,
                 ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleVar(2);
}

void closeHint(const Theme& t, Commands& commands) {
    ImGui::Dummy({0, t.px(8)});
    if (ImGui::Button("close (Esc)")) commands.push_back(Dismiss{});
}

void drawKeyGroup(const Theme& t, const char* group) {
    heading(t, group);
    for (const KeyBinding& b : keyBindings()) {
        if (!b.label || std::strcmp(b.group, group) != 0) continue;
        textIn(t.mono, t.accent, b.label);
        ImGui::SameLine(t.px(120));
        textIn(t.ui, t.text, b.help);
    }
}

void drawLegend(const Theme& t) {
    heading(t, "Objects");
    constexpr const char* kLegend[][2] = {{"white", "hollow: not seen by the collector"},
                                          {"grey", "with a mark: seen, waiting in a work buffer"},
                                          {"black", "solid: seen and scanned"},
                                          {"garbage", "crossed: not marked, about to be swept"},
                                          {"freed", "a dot: held an object, swept, free again"},
                                          {"free", "plain: not used since its span was made"},
                                          {"orange", "framed: what the last step was about"},
                                          {"blue", "framed: selected, with what it points to"}};
    for (const auto& row : kLegend) {
        textIn(t.bold, t.text, row[0]);
        ImGui::SameLine(t.px(120));
        textIn(t.ui, t.text, row[1]);
    }
}

void drawMouse(const Theme& t) {
    heading(t, "Mouse");
    textWrapped(t.ui, t.text,
                "Wheel zooms the heap at the cursor, from pages to words; drag or Shift+wheel scrolls. "
                "Click selects, in every view. Drag in the timeline goes through time.");
}

}  // namespace

void drawHelp(const Theme& t, Commands& commands) {
    beginOverlay(t, "help", 980, 640);
    textIn(t.bold, t.text, "Tricolor: a Go program in a model of the Go 1.26 runtime, step by step");
    ImGui::SameLine(ImGui::GetWindowWidth() - t.px(135));
    if (ImGui::Button("close (Esc)")) commands.push_back(Dismiss{});
    ImGui::Columns(2, "keys", false);
    drawKeyGroup(t, "Time");
    drawKeyGroup(t, "Like a debugger");
    drawMouse(t);
    ImGui::NextColumn();
    drawKeyGroup(t, "Views");
    drawKeyGroup(t, "Window");
    drawLegend(t);
    ImGui::Columns(1);
    ImGui::End();
}

void drawProblems(const Frame& f, const Theme& t, Commands& commands) {
    beginOverlay(t, "problems", 980, 480);
    textIn(t.bold, t.error, "The file was not opened; what ran before is still there.");
    ImGui::Dummy({0, t.px(6)});
    ImGui::BeginChild("list", {0, -t.px(44)});
    for (const std::string& p : f.problems) textWrapped(t.mono, t.text, p);
    ImGui::EndChild();
    closeHint(t, commands);
    ImGui::End();
}

namespace {

bool containsIgnoringCase(const std::string& text, const char* part) {
    const auto same = [](char x, char y) { return std::tolower(uint8_t(x)) == std::tolower(uint8_t(y)); };
    const char* end = part + std::strlen(part);
    return std::search(text.begin(), text.end(), part, end, same) != text.end();
}

bool looksLikePath(const std::string& text) {
    return text.find('/') != std::string::npos || text.ends_with(".go") || text.ends_with(".json");
}

// Before 1.87 Dear ImGui asked for the window system's number of a key.
bool keyPressed(ImGuiKey key) {
#if IMGUI_VERSION_NUM < 18700
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
#else
    return ImGui::IsKeyPressed(key);
#endif
}

// The arrow keys move through a list of n. True: they did.
bool moveChosen(int& chosen, int n) {
    const int before = chosen;
    if (keyPressed(ImGuiKey_DownArrow)) ++chosen;
    if (keyPressed(ImGuiKey_UpArrow)) --chosen;
    chosen = std::clamp(chosen, 0, std::max(0, n - 1));
    return chosen != before;
}

}  // namespace

void drawChooser(const Frame& f, OverlayState& s, const Theme& t, Commands& commands) {
    beginOverlay(t, "open", 760, 560);
    textIn(t.bold, t.text, "Open a scenario or a Go program");
    ImGui::Dummy({0, t.px(4)});
    ImGui::SetNextItemWidth(-1);
    if (s.focusPending) {
        ImGui::SetKeyboardFocusHere();
        s.path = {};
        s.chosen = 0;
    }
    s.focusPending = false;
    const bool entered =
        ImGui::InputTextWithHint("##path", "part of a title, or the path of a .json or .go file; then Enter",
                                 s.path.data(), s.path.size(), ImGuiInputTextFlags_EnterReturnsTrue);
    const std::string typed = s.path.data();
    std::vector<const std::pair<std::string, std::string>*> fitting;
    for (const auto& scenario : f.scenarios)
        if (containsIgnoringCase(scenario.second, typed.c_str())) fitting.push_back(&scenario);
    const bool moved = moveChosen(s.chosen, static_cast<int>(fitting.size()));
    if (entered && (looksLikePath(typed) || fitting.empty()))
        commands.push_back(OpenFile{typed});
    else if (entered)
        commands.push_back(OpenFile{fitting[static_cast<size_t>(s.chosen)]->first});
    heading(t, "Bundled scenarios");
    ImGui::BeginChild("list", {0, -t.px(44)});
    for (size_t i = 0; i < fitting.size(); ++i) {
        const auto& [path, title] = *fitting[i];
        const bool chosen = static_cast<int>(i) == s.chosen;
        if (ImGui::Selectable((title + "##" + path).c_str(), chosen)) commands.push_back(OpenFile{path});
        if (chosen && moved) ImGui::SetScrollHereY();
    }
    if (fitting.empty()) textIn(t.ui, t.textDim, "No title has this in it: Enter opens it as a file.");
    ImGui::EndChild();
    closeHint(t, commands);
    ImGui::End();
}

void drawGoTo(OverlayState& s, const Theme& t, Commands& commands) {
    beginOverlay(t, "go to", 560, 190);
    textIn(t.bold, t.text, "Go to a step or to where a condition is met");
    ImGui::Dummy({0, t.px(4)});
    ImGui::SetNextItemWidth(-1);
    if (s.focusPending) ImGui::SetKeyboardFocusHere();
    s.focusPending = false;
    if (ImGui::InputTextWithHint("##target", "48211    time 3.5ms    gc 2    event StackGrow #3",
                                 s.target.data(), s.target.size(),
                                 ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll) &&
        s.target[0])
        commands.push_back(GoTo{s.target.data()});
    textWrapped(t.small, t.textDim,
                "A number is a step, forwards or backwards. A condition is looked for from here on.");
    closeHint(t, commands);
    ImGui::End();
}

}  // namespace tricolor::render
