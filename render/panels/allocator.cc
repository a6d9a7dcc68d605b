#include <algorithm>
#include <array>
#include <bit>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/panels/views.h"
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

void drawCache(const Frame& f, const Theme& t, size_t p, Commands& commands) {
    const mcache& c = f.world.allp[p].mcache;
    textIn(t.bold, t.category(p), "P" + std::to_string(p) + " mcache");
    if (c.tiny) {
        ImGui::SameLine();
        textIn(t.small, t.textDim,
               "tiny block " + hex(c.tiny) + ", " + std::to_string(c.tinyoffset) + " of 16 bytes used");
    }
    bool any = false;
    for (const SpanId id : c.alloc) {
        if (!id) continue;
        any = true;
        const mspan& s = f.world.span(id);
        if (link(t, t.mono, t.text, classOf(s))) commands.push_back(Select{Selection::span(s.base())});
        ImGui::SameLine(t.px(150));
        bar(t, t.px(120), s.allocCount, s.nelems, t.category(s.spanclass.v));
        ImGui::SameLine();
        textIn(t.small, t.textDim, std::to_string(s.allocCount) + "/" + std::to_string(s.nelems));
    }
    if (!any) textIn(t.small, t.textDim, "no spans cached");
    ImGui::Dummy({0, t.px(6)});
}

void drawCentral(const Frame& f, const Theme& t) {
    textIn(t.bold, t.text, "mcentral");
    if (!ImGui::BeginTable("central", 5, ImGuiTableFlags_SizingFixedFit)) return;
    for (const char* name : {"class", "partial\nswept", "partial\nunswept", "full\nswept", "full\nunswept"}) {
        ImGui::TableNextColumn();
        textIn(t.small, t.textDim, name);
    }
    const uint32_t h = f.world.mheap_.sweepgen;
    for (size_t spc = 0; spc < f.world.mheap_.central.size(); ++spc) {
        const mcentral& c = f.world.mheap_.central[spc];
        const size_t swept = h / 2 % 2, unswept = 1 - swept;
        const std::array<size_t, 4> n = {c.partial[swept].size(), c.partial[unswept].size(),
                                         c.full[swept].size(), c.full[unswept].size()};
        if (n[0] + n[1] + n[2] + n[3] == 0) continue;
        mspan named;
        named.spanclass.v = static_cast<uint8_t>(spc);
        named.state = mSpanState::InUse;
        named.elemsize = runtime::SizeClassToSize[spc / 2];
        ImGui::TableNextColumn();
        textIn(t.mono, t.category(spc), spc < 2 ? (spc ? "large noscan" : "large scan") : classOf(named));
        for (const size_t k : n) {
            ImGui::TableNextColumn();
            textIn(t.mono, k ? t.text : t.textFaint, std::to_string(k));
        }
    }
    ImGui::EndTable();
}

struct Amount {
    const char* name;
    uint64_t bytes;
    ImU32 colour;
    const char* meaning;
};

void drawAmounts(const Theme& t, const char* title, std::initializer_list<Amount> amounts) {
    uint64_t all = 0;
    for (const Amount& a : amounts) all += a.bytes;
    textIn(t.bold, t.text, title);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, h = t.px(20);
    float x = at.x;
    for (const Amount& a : amounts) {
        const float w =
            all ? width * static_cast<float>(static_cast<double>(a.bytes) / static_cast<double>(all)) : 0;
        ImGui::GetWindowDrawList()->AddRectFilled({x, at.y}, {x + w, at.y + h}, a.colour);
        x += w;
    }
    ImGui::Dummy({width, h + t.px(3)});
    for (const Amount& a : amounts) {
        const ImVec2 dot = ImGui::GetCursorScreenPos();
        ImGui::GetWindowDrawList()->AddRectFilled({dot.x, dot.y + t.px(4)},
                                                  {dot.x + t.px(10), dot.y + t.px(14)}, a.colour);
        ImGui::Dummy({t.px(12), t.px(10)});
        ImGui::SameLine();
        textIn(t.ui, t.text, a.name);
        ImGui::SameLine(t.px(130));
        textIn(t.mono, t.text, bytesText(a.bytes));
        if (ImGui::IsItemHovered()) tooltip(t, a.meaning);
        ImGui::Indent(t.px(20));
        textWrapped(t.small, t.textDim, a.meaning);
        ImGui::Unindent(t.px(20));
    }
    ImGui::Dummy({0, t.px(8)});
}

void drawPageHeap(const Frame& f, const Theme& t) {
    const World& w = f.world;
    const mstats& m = w.memstats;
    drawAmounts(t, "Page heap",
                {{"HeapInuse", m.heapInUse, t.palette[0], "pages of spans with objects"},
                 {"StackInuse", static_cast<uint64_t>(std::max<int64_t>(0, m.heapStats.inStacks)),
                  t.palette[2], "pages of goroutine stacks"},
                 {"idle", m.heapFree, t.palette[4], "free pages that the process still holds"},
                 {"HeapReleased", m.heapReleased, t.palette[7], "free pages given back to the system"}});
    for (size_t p = 0; p < w.allp.size(); ++p) {
        const pageCache& c = w.allp[p].pcache;
        textIn(t.ui, t.category(p), "P" + std::to_string(p) + " page cache");
        ImGui::SameLine(t.px(130));
        textWrapped(t.mono, t.text,
                    c.empty()
                        ? "empty"
                        : hex(c.base) + ": " + std::to_string(std::popcount(c.cache)) + " of 64 pages free");
    }
    ImGui::Dummy({0, t.px(8)});
    textIn(t.bold, t.text, "Operating system");
    textWrapped(t.ui, t.textDim,
                "arena " + hex(w.mheap_.curArenaBase) + " … " + hex(w.mheap_.curArenaEnd) + " reserved · " +
                    bytesText(w.memory.heapBytesMapped()) + " mapped · first free page at or behind " +
                    hex(w.mheap_.pages.searchAddr));
}

}  // namespace

void drawAllocator(const Frame& f, const Theme& t, Commands& commands) {
    ImGui::Columns(3, "travel", true);
    textWrapped(t.small, t.textDim, "An allocation asks its P's mcache first …");
    ImGui::BeginChild("caches");
    for (size_t p = 0; p < f.world.allp.size(); ++p) drawCache(f, t, p, commands);
    ImGui::EndChild();
    ImGui::NextColumn();
    textWrapped(t.small, t.textDim, "… a full span is exchanged at the mcentral of its class …");
    ImGui::BeginChild("central");
    drawCentral(f, t);
    ImGui::EndChild();
    ImGui::NextColumn();
    textWrapped(t.small, t.textDim, "… which gets pages from the page heap, and that from the system.");
    ImGui::BeginChild("pages");
    drawPageHeap(f, t);
    ImGui::EndChild();
    ImGui::Columns(1);
}

}  // namespace tricolor::render
