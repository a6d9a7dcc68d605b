// What: the state of the fast loop while a slice runs, and the instructions that are more than one
//       expression. Part of interpreter.cc: every function is inlined there, so that the members live in
//       registers.
//
// Pages of the stack between dirtyLo and dirtyHi are marked dirty already; a frame that is entered or resumed
// outside of it widens it. An instruction that returns false has raised `fault` and changed nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "sim/golang/machine.h"
#include "sim/golang/meter.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

struct LoopState {
    TRICOLOR_INLINE LoopState(Machine& machine, uint64_t maxSteps, uint64_t until)
        : vm(machine),
          w(vm.w),
          g(vm.g),
          m(vm.m),
          mem(vm.mem),
          code(vm.image.code.data()),
          codeBytes(vm.image.code.size() * sizeof(Instr)),
          toStretch(reinterpret_cast<uintptr_t>(vm.image.stretches.data()) -
                    reinterpret_cast<uintptr_t>(vm.image.code.data())),
          functions(vm.image.functions.data()),
          newShapes(vm.image.newShapes.data()),
          stepBase(w.step + maxSteps),
          meter(until) {
        meter.set(maxSteps, m.clockPs);
    }

    Machine& vm;
    World& w;
    G& g;
    M& m;
    Memory& mem;
    const Instr* const code;
    const uint64_t codeBytes;
    const uintptr_t toStretch;  // from an instruction to its stretch
    const Image::Function* const functions;
    const runtime::NewShape* const newShapes;

    const uint64_t stepBase;  // step number = stepBase - meter.left()
    Meter meter;              // steps still allowed, clock of the M
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
    bool deferFits = true;      // the deferred call that was taken off the list
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

    // Simulated program counters are as far apart as the instructions here.
    static_assert(sizeof(Instr) == runtime::instrBytes);
    TRICOLOR_INLINE Addr pc() const {
        return runtime::textBase + (reinterpret_cast<uintptr_t>(ip) - reinterpret_cast<uintptr_t>(code));
    }
    // Not the first instruction: nothing returns there. Null: no address of an instruction.
    TRICOLOR_INLINE const Instr* instrBehindCall(Addr at) const {
        const uint64_t offset = (at - runtime::textBase) & ~(sizeof(Instr) - 1);
        if (offset - 1 >= codeBytes - 1) [[unlikely]]
            return nullptr;
        return reinterpret_cast<const Instr*>(reinterpret_cast<uintptr_t>(code) + offset);
    }

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
        meter.set(meter.left(), m.clockPs);
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
        g.sched.pc = pc();
        m.clockPs = meter.clockPs();
        w.step = stepBase - meter.left();
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

    // Tables of instructions and stretches run in step.
    TRICOLOR_INLINE const Stretch& stretchAt(const Instr* at) const {
        static_assert(sizeof(Stretch) == sizeof(Instr));
        return *reinterpret_cast<const Stretch*>(reinterpret_cast<uintptr_t>(at) + toStretch);
    }
    // Counts and charges the stretch at ip; false: not in this lap.
    TRICOLOR_INLINE bool begin() { return meter.take(stretchAt(ip)); }
    TRICOLOR_INLINE bool beginInNewLap() {
        meter.set(meter.left(), meter.clockPs());
        return begin();
    }
    // The stretch ends early, at ip: as if only what is before ip had been counted, and ip charged.
    TRICOLOR_INLINE void unwind() {
        const uint64_t behind = stretchAt(ip).instructions - 1;
        meter.giveBack(behind + 1, behind ? stretchAt(ip + 1).costPs : 0);
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
};

}  // namespace tricolor::golang
