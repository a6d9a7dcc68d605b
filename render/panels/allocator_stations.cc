// What the mcaches and mcentrals of the Allocator view hold.
#include <algorithm>
#include <array>

#include "render/model/moves.h"
#include "render/model/objects.h"
#include "render/panels/allocator.h"
#include "sim/runtime/mcentral.h"

namespace tricolor::render {

namespace {

// The span class that the last slow path was about; -1: none.
int classInQuestion(const AllocatorFrame& a) {
    return a.journey.events.empty() || a.journey.large ? -1 : a.journey.spc.v;
}

// The 136 span classes of an mcache, scan and noscan side by side: filled as far as its span is used.
void classMap(const AllocatorFrame& a, size_t p) {
    const Theme& t = a.t;
    const mcache& c = a.f.world.allp[p].mcache;
    constexpr size_t kRow = 34;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float cell = std::min(t.px(11), ImGui::GetContentRegionAvail().x / static_cast<float>(kRow));
    const bool here = static_cast<int>(p) == a.journey.p;
    for (size_t spc = 0; spc < c.alloc.size(); ++spc) {
        const float x = at.x + static_cast<float>(spc % kRow) * cell,
                    y = at.y + static_cast<float>(spc / kRow) * cell;
        const ImVec2 lo{x, y}, hi{x + cell - 1, y + cell - 1};
        list->AddRectFilled(lo, hi, t.objectFree);
        std::string text = spanClassText(spanClass{static_cast<uint8_t>(spc)}) + ": no span";
        if (const SpanId id = c.alloc[spc]) {
            const mspan& s = a.f.world.span(id);
            const float used = s.nelems ? static_cast<float>(s.allocCount) / static_cast<float>(s.nelems) : 1;
            list->AddRectFilled({lo.x, hi.y - (hi.y - lo.y) * std::max(0.15f, used)}, hi, t.spanClass(spc));
            text = classOf(s) + ": " + std::to_string(s.allocCount) + " of " + std::to_string(s.nelems) +
                   " slots";
        }
        if (here && !a.journey.large && spc == a.journey.spc.v)
            list->AddRect({lo.x - 1, lo.y - 1}, {hi.x + 1, hi.y + 1}, t.warning, 0, 0, t.px(1.5f));
        if (ImGui::IsMouseHoveringRect(lo, {x + cell, y + cell}) && ImGui::IsWindowHovered()) tooltip(t, text);
    }
    ImGui::Dummy({cell * static_cast<float>(kRow), cell * 4 + t.px(2)});
}

void tinyBlock(const Theme& t, const mcache& c) {
    textIn(t.small, t.textDim, "tiny");
    ImGui::SameLine(0, t.px(6));
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float cell = t.px(5);
    for (uint64_t i = 0; i < 16; ++i) {
        const float x = at.x + static_cast<float>(i) * cell;
        ImGui::GetWindowDrawList()->AddRectFilled({x, at.y + t.px(4)}, {x + cell - 1, at.y + t.px(12)},
                                                  c.tiny && i < c.tinyoffset ? t.accent : t.objectFree);
    }
    ImGui::Dummy({cell * 16, t.px(14)});
    ImGui::SameLine(0, t.px(6));
    textIn(t.small, t.textDim, c.tiny ? std::to_string(c.tinyoffset) + " of 16 B" : "no block");
}

void cachedSpan(const AllocatorFrame& a, const mspan& s, bool here) {
    const Theme& t = a.t;
    const float width = ImGui::GetContentRegionAvail().x;
    if (link(t, t.small, here ? t.warning : t.text, classOf(s)))
        a.commands.push_back(Select{Selection::span(s.base())});
    ImGui::SameLine(t.px(96));
    drawBar(t, std::max(t.px(20), width - t.px(158)), s.allocCount, s.nelems, t.spanClass(s.spanclass.v));
    ImGui::SameLine(0, t.px(5));
    textIn(t.small, t.textDim, std::to_string(s.allocCount) + "/" + std::to_string(s.nelems));
}

// The one that it was about stands first, so that it is in sight however many there are.
void cachedSpans(const AllocatorFrame& a, size_t p) {
    const auto& alloc = a.f.world.allp[p].mcache.alloc;
    const int about = static_cast<int>(p) == a.journey.p ? classInQuestion(a) : -1;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {a.t.px(8), 0});
    if (about >= 0 && alloc[static_cast<size_t>(about)])
        cachedSpan(a, a.f.world.span(alloc[static_cast<size_t>(about)]), true);
    for (size_t spc = 0; spc < alloc.size(); ++spc)
        if (alloc[spc] && static_cast<int>(spc) != about) cachedSpan(a, a.f.world.span(alloc[spc]), false);
    ImGui::PopStyleVar();
}

// Where the last step put a span of this class: 0 partial swept … 3 full unswept; -1: nowhere.
int arrivedIn(const AllocatorFrame& a, size_t spc) {
    for (const Event& e : a.f.events) {
        if (e.kind == EventKind::UncacheSpan && e.c == spc) return e.b ? 2 : 0;
        if (e.kind != EventKind::GCSweepSpan) continue;
        const SpanId id = a.f.world.spanOf(e.a);
        if (!id) continue;
        const mspan& s = a.f.world.mheap_.spans[id.index()];
        if (s.state == mSpanState::InUse && s.spanclass.v == spc && cachingP(a.f.world, s) < 0)
            return s.allocCount == s.nelems ? 2 : 0;
    }
    return -1;
}

}  // namespace

namespace {

// The class of the span that the last step swept and kept; -1: none.
int sweptClass(const AllocatorFrame& a) {
    for (size_t i = a.f.events.size(); i-- > 0;) {
        const Event& e = a.f.events[i];
        if (e.kind != EventKind::GCSweepSpan) continue;
        const SpanId id = a.f.world.spanOf(e.a);
        if (id && a.f.world.mheap_.spans[id.index()].state == mSpanState::InUse)
            return a.f.world.span(id).spanclass.v;
    }
    return -1;
}

}  // namespace

void drawBar(const Theme& t, float width, uint64_t part, uint64_t whole, ImU32 colour) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float h = t.px(9), y = at.y + t.px(5);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled({at.x, y}, {at.x + width, y + h}, t.objectFree, t.px(2));
    const double share = whole ? std::min(1.0, static_cast<double>(part) / static_cast<double>(whole)) : 0;
    list->AddRectFilled({at.x, y}, {at.x + width * static_cast<float>(share), y + h}, colour, t.px(2));
    ImGui::Dummy({width, t.px(18)});
}

void drawCaches(const AllocatorFrame& a) {
    const Theme& t = a.t;
    for (size_t p = 0; p < a.f.world.allp.size(); ++p) {
        if (link(t, t.bold, t.text, "P" + std::to_string(p)))
            a.commands.push_back(Select{Selection::proc(PId{static_cast<int32_t>(p)})});
        ImGui::SameLine(0, t.px(12));
        tinyBlock(t, a.f.world.allp[p].mcache);
        classMap(a, p);
        if (p == 0 && ImGui::GetWindowHeight() > t.px(230))
            textIn(t.small, t.textFaint, "136 span classes by size, scan beside noscan");
        const bool focus = a.f.selection.kind == Selection::Kind::proc
                               ? a.f.selection.p.v == static_cast<int32_t>(p)
                           : a.journey.p >= 0 ? a.journey.p == static_cast<int>(p)
                                              : p == 0;
        if (focus) cachedSpans(a, p);
    }
}

namespace {

// Behind a number that the last step changed: bright at first.
void flash(const AllocatorFrame& a, const ImVec2& at) {
    const float left = std::max(0.0f, 1 - a.s.moving);
    ImGui::GetWindowDrawList()->AddRectFilled({at.x - a.t.px(3), at.y - a.t.px(1)},
                                              {at.x + a.t.px(26), at.y + fontSize(a.t.mono) + a.t.px(2)},
                                              withAlpha(a.t.warning, 0.12f + 0.45f * left), a.t.px(3));
}

// A row of mcentral's table: how many spans of a class are in which of its four lists.
void centralRow(const AllocatorFrame& a, size_t spc, const std::array<size_t, 4>& n, bool here) {
    const Theme& t = a.t;
    ImGui::TableNextColumn();
    textIn(t.small, here ? t.warning : t.text, spanClassText(spanClass{static_cast<uint8_t>(spc)}));
    const int arrivedAt = arrivedIn(a, spc);
    for (size_t k = 0; k < 4; ++k) {
        ImGui::TableNextColumn();
        // Lists of origins 0, 1, 2 of CacheSpan: partial swept, partial unswept, full unswept.
        const bool source =
            here && a.journey.done && k != 2 && a.journey.origin == static_cast<int>(k == 3 ? 2 : k);
        const bool arrived = arrivedAt == static_cast<int>(k);
        if (source || arrived) flash(a, ImGui::GetCursorScreenPos());
        textIn(t.mono,
               source || arrived ? t.warning
               : n[k]            ? t.text
                                 : t.textFaint,
               (arrived ? "→" : "") + std::to_string(n[k]) + (source ? "→" : ""));
        if (!ImGui::IsItemHovered()) continue;
        constexpr const char* kLists[] = {"with free slots, swept: handed out first",
                                          "with free slots, not swept yet: swept when asked for",
                                          "full, swept: nothing to be had",
                                          "full, not swept yet: sweeping may free slots"};
        tooltip(t, counted(n[k], "span") + " " + kLists[k] +
                       (arrived  ? "\nThe last step put a span here."
                        : source ? "\nThe last slow path took its span from here."
                                 : ""));
    }
}

}  // namespace

void drawCentral(const AllocatorFrame& a) {
    const Theme& t = a.t;
    ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, {t.px(3), t.px(1)});
    const bool open =
        ImGui::BeginTable("central", 5, ImGuiTableFlags_SizingStretchProp | ImGuiTableFlags_ScrollY);
    ImGui::PopStyleVar();
    if (!open) return;
    ImGui::TableSetupScrollFreeze(0, 1);
    constexpr std::array kWide = {"class", "partial\nswept", "partial\nunswept", "full\nswept",
                                  "full\nunswept"};
    constexpr std::array kNarrow = {"class", "partial\nswept", "\nnot", "full\nswept", "\nnot"};
    for (const char* name : ImGui::GetWindowWidth() < t.px(240) ? kNarrow : kWide) {
        ImGui::TableNextColumn();
        textIn(t.small, t.textDim, name);
    }
    const size_t done = a.f.world.mheap_.sweepgen / 2 % 2, todo = 1 - done;
    const auto lists = [&](size_t spc) {
        const mcentral& c = a.f.world.mheap_.central[spc];
        return std::array<size_t, 4>{c.partial[done].size(), c.partial[todo].size(), c.full[done].size(),
                                     c.full[todo].size()};
    };
    const int swept = sweptClass(a), about = swept >= 0 ? swept : classInQuestion(a);
    if (about >= 0) centralRow(a, static_cast<size_t>(about), lists(static_cast<size_t>(about)), swept < 0);
    for (size_t spc = 0; spc < a.f.world.mheap_.central.size(); ++spc) {
        const std::array<size_t, 4> n = lists(spc);
        if (n[0] + n[1] + n[2] + n[3] == 0 || static_cast<int>(spc) == about) continue;
        centralRow(a, spc, n, false);
    }
    ImGui::EndTable();
}

}  // namespace tricolor::render
