// The Allocator view: the stations of memory, what each holds, how the last allocation travelled between
// them, and answers to what people ask about it.
#pragma once

#include "render/canvas.h"
#include "render/commands.h"
#include "render/frame.h"
#include "render/model/journey.h"
#include "render/theme.h"
#include "sim/runtime/mstats.h"

namespace tricolor::render {

struct AllocatorState {
    uint64_t step = UINT64_MAX;  // for which sums are
    const void* program = nullptr;
    HeapSums sums;
    float moving = 0;  // seconds since the step changed
};

// What the parts of the view are drawn from.
struct AllocatorFrame {
    const Frame& f;
    const Theme& t;
    const AllocatorState& s;
    const Journey& journey;
    const runtime::MemStats& stats;
    Commands& commands;
};

// Returns true while something in it moves.
bool drawAllocator(const Frame& f, AllocatorState& s, const Theme& t, Commands& commands);

void drawStations(const AllocatorFrame& a, float height);
void drawCaches(const AllocatorFrame& a);
void drawCentral(const AllocatorFrame& a);
void drawPageHeap(const AllocatorFrame& a);
void drawSystem(const AllocatorFrame& a);
void drawMemoryBar(const AllocatorFrame& a);
void drawAnswers(const AllocatorFrame& a);

}  // namespace tricolor::render
