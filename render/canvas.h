// Small pieces that panels are made of: text in a colour and font, headings, pills, rows of name and value.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>

#include "render/theme.h"

namespace tricolor::render {

struct Rect {
    float x = 0, y = 0, w = 0, h = 0;
    float right() const { return x + w; }
    float bottom() const { return y + h; }
};

// Text without wrapping at a place, cut with "…" where it is longer than maxWidth (if that is > 0). Returns
// its width.
float drawText(ImDrawList* list, ImFont* font, float x, float y, ImU32 colour, std::string_view text,
               float maxWidth = 0);
float textWidth(ImFont* font, std::string_view text);

// A panel's heading in small capitals: "PROGRAM".
void heading(const Theme& t, std::string_view text);
void textIn(ImFont* font, ImU32 colour, std::string_view text);       // an item, not wrapped
void textWrapped(ImFont* font, ImU32 colour, std::string_view text);  // an item, wrapped at the panel's edge
// Wrapped text in which `code` is set in mono and **words** are bold.
void markedText(const Theme& t, std::string_view text);
float leading(const Theme& t);  // from line to line of such text; less where there is little room
// A row "name   value" with the value wrapped; nameWidth in desk pixels.
void nameValue(const Theme& t, const char* name, ImU32 colour, std::string_view value, float nameWidth = 76);
// A rounded label at the cursor, as an item.
void pill(const Theme& t, std::string_view text, ImU32 fill, ImU32 textColour);
// A button that looks pressed while `on`.
bool toggleButton(const Theme& t, const char* label, bool on);
// Text that can be clicked, as an item; underlined when hovered.
bool link(const Theme& t, ImFont* font, ImU32 colour, const std::string& text);
// A window without decoration that fills a rectangle. End with ImGui::End().
void beginRegion(const char* name, const Rect& r, ImU32 background, bool scroll = true);
void tooltip(const Theme& t, std::string_view text);

}  // namespace tricolor::render
