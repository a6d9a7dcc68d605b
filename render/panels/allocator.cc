#include "render/panels/allocator.h"

#include <algorithm>
#include <cmath>

#include "render/model/moves.h"
#include "render/model/objects.h"

namespace tricolor::render {

namespace {

constexpr float kSeconds = 0.7f;  // that something takes from station to station

constexpr const char* kStations[] = {"mcache", "mcentral", "page heap", "operating system"};
constexpr const char* kShort[] = {"mcache", "mcentral", "page heap", "system"};
constexpr const char* kMeanings[] = {
    "One a P, no lock: a span of each class in use. Its free slots are handed out in one step.",
    "One a class, shared by all Ps: spans with free slots and full ones, swept and not yet.",
    "Pages of 8 KiB, first fit from the lowest address. Each P keeps up to 64 at hand.",
    "Address space comes in arenas of 64 MiB, memory in steps of 4 MiB."};

std::array<std::string, 4> holdings(const AllocatorFrame& a) {
    const World& w = a.f.world;
    size_t cached = 0, central = 0;
    for (size_t p = 0; p < w.allp.size(); ++p)
        cached +=
            static_cast<size_t>(std::count_if(w.allp[p].mcache.alloc.begin(), w.allp[p].mcache.alloc.end(),
                                              [](SpanId id) { return id.valid(); }));
    for (const mcentral& c : w.mheap_.central)
        for (size_t i = 0; i < 2; ++i) central += c.partial[i].size() + c.full[i].size();
    return {counted(w.allp.size(), "P") + " · " + counted(cached, "span"), counted(central, "span"),
            counted(a.s.sums.freePages, "page") + " free", "Sys " + bytesText(a.stats.Sys)};
}

// One way between two stations: an arrow, and while something takes it, what that is.
void drawWay(const AllocatorFrame& a, float from, float to, float line, const std::string& cargo,
             float textY) {
    const Theme& t = a.t;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImU32 colour = cargo.empty() ? t.textFaint : t.warning;
    const float head = t.px(7) * (to > from ? -1.0f : 1.0f);
    list->AddLine({from, line}, {to + head / 2, line}, colour, t.px(cargo.empty() ? 1.5f : 3.0f));
    list->AddTriangleFilled({to, line}, {to + head, line - t.px(5)}, {to + head, line + t.px(5)}, colour);
    if (cargo.empty()) return;
    const float part = std::min(1.0f, a.s.moving / kSeconds);
    list->AddCircleFilled({from + (to - from) * part, line}, t.px(5), t.warning);
    drawText(list, t.small, (from + to - textWidth(t.small, cargo)) / 2, textY, t.warning, cargo);
}

void drawMoves(const AllocatorFrame& a, const std::array<Rect, 4>& at) {
    const Theme& t = a.t;
    const Moves moves = movesOf(a.f.events);
    for (size_t i = 0; i < 3; ++i) {
        const Rect &l = at[i], &r = at[i + 1];
        const float y = l.y + l.h / 2, x0 = l.right() + t.px(4), x1 = r.x - t.px(4);
        drawWay(a, x0, x1, y - t.px(7), moves.right[i], y - t.px(13) - fontSize(t.small));
        drawWay(a, x1, x0, y + t.px(7), moves.left[i], y + t.px(12));
    }
}

// Whether the last step was still about the allocation that left the fast path last.
bool isUnderway(const Frame& f, const Journey& j) {
    if (j.events.empty()) return false;
    const Birth* last = f.births ? f.births->latest(f.world.step) : nullptr;
    if (!j.done || f.world.step <= j.to || !last || last->step < j.from) return true;
    return last->slow == j.from && last->step == f.world.step;
}

Subject subjectOf(const Frame& f, const Journey& j) {
    const uint64_t step = f.world.step;
    if (f.selection.kind == Selection::Kind::span) return {f.selection.addr, false, true, nullptr};
    if (f.selection.kind == Selection::Kind::object) {
        const Addr base = runtime::findObject(f.world, f.selection.addr).base;
        return {base ? base : f.selection.addr, base != 0, true,
                base && f.births ? f.births->find(base, step) : nullptr};
    }
    const Birth* last = f.births ? f.births->latest(step) : nullptr;
    if (isUnderway(f, j) && (!last || last->slow != j.from)) return {};  // it will be about the next one
    if (!last || runtime::findObject(f.world, last->addr).base != last->addr) return {};
    return {last->addr, true, false, last};
}

// What sweeping or scavenging moved in the last step; empty: nothing.
std::string collectorsMove(const Frame& f) {
    const Event *swept = nullptr, *emptied = nullptr;
    uint64_t spans = 0, released = 0;
    for (const Event& e : f.events) {
        if (e.kind == EventKind::GCSweepSpan) swept = &e, ++spans;
        if (e.kind == EventKind::SpanFree && swept && e.a == swept->a) emptied = &e;
        if (e.kind == EventKind::Scavenge) released += e.b;
    }
    if (released)
        return "**Scavenger:** " + bytesText(released) +
               " of idle pages are given back to the system. The addresses stay reserved; who touches them "
               "again "
               "gets zeroed memory.";
    if (!swept) return "";
    std::string text = "**Sweep:** " +
                       (spans > 1 ? counted(spans, "span") + ", the last of them at " : "the span at ") +
                       hex(swept->a) + ". " + counted(swept->b, "slot") + " freed, " +
                       std::to_string(swept->c) + " stay in use: ";
    if (emptied) return text + "it goes back to the page heap, " + counted(emptied->b, "page") + ".";
    const SpanId id = f.world.spanOf(swept->a);
    const mspan* s = id ? &f.world.mheap_.spans[id.index()] : nullptr;
    if (!s || s->state == mSpanState::Dead || swept->c == 0) return text + "it goes back to the page heap.";
    return text + "it goes from mcentral's unswept " + classOf(*s) + " spans to its swept ones, those " +
           (s->allocCount == s->nelems ? "that are full." : "with free slots.");
}

// What the last step did, in one sentence.
std::string headline(const AllocatorFrame& a) {
    if (a.underway)
        return "**Slow path** since step " + std::to_string(a.journey.from) + ": " + journeyText(a.journey);
    for (const Event& e : a.f.events) {
        const std::string who = e.p >= 0 ? "P" + std::to_string(e.p) : std::string("The runtime");
        if (e.kind == EventKind::TinyAlloc && e.c != 0)
            return "**Fast path:** the object goes into the tiny block of " + who + ", at offset " +
                   std::to_string(e.c) + ". No slot is needed.";
        const runtime::ObjectRef o = e.kind == EventKind::Alloc || e.kind == EventKind::TinyAlloc
                                         ? runtime::findObject(a.f.world, e.a)
                                         : runtime::ObjectRef{};
        if (!o.base) continue;
        const mspan& s = a.f.world.span(o.span);
        return "**Fast path:** " + who + "'s mcache holds a " + classOf(s) +
               " span with free slots and hands out slot " + std::to_string(o.index) + " of " +
               std::to_string(s.nelems) + ". Nothing else is asked, nothing is locked.";
    }
    if (const std::string other = collectorsMove(a.f); !other.empty()) return other;
    return "**Last slow path**" +
           (a.journey.events.empty() ? ": " : " (step " + std::to_string(a.journey.from) + "): ") +
           journeyText(a.journey);
}

StationColumns layOut(const Theme& t) {
    constexpr float kShares[] = {0.26f, 0.28f, 0.25f, 0.21f};
    StationColumns c;
    const float left = ImGui::GetCursorScreenPos().x, width = ImGui::GetContentRegionAvail().x,
                gap = t.px(14);
    c.narrow = width < t.px(640);
    c.arrow = std::max(t.px(46), std::min(t.px(84), width * 0.07f));
    float x = left;
    for (size_t i = 0; i < 4; ++i) {
        c.width[i] = (width - 3 * gap) * kShares[i];
        c.x[i] = x;
        x += c.width[i] + gap;
    }
    return c;
}

// The height that is left for the columns when everything below has its place.
float columnsHeight(const AllocatorState& s, const Theme& t, bool narrow) {
    const float room = ImGui::GetWindowHeight() - ImGui::GetCursorPosY() - s.lower - t.px(22);
    return std::floor(std::max(t.px(narrow ? 176 : 132), room));
}

void drawColumns(const AllocatorFrame& a, const StationColumns& c, float height) {
    const Theme& t = a.t;
    constexpr std::array kDraw = {drawCaches, drawCentral, drawPageHeap, drawSystem};
    constexpr const char* kNames[] = {"caches", "central", "pages", "system"};
    const float left = ImGui::GetCursorScreenPos().x,
                half = (ImGui::GetContentRegionAvail().x - t.px(14)) / 2;
    const float top = ImGui::GetCursorScreenPos().y;
    for (size_t i = 0; i < 4; ++i) {
        const float x = c.narrow ? left + static_cast<float>(i % 2) * (half + t.px(14)) : c.x[i];
        const float y = c.narrow ? top + static_cast<float>(i / 2) * (height + t.px(6)) : top;
        ImGui::SetCursorScreenPos({x, y});
        // Where one has to scroll anyway the wheel moves the whole view.
        ImGui::BeginChild(kNames[i], {c.narrow ? half : c.width[i], height}, false,
                          c.narrow ? ImGuiWindowFlags_NoScrollWithMouse : 0);
        if (height > t.px(230)) textWrapped(t.small, t.textDim, kMeanings[i]);
        kDraw[i](a);
        ImGui::EndChild();
    }
    ImGui::SetCursorScreenPos({left, top + (c.narrow ? 2 : 1) * (height + t.px(6))});
}

}  // namespace

void drawStations(const AllocatorFrame& a, const StationColumns& c, float height) {
    const Theme& t = a.t;
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    std::array<Rect, 4> places;
    const std::array<std::string, 4> held = holdings(a);
    const std::string taken = tookOut(a.f), pages = pagesForStacks(a.f.events);
    for (size_t i = 0; i < 4; ++i) {
        const Rect r =
            places[i] = {c.x[i], at.y, c.width[i] + t.px(14) - (i < 3 ? c.arrow : t.px(14)), height};
        const bool onPath = !a.journey.events.empty() && static_cast<size_t>(a.journey.reached) >= i;
        const std::string news = i == 0 ? taken : i == 2 ? pages : "";
        const bool lit = (onPath && a.underway) || !news.empty();
        list->AddRectFilled({r.x, r.y}, {r.right(), r.bottom()},
                            lit ? mix(t.panel, t.warning, 0.2f) : t.raised, t.px(7));
        list->AddRect({r.x, r.y}, {r.right(), r.bottom()},
                      lit      ? t.warning
                      : onPath ? mix(t.border, t.warning, 0.5f)
                               : t.border,
                      t.px(7), 0, t.px(lit ? 2.0f : 1.0f));
        drawText(list, t.bold, r.x + t.px(10), r.y + t.px(8), t.text,
                 textWidth(t.bold, kStations[i]) > r.w - t.px(16) ? kShort[i] : kStations[i], r.w - t.px(16));
        drawText(list, t.small, r.x + t.px(10), r.y + t.px(31), news.empty() ? t.textDim : t.warning,
                 news.empty() ? held[i] : news, r.w - t.px(16));
        if (ImGui::IsMouseHoveringRect({r.x, r.y}, {r.right(), r.bottom()}) && ImGui::IsWindowHovered())
            tooltip(t, std::string(kStations[i]) + ": " + held[i] + "\n" + kMeanings[i]);
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
    const AllocatorFrame a{f, t, s, journey, stats, subjectOf(f, journey), isUnderway(f, journey), commands};
    const StationColumns columns = layOut(t);
    drawStations(a, columns, t.px(58));
    // Room is kept for it, so that nothing jumps while one steps.
    const float lines = ImGui::GetWindowWidth() > t.px(900) ? 1 : 2;
    const float behind = ImGui::GetCursorPosY() + leading(t) * lines + t.px(6);
    markedText(t, headline(a));
    ImGui::SetCursorPosY(std::max(behind, ImGui::GetCursorPosY()));
    const float before = s.lower, at = ImGui::GetWindowWidth() / t.scale;
    if (s.lowerAt != at || s.lowerFor != &f.program) s.lower = 0, s.lowerAt = at, s.lowerFor = &f.program;
    drawColumns(a, columns, columnsHeight(s, t, columns.narrow));
    const float top = ImGui::GetCursorPosY();
    drawMemoryBar(a);
    drawAnswers(a);
    s.lower = std::max(s.lower, ImGui::GetCursorPosY() - top);
    return (s.moving < kSeconds && movesOf(f.events).any()) || s.lower != before;
}

}  // namespace tricolor::render
