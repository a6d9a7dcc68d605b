// What: the instructions of the fast loop that are more than one expression. Part of interpreter.cc, as
// loop_state.h.
//
// One that returns false has raised `fault` and changed nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "sim/golang/loop_often.h"
#include "sim/golang/loop_ops.h"
#include "sim/golang/loop_state.h"
#include "sim/golang/stack_needs.h"
#include "sim/runtime/frames.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"

namespace tricolor::golang {

// What deferreturn, (*_panic).nextDefer and nextFrame need.
inline constexpr uint64_t kNextDeferStack = 200;
// Stack that standard functions leave free below the guard.
inline constexpr uint64_t kStandardRoom = 256;

struct Loop : LoopOften {
    using LoopOften::LoopOften;

    // ---- memory ----

    // Sets address and target: n bytes behind a base address in a slot.
    TRICOLOR_INLINE bool reach(Addr base, uint64_t n) {
        address = base + imm();
        target = hostOf(address, n);
        return base >= 4096 && target ? true : badAddress(address);
    }
    // … element `index` of the slice in the slots from `slice` on.
    TRICOLOR_INLINE bool reachElement(uint32_t slice, uint64_t index, uint64_t n) {
        if (index >= r(slice + 1)) [[unlikely]]
            return fail(runtime::Fault::Index, index, r(slice + 1));
        address = r(slice) + index * n;
        target = hostOf(address, n);
        return target ? true : badAddress(address);
    }
    template <class T>
    TRICOLOR_INLINE void loaded() {
        a() = static_cast<uint64_t>(static_cast<int64_t>(loadAs<T>(target)));
    }
    template <size_t kWords>
    TRICOLOR_INLINE void loadedWords() {
        uint64_t v[kWords];
        std::memcpy(v, target, sizeof v);
        std::memcpy(&a(), v, sizeof v);
    }
    template <class T>
    TRICOLOR_INLINE void stored(uint64_t v) {
        storeAs<T>(target, v);
        dirtyWord(address, sizeof(T));
    }
    template <class T>
    TRICOLOR_INLINE T ofFrame() const {
        return loadAs<T>(reinterpret_cast<const uint8_t*>(fp) + ip->lo());
    }
    template <class T>
    TRICOLOR_INLINE void toFrame() {
        storeAs<T>(reinterpret_cast<uint8_t*>(fp) + ip->lo(), a());
    }
    // The write barrier for `value` at `address`.
    TRICOLOR_INLINE void barrier() {
        writeBack();
        runtime::wbStore(vm.c, address, value);
        meter.set(meter.left(), m.clockPs);
    }
    TRICOLOR_INLINE bool reachGlobal() {
        address = imm();
        target = mem.host(address);
        return true;
    }

    // ---- moves ----

    TRICOLOR_INLINE void none() {}
    TRICOLOR_INLINE void moveMany() { std::memmove(&a(), &r(ip->b), 8 * imm()); }
    TRICOLOR_INLINE void zeroMany() { std::memset(&a(), 0, 8 * imm()); }
    template <size_t kWords>
    TRICOLOR_INLINE void moveWords() {
        uint64_t v[kWords];
        std::memcpy(v, &r(ip->b), sizeof v);
        std::memcpy(&a(), v, sizeof v);
    }
    TRICOLOR_INLINE void loadString() {
        const uint32_t at = ip->a;
        r(at) = static_cast<uint32_t>(ip->lo());
        r(at + 1) = static_cast<uint64_t>(static_cast<int64_t>(ip->hi()));
    }

    // ---- arithmetic ----

    TRICOLOR_INLINE bool divide() { return c() != 0 ? true : fail(runtime::Fault::divide); }
    TRICOLOR_INLINE bool divideSigned() {
        if (!divide()) return false;
        const auto x = static_cast<int64_t>(b()), y = static_cast<int64_t>(c());
        a() = y == -1 ? 0 - b() : static_cast<uint64_t>(x / y);
        return true;
    }
    TRICOLOR_INLINE bool remainderSigned() {
        if (!divide()) return false;
        const auto x = static_cast<int64_t>(b()), y = static_cast<int64_t>(c());
        a() = y == -1 ? 0 : static_cast<uint64_t>(x % y);
        return true;
    }
    TRICOLOR_INLINE bool divideUnsigned() {
        if (!divide()) return false;
        a() = b() / c();
        return true;
    }
    TRICOLOR_INLINE bool remainderUnsigned() {
        if (!divide()) return false;
        a() = b() % c();
        return true;
    }
    TRICOLOR_INLINE void complexSum() {
        complexResult(f64(b()) + f64(c()), f64(r(ip->b + 1u)) + f64(r(ip->c + 1u)));
    }
    TRICOLOR_INLINE void complexDifference() {
        complexResult(f64(b()) - f64(c()), f64(r(ip->b + 1u)) - f64(r(ip->c + 1u)));
    }
    TRICOLOR_INLINE void widenComplex() {
        const uint64_t v = b();
        complexResult(static_cast<double>(f32(v)), static_cast<double>(f32(v >> 32)));
    }
    TRICOLOR_INLINE void complexResult(double re, double im) {
        const uint32_t at = ip->a;
        r(at) = bits(re);
        r(at + 1) = bits(im);
    }

    // ---- indices and checks ----

    TRICOLOR_INLINE bool index() {
        const uint64_t length = r(ip->b + 1u);
        if (c() >= length) [[unlikely]]
            return fail(runtime::Fault::Index, c(), length);
        a() = b() + c() * imm();
        return true;
    }
    TRICOLOR_INLINE bool indexArray() {
        const auto length = static_cast<uint64_t>(static_cast<int64_t>(ip->hi()));
        if (c() >= length) [[unlikely]]
            return fail(runtime::Fault::Index, c(), length);
        a() = b() + c() * static_cast<uint64_t>(static_cast<int64_t>(ip->lo()));
        return true;
    }
    TRICOLOR_INLINE bool bounds() { return a() < imm() ? true : fail(runtime::Fault::Index, a(), imm()); }
    TRICOLOR_INLINE bool boundsUnsigned() {
        if (a() < b()) [[likely]]
            return true;
        fault2 = 1;
        return fail(runtime::Fault::Index, a(), b());
    }
    TRICOLOR_INLINE bool arrayOfSlice() {
        const uint64_t length = r(ip->a + 1u);
        return length >= imm() ? true : fail(runtime::Fault::Convert, length, imm());
    }
    TRICOLOR_INLINE bool shiftAmount() {
        return static_cast<int64_t>(a()) >= 0 ? true : fail(runtime::Fault::shift);
    }
    TRICOLOR_INLINE bool notNil() { return a() >= 4096 ? true : badAddress(a()); }

    // ---- calls ----

    // The function whose pc is the first word of the closure.
    TRICOLOR_INLINE bool calleeOf(Addr fn) {
        closure = fn;
        const uint8_t* p = fn < 4096 ? nullptr : hostOf(fn, 8);
        if (!p) [[unlikely]]
            return badAddress(fn);
        const uint64_t at = (loadAs<uint64_t>(p) - runtime::textBase) / runtime::instrBytes;
        if (at >= vm.image.code.size()) [[unlikely]]
            return badAddress(fn);
        callee = functions + vm.program.module.funcOfInstr[at];
        return true;
    }
    TRICOLOR_INLINE bool calleeOfMethod() {
        const Addr type = a();
        if (type == 0) [[unlikely]]
            return badAddress(24);
        const int32_t f = vm.image.method(vm.program.module.typeAt(type).id, ip->lo());
        CHECK(f >= 0, "a method call on a type without the method");
        r(0) = r(ip->a + 1u);
        callee = functions + f;
        return true;
    }
    // False: the stack has to grow, or the goroutine gives way, before callee's frame is made.
    TRICOLOR_INLINE bool enterCallee() {
        const uint64_t size = callee->frameSize;
        if (!callee->nosplit && sp - callee->belowSp <= g.stackguard0 && !calledByStandard())
            [[unlikely]]  // stackCheckFails
            return false;
        fp[-1] = pc() + sizeof(Instr);
        fp[-2] = sp;
        if (callee->needctxt) fp[-3] = closure;
        sp -= size;
        fp -= size / 8;
        ip = code + callee->entry;
        touch(sp, sp + size);
        return true;
    }
    // Standard functions that call each other: the first one's check was for all of them. What they take more
    // than the real ones goes to the room below the guard.
    TRICOLOR_INLINE bool calledByStandard() const {
        return callee->standard && g.stackguard0 != runtime::stackPreempt &&
               sp >= g.stack.lo + kStandardRoom + callee->frameSize && accounted(vm, sp, pc());
    }
    // Static, so that the members can live in registers.
    __attribute__((noinline)) static bool accounted(Machine& vm, Addr sp, Addr pc) {
        vm.g.sched.sp = sp;
        vm.g.sched.pc = pc;
        return vm.accounted();
    }
    TRICOLOR_INLINE bool leaveFrame() {
        const uint64_t size = imm();
        const Addr returnPc = fp[size / 8 - 1];
        const Instr* const back = instrBehindCall(returnPc);
        if (!back) [[unlikely]]
            return badAddress(returnPc);
        sp += size;
        fp += size / 8;
        ip = back;
        if (ip[-1].op == Opcode::DEFERRETURN) --ip;  // look for the next deferred call of the frame
        if (sp >= dirtyHi) [[unlikely]] {
            const runtime::Func& f =
                vm.program.module.funcs[vm.program.module.funcOfInstr[static_cast<size_t>(ip - code)]];
            touch(sp, std::min(sp + f.frameSize + f.argsSize, g.stack.hi));
        }
        return true;
    }
    TRICOLOR_INLINE bool hasDeferred() {
        while (!g.defers.empty() && g.defers.back().sp == sp && g.defers.back().head)
            [[unlikely]] vm.popDefer();
        return !g.defers.empty() && g.defers.back().sp == sp;
    }
    // Takes the newest deferred call off the list, unless the stack has to grow for it first.
    TRICOLOR_INLINE bool takeDeferred() {
        if (!calleeOf(g.defers.back().fn)) {
            g.defers.pop_back();
            return false;
        }
        // Those that stand in a list are called by deferreturn.
        uint64_t below = callee->nosplit ? 0 : callee->belowSp;
        if (g.defers.back().heapRecord)
            below = std::max<uint64_t>(runtime::frames::deferreturn.bytes + below, kNextDeferStack);
        deferFits = below == 0 || sp - below > g.stackguard0;
        if (deferFits) [[likely]]
            vm.popDefer();
        return true;
    }

    // ---- allocation ----

    // False: by the slow way.
    TRICOLOR_INLINE bool allocate() {
        if (g.taskResult || sp - kNewObjectStack <= g.stackguard0 || vm.sink.wants(EventKind::Alloc) ||
            vm.sink.wants(EventKind::TinyAlloc)) [[unlikely]]
            return false;
        const uint64_t before = m.clockPs = meter.clockPs();
        Addr x = runtime::newobjectFast(vm.c, m, newShapes[ip->lo()]);
        if (x == 0) [[unlikely]] {
            const runtime::Type& t = vm.program.module.type(ip->lo());
            x = runtime::mallocgcFast(vm.c, t.size, &t, true);
            if (x == 0) return false;
        }
        meter.charge(m.clockPs - before);
        a() = x;
        return true;
    }
};

}  // namespace tricolor::golang
