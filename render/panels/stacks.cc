// The Stacks view: one goroutine's stack as it lies in simulated memory, with its pointers; the others as
// bars.
#include <algorithm>
#include <optional>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/model/stack_rows.h"
#include "render/panels/heap.h"
#include "render/panels/views.h"
#include "sim/runtime/stack.h"

namespace tricolor::render {

namespace {

constexpr size_t kFramesShown = 40;

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

struct Columns {
    float gutter, at, before, name, type, value, heap, right;
};

struct Picture {
    const Frame& f;
    const Theme& t;
    Commands& commands;
    GId id;
    const G& g;
    std::optional<StackCopy> copy;
    Columns x{};
    ImDrawList* list = ImGui::GetWindowDrawList();
    float y = 0, line = 0;
    float lastBox = 0;                                 // lower edge of the heap box drawn last
    std::vector<std::pair<Addr, float>> boxes{};       // object, y of its middle
    std::vector<std::pair<StackRow, float>> placed{};  // rows and where they stand
    size_t adjusted = 0;
    bool narrow = false;  // no room for what is pointed to

    bool inSight(float top, float height) const {
        const float from = ImGui::GetWindowPos().y;
        return top + height > from && top < from + ImGui::GetWindowHeight();
    }
    bool clicked(const ImVec2& lo, const ImVec2& hi) const {
        return ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0);
    }

    void layOut() {
        const float left = ImGui::GetCursorScreenPos().x, width = ImGui::GetContentRegionAvail().x;
        line = fontSize(t.mono) * 1.5f;
        x.gutter = left, x.at = left + t.px(26);
        x.before = x.at + t.px(116);
        x.name = x.before + (copy ? t.px(124) : 0);
        x.type = x.name + t.px(118);
        x.right = left + width;
        narrow = width < t.px(640) && !copy;
        x.heap = narrow ? x.right + t.px(8) : x.right - t.px(178);
        x.value = x.type + std::min(t.px(130), (x.heap - x.type) * 0.42f);
    }

    ImU32 valueColour(const StackRow& row) const {
        if (row.dead) return t.textFaint;
        if (!row.pointer) return t.text;
        return runtime::findObject(f.world, row.pointer).base ? t.accent : t.good;
    }

    // What the slot held on the old stack, and whether the copy changed it.
    bool drawBefore(const StackRow& row) {
        const Addr old = row.at - g.stack.hi + copy->oldLo + copy->oldSize;
        if (!f.world.memory.mapped(old, 8)) return false;
        bool changed = false;
        uint64_t was = f.world.memory.load64(old);
        for (uint64_t i = 0; i + 8 <= std::max<uint64_t>(8, row.size) && !changed; i += 8) {
            const uint64_t word = f.world.memory.load64(old + i);
            changed = word != f.world.memory.load64(row.at + i) && word >= copy->oldLo &&
                      word < copy->oldLo + copy->oldSize;
            if (changed) was = word;
        }
        adjusted += changed;
        drawText(list, t.mono, x.before, y, changed ? t.warning : t.textFaint, changed ? hex(was) : "same",
                 x.name - x.before - t.px(18));
        if (changed) drawText(list, t.mono, x.name - t.px(17), y, t.warning, "→");
        return changed;
    }

    void heapBox(Addr target, float fromX) {
        const runtime::ObjectRef o = runtime::findObject(f.world, target);
        if (!o.base) return;
        const auto known =
            std::find_if(boxes.begin(), boxes.end(), [&](const auto& b) { return b.first == o.base; });
        const float middle = y + line * 0.4f;
        float at = 0;
        if (known != boxes.end()) {
            at = known->second;
        } else {
            const float h = t.px(38), top = std::max(y - t.px(4), lastBox + t.px(6));
            at = top + h / 2;
            boxes.emplace_back(o.base, at);
            lastBox = top + h;
            if (inSight(top, h)) drawBox(o, top, h);
        }
        const ImU32 colour = withAlpha(t.accent, 0.75f);
        const float bend = (x.heap - fromX) * 0.4f;
        list->AddBezierCubic({fromX, middle}, {fromX + bend, middle}, {x.heap - bend, at}, {x.heap, at},
                             colour, t.px(1.5f));
        list->AddTriangleFilled({x.heap, at}, {x.heap - t.px(7), at - t.px(4)},
                                {x.heap - t.px(7), at + t.px(4)}, colour);
    }

    void drawBox(const runtime::ObjectRef& o, float top, float h) {
        const ImVec2 lo{x.heap, top}, hi{x.right, top + h};
        const mspan& sp = f.world.span(o.span);
        const bool selected = f.selection.kind == Selection::Kind::object && f.selection.addr == o.base;
        list->AddRectFilled(lo, hi, t.raised, t.px(4));
        list->AddRect(lo, hi, selected ? t.accent : t.border, t.px(4), 0, selected ? t.px(2) : 1);
        drawState(list, t, slotState(f.world, sp, o.index, f.grey),
                  {lo.x + t.px(7), top + t.px(6), t.px(12), t.px(12)});
        drawText(list, t.mono, lo.x + t.px(25), top + t.px(3), t.text, hex(o.base),
                 x.right - lo.x - t.px(30));
        const std::string type = f.reachable.typeName(f.program.module, o.base);
        drawText(list, t.small, lo.x + t.px(7), top + t.px(20), t.textDim,
                 "heap · " + (type.empty() ? classOf(sp) : type + " · " + classOf(sp)),
                 x.right - lo.x - t.px(12));
        if (clicked(lo, hi)) commands.push_back(Select{Selection::object(o.base)});
    }

    void drawRow(const StackRow& row) {
        using Kind = StackRow::Kind;
        placed.emplace_back(row, y + line * 0.4f);
        const bool own = row.kind == Kind::variable || row.kind == Kind::argument || row.kind == Kind::result;
        const ImU32 ink = own ? t.text : t.textDim;
        if (inSight(y, line)) {
            drawText(list, t.mono, x.at, y, t.textDim, hex(row.at));
            if (copy && drawBefore(row))
                list->AddRectFilled({x.before - t.px(4), y - t.px(2)},
                                    {x.heap - t.px(12), y + line - t.px(3)}, withAlpha(t.warning, 0.13f),
                                    t.px(3));
            drawText(list, own ? t.mono : t.small, x.name, y, ink, row.name,
                     (row.type.empty() ? x.value : x.type) - x.name - t.px(8));
            const bool param = row.kind == Kind::argument || row.kind == Kind::result;
            const std::string note = param ? " (param)" : "";
            drawText(list, t.mono, x.type, y, t.textDim, row.type + note, x.value - x.type - t.px(8));
            drawText(list, own ? t.mono : t.small, x.value, y, own ? valueColour(row) : t.textDim,
                     row.value + (row.dead ? "  (dead)" : ""), x.heap - x.value - t.px(16));
        } else if (copy) {
            countAdjusted(row);
        }
        const float end = std::min(x.heap - t.px(20), x.value + textWidth(t.mono, row.value) + t.px(6));
        if (row.pointer && !row.dead && !narrow) heapBox(row.pointer, end);
        y += line;
    }

    void countAdjusted(const StackRow& row) {
        const Addr old = row.at - g.stack.hi + copy->oldLo + copy->oldSize;
        adjusted +=
            f.world.memory.mapped(old, 8) && f.world.memory.load64(old) != f.world.memory.load64(row.at);
    }

    void drawFrame(const StackFrame& frame, bool innermost) {
        const float top = y;
        y += t.px(4);
        const std::string name = frame.function + ":" + std::to_string(frame.line);
        const float w = drawText(list, t.bold, x.at, y, innermost ? t.accent : t.text, name);
        drawText(list, t.small, x.at + w + t.px(10), y + t.px(2), t.textDim,
                 "frame of " + std::to_string(frame.size) + " bytes at " + hex(frame.sp) +
                     (innermost ? " · runs now" : ""),
                 x.heap - x.at - w - t.px(20));
        y += line * 1.08f;
        for (const StackRow& row : frame.rows) drawRow(row);
        y += t.px(5);
        list->AddRect({x.at - t.px(7), top}, {x.heap - t.px(12), y - t.px(2)},
                      innermost ? t.accent : t.border, t.px(5));
        y += t.px(5);
    }

    // Pointers from this stack into itself, in the gutter.
    void drawInner() {
        float lane = x.at - t.px(12);
        for (const auto& [row, from] : placed) {
            if (row.dead || row.pointer < g.stack.lo || row.pointer >= g.stack.hi) continue;
            for (const auto& [target, to] : placed) {
                if (row.pointer < target.at || row.pointer >= target.at + std::max<uint64_t>(8, target.size))
                    continue;
                list->AddLine({x.at - t.px(3), from}, {lane, from}, t.good, t.px(1.5f));
                list->AddLine({lane, from}, {lane, to}, t.good, t.px(1.5f));
                list->AddLine({lane, to}, {x.at - t.px(3), to}, t.good, t.px(1.5f));
                list->AddTriangleFilled({x.at, to}, {x.at - t.px(6), to - t.px(4)},
                                        {x.at - t.px(6), to + t.px(4)}, t.good);
                lane = std::max(x.gutter, lane - t.px(4));
                break;
            }
        }
    }

    // A stack as a bar from its low end: free, the guard, used.
    void extent(const char* name, Addr lo, uint64_t size, uint64_t used, float perByte, ImU32 colour) {
        const float h = t.px(15), left = x.at + t.px(36), w = static_cast<float>(size) * perByte;
        const auto at = [&](uint64_t offset) { return left + static_cast<float>(offset) * perByte; };
        drawText(list, t.small, x.at - t.px(6), y + t.px(1), t.textDim, name);
        list->AddRectFilled({left, y}, {left + w, y + h}, t.objectFree, t.px(2));
        list->AddRectFilled({at(size - std::min(used, size)), y}, {left + w, y + h}, colour, t.px(2));
        list->AddRect({left, y}, {left + w, y + h}, t.textFaint, t.px(2));
        list->AddLine({at(runtime::stackGuard), y - 2}, {at(runtime::stackGuard), y + h + 2}, t.warning,
                      t.px(2));
        drawText(
            list, t.small, left + w + t.px(8), y + t.px(1), t.textDim,
            hex(lo) + " … " + hex(lo + size) + " · " + bytesText(size) + ", " + bytesText(used) + " used");
        y += h + t.px(6);
    }

    void extents() {
        const uint64_t used = g.sched.sp ? g.stack.hi - g.sched.sp : 0;
        const uint64_t most = std::max(g.stack.size(), copy ? copy->oldSize : 0);
        const float perByte = (x.right - x.at - t.px(360)) / static_cast<float>(most);
        if (copy) {
            extent("old", copy->oldLo, copy->oldSize, used, perByte, t.warning);
            const float oldEnd = static_cast<float>(copy->oldSize) * perByte,
                        newEnd = static_cast<float>(g.stack.size()) * perByte, left = x.at + t.px(36);
            const float w = static_cast<float>(used) * perByte;
            list->AddQuadFilled({left + oldEnd - w, y - t.px(6)}, {left + oldEnd, y - t.px(6)},
                                {left + newEnd, y + t.px(8)}, {left + newEnd - w, y + t.px(8)},
                                withAlpha(t.accent, 0.25f));
            y += t.px(8);
        }
        extent(copy ? "new" : "", g.stack.lo, g.stack.size(), used, perByte, t.accent);
        y += t.px(2);
    }

    void freePart() {
        const uint64_t free = g.sched.sp > g.stack.lo ? g.sched.sp - g.stack.lo : 0;
        const float h = line * 1.35f;
        list->AddRectFilled({x.at - t.px(7), y}, {x.heap - t.px(12), y + h}, withAlpha(t.objectFree, 0.6f),
                            t.px(5));
        drawText(list, t.mono, x.at, y + t.px(5), t.textDim, hex(g.stack.lo));
        drawText(list, t.small, x.at + t.px(120), y + t.px(6), t.textDim,
                 bytesText(free) + " free: the next calls' frames come here. Limit at " +
                     hex(g.stack.lo + runtime::stackGuard) + " (lo + 928)",
                 x.heap - x.at - t.px(140));
        y += h + t.px(6);
    }

    void columnNames() {
        const auto name = [&](float at, const char* text) {
            drawText(list, t.small, at, y, t.textDim, text);
        };
        name(x.at, "address"), name(x.name, "what"), name(x.type, "type"), name(x.value, "value");
        if (copy) name(x.before, "on the old stack");
        if (!narrow) name(x.heap, "points to");
        y += fontSize(t.small) * 1.5f;
    }

    void draw() {
        layOut();
        y = ImGui::GetCursorScreenPos().y;
        const float start = y;
        extents();
        columnNames();
        freePart();
        lastBox = y;
        const std::vector<StackFrame> frames = stackFrames(f.world, f.program.module, id, kFramesShown + 1);
        for (size_t i = 0; i < std::min(frames.size(), kFramesShown); ++i) drawFrame(frames[i], i == 0);
        if (frames.size() > kFramesShown) {
            drawText(list, t.ui, x.at, y, t.textDim,
                     "… and the frames of its callers, up to " + hex(g.stack.hi));
            y += line;
        }
        if (frames.empty())
            drawText(list, t.ui, x.at, y, t.textDim, "It has no Go frame at the moment."), y += line;
        drawInner();
        ImGui::Dummy({1, std::max(y, lastBox) - start + t.px(8)});
    }
};

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
    size_t last = own.size();  // up to here and one more, so that the way back and forth is in sight
    while (last > kMost && own[last - 2].step > f.world.step) --last;
    for (size_t i = last > kMost ? last - kMost : 0; i < last; ++i) {
        const StackCopy& c = own[i];
        ImGui::SameLine(0, t.px(10));
        const bool past = c.step <= f.world.step;
        ImGui::PushID(static_cast<int>(c.step));
        if (link(t, t.small,
                 c.step == f.world.step ? t.warning
                 : past                 ? t.text
                                        : t.textFaint,
                 bytesText(c.oldSize) + " → " + bytesText(c.newSize) + " at step " + std::to_string(c.step)))
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
    Picture{f, t, commands, shown, f.world.g(shown), copy}.draw();
    ImGui::PopID();
}

}  // namespace tricolor::render
