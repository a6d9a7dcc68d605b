#include <algorithm>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/panels/views.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"

namespace tricolor::render {

namespace {

// A goroutine as a rounded square with its number; empty places are outlines.
void chip(const Frame& f, const Theme& t, GId id, float x, float y, float size, Commands& commands) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 lo{x, y}, hi{x + size, y + size};
    if (!id.valid()) {
        list->AddRect(lo, hi, t.textFaint, t.px(4));
        return;
    }
    const G& g = f.world.g(id);
    list->AddRectFilled(lo, hi, t.goroutine(g.goid), t.px(4));
    const std::string name = std::to_string(g.goid);
    drawText(list, t.small, x + (size - textWidth(t.small, name)) / 2, y + (size - fontSize(t.small)) / 2,
             t.ink, name);
    if (f.selection.kind == Selection::Kind::goroutine && f.selection.g == id)
        list->AddRect({x - 2, y - 2}, {hi.x + 2, hi.y + 2}, t.accent, t.px(5), 0, t.px(2));
    if (!ImGui::IsMouseHoveringRect(lo, hi) || !ImGui::IsWindowHovered()) return;
    tooltip(t, "G" + name + " " + goroutineName(f.world, f.program.module, id) + "\n" +
                   std::string(runtime::gStatusText(g.atomicstatus)));
    if (ImGui::IsMouseClicked(0)) commands.push_back(Select{Selection::goroutine(id)});
}

// The queue of goroutines from its head, in rows; smaller ones where they would be higher than `most`.
float queue(const Frame& f, const Theme& t, const std::vector<GId>& gs, float x, float y, float width,
            float most, Commands& commands) {
    constexpr size_t kMost = 256;
    float size = t.px(28), step = 0;
    size_t columns = 1;
    for (;; size -= t.px(2)) {
        step = size + t.px(4);
        columns = static_cast<size_t>(std::max(1.0f, width / step));
        const size_t rows = (std::min(gs.size(), kMost) + columns - 1) / columns;
        if (size <= t.px(12) || static_cast<float>(rows) * step <= most) break;
    }
    for (size_t i = 0; i < std::min(gs.size(), kMost); ++i)
        chip(f, t, gs[i], x + static_cast<float>(i % columns) * step,
             y + static_cast<float>(i / columns) * step, size, commands);
    return static_cast<float>((std::min(gs.size(), kMost) + columns - 1) / columns) * step;
}

std::vector<GId> localQueue(const P& p) {
    std::vector<GId> gs;
    for (uint32_t i = p.runqhead; i != p.runqtail; ++i) gs.push_back(p.runq[i % p.runq.size()]);
    return gs;
}

const char* activity(const World& w, const P& p) {
    if (p.status == Pidle) return "idle";
    if (p.status == Pgcstop) return "stopped for the collector";
    if (!p.m.valid()) return "in a system call";
    const M& m = w.m(p.m);
    if (!w.g(m.g0).tasks.empty()) return m.spinning ? "looks for work (spinning)" : "in the scheduler";
    return m.curg.valid() ? "runs" : "in the scheduler";
}

void drawProc(const Frame& f, const Theme& t, size_t i, const Rect& r, Commands& commands) {
    const World& w = f.world;
    const P& p = w.allp[i];
    ImDrawList* list = ImGui::GetWindowDrawList();
    const bool idle = p.status == Pidle;
    list->AddRectFilled({r.x, r.y}, {r.right(), r.bottom()}, idle ? t.panel : t.raised, t.px(7));
    const bool selected =
        f.selection.kind == Selection::Kind::proc && f.selection.p.v == static_cast<int32_t>(i);
    list->AddRect({r.x, r.y}, {r.right(), r.bottom()}, selected ? t.accent : t.border, t.px(7), 0,
                  t.px(selected ? 2.0f : 1.0f));
    const float pad = t.px(12);
    float x = r.x + pad, y = r.y + pad;
    x += drawText(list, t.bold, x, y, idle ? t.textDim : t.text, "P" + std::to_string(i)) + t.px(10);
    drawText(list, t.ui, x, y, t.textDim, activity(w, p), r.right() - x - pad - t.px(p.m.valid() ? 34 : 0));
    if (p.m.valid()) {
        const std::string m = "M" + std::to_string(p.m.v);
        drawText(list, t.mono, r.right() - pad - textWidth(t.mono, m), y, t.textDim, m);
    }
    y += t.px(28);
    const GId running = p.m.valid() ? w.m(p.m).curg : GId{};
    chip(f, t, running, r.x + pad, y, t.px(36), commands);
    drawText(list, t.small, r.x + pad + t.px(46), y, t.textDim, "runs now");
    if (running.valid())
        drawText(list, t.mono, r.x + pad + t.px(46), y + t.px(16), t.text,
                 goroutineName(w, f.program.module, running), r.w - pad * 2 - t.px(50));
    y += t.px(48);
    chip(f, t, p.runnext, r.x + pad, y, t.px(28), commands);
    drawText(list, t.small, r.x + pad + t.px(46), y + t.px(7), t.textDim, "runnext");
    y += t.px(38);
    const std::vector<GId> local = localQueue(p);
    drawText(list, t.small, r.x + pad, y, t.textDim,
             "queue " + std::to_string(local.size()) + " of 256 · tick " + std::to_string(p.schedtick));
    y += t.px(18);
    list->PushClipRect({r.x, r.y}, {r.right(), r.bottom() - t.px(4)}, true);
    queue(f, t, local, r.x + pad, y, r.w - 2 * pad, r.bottom() - t.px(4) - y, commands);
    list->PopClipRect();
    if (ImGui::IsMouseHoveringRect({r.x, r.y}, {r.right(), r.y + t.px(34)}) && ImGui::IsWindowHovered() &&
        ImGui::IsMouseClicked(0))
        commands.push_back(Select{Selection::proc(PId{static_cast<int32_t>(i)})});
}

void drawMs(const Frame& f, const Theme& t) {
    textIn(t.bold, t.text, "Threads (M)");
    for (size_t i = 0; i < f.world.allm.size(); ++i) {
        const M& m = f.world.allm[i];
        if (m.park == MPark::dead) continue;
        constexpr const char* kParks[] = {"runs", "parked", "sleeps", "waits in netpoll", "ended"};
        std::string text =
            "M" + std::to_string(m.id) + (i == 1 ? " (sysmon) " : " ") + kParks[static_cast<size_t>(m.park)];
        if (m.p.valid()) text += ", holds P" + std::to_string(m.p.v);
        if (m.curg.valid()) text += ", runs G" + std::to_string(f.world.g(m.curg).goid);
        if (m.spinning) text += ", spinning";
        textIn(t.mono, m.park == MPark::running ? t.text : t.textDim, text);
    }
}

}  // namespace

void drawScheduler(const Frame& f, const Theme& t, Commands& commands) {
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    const size_t n = f.world.allp.size();
    const float pad = t.px(14), gap = t.px(12);
    const auto fit =
        std::max<size_t>(1, std::min<size_t>(n, static_cast<size_t>((size.x - pad) / t.px(190))));
    const size_t rows = std::max<size_t>(1, (n + fit - 1) / fit),
                 columns = std::max<size_t>(1, (n + rows - 1) / rows);
    const float w = (size.x - 2 * pad - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
    const float h = std::clamp(size.y * 0.66f / static_cast<float>(rows) - gap, t.px(216), t.px(300));
    for (size_t i = 0; i < n; ++i)
        drawProc(f, t, i,
                 {at.x + pad + static_cast<float>(i % columns) * (w + gap),
                  at.y + pad + static_cast<float>(i / columns) * (h + gap), w, h},
                 commands);
    float y = pad + static_cast<float>(rows) * (h + gap) + t.px(4);
    const schedt& s = f.world.sched;
    const std::vector<GId> global(s.runq.begin() + s.runqHead, s.runq.end());
    drawText(ImGui::GetWindowDrawList(), t.bold, at.x + pad, at.y + y, t.text,
             "Global queue · " + std::to_string(global.size()));
    y += t.px(24);
    y += std::max(t.px(8),
                  queue(f, t, global, at.x + pad, at.y + y, size.x - 2 * pad, size.y * 0.4f, commands)) +
         t.px(10);
    ImGui::SetCursorPos({pad, y});
    ImGui::BeginGroup();
    drawMs(f, t);
    ImGui::EndGroup();
}

}  // namespace tricolor::render
