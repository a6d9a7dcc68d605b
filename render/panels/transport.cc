#include "render/panels/transport.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "render/canvas.h"

namespace tricolor::render {

namespace {

constexpr const char* kUnits[] = {"event", "statement", "allocation", "phase", "cycle"};

std::string grouped(uint64_t n) {
    std::string s = std::to_string(n);
    for (int i = static_cast<int>(s.size()) - 3; i > 0; i -= 3) s.insert(static_cast<size_t>(i), " ");
    return s;
}

void hint(const Theme& t, const char* text) {
    if (ImGui::IsItemHovered()) tooltip(t, text);
}

void drawSteps(const Frame& f, const Theme& t, Commands& commands) {
    if (ImGui::Button("|◀")) commands.push_back(ToStart{});
    hint(t, "to the start (Home)");
    ImGui::SameLine();
    if (ImGui::Button("◀ step")) commands.push_back(StepUnit{-1});
    hint(t, "one step back (←)");
    ImGui::SameLine();
    if (toggleButton(t, f.playback.playing ? "❚❚ pause" : "▶ play", true)) commands.push_back(PlayPause{});
    hint(t, "play or pause (Space)");
    ImGui::SameLine();
    if (ImGui::Button("step ▶")) commands.push_back(StepUnit{1});
    hint(t, "one step of the unit that is set (→)");
    ImGui::SameLine();
    if (ImGui::Button("phase ▶|")) commands.push_back(StepBy{StepSize::phase, 1});
    hint(t, "to the next phase of the collector (Shift+→)");
    ImGui::SameLine();
    if (ImGui::Button("cycle ▶|")) commands.push_back(StepBy{StepSize::cycle, 1});
    hint(t, "to the next GC cycle (Ctrl+→)");
    ImGui::SameLine(0, t.px(16));
}

std::string speedText(double nsPerSecond) {
    char text[32];
    const char* unit = nsPerSecond < 1e3 ? "ns" : nsPerSecond < 1e6 ? "µs" : nsPerSecond < 1e9 ? "ms" : "s";
    const double v = nsPerSecond / (nsPerSecond < 1e3   ? 1
                                    : nsPerSecond < 1e6 ? 1e3
                                    : nsPerSecond < 1e9 ? 1e6
                                                        : 1e9);
    std::snprintf(text, sizeof text, v < 10 ? "%.1f %s / s" : "%.0f %s / s", v, unit);
    return text;
}

void drawUnitAndSpeed(const Frame& f, const Theme& t, Commands& commands) {
    ImGui::AlignTextToFramePadding();
    textIn(t.ui, t.textDim, "unit");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(t.px(112));
    const auto unit = static_cast<size_t>(f.playback.unit);
    if (ImGui::BeginCombo("##unit", kUnits[unit])) {
        for (size_t i = 0; i < std::size(kUnits); ++i)
            if (ImGui::Selectable(kUnits[i], i == unit))
                commands.push_back(SetUnit{static_cast<StepSize>(i)});
        ImGui::EndCombo();
    }
    ImGui::SameLine(0, t.px(14));
    textIn(t.ui, t.textDim, "speed");
    ImGui::SameLine();
    auto speed = static_cast<float>(std::log2(f.playback.nsPerSecond));
    const std::string text = speedText(f.playback.nsPerSecond);
    const float from = ImGui::GetCursorPosX();
    textIn(t.ui, t.text, text);
    ImGui::SameLine(from + t.px(76));  // the slider stays where it is, whatever the number
    ImGui::SetNextItemWidth(t.px(110));
    if (ImGui::SliderFloat("##speed", &speed, 3.0f, 33.0f, "", ImGuiSliderFlags_NoInput))
        commands.push_back(SetSpeed{std::exp2(static_cast<double>(speed))});
    hint(t, "virtual time that passes in a second of playing ([ and ])");
    ImGui::SameLine(0, t.px(14));
}

void drawStops(const Frame& f, TransportState& s, const Theme& t, Commands& commands) {
    textIn(t.ui, t.textDim, "stop when");
    for (size_t i = 0; i < f.playback.stops.size(); ++i) {
        ImGui::SameLine();
        ImGui::PushID(static_cast<int>(i));
        if (ImGui::Button((f.playback.stops[i] + "  ×").c_str())) commands.push_back(RemoveStop{i});
        hint(t, "playing stops when this happens; click to remove it");
        ImGui::PopID();
    }
    ImGui::SameLine();
    if (ImGui::Button("+ add")) ImGui::OpenPopup("add stop");
    if (!ImGui::BeginPopup("add stop")) return;
    textIn(t.ui, t.textDim, "stop playing when …");
    for (const char* common :
         {"phase mark", "phase marktermination", "phase sweep", "event GCMarkAssistBegin", "event StackGrow",
          "event Refill", "event HeapGrow", "event Steal", "event Lost"})
        if (ImGui::Selectable(common)) commands.push_back(AddStop{common});
    ImGui::SetNextItemWidth(t.px(240));
    if (ImGui::InputTextWithHint("##own", "gc 2, line 14, event Alloc #100 …", s.newStop.data(),
                                 s.newStop.size(), ImGuiInputTextFlags_EnterReturnsTrue) &&
        s.newStop[0]) {
        commands.push_back(AddStop{s.newStop.data()});
        s.newStop = {};
        ImGui::CloseCurrentPopup();
    }
    ImGui::EndPopup();
}

}  // namespace

void drawTransport(const Frame& f, TransportState& s, const Theme& t, Commands& commands) {
    ImGui::SetCursorPosY(t.px(9));
    drawSteps(f, t, commands);
    drawUnitAndSpeed(f, t, commands);
    std::string where = "step " + grouped(f.playback.step) + " / " + grouped(f.playback.end);
    if (!f.playback.stoppedBy.empty()) where = f.playback.stoppedBy + "   " + where;
    const float width = textWidth(t.mono, where);
    const float right = ImGui::GetWindowWidth() - width - t.px(14);
    if (ImGui::GetCursorPosX() + t.px(180) < right) drawStops(f, s, t, commands);
    ImGui::SameLine();
    if (right > ImGui::GetCursorPosX()) {
        ImGui::SetCursorPos({right, t.px(10)});
        textIn(t.mono, t.textDim, where);
    }
}

}  // namespace tricolor::render
