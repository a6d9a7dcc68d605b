// Colours, sizes and fonts: the only place where any of them is decided. The palette is Okabe and Ito's,
// which people with any common colour vision can tell apart; nothing is said by colour alone all the same.
#pragma once

#include <imgui.h>

#include <array>
#include <cstdint>

namespace tricolor::render {

enum class ThemeName : uint8_t { dark, light, contrast };

struct Theme {
    ThemeName name = ThemeName::dark;
    float scale = 1;  // 1 at the desk, more for a projector; all sizes below are multiplied by it

    // Surfaces and text.
    ImU32 background = 0, panel = 0, raised = 0, border = 0, hover = 0, selected = 0;
    ImU32 text = 0, textDim = 0, textFaint = 0, accent = 0, lineHighlight = 0;
    // Objects: white is hollow, grey carries a mark, black is solid; free and freed slots, objects about to
    // be lost.
    ImU32 objectWhite = 0, objectGrey = 0, objectBlack = 0, objectFree = 0, objectFreed = 0, objectLost = 0;
    ImU32 objectOutline = 0;
    // Phases of the collector, heap lines.
    ImU32 phaseStw = 0, phaseMark = 0, phaseSweep = 0, heapLive = 0, heapGoal = 0, heapTrigger = 0;
    ImU32 warning = 0, error = 0, good = 0;
    ImU32 ink = 0;                   // text on a colour of the palette
    std::array<ImU32, 8> palette{};  // classes, goroutines, owners …: by number modulo its size

    ImFont *ui = nullptr, *bold = nullptr, *mono = nullptr, *small = nullptr;

    float px(float desk) const { return desk * scale; }
    ImU32 category(uint64_t n) const { return palette[n % palette.size()]; }
    // Of a span class (size class << 1 | noscan): twins have one hue, the noscan one is paler.
    ImU32 spanClass(uint64_t spc) const;
    // Of a goroutine by its number: none of the collector's colours is among them.
    ImU32 goroutine(int64_t goid) const;
};

Theme makeTheme(ThemeName name, float scale);
// Gives Dear ImGui's own widgets the theme's colours and spacing.
void applyTheme(const Theme& theme);
// Loads the fonts at the theme's scale into ImGui's atlas; looks in the usual folders, falls back to ImGui's
// own.
void loadFonts(Theme& theme);

// The size the font was loaded with, in pixels: Dear ImGui keeps it under different names.
float fontSize(const ImFont* font);

ImU32 withAlpha(ImU32 colour, float alpha);
ImU32 mix(ImU32 a, ImU32 b, float t);

}  // namespace tricolor::render
