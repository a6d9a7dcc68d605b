// The whole window: regions, panels, overlays. One call a frame; nothing in it changes the world.
#pragma once

#include "render/commands.h"
#include "render/frame.h"
#include "render/heap_pass.h"
#include "render/panels/heap.h"
#include "render/panels/overlays.h"
#include "render/panels/program.h"
#include "render/panels/transport.h"
#include "render/theme.h"

namespace tricolor::render {

struct UiState {
    HeapViewState heap;
    ProgramState program;
    TransportState transport;
    OverlayState overlay;
};

void drawUi(const Frame& f, UiState& s, const Theme& t, HeapPass& pass, Commands& commands);

}  // namespace tricolor::render
