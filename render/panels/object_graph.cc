#include <algorithm>
#include <vector>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/panels/views.h"

namespace tricolor::render {

namespace {

struct Node {
    Addr base = 0;
    std::string label;  // of the edge that leads here
    int depth = 0;      // 0: the selected object; < 0: on the way from the root; > 0: below it
    int parent = -1;
    float x = 0, y = 0;
};

constexpr int kLevels = 4;
constexpr size_t kMostNodes = 120;

void addChildren(const Frame& f, std::vector<Node>& nodes, size_t i) {
    const Node from = nodes[i];
    const auto known = f.reachable.objects.find(from.base);
    const runtime::TypeId type = known == f.reachable.objects.end() ? -1 : known->second.type;
    const SpanId id = f.world.spanOf(from.base);
    if (!id) return;
    const uint64_t header = headerBytes(f.world.span(id));
    for (const Word& w : wordsOf(f.world, f.program.module, from.base, 64)) {
        if (!w.pointer || !w.value || nodes.size() >= kMostNodes) continue;
        const runtime::ObjectRef o = runtime::findObject(f.world, w.value);
        const bool seen =
            std::any_of(nodes.begin(), nodes.end(), [&](const Node& n) { return n.base == o.base; });
        if (!o.base || seen) continue;
        const uint64_t offset = w.addr - from.base;
        std::string label = offset >= header ? partName(f.program.module, type, offset - header) : "";
        if (label.empty()) label = "+" + std::to_string(offset);
        nodes.push_back({o.base, label, from.depth + 1, static_cast<int>(i), 0, 0});
    }
}

// A column a level: the ancestors left of the selected object, what it points to right of it.
std::vector<Node> neighbourhood(const Frame& f, Addr selected) {
    std::vector<Node> nodes;
    nodes.push_back({selected, "", 0, -1, 0, 0});
    Addr child = selected;
    for (int up = 1; up <= 2; ++up) {
        const auto it = f.reachable.objects.find(child);
        if (it == f.reachable.objects.end() || !it->second.parent) break;
        child = it->second.parent;
        nodes.push_back({child, "", -up, -1, 0, 0});
    }
    for (size_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].depth >= 0 && nodes[i].depth < kLevels) addChildren(f, nodes, i);
    return nodes;
}

void place(std::vector<Node>& nodes, const Rect& r, float nodeW) {
    int lowest = 0;
    for (const Node& n : nodes) lowest = std::min(lowest, n.depth);
    const auto columns = static_cast<float>(kLevels + 1 - lowest);
    for (int depth = lowest; depth <= kLevels; ++depth) {
        std::vector<Node*> level;
        for (Node& n : nodes)
            if (n.depth == depth) level.push_back(&n);
        for (size_t i = 0; i < level.size(); ++i) {
            level[i]->x =
                r.x + (static_cast<float>(depth - lowest) + 0.5f) * std::max(r.w / columns, nodeW * 1.25f);
            level[i]->y = r.y + r.h * (static_cast<float>(i) + 0.5f) / static_cast<float>(level.size());
        }
    }
}

void drawNode(const Frame& f, const Theme& t, const Node& n, float w, float h, Commands& commands) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const runtime::ObjectRef o = runtime::findObject(f.world, n.base);
    if (!o.base) return;
    const SlotState state = slotState(f, f.world.span(o.span), o.index);
    const ImVec2 lo{n.x - w / 2, n.y - h / 2}, hi{n.x + w / 2, n.y + h / 2};
    const bool black = state == SlotState::Black, grey = state == SlotState::Grey;
    const ImU32 fill = black ? t.objectBlack : grey ? t.objectGrey : t.panel;
    list->AddRectFilled(lo, hi, fill, t.px(5));
    const bool selected = f.selection.addr == n.base;
    list->AddRect(lo, hi, selected ? t.accent : t.objectOutline, t.px(5), 0, t.px(selected ? 3.0f : 1.5f));
    if (state == SlotState::White)
        list->AddRect({lo.x + 3, lo.y + 3}, {hi.x - 3, hi.y - 3}, t.objectOutline, t.px(3));
    const std::string type = f.reachable.typeName(f.program.module, n.base);
    const ImU32 ink = grey                                  ? IM_COL32(10, 12, 16, 255)
                      : black && t.name == ThemeName::light ? IM_COL32(255, 255, 255, 255)
                                                            : t.text;
    drawText(list, t.mono, lo.x + t.px(8), lo.y + t.px(5), ink, hex(n.base), w - t.px(14));
    drawText(list, t.small, lo.x + t.px(8), lo.y + t.px(22), ink,
             std::string(slotStateName(state)) + " " + type, w - t.px(14));
    if (ImGui::IsMouseHoveringRect(lo, hi) && ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0))
        commands.push_back(Select{Selection::object(n.base)});
}

}  // namespace

void drawObjectGraph(const Frame& f, const Theme& t, Commands& commands) {
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float w = std::min(t.px(150), size.x / 7.5f), h = t.px(42);
    if (f.selection.kind != Selection::Kind::object) {
        drawText(list, t.ui, at.x + t.px(16), at.y + t.px(14), t.textDim,
                 "Select an object in the heap view: here stand what it points to and what holds it.");
        return;
    }
    std::vector<Node> nodes = neighbourhood(f, f.selection.addr);
    place(nodes, {at.x, at.y + t.px(10), size.x, size.y - t.px(20)}, w);
    for (const Node& n : nodes) {
        if (n.parent < 0) continue;
        const Node& from = nodes[static_cast<size_t>(n.parent)];
        const ImVec2 a{from.x + w / 2, from.y}, b{n.x - w / 2, n.y};
        list->AddBezierCubic(a, {a.x + t.px(30), a.y}, {b.x - t.px(30), b.y}, b, t.textFaint, t.px(1.5f));
        drawText(list, t.small, (a.x + b.x) / 2 - textWidth(t.small, n.label) / 2, (a.y + b.y) / 2 - t.px(15),
                 t.textDim, n.label);
    }
    for (size_t i = 1; i < nodes.size() && nodes[i].depth < 0; ++i) {
        const Node& below = nodes[i - 1];
        list->AddBezierCubic({nodes[i].x + w / 2, nodes[i].y}, {nodes[i].x + w, nodes[i].y},
                             {below.x - w, below.y}, {below.x - w / 2, below.y}, t.accent, t.px(1.5f));
    }
    for (const Node& n : nodes) drawNode(f, t, n, w, h, commands);
    const std::vector<std::string> path = f.reachable.path(f.world, f.program.module, f.selection.addr);
    const std::string root = path.empty() ? "not reachable from any root" : "root: " + path.front();
    drawText(list, t.ui, at.x + t.px(16), at.y + t.px(8), t.textDim, root, size.x - t.px(32));
}

}  // namespace tricolor::render
