#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "render/canvas.h"
#include "render/commands.h"
#include "render/frame.h"
#include "render/heap_layout.h"
#include "render/heap_pass.h"
#include "render/theme.h"

namespace tricolor::render {

// What the GL pass is told when Dear ImGui comes to its place in the draw list.
struct HeapPassCall {
    HeapPass* pass = nullptr;
    Rect area;
    float framebufferHeight = 0;
};

struct HeapViewState {
    float zoom = 14, scroll = 0;
    scenario::Colouring colour = scenario::Colouring::tricolor;
    bool dragging = false;
    Selection revealed;  // selection that was scrolled to
    HeapPassCall call;

    // Laid out and filled for this; done again only when something in it changes.
    struct Key {
        uint64_t step = UINT64_MAX, epoch = 0;
        HeapLayoutInput input;
        float scroll = 0, height = 0;
        scenario::Colouring colour{};
        ThemeName theme{};
        friend bool operator==(const Key&, const Key&) = default;
    } key;
    HeapLayout layout;
    std::vector<SpanId> spans;
    std::vector<float> overview;  // share of pages in use, by column of the arena strip
};

// The heap by address, from arena to word.
void drawHeap(const Frame& f, HeapViewState& s, const Theme& t, HeapPass& pass, Commands& commands);

// Cells of what is visible: pure, so that it can be measured and tested. View coordinates; scroll: pixels.
std::vector<Cell> heapCells(const Frame& f, const HeapViewState& s, const Theme& t, float viewHeight);

}  // namespace tricolor::render
