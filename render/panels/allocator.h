// The Allocator view: the stations of memory, what each holds, how the last allocation travelled between
// them, and answers to what people ask about it.
#pragma once

#include <array>

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
    float moving = 0;                // seconds since the step changed
    float lower = 0, lowerAt = 0;    // height of what stands below the columns, for this width of the view
    const void* lowerFor = nullptr;  // and this program
};

// What the questions are about: what is selected, else the object that was allocated last.
struct Subject {
    Addr addr = 0;  // of the slot or the span; 0: nothing
    bool object = false, selected = false;
    const Birth* birth = nullptr;  // null: not on record
};

// What the parts of the view are drawn from.
struct AllocatorFrame {
    const Frame& f;
    const Theme& t;
    const AllocatorState& s;
    const Journey& journey;
    const runtime::MemStats& stats;
    Subject subject;
    bool underway = false;  // the last step belongs to the slow path
    Commands& commands;
};

// Where the four stations and their columns stand, in pixels of the window.
struct StationColumns {
    std::array<float, 4> x{}, width{};
    float arrow = 0;      // room between two stations
    bool narrow = false;  // two and two, where four do not fit
};

// Returns true while something in it moves.
bool drawAllocator(const Frame& f, AllocatorState& s, const Theme& t, Commands& commands);

// A bar that is filled by part of whole, as an item.
void drawBar(const Theme& t, float width, uint64_t part, uint64_t whole, ImU32 colour);
void drawStations(const AllocatorFrame& a, const StationColumns& columns, float height);
void drawCaches(const AllocatorFrame& a);
void drawCentral(const AllocatorFrame& a);
void drawPageHeap(const AllocatorFrame& a);
void drawSystem(const AllocatorFrame& a);
void drawMemoryBar(const AllocatorFrame& a);
void drawAnswers(const AllocatorFrame& a);

}  // namespace tricolor::render
