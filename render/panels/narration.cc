#include "render/panels/narration.h"

#include <algorithm>

#include "render/canvas.h"

namespace tricolor::render {

void drawNarration(const Frame& f, const Theme& t) {
    heading(t, "What just happened");
    constexpr size_t kShown = 12;
    const size_t n = f.happened.size(), from = n > kShown ? n - kShown : 0;
    if (from) textIn(t.small, t.textDim, "… and " + std::to_string(from) + " events before");
    std::string lastPath;
    for (size_t i = from; i < n; ++i) {
        const Told& told = f.happened[i];
        if (told.path != lastPath && !told.path.empty()) textWrapped(t.mono, t.accent, told.path);
        lastPath = told.path;
        ImGui::Indent(t.px(10));
        textWrapped(t.ui, i + 1 == n ? t.textDim : t.text, told.sentence);  // the last says what comes next
        ImGui::Unindent(t.px(10));
    }
    // A new moment shows its end: what happened last, and what comes next.
    int* shown = ImGui::GetStateStorage()->GetIntRef(ImGui::GetID("shown"), -1);
    const int step = static_cast<int>(f.playback.step & 0x7fffffff);
    if (*shown != step || ImGui::GetScrollMaxY() != ImGui::GetStateStorage()->GetFloat(ImGui::GetID("most")))
        ImGui::SetScrollHereY(1);
    *shown = step;
    ImGui::GetStateStorage()->SetFloat(ImGui::GetID("most"), ImGui::GetScrollMaxY());
}

namespace {

// A label for a button, in as many lines as it needs.
std::string wrapped(ImFont* font, const std::string& text, float width) {
    std::string out, line;
    for (size_t i = 0; i < text.size();) {
        const size_t end = std::min(text.find(' ', i), text.size());
        const std::string word = text.substr(i, end - i);
        if (!line.empty() && textWidth(font, line + " " + word) > width) {
            out += line + "\n";
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
        i = end + 1;
    }
    return out + line;
}

void drawPrediction(const Frame& f, const Theme& t, size_t index, Commands& commands) {
    const scenario::Prediction& p = *f.scenario.lesson[index].predict;
    ImGui::Dummy({0, t.px(4)});
    markedText(t, "**Predict:** " + p.question);
    const int answer = index < f.lesson.answers.size() ? f.lesson.answers[index] : -1;
    const float right = ImGui::GetWindowPos().x + ImGui::GetWindowContentRegionMax().x;
    for (size_t i = 0; i < p.choices.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        const bool chosen = answer == static_cast<int>(i), right_one = p.answer == static_cast<int>(i);
        const std::string mark = answer < 0 ? "" : right_one ? "✓ " : chosen ? "✗ " : "";
        const std::string label =
            wrapped(t.ui, mark + p.choices[i], ImGui::GetContentRegionAvail().x - t.px(20));
        if (i && ImGui::GetItemRectMax().x + textWidth(t.ui, label) + t.px(34) < right) ImGui::SameLine();
        if (answer >= 0 && right_one) ImGui::PushStyleColor(ImGuiCol_Button, withAlpha(t.good, 0.45f));
        if (answer >= 0 && chosen && !right_one)
            ImGui::PushStyleColor(ImGuiCol_Button, withAlpha(t.error, 0.45f));
        if (ImGui::Button(label.c_str())) commands.push_back(Answer{index, static_cast<int>(i)});
        if (answer >= 0 && (right_one || chosen)) ImGui::PopStyleColor();
        ImGui::PopID();
    }
    if (answer >= 0 && !p.because.empty()) markedText(t, p.because);
}

// Back and on, beside the heading: in sight however long the text is.
void drawWay(const Theme& t, size_t i, size_t n, float top, Commands& commands) {
    const ImVec2 behind = ImGui::GetCursorPos();
    ImGui::PushFont(t.small);
    const float width = textWidth(t.small, "◀ before") + textWidth(t.small, "next ▶") + t.px(42);
    ImGui::SetCursorPos({std::max(behind.x, ImGui::GetWindowContentRegionMax().x - width), top + t.px(4)});
    ImGui::BeginDisabled(i == 0);
    if (ImGui::SmallButton("◀ before")) commands.push_back(ShowBookmark{i - 1});
    ImGui::EndDisabled();
    ImGui::SameLine(0, t.px(6));
    ImGui::BeginDisabled(i + 1 >= n);
    if (ImGui::SmallButton("next ▶")) commands.push_back(ShowBookmark{i + 1});
    ImGui::EndDisabled();
    ImGui::PopFont();
    ImGui::SetCursorPos(behind);
}

}  // namespace

void drawLesson(const Frame& f, const Theme& t, Commands& commands) {
    const size_t n = f.scenario.lesson.size();
    if (n == 0) {
        if (f.scenario.summary.empty()) return;
        heading(t, "About");
        markedText(t, f.scenario.summary);
        return;
    }
    if (f.lesson.current < 0) {
        heading(t, "Lesson");
        textWrapped(t.bold, t.text, f.scenario.title);
        markedText(t, f.scenario.summary);
        textWrapped(t.ui, t.textDim,
                    "Space plays, → takes one step. The lesson speaks when there is something to say.");
        return;
    }
    const auto i = static_cast<size_t>(f.lesson.current);
    const scenario::Bookmark& b = f.scenario.lesson[i];
    const float top = ImGui::GetCursorPosY();
    heading(t, "Lesson — " + std::to_string(i + 1) + " of " + std::to_string(n));
    drawWay(t, i, n, top, commands);
    textWrapped(t.bold, t.text, b.title);
    markedText(t, b.text);
    if (b.predict) drawPrediction(f, t, i, commands);
}

}  // namespace tricolor::render
