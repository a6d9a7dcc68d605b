#include "sim/golang/stack_needs.h"

#include "sim/runtime/frames.h"
#include "sim/runtime/iface.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mapstack.h"
#include "sim/runtime/slice.h"

namespace tricolor::golang {

using runtime::Kind;
using runtime::Type;
using runtime::frames::frame;
using runtime::frames::leaf;

namespace {

constexpr uint32_t kEntry = leaf.check;  // a function with a small frame that calls nothing which checks

// Bytes of the frames above mallocgc.
constexpr uint32_t kNewobject = frame(32).bytes, kMakeslice = frame(32).bytes, kGrowslice = frame(104).bytes,
                   kRawstring = frame(32).bytes, kConcatstrings = frame(104).bytes,
                   kRawbyteslice = frame(72).bytes, kStringtoslicebyte = frame(56).bytes + kRawbyteslice,
                   kSlicebytetostring = frame(40).bytes,
                   kStringtoslicerune = frame(64).bytes + frame(80).bytes,
                   kSlicerunetostring = frame(112).bytes + kRawstring, kIntstring = frame(48).bytes,
                   kMakechan = frame(56).bytes, kNewdefer = frame(32).bytes + frame(96).bytes,
                   kMoveSlice = frame(40).bytes;
// The fast way through mallocgc.
constexpr uint32_t kMalloc = runtime::frames::mallocgc.bytes + kEntry;

uint32_t concatFrames(int32_t parts) {
    // concatstring2 … 5 hand their operands on in an array of their frames.
    const uint32_t outer = parts <= 5 ? frame(static_cast<uint16_t>(40 + 16 * parts)).bytes : 0;
    return outer + kConcatstrings;
}

// The function that boxes a value of this type.
uint32_t boxFrame(const Type& t) {
    const bool word = t.noscan() && t.kind >= Kind::Int && t.kind <= Kind::Float64 && t.size > 1;
    return word || t.kind == Kind::String || t.kind == Kind::Slice ? frame(32).bytes : frame(40).bytes;
}

uint32_t boxNeed(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    if (t.size <= 1 || t.size == 0) return 0;
    const bool known = runtime::staticInterfaceData(vm.w, vm.program.module, t, vm.slotAddr(in.b)) != 0;
    return known ? kEntry : boxFrame(t) + kMalloc;
}

uint32_t appendNeed(Machine& vm, const Instr& in) {
    const uint64_t *fp = vm.fp(), *slice = fp + in.b;
    uint64_t more = 1;
    if (in.op == Opcode::APPENDS) more = fp[in.c + 1];
    if (in.op == Opcode::APPENDZ || in.op == Opcode::GROW) more = fp[in.c];
    const uint64_t len = slice[1] + more;
    if (len <= slice[2] && len >= slice[1]) return 0;
    return vm.type(in.lo()).size ? kGrowslice + kMalloc : kEntry;
}

uint32_t concatNeed(const Machine& vm, const Instr& in) {
    const uint64_t* fp = vm.fp() + in.b;
    int32_t filled = 0;
    for (int32_t i = 0; i < in.lo(); ++i) filled += fp[2 * i + 1] != 0;
    uint64_t bytes = 0;
    for (int32_t i = 0; i < in.lo(); ++i) bytes += fp[2 * i + 1];
    const uint32_t frames = concatFrames(in.lo());
    if (filled <= 1) return frames - kConcatstrings + kEntry;
    return in.c != kNoSlot && bytes <= 32 ? frames + kEntry : frames + kRawstring + kMalloc;
}

bool fits(const Machine& vm, const Instr& in, uint64_t n) {
    return in.c != kNoSlot && vm.fp()[in.b + 1] <= n;
}

uint32_t printNeed(const Machine& vm, const Instr& in) {
    switch (static_cast<PrintKind>(in.imm)) {
        case PrintKind::string:
            return vm.fp()[in.a + 1] ? 176 : 64;
        case PrintKind::integer:
        case PrintKind::uinteger:
            return 192;
        case PrintKind::hex:
            return 304;
        case PrintKind::slice:
            return 320;
        case PrintKind::interface_:
            return 352;
        case PrintKind::float32_:
            return 496;
        case PrintKind::float_:
            return 528;
        case PrintKind::complex_:
        case PrintKind::complex64_:
            return 688;
        default:
            return 208;  // printnl, printsp and printbool call printstring
    }
}

// efaceeq and ifaceeq are called for equal types only; they call the comparison of the type.
uint32_t ifaceeqNeed(const Machine& vm, const Instr& in) {
    const uint64_t* fp = vm.fp();
    if (fp[in.b] != fp[in.c] || fp[in.b] == 0) return 0;
    const Type& t = vm.program.module.typeAt(fp[in.b]);
    const bool called = t.kind == Kind::String || t.kind == Kind::Interface || t.kind == Kind::Struct;
    return called && !t.noscan() && !t.directIface ? frame(48).bytes + kEntry : kEntry;
}

// gopanic, (*_panic).start, nextFrame: the search for the first deferred call.
constexpr uint32_t kPanic = frame(168).bytes + frame(24).bytes + kEntry;

constexpr uint32_t kDeepest = 1100;

}  // namespace

const std::array<uint16_t, kOpCount> kMostStack = [] {
    std::array<uint16_t, kOpCount> t{};
    const auto set = [&t](Opcode op, uint32_t most) {
        t[static_cast<size_t>(op)] = static_cast<uint16_t>(most);
    };
    set(Opcode::NEW, kNewobject + kMalloc);
    set(Opcode::MAKESLICE, kMakeslice + kMalloc);
    for (const Opcode op :
         {Opcode::APPEND64, Opcode::APPENDP, Opcode::APPENDT, Opcode::APPENDS, Opcode::APPENDZ, Opcode::GROW})
        set(op, kGrowslice + kMalloc);
    set(Opcode::MOVE2HEAP, kMoveSlice + kMalloc);
    set(Opcode::CONCAT, concatFrames(5) + kRawstring + kMalloc);
    set(Opcode::CONCATB, concatFrames(5) + kRawbyteslice + kMalloc);
    set(Opcode::STR2BYTES, kStringtoslicebyte + kMalloc);
    set(Opcode::BYTES2STR, kSlicebytetostring + kMalloc);
    set(Opcode::STR2RUNES, kStringtoslicerune + kMalloc);
    set(Opcode::RUNES2STR, kSlicerunetostring + kMalloc);
    set(Opcode::RUNE2STR, kIntstring + kMalloc);
    set(Opcode::CONVT, frame(40).bytes + kMalloc);
    set(Opcode::ASSERTI, 72);
    set(Opcode::ASSERTI2, 72);
    set(Opcode::IFACEEQ, frame(48).bytes + kEntry);
    set(Opcode::GO, kEntry);
    set(Opcode::PANIC, kPanic);
    set(Opcode::DEFER, kDeepest);
    set(Opcode::MAKECHAN, kDeepest);
    for (const Opcode op : {Opcode::SEND, Opcode::RECV, Opcode::TRYSEND, Opcode::TRYRECV}) set(op, 168);
    set(Opcode::SELECT, 352);
    set(Opcode::SELECTNB, 352);
    set(Opcode::CLOSE, 104);
    for (const Opcode op : {Opcode::MAKEMAP, Opcode::MAPASSIGN}) set(op, kDeepest);
    set(Opcode::MAPGET, 144);
    set(Opcode::MAPGET2, 144);
    set(Opcode::MAPDELETE, 216);
    set(Opcode::MAPCLEAR, 168);
    set(Opcode::MAPITERINIT, 80);
    set(Opcode::MAPITERNEXT, kEntry);
    set(Opcode::PRINT, 688);
    set(Opcode::CALLNATIVE, 2400);
    return t;
}();

uint32_t stackNeed(Machine& vm, const Instr& in) {
    const auto slot = [&](uint16_t s) { return vm.fp()[s]; };
    switch (in.op) {
        case Opcode::CONVT:
            return boxNeed(vm, in);
        case Opcode::APPEND64:
        case Opcode::APPENDP:
        case Opcode::APPENDT:
        case Opcode::APPENDS:
        case Opcode::APPENDZ:
        case Opcode::GROW:
            return appendNeed(vm, in);
        case Opcode::CONCAT:
            return concatNeed(vm, in);
        case Opcode::CONCATB:
            return concatFrames(in.lo()) + kRawbyteslice + kMalloc;
        case Opcode::STR2BYTES:
            return fits(vm, in, 32) || !slot(static_cast<uint16_t>(in.b + 1)) ? frame(56).bytes + kEntry
                                                                              : kStringtoslicebyte + kMalloc;
        case Opcode::BYTES2STR:
            return fits(vm, in, 32) || slot(static_cast<uint16_t>(in.b + 1)) < 2
                       ? kEntry
                       : kSlicebytetostring + kMalloc;
        case Opcode::STR2RUNES:
            return fits(vm, in, 32) ? kEntry : kStringtoslicerune + kMalloc;
        case Opcode::RUNES2STR:
            return fits(vm, in, 7) ? kSlicerunetostring - kRawstring + kEntry : kSlicerunetostring + kMalloc;
        case Opcode::RUNE2STR:
            return in.c != kNoSlot ? kEntry : kIntstring + kMalloc;
        case Opcode::IFACEEQ:
            return ifaceeqNeed(vm, in);
        case Opcode::DEFER:
            if (in.b != 1) return 0;
            if (!vm.c.pp().deferpool.empty()) return frame(32).bytes + kEntry;
            return kNewdefer + kNewobject +
                   runtime::mallocgcStack(vm.c, vm.type(vm.program.module.deferRecord).size,
                                          &vm.type(vm.program.module.deferRecord));
        case Opcode::MAKECHAN: {
            const Type& elem = vm.type(vm.type(in.lo()).elem);
            const uint64_t bytes = 112 + (elem.noscan() ? slot(in.b) * elem.size : 0);
            return slot(in.b) > 1u << 20 ? kEntry : kMakechan + runtime::mallocgcStack(vm.c, bytes, nullptr);
        }
        case Opcode::MAKEMAP:
            return runtime::makemapStack(vm.c, vm.type(in.lo()),
                                         in.b == kNoSlot ? -1 : static_cast<int64_t>(slot(in.b)),
                                         in.c != kNoSlot);
        case Opcode::MAPGET:
        case Opcode::MAPGET2:
            return runtime::mapaccessStack(vm.c, vm.type(in.lo()), slot(in.b));
        case Opcode::MAPASSIGN:
            return runtime::mapassignStack(vm.c, vm.type(in.lo()), slot(in.b), vm.slotAddr(in.c));
        case Opcode::MAPDELETE:
            return runtime::mapdeleteStack(vm.c, vm.type(in.lo()), slot(in.a), vm.slotAddr(in.b));
        case Opcode::MAPCLEAR:
            return runtime::mapclearStack(vm.c, slot(in.a));
        case Opcode::PRINT:
            return printNeed(vm, in);
        case Opcode::CALLNATIVE: {
            const Native* native = vm.image.natives[static_cast<size_t>(in.lo())];
            if (!native || !native->needs) return native ? native->stack : 0;
            NativeCall call{vm, vm.program.natives[static_cast<size_t>(in.lo())], vm.fp(), vm.g.sched.sp};
            return native->needs(call);
        }
        default:
            return kMostStack[static_cast<size_t>(in.op)];
    }
}

uint32_t taskFrames(const Machine& vm, const Instr& in) {
    constexpr uint32_t mallocgc = runtime::frames::mallocgc.bytes;
    switch (in.op) {
        case Opcode::NEW:
            return kNewobject + mallocgc;
        case Opcode::MAKESLICE:
            return kMakeslice + mallocgc;
        case Opcode::APPEND64:
        case Opcode::APPENDP:
        case Opcode::APPENDT:
        case Opcode::APPENDS:
        case Opcode::APPENDZ:
        case Opcode::GROW:
            return kGrowslice + mallocgc;
        case Opcode::MOVE2HEAP:
            return kMoveSlice + mallocgc;
        case Opcode::CONCAT:
            return concatFrames(in.lo()) + kRawstring + mallocgc;
        case Opcode::CONCATB:
            return concatFrames(in.lo()) + kRawbyteslice + mallocgc;
        case Opcode::STR2BYTES:
            return kStringtoslicebyte + mallocgc;
        case Opcode::BYTES2STR:
            return kSlicebytetostring + mallocgc;
        case Opcode::STR2RUNES:
            return kStringtoslicerune + mallocgc;
        case Opcode::RUNES2STR:
            return kSlicerunetostring + mallocgc;
        case Opcode::RUNE2STR:
            return kIntstring + mallocgc;
        case Opcode::CONVT:
            return boxFrame(vm.type(in.lo())) + mallocgc;
        case Opcode::CALLNATIVE: {
            const Native* native = vm.image.natives[static_cast<size_t>(in.lo())];
            return native ? native->frames : 0;
        }
        default:
            return 0;
    }
}

}  // namespace tricolor::golang
