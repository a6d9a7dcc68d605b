#include "render/regions.h"

#include <algorithm>

namespace tricolor::render {

Regions layOutRegions(float width, float height, float scale, int procs) {
    Regions r;
    const float gap = 1;
    const bool low = height < 620 * scale;  // a small window with everything enlarged
    const float topHeight = (low ? 40 : 46) * scale, tabsHeight = (low ? 33 : 36) * scale,
                transportHeight = (low ? 41 : 46) * scale;
    const float lanes = 22 + 19 * static_cast<float>(std::clamp(procs, 1, 8));
    const float plot = std::clamp(height / scale * 0.11f, low ? 40.0f : 54.0f, low ? 46.0f : 120.0f);
    const float timelineHeight = std::min((lanes + plot + 22) * scale, height * 0.28f);
    const float side = std::clamp(width * 0.225f, 250 * scale, 430 * scale);
    const float left = std::min(side, width * 0.3f), right = left;
    const float bottom = height - timelineHeight - transportHeight;
    const float middle = bottom - topHeight - gap;
    r.top = {0, 0, width, topHeight};
    r.program = {0, topHeight + gap, left, middle * 0.6f};
    r.goroutines = {0, r.program.bottom(), left, bottom - r.program.bottom() - gap};
    r.tabs = {left + gap, topHeight + gap, width - left - right - 2 * gap, tabsHeight};
    r.centre = {left + gap, r.tabs.bottom(), r.tabs.w, bottom - r.tabs.bottom() - gap};
    r.right = {width - right, topHeight + gap, right, middle};
    r.transport = {0, bottom, width, transportHeight};
    r.timeline = {0, bottom + transportHeight, width, timelineHeight};
    return r;
}

}  // namespace tricolor::render
