#include "render/canvas.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace tricolor::render {

namespace {

const char* endOf(std::string_view s) {
    return s.data() + s.size();
}

// A run of text in one font.
struct Run {
    std::string_view text;
    ImFont* font = nullptr;
    ImU32 colour = 0;
};

std::vector<Run> runsOf(const Theme& t, std::string_view s) {
    std::vector<Run> runs;
    bool bold = false, code = false;
    size_t from = 0;
    const auto flush = [&](size_t to) {
        if (to > from)
            runs.push_back({s.substr(from, to - from),
                            code   ? t.mono
                            : bold ? t.bold
                                   : t.ui,
                            code ? t.accent : t.text});
    };
    for (size_t i = 0; i < s.size(); ++i) {
        if (s[i] == '`') {
            flush(i), code = !code, from = i + 1;
        } else if (!code && s.substr(i, 2) == "**") {
            flush(i), bold = !bold, from = i + 2, ++i;
        }
    }
    flush(s.size());
    return runs;
}

}  // namespace

float textWidth(ImFont* font, std::string_view text) {
    return font->CalcTextSizeA(fontSize(font), FLT_MAX, 0, text.data(), endOf(text)).x;
}

float drawText(ImDrawList* list, ImFont* font, float x, float y, ImU32 colour, std::string_view text,
               float maxWidth) {
    const float width = textWidth(font, text);
    const ImVec2 at(static_cast<float>(static_cast<int>(x)), static_cast<float>(static_cast<int>(y)));
    if (maxWidth <= 0 || width <= maxWidth) {
        list->AddText(font, fontSize(font), at, colour, text.data(), endOf(text));
        return width;
    }
    const float dots = textWidth(font, "…");
    const char* rest = nullptr;
    font->CalcTextSizeA(fontSize(font), std::max(0.0f, maxWidth - dots), 0, text.data(), endOf(text), &rest);
    const std::string cut = std::string(text.data(), rest) + "…";
    list->AddText(font, fontSize(font), at, colour, cut.c_str());
    return maxWidth;
}

void heading(const Theme& t, std::string_view text) {
    std::string upper(text);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    ImGui::Dummy({0, t.px(2)});
    textIn(t.small, t.textDim, upper);
    ImGui::Dummy({0, t.px(1)});
}

void textIn(ImFont* font, ImU32 colour, std::string_view text) {
    ImGui::PushFont(font);
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::TextUnformatted(text.data(), endOf(text));
    ImGui::PopStyleColor();
    ImGui::PopFont();
}

void textWrapped(ImFont* font, ImU32 colour, std::string_view text) {
    ImGui::PushTextWrapPos(0);
    textIn(font, colour, text);
    ImGui::PopTextWrapPos();
}

float leading(const Theme& t) {
    return fontSize(t.ui) * (ImGui::GetIO().DisplaySize.y < 620 * t.scale ? 1.3f : 1.45f);
}

void markedText(const Theme& t, std::string_view text) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, lineHeight = leading(t);
    float x = 0, y = 0;
    for (const Run& run : runsOf(t, text)) {
        size_t i = 0;
        while (i < run.text.size()) {
            size_t end = run.text.find_first_of(" \n", i);
            const bool space = end != std::string_view::npos && run.text[end] == ' ';
            const bool newLine = end != std::string_view::npos && run.text[end] == '\n';
            if (end == std::string_view::npos) end = run.text.size();
            const std::string_view word = run.text.substr(i, end - i);
            const float w = textWidth(run.font, word);
            if (x > 0 && x + w > width) x = 0, y += lineHeight;
            drawText(list, run.font, origin.x + x, origin.y + y, run.colour, word);
            x += w + (space ? textWidth(run.font, " ") : 0);
            if (newLine) x = 0, y += lineHeight;
            i = end + (space || newLine ? 1 : 0);
        }
    }
    ImGui::Dummy({width, y + lineHeight});
}

void nameValue(const Theme& t, const char* name, ImU32 colour, std::string_view value, float nameWidth) {
    const float left = ImGui::GetCursorPosX();
    textIn(t.ui, t.textDim, name);
    ImGui::SameLine();
    ImGui::SetCursorPosX(left + t.px(nameWidth));
    textWrapped(t.mono, colour, value);
}

void pill(const Theme& t, std::string_view text, ImU32 fill, ImU32 textColour) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float w = textWidth(t.bold, text) + t.px(20), h = t.px(25);
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + w, at.y + h}, fill, h / 2);
    drawText(ImGui::GetWindowDrawList(), t.bold, at.x + t.px(10), at.y + (h - fontSize(t.bold)) / 2,
             textColour, text);
    ImGui::Dummy({w, h});
}

bool toggleButton(const Theme& t, const char* label, bool on) {
    if (on) ImGui::PushStyleColor(ImGuiCol_Button, t.selected);
    const bool pressed = ImGui::Button(label);
    if (on) ImGui::PopStyleColor();
    return pressed;
}

bool link(const Theme& t, ImFont* font, ImU32 colour, const std::string& text) {
    textIn(font, colour, text);
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) {
        const ImVec2 lo = ImGui::GetItemRectMin(), hi = ImGui::GetItemRectMax();
        ImGui::GetWindowDrawList()->AddLine({lo.x, hi.y}, {hi.x, hi.y}, t.accent);
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    return hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Left);
}

void beginRegion(const char* name, const Rect& r, ImU32 background, bool scroll) {
    ImGui::SetNextWindowPos({r.x, r.y});
    ImGui::SetNextWindowSize({std::max(1.0f, r.w), std::max(1.0f, r.h)});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, background);
    ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                             ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                             ImGuiWindowFlags_NoNavInputs;
    if (scroll)
        flags &= ~ImGuiWindowFlags_NoScrollbar;
    else
        flags |= ImGuiWindowFlags_NoScrollWithMouse;
    ImGui::Begin(name, nullptr, flags);
    ImGui::PopStyleColor();
}

void tooltip(const Theme& t, std::string_view text) {
    constexpr size_t kMost = 500;  // it must not hide what it is about
    size_t end = std::min(text.size(), kMost);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(std::min(t.px(420), ImGui::GetIO().DisplaySize.x * 0.36f));
    textIn(t.ui, t.text, text.substr(0, end));
    if (end < text.size()) textIn(t.ui, t.textDim, "…");
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

}  // namespace tricolor::render
