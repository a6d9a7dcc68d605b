// Instructions on slices and strings.
#include <algorithm>
#include <cstring>

#include "sim/golang/machine.h"
#include "sim/runtime/iface.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/msize.h"
#include "sim/runtime/slice.h"
#include "sim/runtime/string.h"

namespace tricolor::golang {

using runtime::Fault;
using runtime::Type;

namespace {

constexpr uint64_t kMaxAlloc = 1ull << 48;

bool tooLarge(uint64_t elemSize, uint64_t n) {
    return elemSize != 0 && n > kMaxAlloc / elemSize;
}

struct Header {
    uint64_t p, n, cap;
};
Header header(const uint64_t* slots) {
    return {slots[0], slots[1], slots[2]};
}

// append's growth for n more elements. True: h has room (and length n more) now. False: the instruction
// waits, or faulted (then *flow is next).
bool grow(Machine& vm, Header& h, uint64_t n, const Type& elem, Flow* flow) {
    const uint64_t newLen = h.n + n;
    *flow = Flow::next;
    if (newLen <= h.cap && newLen >= h.n) {
        h.n = newLen;
        return true;
    }
    const runtime::SliceGrowth growth = runtime::growsliceSize(newLen, h.cap, elem);
    if (growth.tooLong) {
        vm.fault(Fault::growsliceLen);
        return false;
    }
    Addr array = vm.program.module.zerobase;
    if (growth.bytes && !vm.allocate(growth.bytes, elem.noscan() ? nullptr : &elem, !elem.noscan(), &array)) {
        *flow = Flow::again;
        return false;
    }
    const runtime::Slice s = runtime::growsliceMove(vm.c, array, growth, h.p, h.n, newLen, elem);
    h = {s.array, s.len, s.cap};
    return true;
}

void put(Machine& vm, uint32_t slot, const Header& h) {
    uint64_t* fp = vm.fp() + slot;
    fp[0] = h.p;
    fp[1] = h.n;
    fp[2] = h.cap;
}

void putString(Machine& vm, uint32_t slot, Addr p, uint64_t n) {
    vm.fp()[slot] = p;
    vm.fp()[slot + 1] = n;
}

// Room for a string that an instruction makes: its buffer in the frame (operand c) if that suffices.
constexpr uint64_t tmpStringBufSize = 32;
bool bytesFor(Machine& vm, const Instr& in, uint64_t n, uint64_t bufSize, Addr* p) {
    *p = 0;
    if (in.c != kNoSlot && n <= bufSize) {
        *p = vm.fp()[in.c];
        return true;
    }
    return n == 0 || vm.allocate(n, nullptr, false, p);
}

bool onOwnStack(const Machine& vm, Addr p) {
    return p >= vm.g.stack.lo && p < vm.g.stack.hi;
}

}  // namespace

Flow opMAKESLICE(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    const auto len = static_cast<int64_t>(vm.fp()[in.b]), cap = static_cast<int64_t>(vm.fp()[in.c]);
    if (len < 0 || len > cap || tooLarge(elem.size, static_cast<uint64_t>(cap))) {
        const bool lenBad = len < 0 || tooLarge(elem.size, static_cast<uint64_t>(len));
        return vm.fault(lenBad ? Fault::makesliceLen : Fault::makesliceCap);
    }
    Addr p = 0;
    if (!vm.allocate(elem.size * static_cast<uint64_t>(cap), elem.noscan() ? nullptr : &elem, true, &p))
        return Flow::again;
    put(vm, in.a, {p, static_cast<uint64_t>(len), static_cast<uint64_t>(cap)});
    return Flow::next;
}

Flow opAPPENDT(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    Header h = header(vm.fp() + in.b);
    Flow flow;
    if (!grow(vm, h, 1, elem, &flow)) return flow;
    const Addr to = h.p + (h.n - 1) * elem.size;
    if (!vm.reachable(to, elem.size)) return Flow::next;
    if (elem.size) {
        if (vm.w.writeBarrierEnabled && !elem.noscan())
            runtime::bulkBarrierPreWrite(vm.c, to, vm.slotAddr(in.c), elem.size, &elem);
        vm.mem.write(to, vm.fp() + in.c, elem.size);
    }
    put(vm, in.a, h);
    return Flow::next;
}
Flow opAPPEND64(Machine& vm, const Instr& in) {
    return opAPPENDT(vm, in);
}
Flow opAPPENDP(Machine& vm, const Instr& in) {
    return opAPPENDT(vm, in);
}

Flow opAPPENDS(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    Header h = header(vm.fp() + in.b);
    const uint64_t n = vm.fp()[in.c + 1];
    if (n == 0) {
        put(vm, in.a, h);
        return Flow::next;
    }
    const uint64_t oldLen = h.n;
    Flow flow;
    if (!grow(vm, h, n, elem, &flow)) return flow;
    const Addr from = vm.fp()[in.c], to = h.p + oldLen * elem.size;
    if (!vm.reachable(from, n * elem.size) || !vm.reachable(to, n * elem.size)) return Flow::next;
    runtime::typedslicecopy(vm.c, elem, to, from, n);
    put(vm, in.a, h);
    return Flow::next;
}

Flow opAPPENDZ(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    Header h = header(vm.fp() + in.b);
    const auto n = static_cast<int64_t>(vm.fp()[in.c]);
    if (n < 0) return vm.fault(Fault::makesliceLen);
    const uint64_t oldLen = h.n;
    Flow flow;
    if (!grow(vm, h, static_cast<uint64_t>(n), elem, &flow)) return flow;
    const uint64_t bytes = static_cast<uint64_t>(n) * elem.size;
    if (bytes && elem.noscan())
        vm.mem.zero(h.p + oldLen * elem.size, bytes);
    else if (bytes)
        runtime::memclrHasPointers(vm.c, h.p + oldLen * elem.size, bytes);
    put(vm, in.a, h);
    return Flow::next;
}

Flow opGROW(Machine& vm, const Instr& in) {
    Header h = header(vm.fp() + in.b);
    Flow flow;
    if (!grow(vm, h, vm.fp()[in.c], vm.type(in.lo()), &flow)) return flow;
    put(vm, in.a, h);
    return Flow::next;
}

Flow opGROWBUF(Machine& vm, const Instr& in) {
    Header h = header(vm.fp() + in.b);
    const Type& elem = vm.type(in.lo());
    const Addr buf = vm.fp()[in.c];
    const uint64_t newLen = h.n + vm.fp()[in.c + 1];
    if (newLen > h.cap && newLen <= static_cast<uint64_t>(in.hi())) {
        if (h.p != buf && h.n != 0) vm.mem.copy(buf, h.p, h.n * elem.size);
        h.p = buf;
        h.cap = runtime::roundupsize(newLen * elem.size, elem.noscan()) / elem.size;
        vm.mem.zero(buf + h.n * elem.size, (h.cap - h.n) * elem.size);
    }
    put(vm, in.a, h);
    return Flow::next;
}

Flow opMOVE2HEAP(Machine& vm, const Instr& in) {
    Header h = header(vm.fp() + in.b);
    const Type& elem = vm.type(in.lo());
    const Addr sp = vm.g.sched.sp;
    if (h.p >= sp && h.p < sp + vm.program.module.findfunc(vm.g.sched.pc).frameSize) {
        const uint64_t n = in.hi() ? h.cap : h.n;
        const uint64_t bytes = in.hi() ? n * elem.size : runtime::roundupsize(n * elem.size, elem.noscan());
        const runtime::SliceGrowth growth{false, bytes / elem.size, bytes};
        Addr p = vm.program.module.zerobase;
        if (bytes && !vm.allocate(bytes, elem.noscan() ? nullptr : &elem, true, &p)) return Flow::again;
        const runtime::Slice moved = runtime::growsliceMove(vm.c, p, growth, h.p, n, n, elem);
        h = {moved.array, h.n, moved.cap};
    }
    put(vm, in.a, h);
    return Flow::next;
}

Flow opCOPY(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    const uint64_t* fp = vm.fp();
    const Addr to = fp[in.b], from = fp[in.c];
    const uint64_t n = std::min(fp[in.b + 1], fp[in.c + 1]);
    if (n && to != from && elem.size) {
        if (!vm.reachable(to, n * elem.size) || !vm.reachable(from, n * elem.size)) return Flow::next;
        runtime::typedslicecopy(vm.c, elem, to, from, n);
    }
    vm.fp()[in.a] = n;
    return Flow::next;
}

Flow opCLEARS(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    const Addr p = vm.fp()[in.a];
    const uint64_t bytes = vm.fp()[in.a + 1] * elem.size;
    if (!bytes || !vm.reachable(p, bytes)) return Flow::next;
    if (elem.noscan())
        vm.mem.zero(p, bytes);
    else
        runtime::memclrHasPointers(vm.c, p, bytes);
    return Flow::next;
}

Flow opSLICE(Machine& vm, const Instr& in) {
    const uint64_t* fp = vm.fp();
    const Header h = header(fp + in.b);
    const int32_t flags = in.hi();
    const bool array = flags & SliceFlags::ofArray;
    const uint64_t low = fp[in.c];
    uint64_t high = h.n, max = h.cap;
    if (flags & SliceFlags::hasMax) {
        max = fp[in.c + 2];
        if (max > h.cap) return vm.fault(array ? Fault::Slice3Alen : Fault::Slice3Acap, max, h.cap);
        high = fp[in.c + 1];
        if (high > max) return vm.fault(Fault::Slice3B, high, max);
        if (low > high) return vm.fault(Fault::Slice3C, low, high);
    } else {
        if (flags & SliceFlags::hasHigh) {
            high = fp[in.c + 1];
            if (high > h.cap) return vm.fault(array ? Fault::SliceAlen : Fault::SliceAcap, high, h.cap);
        }
        if (low > high) return vm.fault(Fault::SliceB, low, high);
    }
    const uint64_t cap = max - low;
    const Addr p = cap ? h.p + low * static_cast<uint64_t>(static_cast<int64_t>(in.lo())) : h.p;
    put(vm, in.a, {p, high - low, cap});
    return Flow::next;
}

Flow opSLICESTR(Machine& vm, const Instr& in) {
    const uint64_t* fp = vm.fp();
    const Addr p = fp[in.b];
    const uint64_t n = fp[in.b + 1], low = fp[in.c];
    uint64_t high = n;
    if (in.hi() & SliceFlags::hasHigh) {
        high = fp[in.c + 1];
        if (high > n) return vm.fault(Fault::SliceAlen, high, n);
    }
    if (low > high) return vm.fault(Fault::SliceB, low, high);
    putString(vm, in.a, high == low ? p : p + low, high - low);
    return Flow::next;
}

Flow opCONCAT(Machine& vm, const Instr& in) {
    const int32_t parts = in.lo();
    const uint64_t* fp = vm.fp() + in.b;
    uint64_t total = 0;
    int32_t filled = 0, last = 0;
    for (int32_t i = 0; i < parts; ++i) {
        const uint64_t n = fp[2 * i + 1];
        if (n == 0) continue;
        if (!vm.reachable(fp[2 * i], n)) return Flow::next;
        total += n;
        ++filled;
        last = i;
    }
    // One operand is the result itself, unless that may outlive the frame it stands in.
    const Addr only = filled ? fp[2 * last] : 0;
    if (filled == 0 || (filled == 1 && (in.c != kNoSlot || !onOwnStack(vm, only)))) {
        putString(vm, in.a, only, total);
        return Flow::next;
    }
    Addr p = 0;
    if (!bytesFor(vm, in, total, tmpStringBufSize, &p)) return Flow::again;
    fp = vm.fp() + in.b;
    Addr to = p;
    for (int32_t i = 0; i < parts; ++i) {
        vm.mem.copy(to, fp[2 * i], fp[2 * i + 1]);
        to += fp[2 * i + 1];
    }
    putString(vm, in.a, p, total);
    return Flow::next;
}

Flow opCONCATB(Machine& vm, const Instr& in) {
    const uint64_t* fp = vm.fp() + in.b;
    uint64_t total = 0;
    for (int32_t i = 0; i < in.lo(); ++i) {
        if (fp[2 * i + 1] && !vm.reachable(fp[2 * i], fp[2 * i + 1])) return Flow::next;
        total += fp[2 * i + 1];
    }
    Addr p = vm.program.module.zerobase;
    if (total == 0) {
        put(vm, in.a, {p, 0, 0});
        return Flow::next;
    }
    uint64_t cap = runtime::roundupsize(total, true);
    if (in.c != kNoSlot && total <= tmpStringBufSize) {
        p = vm.fp()[in.c];
        cap = tmpStringBufSize;
    } else if (!vm.allocate(cap, nullptr, false, &p)) {
        return Flow::again;
    }
    fp = vm.fp() + in.b;
    Addr to = p;
    for (int32_t i = 0; i < in.lo(); ++i) {
        vm.mem.copy(to, fp[2 * i], fp[2 * i + 1]);
        to += fp[2 * i + 1];
    }
    vm.mem.zero(to, p + cap - to);
    put(vm, in.a, {p, total, cap});
    return Flow::next;
}

Flow opSTR2BYTES(Machine& vm, const Instr& in) {
    const uint64_t n = vm.fp()[in.b + 1];
    uint64_t cap = runtime::roundupsize(n, true);
    Addr p = vm.program.module.zerobase;
    if (!vm.reachable(vm.fp()[in.b], n)) return Flow::next;
    if (in.c != kNoSlot && n <= tmpStringBufSize) {
        p = vm.fp()[in.c];
        cap = tmpStringBufSize;
        vm.mem.copy(p, vm.fp()[in.b], n);
        vm.mem.zero(p + n, cap - n);
    } else if (n) {
        if (!vm.allocate(cap, nullptr, false, &p)) return Flow::again;
        vm.mem.copy(p, vm.fp()[in.b], n);
        vm.mem.zero(p + n, cap - n);
    }
    put(vm, in.a, {p, n, cap});
    return Flow::next;
}

Flow opBYTES2STR(Machine& vm, const Instr& in) {
    const Addr from = vm.fp()[in.b];
    const uint64_t n = vm.fp()[in.b + 1];
    if (!vm.reachable(from, n)) return Flow::next;
    Addr p = 0;
    if (n == 1)
        p = runtime::staticuint64s + 8 * vm.mem.load<uint8_t>(from);
    else if (!bytesFor(vm, in, n, tmpStringBufSize, &p))
        return Flow::again;
    else
        vm.mem.copy(p, vm.fp()[in.b], n);
    putString(vm, in.a, p, n);
    return Flow::next;
}

Flow opSTR2RUNES(Machine& vm, const Instr& in) {
    const std::string_view s = vm.view(vm.fp()[in.b], vm.fp()[in.b + 1]);
    if (vm.g.faulting) return Flow::next;
    uint64_t n = 0;
    for (size_t i = 0; i < s.size(); i += static_cast<size_t>(runtime::decoderune(s, i).size)) ++n;
    uint64_t bytes = runtime::roundupsize(4 * n, true);
    Addr p = vm.program.module.zerobase;
    const bool inFrame = in.c != kNoSlot && n <= 32;
    if (inFrame) {
        p = vm.fp()[in.c];
        bytes = 4 * 32;
    }
    if (n || inFrame) {
        if (!inFrame && !vm.allocate(bytes, nullptr, false, &p)) return Flow::again;
        vm.mem.zero(p, bytes);
        Addr to = p;
        for (size_t i = 0; i < s.size(); to += 4) {
            const runtime::Rune r = runtime::decoderune(s, i);
            vm.mem.store<int32_t>(to, r.value);
            i += static_cast<size_t>(r.size);
        }
    }
    put(vm, in.a, {p, n, bytes / 4});
    return Flow::next;
}

Flow opRUNES2STR(Machine& vm, const Instr& in) {
    const Addr from = vm.fp()[in.b];
    const uint64_t n = vm.fp()[in.b + 1];
    if (!vm.reachable(from, 4 * n)) return Flow::next;
    std::string s;
    for (uint64_t i = 0; i < n; ++i) runtime::appendRune(s, vm.mem.load<int32_t>(from + 4 * i));
    Addr p = 0;  // the encoder wants three bytes of room behind the text
    if (!bytesFor(vm, in, s.size() + 3, tmpStringBufSize, &p)) return Flow::again;
    vm.mem.write(p, s.data(), s.size());
    putString(vm, in.a, p, s.size());
    return Flow::next;
}

Flow opRUNE2STR(Machine& vm, const Instr& in) {
    const auto v = static_cast<int64_t>(vm.fp()[in.b]);
    std::string s;
    runtime::appendRune(s, v < 0 || v > 0x10ffff ? runtime::runeError : static_cast<int32_t>(v));
    Addr p = 0;  // four bytes, whatever the rune needs
    if (!bytesFor(vm, in, 4, 4, &p)) return Flow::again;
    vm.mem.write(p, s.data(), s.size());
    putString(vm, in.a, p, s.size());
    return Flow::next;
}

Flow opDECODERUNE(Machine& vm, const Instr& in) {
    const uint64_t n = vm.fp()[in.b + 1], at = vm.fp()[in.c];
    const std::string_view s = vm.view(vm.fp()[in.b], n);
    if (vm.g.faulting) return Flow::next;
    CHECK(at < n, "decoderune behind the end of its string");
    const runtime::Rune r = runtime::decoderune(s, at);
    vm.fp()[in.a] = static_cast<uint64_t>(static_cast<int64_t>(r.value));
    vm.fp()[in.a + 1] = at + static_cast<uint64_t>(r.size);
    return Flow::next;
}

Flow opUNSAFESLICE(Machine& vm, const Instr& in) {
    const Type& elem = vm.type(in.lo());
    const Addr p = vm.fp()[in.b];
    const auto n = static_cast<int64_t>(vm.fp()[in.c]);
    if (n < 0 || tooLarge(elem.size, static_cast<uint64_t>(n))) return vm.fault(Fault::unsafeSliceLen);
    if (p == 0 && n != 0) return vm.fault(Fault::unsafeSliceNil);
    // Beyond the end of the address space.
    if (p != 0 && static_cast<uint64_t>(n) * static_cast<uint64_t>(elem.size) > 0 - p)
        return vm.fault(Fault::unsafeSliceLen);
    put(vm, in.a, {p, static_cast<uint64_t>(n), static_cast<uint64_t>(n)});
    return Flow::next;
}

Flow opUNSAFESTR(Machine& vm, const Instr& in) {
    const Addr p = vm.fp()[in.b];
    const auto n = static_cast<int64_t>(vm.fp()[in.c]);
    if (n < 0) return vm.fault(Fault::unsafeStringLen);
    if (p == 0 && n != 0) return vm.fault(Fault::unsafeStringNil);
    if (p != 0 && static_cast<uint64_t>(n) > 0 - p) return vm.fault(Fault::unsafeStringLen);
    putString(vm, in.a, p, static_cast<uint64_t>(n));
    return Flow::next;
}

Flow opSTREQ(Machine& vm, const Instr& in) {
    uint64_t* fp = vm.fp();
    const uint64_t n = fp[in.b + 1];
    uint64_t equal = n == fp[in.c + 1];
    if (equal && n && fp[in.b] != fp[in.c]) {
        const std::string_view x = vm.view(fp[in.b], n), y = vm.view(fp[in.c], n);
        equal = x == y;
    }
    fp[in.a] = equal;
    return Flow::next;
}

Flow opSTRCMP(Machine& vm, const Instr& in) {
    uint64_t* fp = vm.fp();
    const std::string_view x = vm.view(fp[in.b], fp[in.b + 1]), y = vm.view(fp[in.c], fp[in.c + 1]);
    const int order = x.compare(y);  // char_traits<char> compares as unsigned bytes
    fp[in.a] = static_cast<uint64_t>(static_cast<int64_t>(order < 0 ? -1 : order > 0 ? 1 : 0));
    return Flow::next;
}

}  // namespace tricolor::golang
