#include <algorithm>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "render/panels/views.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::render {

namespace {

constexpr int kFramesShown = 40;

// A value by its type, in few words.
std::string valueText(const World& w, const runtime::Module& m, Addr at, runtime::TypeId type) {
    if (type < 0 || !w.memory.mapped(at, 8)) return "";
    const runtime::Type& t = m.type(type);
    const uint64_t word = w.memory.load64(at);
    using runtime::Kind;
    switch (t.kind) {
        case Kind::Bool:
            return word & 255 ? "true" : "false";
        case Kind::Int:
        case Kind::Int64:
            return std::to_string(static_cast<int64_t>(word));
        case Kind::Int32:
            return std::to_string(static_cast<int32_t>(word));
        case Kind::Uint8:
            return std::to_string(word & 255);
        case Kind::String: {
            const uint64_t n = w.memory.load64(at + 8);
            if (n == 0 || !w.memory.mapped(word, n)) return "\"\"";
            return "\"" + std::string(w.memory.bytes(word, std::min<uint64_t>(n, 24))) +
                   (n > 24 ? "…\"" : "\"");
        }
        case Kind::Slice:
            return "len " + std::to_string(w.memory.load64(at + 8)) + " → " + (word ? hex(word) : "nil");
        case Kind::Pointer:
        case Kind::Map:
        case Kind::Chan:
        case Kind::Func:
        case Kind::UnsafePointer:
            return word ? "→ " + hex(word) : "nil";
        case Kind::Struct: {
            std::string text;
            for (const runtime::Field& field : t.fields)
                if (t.fields.size() <= 4)
                    text += (text.empty() ? "" : ", ") + valueText(w, m, at + field.offset, field.type);
            return text.empty() ? std::to_string(t.size) + " bytes" : "{" + text + "}";
        }
        case Kind::Array:
            return std::to_string(t.size) + " bytes";
        default:
            return std::to_string(word);
    }
}

// Does the collector look at this slot now? A dead one keeps what last stood there, and is not adjusted by a
// copy.
bool liveSlot(const runtime::Module& m, const runtime::Frame& fr, int64_t offset) {
    const bool incoming = offset >= static_cast<int64_t>(fr.fn->frameSize);
    const uint64_t slot =
        static_cast<uint64_t>(incoming ? offset - static_cast<int64_t>(fr.fn->frameSize) : offset) / 8;
    const uint32_t words = incoming ? fr.map.args : fr.map.locals;
    return m.stackMapWords[words + slot / 64] >> (slot % 64) & 1;
}

void drawLocal(const Frame& f, const Theme& t, const runtime::Frame& fr, const runtime::LocalVar& v,
               Commands& commands) {
    const Addr at = fr.sp + static_cast<uint64_t>(v.offset);
    const auto& m = f.program.module;
    const std::string type = v.type >= 0 ? (v.heap ? "&" : "") + m.type(v.type).string : "";
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    textIn(t.mono, t.textDim, hex(at));
    ImGui::TableNextColumn();
    textIn(t.mono, t.text, v.name);
    ImGui::TableNextColumn();
    textIn(t.mono, t.textDim, type);
    ImGui::TableNextColumn();
    const std::string value =
        v.heap ? "→ " + hex(f.world.memory.load64(at)) : valueText(f.world, m, at, v.type);
    const size_t arrow = value.find("0x");
    const Addr target = arrow == std::string::npos ? 0 : std::strtoull(value.c_str() + arrow, nullptr, 16);
    const runtime::ObjectRef o = target ? runtime::findObject(f.world, target) : runtime::ObjectRef{};
    ImGui::PushID(v.offset);
    const bool pointer = target && (v.heap || m.type(v.type).kind == runtime::Kind::Pointer);
    if (pointer && !liveSlot(m, fr, v.offset)) {
        textIn(t.mono, t.textFaint, value + "  (dead)");
    } else if (o.base) {
        if (link(t, t.mono, t.accent, value)) commands.push_back(Select{Selection::object(o.base)});
    } else {
        const bool toStack = target >= kHeapBase;
        textIn(t.mono, toStack ? t.good : t.text, value + (toStack ? "  (stack)" : ""));
    }
    ImGui::PopID();
}

bool inScope(const runtime::LocalVar& v, Addr pc) {
    const uint32_t i = runtime::Module::instrOf(pc);
    return v.toPc == 0 || (i >= v.fromPc && i <= v.toPc);
}

void drawFrame(const Frame& f, const Theme& t, const runtime::Frame& fr, bool innermost, Commands& commands) {
    const auto& m = f.program.module;
    const std::string line = ":" + std::to_string(m.lineOf(innermost ? fr.pc : fr.pc - runtime::instrBytes));
    const ImVec2 top = ImGui::GetCursorScreenPos();
    ImGui::Indent(t.px(12));
    textIn(t.bold, innermost ? t.accent : t.text, fr.fn->name + line);
    ImGui::SameLine();
    textIn(t.small, t.textDim, "  frame " + hex(fr.sp) + " · " + std::to_string(fr.fn->frameSize) + " bytes");
    if (!fr.fn->locals.empty() && ImGui::BeginTable("locals", 4, ImGuiTableFlags_SizingFixedFit)) {
        ImGui::TableSetupColumn("at", ImGuiTableColumnFlags_WidthFixed, t.px(122));
        ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed, t.px(90));
        ImGui::TableSetupColumn("type", ImGuiTableColumnFlags_WidthFixed, t.px(140));
        ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch);
        for (const runtime::LocalVar& v : fr.fn->locals)
            if (inScope(v, fr.pc)) drawLocal(f, t, fr, v, commands);
        ImGui::EndTable();
    }
    ImGui::Unindent(t.px(12));
    const float bottom = ImGui::GetCursorScreenPos().y - t.px(3);
    ImGui::GetWindowDrawList()->AddRectFilled({top.x, top.y}, {top.x + t.px(4), bottom},
                                              innermost ? t.accent : t.border, t.px(2));
    ImGui::Dummy({0, t.px(2)});
}

// The stack as a bar: used at its upper end, free below, the guard at its low end.
void drawExtent(const Theme& t, const G& g) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = std::min(ImGui::GetContentRegionAvail().x, t.px(520)), h = t.px(14);
    const double size = static_cast<double>(g.stack.size());
    const auto x = [&](Addr a) {
        return at.x + width * static_cast<float>(static_cast<double>(a - g.stack.lo) / size);
    };
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled(at, {at.x + width, at.y + h}, t.objectFree, t.px(2));
    if (g.sched.sp >= g.stack.lo && g.sched.sp <= g.stack.hi)
        list->AddRectFilled({x(g.sched.sp), at.y}, {at.x + width, at.y + h}, t.accent, t.px(2));
    const Addr guard = g.stack.lo + 928;
    if (guard < g.stack.hi) list->AddLine({x(guard), at.y - 2}, {x(guard), at.y + h + 2}, t.warning, t.px(2));
    ImGui::Dummy({width, h + t.px(4)});
}

void drawStack(const Frame& f, const Theme& t, GId id, Commands& commands) {
    const G& g = f.world.g(id);
    ImGui::PushID(id.v);
    if (link(t, t.bold, t.category(static_cast<uint64_t>(g.goid)),
             "G" + std::to_string(g.goid) + " " + goroutineName(f.world, f.program.module, id)))
        commands.push_back(Select{Selection::goroutine(id)});
    ImGui::SameLine();
    const uint64_t used = g.sched.sp ? g.stack.hi - g.sched.sp : 0;
    textIn(t.ui, t.textDim,
           " stack " + hex(g.stack.lo) + " … " + hex(g.stack.hi) + " · " + bytesText(g.stack.size()) + ", " +
               bytesText(used) + " used");
    drawExtent(t, g);
    int shown = 0;
    for (runtime::Frame fr = runtime::firstFrame(f.world, f.program.module, g); fr.fn;
         fr = runtime::callerFrame(f.world, f.program.module, fr), ++shown) {
        if (shown >= kFramesShown) {
            textIn(t.ui, t.textDim, "… more frames");
            break;
        }
        ImGui::PushID(shown);
        drawFrame(f, t, fr, shown == 0, commands);
        ImGui::PopID();
    }
    ImGui::Dummy({0, t.px(12)});
    ImGui::PopID();
}

}  // namespace

void drawStacks(const Frame& f, const Theme& t, Commands& commands) {
    std::vector<GId> order;
    for (size_t i = 0; i < f.world.allgs.size(); ++i) {
        const G& g = f.world.allgs[i];
        const uint32_t status = g.atomicstatus & ~Gscan;
        if (!g.isG0 && !g.system && status != Gdead && status != Gidle && g.stack.hi)
            order.push_back(GId{static_cast<int32_t>(i)});
    }
    // The selected goroutine first, then the running ones.
    std::stable_sort(order.begin(), order.end(), [&](GId a, GId b) {
        const auto rank = [&](GId id) {
            return f.selection.kind == Selection::Kind::goroutine && f.selection.g == id ? 0
                   : (f.world.g(id).atomicstatus & ~Gscan) == Grunning                   ? 1
                                                                                         : 2;
        };
        return rank(a) < rank(b);
    });
    constexpr size_t kMost = 12;
    for (size_t i = 0; i < std::min(order.size(), kMost); ++i) drawStack(f, t, order[i], commands);
    if (order.size() > kMost)
        textIn(t.ui, t.textDim,
               "… " + std::to_string(order.size() - kMost) +
                   " more goroutines; select one to see its stack first");
    if (order.empty()) textIn(t.ui, t.textDim, "No goroutine of the program is alive.");
}

}  // namespace tricolor::render
