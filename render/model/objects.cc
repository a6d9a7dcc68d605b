#include "render/model/objects.h"

#include <algorithm>
#include <cstdio>

#include "sim/runtime/proc.h"

namespace tricolor::render {

const char* slotStateName(SlotState s) {
    constexpr const char* kNames[] = {"FREE", "FREED", "GARBAGE", "WHITE", "GREY", "BLACK"};
    return kNames[static_cast<size_t>(s)];
}

const char* slotStateReason(SlotState s) {
    constexpr const char* kReasons[] = {"not used since the span was made",
                                        "held an object that was swept; may be taken again",
                                        "not marked in the last cycle, not swept yet",
                                        "not seen by the collector (yet)",
                                        "marked, waiting in a work buffer",
                                        "marked and scanned"};
    return kReasons[static_cast<size_t>(s)];
}

std::vector<Addr> greyObjects(const World& w) {
    std::vector<Addr> grey;
    for (const workbuf& b : w.work.bufs)
        for (uint32_t i = 0; i < b.nobj; ++i) {
            const Addr a = w.memory.load64(b.addr + 24 + i * 8);
            const runtime::ObjectRef o = runtime::findObject(w, a);
            grey.push_back(o.base ? o.base : a);
        }
    std::sort(grey.begin(), grey.end());
    return grey;
}

SlotState slotState(const World& w, const mspan& s, uint64_t slot, const std::vector<Addr>& grey,
                    uint64_t everUsed) {
    if (!s.isAllocated(slot))
        return slot < everUsed && s.state == mSpanState::InUse ? SlotState::Freed : SlotState::Free;
    const bool marked = runtime::isMarked(w, s, slot);
    const uint32_t h = w.mheap_.sweepgen;
    if (w.gcphase == GCPhase::off) {
        const bool unswept = s.sweepgen + 2 == h || s.sweepgen + 1 == h || s.sweepgen == h + 1;
        if (!unswept) return SlotState::White;
        return marked ? SlotState::Black : SlotState::Garbage;
    }
    if (!marked) return SlotState::White;
    const Addr base = s.base() + slot * s.elemsize;
    return std::binary_search(grey.begin(), grey.end(), base) ? SlotState::Grey : SlotState::Black;
}

std::vector<Word> wordsOf(const World& w, const runtime::Module& module, Addr base, size_t most) {
    std::vector<Word> words;
    const SpanId id = w.spanOf(base);
    if (!id) return words;
    const uint64_t n = std::min<uint64_t>(w.span(id).elemsize / 8, most);
    for (uint64_t i = 0; i < n; ++i) words.push_back({base + i * 8, w.memory.load64(base + i * 8), false});
    runtime::forEachPointer(w, module, base, 0, n * 8, [&](Addr slot) {
        const uint64_t i = (slot - base) / 8;
        if (i < words.size()) words[i].pointer = true;
    });
    return words;
}

int cachingP(const World& w, const mspan& s) {
    const SpanId id = w.spanOf(s.base());
    for (size_t p = 0; p < w.allp.size(); ++p)
        if (id && w.allp[p].mcache.alloc[s.spanclass.v] == id) return static_cast<int>(p);
    return -1;
}

std::string ownerOf(const World& w, const mspan& s) {
    if (s.state == mSpanState::Dead) return "free";
    if (s.state == mSpanState::Manual) return s.type == spanAllocType::Stack ? "stack pool" : "collector";
    const uint32_t h = w.mheap_.sweepgen;
    const bool swept = s.sweepgen == h || s.sweepgen == h + 3;
    if (s.spanclass.sizeclass() == 0) return swept ? "page heap · swept" : "page heap · unswept";
    if (const int p = cachingP(w, s); p >= 0) return "mcache P" + std::to_string(p);
    const bool full = s.allocCount == s.nelems;
    return std::string("mcentral ") + (full ? "full" : "partial") + (swept ? "/swept" : "/unswept");
}

std::string classOf(const mspan& s) {
    if (s.state == mSpanState::Manual)
        return s.type == spanAllocType::Stack ? "goroutine stacks" : "work buffers";
    const char* scan = s.spanclass.noscan() ? " noscan" : " scan";
    if (s.spanclass.sizeclass() == 0) return bytesText(s.elemsize) + scan + " (large)";
    return std::to_string(s.elemsize) + " B" + scan;
}

std::vector<SpanId> spansInOrder(const World& w) {
    std::vector<SpanId> spans;
    const auto& map = w.mheap_.pageToSpan;
    for (uint64_t page = 0; page < map.size();) {
        const SpanId id = map[page];
        const mspan* s = id ? &w.mheap_.spans[id.index()] : nullptr;
        const bool here = s && s->generation == id.generation() && s->state != mSpanState::Dead &&
                          s->base() == kHeapBase + page * kPageSize;
        if (here) spans.push_back(id);
        page += here ? s->npages : 1;
    }
    return spans;
}

std::string goroutineName(const World& w, const runtime::Module& module, GId g) {
    std::string name = runtime::gname(w, module, g);
    return name == "runtime.main" ? "main.main" : name;
}

uint64_t headerBytes(const mspan& s) {
    const bool header =
        !s.spanclass.noscan() && s.spanclass.sizeclass() != 0 && !runtime::heapBitsInSpan(s.elemsize);
    return header ? runtime::mallocHeaderSize : 0;
}

std::string hex(Addr a) {
    char text[24];
    std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(a));
    return text;
}

std::string bytesText(uint64_t n) {
    char text[32];
    if (n < 1024)
        std::snprintf(text, sizeof text, "%llu B", static_cast<unsigned long long>(n));
    else if (n < 1024 * 1024)
        std::snprintf(text, sizeof text, n % 1024 ? "%.1f KiB" : "%.0f KiB", static_cast<double>(n) / 1024);
    else if (n < 1ull << 30)
        std::snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(n) / 1048576);
    else
        std::snprintf(text, sizeof text, "%.2f GiB", static_cast<double>(n) / 1073741824);
    return text;
}

std::string timeText(int64_t ns) {
    char text[48];
    const auto v = static_cast<long long>(ns < 0 ? 0 : ns);
    if (v < 1'000'000)
        std::snprintf(text, sizeof text, "%lld.%03lld µs", v / 1000, v % 1000);
    else if (v < 1'000'000'000)
        std::snprintf(text, sizeof text, "%lld.%03lld %03lld ms", v / 1'000'000, v / 1000 % 1000, v % 1000);
    else
        std::snprintf(text, sizeof text, "%lld.%03lld %03lld s", v / 1'000'000'000, v / 1'000'000 % 1000,
                      v / 1000 % 1000);
    return text;
}

}  // namespace tricolor::render
