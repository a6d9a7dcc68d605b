// What:    see explain_words.h.
// Follows: nothing in real Go.
// Differs: –
// Invariants: an id that names nothing (any more) still gets a word.
#include "sim/runtime/explain_words.h"

#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/sizeclasses.h"

namespace tricolor::runtime::words {

std::string number(uint64_t n) {
    return std::to_string(n);
}

std::string hex(Addr a) {
    return printHex(a);
}

// One digit behind the point, none if it is 0; integer arithmetic only.
static std::string scaled(uint64_t n, uint64_t unit, const char* name) {
    const uint64_t tenths = n / unit * 10 + n % unit * 10 / unit;
    std::string text = std::to_string(tenths / 10);
    if (tenths % 10 && tenths < 1000) text += "." + std::to_string(tenths % 10);
    return text + " " + name;
}

std::string bytes(uint64_t n) {
    if (n < 1024 || (n < 10240 && n % 1024)) return std::to_string(n) + " B";
    if (n < 1 << 20) return scaled(n, 1024, "KiB");
    if (n < 1 << 30) return scaled(n, 1 << 20, "MiB");
    return scaled(n, 1 << 30, "GiB");
}

std::string duration(int64_t ns) {
    const auto n = static_cast<uint64_t>(ns < 0 ? 0 : ns);
    if (n < 1000) return std::to_string(n) + " ns";
    if (n < 1000000) return scaled(n, 1000, "µs");
    if (n < 1000000000) return scaled(n, 1000000, "ms");
    return scaled(n, 1000000000, "s");
}

std::string count(uint64_t n, const char* one) {
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

std::string spanClass(uint8_t v) {
    const tricolor::spanClass spc{v};
    const std::string kind = spc.noscan() ? " noscan" : " scan";
    if (spc.sizeclass() == 0) return "large" + kind;
    return v < numSpanClasses ? bytes(SizeClassToSize[spc.sizeclass()]) + kind : "?" + kind;
}

std::string goroutine(const World& w, const Module& m, int32_t index) {
    if (index < 0 || static_cast<size_t>(index) >= w.allgs.size()) return "a goroutine";
    const G& g = w.allgs[static_cast<size_t>(index)];
    if (g.isG0) return g.m ? "M" + std::to_string(g.m.v) + "'s g0" : "a g0";
    const std::string name = gname(w, m, GId{index});
    return "G" + std::to_string(g.goid) + (name == "?" ? "" : " (" + name + ")");
}

std::string processor(const Event& e) {
    return e.p >= 0 ? "P" + std::to_string(e.p) : "M" + std::to_string(e.m);
}

std::string function(const Module& m, Addr pc) {
    const bool known = pc >= textBase && Module::instrOf(pc) < m.funcOfInstr.size();
    return known ? m.findfunc(pc).name : "the function at " + hex(pc);
}

std::string line(const Module& m, Addr pc) {
    if (pc < textBase || Module::instrOf(pc) >= m.funcOfInstr.size()) return hex(pc);
    if (m.lineOf(pc) == 0) return "code that has no line";
    const auto file = static_cast<size_t>(m.findfunc(pc).file);
    const std::string name = file < m.files.size() ? m.files[file] : "?";
    return name.substr(name.rfind('/') + 1) + ":" + std::to_string(m.lineOf(pc));
}

}  // namespace tricolor::runtime::words
