// What the page heap of the Allocator view holds, and what the process has from the operating system.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>
#include <vector>

#include "render/model/moves.h"
#include "render/model/objects.h"
#include "render/panels/allocator.h"

namespace tricolor::render {

namespace {

// 64 pages as small squares.
void pageBits64(const Theme& t, const pageCache& c) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float cell = std::min(t.px(7), ImGui::GetContentRegionAvail().x / 32);
    for (uint64_t i = 0; i < 64; ++i) {
        const float x = at.x + static_cast<float>(i % 32) * cell,
                    y = at.y + static_cast<float>(i / 32) * cell;
        const bool free = c.cache >> i & 1, gone = c.scav >> i & 1;
        ImGui::GetWindowDrawList()->AddRectFilled({x, y}, {x + cell - 1, y + cell - 1},
                                                  !free  ? t.objectFree
                                                  : gone ? t.palette[7]
                                                         : t.palette[4]);
    }
    ImGui::Dummy({cell * 32, cell * 2 + t.px(3)});
}

void fact(const Theme& t, const char* name, const std::string& value, const char* meaning, float at = 82) {
    textIn(t.small, t.textDim, name);
    const bool over = ImGui::IsItemHovered();
    ImGui::SameLine(t.px(at));
    textWrapped(t.small, t.text, value);
    if (over || ImGui::IsItemHovered()) tooltip(t, meaning);
}

struct PageKind {
    const char* name;
    ImU32 colour;
    uint32_t PageGroup::*count;
};
std::array<PageKind, 4> pageKinds(const Theme& t) {
    return {{{"objects", t.palette[0], &PageGroup::objects},
             {"stacks, work buffers", t.palette[2], &PageGroup::stacks},
             {"idle, kept", t.palette[4], &PageGroup::idle},
             {"released or never used", t.palette[7], &PageGroup::released}}};
}

// Which pages the last step was about, as [from, to) of page numbers.
std::vector<std::pair<uint64_t, uint64_t>> pagesInQuestion(const AllocatorFrame& a) {
    std::vector<std::pair<uint64_t, uint64_t>> pages;
    for (const Event& e : a.f.events) {
        const bool span = e.kind == EventKind::SpanAlloc || e.kind == EventKind::SpanFree;
        if (!span && e.kind != EventKind::Scavenge && e.kind != EventKind::HeapGrow) continue;
        const uint64_t from = (e.a - kHeapBase) / kPageSize;
        pages.emplace_back(from, from + (span ? e.b : e.b / kPageSize));
    }
    return pages;
}

// Every mapped page, by address, in the colours of the bar below.
void pageMap(const AllocatorFrame& a) {
    const Theme& t = a.t;
    const HeapSums& s = a.s.sums;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    constexpr size_t row = 32;
    const float cell = std::floor(std::min(t.px(9), width / static_cast<float>(row)));
    const auto place = [&](size_t i) {
        return ImVec2{at.x + static_cast<float>(i % row) * cell, at.y + static_cast<float>(i / row) * cell};
    };
    const std::array<PageKind, 4> kinds = pageKinds(t);
    for (size_t i = 0; i < s.pageMap.size(); ++i) {
        const ImVec2 lo = place(i);
        float y = lo.y, h = cell - 1;
        for (const PageKind& kind : kinds) {
            const uint32_t n = s.pageMap[i].*kind.count;
            const float part = h * static_cast<float>(n) / static_cast<float>(s.pagesPerGroup);
            if (n) list->AddRectFilled({lo.x, y}, {lo.x + cell - 1, y + part}, kind.colour);
            y += part;
        }
        if (!ImGui::IsMouseHoveringRect(lo, {lo.x + cell, lo.y + cell}) || !ImGui::IsWindowHovered())
            continue;
        std::string text =
            counted(s.pagesPerGroup, "page") + " from " + hex(kHeapBase + i * s.pagesPerGroup * kPageSize);
        for (const PageKind& kind : kinds)
            if (const uint32_t n = s.pageMap[i].*kind.count)
                text += "\n" + std::to_string(n) + " " + kind.name;
        tooltip(t, text);
    }
    for (const auto& [from, to] : pagesInQuestion(a)) {
        const size_t end = std::min<size_t>((to - 1) / s.pagesPerGroup + 1, s.pageMap.size());
        for (size_t first = from / s.pagesPerGroup; first < end;) {  // a frame in each row
            const size_t last = std::min(end, first - first % row + row) - 1;
            const ImVec2 lo = place(first), hi = place(last);
            list->AddRect({lo.x - 1, lo.y - 1}, {hi.x + cell, hi.y + cell}, t.warning, 0, 0, t.px(1.5f));
            first = last + 1;
        }
    }
    const size_t rows = (s.pageMap.size() + row - 1) / row;
    ImGui::Dummy({cell * static_cast<float>(row), cell * static_cast<float>(rows) + t.px(2)});
}

}  // namespace

void drawPageHeap(const AllocatorFrame& a) {
    const Theme& t = a.t;
    const HeapSums& s = a.s.sums;
    fact(t, "free pages", std::to_string(s.freePages) + " · " + bytesText(s.freePages * kPageSize),
         "pages that no span and no page cache has");
    fact(t, "free runs", std::to_string(s.freeRuns) + ", longest " + std::to_string(s.longestRun),
         "a span needs its pages side by side");
    for (size_t p = 0; p < a.f.world.allp.size(); ++p) {
        const pageCache& c = a.f.world.allp[p].pcache;
        textIn(t.small, t.textDim, "P" + std::to_string(p) + "'s cache");
        ImGui::SameLine(t.px(82));
        const std::string free = std::to_string(std::popcount(c.cache)) + " of 64", at = " at " + hex(c.base);
        const bool fits = textWidth(t.small, free + at) < ImGui::GetContentRegionAvail().x;
        textIn(t.small, t.text, c.empty() ? "empty" : fits ? free + at : free);
        if (ImGui::IsItemHovered())
            tooltip(t, "64 pages" + (c.empty() ? "" : at) +
                           " that were taken from the page heap together: P" + std::to_string(p) +
                           " makes small spans of those that are free, without the lock");
        if (!c.empty()) pageBits64(t, c);
    }
    textIn(t.small, t.textDim,
           s.pagesPerGroup == 1 ? "all pages"
                                : "all pages, " + std::to_string(s.pagesPerGroup) + " in a square");
    pageMap(a);
}

void drawSystem(const AllocatorFrame& a) {
    const Theme& t = a.t;
    const World& w = a.f.world;
    const runtime::MemStats& m = a.stats;
    const float width = ImGui::GetContentRegionAvail().x;
    const bool narrow = width < t.px(190);
    const uint64_t mapped = m.HeapSys + m.StackInuse, reserved = w.mheap_.curArenaEnd - kHeapBase;
    const auto row = [&](const char* name, const std::string& value, const char* meaning) {
        fact(t, name, value, meaning, narrow ? 57.0f : 82.0f);
    };
    const auto share = [&](const char* name, uint64_t part, uint64_t whole, ImU32 colour,
                           const char* meaning) {
        row(name, bytesText(part) + (narrow ? "" : " of " + bytesText(whole)), meaning);
        drawBar(t, width, part, whole, colour);
    };
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {t.px(8), t.px(2)});
    share("mapped", mapped, reserved, t.palette[0],
          "heap and stacks, of the address space that is reserved in arenas; reserving costs nothing");
    share("resident", m.Sys - m.HeapReleased, m.Sys, t.palette[3],
          "what the system counts as used (RSS) at most: Sys without HeapReleased");
    row("next at", hex(w.mheap_.curArenaBase), "where the heap grows next, in steps of 4 MiB");
    row("stacks", bytesText(m.StackSys), "StackSys: memory of goroutine stacks");
    row("collector", bytesText(m.GCSys), "GCSys: mark bits, work buffers, heap bitmaps");
    row("other", bytesText(m.MSpanSys + m.MCacheSys + m.BuckHashSys + m.OtherSys),
        "mspan and mcache structures, profiling, the rest of the runtime");
    ImGui::PopStyleVar();
}

}  // namespace tricolor::render
