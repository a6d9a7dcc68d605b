// The whole window: regions, panels, overlays. One call a frame; nothing in it changes the world.
#pragma once

#include <array>

#include "render/commands.h"
#include "render/frame.h"
#include "render/heap_pass.h"
#include "render/panels/allocator.h"
#include "render/panels/heap.h"
#include "render/panels/overlays.h"
#include "render/panels/program.h"
#include "render/panels/transport.h"
#include "render/theme.h"

namespace tricolor::render {

struct UiState {
    HeapViewState heap;
    AllocatorState allocator;
    ProgramState program;
    TransportState transport;
    OverlayState overlay;
    std::array<float, 4> rightNeeds{};  // heights of the right side's parts, as drawn last
    bool unsettled = false;             // the next frame would look different
    int settling = 0;                   // frames in a row in which heights had to be measured again
};

void drawUi(const Frame& f, UiState& s, const Theme& t, HeapPass& pass, Commands& commands);

}  // namespace tricolor::render
