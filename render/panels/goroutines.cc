#include "render/panels/goroutines.h"

#include <vector>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"

namespace tricolor::render {

namespace {

// "P1 M3", "P0 runnext", "P2 queue", "global queue", "chan receive".
std::string placeOf(const World& w, GId id) {
    const G& g = w.g(id);
    const uint32_t status = g.atomicstatus & ~Gscan;
    if (status == Gwaiting || status == Gpreempted) return std::string(runtime::waitReasonText(g.waitreason));
    if (g.m.valid()) {
        const M& m = w.m(g.m);
        return (m.p.valid() ? "P" + std::to_string(m.p.v) + " " : std::string()) + "M" + std::to_string(m.id);
    }
    for (size_t p = 0; p < w.allp.size(); ++p) {
        const P& pp = w.allp[p];
        if (pp.runnext == id) return "P" + std::to_string(p) + " runnext";
        for (uint32_t i = pp.runqhead; i != pp.runqtail; ++i)
            if (pp.runq[i % pp.runq.size()] == id) return "P" + std::to_string(p) + " queue";
    }
    return "global queue";
}

ImU32 statusColour(const Theme& t, uint32_t status) {
    return status == Grunning    ? t.good
           : status == Grunnable ? t.text
           : status == Gsyscall  ? t.warning
                                 : t.textDim;
}

std::vector<GId> aliveOnes(const World& w) {
    std::vector<GId> user, system;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        const uint32_t status = g.atomicstatus & ~Gscan;
        if (g.isG0 || status == Gdead || status == Gidle) continue;
        (g.system ? system : user).push_back(GId{static_cast<int32_t>(i)});
    }
    user.insert(user.end(), system.begin(), system.end());
    return user;
}

// A cell's text, cut with "…" where the column is too narrow for it.
void cell(ImFont* font, ImU32 colour, std::string_view text) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    drawText(ImGui::GetWindowDrawList(), font, at.x, at.y, colour, text, width);
    ImGui::Dummy({width, fontSize(font)});
}

void drawRow(const Frame& f, const Theme& t, GId id, Commands& commands) {
    const World& w = f.world;
    const G& g = w.g(id);
    const uint32_t status = g.atomicstatus & ~Gscan;
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const bool selected = f.selection.kind == Selection::Kind::goroutine && f.selection.g == id;
    ImGui::PushID(id.v);
    if (ImGui::Selectable("##row", selected, ImGuiSelectableFlags_SpanAllColumns))
        commands.push_back(Select{Selection::goroutine(id)});
    ImGui::PopID();
    ImGui::SameLine(0, 0);
    textIn(t.mono, t.goroutine(g.goid), "G" + std::to_string(g.goid));
    ImGui::TableNextColumn();
    cell(t.mono, g.system ? t.textDim : t.text, goroutineName(w, f.program.module, id));
    ImGui::TableNextColumn();
    textIn(t.ui, statusColour(t, status), runtime::gStatusText(status));
    ImGui::TableNextColumn();
    cell(t.ui, t.textDim, placeOf(w, id));
    if (ImGui::TableGetColumnCount() < 5) return;
    ImGui::TableNextColumn();
    if (g.stack.hi) textIn(t.ui, t.textDim, bytesText(g.stack.size()));
}

}  // namespace

void drawGoroutines(const Frame& f, const Theme& t, Commands& commands) {
    heading(t, "Goroutines");
    const std::vector<GId> all = aliveOnes(f.world);
    const bool stacks =
        ImGui::GetContentRegionAvail().x > t.px(360);  // a narrow panel leaves their sizes out
    if (!ImGui::BeginTable("goroutines", stacks ? 5 : 4,
                           ImGuiTableFlags_ScrollY | ImGuiTableFlags_SizingFixedFit))
        return;
    ImGui::TableSetupColumn("g", ImGuiTableColumnFlags_WidthFixed, t.px(38));
    ImGui::TableSetupColumn("function", ImGuiTableColumnFlags_WidthStretch, 1.3f);
    ImGui::TableSetupColumn("status", ImGuiTableColumnFlags_WidthFixed, t.px(62));
    ImGui::TableSetupColumn("place", ImGuiTableColumnFlags_WidthStretch, 1.0f);
    if (stacks) ImGui::TableSetupColumn("stack", ImGuiTableColumnFlags_WidthFixed, t.px(52));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(all.size()));
    while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
            drawRow(f, t, all[static_cast<size_t>(i)], commands);
    ImGui::EndTable();
}

}  // namespace tricolor::render
