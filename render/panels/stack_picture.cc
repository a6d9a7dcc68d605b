// One goroutine's stack as it lies in memory: its extent, its frames' slots and where they point.
#include "render/panels/stack_picture.h"

#include <algorithm>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/model/stack_columns.h"
#include "render/model/stack_rows.h"
#include "render/panels/heap.h"
#include "sim/runtime/stack.h"

namespace tricolor::render {

namespace {

constexpr size_t kFramesShown = 40;

// What the goroutine does at its innermost frame.
const char* standing(const World& w, const G& g) {
    const bool running = (g.atomicstatus & ~Gscan) == Grunning;
    if (w.process == ProcessState::exited) return running ? "exited here" : "stood here at the end";
    switch (g.atomicstatus & ~Gscan) {
        case Grunning:
            return "runs now";
        case Grunnable:
        case Gpreempted:
            return "goes on here";
        case Gsyscall:
            return "in a system call";
        default:
            return "waits here";
    }
}

struct Picture {
    const Frame& f;
    const Theme& t;
    Commands& commands;
    GId id;
    const G& g;
    std::optional<StackCopy> copy;
    StackColumns x{};
    ImDrawList* list = ImGui::GetWindowDrawList();
    float y = 0, line = 0;
    float lastBox = 0;                                 // lower edge of the heap box drawn last
    std::vector<std::pair<Addr, float>> boxes{};       // object, y of its middle
    std::vector<std::pair<StackRow, float>> placed{};  // rows and where they stand

    bool inSight(float top, float height) const {
        const float from = ImGui::GetWindowPos().y;
        return top + height > from && top < from + ImGui::GetWindowHeight();
    }
    bool clicked(const ImVec2& lo, const ImVec2& hi) const {
        return ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0);
    }

    void layOut() {
        line = fontSize(t.mono) * 1.5f;
        x = layOutStackColumns({.left = ImGui::GetCursorScreenPos().x,
                                .width = ImGui::GetContentRegionAvail().x,
                                .digit = textWidth(t.mono, "0"),
                                .scale = t.scale,
                                .copy = copy.has_value()});
    }

    std::string address(Addr a) const { return x.shortAddresses ? shortAddresses(hex(a)) : hex(a); }

    // Text that keeps to its room: addresses are shortened before anything is cut. Returns its width.
    float cell(ImFont* font, float at, float top, ImU32 colour, const std::string& text, float room) const {
        if (room < fontSize(font)) return 0;
        const bool fits = textWidth(font, text) <= room;
        return drawText(list, font, at, top, colour, fits ? text : shortAddresses(text), room);
    }

    ImU32 valueColour(const StackRow& row) const {
        if (row.dead) return t.textFaint;
        if (!row.pointer) return t.text;
        return runtime::findObject(f.world, row.pointer).base ? t.accent : t.good;
    }

    // The words of a slot that the copy changed: how many, and the first of them.
    struct Adjusted {
        size_t count = 0;
        Addr was = 0, is = 0;
    };
    Adjusted adjustedIn(const StackRow& row) const {
        Adjusted a;
        const Addr old = row.at - g.stack.hi + copy->oldLo + copy->oldSize;
        for (uint64_t i = 0; i + 8 <= std::max<uint64_t>(8, row.size); i += 8) {
            if (!f.world.memory.mapped(old + i, 8)) break;
            const Addr was = f.world.memory.load64(old + i), is = f.world.memory.load64(row.at + i);
            if (was == is || was < copy->oldLo || was >= copy->oldLo + copy->oldSize) continue;
            if (a.count++ == 0) a.was = was, a.is = is;
        }
        return a;
    }

    // What the slot held on the old stack, and whether the copy changed it.
    bool drawBefore(const Adjusted& a) const {
        const bool changed = a.count > 0;
        const Addr was = a.was;
        cell(t.mono, x.before, y, changed ? t.warning : t.textFaint, changed ? address(was) : "same",
             x.name - x.before - t.px(20));
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
        drawState(list, t, slotState(f, sp, o.index), {lo.x + t.px(7), top + t.px(6), t.px(12), t.px(12)});
        cell(t.mono, lo.x + t.px(25), top + t.px(3), t.text, address(o.base), x.right - lo.x - t.px(30));
        const std::string type = f.reachable.typeName(f.program.module, o.base);
        drawText(list, t.small, lo.x + t.px(7), top + t.px(20), t.textDim,
                 "heap · " + (type.empty() ? classOf(sp) : type + " · " + classOf(sp)),
                 x.right - lo.x - t.px(12));
        if (clicked(lo, hi)) commands.push_back(Select{Selection::object(o.base)});
    }

    void drawRow(const StackRow& row) {
        using Kind = StackRow::Kind;
        placed.emplace_back(row, y + line * 0.4f);
        float valueWidth = 0;
        const bool own = row.kind == Kind::variable || row.kind == Kind::argument || row.kind == Kind::result;
        const ImU32 ink = own ? t.text : t.textDim;
        if (inSight(y, line)) {
            drawText(list, t.mono, x.at, y, t.textDim, address(row.at));
            const Adjusted moved = copy ? adjustedIn(row) : Adjusted{};
            if (copy && drawBefore(moved))
                list->AddRectFilled({x.before - t.px(4), y - t.px(2)},
                                    {x.heap - t.px(12), y + line - t.px(3)}, withAlpha(t.warning, 0.13f),
                                    t.px(3));
            drawText(list, own ? t.mono : t.small, x.name, y, ink, row.name,
                     (row.type.empty() ? x.value : x.type) - x.name - t.px(8));
            const bool param = row.kind == Kind::argument || row.kind == Kind::result;
            const std::string note = param ? " (param)" : "";
            cell(t.mono, x.type, y, t.textDim, row.type + note, x.value - x.type - t.px(8));
            std::string value = row.value + (row.dead ? "  (dead)" : "");
            if (row.kind == Kind::temporary && moved.count) value = "→ " + hex(moved.is) + " in " + row.value;
            valueWidth = cell(own ? t.mono : t.small, x.value, y, own ? valueColour(row) : t.textDim, value,
                              x.heap - x.value - t.px(16));
            if (hovered())
                tooltip(t, row.name + " " + row.type + note + " = " + value + "\nat " + hex(row.at) +
                               meaningOf(row));
        }
        const float end = std::min(x.heap - t.px(20), x.value + valueWidth + t.px(6));
        if (row.pointer && !row.dead && x.heaps) heapBox(row.pointer, end);
        y += line;
    }

    bool hovered() const {
        return ImGui::IsMouseHoveringRect({x.at, y}, {x.heap - t.px(12), y + line}) &&
               ImGui::IsWindowHovered();
    }

    static const char* meaningOf(const StackRow& row) {
        if (row.dead)
            return "\nNothing reads it any more: the collector does not look at it, a copy does not adjust "
                   "it.";
        switch (row.kind) {
            case StackRow::Kind::temporary:
                return "\nRoom for what the compiler needs: values in between, arguments and results of "
                       "calls.";
            case StackRow::Kind::framePointer:
                return "\nWhere the caller's frame pointer stood: profilers walk this chain.";
            case StackRow::Kind::returnAddress:
                return "\nWhere the caller goes on.";
            default:
                return "";
        }
    }

    // How far the copy moved everything, and what that changed.
    void distance(const std::vector<StackFrame>& frames) {
        size_t words = 0;
        for (const StackFrame& frame : frames)
            for (const StackRow& row : frame.rows) words += adjustedIn(row).count;
        const Addr from = copy->oldLo + copy->oldSize, to = g.stack.hi;
        const std::string by = (to > from ? "up by " + hex(to - from) : "down by " + hex(from - to));
        cell(t.small, x.at + t.px(36), y, t.warning,
             "every word moved " + by + "; " + std::to_string(words) +
                 (words == 1 ? " word that points" : " words that point") + " into the stack adjusted" +
                 (frames.size() > kFramesShown ? " in the innermost frames" : ""),
             x.right - x.at - t.px(40));
        y += fontSize(t.small) * 1.6f;
    }

    void drawFrame(const StackFrame& frame, bool innermost) {
        const float top = y;
        y += t.px(4);
        const std::string name =
            frame.function + (frame.line ? ":" + std::to_string(frame.line) : std::string());
        const float room = x.heap - x.at - t.px(20);
        const float w = drawText(list, t.bold, x.at, y, innermost ? t.accent : t.text, name, room);
        cell(t.small, x.at + w + t.px(10), y + t.px(2), t.textDim,
             (innermost ? std::string(standing(f.world, g)) + " · " : "") + std::to_string(frame.size) +
                 " bytes at " + hex(frame.sp),
             room - w - t.px(10));
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
                list->AddTriangleFilled({x.at - t.px(2), to}, {x.at - t.px(8), to - t.px(4)},
                                        {x.at - t.px(8), to + t.px(4)}, t.good);
                lane = std::max(x.gutter, lane - t.px(4));
                break;
            }
        }
    }

    // However little of a large stack is used, it can be seen.
    float usedWidth(uint64_t used, float perByte) const {
        return used ? std::max(t.px(4), static_cast<float>(used) * perByte) : 0;
    }

    // A stack as a bar from its low end: free, the guard, used.
    void extent(const char* name, Addr lo, uint64_t size, uint64_t used, float perByte, ImU32 colour) {
        const float h = t.px(15), left = x.at + t.px(36), w = static_cast<float>(size) * perByte;
        const auto at = [&](uint64_t offset) { return left + static_cast<float>(offset) * perByte; };
        drawText(list, t.small, x.at - t.px(6), y + t.px(1), t.textDim, name);
        list->AddRectFilled({left, y}, {left + w, y + h}, t.objectFree, t.px(2));
        list->AddRectFilled({left + w - usedWidth(used, perByte), y}, {left + w, y + h}, colour, t.px(2));
        list->AddRect({left, y}, {left + w, y + h}, t.textFaint, t.px(2));
        list->AddLine({at(runtime::stackGuard), y - 2}, {at(runtime::stackGuard), y + h + 2}, t.warning,
                      t.px(2));
        const float words = left + w + t.px(8);
        cell(t.small, words, y + t.px(1), t.textDim,
             hex(lo) + " … " + hex(lo + size) + " · " + bytesText(size) + ", " + bytesText(used) + " used",
             x.right - words);
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
            const float w = usedWidth(used, perByte), from = y - t.px(5), to = y + t.px(13);
            list->AddQuadFilled({left + oldEnd - w, from}, {left + oldEnd, from}, {left + newEnd, to},
                                {left + newEnd - w, to}, withAlpha(t.accent, 0.25f));
            for (const float edge : {0.0f, w})  // else a narrow one is but dashes
                list->AddLine({left + oldEnd - edge, from}, {left + newEnd - edge, to},
                              withAlpha(t.accent, 0.6f), t.px(1.2f));
            y += t.px(14);
        }
        extent(copy ? "new" : "", g.stack.lo, g.stack.size(), used, perByte, t.accent);
        y += t.px(2);
    }

    void freePart() {
        const uint64_t free = g.sched.sp > g.stack.lo ? g.sched.sp - g.stack.lo : 0;
        const float h = line * 1.35f;
        list->AddRectFilled({x.at - t.px(7), y}, {x.heap - t.px(12), y + h}, withAlpha(t.objectFree, 0.6f),
                            t.px(5));
        drawText(list, t.mono, x.at, y + t.px(5), t.textDim, address(g.stack.lo));
        cell(t.small, x.before, y + t.px(6), t.textDim,
             bytesText(free) + " free: the next calls' frames come here. Limit at " +
                 hex(g.stack.lo + runtime::stackGuard) + " (lo + 928)",
             x.heap - x.before - t.px(20));
        y += h + t.px(6);
    }

    void columnNames() {
        const auto name = [&](float at, float to, const char* text) {
            cell(t.small, at, y, t.textDim, text, to - at - t.px(6));
        };
        name(x.at, x.before, "address"), name(x.name, x.type, "what"), name(x.value, x.heap, "value");
        if (copy) name(x.before, x.name, x.shortAddresses ? "before" : "on the old stack");
        if (x.types) name(x.type, x.value, "type");
        if (x.heaps) name(x.heap, x.right, "points to");
        y += fontSize(t.small) * 1.5f;
    }

    void draw() {
        layOut();
        y = ImGui::GetCursorScreenPos().y;
        const float start = y;
        const std::vector<StackFrame> frames = stackFrames(f.world, f.program.module, id, kFramesShown + 1);
        extents();
        if (copy) distance(frames);
        columnNames();
        freePart();
        lastBox = y;
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

}  // namespace

void drawStackPicture(const Frame& f, const Theme& t, GId g, const std::optional<StackCopy>& copy,
                      Commands& commands) {
    Picture{f, t, commands, g, f.world.g(g), copy}.draw();
}

}  // namespace tricolor::render
