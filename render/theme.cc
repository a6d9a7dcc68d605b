#include "render/theme.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tricolor::render {

namespace {

constexpr ImU32 rgb(uint32_t hex) {
    return IM_COL32(hex >> 16 & 255, hex >> 8 & 255, hex & 255, 255);
}

// Okabe–Ito, in the order in which neighbours differ most; the last two are lightened for dark surfaces.
constexpr std::array<ImU32, 8> kOkabeIto = {rgb(0x56b4e9), rgb(0xe69f00), rgb(0x009e73), rgb(0xcc79a7),
                                            rgb(0xf0e442), rgb(0xd55e00), rgb(0x4c8fd0), rgb(0xa0a7b4)};
constexpr std::array<ImU32, 8> kOkabeItoOnLight = {rgb(0x0072b2), rgb(0xb87700), rgb(0x007a5a),
                                                   rgb(0xa8487f), rgb(0x8a8000), rgb(0xb84a00),
                                                   rgb(0x2f7fbf), rgb(0x5c6370)};

void setDark(Theme& t) {
    t.background = rgb(0x12161b), t.panel = rgb(0x1a1f26), t.raised = rgb(0x252b34), t.border = rgb(0x2c333d);
    t.hover = rgb(0x303844), t.selected = rgb(0x1f4e66);
    t.text = rgb(0xe6e9ee), t.textDim = rgb(0x97a0ad), t.textFaint = rgb(0x6c7682), t.accent = rgb(0x56b4e9);
    t.lineHighlight = rgb(0x22323d);
    t.objectWhite = rgb(0xf4f4f0), t.objectGrey = rgb(0x9aa3b0), t.objectBlack = rgb(0x07090c);
    t.objectFree = rgb(0x1f252d), t.objectFreed = rgb(0x3a2a2a), t.objectLost = rgb(0xff5a36);
    t.objectOutline = rgb(0xc3c8d0);
    t.ink = rgb(0x0a0c10);
    t.heapLive = rgb(0x56b4e9), t.heapGoal = rgb(0xf0e442), t.heapTrigger = rgb(0xe69f00);
}

void setLight(Theme& t) {
    t.background = rgb(0xeef0f3), t.panel = rgb(0xfafbfc), t.raised = rgb(0xe4e8ed), t.border = rgb(0xcfd5dd);
    t.hover = rgb(0xd8dee6), t.selected = rgb(0xbfe0f5);
    t.text = rgb(0x1b2026), t.textDim = rgb(0x55606e), t.textFaint = rgb(0x818a96), t.accent = rgb(0x0072b2);
    t.lineHighlight = rgb(0xdcecf6);
    t.objectWhite = rgb(0xffffff), t.objectGrey = rgb(0x98a1ad), t.objectBlack = rgb(0x15181c);
    t.objectFree = rgb(0xe6e9ed), t.objectFreed = rgb(0xf0dede), t.objectLost = rgb(0xd03010);
    t.objectOutline = rgb(0x3c444e);
    t.heapLive = rgb(0x0072b2), t.heapGoal = rgb(0x8a8000), t.heapTrigger = rgb(0xb87700);
    t.palette = kOkabeItoOnLight;
    t.ink = rgb(0xffffff);
    t.warning = rgb(0xa35f00), t.error = rgb(0xc23a14),
    t.good = rgb(0x00794f);  // texts have these colours too
}

void setContrast(Theme& t) {
    setDark(t);
    t.background = t.panel = rgb(0x000000), t.raised = rgb(0x1c1c1c), t.border = rgb(0xffffff);
    t.hover = rgb(0x333333), t.selected = rgb(0x004f80);
    t.text = rgb(0xffffff), t.textDim = rgb(0xdddddd), t.textFaint = rgb(0xaaaaaa), t.accent = rgb(0xffe600);
    t.lineHighlight = rgb(0x003a5c);
    t.objectWhite = rgb(0xffffff), t.objectGrey = rgb(0xa0a0a0), t.objectBlack = rgb(0x000000);
    t.objectFree = rgb(0x101010), t.objectOutline = rgb(0xffffff);
}

}  // namespace

Theme makeTheme(ThemeName name, float scale) {
    Theme t;
    t.name = name;
    t.scale = scale;
    t.palette = kOkabeIto;
    t.phaseStw = rgb(0xd55e00), t.phaseMark = rgb(0xe69f00), t.phaseSweep = rgb(0x009e73);
    t.warning = rgb(0xe69f00), t.error = rgb(0xe8532f), t.good = rgb(0x1fae7f);
    if (name == ThemeName::dark) setDark(t);
    if (name == ThemeName::light) setLight(t);
    if (name == ThemeName::contrast) setContrast(t);
    return t;
}

// Neighbouring classes lie a golden angle apart on the circle of hues, and differ in lightness too.
ImU32 Theme::spanClass(uint64_t spc) const {
    const uint64_t sizeclass = spc / 2;
    if (sizeclass == 0) return spc & 1 ? mix(textDim, panel, 0.35f) : textDim;  // large
    const auto turn = static_cast<float>(sizeclass) * 0.381966f + 0.2f;
    const bool onLight = name == ThemeName::light;
    const float value = sizeclass % 2 ? (onLight ? 0.78f : 0.95f) : (onLight ? 0.55f : 0.72f);
    ImVec4 c{0, 0, 0, 1};
    ImGui::ColorConvertHSVtoRGB(turn - std::floor(turn), sizeclass % 3 ? 0.72f : 0.5f, value, c.x, c.y, c.z);
    const ImU32 hue = ImGui::ColorConvertFloat4ToU32(c);
    return spc & 1 ? mix(hue, onLight ? IM_COL32_WHITE : panel, 0.4f) : hue;
}

ImU32 Theme::goroutine(int64_t goid) const {
    constexpr std::array<size_t, 6> kOrder = {0, 4, 3, 2, 6, 7};
    return palette[kOrder[static_cast<size_t>(goid < 1 ? 0 : goid - 1) % kOrder.size()]];
}

float fontSize(const ImFont* font) {
#if IMGUI_VERSION_NUM < 19200
    return font->FontSize;
#else
    return font->LegacySize;
#endif
}

ImU32 withAlpha(ImU32 colour, float alpha) {
    const auto a = static_cast<ImU32>(std::clamp(alpha, 0.0f, 1.0f) * 255 + 0.5f);
    return (colour & ~IM_COL32_A_MASK) | a << IM_COL32_A_SHIFT;
}

ImU32 mix(ImU32 a, ImU32 b, float t) {
    const ImVec4 x = ImGui::ColorConvertU32ToFloat4(a), y = ImGui::ColorConvertU32ToFloat4(b);
    return ImGui::ColorConvertFloat4ToU32(
        {x.x + (y.x - x.x) * t, x.y + (y.y - x.y) * t, x.z + (y.z - x.z) * t, x.w + (y.w - x.w) * t});
}

void applyTheme(const Theme& t) {
    ImGuiStyle style;
    style.WindowPadding = {t.px(10), t.px(8)};
    style.FramePadding = {t.px(9), t.px(5)};
    style.ItemSpacing = {t.px(8), t.px(6)};
    style.CellPadding = {t.px(6), t.px(3)};
    style.ScrollbarSize = t.px(11);
    style.FrameRounding = style.PopupRounding = style.GrabRounding = style.ScrollbarRounding = t.px(5);
    style.WindowBorderSize = 0;
    style.ChildBorderSize = 0;
    style.PopupBorderSize = 1;
    const auto set = [&](ImGuiCol which, ImU32 c) {
        style.Colors[which] = ImGui::ColorConvertU32ToFloat4(c);
    };
    set(ImGuiCol_WindowBg, t.panel), set(ImGuiCol_ChildBg, t.panel), set(ImGuiCol_PopupBg, t.panel);
    set(ImGuiCol_Text, t.text), set(ImGuiCol_TextDisabled, t.textDim), set(ImGuiCol_Border, t.border);
    set(ImGuiCol_FrameBg, t.raised), set(ImGuiCol_FrameBgHovered, t.hover),
        set(ImGuiCol_FrameBgActive, t.hover);
    set(ImGuiCol_Button, t.raised), set(ImGuiCol_ButtonHovered, t.hover),
        set(ImGuiCol_ButtonActive, t.selected);
    set(ImGuiCol_Header, t.selected), set(ImGuiCol_HeaderHovered, t.hover),
        set(ImGuiCol_HeaderActive, t.selected);
    set(ImGuiCol_Separator, t.border), set(ImGuiCol_SliderGrab, t.accent),
        set(ImGuiCol_SliderGrabActive, t.accent);
    set(ImGuiCol_CheckMark, t.accent), set(ImGuiCol_ScrollbarBg, t.panel),
        set(ImGuiCol_ScrollbarGrab, t.raised);
    set(ImGuiCol_ScrollbarGrabHovered, t.hover), set(ImGuiCol_ScrollbarGrabActive, t.hover);
    set(ImGuiCol_TableHeaderBg, t.panel), set(ImGuiCol_TableBorderLight, t.border);
    set(ImGuiCol_TableRowBgAlt, t.panel), set(ImGuiCol_NavHighlight, t.accent);
    set(ImGuiCol_TextSelectedBg, t.selected), set(ImGuiCol_ModalWindowDimBg, IM_COL32(0, 0, 0, 150));
    ImGui::GetStyle() = style;
}

namespace {

// Folders and file names in the order of preference; distributions differ in where they put them.
constexpr const char* kFolders[] = {"/usr/share/fonts/opentype/inter/",
                                    "/usr/share/fonts/truetype/jetbrains-mono/",
                                    "/usr/share/fonts/truetype/inter/",
                                    "/usr/share/fonts/inter/",
                                    "/usr/share/fonts/jetbrains-mono/",
                                    "/usr/share/fonts/TTF/",
                                    "/usr/share/fonts/truetype/dejavu/",
                                    "/usr/share/fonts/dejavu/",
                                    "/Library/Fonts/",
                                    "/System/Library/Fonts/Supplemental/"};
constexpr const char* kUi[] = {"Inter-Regular.otf", "Inter-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf"};
constexpr const char* kBold[] = {"Inter-SemiBold.otf", "Inter-SemiBold.ttf", "DejaVuSans-Bold.ttf",
                                 "Arial Bold.ttf"};
constexpr const char* kMono[] = {"JetBrainsMono-Regular.ttf", "DejaVuSansMono.ttf", "Courier New.ttf"};
constexpr const char* kSymbols[] = {"DejaVuSans.ttf", "DejaVuSansMono.ttf"};

template <size_t N>
bool find(const char* const (&names)[N], char (&path)[512]) {
    for (const char* name : names)
        for (const char* folder : kFolders) {
            std::snprintf(path, sizeof path, "%s%s", folder, name);
            if (std::FILE* f = std::fopen(path, "rb")) {
                std::fclose(f);
                return true;
            }
        }
    return false;
}

// Latin, Greek, punctuation and arrows from the text font; shapes and other symbols merged from a wide one.
constexpr ImWchar kText[] = {0x20,   0x24f,  0x370,  0x3ff,  0x2010, 0x2027, 0x2030,
                             0x205e, 0x2190, 0x2193, 0x2200, 0x22ff, 0};
constexpr ImWchar kShapes[] = {0x2190, 0x21ff, 0x2200, 0x22ff, 0x2300, 0x23ff,
                               0x25a0, 0x25ff, 0x2600, 0x27bf, 0};

template <size_t N>
ImFont* load(const char* const (&names)[N], float size) {
    ImFontAtlas* atlas = ImGui::GetIO().Fonts;
    char path[512];
    if (!find(names, path)) return nullptr;
    ImFont* font = atlas->AddFontFromFileTTF(path, size, nullptr, kText);
    if (font && find(kSymbols, path)) {
        ImFontConfig config;
        config.MergeMode = true;
        atlas->AddFontFromFileTTF(path, size, &config, kShapes);
    }
    return font;
}

}  // namespace

void loadFonts(Theme& t) {
    ImFontAtlas* atlas = ImGui::GetIO().Fonts;
    atlas->Clear();
    t.ui = load(kUi, t.px(15));
    if (!t.ui) {
        ImFontConfig config;
        config.SizePixels = t.px(13);
        t.ui = atlas->AddFontDefault(&config);
    }
    t.bold = load(kBold, t.px(15));
    t.mono = load(kMono, t.px(14));
    t.small = load(kUi, t.px(12.5f));
    for (ImFont** font : {&t.bold, &t.mono, &t.small})
        if (!*font) *font = t.ui;
}

}  // namespace tricolor::render
