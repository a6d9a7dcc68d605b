// Natives below sim/golang/std/fmt, errors and os.
#include "sim/golang/format.h"
#include "sim/golang/native_define.h"
#include "sim/golang/std_stack.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

using runtime::Kind;
using runtime::Type;

namespace {

// write(2): the bytes leave, then the goroutine comes back from the system call.
Flow writeCall(Machine& vm, int64_t fd, std::string_view what) {
    vm.w.outputBytes += what.size();
    vm.c.emit(EventKind::Output, what.size(), static_cast<uint64_t>(fd));
    vm.sink.output(static_cast<int>(fd), what);
    runtime::entersyscall(vm.c, runtime::costs::syscall);
    return vm.start(TaskKind::exitsyscall, {});
}

FormatRequest requestAt(Machine& vm, const uint64_t* s) {  // mode, format, operands, texts
    FormatRequest r;
    r.mode = static_cast<FormatRequest::Mode>(s[0]);
    r.format = text(vm, Slots<Str>::get(s + 1));
    r.operands = Slots<SliceVal>::get(s + 3);
    r.texts = Slots<SliceVal>::get(s + 6);
    return r;
}

// func formatNative(buf []byte, mode int, format string, a []any, texts []string)
//     (n int, ask any, verb rune, method int)
Flow formatNative(NativeCall& n) {
    Machine& vm = n.vm;
    const auto buf = Slots<SliceVal>::get(n.slots);
    const FormatResult r = format(vm, requestAt(vm, n.slots + 3));
    if (vm.g.faulting) return Flow::next;
    const int64_t growth = r.asks ? 0 : r.buf.growth(buf.cap);
    const std::string& text = r.buf.text();
    if (!r.asks && growth == 0) {
        for (const FormatResult::Copy& k : r.copies)
            k.type ? runtime::newobject(vm.c, *k.type) : runtime::mallocgc(vm.c, k.bytes, nullptr, false);
        if (!text.empty()) vm.mem.write(buf.p, text.data(), text.size());
    }
    uint64_t* results = vm.fp() + 12;
    results[0] = static_cast<uint64_t>(r.asks ? -1 : growth ? -1 - growth : static_cast<int64_t>(text.size()));
    Slots<Iface>::put(results + 1, r.value);
    results[3] = static_cast<uint64_t>(static_cast<int64_t>(r.verb));
    results[4] = static_cast<uint64_t>(r.method);
    return Flow::next;
}

// func write(fd int, p []byte) int
Flow osWrite(NativeCall& n) {
    Machine& vm = n.vm;
    if (vm.resumed()) return Flow::next;
    const std::string_view what = bytes(vm, Slots<SliceVal>::get(n.slots + 1));
    if (vm.g.faulting) return Flow::next;
    vm.fp()[4] = what.size();
    return writeCall(vm, static_cast<int64_t>(n.slots[0]), what);
}

// errors.As's target: a non-nil pointer to an interface or to a type that is an error.
std::string checkTarget(Machine& vm, Iface target) {
    if (!target.type) return "errors: target cannot be nil";
    const Type& t = vm.program.module.typeAt(target.type);
    if (t.kind != Kind::Pointer || !target.data) return "errors: target must be a non-nil pointer";
    const Type& elem = vm.type(t.elem);
    if (elem.kind != Kind::Interface && vm.program.module.method(elem, "Error", "func() string") < 0)
        return "errors: *target must be interface or implement error";
    return {};
}

bool assignTarget(Machine& vm, Iface err, Iface target) {
    if (!err.type) return false;
    const runtime::Module& m = vm.program.module;
    const Type &have = m.typeAt(err.type), &want = vm.type(m.typeAt(target.type).elem);
    if (want.kind == Kind::Interface) {
        if (!m.implements(have, want)) return false;
        if (vm.w.writeBarrierEnabled) runtime::wbStore(vm.c, target.data + 8, err.data);
        vm.mem.store64(target.data, err.type);
        vm.mem.store64(target.data + 8, err.data);
        return true;
    }
    if (have.id != want.id) return false;
    if (have.directIface) {
        if (vm.w.writeBarrierEnabled) runtime::wbStore(vm.c, target.data, err.data);
        vm.mem.store64(target.data, err.data);
    } else {
        runtime::typedmemmove(vm.c, have, target.data, err.data);
    }
    return true;
}

// What package fmt needs more for a value of this kind than for a text (measured, as in std_stack.cc).
int32_t needOf(const Type& t) {
    switch (t.kind) {
        case Kind::String:
            return 0;
        case Kind::Bool:
            return -64;
        case Kind::Float32:
        case Kind::Float64:
            return 584;
        case Kind::Complex64:
        case Kind::Complex128:
            return 680;
        case Kind::Struct:
            return 1000;
        case Kind::Array:
        case Kind::Slice:
        case Kind::Map:
            return 1464;
        case Kind::Pointer:
        case Kind::Chan:
        case Kind::Func:
        case Kind::UnsafePointer:
            return 200;
        default:
            return 40;
    }
}

// The function of package fmt that the program called, for texts; and ours between it and the native.
uint32_t formatNeed(NativeCall& n, uint64_t mode, const uint64_t* operands) {
    Machine& vm = n.vm;
    const runtime::Module& m = vm.program.module;
    runtime::Frame f = runtime::firstFrame(vm.w, m, vm.g);
    uint64_t ours = 0;
    std::string_view outer;
    for (; f.fn && f.fn->name.starts_with("fmt."); f = runtime::callerFrame(vm.w, m, f)) {
        ours += f.fn->frameSize;
        outer = f.fn->name;
    }
    const uint32_t none = stdStack(outer);
    // Formats are walked over before the first operand is printed.
    const uint32_t text = mode != 2                ? none
                          : outer == "fmt.Sprintf" ? 608
                          : outer == "fmt.Printf"  ? 688
                                                   : none + 136;
    int64_t need = none;
    const auto count = static_cast<int64_t>(operands[1]);
    for (int64_t i = 0; i < count && vm.mem.mapped(operands[0], static_cast<uint64_t>(count) * 16); ++i) {
        const Addr type = vm.mem.load64(operands[0] + static_cast<Addr>(i) * 16);
        if (!type) continue;
        const Type& t = m.typeAt(type);
        const bool asked =
            m.method(t, "Error", "func() string") >= 0 || m.method(t, "String", "func() string") >= 0;
        const int64_t more = asked ? 680 : needOf(t);
        need = std::max(need, text + more);
    }
    return need > static_cast<int64_t>(ours) ? static_cast<uint32_t>(need - static_cast<int64_t>(ours)) : 0;
}

}  // namespace

void addFmtNatives(NativeTable& t) {
    t.raw("fmt.formatNative", "- - - h1 -", formatNative).needs = [](NativeCall& n) {
        return formatNeed(n, n.slots[3], n.slots + 6);
    };
    t.raw("fmt.write", "- -", osWrite);
    t.raw("os.write", "- -", osWrite);
    t.define("fmt.wrappedOperand", "- - -", [](Machine& vm, Str f, SliceVal a, int64_t k) {
        FormatRequest r;
        r.mode = FormatRequest::Mode::printf;
        r.format = text(vm, f);
        r.operands = a;
        r.asks = false;
        const FormatResult result = format(vm, r);
        return static_cast<size_t>(k) < result.wrapped.size() ? result.wrapped[static_cast<size_t>(k)]
                                                              : int64_t{-1};
    });
    t.define("fmt.isNilPointer", "-", [](Machine& vm, Iface v) {
        return v.type && vm.program.module.typeAt(v.type).kind == Kind::Pointer && v.data == 0;
    });
    t.define("errors.isComparable", "-",
             [](Machine& vm, Iface v) { return !v.type || vm.program.module.typeAt(v.type).comparable; });
    t.define("errors.checkTarget", "-",
             [](Machine& vm, Iface target) { return newString(vm, checkTarget(vm, target)); });
    t.define("errors.assignTarget",
             [](Machine& vm, Iface err, Iface target) { return assignTarget(vm, err, target); });
    t.raw("os.Exit", [](NativeCall& n) {
        runtime::exitProcess(n.vm.c, static_cast<int32_t>(n.slots[0]));
        return Flow::yield;
    });
}

}  // namespace tricolor::golang
