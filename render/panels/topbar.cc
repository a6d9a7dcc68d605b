#include "render/panels/topbar.h"

#include <algorithm>

#include "render/canvas.h"
#include "render/model/objects.h"

namespace tricolor::render {

namespace {

struct Phase {
    std::string text;
    ImU32 colour;
};

Phase phaseOf(const World& w, const Theme& t) {
    if (w.process == ProcessState::exited) return {"EXITED " + std::to_string(w.exitCode), t.textDim};
    if (w.gcphase == GCPhase::marktermination) return {"MARK TERMINATION", t.phaseStw};
    if (w.sched.gcwaiting) return {"STOPPING THE WORLD", t.phaseStw};
    if (w.gcphase == GCPhase::mark) return {"GC MARK · concurrent", t.phaseMark};
    if (w.work.startSema < 1) return {"SWEEP TERMINATION", t.phaseStw};  // a cycle is being started
    if (!w.mheap_.sweepDrained) return {"SWEEP", t.phaseSweep};
    return {"GC off", t.raised};
}

void knob(const Theme& t, const char* name, const std::string& value) {
    textIn(t.ui, t.textDim, name);
    ImGui::SameLine(0, t.px(5));
    textIn(t.bold, t.text, value);
    ImGui::SameLine(0, t.px(18));
}

int64_t assistDebt(const World& w) {
    int64_t debt = 0;
    for (size_t i = 0; i < w.allgs.size(); ++i) debt += std::max<int64_t>(0, -w.allgs[i].gcAssistBytes);
    return debt;
}

// GOGC as a button: another value from here on, as debug.SetGCPercent would set it.
void drawGOGC(const Frame& f, const Theme& t, Commands& commands) {
    const int32_t now = f.world.gcController.gcPercent;
    textIn(t.ui, t.textDim, "GOGC");
    ImGui::SameLine(0, t.px(5));
    ImGui::SetCursorPosY(t.px(10));
    if (ImGui::Button(((now < 0 ? "off" : std::to_string(now)) + " ▾").c_str())) ImGui::OpenPopup("GOGC");
    if (ImGui::IsItemHovered())
        tooltip(t, "change GOGC from this moment on; what was known of the future is forgotten");
    if (ImGui::BeginPopup("GOGC")) {
        for (const int percent : {25, 50, 100, 200, 400, -1})
            if (ImGui::Selectable(percent < 0 ? "off" : std::to_string(percent).c_str(), percent == now))
                commands.push_back(SetGOGC{percent});
        ImGui::Separator();
        if (ImGui::Selectable(f.world.knobs.writeBarrier ? "write barrier: turn off"
                                                         : "write barrier: turn on"))
            commands.push_back(SetWriteBarrier{!f.world.knobs.writeBarrier});
        ImGui::EndPopup();
    }
    ImGui::SameLine(0, t.px(18));
}

void drawLeft(const Frame& f, const Theme& t, Commands& commands) {
    textIn(t.bold, t.text, "tricolor");
    ImGui::SameLine(0, t.px(16));
    ImGui::SetCursorPosY(t.px(10));  // what follows a button on its line stands as low as the button's text
    if (ImGui::Button((f.scenario.title + "  ▾").c_str())) commands.push_back(ToggleChooser{});
    ImGui::SameLine(0, t.px(18));
    const Knobs& k = f.world.knobs;
    if (ImGui::GetWindowWidth() > t.px(1500)) {
        textIn(t.ui, t.textDim,
               k.collector == Collector::classic ? "go 1.26 · classic collector" : "go 1.26 · Green Tea");
        ImGui::SameLine(0, t.px(18));
    }
    knob(t, "GOMAXPROCS", std::to_string(f.world.allp.size()));
    drawGOGC(f, t, commands);
    const int64_t limit = f.world.gcController.memoryLimit;
    if (ImGui::GetWindowWidth() > t.px(1400) || limit != INT64_MAX)
        knob(t, "GOMEMLIMIT", limit == INT64_MAX ? "off" : bytesText(static_cast<uint64_t>(limit)));
}

}  // namespace

void drawTopBar(const Frame& f, const Theme& t, Commands& commands) {
    ImGui::SetCursorPosY(t.px(15));
    drawLeft(f, t, commands);

    const World& w = f.world;
    const Phase phase = phaseOf(w, t);
    const ImU32 ink = phase.colour == t.phaseMark ? IM_COL32(30, 20, 0, 255)
                      : phase.colour == t.textDim ? t.background
                                                  : t.text;
    const std::string barrier = w.writeBarrierEnabled  ? "write barrier ON"
                                : w.knobs.writeBarrier ? ""
                                                       : "write barrier DISABLED";
    const int64_t debt = assistDebt(w);
    const std::string debtText = debt > 0 ? "assist debt " + bytesText(static_cast<uint64_t>(debt)) : "";
    const std::string time = "t = " + timeText(f.playback.timeNs);
    float width =
        textWidth(t.bold, phase.text) + t.px(28) + textWidth(t.mono, "t = 00.000 000 ms") + t.px(90);
    if (!barrier.empty()) width += textWidth(t.bold, barrier) + t.px(32);
    if (!debtText.empty()) width += textWidth(t.bold, debtText) + t.px(32);
    ImGui::SetCursorPos({std::max(ImGui::GetCursorPosX(), ImGui::GetWindowWidth() - width), t.px(10)});
    pill(t, phase.text, phase.colour, ink);
    if (!barrier.empty()) {
        ImGui::SameLine(0, t.px(10));
        pill(t, barrier, withAlpha(t.palette[3], 0.35f), t.text);
    }
    if (!debtText.empty()) {
        ImGui::SameLine(0, t.px(10));
        pill(t, debtText, t.raised, t.text);
    }
    ImGui::SameLine(0, t.px(14));
    ImGui::SetCursorPosY(t.px(10.5f));
    textIn(t.mono, t.text, time);
    ImGui::SameLine(0, t.px(16));
    ImGui::SetCursorPosY(t.px(10));
    if (link(t, t.ui, t.textDim, "F1 help")) commands.push_back(ToggleHelp{});
}

}  // namespace tricolor::render
