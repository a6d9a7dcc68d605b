#include "render/panels/inspector.h"

#include <algorithm>

#include "render/canvas.h"
#include "render/model/objects.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/runtime2.h"
#include "sim/runtime/stack.h"

namespace tricolor::render {

namespace {

constexpr size_t kWordsShown = 24;

std::string stateOfTarget(const Frame& f, Addr target) {
    const runtime::ObjectRef o = runtime::findObject(f.world, target);
    if (!o.base) return target >= kHeapBase ? "stack" : "global";
    return slotStateName(slotState(f, f.world.span(o.span), o.index));
}

void drawWords(const Frame& f, const Theme& t, Addr base, Commands& commands) {
    const std::vector<Word> words = wordsOf(f.world, f.program.module, base, kWordsShown);
    const auto known = f.reachable.objects.find(base);
    const runtime::TypeId type = known == f.reachable.objects.end() ? -1 : known->second.type;
    const uint64_t header = headerBytes(f.world.span(f.world.spanOf(base)));
    for (const Word& word : words) {
        const uint64_t offset = word.addr - base;
        std::string name = "+" + std::to_string(offset);
        if (offset >= header) name += " " + partName(f.program.module, type, offset - header);
        textIn(t.mono, t.textDim, name);
        ImGui::SameLine(t.px(112));
        if (!word.pointer || !word.value) {
            textIn(t.mono, t.text,
                   word.pointer            ? "nil"
                   : word.value < 1u << 31 ? std::to_string(word.value)
                                           : hex(word.value));
            continue;
        }
        const runtime::ObjectRef o = runtime::findObject(f.world, word.value);
        if (link(t, t.mono, t.accent, "→ " + hex(word.value)) && o.base)
            commands.push_back(Select{Selection::object(o.base)});
        ImGui::SameLine();
        textIn(t.small, t.textDim, stateOfTarget(f, word.value));
    }
    const uint64_t all = f.world.span(f.world.spanOf(base)).elemsize / 8;
    if (all > words.size())
        textIn(t.small, t.textDim, "… " + std::to_string(all - words.size()) + " more words");
}

// The last step made it: its address is with mallocgc's caller still.
bool justMade(const Frame& f, Addr base) {
    const Birth* birth = f.births ? f.births->find(base, f.world.step) : nullptr;
    return birth && birth->step == f.world.step;
}

void drawKeptBy(const Frame& f, const Theme& t, Addr base, Commands& commands) {
    heading(t, "Kept alive by");
    const std::vector<std::string> path = f.reachable.path(f.world, f.program.module, base);
    if (path.empty()) {
        textWrapped(t.ui, t.textDim,
                    justMade(f, base)      ? "nothing yet: it was just made, the next step stores its address"
                    : f.reachable.complete ? "nothing: it is garbage, or held by the runtime itself"
                                           : "nothing within the first objects that were searched");
        return;
    }
    for (size_t i = 0; i < path.size(); ++i) {
        if (i > 7 && i + 3 < path.size()) {
            if (i == 8) textIn(t.small, t.textDim, "   … " + std::to_string(path.size() - 11) + " more …");
            continue;
        }
        const std::string& step = path[i];
        if (i == 0) {
            textWrapped(t.mono, t.text, step);
        } else if (link(t, t.mono, t.text, "→ " + step)) {
            commands.push_back(Select{Selection::object(std::strtoull(step.c_str(), nullptr, 16))});
        }
    }
    textIn(t.mono, t.good, "→ here");
}

void drawSpanRows(const Frame& f, const Theme& t, const mspan& s) {
    nameValue(t, "span", t.text,
              hex(s.base()) + " · " + classOf(s) + " · " + std::to_string(s.npages) +
                  (s.npages == 1 ? " page · " : " pages · ") + std::to_string(s.nelems) + " slots");
    nameValue(t, "owner", t.text, ownerOf(f.world, s));
}

void drawBirth(const Frame& f, const Theme& t, Addr base) {
    const Birth* birth = f.births ? f.births->find(base, f.world.step) : nullptr;
    if (!birth) return;
    const uint32_t survived = f.world.memstats.numgc - std::min(f.world.memstats.numgc, birth->cycle);
    nameValue(t, "made", t.text,
              "by " + (birth->goid ? "G" + std::to_string(birth->goid) : std::string("the runtime")) +
                  " in step " + std::to_string(birth->step) + "; has survived " + std::to_string(survived) +
                  (survived == 1 ? " GC cycle" : " GC cycles"));
}

void drawObject(const Frame& f, const Theme& t, Addr base, Commands& commands) {
    heading(t, "Inspector — object " + hex(base));
    const runtime::ObjectRef o = runtime::findObject(f.world, base);
    if (!o.base) {
        textWrapped(t.ui, t.textDim, "At this moment there is no object at this address.");
        return;
    }
    const mspan& s = f.world.span(o.span);
    const std::string type = f.reachable.typeName(f.program.module, o.base);
    nameValue(t, "type", t.text,
              !type.empty()         ? type
              : justMade(f, o.base) ? "not known before something points to it"
                                    : "not known to the runtime");
    drawSpanRows(f, t, s);
    const bool mark = runtime::isMarked(f.world, s, o.index);
    nameValue(t, "slot", t.text,
              std::to_string(o.index) + " · allocBits " + (s.isAllocated(o.index) ? "1" : "0") +
                  " · gcmarkBits " + (mark ? "1" : "0"));
    const SlotState state = slotState(f, s, o.index);
    nameValue(t, "colour", t.text, std::string(slotStateName(state)) + " – " + slotStateReason(state));
    drawBirth(f, t, o.base);
    heading(t, "Words");
    drawWords(f, t, o.base, commands);
    if (s.isAllocated(o.index)) drawKeptBy(f, t, o.base, commands);
}

void drawSpan(const Frame& f, const Theme& t, Addr base) {
    heading(t, "Inspector — span " + hex(base));
    const SpanId id = f.world.spanOf(base);
    if (!id || f.world.mheap_.spans[id.index()].state == mSpanState::Dead) {
        textWrapped(t.ui, t.textDim, "At this moment these pages are free.");
        return;
    }
    const mspan& s = f.world.span(id);
    drawSpanRows(f, t, s);
    nameValue(t, "in use", t.text,
              std::to_string(s.allocCount) + " of " + std::to_string(s.nelems) + " slots");
    nameValue(t, "freeindex", t.text, std::to_string(s.freeindex));
    const auto h = static_cast<int64_t>(f.world.mheap_.sweepgen);
    const int64_t off = static_cast<int64_t>(s.sweepgen) - h;
    const char* meaning = off == -2   ? "needs sweeping"
                          : off == -1 ? "being swept"
                          : off == 0  ? "swept"
                          : off == 1  ? "cached, not swept"
                                      : "swept, then cached";
    nameValue(t, "sweepgen", t.text,
              std::to_string(s.sweepgen) + " (h" + (off < 0 ? "" : "+") + std::to_string(off) + ": " +
                  meaning + ")");
}

void drawGoroutine(const Frame& f, const Theme& t, GId id) {
    const G& g = f.world.g(id);
    heading(t, "Inspector — goroutine " + std::to_string(g.goid));
    nameValue(t, "runs", t.text, goroutineName(f.world, f.program.module, id));
    const uint32_t status = g.atomicstatus & ~Gscan;
    std::string text(runtime::gStatusText(status));
    if (status == Gwaiting) text += ": " + std::string(runtime::waitReasonText(g.waitreason));
    nameValue(t, "status", t.text, text);
    if (g.stack.hi) {
        nameValue(t, "stack", t.text,
                  hex(g.stack.lo) + " … " + hex(g.stack.hi) + " (" + bytesText(g.stack.size()) + ")");
        nameValue(t, "used", t.text, bytesText(g.sched.sp ? g.stack.hi - g.sched.sp : 0));
    }
    nameValue(t, "assist", t.text, std::to_string(g.gcAssistBytes) + " bytes of credit");
    heading(t, "Calls");
    for (uint32_t i = g.tasks.depth; i > 0; --i)
        textIn(t.mono, t.textDim, "runtime." + std::string(runtime::taskName(g.tasks.tasks[i - 1].kind)));
    int shown = 0;
    for (runtime::Frame fr = runtime::firstFrame(f.world, f.program.module, g); fr.fn && shown < 30;
         fr = runtime::callerFrame(f.world, f.program.module, fr), ++shown)
        textIn(t.mono, t.text, fr.fn->name + ":" + std::to_string(f.program.module.lineOf(fr.pc)));
}

void drawProc(const Frame& f, const Theme& t, PId id) {
    const P& p = f.world.p(id);
    heading(t, "Inspector — P" + std::to_string(id.v));
    nameValue(t, "status", t.text, runtime::pStatusText(p.status));
    nameValue(t, "M", t.text, p.m.valid() ? "M" + std::to_string(p.m.v) : "none");
    nameValue(t, "tick", t.text, std::to_string(p.schedtick));
    nameValue(t, "runnext", t.text,
              p.runnext.valid() ? "G" + std::to_string(f.world.g(p.runnext).goid) : "empty");
    nameValue(t, "queue", t.text, std::to_string(runtime::runqlen(p)) + " goroutines");
    const int cached = static_cast<int>(
        std::count_if(p.mcache.alloc.begin(), p.mcache.alloc.end(), [](SpanId s) { return s.valid(); }));
    nameValue(t, "mcache", t.text, std::to_string(cached) + " spans cached");
    nameValue(t, "tiny", t.text,
              p.mcache.tiny ? hex(p.mcache.tiny) + " +" + std::to_string(p.mcache.tinyoffset) : "no block");
    nameValue(t, "wbBuf", t.text,
              std::to_string(p.wbBuf.next) + " of " + std::to_string(wbBufEntries) + " entries");
}

}  // namespace

void drawInspector(const Frame& f, const Theme& t, Commands& commands) {
    switch (f.selection.kind) {
        case Selection::Kind::object:
            drawObject(f, t, f.selection.addr, commands);
            return;
        case Selection::Kind::span:
            drawSpan(f, t, f.selection.addr);
            return;
        case Selection::Kind::goroutine:
            if (static_cast<size_t>(f.selection.g.v) < f.world.allgs.size())
                drawGoroutine(f, t, f.selection.g);
            return;
        case Selection::Kind::proc:
            if (static_cast<size_t>(f.selection.p.v) < f.world.allp.size()) drawProc(f, t, f.selection.p);
            return;
        case Selection::Kind::none:
            break;
    }
    heading(t, "Inspector");
    textWrapped(t.ui, t.textDim,
                "Click an object, a span, a goroutine or a P: all that is known about it stands here.");
}

}  // namespace tricolor::render
