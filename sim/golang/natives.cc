#include "sim/golang/natives.h"

#include <algorithm>

#include "sim/golang/native_define.h"
#include "sim/golang/std_stack.h"
#include "sim/runtime/malloc.h"

namespace tricolor::golang {

const Native* findNative(std::string_view name) {
    static const NativeTable table = [] {
        NativeTable t;
        addRuntimeNatives(t);
        addMetricsNatives(t);
        addPanicNatives(t);
        addFmtNatives(t);
        addStrconvNatives(t);
        addStringsNatives(t);
        addSyncNatives(t);
        addTimeNatives(t);
        addRandNatives(t);
        addWeakNatives(t);
        for (Native& n : t.all)
            if (n.stack == 0) n.stack = static_cast<uint16_t>(stdStack(n.name));
        std::stable_sort(t.all.begin(), t.all.end(),
                         [](const Native& a, const Native& b) { return a.name < b.name; });
        for (size_t i = 1; i < t.all.size(); ++i)
            CHECK(t.all[i - 1].name != t.all[i].name, "a native is defined twice");
        return t;
    }();
    const auto it = std::lower_bound(table.all.begin(), table.all.end(), name,
                                     [](const Native& n, std::string_view x) { return n.name < x; });
    return it != table.all.end() && it->name == name ? &*it : nullptr;
}

Str newString(Machine& vm, std::string_view s) {
    if (s.empty()) return {};
    const Addr p = runtime::mallocgc(vm.c, s.size(), nullptr, false);
    if (!p) return {};
    vm.mem.write(p, s.data(), s.size());
    return {p, static_cast<int64_t>(s.size())};
}

SliceVal newBytes(Machine& vm, std::string_view s) {
    if (s.empty()) return {vm.program.module.zerobase, 0, 0};
    const uint64_t cap = runtime::roundupsize(s.size(), true);
    const Addr p = runtime::mallocgc(vm.c, cap, nullptr, true);
    if (!p) return {};
    vm.mem.write(p, s.data(), s.size());
    return {p, static_cast<int64_t>(s.size()), static_cast<int64_t>(cap)};
}

std::string_view text(Machine& vm, Str s) {
    return vm.view(s.p, static_cast<uint64_t>(s.n));
}
std::string_view bytes(Machine& vm, const SliceVal& s) {
    return vm.view(s.p, static_cast<uint64_t>(s.n));
}

void panicText(Machine& vm, std::string_view what, bool runtimeError) {
    const Str s = newString(vm, what);
    vm.fault(runtimeError ? runtime::Fault::nativeError : runtime::Fault::nativeText, s.p,
             static_cast<uint64_t>(s.n));
}

}  // namespace tricolor::golang
