// The Stacks view: one goroutine's stack as it lies in simulated memory, with its pointers; the others as
// bars.
#include <algorithm>
#include <optional>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/panels/stack_picture.h"
#include "render/panels/views.h"

namespace tricolor::render {

namespace {

std::vector<GId> goroutinesWithStacks(const World& w) {
    std::vector<GId> order;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        const uint32_t status = g.atomicstatus & ~Gscan;
        if (!g.isG0 && !g.system && status != Gdead && status != Gidle && g.stack.hi)
            order.push_back(GId{static_cast<int32_t>(i)});
    }
    return order;
}

// The one that is selected, else one whose stack was just copied, else one that runs, else the first.
GId shownOf(const Frame& f, const std::vector<GId>& all) {
    if (f.selection.kind == Selection::Kind::goroutine &&
        std::find(all.begin(), all.end(), f.selection.g) != all.end())
        return f.selection.g;
    for (const StackCopy& c : f.timeline.copies)
        for (const GId g : all)
            if (c.step == f.world.step && c.g == g.v) return g;
    for (const GId g : all)
        if ((f.world.g(g).atomicstatus & ~Gscan) == Grunning) return g;
    return all.front();
}

// The copy of this stack that the last step made.
std::optional<StackCopy> copyNow(const Frame& f, GId g) {
    for (const StackCopy& c : f.timeline.copies)
        if (c.step == f.world.step && c.g == g.v && c.oldSize && f.world.g(g).stack.lo == c.newLo) return c;
    return std::nullopt;
}

// One line on what is shown.
std::string explanation(const Frame& f, GId id, const std::optional<StackCopy>& copy) {
    const std::string who = "G" + std::to_string(f.world.g(id).goid);
    if (copy && copy->newSize > copy->oldSize)
        return who + " called deeper than its " + bytesText(copy->oldSize) +
               " stack reached: `newstack` took " + bytesText(copy->newSize) +
               ", copied the used part to its upper end and moved every pointer into " +
               "the old stack by the same distance (marked).";
    if (copy)
        return who + " used less than a quarter of its " + bytesText(copy->oldSize) +
               " stack when the collector scanned it: `shrinkstack` copied it to half the size; pointers "
               "into it " +
               "were moved along (marked).";
    if (f.world.process == ProcessState::exited)
        return "**The process has exited.** This is what " + who + "'s stack held at the end.";
    return "Memory from the stack's low end down to its high end: a stack grows towards **lower** addresses, "
           "so "
           "the innermost call stands first. The collector follows live pointers only; a dead slot keeps "
           "what "
           "was in it last.";
}

// Every goroutine with a stack, as a chip with its size.
void drawChoice(const Frame& f, const Theme& t, const std::vector<GId>& all, GId shown, Commands& commands) {
    constexpr size_t kMost = 64;
    const float right = ImGui::GetWindowPos().x + ImGui::GetWindowWidth() - t.px(20);
    for (size_t i = 0; i < std::min(all.size(), kMost); ++i) {
        const G& g = f.world.g(all[i]);
        const std::string label = "G" + std::to_string(g.goid) + "  " + bytesText(g.stack.size());
        const float width = textWidth(t.ui, label) + t.px(18);
        if (i && ImGui::GetItemRectMax().x + width + t.px(8) < right) ImGui::SameLine(0, t.px(6));
        ImGui::PushID(all[i].v);
        if (toggleButton(t, label.c_str(), all[i] == shown))
            commands.push_back(Select{Selection::goroutine(all[i])});
        if (ImGui::IsItemHovered()) tooltip(t, goroutineName(f.world, f.program.module, all[i]));
        ImGui::PopID();
    }
    if (all.size() > kMost)
        textIn(t.ui, t.textDim,
               "… " + std::to_string(all.size() - kMost) + " more: select one in the list of goroutines");
}

// How this stack came to its size; a click goes to the moment.
void drawHistory(const Frame& f, const Theme& t, GId id, Commands& commands) {
    constexpr size_t kMost = 4;  // the latest of them
    std::vector<StackCopy> own;
    for (const StackCopy& c : f.timeline.copies)
        if (c.g == id.v) own.push_back(c);
    if (own.empty()) return;
    textIn(t.small, t.textDim, own.size() > kMost ? "copied: …" : "copied:");
    const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
    size_t last = own.size();  // up to here and one more, so that the way back and forth is in sight
    while (last > kMost && own[last - 2].step > f.world.step) --last;
    for (size_t i = last > kMost ? last - kMost : 0; i < last; ++i) {
        const StackCopy& c = own[i];
        const std::string text =
            bytesText(c.oldSize) + " → " + bytesText(c.newSize) + " at step " + std::to_string(c.step);
        if (ImGui::GetItemRectMax().x + textWidth(t.small, text) + t.px(10) < right)
            ImGui::SameLine(0, t.px(10));
        const bool past = c.step <= f.world.step;
        ImGui::PushID(static_cast<int>(c.step));
        if (link(t, t.small, c.step == f.world.step ? t.warning : past ? t.text : t.textFaint, text))
            commands.push_back(SeekTo{c.step});
        ImGui::PopID();
    }
}

}  // namespace

void drawStacks(const Frame& f, const Theme& t, Commands& commands) {
    const std::vector<GId> all = goroutinesWithStacks(f.world);
    if (all.empty()) {
        textIn(t.ui, t.textDim, "No goroutine of the program is alive.");
        return;
    }
    const GId shown = shownOf(f, all);
    const std::optional<StackCopy> copy = copyNow(f, shown);
    drawChoice(f, t, all, shown, commands);
    markedText(t, explanation(f, shown, copy));
    drawHistory(f, t, shown, commands);
    ImGui::Dummy({0, t.px(2)});
    ImGui::PushID(shown.v);
    drawStackPicture(f, t, shown, copy, commands);
    ImGui::PopID();
}

}  // namespace tricolor::render
