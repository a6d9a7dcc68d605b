// What each station of the Allocator view holds.
#include <algorithm>
#include <array>
#include <bit>

#include "render/model/objects.h"
#include "render/panels/allocator.h"
#include "sim/runtime/mcentral.h"

namespace tricolor::render {

namespace {

void bar(const Theme& t, float width, uint64_t part, uint64_t whole, ImU32 colour) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float h = t.px(9), y = at.y + t.px(5);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled({at.x, y}, {at.x + width, y + h}, t.objectFree, t.px(2));
    const double share = whole ? std::min(1.0, static_cast<double>(part) / static_cast<double>(whole)) : 0;
    list->AddRectFilled({at.x, y}, {at.x + width * static_cast<float>(share), y + h}, colour, t.px(2));
    ImGui::Dummy({width, t.px(18)});
}

// The 136 span classes of an mcache, 34 a row: filled as far as its span is used.
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
        if (ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered()) tooltip(t, text);
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

void cachedSpans(const AllocatorFrame& a, size_t p) {
    const Theme& t = a.t;
    const float width = ImGui::GetContentRegionAvail().x;
    for (const SpanId id : a.f.world.allp[p].mcache.alloc) {
        if (!id) continue;
        const mspan& s = a.f.world.span(id);
        const bool here =
            static_cast<int>(p) == a.journey.p && !a.journey.large && s.spanclass == a.journey.spc;
        if (link(t, t.small, here ? t.warning : t.text, classOf(s)))
            a.commands.push_back(Select{Selection::span(s.base())});
        ImGui::SameLine(t.px(96));
        bar(t, std::max(t.px(20), width - t.px(158)), s.allocCount, s.nelems, t.spanClass(s.spanclass.v));
        ImGui::SameLine(0, t.px(5));
        textIn(t.small, t.textDim, std::to_string(s.allocCount) + "/" + std::to_string(s.nelems));
    }
}

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

void fact(const Theme& t, const char* name, const std::string& value, const char* meaning) {
    textIn(t.small, t.textDim, name);
    const bool over = ImGui::IsItemHovered();
    ImGui::SameLine(t.px(82));
    textWrapped(t.small, t.text, value);
    if (over || ImGui::IsItemHovered()) tooltip(t, meaning);
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

void drawCaches(const AllocatorFrame& a) {
    const Theme& t = a.t;
    textWrapped(t.small, t.textDim,
                "One a P, no lock: a span of each class in use. Its free slots are handed out in one step.");
    for (size_t p = 0; p < a.f.world.allp.size(); ++p) {
        if (link(t, t.bold, t.text, "P" + std::to_string(p)))
            a.commands.push_back(Select{Selection::proc(PId{static_cast<int32_t>(p)})});
        ImGui::SameLine(0, t.px(12));
        tinyBlock(t, a.f.world.allp[p].mcache);
        classMap(a, p);
        const bool focus = a.f.selection.kind == Selection::Kind::proc
                               ? a.f.selection.p.v == static_cast<int32_t>(p)
                           : a.journey.p >= 0 ? a.journey.p == static_cast<int>(p)
                                              : p == 0;
        if (focus) cachedSpans(a, p);
    }
}

void drawCentral(const AllocatorFrame& a) {
    const Theme& t = a.t;
    textWrapped(t.small, t.textDim,
                "One a class, shared: spans with free slots and full ones, swept and not yet.");
    if (!ImGui::BeginTable("central", 5, ImGuiTableFlags_SizingStretchProp)) return;
    for (const char* name : {"class", "partial\nswept", "\nnot", "full\nswept", "\nnot"}) {
        ImGui::TableNextColumn();
        textIn(t.small, t.textDim, name);
    }
    const uint32_t h = a.f.world.mheap_.sweepgen;
    for (size_t spc = 0; spc < a.f.world.mheap_.central.size(); ++spc) {
        const mcentral& c = a.f.world.mheap_.central[spc];
        const size_t swept = h / 2 % 2, unswept = 1 - swept;
        const std::array<size_t, 4> n = {c.partial[swept].size(), c.partial[unswept].size(),
                                         c.full[swept].size(), c.full[unswept].size()};
        const bool here = !a.journey.events.empty() && !a.journey.large && spc == a.journey.spc.v;
        if (n[0] + n[1] + n[2] + n[3] == 0 && !here) continue;
        ImGui::TableNextColumn();
        textIn(t.small, here ? t.warning : t.text, spanClassText(spanClass{static_cast<uint8_t>(spc)}));
        for (size_t k = 0; k < 4; ++k) {
            ImGui::TableNextColumn();
            // Lists of origins 0, 1, 2 of CacheSpan: partial swept, partial unswept, full unswept.
            const bool source =
                here && a.journey.done && k != 2 && a.journey.origin == static_cast<int>(k == 3 ? 2 : k);
            const bool arrived = arrivedIn(a, spc) == static_cast<int>(k);
            textIn(t.mono,
                   source || arrived ? t.warning
                   : n[k]            ? t.text
                                     : t.textFaint,
                   (arrived ? "→" : "") + std::to_string(n[k]) + (source ? "→" : ""));
            if (ImGui::IsItemHovered() && (source || arrived))
                tooltip(t, arrived ? "the last step put a span here"
                                   : "the last slow path took its span from here");
        }
    }
    ImGui::EndTable();
}

void drawPageHeap(const AllocatorFrame& a) {
    const Theme& t = a.t;
    const HeapSums& s = a.s.sums;
    textWrapped(t.small, t.textDim,
                "Pages of 8 KiB, first fit from the lowest address. Each P keeps up to 64 at hand.");
    fact(t, "free pages", std::to_string(s.freePages) + " · " + bytesText(s.freePages * kPageSize),
         "pages that no span and no page cache has");
    fact(t, "free runs", std::to_string(s.freeRuns) + ", longest " + std::to_string(s.longestRun),
         "a span needs its pages side by side");
    fact(t, "released", std::to_string(s.releasedPages) + " pages",
         "free pages that were given back to the system; using one costs a page fault");
    fact(t, "first free",
         a.f.world.mheap_.pages.searchAddr == UINT64_MAX ? "nothing is free"
                                                         : hex(a.f.world.mheap_.pages.searchAddr),
         "no page below it is free");
    for (size_t p = 0; p < a.f.world.allp.size(); ++p) {
        const pageCache& c = a.f.world.allp[p].pcache;
        textIn(t.small, t.text, "P" + std::to_string(p) + " page cache");
        ImGui::SameLine(0, t.px(8));
        textIn(t.small, t.textDim,
               c.empty() ? "empty" : std::to_string(std::popcount(c.cache)) + " free at " + hex(c.base));
        if (!c.empty()) pageBits64(t, c);
    }
}

void drawSystem(const AllocatorFrame& a) {
    const Theme& t = a.t;
    const World& w = a.f.world;
    textWrapped(t.small, t.textDim, "Address space comes in arenas of 64 MiB, memory in steps of 4 MiB.");
    fact(t, "arena", hex(w.mheap_.curArenaBase), "next address to be mapped");
    fact(t, "reserved to", hex(w.mheap_.curArenaEnd), "address space that is reserved and costs nothing yet");
    fact(t, "mapped", bytesText(a.stats.HeapSys + a.stats.StackInuse), "heap and stacks, ready to be used");
    fact(t, "released", bytesText(a.stats.HeapReleased),
         "mapped, but given back: no memory stands behind it");
    fact(t, "stacks", bytesText(a.stats.StackSys), "memory of goroutine stacks");
    fact(t, "collector", bytesText(a.stats.GCSys), "mark bits, work buffers, heap bitmaps");
    fact(t, "other", bytesText(a.stats.MSpanSys + a.stats.MCacheSys + a.stats.BuckHashSys + a.stats.OtherSys),
         "mspan and mcache structures, profiling, the rest of the runtime");
    fact(t, "resident", bytesText(a.stats.Sys - a.stats.HeapReleased),
         "what the system counts as used: Sys without what was released (RSS, if every page was touched)");
}

}  // namespace tricolor::render
