#include "render/panels/allocator.h"

#include <algorithm>
#include <array>

#include "render/model/objects.h"

namespace tricolor::render {

namespace {

constexpr float kSeconds = 0.7f;  // that something takes from station to station

// A move of memory or of a request between neighbouring stations.
struct Move {
    int from = 0, to = 0;
};

// What the events of the last step moved.
std::vector<Move> movesOf(std::span<const Event> events) {
    std::vector<Move> moves;
    for (const Event& e : events) switch (e.kind) {
            case EventKind::Refill:
                moves.push_back({0, 1});
                break;
            case EventKind::CacheSpan:
                moves.push_back({1, 0});
                break;
            case EventKind::UncacheSpan:
                moves.push_back({0, 1});
                break;
            case EventKind::SpanAlloc:
                moves.push_back({2, 1});
                break;
            case EventKind::SpanFree:
                moves.push_back({1, 2});
                break;
            case EventKind::HeapGrow:
                moves.push_back({3, 2});
                break;
            case EventKind::Scavenge:
                moves.push_back({2, 3});
                break;
            default:
                break;
        }
    return moves;
}

struct Box {
    const char* name;
    std::string holds;
};

std::array<Box, 4> boxesOf(const AllocatorFrame& a) {
    const World& w = a.f.world;
    size_t cached = 0, central = 0;
    for (size_t p = 0; p < w.allp.size(); ++p)
        cached +=
            static_cast<size_t>(std::count_if(w.allp[p].mcache.alloc.begin(), w.allp[p].mcache.alloc.end(),
                                              [](SpanId id) { return id.valid(); }));
    for (const mcentral& c : w.mheap_.central)
        for (int i = 0; i < 2; ++i)
            central += c.partial[static_cast<size_t>(i)].size() + c.full[static_cast<size_t>(i)].size();
    return {{{"mcache", std::to_string(w.allp.size()) + (w.allp.size() == 1 ? " P · " : " Ps · ") +
                            std::to_string(cached) + " spans"},
             {"mcentral", std::to_string(central) + " spans in 136 classes"},
             {"page heap", std::to_string(a.s.sums.freePages) + " pages free"},
             {"operating system", bytesText(a.stats.Sys) + " from it"}}};
}

void drawMoves(const AllocatorFrame& a, const std::array<Rect, 4>& at) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const Theme& t = a.t;
    const std::vector<Move> moves = movesOf(a.f.events);
    for (int i = 0; i < 3; ++i) {
        const Rect &l = at[static_cast<size_t>(i)], &r = at[static_cast<size_t>(i) + 1];
        const float y = l.y + l.h / 2, x0 = l.right() + t.px(5), x1 = r.x - t.px(5);
        bool right = false, left = false;
        for (const Move& m : moves) {
            right = right || (m.from <= i && m.to > i);
            left = left || (m.from > i && m.to <= i);
        }
        const auto arrow = [&](float from, float to, float line, bool on) {
            const ImU32 colour = on ? t.warning : t.textFaint;
            const float side = to > from ? -1.0f : 1.0f, head = t.px(7) * side;
            list->AddLine({from, line}, {to, line}, colour, t.px(on ? 3.0f : 1.5f));
            list->AddTriangleFilled({to, line}, {to + head, line - t.px(5)}, {to + head, line + t.px(5)},
                                    colour);
            if (!on) return;
            const float part = std::min(1.0f, a.s.moving / kSeconds);
            list->AddCircleFilled({from + (to - from) * part, line}, t.px(5), t.warning);
        };
        arrow(x0, x1, y - t.px(8), right);
        arrow(x1, x0, y + t.px(8), left);
    }
}

}  // namespace

void drawStations(const AllocatorFrame& a, float height) {
    const Theme& t = a.t;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, gap = t.px(52), w = (width - 3 * gap) / 4;
    std::array<Rect, 4> places;
    const std::array<Box, 4> boxes = boxesOf(a);
    for (size_t i = 0; i < 4; ++i) {
        const Rect r = places[i] = {at.x + static_cast<float>(i) * (w + gap), at.y, w, height};
        const bool reached = !a.journey.events.empty() && static_cast<size_t>(a.journey.reached) >= i;
        list->AddRectFilled({r.x, r.y}, {r.right(), r.bottom()},
                            reached ? mix(t.panel, t.warning, 0.18f) : t.raised, t.px(7));
        list->AddRect({r.x, r.y}, {r.right(), r.bottom()}, reached ? t.warning : t.border, t.px(7), 0,
                      t.px(reached ? 2.0f : 1.0f));
        drawText(list, t.bold, r.x + t.px(10), r.y + t.px(6), t.text, boxes[i].name, r.w - t.px(16));
        drawText(list, t.small, r.x + t.px(10), r.y + t.px(27), t.textDim, boxes[i].holds, r.w - t.px(16));
    }
    drawMoves(a, places);
    ImGui::Dummy({width, height + t.px(4)});
}

bool drawAllocator(const Frame& f, AllocatorState& s, const Theme& t, Commands& commands) {
    if (s.step != f.world.step || s.program != &f.program) {
        s.step = f.world.step, s.program = &f.program;
        s.sums = heapSums(f.world);
        s.moving = 0;
    } else {
        s.moving += std::min(ImGui::GetIO().DeltaTime, 0.05f);
    }
    const Journey journey = lastJourney(f.timeline, f.world.step);
    const runtime::MemStats stats = runtime::memStats(f.world);
    const AllocatorFrame a{f, t, s, journey, stats, commands};
    drawStations(a, t.px(50));
    markedText(t, "**Last slow path" +
                      (journey.events.empty() ? std::string(":** ")
                                              : " (step " + std::to_string(journey.from) + "):** ") +
                      journeyText(journey));
    const float width = ImGui::GetContentRegionAvail().x, gap = t.px(14);
    const bool narrow = width < t.px(640);  // two and two, where four do not fit
    constexpr float kShares[] = {0.27f, 0.27f, 0.24f, 0.22f};
    const float height = std::max(t.px(190), ImGui::GetWindowHeight() - t.px(430));
    const auto column = [&](int i, const char* name, void (*draw)(const AllocatorFrame&)) {
        if (narrow ? i % 2 : i) ImGui::SameLine(0, gap);
        ImGui::BeginChild(name, {narrow ? (width - gap) / 2 : (width - 3 * gap) * kShares[i], height});
        draw(a);
        ImGui::EndChild();
    };
    column(0, "caches", drawCaches);
    column(1, "central", drawCentral);
    column(2, "pages", drawPageHeap);
    column(3, "system", drawSystem);
    drawMemoryBar(a);
    drawAnswers(a);
    return s.moving < kSeconds && !movesOf(f.events).empty();
}

}  // namespace tricolor::render
