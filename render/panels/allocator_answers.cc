// The lower half of the Allocator view: memory as a stacked bar in MemStats' terms, and answers to questions.
#include <algorithm>
#include <array>

#include "render/model/moves.h"
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

// A bracket below the bar and the MemStats field that it spans. The text stands in its middle, but right of
// `from`, where the text before it ends. Returns where this one ends.
float bracket(const Theme& t, float x0, float x1, float y, const std::string& text, float from, float right) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (x1 - x0 >= 2) {
        list->AddLine({x0 + 1, y}, {x1 - 1, y}, t.textDim, t.px(1));
        list->AddLine({x0 + 1, y - t.px(3)}, {x0 + 1, y}, t.textDim, t.px(1));
        list->AddLine({x1 - 1, y - t.px(3)}, {x1 - 1, y}, t.textDim, t.px(1));
    }
    const float w = textWidth(t.small, text);
    const float at = std::min(std::max(from, (x0 + x1 - w) / 2), right - w);
    drawText(list, t.small, at, y + t.px(2), t.textDim, text);
    return at + w + t.px(14);
}

ImFont* answerFont(const Theme& t) {
    return ImGui::GetWindowWidth() > t.px(900) ? t.ui : t.small;
}

void question(const AllocatorFrame& a, const char* text, float width, const std::string& answer) {
    ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + width);
    textIn(a.t.bold, a.t.accent, text);
    textIn(answerFont(a.t), a.t.text, answer);
    ImGui::PopTextWrapPos();
}

const mspan* spanOfSubject(const AllocatorFrame& a) {
    const SpanId id = a.subject.addr ? a.f.world.spanOf(a.subject.addr) : SpanId{};
    if (!id || a.f.world.mheap_.spans[id.index()].state == mSpanState::Dead) return nullptr;
    return &a.f.world.span(id);
}

std::string nameOf(const AllocatorFrame& a, const mspan& s) {
    if (!a.subject.object) return "The span at " + hex(s.base());
    const std::string type = a.f.reachable.typeName(a.f.program.module, a.subject.addr);
    return hex(a.subject.addr) + (type.empty() ? "" : " (" + type + ")") +
           (a.subject.selected ? "" : ", the object allocated last,");
}

void addHistory(const AllocatorFrame& a, std::string& text, uint64_t then, const mspan& s) {
    const std::vector<std::string> history = spanHistory(a.f.timeline, then, s.base(), s.end());
    for (size_t i = 0; i < history.size(); ++i)
        if (i < 2 || i + 2 >= history.size())
            text += "\n← " + history[i];
        else if (i == 2)
            text += "\n← …";
}

// Of an object that has no slot yet.
std::string stillComing(const AllocatorFrame& a) {
    const SpanId id = a.journey.span ? a.f.world.spanOf(a.journey.span) : SpanId{};
    if (!id) return "The object that is being allocated has no place yet: a span for it is looked for.";
    const mspan& s = a.f.world.span(id);
    std::string text = "The object that is being allocated will have a slot of the " + classOf(s) +
                       " span at " + hex(s.base()) + ".";
    addHistory(a, text, a.f.world.step, s);
    return text;
}

std::string whereFrom(const AllocatorFrame& a) {
    if (!a.subject.addr && a.underway) return stillComing(a);
    if (!a.subject.addr) return "Nothing was allocated yet. Select an object or a span: here stands its way.";
    const mspan* s = spanOfSubject(a);
    if (!s) return "There is no object at " + hex(a.subject.addr) + " at this moment: its pages are free.";
    std::string text = nameOf(a, *s);
    if (a.subject.object)
        text += " is slot " + std::to_string(s->objIndex(a.subject.addr)) + " of " +
                std::to_string(s->nelems) + " of the " + classOf(*s) + " span at " + hex(s->base());
    else
        text += ": " + classOf(*s) + ", " + counted(s->npages, "page");
    text += " (now: " + ownerOf(a.f.world, *s) + ").";
    uint64_t then = a.f.world.step;
    if (const Birth* b = a.subject.birth) {
        text += "\n← the slot: handed out in step " + std::to_string(b->step) +
                (b->goid ? " to G" + std::to_string(b->goid) : " to the runtime") +
                (b->p >= 0 ? " on P" + std::to_string(b->p) : "");
        then = b->step;
    }
    addHistory(a, text, then, *s);
    return text;
}

std::string whySlow(const AllocatorFrame& a) {
    if (!a.subject.addr && a.underway) return journeyText(a.journey);
    if (!a.subject.object) return "About the last slow path: " + journeyText(a.journey);
    const Birth* b = a.subject.birth;
    const std::string who = hex(a.subject.addr);
    if (!b)
        return who + " was allocated before the record begins. The last slow path: " + journeyText(a.journey);
    if (!b->slow)
        return "It did not: " + who + " came by the fast path in step " + std::to_string(b->step) + ". P" +
               std::to_string(b->p) +
               "'s mcache held a span of its class with a free slot.\nThe last slow path: " +
               journeyText(a.journey);
    const Journey j = journeyFrom(a.f.timeline, b->slow, b->step);
    const std::string steps = b->slow == b->step
                                  ? "All in step " + std::to_string(b->step)
                                  : "From step " + std::to_string(b->slow) + " to " + std::to_string(b->step);
    return (j.events.empty() ? "By the slow path. " : journeyText(j) + " ") + steps + ".";
}

std::string whyNoFall(const AllocatorFrame& a) {
    const runtime::MemStats& m = a.stats;
    const uint64_t released = std::min(m.HeapIdle, m.HeapReleased);
    std::string text =
        "Sweeping gives slots back to spans, and empty spans back to the page heap, not to the system. "
        "HeapIdle " +
        bytesText(m.HeapIdle) + " = " + bytesText(m.HeapIdle - released) +
        " that the process keeps to allocate from again + " + bytesText(released) +
        " that has no memory behind it (HeapReleased: given back, or never used).";
    const uint64_t goal = a.f.world.scavenge.gcPercentGoal;
    if (goal != UINT64_MAX)
        text += " The background scavenger gives back only what is above " + bytesText(goal) +
                " (the heap goal and a tenth), using 1 % of a CPU.";
    return text;
}

std::string oneObject(const AllocatorFrame& a) {
    const HeapSums& s = a.s.sums;
    std::string text = "A span goes back to the page heap only when its last object is gone. ";
    if (const mspan* own = spanOfSubject(a); own && own->state == mSpanState::InUse && own->nelems)
        text += std::string(a.subject.object ? "This object's span: " : "This span: ") +
                std::to_string(own->allocCount) + " of " + std::to_string(own->nelems) + " slots in use, " +
                bytesText(own->allocCount * own->elemsize) + " keep " + bytesText(own->npages * kPageSize) +
                ". ";
    text += "All spans: " + bytesText(s.liveBytes) + " of slots in use in " + bytesText(s.slotBytes) + " (" +
            percent(s.liveBytes, s.slotBytes) + "). ";
    if (s.sparsest.empty()) return text + "No span is held by only a few objects.";
    return text + counted(s.sparseSpans, "span") + (s.sparseSpans == 1 ? " is" : " are") +
           " at most an eighth full: " + bytesText(s.sparseLive) + " keep " + bytesText(s.sparseBytes) + ".";
}

// "go to …", "show …": where an answer leads.
void follow(const AllocatorFrame& a, const std::string& text, const Command& command) {
    if (link(a.t, a.t.small, a.t.accent, text)) a.commands.push_back(command);
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
         {"HeapReleased", m.HeapReleased, t.palette[7],
          "free pages with no memory behind them: given back to the system, or never used"},
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
    const float y = at.y + h + t.px(5), right = at.x + width;
    float end = bracket(t, x(0), x(m.HeapInuse), y, "HeapInuse " + bytesText(m.HeapInuse), at.x, right);
    end = bracket(t, x(m.HeapInuse), x(m.HeapSys), y, "HeapIdle " + bytesText(m.HeapIdle), end, right);
    bracket(t, x(m.HeapSys), x(m.Sys), y, "stacks and runtime " + bytesText(m.Sys - m.HeapSys), end, right);
    float legend = at.x, textY = y + t.px(20);
    for (const Amount& p : parts) {
        const std::string text = std::string(p.name) + " " + bytesText(p.bytes);
        const float w = t.px(14) + textWidth(t.small, text);
        if (legend > at.x && legend + w > right) legend = at.x, textY += fontSize(t.small) * 1.4f;
        list->AddRectFilled({legend, textY + t.px(2)}, {legend + t.px(10), textY + t.px(12)}, p.colour);
        drawText(list, t.small, legend + t.px(14), textY, t.text, text);
        legend += w + t.px(14);
    }
    ImGui::Dummy({width, textY + fontSize(t.small) * 1.5f - at.y});
}

void drawAnswers(const AllocatorFrame& a) {
    const float width = ImGui::GetContentRegionAvail().x, w = (width - a.t.px(24)) / 2;
    const float left = ImGui::GetCursorPosX();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {a.t.px(8), a.t.px(2)});
    ImGui::BeginGroup();
    question(a, "Where did this object come from?", w, whereFrom(a));
    ImGui::Dummy({0, a.t.px(3)});
    question(a, "Why does memory (RSS) not fall after a GC?", w, whyNoFall(a));
    ImGui::EndGroup();
    ImGui::SameLine(left + w + a.t.px(24));
    ImGui::BeginGroup();
    question(a, "Why did this allocation take the slow path?", w, whySlow(a));
    if (!a.journey.events.empty() && a.journey.from != a.f.world.step)
        follow(a, "go to where the last slow path began: step " + std::to_string(a.journey.from),
               SeekTo{a.journey.from});
    ImGui::Dummy({0, a.t.px(3)});
    question(a, "What does one live object cost a whole span?", w, oneObject(a));
    if (!a.s.sums.sparsest.empty())
        follow(a, "show the emptiest, at " + hex(a.s.sums.sparsest.front()),
               Select{Selection::span(a.s.sums.sparsest.front())});
    ImGui::EndGroup();
    ImGui::PopStyleVar();
}

}  // namespace tricolor::render
