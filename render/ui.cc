#include "render/ui.h"

#include <algorithm>
#include <cmath>
#include <functional>

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
} kColourings[] = {{Colouring::tricolor, "tri-color"},  {Colouring::sizeClass, "size class"},
                   {Colouring::owner, "span's owner"},  {Colouring::type, "type"},
                   {Colouring::goroutine, "goroutine"}, {Colouring::age, "age"}};
constexpr const char* kColouringHelp[] = {"what the collector thinks of it",
                                          "class of its span",
                                          "who holds its span: an mcache, mcentral, the page heap",
                                          "what the program made it as",
                                          "which goroutine allocated it",
                                          "how many GC cycles it has survived"};

// Which level of the heap is shown; a click goes there.
void drawLevels(HeapViewState& heap, const Theme& t, float right) {
    constexpr const char* kLevels[] = {"pages", "slots", "words"};
    float width = textWidth(t.ui, "zoom") + t.px(14);
    for (const char* level : kLevels) width += textWidth(t.ui, level) + t.px(18);
    ImGui::SetCursorPos({right - width, t.px(9)});
    textIn(t.ui, t.textDim, "zoom");
    for (size_t i = 0; i < std::size(kLevels); ++i) {
        const auto level = static_cast<HeapDetail>(i);
        ImGui::SameLine(0, t.px(10));
        if (i) textIn(t.ui, t.textFaint, "›"), ImGui::SameLine(0, t.px(6));
        if (link(t, t.ui, heap.layout.detail == level ? t.text : t.textDim, kLevels[i])) heap.wanted = level;
    }
}

void drawColourChoice(HeapViewState& heap, const Theme& t) {
    const char* current = kColourings[0].name;
    for (const auto& c : kColourings)
        if (c.colour == heap.colour) current = c.name;
    ImGui::SetCursorPos({ImGui::GetWindowWidth() - t.px(215), t.px(9)});
    textIn(t.ui, t.textDim, "colour by");
    ImGui::SameLine();
    ImGui::SetCursorPosY(t.px(4));
    ImGui::SetNextItemWidth(t.px(124));
    if (!ImGui::BeginCombo("##colour", current)) return;
    for (size_t i = 0; i < std::size(kColourings); ++i) {
        if (ImGui::Selectable(kColourings[i].name, kColourings[i].colour == heap.colour))
            heap.colour = kColourings[i].colour;
        if (ImGui::IsItemHovered()) tooltip(t, kColouringHelp[i]);
    }
    ImGui::EndCombo();
}

void drawTabs(const Frame& f, UiState& s, const Theme& t, Commands& commands) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetWindowPos();
    const float h = ImGui::GetWindowHeight(), gap = t.px(24);
    float x = at.x + t.px(14);
    for (size_t i = 0; i < std::size(kViews); ++i) {
        const bool on = static_cast<size_t>(f.view) == i;
        const float w = textWidth(t.bold, kViews[i]);
        const ImVec2 lo{x - gap / 2, at.y}, hi{x + w + gap / 2, at.y + h};
        const bool hovered = ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered();
        if (hovered) list->AddRectFilled(lo, hi, t.hover);
        drawText(list, t.bold, x, at.y + (h - fontSize(t.bold)) / 2, on ? t.text : t.textDim, kViews[i]);
        if (on) list->AddRectFilled({x - t.px(4), at.y + h - t.px(2)}, {x + w + t.px(4), at.y + h}, t.accent);
        if (hovered && ImGui::IsMouseClicked(0)) commands.push_back(ShowView{static_cast<View>(i)});
        x += w + gap;
    }
    const float right = at.x + ImGui::GetWindowWidth();
    if (f.view == View::heap && x + t.px(215) < right) drawColourChoice(s.heap, t);
    if (f.view == View::heap && x + t.px(396) < right)
        drawLevels(s.heap, t, ImGui::GetWindowWidth() - t.px(228));
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
            s.unsettled = drawAllocator(f, s.allocator, t, commands) || s.unsettled;
            break;
        case View::scheduler:
            drawScheduler(f, t, commands);
            break;
        case View::stacks:
            drawStacks(f, t, commands);
            break;
    }
}

void drawOutput(const Frame& f, const Theme& t) {
    heading(t, "Output");
    textWrapped(t.mono, t.text, f.output);
    if (ImGui::GetScrollMaxY() > 0) ImGui::SetScrollHereY(1);
}

// Inspector, narration, lesson and output one below the other. As long as there is room each has what it
// needs; then the inspector gives way first, so that the lesson with its question is always in sight.
void drawRight(const Frame& f, UiState& s, const Theme& t, Commands& commands) {
    struct Part {
        const char* name;
        float least;  // share of the height that it may always take
        std::function<void()> draw;
    };
    const bool taught = f.lesson.current >= 0;
    const Part parts[] = {{"inspector", taught ? 0.08f : 0.22f, [&] { drawInspector(f, t, commands); }},
                          {"happened", taught ? 0.12f : 0.27f, [&] { drawNarration(f, t); }},
                          {"lesson", taught ? 0.7f : 0.41f, [&] { drawLesson(f, t, commands); }},
                          {"output", 0.1f, [&] { drawOutput(f, t); }}};
    const float gap = t.px(9), all = ImGui::GetContentRegionAvail().y - 4 * gap;
    std::array<float, 4> heights{};
    // With nothing selected the inspector has nothing to say but where to click.
    const bool tight = s.rightNeeds[0] + s.rightNeeds[1] + s.rightNeeds[2] + s.rightNeeds[3] > all;
    const bool inspecting = !tight || !taught || f.selection.kind != Selection::Kind::none;
    float free = all;
    for (size_t i = 0; i < 4; ++i) {
        if (i == 0 && !inspecting) continue;
        heights[i] = std::min(s.rightNeeds[i], all * parts[i].least);
        free -= heights[i];
    }
    for (const size_t i : {2u, 1u, 0u, 3u}) {
        if (i == 0 && !inspecting) continue;
        const float more = std::min(free, s.rightNeeds[i] - heights[i]);
        heights[i] += more, free -= more;
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {t.px(8), t.px(4)});
    bool changed = false;
    for (size_t i = 0; i < 4; ++i) {
        if (i == 3 && f.output.empty()) break;
        if (i == 0 && !inspecting) continue;
        ImGui::BeginChild(parts[i].name, {0, std::max(t.px(20), heights[i])});
        parts[i].draw();
        const float need = ImGui::GetCursorPosY() + t.px(4);
        changed = changed || std::abs(need - s.rightNeeds[i]) > 1;
        s.rightNeeds[i] = need;
        ImGui::EndChild();
        const ImVec2 at = ImGui::GetCursorScreenPos();
        ImGui::GetWindowDrawList()->AddLine({at.x, at.y}, {at.x + ImGui::GetContentRegionAvail().x, at.y},
                                            t.border);
        ImGui::Dummy({0, gap - t.px(4)});
    }
    ImGui::PopStyleVar();
    s.settling = changed ? s.settling + 1 : 0;
    s.unsettled = s.unsettled || (changed && s.settling < 8);  // two heights that chase each other end here
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
    s.unsettled = false;
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
    region("centre", r.centre,
           f.view == View::stacks || f.view == View::scheduler || f.view == View::allocator,
           [&] { drawCentre(f, s, t, pass, commands); });
    region("right", r.right, false, [&] { drawRight(f, s, t, commands); });
    region("transport", r.transport, false, [&] { drawTransport(f, s.transport, t, commands); });
    region("timeline", r.timeline, false, [&] { drawTimeline(f, t, commands); });
    drawOverlays(f, s, t, commands);
}

}  // namespace tricolor::render
