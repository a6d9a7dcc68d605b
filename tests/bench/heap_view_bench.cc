// What a frame of the heap view costs on the CPU for 10⁴, 10⁵ and 10⁶ objects: laying out (when the heap
// changed) and filling the cells of what is visible, at four zooms. The drawing itself is one instanced call
// of that many cells.
#include <chrono>
#include <cstdio>
#include <string>

#include "render/model/objects.h"
#include "render/panels/heap.h"
#include "sim/golang/load.h"
#include "sim/golang/step.h"

using namespace tricolor;
using Clock = std::chrono::steady_clock;

namespace {

double msSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string source(int objects) {
    return "package main\n\ntype node struct{ next *node; value int }\n\nvar head *node\n\nfunc main() "
           "{\n\tfor i := range " +
           std::to_string(objects) + " {\n\t\thead = &node{head, i}\n\t}\n\tfor {\n\t}\n}\n";
}

void measure(int objects) {
    const golang::LoadResult loaded = golang::load({{"bench.go", source(objects)}});
    if (!loaded.program) return;
    Knobs knobs;
    knobs.GOGC = -1;
    World w = golang::boot(*loaded.program, knobs);
    EventSink sink;
    golang::run(w, *loaded.program, sink, static_cast<uint64_t>(objects) * 16 + 10000);

    const scenario::Scenario lesson;
    const render::TimelineData timeline;
    const render::Playback playback;
    const render::Lesson bookmarks;
    const std::vector<render::Told> happened;
    const std::vector<std::string> problems;
    const std::string output;
    const render::Reachability reachable;
    const std::vector<Addr> grey;
    const std::vector<std::pair<std::string, std::string>> scenarios;
    const render::Frame frame{w,        *loaded.program, lesson,    timeline, playback,  bookmarks, happened,
                              problems, output,          reachable, grey,     scenarios, {},        {},
                              false,    false,           false,     nullptr,  {}};
    const render::Theme theme = render::makeTheme(render::ThemeName::dark, 1);
    for (const float zoom : {1.0f, 4.0f, 14.0f, 60.0f}) {
        render::HeapViewState s;
        s.zoom = zoom;
        auto start = Clock::now();
        s.spans = render::spansInOrder(w);
        s.layout = render::layOutHeap(w, s.spans, {zoom, 1});
        const double layout = msSince(start);
        s.scroll = s.layout.height / 3;
        start = Clock::now();
        const auto cells = render::heapCells(frame, s, theme, 1050, 700);
        std::printf("%8d objects, zoom %4.0f: layout %6.2f ms, %6zu visible cells in %6.2f ms\n", objects,
                    static_cast<double>(zoom), layout, cells.size(), msSince(start));
    }
}

}  // namespace

int main() {
    for (const int objects : {10'000, 100'000, 1'000'000}) measure(objects);
}
