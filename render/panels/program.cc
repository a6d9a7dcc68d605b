#include "render/panels/program.h"

#include <algorithm>

#include "render/canvas.h"

namespace tricolor::render {

namespace {

void prepare(const Frame& f, ProgramState& s) {
    if (s.of == &f.program) return;
    s = {};
    s.of = &f.program;
    s.file = userFile(f.program);
    const auto& sources = f.program.module.sources;
    if (static_cast<size_t>(s.file) < sources.size())
        s.lines = splitLines(sources[static_cast<size_t>(s.file)]);
    s.verdicts = lineVerdicts(f.program, s.file, s.lines.size());
}

// Badges of the goroutines at one line, side by side; more than fit become a number.
void drawBadges(const Frame& f, const Theme& t, const std::vector<GoroutineLine>& at, uint32_t line, float x,
                float y, float h, Commands& commands) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    int shown = 0;
    size_t here = 0;
    for (const GoroutineLine& g : at) here += g.line == line;
    for (auto it = at.rbegin(); it != at.rend(); ++it) {
        if (it->line != line || shown == 1) continue;
        const G& g = f.world.g(it->g);
        const std::string text = here > 1 ? std::to_string(here) + " G" : "G" + std::to_string(g.goid);
        const ImU32 fill = here > 1 ? t.textDim : t.goroutine(g.goid);
        const float w = std::max(t.px(24), textWidth(t.small, text) + t.px(8));
        list->AddRectFilled({x, y + 1}, {x + w, y + h - 1}, fill, t.px(4));
        drawText(list, t.small, x + (w - textWidth(t.small, text)) / 2, y + (h - fontSize(t.small)) / 2,
                 t.ink, text);
        if (ImGui::IsMouseHoveringRect({x, y}, {x + w, y + h}) && ImGui::IsMouseClicked(0))
            commands.push_back(Select{Selection::goroutine(it->g)});
        ++shown;
    }
}

void drawVerdict(const ProgramState& s, const Theme& t, size_t line, float x, float y, float h, float right) {
    const LineVerdict& v = s.verdicts[line];
    if (v.text.empty()) return;
    if (right - x < t.px(60)) {  // no room behind a long line: a badge over its end, if it says something
        const std::string badge = v.escapes ? "▸ heap" : "▸";
        x = right - textWidth(t.small, badge) - t.px(8);
        ImGui::GetWindowDrawList()->AddRectFilled({x - t.px(4), y + t.px(1)},
                                                  {right + t.px(4), y + h - t.px(1)}, t.raised, t.px(4));
        drawText(ImGui::GetWindowDrawList(), t.small, x, y + (h - fontSize(t.small)) / 2,
                 v.escapes ? t.warning : t.textDim, badge);
        if (ImGui::IsMouseHoveringRect({x, y}, {right, y + h}) && ImGui::IsWindowHovered())
            tooltip(t, v.details);
        return;
    }
    const ImU32 colour = v.escapes ? t.warning : t.textFaint;
    drawText(ImGui::GetWindowDrawList(), t.small, x, y + (h - fontSize(t.small)) / 2, colour, "▸ " + v.text,
             right - x);
    if (ImGui::IsMouseHoveringRect({x, y}, {right, y + h}) && ImGui::IsWindowHovered()) tooltip(t, v.details);
}

void follow(const Frame& f, ProgramState& s, const std::vector<GoroutineLine>& at, float lineHeight) {
    uint32_t line = at.empty() ? 0 : at.back().line;
    if (f.selection.kind == Selection::Kind::goroutine)
        for (const GoroutineLine& g : at)
            if (g.g == f.selection.g) line = g.line;
    if (line == 0 || line == s.followed) return;
    s.followed = line;
    const float y = static_cast<float>(line - 1) * lineHeight, top = ImGui::GetScrollY();
    const float height = ImGui::GetWindowHeight() - lineHeight * 2;
    if (y < top + lineHeight || y > top + height - lineHeight)
        ImGui::SetScrollY(std::max(0.0f, y - height * 0.4f));
}

}  // namespace

void drawProgram(const Frame& f, ProgramState& s, const Theme& t, Commands& commands) {
    prepare(f, s);
    heading(t, "Program");
    ImGui::BeginChild("source", {0, 0}, false, ImGuiWindowFlags_HorizontalScrollbar);
    const std::vector<GoroutineLine> at = goroutineLines(f.world, f.program, s.file);
    const float h = fontSize(t.mono) * 1.5f, numbers = t.px(30), badges = t.px(34),
                mono = textWidth(t.mono, "x");
    follow(f, s, at, h);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const float right = ImGui::GetWindowPos().x + ImGui::GetWindowWidth() - t.px(12);
    size_t longest = 0;
    for (const std::string& line : s.lines) longest = std::max(longest, line.size());
    const auto first = static_cast<size_t>(std::max(0.0f, ImGui::GetScrollY() / h));
    const size_t last =
        std::min(s.lines.size(), first + static_cast<size_t>(ImGui::GetWindowHeight() / h) + 2);
    int64_t pointed = 0;  // line the lesson points at; 0: none
    if (f.lesson.current >= 0)
        pointed = f.scenario.lesson[static_cast<size_t>(f.lesson.current)].highlight.line.value_or(0);
    for (size_t i = first; i < last; ++i) {
        const auto number = static_cast<uint32_t>(i + 1);
        const float y = origin.y + static_cast<float>(i) * h, x = origin.x;
        const bool current =
            std::any_of(at.begin(), at.end(), [&](const GoroutineLine& g) { return g.line == number; });
        if (current) list->AddRectFilled({x + numbers, y}, {right, y + h}, t.lineHighlight, t.px(3));
        if (pointed == number)
            list->AddRect({x + numbers, y}, {right, y + h}, t.warning, t.px(3), 0, t.px(1.5f));
        const std::string label = std::to_string(number);
        drawText(list, t.mono, x + numbers - t.px(8) - textWidth(t.mono, label), y + h * 0.15f, t.textFaint,
                 label);
        drawBadges(f, t, at, number, x + numbers, y, h, commands);
        const std::string_view text = s.lines[i];
        const size_t comment = text.find("//");
        const float textX = x + numbers + badges;
        drawText(list, t.mono, textX, y + h * 0.15f, t.text, text.substr(0, comment));
        if (comment != std::string_view::npos)
            drawText(list, t.mono, textX + static_cast<float>(comment) * mono, y + h * 0.15f, t.textDim,
                     text.substr(comment));
        drawVerdict(s, t, number, textX + textWidth(t.mono, text) + t.px(12), y, h, right);
    }
    ImGui::Dummy(
        {numbers + badges + static_cast<float>(longest) * mono, h * static_cast<float>(s.lines.size())});
    ImGui::EndChild();
}

}  // namespace tricolor::render
