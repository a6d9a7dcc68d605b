// What: the state of the fast loop while a slice runs, and the instructions that are more than one
// expression.
//       Part of interpreter.cc: every function is inlined there, so that the members live in registers.
//
// Pages of the stack between dirtyLo and dirtyHi are marked dirty already; a frame that is entered or resumed
// outside of it widens it. An instruction that returns false has raised `fault` and changed nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "sim/golang/loop_ops.h"
#include "sim/golang/machine.h"
#include "sim/golang/stretch.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

#define TRICOLOR_INLINE __attribute__((always_inline)) inline

struct Loop {
    TRICOLOR_INLINE Loop(Machine& machine, uint64_t maxSteps, uint64_t until)
        : vm(machine),
          w(vm.w),
          g(vm.g),
          m(vm.m),
          mem(vm.mem),
          code(vm.image.code.data()),
          stretches(vm.image.stretches.data()),
          left(maxSteps),
          stepBase(w.step + maxSteps),
          untilPs(until) {}

    Machine& vm;
    World& w;
    G& g;
    M& m;
    Memory& mem;
    const Instr* const code;
    const Stretch* const stretches;

    uint64_t left;            // steps still allowed
    const uint64_t stepBase;  // step number = stepBase - left
    uint64_t clock = 0;       // of the M, picoseconds
    const uint64_t untilPs;
    Addr sp = 0;
    uint64_t* fp = nullptr;     // host pointer to sp
    const Instr* ip = nullptr;  // the instruction that runs
    uint8_t* heapHost = nullptr;
    uint64_t heapBytes = 0;
    uint8_t* dirtyFlags = nullptr;
    Addr dirtyLo = 0, dirtyHi = 0;

    // Of the current instruction.
    const Image::Function* callee = nullptr;
    Addr closure = 0;
    Addr address = 0;           // of a store
    uint8_t* target = nullptr;  // host pointer to it
    uint64_t value = 0;
    runtime::Fault fault = runtime::Fault::none;
    uint64_t fault0 = 0, fault1 = 0, fault2 = 0;  // fault2: index of unsigned type

    // ---- operands ----

    TRICOLOR_INLINE uint64_t& r(uint32_t slot) const { return fp[slot]; }
    TRICOLOR_INLINE uint64_t& a() const { return fp[ip->a]; }
    TRICOLOR_INLINE uint64_t b() const { return fp[ip->b]; }
    TRICOLOR_INLINE uint64_t c() const { return fp[ip->c]; }
    TRICOLOR_INLINE uint64_t imm() const { return static_cast<uint64_t>(ip->imm); }

    TRICOLOR_INLINE bool fail(runtime::Fault kind, uint64_t v0 = 0, uint64_t v1 = 0) {
        fault = kind;
        fault0 = v0;
        fault1 = v1;
        return false;
    }
    TRICOLOR_INLINE bool badAddress(Addr at) { return fail(runtime::Fault::memory, at); }

    // ---- coming and going ----

    // Marks the pages of [lo, hi) dirty.
    TRICOLOR_INLINE void touch(Addr lo, Addr hi) {
        if (lo >= dirtyLo && hi <= dirtyHi) [[likely]]
            return;
        const Addr from = lo & ~(kPageSize - 1), to = (hi + kPageSize - 1) & ~(kPageSize - 1);
        mem.dirty(from, to - from);
        const bool apart = to < dirtyLo || from > dirtyHi;
        dirtyLo = apart || from < dirtyLo ? from : dirtyLo;
        dirtyHi = apart || to > dirtyHi ? to : dirtyHi;
    }
    // Behind a function that may have changed anything but the frame.
    TRICOLOR_INLINE void reload() {
        sp = g.sched.sp;
        fp = reinterpret_cast<uint64_t*>(mem.host(sp));
        clock = m.clockPs;
        const uint64_t mapped = mem.heapBytesMapped();
        heapBytes = mapped > 32 ? mapped - 32 : 0;  // 32 bytes from below it are inside
        heapHost = mem.host(kHeapBase);
        dirtyFlags = mem.dirtyFlagsOfHeap();
    }
    // A frame of which only sp and pc are known.
    TRICOLOR_INLINE void resume() {
        reload();
        ip = code + runtime::Module::instrOf(g.sched.pc);
        const runtime::Func& f = vm.program.module.findfunc(g.sched.pc);
        dirtyLo = dirtyHi = sp;
        touch(sp, std::min(sp + f.frameSize + f.argsSize, g.stack.hi));
    }
    TRICOLOR_INLINE void writeBack() {
        g.sched.sp = sp;
        g.sched.pc = runtime::Module::pcOf(static_cast<uint32_t>(ip - code));
        m.clockPs = clock;
        w.step = stepBase - left;
        checkContext.step = w.step;
    }

    // Before an instruction, where somebody listens.
    TRICOLOR_INLINE void tell() {
        if (!vm.sink.wants(EventKind::Statement) || g.taskResult ||
            !vm.image.statementStart[static_cast<size_t>(ip - code)])
            return;
        writeBack();
        vm.c.deliver(EventKind::Statement, g.sched.pc, 0, 0);
    }

    // ---- stretches ----

    // Counts and charges the stretch at ip; false: it does not fit.
    TRICOLOR_INLINE bool begin() {
        const Stretch& s = stretches[ip - code];
        if (left < s.instructions || clock + s.costPs >= untilPs) [[unlikely]]
            return false;
        left -= s.instructions;
        clock += s.costPs;
        return true;
    }
    // The stretch ends early, at ip: as if only what is before ip had been counted, and ip charged.
    TRICOLOR_INLINE void unwind() {
        const uint64_t behind = stretches[ip - code].instructions - 1;
        left += behind + 1;
        if (behind) clock -= stretches[ip + 1 - code].costPs;
    }

    // ---- memory ----

    // Host pointer for up to 32 bytes; null: not mapped.
    TRICOLOR_INLINE uint8_t* hostOf(Addr at, uint64_t n) const {
        const uint64_t off = at - kHeapBase;
        if (off < heapBytes) [[likely]]
            return heapHost + off;
        return mem.mapped(at, n) ? mem.host(at) : nullptr;
    }
    TRICOLOR_INLINE void dirtyWord(Addr at, uint64_t n) {
        const uint64_t off = at - kHeapBase;
        if (off < heapBytes && (at & 7) + n <= 8) [[likely]]
            dirtyFlags[off >> kPageShift] = 1;
        else
            mem.dirty(at, n);
    }
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
        clock = m.clockPs;
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
        callee = vm.image.functions.data() + vm.program.module.funcOfInstr[at];
        return true;
    }
    TRICOLOR_INLINE bool calleeOfMethod() {
        const Addr type = a();
        if (type == 0) [[unlikely]]
            return badAddress(24);
        const int32_t f = vm.image.method(vm.program.module.typeAt(type).id, ip->lo());
        CHECK(f >= 0, "a method call on a type without the method");
        r(0) = r(ip->a + 1u);
        callee = vm.image.functions.data() + f;
        return true;
    }
    // False: the stack has to grow, or the goroutine gives way, before callee's frame is made.
    TRICOLOR_INLINE bool enterCallee() {
        const uint64_t size = callee->frameSize;
        if (!callee->nosplit && runtime::stackCheckFails(sp, size, g.stackguard0)) [[unlikely]]
            return false;
        fp[-1] = runtime::Module::pcOf(static_cast<uint32_t>(ip - code) + 1);
        fp[-2] = sp;
        if (callee->needctxt) fp[-3] = closure;
        sp -= size;
        fp -= size / 8;
        ip = code + callee->entry;
        touch(sp, sp + size);
        return true;
    }
    TRICOLOR_INLINE bool leaveFrame() {
        const uint64_t size = imm();
        const Addr pc = fp[size / 8 - 1];
        const uint64_t back = (pc - runtime::textBase) / runtime::instrBytes;
        if (back == 0 || back >= vm.image.code.size()) [[unlikely]]
            return badAddress(pc);
        sp += size;
        fp += size / 8;
        ip = code + back;
        if (ip[-1].op == Opcode::DEFERRETURN) --ip;  // look for the next deferred call of the frame
        if (sp >= dirtyHi) [[unlikely]] {
            const runtime::Func& f = vm.program.module.funcs[vm.program.module.funcOfInstr[back]];
            touch(sp, std::min(sp + f.frameSize + f.argsSize, g.stack.hi));
        }
        return true;
    }
    TRICOLOR_INLINE bool hasDeferred() const { return !g.defers.empty() && g.defers.back().sp == sp; }
    // Takes the newest deferred call off the list, unless the stack has to grow for it first.
    TRICOLOR_INLINE bool takeDeferred() {
        if (!calleeOf(g.defers.back().fn)) {
            g.defers.pop_back();
            return false;
        }
        if (!callee->nosplit && runtime::stackCheckFails(sp, callee->frameSize, g.stackguard0)) [[unlikely]]
            return true;
        vm.popDefer();
        return true;
    }

    // ---- allocation ----

    // False: by the slow way.
    TRICOLOR_INLINE bool allocate() {
        if (g.taskResult || vm.sink.wants(EventKind::Alloc) || vm.sink.wants(EventKind::TinyAlloc))
            [[unlikely]]
            return false;
        const runtime::Type& t = vm.program.module.type(ip->lo());
        m.clockPs = clock;
        const Addr x = runtime::mallocgcFast(vm.c, t.size, &t, true);
        if (x == 0) [[unlikely]]
            return false;
        clock = m.clockPs;
        a() = x;
        return true;
    }
};

}  // namespace tricolor::golang
