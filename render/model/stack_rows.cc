#include "render/model/stack_rows.h"

#include <algorithm>
#include <cstdio>

#include "render/model/objects.h"

namespace tricolor::render {

namespace {

using runtime::Kind;

std::string realText(double v) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", v);
    return text;
}

std::string stringText(const World& w, Addr at) {
    const Addr bytes = w.memory.load64(at);
    const uint64_t n = w.memory.load64(at + 8);
    constexpr uint64_t kMost = 24;
    if (n == 0 || n > 1ull << 32 || !w.memory.mapped(bytes, n)) return "\"\"";
    std::string text(w.memory.bytes(bytes, std::min(n, kMost)));
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    return "\"" + text + (n > kMost ? "…\"" : "\"");
}

std::string structText(const World& w, const runtime::Module& m, Addr at, const runtime::Type& t) {
    if (t.fields.size() > 5) return "{" + std::to_string(t.fields.size()) + " fields}";
    std::string text;
    for (const runtime::Field& f : t.fields)
        text += (text.empty() ? "" : ", ") + valueText(w, m, at + f.offset, f.type);
    return "{" + text + "}";
}

std::string arrayText(const World& w, const runtime::Module& m, Addr at, const runtime::Type& t) {
    constexpr uint64_t kMost = 6;
    std::string text;
    const uint64_t size = m.type(t.elem).size;
    for (uint64_t i = 0; i < std::min(t.len, kMost); ++i)
        text += (i ? " " : "") + valueText(w, m, at + i * size, t.elem);
    return "[" + text + (t.len > kMost ? " …]" : "]");
}

// Does the collector look at this slot now? A dead one keeps what last stood there, and is not adjusted by a
// copy.
bool liveSlot(const runtime::Module& m, const runtime::Frame& fr, uint64_t offset) {
    const bool incoming = offset >= fr.fn->frameSize;
    const uint64_t slot = (incoming ? offset - fr.fn->frameSize : offset) / 8;
    const uint32_t words = incoming ? fr.map.args : fr.map.locals;
    return m.stackMapWords[words + slot / 64] >> (slot % 64) & 1;
}

bool holdsPointer(const runtime::Module& m, const runtime::LocalVar& v) {
    return v.heap || (v.type >= 0 && m.type(v.type).ptrdata > 0);
}

struct FrameReader {
    const World& w;
    const runtime::Module& m;
    const runtime::Frame& fr;

    // The first live pointer of a value, and whether it has only dead ones.
    void followPointers(StackRow& row) const {
        const uint64_t offset = row.at - fr.sp, words = std::min<uint64_t>((row.size + 7) / 8, 64);
        bool any = false;
        for (uint64_t i = 0; i < words; ++i) {
            if (!liveSlot(m, fr, offset + i * 8)) continue;
            any = true;
            const Addr p = w.memory.load64(row.at + i * 8);
            if (p >= kHeapBase && !row.pointer) row.pointer = p;
        }
        row.dead = !any;
    }

    StackRow variable(const runtime::LocalVar& v) const {
        StackRow row;
        row.at = fr.sp + static_cast<uint64_t>(v.offset);
        row.name = v.name;
        if (v.type >= 0) row.type = (v.heap ? "&" : "") + m.type(v.type).string;
        row.size = v.heap || v.type < 0 ? 8 : std::max<uint64_t>(1, m.type(v.type).size);
        row.kind = v.role == runtime::VarRole::argument ? StackRow::Kind::argument
                   : v.role == runtime::VarRole::result ? StackRow::Kind::result
                                                        : StackRow::Kind::variable;
        row.value = v.heap ? "→ " + hex(w.memory.load64(row.at)) : valueText(w, m, row.at, v.type);
        if (holdsPointer(m, v)) followPointers(row);
        return row;
    }

    bool inScope(const runtime::LocalVar& v) const {
        const uint32_t i = runtime::Module::instrOf(fr.pc);
        return v.toPc == 0 || (i >= v.fromPc && i <= v.toPc);
    }

    void addTemporaries(std::vector<StackRow>& rows, Addr from, Addr to) const {
        if (from >= to) return;
        StackRow row;
        row.at = from, row.size = to - from, row.kind = StackRow::Kind::temporary;
        row.name = from < fr.sp + fr.fn->outSize ? "arguments of calls, temporaries" : "temporaries";
        row.value = std::to_string(row.size) + " bytes";
        rows.push_back(row);
    }

    std::vector<StackRow> rows() const {
        std::vector<StackRow> named, all;
        for (const runtime::LocalVar& v : fr.fn->locals)
            if (inScope(v) && v.offset >= 0) named.push_back(variable(v));
        std::stable_sort(named.begin(), named.end(),
                         [](const StackRow& a, const StackRow& b) { return a.at < b.at; });
        const Addr end = fr.sp + fr.fn->frameSize;
        Addr covered = fr.sp;
        bool closed = false;
        const auto close = [&] {
            addTemporaries(all, covered, end - 16);
            all.push_back({end - 16, 8, StackRow::Kind::framePointer, "saved frame pointer", "",
                           "→ " + hex(w.memory.load64(end - 16)), 0, false});
            all.push_back({end - 8, 8, StackRow::Kind::returnAddress, "return address", "",
                           returnText(end - 8), 0, false});
            closed = true;
        };
        for (const StackRow& row : named) {
            if (!closed && row.at >= end - 16) close();
            if (!closed) {
                addTemporaries(all, covered, row.at & ~7ull);
                covered = std::max<Addr>(covered, (row.at + row.size + 7) & ~7ull);
            }
            all.push_back(row);
        }
        if (!closed) close();
        return all;
    }

    std::string returnText(Addr at) const {
        const Addr pc = w.memory.load64(at);
        if (pc == 0) return "goexit: the goroutine ends there";
        const Addr call = pc - runtime::instrBytes;
        return m.findfunc(call).name + ":" + std::to_string(m.lineOf(call));
    }
};

}  // namespace

std::string valueText(const World& w, const runtime::Module& m, Addr at, runtime::TypeId type) {
    if (type < 0) return "";
    const runtime::Type& t = m.type(type);
    if (!w.memory.mapped(at, std::max<uint64_t>(8, t.size))) return "";
    const uint64_t word = w.memory.load64(at);
    switch (t.kind) {
        case Kind::Bool:
            return word & 255 ? "true" : "false";
        case Kind::Int:
        case Kind::Int64:
            return std::to_string(static_cast<int64_t>(word));
        case Kind::Int32:
            return std::to_string(static_cast<int32_t>(word));
        case Kind::Int16:
            return std::to_string(static_cast<int16_t>(word));
        case Kind::Int8:
            return std::to_string(static_cast<int8_t>(word));
        case Kind::Uint8:
            return std::to_string(word & 0xff);
        case Kind::Uint16:
            return std::to_string(word & 0xffff);
        case Kind::Uint32:
            return std::to_string(word & 0xffffffff);
        case Kind::Float64:
            return realText(w.memory.load<double>(at));
        case Kind::Float32:
            return realText(static_cast<double>(w.memory.load<float>(at)));
        case Kind::String:
            return stringText(w, at);
        case Kind::Slice:
            return "len " + std::to_string(w.memory.load64(at + 8)) + " cap " +
                   std::to_string(w.memory.load64(at + 16)) + " → " + (word ? hex(word) : "nil");
        case Kind::Pointer:
        case Kind::Map:
        case Kind::Chan:
        case Kind::Func:
        case Kind::UnsafePointer:
            return word ? "→ " + hex(word) : "nil";
        case Kind::Interface:
            if (word < m.typesBase || word >= m.typesEnd) return "nil";
            return m.typeAt(word).string + " → " + hex(w.memory.load64(at + 8));
        case Kind::Struct:
            return structText(w, m, at, t);
        case Kind::Array:
            return arrayText(w, m, at, t);
        default:
            return std::to_string(word);
    }
}

namespace {

// When main.main has returned, runtime.main ends the process with its last instruction: the pc stands behind
// it, in a function that was never called.
runtime::Frame innermostFrame(const World& w, const runtime::Module& m, const G& g) {
    const Addr pc = g.sched.pc;
    const bool ended = w.process == ProcessState::exited && (g.atomicstatus & ~Gscan) == Grunning;
    const uint32_t behind = ended && pc > runtime::textBase ? runtime::Module::instrOf(pc) : 0;
    if (!behind || behind > m.funcOfInstr.size()) return runtime::firstFrame(w, m, g);
    const runtime::Func& before = m.findfunc(pc - runtime::instrBytes);
    const bool inside = behind < m.funcOfInstr.size() && &m.findfunc(pc) == &before;
    if (inside || before.name != "runtime.main") return runtime::firstFrame(w, m, g);
    G there = g;
    there.sched.pc -= runtime::instrBytes;
    return runtime::firstFrame(w, m, there);
}

}  // namespace

std::vector<StackFrame> stackFrames(const World& w, const runtime::Module& m, GId g, size_t most) {
    std::vector<StackFrame> frames;
    for (runtime::Frame fr = innermostFrame(w, m, w.g(g)); fr.fn && frames.size() < most;
         fr = runtime::callerFrame(w, m, fr)) {
        StackFrame frame;
        frame.sp = fr.sp, frame.size = fr.fn->frameSize, frame.function = fr.fn->name;
        frame.line = m.lineOf(frames.empty() ? fr.pc : fr.pc - runtime::instrBytes);
        frame.rows = FrameReader{w, m, fr}.rows();
        frames.push_back(std::move(frame));
    }
    return frames;
}

}  // namespace tricolor::render
