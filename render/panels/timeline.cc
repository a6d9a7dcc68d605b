#include "render/panels/timeline.h"

#include <algorithm>
#include <cmath>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "sim/runtime/mgcpacer.h"

namespace tricolor::render {

namespace {

// The area of the plot and what time it spans.
struct Axis {
    Rect area;
    int64_t begin = 0, end = 1;
    float x(int64_t ns) const {
        const auto part = static_cast<double>(ns - begin) / static_cast<double>(end - begin);
        return std::max(area.x, area.x + static_cast<float>(part) * area.w);
    }
    int64_t time(float px) const {
        const double part = std::clamp((px - area.x) / area.w, 0.0f, 1.0f);
        return begin + static_cast<int64_t>(part * static_cast<double>(end - begin));
    }
};

void laneName(const Theme& t, const Axis& a, float y, float h, const std::string& name) {
    drawText(ImGui::GetWindowDrawList(), t.small, a.area.x - t.px(44), y + (h - fontSize(t.small)) / 2,
             t.textDim, name);
}

void drawPhases(const Frame& f, const Theme& t, const Axis& a, float y, float h) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    laneName(t, a, y, h, "GC");
    list->AddRectFilled({a.area.x, y}, {a.area.right(), y + h}, t.raised, t.px(2));
    for (const PhaseSpan& p : f.timeline.phases) {
        if (p.phase == TimelinePhase::off) continue;
        const float x0 = a.x(p.from), x1 = std::max(x0 + 1.5f, a.x(p.to));
        const bool stw = p.phase == TimelinePhase::stw, mark = p.phase == TimelinePhase::mark;
        list->AddRectFilled({x0, y}, {x1, y + h},
                            stw ? t.phaseStw : withAlpha(mark ? t.phaseMark : t.phaseSweep, 0.55f));
        const std::string name = mark ? "mark " + std::to_string(p.cycle) : stw ? "STW" : "sweep";
        if (x1 - x0 > textWidth(t.small, name) + t.px(8))
            drawText(list, t.small, x0 + t.px(4), y + (h - fontSize(t.small)) / 2, t.text, name);
    }
}

void drawLane(const Frame& f, const Theme& t, const Axis& a, size_t p, float y, float h) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    laneName(t, a, y, h, "P" + std::to_string(p));
    list->AddRectFilled({a.area.x, y}, {a.area.right(), y + h}, withAlpha(t.raised, 0.4f));
    float drawnTo = -1;
    for (const LaneSpan& s : f.timeline.lanes[p]) {
        const float x0 = a.x(s.from), x1 = std::max(x0 + 1, a.x(s.to));
        if (x1 <= drawnTo + 0.5f) continue;  // nothing of it would be seen
        drawnTo = x1;
        const bool known = s.g >= 0 && static_cast<size_t>(s.g) < f.world.allgs.size() &&
                           f.world.allgs[static_cast<size_t>(s.g)].goid == s.goid;
        const ImU32 colour = s.runner == Runner::marker    ? t.phaseMark
                             : s.runner == Runner::sweeper ? t.phaseSweep
                             : s.runner == Runner::runtime ? t.textFaint
                                                           : t.goroutine(s.goid);
        list->AddRectFilled({x0, y + 1}, {x1 - (x1 - x0 > 3 ? 1.0f : 0.0f), y + h - 1}, colour);
        const bool hovered = ImGui::IsMouseHoveringRect({x0, y}, {x1, y + h}) && ImGui::IsWindowHovered();
        if (x1 - x0 < t.px(14) && !hovered) continue;
        const std::string number = "G" + std::to_string(s.goid);
        const std::string label = s.runner == Runner::marker    ? "mark"
                                  : s.runner == Runner::sweeper ? "sweep"
                                                                : number;
        if (x1 - x0 > textWidth(t.small, label) + t.px(8))
            drawText(list, t.small, x0 + t.px(4), y + (h - fontSize(t.small)) / 2,
                     s.runner == Runner::marker ? IM_COL32(30, 20, 0, 255) : t.ink, label);
        if (hovered)
            tooltip(t, number + " " + (known ? goroutineName(f.world, f.program.module, GId{s.g}) : label) +
                           (s.runner == Runner::program ? "" : " (runtime)") + " on P" + std::to_string(p) +
                           "\n" + timeText(s.from) + " … " + timeText(s.to));
    }
}

void drawLine(const Frame& f, const Axis& a, const Rect& plot, uint64_t most, ImU32 colour, bool dashed,
              uint64_t HeapSample::*value) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const auto y = [&](uint64_t v) {
        const double part = static_cast<double>(std::min(v, most)) / static_cast<double>(most);
        return plot.bottom() - static_cast<float>(part) * plot.h;
    };
    float lastX = -1, lastY = 0;
    const auto lineTo = [&](const HeapSample& s) {
        const float x = a.x(s.at), here = y(s.*value);
        if (lastX >= 0 && x - lastX < 1 && here == lastY) return;
        if (lastX >= 0 && dashed) {
            for (float d = std::floor(lastX / 9) * 9; d < x; d += 9)  // dashes stand where they stood
                if (const float from = std::max(d, lastX), to = std::min(d + 5, x); to > from)
                    list->AddLine({from, lastY}, {to, lastY}, colour, 1.5f);
            if (here != lastY) list->AddLine({x, lastY}, {x, here}, withAlpha(colour, 0.4f));
        } else if (lastX >= 0) {
            list->AddLine({lastX, lastY}, {x, here}, colour, 1.5f);
        }
        lastX = x, lastY = here;
    };
    for (const HeapSample& s : f.timeline.heap) lineTo(s);
    lineTo(f.timeline.heapEnd);
}

void drawHeap(const Frame& f, const Theme& t, const Axis& a, Rect plot) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    laneName(t, a, plot.y, t.px(16), "heap");
    uint64_t most = 1 << 16;
    const auto fit = [&](const HeapSample& s) {
        most = std::max(most, s.live);
        if (s.goal < 1ull << 50) most = std::max(most, s.goal);  // GOGC=off has no goal to speak of
    };
    for (const HeapSample& s : f.timeline.heap) fit(s);
    fit(f.timeline.heapEnd);
    const uint64_t goal = runtime::heapGoal(f.world), trigger = runtime::gcTriggerBytes(f.world);
    float x = plot.x + t.px(6);
    const auto legend = [&](const char* name, uint64_t v, ImU32 colour) {
        x += drawText(list, t.small, x, plot.y, colour, std::string(name) + " " + bytesText(v)) + t.px(22);
    };
    legend("live", f.world.gcController.heapLive, t.heapLive);
    if (goal < 1ull << 50) legend("goal", goal, t.heapGoal), legend("trigger", trigger, t.heapTrigger);
    plot.y += t.px(18), plot.h -= t.px(18);
    list->AddLine({plot.x, plot.bottom()}, {plot.right(), plot.bottom()}, t.border);
    drawLine(f, a, plot, most, t.heapGoal, true, &HeapSample::goal);
    drawLine(f, a, plot, most, t.heapTrigger, true, &HeapSample::trigger);
    drawLine(f, a, plot, most, t.heapLive, false, &HeapSample::live);
}

}  // namespace

void drawTimeline(const Frame& f, const Theme& t, Commands& commands) {
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    const float left = t.px(60), lane = t.px(19), margin = t.px(14);
    const int64_t begin = f.timeline.steps.empty() ? 0 : f.timeline.steps.front().at;
    Axis a{{at.x + left, at.y + t.px(4), size.x - left - margin, size.y - t.px(10)},
           begin,
           std::max(begin + 1, f.timeline.end)};
    float y = a.area.y;
    drawPhases(f, t, a, y, t.px(18));
    y += t.px(22);
    const size_t lanes = std::min<size_t>(f.timeline.lanes.size(), 8);
    for (size_t p = 0; p < lanes; ++p, y += lane) drawLane(f, t, a, p, y, lane - t.px(2));
    y += t.px(5);
    drawHeap(f, t, a, {a.area.x, y, a.area.w, a.area.bottom() - y});

    ImDrawList* list = ImGui::GetWindowDrawList();
    const float x = a.x(std::clamp(f.playback.timeNs, a.begin, a.end));
    list->AddLine({x, a.area.y}, {x, a.area.bottom()}, t.text, t.px(1.5f));
    list->AddTriangleFilled({x - t.px(6), a.area.y - t.px(2)}, {x + t.px(6), a.area.y - t.px(2)},
                            {x, a.area.y + t.px(7)}, t.text);
    ImGui::SetCursorScreenPos({a.area.x, a.area.y});
    ImGui::InvisibleButton("seek", {std::max(1.0f, a.area.w), std::max(1.0f, a.area.h)});
    if (ImGui::IsItemActive()) commands.push_back(SeekToTime{a.time(ImGui::GetMousePos().x)});
}

}  // namespace tricolor::render
