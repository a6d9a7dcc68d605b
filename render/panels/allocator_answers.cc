// The lower half of the Allocator view: memory as a stacked bar in MemStats' terms, and answers to questions.
#include <algorithm>
#include <array>

#include "render/model/objects.h"
#include "render/panels/allocator.h"

namespace tricolor::render {

namespace {

struct Amount {
    const char* name;
    uint64_t bytes;
    ImU32 colour;
    const char* meaning;
};

std::string percent(uint64_t part, uint64_t whole) {
    return whole ? std::to_string(part * 100 / whole) + " %" : "0 %";
}

// Brackets below the bar: which MemStats field spans which part.
void bracket(const Theme& t, float x0, float x1, float y, const std::string& text) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (x1 - x0 < 2) return;
    list->AddLine({x0 + 1, y}, {x1 - 1, y}, t.textDim, t.px(1));
    list->AddLine({x0 + 1, y - t.px(3)}, {x0 + 1, y}, t.textDim, t.px(1));
    list->AddLine({x1 - 1, y - t.px(3)}, {x1 - 1, y}, t.textDim, t.px(1));
    if (textWidth(t.small, text) < x1 - x0)
        drawText(list, t.small, (x0 + x1 - textWidth(t.small, text)) / 2, y + t.px(1), t.textDim, text);
}

void question(const AllocatorFrame& a, const char* text, float width, const std::string& answer,
              Addr linked = 0) {
    ImGui::BeginGroup();
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
    textIn(a.t.bold, a.t.accent, text);
    textIn(a.t.small, a.t.text, answer);
    ImGui::PopTextWrapPos();
    if (linked && link(a.t, a.t.small, a.t.accent, "show the span at " + hex(linked)))
        a.commands.push_back(Select{Selection::span(linked)});
    ImGui::EndGroup();
}

std::string whereFrom(const AllocatorFrame& a) {
    if (a.f.selection.kind != Selection::Kind::object && a.f.selection.kind != Selection::Kind::span)
        return "Select an object or a span: here stands the way its memory came.";
    const SpanId id = a.f.world.spanOf(a.f.selection.addr);
    if (!id || a.f.world.mheap_.spans[id.index()].state == mSpanState::Dead) return "These pages are free.";
    const mspan& s = a.f.world.span(id);
    std::string text = hex(a.f.selection.addr) + ": " + classOf(s) + " span at " + hex(s.base()) + ", " +
                       ownerOf(a.f.world, s) + ".";
    const std::vector<std::string> history = spanHistory(a.f.timeline, a.f.world.step, s.base(), s.end());
    for (size_t i = 0; i < std::min<size_t>(history.size(), 4); ++i) text += "\n← " + history[i];
    if (history.size() > 4) text += "\n← … " + history.back();
    return text;
}

std::string whyNoFall(const AllocatorFrame& a) {
    const runtime::MemStats& m = a.stats;
    const uint64_t idle = m.HeapIdle, kept = idle - std::min(idle, m.HeapReleased);
    std::string text =
        "Sweeping gives slots back to spans, and empty spans back to the page heap: " + bytesText(idle) +
        " are idle now. The process keeps " + bytesText(kept) + " of them to allocate from again";
    const uint64_t goal = a.f.world.scavenge.gcPercentGoal;
    if (goal != UINT64_MAX)
        text += "; the background scavenger returns memory only above " + bytesText(goal) +
                " (the heap goal and a tenth), using 1 % of a CPU";
    text += ". Returned so far: " + bytesText(m.HeapReleased) + ".";
    return text;
}

std::string oneObject(const AllocatorFrame& a) {
    const HeapSums& s = a.s.sums;
    std::string text = bytesText(s.liveBytes) + " of slots in use lie in " + bytesText(s.slotBytes) +
                       " of spans (" + percent(s.liveBytes, s.slotBytes) + "). ";
    if (s.sparsest.empty()) return text + "No span is held by only a few objects.";
    const mspan& worst = a.f.world.span(a.f.world.spanOf(s.sparsest.front()));
    return text + std::to_string(s.sparseSpans) + (s.sparseSpans == 1 ? " span is" : " spans are") +
           " at most an eighth full: " + bytesText(s.sparseLive) + " keep " + bytesText(s.sparseBytes) +
           ". A span goes back to the page heap only when its last object is gone. The emptiest: " +
           std::to_string(worst.allocCount) + " of " + std::to_string(worst.nelems) + " slots of " +
           std::to_string(worst.elemsize) + " B.";
}

}  // namespace

void drawMemoryBar(const AllocatorFrame& a) {
    const Theme& t = a.t;
    const runtime::MemStats& m = a.stats;
    const uint64_t live = std::min(a.s.sums.liveBytes, m.HeapInuse),
                   kept = m.HeapIdle - std::min(m.HeapIdle, m.HeapReleased);
    const uint64_t rest = m.Sys - std::min(m.Sys, m.HeapSys + m.StackSys);
    const std::array<Amount, 6> parts = {
        {{"slots in use", live, t.palette[0],
          "slots that hold objects, dead ones among them until they are swept"},
         {"free slots", m.HeapInuse - live, mix(t.panel, t.palette[0], 0.45f),
          "free slots of spans in use: only objects of the same class can have them"},
         {"idle, kept", kept, t.palette[4], "free pages that the process keeps"},
         {"released", m.HeapReleased, t.palette[7], "free pages given back to the system"},
         {"stacks", m.StackSys, t.palette[2], "goroutine stacks"},
         {"runtime", rest, t.palette[3], "mark bits, mspans, mcaches, tables"}}};
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = t.px(20);
    const auto x = [&](uint64_t bytes) {
        return at.x + width * static_cast<float>(static_cast<double>(bytes) /
                                                 static_cast<double>(std::max<uint64_t>(1, m.Sys)));
    };
    uint64_t from = 0;
    for (const Amount& p : parts) {
        const ImVec2 lo{x(from), at.y},
            hi{std::max(x(from) + (p.bytes ? 1.5f : 0), x(from + p.bytes)), at.y + h};
        list->AddRectFilled(lo, hi, p.colour);
        if (ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered())
            tooltip(t, std::string(p.name) + ": " + bytesText(p.bytes) + "\n" + p.meaning);
        from += p.bytes;
    }
    const float y = at.y + h + t.px(5);
    bracket(t, x(0), x(m.HeapInuse), y, "HeapInuse " + bytesText(m.HeapInuse));
    bracket(t, x(m.HeapInuse), x(m.HeapSys), y, "HeapIdle " + bytesText(m.HeapIdle));
    bracket(t, x(m.HeapSys), x(m.Sys), y, "rest of Sys " + bytesText(m.Sys - m.HeapSys));
    float legend = at.x;
    const float textY = y + t.px(19);
    for (const Amount& p : parts) {
        const std::string text = std::string(p.name) + " " + bytesText(p.bytes);
        list->AddRectFilled({legend, textY + t.px(2)}, {legend + t.px(10), textY + t.px(12)}, p.colour);
        legend += t.px(14) + drawText(list, t.small, legend + t.px(14), textY, t.text, text) + t.px(14);
    }
    ImGui::Dummy({width, h + t.px(46)});
}

void drawAnswers(const AllocatorFrame& a) {
    const float width = ImGui::GetContentRegionAvail().x, w = (width - a.t.px(24)) / 2;
    const float left = ImGui::GetCursorPosX();
    question(a, "Where did this object come from?", w, whereFrom(a));
    ImGui::SameLine(left + w + a.t.px(24));
    question(a, "Why did the last slow allocation take the slow path?", w, journeyText(a.journey));
    question(a, "Why does memory (RSS) not fall after a GC?", w, whyNoFall(a));
    ImGui::SameLine(left + w + a.t.px(24));
    question(a, "What does one live object cost a whole span?", w, oneObject(a),
             a.s.sums.sparsest.empty() ? 0 : a.s.sums.sparsest.front());
}

}  // namespace tricolor::render
