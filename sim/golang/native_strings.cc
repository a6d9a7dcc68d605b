// Natives of strings, unicode and sort.
#include <algorithm>

#include "sim/golang/native_define.h"
#include "sim/golang/unicode_tables.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

uint16_t runeBits(int32_t r) {
    if (r < 0 || r > 0x10ffff) return 0;
    const auto it = std::upper_bound(kRuneClasses.begin(), kRuneClasses.end(), static_cast<uint32_t>(r),
                                     [](uint32_t v, const RuneClass& c) { return v < c.first; });
    return std::prev(it)->bits;
}

namespace {

const CaseRun* caseRun(int32_t r) {
    const auto v = static_cast<uint32_t>(r);
    for (const CaseRun& c : kCaseRuns)
        if (v >= c.lo && v <= c.hi && (v - c.lo) % static_cast<uint32_t>(c.step) == 0) return &c;
    return nullptr;
}

template <class F>
std::string mapRunes(std::string_view s, F f) {
    std::string out;
    out.reserve(s.size());
    for (size_t i = 0; i < s.size();) {
        const runtime::Rune r = runtime::decoderune(s, i);
        runtime::appendRune(out, f(r.value));
        i += static_cast<size_t>(r.size);
    }
    return out;
}

// The mapped string, or s itself if nothing changes.
template <int32_t (*kMap)(int32_t)>
Str mapped(Machine& vm, Str s) {
    const std::string_view in = text(vm, s);
    const std::string out = mapRunes(in, kMap);
    return out == in ? s : newString(vm, out);
}

// Simple folding as far as case mapping goes, with the two long s and the Kelvin and Ångström signs.
int32_t fold(int32_t r) {
    return runeToLower(runeToUpper(r));
}

int64_t position(size_t at) {
    return at == std::string_view::npos ? -1 : static_cast<int64_t>(at);
}

std::string replaced(std::string_view s, std::string_view from, std::string_view to, int64_t n) {
    std::string out;
    size_t start = 0;
    for (int64_t i = 0; i < n; ++i) {
        size_t at = start;
        if (from.empty()) {
            if (i > 0) at += static_cast<size_t>(runtime::decoderune(s, start).size);
        } else {
            at = s.find(from, start);
            if (at == std::string_view::npos) break;
        }
        out += s.substr(start, at - start);
        out += to;
        start = at + from.size();
    }
    return out + std::string(s.substr(start));
}

// Exchanges two elements of the slice in an interface.
void swapElements(Machine& vm, Iface x, int64_t i, int64_t j) {
    const runtime::Type& elem = vm.type(vm.program.module.typeAt(x.type).elem);
    const Addr first = vm.mem.load64(x.data);
    const auto n = static_cast<int64_t>(vm.mem.load64(x.data + 8));
    for (const int64_t k : {i, j})
        if (k < 0 || k >= n) {
            panicText(vm, "reflect: slice index out of range");
            return;
        }
    const Addr a = first + static_cast<uint64_t>(i) * elem.size,
               b = first + static_cast<uint64_t>(j) * elem.size;
    if (vm.w.writeBarrierEnabled && !elem.noscan()) {
        runtime::bulkBarrierPreWrite(vm.c, a, b, elem.size, &elem);
        runtime::bulkBarrierPreWrite(vm.c, b, a, elem.size, &elem);
    }
    std::string saved(vm.mem.bytes(a, elem.size));
    vm.mem.copy(a, b, elem.size);
    vm.mem.write(b, saved.data(), saved.size());
}

template <uint16_t kBits>
struct Is {
    bool operator()(Machine&, int32_t r) const { return (runeBits(r) & kBits) != 0; }
};

}  // namespace

int32_t runeToUpper(int32_t r) {
    if (r < 0x80) return r >= 'a' && r <= 'z' ? r - ('a' - 'A') : r;
    const CaseRun* c = caseRun(r);
    return c ? r + c->toUpper : r;
}
int32_t runeToLower(int32_t r) {
    if (r < 0x80) return r >= 'A' && r <= 'Z' ? r + ('a' - 'A') : r;
    const CaseRun* c = caseRun(r);
    return c ? r + c->toLower : r;
}

void addStringsNatives(NativeTable& t) {
    t.define("strings.Index", "m0c0 m0c0",
             [](Machine& vm, Str s, Str x) { return position(text(vm, s).find(text(vm, x))); });
    t.define("strings.LastIndex", "- -",
             [](Machine& vm, Str s, Str x) { return position(text(vm, s).rfind(text(vm, x))); });
    t.define("strings.IndexByte", "m0c0",
             [](Machine& vm, Str s, uint8_t c) { return position(text(vm, s).find(static_cast<char>(c))); });
    t.define("strings.LastIndexByte", "-",
             [](Machine& vm, Str s, uint8_t c) { return position(text(vm, s).rfind(static_cast<char>(c))); });
    t.define("strings.countNative", "- -", [](Machine& vm, Str s, Str x) {
        const std::string_view in = text(vm, s), what = text(vm, x);
        int64_t n = 0;
        for (size_t at = in.find(what); at != std::string_view::npos; at = in.find(what, at + what.size()))
            ++n;
        return n;
    });
    t.define("strings.ToUpper", "r0:0", [](Machine& vm, Str s) { return mapped<runeToUpper>(vm, s); });
    t.define("strings.ToTitle", "r0:0", [](Machine& vm, Str s) { return mapped<runeToUpper>(vm, s); });
    t.define("strings.ToLower", "r0:0", [](Machine& vm, Str s) { return mapped<runeToLower>(vm, s); });
    t.define("strings.EqualFold", "- -", [](Machine& vm, Str a, Str b) {
        return mapRunes(text(vm, a), fold) == mapRunes(text(vm, b), fold);
    });
    t.define("strings.replaceNative", "r0:0 - -", [](Machine& vm, Str s, Str from, Str to, int64_t n) {
        return newString(vm, replaced(text(vm, s), text(vm, from), text(vm, to), n));
    });
    t.define("unicode.IsLetter", Is<runeClass::letter>{});
    t.define("unicode.IsDigit", Is<runeClass::digit>{});
    t.define("unicode.IsNumber", Is<runeClass::number>{});
    t.define("unicode.IsUpper", Is<runeClass::upper>{});
    t.define("unicode.IsLower", Is<runeClass::lower>{});
    t.define("unicode.IsTitle", Is<runeClass::title>{});
    t.define("unicode.IsPunct", Is<runeClass::punct>{});
    t.define("unicode.IsSymbol", Is<runeClass::symbol>{});
    t.define("unicode.IsPrint", Is<runeClass::print>{});
    t.define("strconv.IsPrint", Is<runeClass::print>{});
    t.define("unicode.ToUpper", [](Machine&, int32_t r) { return runeToUpper(r); });
    t.define("unicode.ToTitle", [](Machine&, int32_t r) { return runeToUpper(r); });
    t.define("unicode.ToLower", [](Machine&, int32_t r) { return runeToLower(r); });
    t.define("sort.sliceLen", "-",
             [](Machine& vm, Iface x) { return static_cast<int64_t>(vm.mem.load64(x.data + 8)); });
    t.define("sort.swapElements", "-",
             [](Machine& vm, Iface x, int64_t i, int64_t j) { swapElements(vm, x, i, j); });
}

}  // namespace tricolor::golang
