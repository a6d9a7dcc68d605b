// Where the regions of the window stand: pure arithmetic, tested for the sizes the window must be usable at.
#pragma once

#include "render/canvas.h"

namespace tricolor::render {

struct Regions {
    Rect top, program, goroutines, tabs, centre, right, transport, timeline;
};
// width, height: of the window in pixels; scale: the theme's; procs: lanes of the timeline.
Regions layOutRegions(float width, float height, float scale, int procs);

}  // namespace tricolor::render
