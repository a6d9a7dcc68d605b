// Natives below sim/golang/std/runtime/panic.go.
#include "sim/golang/native_define.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

using runtime::Fault;
using runtime::Kind;
using runtime::Type;

namespace {

// fixedError in sim/golang/std/runtime/panic.go goes by these numbers.
static_assert(static_cast<int>(Fault::divide) == 11 && static_cast<int>(Fault::sendClosedChan) == 21);

std::string faultText(Machine& vm) {
    const auto f = static_cast<Fault>(vm.g.sig);
    if (f == Fault::nativeText || f == Fault::nativeError)
        return std::string(vm.mem.bytes(vm.g.sigcode0, vm.g.sigcode1));
    return runtime::faultText(vm.program.module, f, vm.g.sigcode0, vm.g.sigcode1, vm.g.sigcode2);
}

panicRecord& panicAt(Machine& vm, int64_t i) {
    CHECK(i >= 0 && static_cast<size_t>(i) < vm.g.panics.size(), "no such panic");
    return vm.g.panics[static_cast<size_t>(i)];
}

Flow nextDefer(NativeCall& n) {
    G& g = n.vm.g;
    CHECK(!g.panics.empty() && g.panics.back().sp == g.sched.sp, "deferred calls run outside of a panic");
    Addr fn = 0;
    n.vm.popDeferMarkers();
    if (!g.defers.empty()) {
        panicRecord& p = g.panics.back();
        p.pc = g.sched.pc;
        p.deferSp = g.defers.back().sp;
        fn = g.defers.back().fn;
        n.vm.popDefer();
        if (!fn) return n.vm.fault(Fault::memory);
    }
    n.slots[0] = fn;
    return Flow::next;
}

// The panic on top was recovered: the function that deferred the call goes on returning.
Flow recovery(Machine& vm) {
    G& g = vm.g;
    const Addr target = g.panics.back().deferSp;
    runtime::Frame f = runtime::firstFrame(vm.w, vm.program.module, g);
    while (f.fn && f.sp != target) f = runtime::callerFrame(vm.w, vm.program.module, f);
    CHECK(f.fn && f.fn->deferreturn, "the frame that deferred a call is gone");
    g.panics.pop_back();
    // Panics whose deferred calls are being left are over too; a Goexit among them goes on.
    while (!g.panics.empty() && g.panics.back().sp < target) {
        if (g.panics.back().goexit) {
            g.sched.sp = g.panics.back().sp;
            g.sched.pc = g.panics.back().pc;
            return Flow::jump;
        }
        g.panics.pop_back();
    }
    if (g.panics.empty()) g.sig = 0;
    g.sched.sp = target;
    g.sched.pc = runtime::Module::pcOf(f.fn->deferreturn);
    return Flow::jump;
}

Flow deferDone(NativeCall& n) {
    G& g = n.vm.g;
    CHECK(!g.panics.empty() && g.panics.back().sp == g.sched.sp, "a deferred call returned to nobody");
    return g.panics.back().recovered ? recovery(n.vm) : Flow::next;
}

template <class T>
T at(Machine& vm, Addr a) {
    return vm.mem.load<T>(a);
}

// A value of a basic kind as print shows it.
bool printBasic(Machine& vm, const Type& t, Addr p, std::string* out) {
    switch (t.kind) {
        case Kind::Bool:
            *out = at<uint8_t>(vm, p) ? "true" : "false";
            return true;
        case Kind::Int:
        case Kind::Int64:
            *out = runtime::printInt(at<int64_t>(vm, p));
            return true;
        case Kind::Int8:
            *out = runtime::printInt(at<int8_t>(vm, p));
            return true;
        case Kind::Int16:
            *out = runtime::printInt(at<int16_t>(vm, p));
            return true;
        case Kind::Int32:
            *out = runtime::printInt(at<int32_t>(vm, p));
            return true;
        case Kind::Uint:
        case Kind::Uintptr:
        case Kind::Uint64:
            *out = runtime::printUint(at<uint64_t>(vm, p));
            return true;
        case Kind::Uint8:
            *out = runtime::printUint(at<uint8_t>(vm, p));
            return true;
        case Kind::Uint16:
            *out = runtime::printUint(at<uint16_t>(vm, p));
            return true;
        case Kind::Uint32:
            *out = runtime::printUint(at<uint32_t>(vm, p));
            return true;
        case Kind::Float32:
            *out = runtime::printFloat(static_cast<double>(at<float32>(vm, p)), 32);
            return true;
        case Kind::Float64:
            *out = runtime::printFloat(at<double>(vm, p));
            return true;
        case Kind::Complex64:
            *out = runtime::printComplex(static_cast<double>(at<float32>(vm, p)),
                                         static_cast<double>(at<float32>(vm, p + 4)), 32);
            return true;
        case Kind::Complex128:
            *out = runtime::printComplex(at<double>(vm, p), at<double>(vm, p + 8));
            return true;
        case Kind::String:
            *out = runtime::printIndented(vm.mem.bytes(at<uint64_t>(vm, p), at<uint64_t>(vm, p + 8)));
            return true;
        default:
            return false;
    }
}

std::string panicValue(Machine& vm, const panicRecord& p) {
    if (!p.argType) return "nil";
    const Type& t = vm.program.module.typeAt(p.argType);
    std::string basic;
    if (t.directIface || !printBasic(vm, t, p.argData, &basic))
        return "(" + t.string + ") " + runtime::printHex(p.argData);
    if (t.name == t.string || t.pkgPath.empty()) return basic;  // a predeclared type
    if (t.kind == Kind::String) return t.string + "(\"" + basic + "\")";
    if (t.kind == Kind::Complex64 || t.kind == Kind::Complex128) return t.string + basic;
    return t.string + "(" + basic + ")";
}

std::string panicMessages(Machine& vm) {
    std::string out;
    const auto& panics = vm.g.panics;
    for (size_t i = 0; i < panics.size(); ++i) {
        if (i > 0) {
            if (panics[i - 1].repanicked) continue;
            if (!panics[i - 1].goexit) out += "\t";
        }
        if (panics[i].goexit) continue;
        out += "panic: " + panicValue(vm, panics[i]);
        if (panics[i].recovered) out += panics[i].repanicked ? " [recovered, repanicked]" : " [recovered]";
        out += "\n";
    }
    return out;
}

Flow fatalpanic(NativeCall& n) {
    Machine& vm = n.vm;
    std::string out = panicMessages(vm);
    if (static_cast<Fault>(vm.g.sig) == Fault::memory) out += runtime::signalLine(vm.g) + "\n";
    runtime::writeErr(vm.c, out + runtime::tracebackAll(vm.c, false));
    runtime::exitProcess(vm.c, 2);
    return Flow::yield;
}

Flow goexit0(NativeCall& n) {
    n.vm.g.panics.clear();
    runtime::goexit1(n.vm.c);
    return Flow::again;
}

}  // namespace

void addPanicNatives(NativeTable& t) {
    t.define("runtime.boundsErrorText", [](Machine& vm, int64_t x, int64_t y, bool isSigned, uint8_t code) {
        return newString(vm, runtime::boundsText(static_cast<Fault>(code), x, isSigned, y));
    });
    t.define("runtime.typeAssertionErrorText", [](Machine& vm, Addr inter, Addr concrete, Addr asserted) {
        return newString(vm, runtime::typeAssertionText(vm.program.module, inter, concrete, asserted));
    });
    t.define("runtime.faultClass", [](Machine& vm) {
        return static_cast<int64_t>(runtime::faultValue(static_cast<Fault>(vm.g.sig)));
    });
    t.define("runtime.faultCode", [](Machine& vm) { return static_cast<uint8_t>(vm.g.sig); });
    t.define("runtime.faultWord", [](Machine& vm, int64_t i) {
        return i == 0 ? vm.g.sigcode0 : i == 1 ? vm.g.sigcode1 : vm.g.sigcode2;
    });
    t.define("runtime.faultText", [](Machine& vm) { return newString(vm, faultText(vm)); });
    t.define("runtime.faultFatal", [](Machine& vm) { runtime::fatalError(vm.c, faultText(vm)); });
    t.define("runtime.startPanic", [](Machine& vm) {
        vm.g.panics.back().sp = vm.g.sched.sp;
        return vm.g.panics.back().argType == 0;
    });
    t.define("runtime.startGoexit", [](Machine& vm) {
        panicRecord p;
        p.goexit = true;
        p.sp = vm.g.sched.sp;
        vm.g.panics.push_back(p);
    });
    t.define("runtime.setPanicArg", [](Machine& vm, int64_t i, Iface v) {
        panicAt(vm, i).argType = v.type;
        panicAt(vm, i).argData = v.data;
    });
    t.define("runtime.panicArg", [](Machine& vm, int64_t i) {
        return Iface{panicAt(vm, i).argType, panicAt(vm, i).argData};
    });
    t.define("runtime.panicCount", [](Machine& vm) { return static_cast<int64_t>(vm.g.panics.size()); });
    t.define("runtime.markRepanicked", [](Machine& vm, int64_t i) {
        if (i == 0) return false;
        panicRecord &p = panicAt(vm, i), &older = panicAt(vm, i - 1);
        if (older.argType != p.argType || older.argData != p.argData || older.goexit) return false;
        older.repanicked = true;
        return true;
    });
    t.define("runtime.throw", "-", [](Machine& vm, Str s) {
        std::string out(text(vm, s));
        if (static_cast<Fault>(vm.g.sig) == Fault::memory) out += "\n" + runtime::signalLine(vm.g);
        runtime::fatalError(vm.c, out);
    });
    t.define("runtime.typeString", "-", [](Machine& vm, Iface v) {
        return v.type ? newString(vm, vm.program.module.typeAt(v.type).string) : Str{};
    });
    t.raw("runtime.nextDefer", nextDefer);
    t.raw("runtime.deferDone", deferDone);
    t.raw("runtime.fatalpanic", fatalpanic);
    t.raw("runtime.goexit0", goexit0);
}

}  // namespace tricolor::golang
