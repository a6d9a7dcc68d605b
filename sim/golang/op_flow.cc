// Instructions of goroutines, deferred calls, panics, channels, maps, print; and the call of a native.
#include <algorithm>

#include "sim/golang/machine.h"
#include "sim/runtime/chan.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/map.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/select.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

using runtime::Fault;
using runtime::Type;

Flow opGO(Machine& vm, const Instr& in) {
    const Addr closure = vm.fp()[in.a];
    if (!closure) {
        runtime::fatalError(vm.c, "go of nil func value");
        return Flow::yield;
    }
    runtime::newproc(vm.c, closure, vm.g.sched.pc);
    return Flow::yield;
}

namespace {

// A record from the P's list, the central one, or the heap.
Addr newdefer(Machine& vm) {
    std::vector<Addr>& local = vm.c.pp().deferpool;
    std::vector<Addr>& central = vm.w.sched.deferpool;
    while (local.empty() && !central.empty() && local.size() < 16) {
        local.push_back(central.back());
        central.pop_back();
    }
    if (local.empty()) return runtime::newobject(vm.c, vm.type(vm.program.module.deferRecord));
    const Addr d = local.back();
    local.pop_back();
    return d;
}

}  // namespace

Flow opDEFER(Machine& vm, const Instr& in) {
    deferRecord d;
    d.fn = vm.fp()[in.a];
    d.sp = vm.g.sched.sp;
    d.pc = vm.g.sched.pc;
    if (in.b == 1) d.heapRecord = newdefer(vm);
    auto at = vm.g.defers.end();
    if (in.c != kNoSlot) {
        // Another frame's: below those of the frames that it has called.
        const Addr head = vm.fp()[in.c];
        const auto frame = std::find_if(vm.g.defers.begin(), vm.g.defers.end(),
                                        [&](const deferRecord& r) { return r.head == head; });
        if (frame == vm.g.defers.end()) {
            runtime::fatalError(vm.c, "defer after range func returned");
            return Flow::yield;
        }
        d.sp = frame->sp;
        while (at != vm.g.defers.begin() && (at - 1)->sp < d.sp) --at;
    }
    vm.g.defers.insert(at, d);
    return Flow::next;
}

// A record without a call stands for the frame; those that defer from afar find it by the head of its list.
Flow opDEFERRANGE(Machine& vm, const Instr& in) {
    deferRecord d;
    d.sp = vm.g.sched.sp;
    d.pc = vm.g.sched.pc;
    d.heapRecord = newdefer(vm);
    d.head = runtime::newobject(vm.c, vm.type(in.lo()));
    vm.g.defers.push_back(d);
    vm.fp()[in.a] = vm.program.module.typesBase + static_cast<Addr>(in.lo()) * runtime::Module::typeBytes;
    vm.fp()[in.a + 1] = d.head;
    return Flow::next;
}

Flow opPANIC(Machine& vm, const Instr& in) {
    panicRecord p;
    p.argType = vm.fp()[in.a];
    p.argData = vm.fp()[in.a + 1];
    vm.g.panics.push_back(p);
    vm.c.emit(EventKind::Panic, p.argType);
    vm.enter(vm.image.entryFunctions[0]);
    return Flow::jump;
}

Flow opRECOVER(Machine& vm, const Instr& in) {
    G& g = vm.g;
    uint64_t* fp = vm.fp();
    fp[in.a] = fp[in.a + 1] = 0;
    if (g.panics.empty()) return Flow::next;
    panicRecord& p = g.panics.back();
    if (p.goexit || p.recovered) return Flow::next;
    runtime::Frame f =
        runtime::callerFrame(vm.w, vm.program.module, runtime::firstFrame(vm.w, vm.program.module, g));
    while (f.fn && f.fn->wrapper) f = runtime::callerFrame(vm.w, vm.program.module, f);
    if (in.b && f.fn) f = runtime::callerFrame(vm.w, vm.program.module, f);
    while (f.fn && f.fn->wrapper) f = runtime::callerFrame(vm.w, vm.program.module, f);
    if (!f.fn || f.sp != p.sp) return Flow::next;
    p.recovered = true;
    fp[in.a] = p.argType;
    fp[in.a + 1] = p.argData;
    return Flow::next;
}

Flow opGOEXIT(Machine& vm, const Instr&) {
    runtime::goexit1(vm.c);
    return Flow::again;
}

Flow opEXIT(Machine& vm, const Instr&) {
    runtime::exitProcess(vm.c, 0);
    return Flow::yield;
}

// ---- channels ----

Flow opMAKECHAN(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    const Addr ch = runtime::makechan(vm.c, vm.type(t.elem), static_cast<int64_t>(vm.fp()[in.b]));
    if (!vm.g.faulting) vm.fp()[in.a] = ch;
    return Flow::next;
}

Flow opSEND(Machine& vm, const Instr& in) {
    if (vm.resumed()) return Flow::yield;
    const Addr ch = vm.fp()[in.a], elem = vm.slotAddr(in.b);
    if (ch && runtime::selectnbsend(vm.c, ch, elem)) return Flow::yield;
    return vm.start(TaskKind::chansend, {ch, elem});
}

Flow opRECV(Machine& vm, const Instr& in) {
    bool ok = false;
    if (vm.resumed()) {
        ok = vm.g.tasks.ret[0] != 0;
    } else {
        const Addr ch = vm.fp()[in.b], elem = in.a == kNoSlot ? 0 : vm.slotAddr(in.a);
        if (!ch || !runtime::selectnbrecv(vm.c, ch, elem, &ok))
            return vm.start(TaskKind::chanrecv, {ch, elem});
    }
    if (in.c != kNoSlot) vm.fp()[in.c] = ok;
    return Flow::yield;
}

Flow opTRYSEND(Machine& vm, const Instr& in) {
    const Addr ch = vm.fp()[in.b];
    vm.fp()[in.a] = ch && runtime::selectnbsend(vm.c, ch, vm.slotAddr(in.c));
    return Flow::yield;
}

Flow opTRYRECV(Machine& vm, const Instr& in) {
    const Addr ch = vm.fp()[in.b];
    bool ok = false;
    const bool received = ch && runtime::selectnbrecv(vm.c, ch, in.a == kNoSlot ? 0 : vm.slotAddr(in.a), &ok);
    vm.fp()[in.c] = received;
    vm.fp()[in.c + 1] = ok;
    return Flow::yield;
}

Flow opSELECT(Machine& vm, const Instr& in) {
    if (!vm.resumed()) {
        const auto nonblocking = in.op == Opcode::SELECTNB;
        return vm.start(TaskKind::selectgo, {vm.slotAddr(in.c), static_cast<uint64_t>(in.lo()),
                                             static_cast<uint64_t>(in.hi()), nonblocking ? 0u : 1u});
    }
    vm.fp()[in.a] = vm.g.tasks.ret[0];
    vm.fp()[in.a + 1] = vm.g.tasks.ret[1];
    return Flow::yield;
}
Flow opSELECTNB(Machine& vm, const Instr& in) {
    return opSELECT(vm, in);
}

Flow opBLOCK(Machine& vm, const Instr&) {
    return vm.start(TaskKind::block, {static_cast<uint64_t>(waitReason::SelectNoCases)});
}

Flow opCLOSE(Machine& vm, const Instr& in) {
    runtime::closechan(vm.c, vm.fp()[in.a]);
    return Flow::yield;
}

Flow opCHANLEN(Machine& vm, const Instr& in) {
    const Addr ch = vm.fp()[in.b];
    vm.fp()[in.a] = ch ? static_cast<uint64_t>(runtime::chanlen(vm.w, ch)) : 0;
    return Flow::next;
}
Flow opCHANCAP(Machine& vm, const Instr& in) {
    const Addr ch = vm.fp()[in.b];
    vm.fp()[in.a] = ch ? static_cast<uint64_t>(runtime::chancap(vm.w, ch)) : 0;
    return Flow::next;
}

// ---- maps ----

Flow opMAKEMAP(Machine& vm, const Instr& in) {
    const int64_t hint = in.b == kNoSlot ? 0 : static_cast<int64_t>(vm.fp()[in.b]);
    const uint64_t* frame = in.c == kNoSlot ? nullptr : vm.fp() + in.c;
    const Addr header = frame ? frame[0] : 0, group = frame ? frame[1] : 0;
    const Addr m = runtime::makemap(vm.c, vm.type(in.lo()), hint, header, group);
    vm.fp()[in.a] = m;
    return Flow::next;
}

Flow opMAPGET(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    const Addr e = runtime::mapaccess(vm.c, t, vm.fp()[in.b], vm.slotAddr(in.c));
    if (vm.g.faulting) return Flow::next;
    const uint64_t n = vm.type(t.elem).size;
    if (in.a != kNoSlot) {
        if (e)
            std::memcpy(vm.fp() + in.a, vm.mem.host(e), n);
        else
            std::memset(vm.fp() + in.a, 0, n);
    }
    if (in.op == Opcode::MAPGET2) vm.fp()[in.hi()] = e != 0;
    return Flow::next;
}
Flow opMAPGET2(Machine& vm, const Instr& in) {
    return opMAPGET(vm, in);
}

Flow opMAPASSIGN(Machine& vm, const Instr& in) {
    const Addr e = runtime::mapassign(vm.c, vm.type(in.lo()), vm.fp()[in.b], vm.slotAddr(in.c));
    if (!vm.g.faulting) vm.fp()[in.a] = e;
    return Flow::next;
}

Flow opMAPDELETE(Machine& vm, const Instr& in) {
    runtime::mapdelete(vm.c, vm.type(in.lo()), vm.fp()[in.a], vm.slotAddr(in.b));
    return Flow::next;
}

Flow opMAPCLEAR(Machine& vm, const Instr& in) {
    runtime::mapclear(vm.c, vm.type(in.lo()), vm.fp()[in.a]);
    return Flow::next;
}

Flow opMAPITERINIT(Machine& vm, const Instr& in) {
    runtime::mapiterinit(vm.c, vm.type(in.lo()), vm.fp()[in.b], vm.slotAddr(in.a));
    return Flow::next;
}

Flow opMAPITERNEXT(Machine& vm, const Instr& in) {
    runtime::mapiternext(vm.c, vm.slotAddr(in.a));
    return Flow::next;
}

// ---- print ----

Flow opPRINT(Machine& vm, const Instr& in) {
    const uint64_t* v = vm.fp() + in.a;
    const auto f = [&](int i) {
        double d;
        std::memcpy(&d, &v[i], 8);
        return d;
    };
    std::string text;
    switch (static_cast<PrintKind>(in.imm)) {
        case PrintKind::space:
            text = " ";
            break;
        case PrintKind::newline:
            text = "\n";
            break;
        case PrintKind::boolean:
            text = v[0] ? "true" : "false";
            break;
        case PrintKind::integer:
            text = runtime::printInt(static_cast<int64_t>(v[0]));
            break;
        case PrintKind::uinteger:
            text = runtime::printUint(v[0]);
            break;
        case PrintKind::hex:
            text = runtime::printHex(v[0]);
            break;
        case PrintKind::float_:
            text = runtime::printFloat(f(0));
            break;
        case PrintKind::float32_:
            text = runtime::printFloat(f(0), 32);
            break;
        case PrintKind::complex64_:
            text = runtime::printComplex(f(0), f(1), 32);
            break;
        case PrintKind::complex_:
            text = runtime::printComplex(f(0), f(1));
            break;
        case PrintKind::string:
            text = vm.view(v[0], v[1]);
            break;
        case PrintKind::slice:
            text = runtime::printSlice(static_cast<int64_t>(v[1]), static_cast<int64_t>(v[2]), v[0]);
            break;
        case PrintKind::interface_:
            text = "(" + runtime::printHex(v[0]) + "," + runtime::printHex(v[1]) + ")";
            break;
    }
    if (!vm.g.faulting) runtime::writeErr(vm.c, text);
    return Flow::next;
}

Flow opCALLNATIVE(Machine& vm, const Instr& in) {
    const auto index = static_cast<size_t>(in.lo());
    const Native* native = vm.image.natives[index];
    const NativeRef& ref = vm.program.natives[index];
    if (!native) {
        runtime::fatalError(vm.c, "the simulator does not have " + ref.name);
        return Flow::yield;
    }
    NativeCall call{vm, ref, vm.fp(), vm.g.sched.sp};
    return native->run(call);
}

}  // namespace tricolor::golang
