#include "render/ui.h"

#include "render/canvas.h"
#include "render/panels/goroutines.h"
#include "render/panels/inspector.h"
#include "render/panels/narration.h"
#include "render/panels/timeline.h"
#include "render/panels/topbar.h"
#include "render/panels/views.h"
#include "render/regions.h"

namespace tricolor::render {

using scenario::Colouring;

namespace {

constexpr const char* kViews[] = {"Heap", "Object graph", "Allocator", "Scheduler", "Stacks"};
constexpr struct {
    Colouring colour;
    const char* name;
} kColourings[] = {{Colouring::tricolor, "tri-color"},
                   {Colouring::sizeClass, "size class"},
                   {Colouring::owner, "owner"},
                   {Colouring::type, "type"}};

void drawColourChoice(HeapViewState& heap, const Theme& t) {
    const char* current = kColourings[0].name;
    for (const auto& c : kColourings)
        if (c.colour == heap.colour) current = c.name;
    ImGui::SetCursorPos({ImGui::GetWindowWidth() - t.px(220), t.px(9)});
    textIn(t.ui, t.textDim, "colour by");
    ImGui::SameLine();
    ImGui::SetCursorPosY(t.px(4));
    ImGui::SetNextItemWidth(t.px(124));
    if (!ImGui::BeginCombo("##colour", current)) return;
    for (const auto& c : kColourings)
        if (ImGui::Selectable(c.name, c.colour == heap.colour)) heap.colour = c.colour;
    ImGui::EndCombo();
}

void drawTabs(const Frame& f, UiState& s, const Theme& t, Commands& commands) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetWindowPos();
    const float h = ImGui::GetWindowHeight(), gap = t.px(26);
    float x = at.x + t.px(14);
    for (size_t i = 0; i < std::size(kViews); ++i) {
        const bool on = static_cast<size_t>(f.view) == i;
        const float w = textWidth(t.bold, kViews[i]);
        const ImVec2 lo{x - gap / 2, at.y}, hi{x + w + gap / 2, at.y + h};
        const bool hovered = ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered();
        if (hovered) list->AddRectFilled(lo, hi, t.hover);
        drawText(list, t.bold, x, at.y + (h - t.bold->FontSize) / 2, on ? t.text : t.textDim, kViews[i]);
        if (on) list->AddRectFilled({x - t.px(4), at.y + h - t.px(2)}, {x + w + t.px(4), at.y + h}, t.accent);
        if (hovered && ImGui::IsMouseClicked(0)) commands.push_back(ShowView{static_cast<View>(i)});
        x += w + gap;
    }
    if (f.view == View::heap && x + t.px(220) < at.x + ImGui::GetWindowWidth()) drawColourChoice(s.heap, t);
}

void drawCentre(const Frame& f, UiState& s, const Theme& t, HeapPass& pass, Commands& commands) {
    switch (f.view) {
        case View::heap:
            drawHeap(f, s.heap, t, pass, commands);
            break;
        case View::graph:
            drawObjectGraph(f, t, commands);
            break;
        case View::allocator:
            drawAllocator(f, t, commands);
            break;
        case View::scheduler:
            drawScheduler(f, t, commands);
            break;
        case View::stacks:
            drawStacks(f, t, commands);
            break;
    }
}

void drawRight(const Frame& f, const Theme& t, Commands& commands) {
    drawLesson(f, t, commands);
    ImGui::Dummy({0, t.px(4)});
    ImGui::Separator();
    drawNarration(f, t);
    ImGui::Dummy({0, t.px(4)});
    ImGui::Separator();
    drawInspector(f, t, commands);
    if (f.output.empty()) return;
    ImGui::Dummy({0, t.px(4)});
    ImGui::Separator();
    heading(t, "Output");
    textWrapped(t.mono, t.text, f.output);
}

void drawOverlays(const Frame& f, UiState& s, const Theme& t, Commands& commands) {
    if (!f.chooserShown && !f.goToShown) s.overlay.focusPending = true;
    if (!f.problems.empty())
        drawProblems(f, t, commands);
    else if (f.helpShown)
        drawHelp(t, commands);
    else if (f.chooserShown)
        drawChooser(f, s.overlay, t, commands);
    else if (f.goToShown)
        drawGoTo(s.overlay, t, commands);
}

}  // namespace

void drawUi(const Frame& f, UiState& s, const Theme& t, HeapPass& pass, Commands& commands) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const Regions r = layOutRegions(size.x, size.y, t.scale, static_cast<int>(f.world.allp.size()));
    const auto region = [&](const char* name, const Rect& area, bool scroll, auto&& draw) {
        beginRegion(name, area, t.panel, scroll);
        draw();
        ImGui::End();
    };
    region("top", r.top, false, [&] { drawTopBar(f, t, commands); });
    region("program", r.program, false, [&] { drawProgram(f, s.program, t, commands); });
    region("goroutines", r.goroutines, false, [&] { drawGoroutines(f, t, commands); });
    region("tabs", r.tabs, false, [&] { drawTabs(f, s, t, commands); });
    region("centre", r.centre, f.view == View::stacks || f.view == View::scheduler,
           [&] { drawCentre(f, s, t, pass, commands); });
    region("right", r.right, true, [&] { drawRight(f, t, commands); });
    region("transport", r.transport, false, [&] { drawTransport(f, s.transport, t, commands); });
    region("timeline", r.timeline, false, [&] { drawTimeline(f, t, commands); });
    drawOverlays(f, s, t, commands);
}

}  // namespace tricolor::render
