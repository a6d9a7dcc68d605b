// Instructions on memory, interfaces and complex numbers.
#include <bit>
#include <cmath>

#include "sim/golang/machine.h"
#include "sim/runtime/alg.h"
#include "sim/runtime/iface.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"

namespace tricolor::golang {

using runtime::Fault;
using runtime::Type;

namespace {

// A typed address: nil if its base is in the first page.
bool reach(Machine& vm, Addr base, int64_t displacement, uint64_t n) {
    const Addr a = base + static_cast<uint64_t>(displacement);
    if (base < 4096) {
        vm.fault(Fault::memory, a);
        return false;
    }
    return vm.reachable(a, n);
}

double f64(uint64_t v) {
    return std::bit_cast<double>(v);
}

}  // namespace

Flow opNEW(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    Addr p = 0;
    if (!vm.allocate(t.size, &t, true, &p)) return Flow::again;
    vm.fp()[in.a] = p;
    return Flow::next;
}

Flow opLDN(Machine& vm, const Instr& in) {
    const Addr base = vm.fp()[in.b];
    const auto n = static_cast<uint64_t>(in.hi());
    if (reach(vm, base, in.lo(), n))
        std::memcpy(vm.fp() + in.a, vm.mem.host(base + static_cast<uint64_t>(static_cast<int64_t>(in.lo()))),
                    n);
    return Flow::next;
}

Flow opSTN(Machine& vm, const Instr& in) {
    const Addr base = vm.fp()[in.a];
    const auto n = static_cast<uint64_t>(in.hi());
    if (reach(vm, base, in.lo(), n))
        vm.mem.write(base + static_cast<uint64_t>(static_cast<int64_t>(in.lo())), vm.fp() + in.b, n);
    return Flow::next;
}

Flow opSTT(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    const Addr base = vm.fp()[in.a], to = base + static_cast<uint64_t>(static_cast<int64_t>(in.hi()));
    if (!reach(vm, base, in.hi(), t.size)) return Flow::next;
    if (vm.w.writeBarrierEnabled && !t.noscan())
        runtime::bulkBarrierPreWrite(vm.c, to, vm.slotAddr(in.b), t.size, &t);
    vm.mem.write(to, vm.fp() + in.b, t.size);
    return Flow::next;
}

Flow opMOVEMEM(Machine& vm, const Instr& in) {
    const Addr to = vm.fp()[in.a], from = vm.fp()[in.b];
    const auto n = static_cast<uint64_t>(in.imm);
    if (reach(vm, from, 0, n) && reach(vm, to, 0, n)) vm.mem.copy(to, from, n);
    return Flow::next;
}

Flow opMOVET(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    const Addr to = vm.fp()[in.a], from = vm.fp()[in.b];
    if (reach(vm, from, 0, t.size) && reach(vm, to, 0, t.size)) runtime::typedmemmove(vm.c, t, to, from);
    return Flow::next;
}

Flow opCLEARMEM(Machine& vm, const Instr& in) {
    const Addr to = vm.fp()[in.a];
    const auto n = static_cast<uint64_t>(in.imm);
    if (reach(vm, to, 0, n)) vm.mem.zero(to, n);
    return Flow::next;
}

Flow opCLEART(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    const Addr to = vm.fp()[in.a];
    if (reach(vm, to, 0, t.size)) runtime::typedmemclr(vm.c, t, to);
    return Flow::next;
}

Flow opMEMEQ(Machine& vm, const Instr& in) {
    const Addr x = vm.fp()[in.b], y = vm.fp()[in.c];
    const auto n = static_cast<uint64_t>(in.imm);
    if (!reach(vm, x, 0, n) || !reach(vm, y, 0, n)) return Flow::next;
    vm.fp()[in.a] = n == 0 || std::memcmp(vm.mem.host(x), vm.mem.host(y), n) == 0;
    return Flow::next;
}

Flow opEQTYPE(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    const Addr x = vm.fp()[in.b], y = vm.fp()[in.c];
    if (!reach(vm, x, 0, t.size) || !reach(vm, y, 0, t.size)) return Flow::next;
    vm.fp()[in.a] = runtime::typeEqual(vm.c, t, x, y);
    return Flow::next;
}

Flow opIFACEEQ(Machine& vm, const Instr& in) {
    uint64_t* fp = vm.fp();
    fp[in.a] = runtime::ifaceEqual(vm.c, fp[in.b], fp[in.b + 1], fp[in.c], fp[in.c + 1]);
    return Flow::next;
}

Flow opCONVT(Machine& vm, const Instr& in) {
    const Type& t = vm.type(in.lo());
    Addr p =
        vm.g.taskResult ? 0 : runtime::staticInterfaceData(vm.w, vm.program.module, t, vm.slotAddr(in.b));
    if (!p) {
        if (!vm.allocate(t.size, t.noscan() ? nullptr : &t, !t.noscan(), &p)) return Flow::again;
        vm.mem.write(p, vm.fp() + in.b, t.size);
    }
    vm.fp()[in.a] = t.addr;
    vm.fp()[in.a + 1] = p;
    return Flow::next;
}

Flow opCHKTYPE(Machine& vm, const Instr& in) {
    const Addr have = vm.fp()[in.a], want = vm.type(in.lo()).addr;
    if (have != want) vm.fault(Fault::typeAssertion, in.hi() >= 0 ? vm.type(in.hi()).addr : 0, have, want);
    return Flow::next;
}

Flow opASSERTI(Machine& vm, const Instr& in) {
    const Type& want = vm.type(in.lo());
    const Addr have = vm.fp()[in.b], data = vm.fp()[in.b + 1];
    if (!have || !vm.program.module.implements(vm.program.module.typeAt(have), want))
        return vm.fault(Fault::typeAssertion, 0, have, want.addr);
    vm.fp()[in.a] = have;
    vm.fp()[in.a + 1] = data;
    return Flow::next;
}

Flow opASSERTI2(Machine& vm, const Instr& in) {
    const Type& want = vm.type(in.lo());
    const Addr have = vm.fp()[in.b], data = vm.fp()[in.b + 1];
    const bool ok = have && vm.program.module.implements(vm.program.module.typeAt(have), want);
    vm.fp()[in.a] = ok ? have : 0;
    vm.fp()[in.a + 1] = ok ? data : 0;
    if (in.c != kNoSlot) vm.fp()[in.c] = ok;
    return Flow::next;
}

Flow opCMUL(Machine& vm, const Instr& in) {
    uint64_t* fp = vm.fp();
    const double a = f64(fp[in.b]), b = f64(fp[in.b + 1]), c = f64(fp[in.c]), d = f64(fp[in.c + 1]);
    fp[in.a] = std::bit_cast<uint64_t>(a * c - b * d);
    fp[in.a + 1] = std::bit_cast<uint64_t>(a * d + b * c);
    return Flow::next;
}

// Annex G's division, as the runtime does it: scaled by the larger part, then infinities and NaNs repaired.
Flow opCDIV(Machine& vm, const Instr& in) {
    uint64_t* fp = vm.fp();
    double n0 = f64(fp[in.b]), n1 = f64(fp[in.b + 1]), m0 = f64(fp[in.c]), m1 = f64(fp[in.c + 1]);
    double e = 0, f = 0;
    if (std::fabs(m0) >= std::fabs(m1)) {
        const double ratio = m1 / m0, denominator = m0 + ratio * m1;
        e = (n0 + n1 * ratio) / denominator;
        f = (n1 - n0 * ratio) / denominator;
    } else {
        const double ratio = m0 / m1, denominator = m1 + ratio * m0;
        e = (n0 * ratio + n1) / denominator;
        f = (n1 * ratio - n0) / denominator;
    }
    if (e != e && f != f) {
        const auto finite = [](double v) { return std::fabs(v) <= 1.7976931348623157e308; };
        const auto infinite = [](double v) { return v == v && std::fabs(v) > 1.7976931348623157e308; };
        const auto unit = [&](double v) { return std::copysign(infinite(v) ? 1.0 : 0.0, v); };
        const double inf = f64(0x7ff0000000000000ull);
        if (m0 == 0 && m1 == 0 && (n0 == n0 || n1 == n1)) {
            e = std::copysign(inf, m0) * n0;
            f = std::copysign(inf, m0) * n1;
        } else if ((infinite(n0) || infinite(n1)) && finite(m0) && finite(m1)) {
            n0 = unit(n0);
            n1 = unit(n1);
            e = inf * (n0 * m0 + n1 * m1);
            f = inf * (n1 * m0 - n0 * m1);
        } else if ((infinite(m0) || infinite(m1)) && finite(n0) && finite(n1)) {
            m0 = unit(m0);
            m1 = unit(m1);
            e = 0 * (n0 * m0 + n1 * m1);
            f = 0 * (n1 * m0 - n0 * m1);
        }
    }
    fp[in.a] = std::bit_cast<uint64_t>(e);
    fp[in.a + 1] = std::bit_cast<uint64_t>(f);
    return Flow::next;
}

}  // namespace tricolor::golang
