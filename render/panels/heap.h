#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "render/canvas.h"
#include "render/commands.h"
#include "render/frame.h"
#include "render/heap_layout.h"
#include "render/heap_pass.h"
#include "render/model/objects.h"
#include "render/theme.h"

namespace tricolor::render {

// What the GL pass is told when Dear ImGui comes to its place in the draw list.
struct HeapPassCall {
    HeapPass* pass = nullptr;
    Rect area;
    float framebufferHeight = 0;
};

// What a colour or shape in the view stands for.
struct LegendEntry {
    ImU32 colour = 0;
    std::string text;
};

struct HeapViewState {
    float zoom = 0;                    // desk pixels a slot; 0: as wide as the view
    float panX = 0, scroll = 0;        // what is left of and above the view, pixels
    std::optional<HeapDetail> wanted;  // a level the user asked for
    scenario::Colouring colour = scenario::Colouring::tricolor;
    bool dragging = false;
    Selection revealed;              // selection that was scrolled to
    bool follow = true;              // what happens is scrolled to
    uint64_t followed = UINT64_MAX;  // step of which that was done
    HeapPassCall call;

    // Laid out and filled for this; done again only when something in it changes.
    struct Key {
        uint64_t step = UINT64_MAX, epoch = 0;
        HeapLayoutInput input;
        float panX = 0, scroll = 0, width = 0, height = 0;
        uint64_t births = 0;
        scenario::Colouring colour{};
        ThemeName theme{};
        friend bool operator==(const Key&, const Key&) = default;
    } key;
    HeapLayout layout;
    std::vector<SpanId> spans;
    std::vector<LegendEntry> legend;
};

// The heap by address, from arena to word.
void drawHeap(const Frame& f, HeapViewState& s, const Theme& t, HeapPass& pass, Commands& commands);

// Cells of what is visible: pure, so that it can be measured and tested. View coordinates, pixels. legend:
// what the colours of these cells stand for.
std::vector<Cell> heapCells(const Frame& f, const HeapViewState& s, const Theme& t, float viewWidth,
                            float viewHeight, std::vector<LegendEntry>* legend = nullptr);
// The words of the objects in sight, at the nearest level.
void drawHeapWords(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r);
// Over the cells: the spans' headers, what the last step was about, what is selected, what colours mean.
void drawHeapHeaders(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r);
void drawHeapEvents(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r);
void drawHeapSelection(const Frame& f, const HeapViewState& s, const Theme& t, const Rect& r);
void drawHeapLegend(HeapViewState& s, const Theme& t, Rect r);
// Scroll to a new selection, and to what a step was about (not while it plays).
void revealSelection(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r);
void followEvents(const Frame& f, HeapViewState& s, const Theme& t, const Rect& r);
// How the state of a slot looks, drawn without the GL pass: for legends and other views.
void drawState(ImDrawList* list, const Theme& t, SlotState state, const Rect& r);

}  // namespace tricolor::render
