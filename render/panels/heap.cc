#include "render/panels/heap.h"

#include <algorithm>
#include <cmath>

#include "render/model/objects.h"

namespace tricolor::render {

using scenario::Colouring;

namespace {

void drawCells(const ImDrawList*, const ImDrawCmd* cmd) {
    const auto* call = static_cast<const HeapPassCall*>(cmd->UserCallbackData);
    call->pass->draw(call->area.x, call->area.y, call->area.w, call->area.h, call->framebufferHeight);
}

// The whole mapped heap as a strip: how much of each column's pages is in use; a frame where the view stands.
void drawOverview(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r, float viewHeight) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const auto& map = f.world.mheap_.pageToSpan;
    const uint64_t pages = std::max<uint64_t>(map.size(), 1);
    const uint64_t mapped = f.world.memory.heapBytesMapped();
    const std::string title = "heap from " + hex(kHeapBase) + " · " + bytesText(mapped) + " mapped · " +
                              std::to_string(pages) + " pages of 8 KiB";
    drawText(list, t.mono, r.x, r.y, t.textDim, title, r.w);
    const float top = r.y + t.px(20), height = r.h - t.px(22);
    list->AddRectFilled({r.x, top}, {r.right(), top + height}, t.objectFree, t.px(2));
    const auto columns = static_cast<uint64_t>(std::min<float>(r.w / t.px(4), static_cast<float>(pages)));
    for (uint64_t c = 0; c < columns; ++c) {
        const uint64_t from = c * pages / columns, to = std::max(from + 1, (c + 1) * pages / columns);
        const mspan* shown = nullptr;
        uint64_t used = 0;
        const uint64_t stride = std::max<uint64_t>(1, (to - from) / 16);  // a sample is enough for a colour
        for (uint64_t p = from; p < to; p += stride) {
            const SpanId id = map[p];
            const mspan* sp = id ? &f.world.mheap_.spans[id.index()] : nullptr;
            if (sp && sp->generation == id.generation() && sp->state != mSpanState::Dead) shown = sp, ++used;
        }
        if (!shown) continue;
        const float share = static_cast<float>(used * stride) / static_cast<float>(to - from);
        const float x0 = r.x + r.w * static_cast<float>(c) / static_cast<float>(columns);
        const float x1 = r.x + r.w * static_cast<float>(c + 1) / static_cast<float>(columns);
        const ImU32 colour =
            shown->state == mSpanState::InUse ? t.spanClass(shown->spanclass.v) : t.textFaint;
        list->AddRectFilled({x0, top}, {std::max(x0 + 1, x1 - 1), top + height},
                            withAlpha(colour, 0.35f + 0.65f * std::min(1.0f, share)));
    }
    const auto place = [&](Addr a) {
        return r.x + r.w * static_cast<float>(static_cast<double>(a - kHeapBase) /
                                              static_cast<double>(pages * kPageSize));
    };
    const float x0 = place(std::max(kHeapBase, s.layout.addrAt(0, s.scroll)));
    const float x1 = place(std::max(kHeapBase, s.layout.addrAt(1e6f, s.scroll + viewHeight)));
    list->AddRect({x0 - 1, top - 2}, {std::max(x0 + t.px(4), x1 + 1), top + height + 2}, t.accent, t.px(2), 0,
                  t.px(2));
    ImGui::SetCursorScreenPos({r.x, top});
    ImGui::InvisibleButton("overview", {std::max(1.0f, r.w), std::max(1.0f, height)});
    if (!ImGui::IsItemActive()) return;
    const double part = std::clamp((ImGui::GetMousePos().x - r.x) / r.w, 0.0f, 1.0f);
    const Addr a = kHeapBase + static_cast<Addr>(part * static_cast<double>(pages * kPageSize));
    s.scroll = s.layout.yOf(a) - viewHeight / 2;
}

// The zoom at which a row fills the view.
float fittingZoom(const Theme& t, float width) {
    const float cell = (width - t.px(16)) / static_cast<float>(kColumns) / t.scale;
    return std::clamp(cell, kPageZoom, 24.0f);
}

void layOut(const Frame& f, HeapViewState& s, const Theme& t, HeapPass& pass, float width, float height) {
    if (s.zoom <= 0) s.zoom = fittingZoom(t, width);
    HeapViewState::Key key;
    key.step = f.world.step, key.epoch = reinterpret_cast<uintptr_t>(&f.program);
    key.input = {s.zoom, t.scale};
    key.panX = s.panX, key.scroll = s.scroll, key.width = width, key.height = height;
    key.colour = s.colour, key.theme = t.name;
    key.births = f.births ? f.births->to() : 0;
    if (key == s.key) return;
    if (key.step != s.key.step || key.epoch != s.key.epoch) s.spans = spansInOrder(f.world);
    if (key.step != s.key.step || key.epoch != s.key.epoch || !(key.input == s.key.input))
        s.layout = layOutHeap(f.world, s.spans, key.input);
    // Some of the heap always stays in sight; beyond that it lies where the mouse put it.
    key.scroll = s.scroll =
        std::clamp(s.scroll, -height * 0.8f, std::max(0.0f, s.layout.height - height * 0.2f));
    key.panX = s.panX = std::clamp(s.panX, -width * 0.8f, std::max(0.0f, s.layout.width - width * 0.2f));
    s.key = key;
    pass.setCells(heapCells(f, s, t, width, height, &s.legend));
}

// Zooms so that what is under the cursor stays there.
void zoomAt(const Frame& f, HeapViewState& s, const Theme& t, float zoom, float x, float y) {
    const HeapAnchor under = s.layout.anchorAt(x + s.panX, y + s.scroll);
    s.zoom = std::clamp(zoom, kMinZoom, kMaxZoom);
    layOutHeap(f.world, s.spans, {s.zoom, t.scale}).placeOf(under, s.panX, s.scroll);
    s.panX -= x, s.scroll -= y;
}

// To the level that was asked for, at what is selected or else at the upper left of the view.
void zoomTo(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r) {
    const HeapDetail detail = *s.wanted;
    s.wanted.reset();
    float x = s.layout.left + 1, y = std::min(t.px(60), r.h / 2);
    const bool object = f.selection.kind == Selection::Kind::object;
    if (object) {
        HeapAnchor at;
        at.addr = f.selection.addr, at.fx = at.fy = 0.5f, at.detail = s.layout.detail;
        float heapX = 0, heapY = 0;
        s.layout.placeOf(at, heapX, heapY);
        s.panX = heapX - r.w / 2, s.scroll = heapY - r.h / 2;
        x = r.w / 2, y = r.h / 2;
    }
    const float pages = (r.w - t.px(16)) / static_cast<float>(kColumns) / t.scale / kPageCell;
    const float zoom = detail == HeapDetail::pages   ? std::clamp(pages, kMinZoom, kPageZoom * 0.99f)
                       : detail == HeapDetail::slots ? fittingZoom(t, r.w)
                                                     : kWordZoom * 1.45f;
    zoomAt(f, s, t, zoom, x, y);
    if (detail != HeapDetail::words) s.panX = 0;
    if (detail == HeapDetail::words && !object) s.panX = 0;
    s.scroll = std::max(0.0f, s.scroll);
}

struct Hit {
    const SpanBox* box = nullptr;
    int64_t slot = -1;
    Addr page = 0;
};

Hit hitAt(const HeapViewState& s, float x, float y) {
    const HeapLayout& l = s.layout;
    x += s.panX, y += s.scroll;
    if (x < l.left - l.cellW || x > l.width || y < 0 || y > l.height) return {};
    if (l.detail == HeapDetail::pages) return {nullptr, -1, l.addrAt(x, y)};
    const size_t i = l.firstBelow(y);
    if (i >= l.spans.size() || l.spans[i].top > y) return {};
    const SpanBox& b = l.spans[i];
    Hit hit{&b, -1, 0};
    const auto column = static_cast<int64_t>(std::floor((x - l.left) / l.cellW)),
               row = static_cast<int64_t>(std::floor((y - b.top - l.headerHeight) / l.cellH));
    if (column >= 0 && row >= 0 && column < b.columns && row < b.rows && row * b.columns + column < b.nelems)
        hit.slot = row * b.columns + column;
    return hit;
}

void hover(const Frame& f, const HeapViewState& s, const Theme& t, const Hit& hit) {
    if (!hit.box) {
        if (hit.page) tooltip(t, "page at " + hex(hit.page));
        return;
    }
    const mspan& sp = f.world.span(hit.box->id);
    if (hit.slot < 0 || sp.state != mSpanState::InUse) {
        tooltip(t, "span " + hex(sp.base()) + "\n" + classOf(sp) + "\n" + ownerOf(f.world, sp));
        return;
    }
    const auto slot = static_cast<uint64_t>(hit.slot);
    const Addr base = sp.base() + slot * sp.elemsize;
    const SlotState state = slotState(f, sp, slot);
    const std::string type = f.reachable.typeName(f.program.module, base);
    tooltip(t, hex(base) + (type.empty() ? "" : "  " + type) + "\nslot " + std::to_string(slot) + " of " +
                   classOf(sp) + "\n" + slotStateName(state) + ": " + slotStateReason(state));
    (void)s;
}

void interact(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r, Commands& commands) {
    ImGui::SetCursorScreenPos({r.x, r.y});
    ImGui::InvisibleButton("heap", {std::max(1.0f, r.w), std::max(1.0f, r.h)});
    const ImGuiIO& io = ImGui::GetIO();
    const float x = io.MousePos.x - r.x, y = io.MousePos.y - r.y;
    if (ImGui::IsItemHovered()) {
        if (io.MouseWheel != 0 && io.KeyShift)
            s.scroll -= io.MouseWheel * t.px(80);
        else if (io.MouseWheel != 0)
            zoomAt(f, s, t, s.zoom * std::pow(1.18f, io.MouseWheel), x, y);
        s.panX -= io.MouseWheelH * t.px(80);
    }
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, t.px(4))) {
        s.scroll -= io.MouseDelta.y, s.panX -= io.MouseDelta.x;
        s.dragging = true;
    }
    const Hit hit = hitAt(s, x, y);
    if (ImGui::IsItemDeactivated()) {
        if (!s.dragging && hit.box) {
            const mspan& sp = f.world.span(hit.box->id);
            const bool object = hit.slot >= 0 && sp.state == mSpanState::InUse;
            const Selection what =
                object ? Selection::object(sp.base() + static_cast<uint64_t>(hit.slot) * sp.elemsize)
                       : Selection::span(sp.base());
            s.revealed = what;  // it is in view already
            commands.push_back(Select{what});
        } else if (!s.dragging && hit.page) {
            const SpanId id = f.world.spanOf(hit.page);
            if (id) commands.push_back(Select{Selection::span(f.world.mheap_.spans[id.index()].base())});
        }
        s.dragging = false;
    }
    if (ImGui::IsItemHovered() && !s.dragging) hover(f, s, t, hit);
}

}  // namespace

void drawHeap(const Frame& f, HeapViewState& s, const Theme& t, HeapPass& pass, Commands& commands) {
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    const float pad = t.px(12);
    const Rect strip{at.x + pad, at.y + t.px(6), size.x - 2 * pad, t.px(42)};
    const float legend = t.px(26);
    const Rect view{at.x + pad, strip.bottom() + t.px(8), size.x - 2 * pad,
                    std::max(1.0f, at.y + size.y - strip.bottom() - t.px(10) - legend)};
    interact(f, s, t, view, commands);
    layOut(f, s, t, pass, view.w, view.h);
    revealSelection(f, s, t, view);
    followEvents(f, s, t, view);
    if (s.wanted) zoomTo(f, s, t, view);
    layOut(f, s, t, pass, view.w, view.h);
    drawHeapLegend(s, t, {view.x, view.bottom(), view.w, legend});
    drawOverview(f, s, t, strip, view.h);

    ImDrawList* list = ImGui::GetWindowDrawList();
    s.call = {&pass, view, ImGui::GetIO().DisplaySize.y};
    list->AddCallback(drawCells, &s.call);
    list->AddCallback(ImDrawCallback_ResetRenderState, nullptr);
    list->PushClipRect({view.x, view.y}, {view.right(), view.bottom()}, true);
    drawHeapWords(f, s, t, view);
    drawHeapHeaders(f, s, t, view);
    drawHeapEvents(f, s, t, view);
    drawHeapSelection(f, s, t, view);
    list->PopClipRect();
    if (s.spans.empty())
        drawText(list, t.ui, view.x, view.y, t.textDim, "The heap is empty: no span has been allocated yet.");
}

}  // namespace tricolor::render
