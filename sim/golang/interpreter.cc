// The fast loop. Everything that a few machine instructions can do is done here on host memory; the rest goes
// through the functions of machine.h with all state written back.
//
// In locals while a slice runs: ip (next instruction), sp and fp (its address, and the host pointer to it),
// clock (of the M, picoseconds), left (steps still allowed). Pages of the stack between dirtyLo and dirtyHi
// are marked dirty already; a frame that is entered or resumed outside of it widens it.
#include "sim/golang/interpreter.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "sim/golang/machine.h"
#include "sim/runtime/costs.h"
#include "sim/runtime/malloc.h"
#include "sim/runtime/mbarrier.h"
#include "sim/runtime/mgc.h"
#include "sim/runtime/panicking.h"
#include "sim/runtime/print.h"
#include "sim/runtime/proc.h"
#include "sim/runtime/stack.h"

namespace tricolor::golang {

using runtime::Fault;
using runtime::Module;
namespace costs = runtime::costs;

#define TRICOLOR_INLINE __attribute__((always_inline))

namespace {

// Which instructions take the result of a task: the others ran again behind a stack growth or a preemption.
constexpr auto kTakesResult = [] {
    std::array<bool, kOpCount> t{};
    for (const Opcode op :
         {Opcode::MAKESLICE, Opcode::APPEND64,  Opcode::APPENDP,  Opcode::APPENDT,   Opcode::APPENDS,
          Opcode::APPENDZ,   Opcode::GROW,      Opcode::MOVE2HEAP, Opcode::CONCAT,   Opcode::STR2BYTES, Opcode::BYTES2STR,
          Opcode::STR2RUNES, Opcode::RUNES2STR, Opcode::RUNE2STR, Opcode::NEW,       Opcode::CONVT,
          Opcode::MAKECHAN,  Opcode::SEND,      Opcode::RECV,     Opcode::SELECT,    Opcode::SELECTNB,
          Opcode::BLOCK,     Opcode::CALLNATIVE})
        t[static_cast<size_t>(op)] = true;
    return t;
}();

// Virtual cost of each instruction; runtime work inside it is charged by the runtime.
constexpr auto kCost = [] {
    std::array<costs::ps, kOpCount> t{};
    t.fill(costs::simpleInstr);
    constexpr auto set = [](std::array<costs::ps, kOpCount>& table, Opcode from, Opcode to, costs::ps cost) {
        for (size_t i = static_cast<size_t>(from); i <= static_cast<size_t>(to); ++i) table[i] = cost;
    };
    set(t, Opcode::LD8U, Opcode::STF32, costs::memoryInstr);
    set(t, Opcode::LDX8U, Opcode::STXP, costs::memoryInstr);
    set(t, Opcode::MAKESLICE, Opcode::CLEARS, costs::memoryInstr);
    set(t, Opcode::CONCAT, Opcode::DECODERUNE, costs::memoryInstr);
    set(t, Opcode::NEW, Opcode::CONVT, costs::memoryInstr);
    set(t, Opcode::CALL, Opcode::RET, costs::callInstr);
    set(t, Opcode::MAPGET, Opcode::MAPDELETE, 10 * costs::memoryInstr);
    t[static_cast<size_t>(Opcode::KEEP)] = 0;
    t[static_cast<size_t>(Opcode::NOP)] = 0;
    return t;
}();

using SlowOp = Flow (*)(Machine&, const Instr&);
constexpr auto kSlow = [] {
    std::array<SlowOp, kOpCount> t{};
#define OP(name) t[static_cast<size_t>(Opcode::name)] = &op##name;
    TRICOLOR_SLOW_OPS(OP)
    OP(NEW)
#undef OP
    return t;
}();

double f64(uint64_t v) {
    return std::bit_cast<double>(v);
}
uint64_t bits(double v) {
    return std::bit_cast<uint64_t>(v);
}
float32 f32(uint64_t v) {
    return std::bit_cast<float32>(static_cast<uint32_t>(v));
}
uint64_t bits32(float32 v) {
    return std::bit_cast<uint32_t>(v);
}

// min and max as the builtins: a NaN wins, -0 is below +0.
double goMin(double x, double y) {
    if (x != x || y != y) return x != x ? x : y;
    if (x == 0 && y == 0) return f64(bits(x) | bits(y));
    return x < y ? x : y;
}
double goMax(double x, double y) {
    if (x != x || y != y) return x != x ? x : y;
    if (x == 0 && y == 0) return f64(bits(x) & bits(y));
    return x > y ? x : y;
}

template <class T>
T loadAs(const uint8_t* p) {
    T v;
    std::memcpy(&v, p, sizeof v);
    return v;
}
template <class T>
void storeAs(uint8_t* p, uint64_t v) {
    const T t = static_cast<T>(v);
    std::memcpy(p, &t, sizeof t);
}

// Before an instruction waits for a started GC, at the end of an instruction that allocated past the trigger.
bool startPendingGC(Machine& vm) {
    vm.m.gcTriggerPending = false;
    if (!vm.m.curg || !vm.g.tasks.empty() || !runtime::gcTriggerHeap(vm.w)) return false;
    runtime::pushTask(vm.w, vm.m.curg, TaskKind::gcStart,
                      {static_cast<uint64_t>(runtime::gcTriggerKind::Heap), 0});
    vm.g.taskResultUnused = true;
    return true;
}

// Enters runtime.sigpanic for the fault that the instruction at g.sched.pc raised.
void enterFault(Machine& vm) {
    G& g = vm.g;
    g.faulting = false;
    g.sigpc = g.sched.pc;
    if (static_cast<Fault>(g.sig) == Fault::memory && g.sigcode0 >= 4096) {
        runtime::writeErr(vm.c, "unexpected fault address " + runtime::printHex(g.sigcode0) + "\n");
        runtime::fatalError(vm.c, "fault\n" + runtime::signalLine(g));
        return;
    }
    vm.enter(vm.image.entryFunctions[1]);
}

// One slice. kTell: somebody listens to statements, calls or returns.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // labels as values
template <bool kTell>
uint64_t slice(Machine& vm, uint64_t maxSteps, uint64_t untilPs) {
    World& w = vm.w;
    G& g = vm.g;
    M& m = vm.m;
    Memory& mem = vm.mem;
    EventSink& sink = vm.sink;
    const Image& image = vm.image;
    const Instr* const code = image.code.data();
    const Image::Function* const functions = image.functions.data();
    const uint64_t codeSize = image.code.size();
    const uint64_t mwakes = w.sched.mwakes;

    uint64_t left = maxSteps;
    const uint64_t stepBase = w.step + maxSteps;  // step number = stepBase - left
    uint64_t clock = m.clockPs;
    Addr sp = 0;
    uint64_t* fp = nullptr;
    const Instr* ip = nullptr;
    uint8_t* heapHost = nullptr;
    uint64_t heapBytes = 0;
    uint8_t* dirtyFlags = nullptr;
    Addr dirtyLo = 0, dirtyHi = 0;
    const Image::Function* callee = nullptr;
    Addr closure = 0;
    Fault fault = Fault::none;
    uint64_t fault0 = 0, fault1 = 0, fault2 = 0;  // fault2: index of unsigned type
    Addr address = 0;
    Flow flow = Flow::next;

    // Marks the pages of the frame [sp, top) dirty.
    const auto touch = [&](Addr lo, Addr hi) TRICOLOR_INLINE {
        if (lo >= dirtyLo && hi <= dirtyHi) [[likely]]
            return;
        const Addr from = lo & ~(kPageSize - 1), to = (hi + kPageSize - 1) & ~(kPageSize - 1);
        mem.dirty(from, to - from);
        if (to < dirtyLo || from > dirtyHi) {
            dirtyLo = from;
            dirtyHi = to;
        } else {
            dirtyLo = std::min(dirtyLo, from);
            dirtyHi = std::max(dirtyHi, to);
        }
    };
    const auto reload = [&]() TRICOLOR_INLINE {
        sp = g.sched.sp;
        fp = reinterpret_cast<uint64_t*>(mem.host(sp));
        clock = m.clockPs;
        heapBytes = std::max<uint64_t>(mem.heapBytesMapped(), 32) - 32;  // 32 bytes from below it are inside
        heapHost = mem.host(kHeapBase);
        dirtyFlags = mem.dirtyFlagsOfHeap();
    };
    const auto resume = [&]() TRICOLOR_INLINE {  // a frame of which only sp and pc are known
        reload();
        ip = code + Module::instrOf(g.sched.pc);
        const runtime::Func& f = vm.program.module.findfunc(g.sched.pc);
        dirtyLo = dirtyHi = sp;
        touch(sp, std::min(sp + f.frameSize + f.argsSize, g.stack.hi));
    };
    const auto writeBack = [&]() TRICOLOR_INLINE {
        g.sched.sp = sp;
        g.sched.pc = Module::pcOf(static_cast<uint32_t>(ip - code));
        m.clockPs = clock;
        w.step = stepBase - left;
        checkContext.step = w.step;
    };
    // Host pointer for up to 32 bytes; null: not mapped.
    const auto hostOf = [&](Addr a, uint64_t n) TRICOLOR_INLINE -> uint8_t* {
        const uint64_t off = a - kHeapBase;
        if (off < heapBytes) [[likely]]
            return heapHost + off;
        return mem.mapped(a, n) ? mem.host(a) : nullptr;
    };
    const auto dirtyWord = [&](Addr a, uint64_t n) TRICOLOR_INLINE {
        const uint64_t off = a - kHeapBase;
        if (off < heapBytes && (a & 7) + n <= 8) [[likely]]
            dirtyFlags[off >> kPageShift] = 1;
        else
            mem.dirty(a, n);
    };

#define OP(name, a, b, c, imm) &&label_##name,
    static const void* const kLabels[] = {TRICOLOR_OPS(OP)};
#undef OP

#define A (ip->a)
#define B (ip->b)
#define C (ip->c)
#define R(x) fp[x]
#define S(x) static_cast<int64_t>(fp[x])
#define IMM (ip->imm)
#define UIMM static_cast<uint64_t>(ip->imm)
#define CASE(name) label_##name:
#define DISPATCH                                     \
    do {                                             \
        if constexpr (kTell) tell();                 \
        clock += kCost[static_cast<size_t>(ip->op)]; \
        goto* kLabels[static_cast<size_t>(ip->op)];  \
    } while (0)
#define GO_ON                                             \
    do {                                                  \
        if (--left == 0 || clock >= untilPs) [[unlikely]] \
            goto sliceEnd;                                \
        if constexpr (kTell)                              \
            if (sink.stop) goto sliceEnd;                 \
        DISPATCH;                                         \
    } while (0)
#define NEXT   \
    do {       \
        ++ip;  \
        GO_ON; \
    } while (0)
#define FAULT(kind, v0, v1)                 \
    do {                                    \
        fault = (kind);                     \
        fault0 = static_cast<uint64_t>(v0); \
        fault1 = static_cast<uint64_t>(v1); \
        goto faulted;                       \
    } while (0)
#define SET(name, expr)                            \
    CASE(name) R(A) = static_cast<uint64_t>(expr); \
    NEXT;
#define BRANCH(name, condition)           \
    CASE(name) {                          \
        ip += (condition) ? ip->lo() : 1; \
        GO_ON;                            \
    }
// Loads and stores through an address in a slot.
#define REACH(base, displacement, n)       \
    address = (base) + (displacement);     \
    uint8_t* const p = hostOf(address, n); \
    if ((base) < 4096 || !p) [[unlikely]]  \
        goto badAddress;
#define LOAD(name, T)                                                     \
    CASE(name) {                                                          \
        REACH(R(B), UIMM, sizeof(T))                                      \
        R(A) = static_cast<uint64_t>(static_cast<int64_t>(loadAs<T>(p))); \
        NEXT;                                                             \
    }
#define STORE(name, T)                 \
    CASE(name) {                       \
        REACH(R(A), UIMM, sizeof(T))   \
        storeAs<T>(p, R(B));           \
        dirtyWord(address, sizeof(T)); \
        NEXT;                          \
    }
#define INDEXED(index, base, n)                      \
    if ((index) >= R((base) + 1)) [[unlikely]]       \
        FAULT(Fault::Index, (index), R((base) + 1)); \
    address = R(base) + (index) * (n);               \
    uint8_t* const p = hostOf(address, n);           \
    if (!p) [[unlikely]]                             \
        goto badAddress;
#define LOADX(name, T)                                                    \
    CASE(name) {                                                          \
        INDEXED(R(C), B, sizeof(T))                                       \
        R(A) = static_cast<uint64_t>(static_cast<int64_t>(loadAs<T>(p))); \
        NEXT;                                                             \
    }
#define STOREX(name, T)                \
    CASE(name) {                       \
        INDEXED(R(B), A, sizeof(T))    \
        storeAs<T>(p, R(C));           \
        dirtyWord(address, sizeof(T)); \
        NEXT;                          \
    }
#define FRAME(T, offset) loadAs<T>(reinterpret_cast<const uint8_t*>(fp) + (offset))

    const auto tell = [&]() TRICOLOR_INLINE {
        if (sink.wants(EventKind::Statement) && image.statementStart[static_cast<size_t>(ip - code)] &&
            !g.taskResult) {
            writeBack();
            vm.c.deliver(EventKind::Statement, g.sched.pc, 0, 0);
        }
    };

    if (g.taskResult && g.taskResultUnused) {
        g.taskResult = g.taskResultUnused = false;
    }
    resume();
    if (g.taskResult && !kTakesResult[static_cast<size_t>(ip->op)]) g.taskResult = false;
    DISPATCH;

    CASE(NOP) NEXT;
    CASE(KEEP) NEXT;
    SET(MOV, R(B))
    CASE(MOV2) {
        const uint64_t v0 = R(B), v1 = R(B + 1);
        R(A) = v0;
        R(A + 1) = v1;
        NEXT;
    }
    CASE(MOV3) {
        const uint64_t v0 = R(B), v1 = R(B + 1), v2 = R(B + 2);
        R(A) = v0;
        R(A + 1) = v1;
        R(A + 2) = v2;
        NEXT;
    }
    CASE(MOVN) {
        std::memmove(&R(A), &R(B), 8 * UIMM);
        NEXT;
    }
    SET(LDI, IMM)
    CASE(LDSTR) {
        R(A) = static_cast<uint32_t>(ip->lo());
        R(A + 1) = static_cast<uint64_t>(static_cast<int64_t>(ip->hi()));
        NEXT;
    }
    SET(ZERO, 0)
    CASE(ZERON) {
        std::memset(&R(A), 0, 8 * UIMM);
        NEXT;
    }
    SET(LEA, sp + static_cast<uint64_t>(static_cast<int64_t>(ip->lo())))

    SET(ADD, R(B) + R(C))
    SET(SUB, R(B) - R(C))
    SET(MUL, R(B) * R(C))
    SET(AND, R(B) & R(C))
    SET(OR, R(B) | R(C))
    SET(XOR, R(B) ^ R(C))
    SET(ANDNOT, R(B) & ~R(C))
    CASE(DIVS) {
        if (R(C) == 0) [[unlikely]]
            FAULT(Fault::divide, 0, 0);
        R(A) = S(C) == -1 ? 0 - R(B) : static_cast<uint64_t>(S(B) / S(C));
        NEXT;
    }
    CASE(DIVU) {
        if (R(C) == 0) [[unlikely]]
            FAULT(Fault::divide, 0, 0);
        R(A) = R(B) / R(C);
        NEXT;
    }
    CASE(REMS) {
        if (R(C) == 0) [[unlikely]]
            FAULT(Fault::divide, 0, 0);
        R(A) = S(C) == -1 ? 0 : static_cast<uint64_t>(S(B) % S(C));
        NEXT;
    }
    CASE(REMU) {
        if (R(C) == 0) [[unlikely]]
            FAULT(Fault::divide, 0, 0);
        R(A) = R(B) % R(C);
        NEXT;
    }
    SET(SHL, R(C) < 64 ? R(B) << R(C) : 0)
    SET(SHR, R(C) < 64 ? R(B) >> R(C) : 0)
    SET(SAR, S(B) >> (R(C) < 64 ? R(C) : 63))
    SET(ADDI, R(B) + UIMM)
    SET(MULI, R(B) * UIMM)
    SET(ANDI, R(B) & UIMM)
    SET(ORI, R(B) | UIMM)
    SET(XORI, R(B) ^ UIMM)
    SET(RSUBI, UIMM - R(B))
    SET(DIVSI, IMM == -1 ? 0 - R(B) : static_cast<uint64_t>(S(B) / IMM))
    SET(DIVUI, R(B) / UIMM)
    SET(REMSI, IMM == -1 ? 0 : S(B) % IMM)
    SET(REMUI, R(B) % UIMM)
    SET(SHLI, R(B) << IMM)
    SET(SHRI, R(B) >> IMM)
    SET(SARI, S(B) >> IMM)
#define EXT(T, expr) static_cast<int64_t>(static_cast<T>(expr))
    SET(ADD32S, EXT(int32_t, R(B) + R(C)))
    SET(SUB32S, EXT(int32_t, R(B) - R(C)))
    SET(MUL32S, EXT(int32_t, R(B) * R(C)))
    SET(ADDI32S, EXT(int32_t, R(B) + UIMM))
    SET(ADD32U, EXT(uint32_t, R(B) + R(C)))
    SET(SUB32U, EXT(uint32_t, R(B) - R(C)))
    SET(MUL32U, EXT(uint32_t, R(B) * R(C)))
    SET(ADDI32U, EXT(uint32_t, R(B) + UIMM))
    SET(ADD8U, EXT(uint8_t, R(B) + R(C)))
    SET(SUB8U, EXT(uint8_t, R(B) - R(C)))
    SET(ADDI8U, EXT(uint8_t, R(B) + UIMM))
    SET(EXT8S, EXT(int8_t, R(B)))
    SET(EXT8U, EXT(uint8_t, R(B)))
    SET(EXT16S, EXT(int16_t, R(B)))
    SET(EXT16U, EXT(uint16_t, R(B)))
    SET(EXT32S, EXT(int32_t, R(B)))
    SET(EXT32U, EXT(uint32_t, R(B)))
#undef EXT

    SET(EQ, R(B) == R(C))
    SET(NE, R(B) != R(C))
    SET(LTS, S(B) < S(C))
    SET(LES, S(B) <= S(C))
    SET(LTU, R(B) < R(C))
    SET(LEU, R(B) <= R(C))
    SET(EQI, S(B) == IMM)
    SET(NEI, S(B) != IMM)
    SET(LTSI, S(B) < IMM)
    SET(LESI, S(B) <= IMM)
    SET(GTSI, S(B) > IMM)
    SET(GESI, S(B) >= IMM)
    SET(LTUI, R(B) < UIMM)
    SET(GEUI, R(B) >= UIMM)
    SET(FEQ, f64(R(B)) == f64(R(C)))
    SET(FNE, f64(R(B)) != f64(R(C)))
    SET(FLT, f64(R(B)) < f64(R(C)))
    SET(FLE, f64(R(B)) <= f64(R(C)))
    SET(FEQ32, f32(R(B)) == f32(R(C)))
    SET(FNE32, f32(R(B)) != f32(R(C)))
    SET(FLT32, f32(R(B)) < f32(R(C)))
    SET(FLE32, f32(R(B)) <= f32(R(C)))

    BRANCH(JMP, true)
    BRANCH(BZ, R(A) == 0)
    BRANCH(BNZ, R(A) != 0)
    BRANCH(BEQ, R(A) == R(B))
    BRANCH(BNE, R(A) != R(B))
    BRANCH(BLTS, S(A) < S(B))
    BRANCH(BLES, S(A) <= S(B))
    BRANCH(BLTU, R(A) < R(B))
    BRANCH(BLEU, R(A) <= R(B))
    BRANCH(BEQI, S(A) == ip->hi())
    BRANCH(BNEI, S(A) != ip->hi())
    BRANCH(BLTSI, S(A) < ip->hi())
    BRANCH(BLESI, S(A) <= ip->hi())
    BRANCH(BGTSI, S(A) > ip->hi())
    BRANCH(BGESI, S(A) >= ip->hi())

    SET(FADD, bits(f64(R(B)) + f64(R(C))))
    SET(FSUB, bits(f64(R(B)) - f64(R(C))))
    SET(FMUL, bits(f64(R(B)) * f64(R(C))))
    SET(FDIV, bits(f64(R(B)) / f64(R(C))))
    SET(FNEG, R(B) ^ 1ull << 63)
    SET(FMIN, bits(goMin(f64(R(B)), f64(R(C)))))
    SET(FMAX, bits(goMax(f64(R(B)), f64(R(C)))))
    SET(FADD32, bits32(f32(R(B)) + f32(R(C))))
    SET(FSUB32, bits32(f32(R(B)) - f32(R(C))))
    SET(FMUL32, bits32(f32(R(B)) * f32(R(C))))
    SET(FDIV32, bits32(f32(R(B)) / f32(R(C))))
    SET(FNEG32, R(B) ^ 1ull << 31)
    SET(S2F, bits(static_cast<double>(S(B))))
    SET(U2F, bits(static_cast<double>(R(B))))
    SET(F2S, truncateToInt64(f64(R(B))))
    SET(F2U, truncateToUint64(f64(R(B))))
    SET(S2F32, bits32(static_cast<float32>(S(B))))
    SET(U2F32, bits32(static_cast<float32>(R(B))))
    SET(F2F32, bits32(static_cast<float32>(f64(R(B)))))
    SET(F322F, bits(static_cast<double>(f32(R(B)))))
    CASE(CADD) {
        const double re = f64(R(B)) + f64(R(C)), im = f64(R(B + 1)) + f64(R(C + 1));
        R(A) = bits(re);
        R(A + 1) = bits(im);
        NEXT;
    }
    CASE(CSUB) {
        const double re = f64(R(B)) - f64(R(C)), im = f64(R(B + 1)) - f64(R(C + 1));
        R(A) = bits(re);
        R(A + 1) = bits(im);
        NEXT;
    }
    CASE(C2C128) {
        const uint64_t v = R(B);
        R(A) = bits(static_cast<double>(f32(v)));
        R(A + 1) = bits(static_cast<double>(f32(v >> 32)));
        NEXT;
    }
    SET(C2C64, bits32(static_cast<float32>(f64(R(B)))) | bits32(static_cast<float32>(f64(R(B + 1)))) << 32)

    LOAD(LD8U, uint8_t)
    LOAD(LD8S, int8_t)
    LOAD(LD16U, uint16_t)
    LOAD(LD16S, int16_t)
    LOAD(LD32U, uint32_t)
    LOAD(LD32S, int32_t)
    LOAD(LD64, int64_t)
    CASE(LD128) {
        REACH(R(B), UIMM, 16)
        const uint64_t v0 = loadAs<uint64_t>(p), v1 = loadAs<uint64_t>(p + 8);
        R(A) = v0;
        R(A + 1) = v1;
        NEXT;
    }
    CASE(LD192) {
        REACH(R(B), UIMM, 24)
        const uint64_t v0 = loadAs<uint64_t>(p), v1 = loadAs<uint64_t>(p + 8), v2 = loadAs<uint64_t>(p + 16);
        R(A) = v0;
        R(A + 1) = v1;
        R(A + 2) = v2;
        NEXT;
    }
    STORE(ST8, uint8_t)
    STORE(ST16, uint16_t)
    STORE(ST32, uint32_t)
    STORE(ST64, uint64_t)
    CASE(STP) {
        REACH(R(A), UIMM, 8)
        if (w.writeBarrierEnabled) [[unlikely]] {
            writeBack();
            runtime::wbStore(vm.c, address, R(B));
            clock = m.clockPs;
        }
        storeAs<uint64_t>(p, R(B));
        dirtyWord(address, 8);
        NEXT;
    }
    CASE(NILCHECK) {
        address = R(A);
        if (address < 4096) [[unlikely]]
            goto badAddress;
        NEXT;
    }
    CASE(LDG64) {
        R(A) = loadAs<uint64_t>(mem.host(UIMM));
        NEXT;
    }
    CASE(STG64) {
        mem.store64(UIMM, R(A));
        NEXT;
    }
    CASE(STGP) {
        if (w.writeBarrierEnabled) [[unlikely]] {
            writeBack();
            runtime::wbStore(vm.c, UIMM, R(A));
            clock = m.clockPs;
        }
        mem.store64(UIMM, R(A));
        NEXT;
    }
    SET(LDF8U, FRAME(uint8_t, ip->lo()))
    SET(LDF8S, static_cast<int64_t>(FRAME(int8_t, ip->lo())))
    SET(LDF16U, FRAME(uint16_t, ip->lo()))
    SET(LDF16S, static_cast<int64_t>(FRAME(int16_t, ip->lo())))
    SET(LDF32U, FRAME(uint32_t, ip->lo()))
    SET(LDF32S, static_cast<int64_t>(FRAME(int32_t, ip->lo())))
    CASE(STF8) {
        storeAs<uint8_t>(reinterpret_cast<uint8_t*>(fp) + ip->lo(), R(A));
        NEXT;
    }
    CASE(STF16) {
        storeAs<uint16_t>(reinterpret_cast<uint8_t*>(fp) + ip->lo(), R(A));
        NEXT;
    }
    CASE(STF32) {
        storeAs<uint32_t>(reinterpret_cast<uint8_t*>(fp) + ip->lo(), R(A));
        NEXT;
    }

    LOADX(LDX8U, uint8_t)
    LOADX(LDX8S, int8_t)
    LOADX(LDX16U, uint16_t)
    LOADX(LDX16S, int16_t)
    LOADX(LDX32U, uint32_t)
    LOADX(LDX32S, int32_t)
    LOADX(LDX64, int64_t)
    CASE(LDX128) {
        INDEXED(R(C), B, 16)
        const uint64_t v0 = loadAs<uint64_t>(p), v1 = loadAs<uint64_t>(p + 8);
        R(A) = v0;
        R(A + 1) = v1;
        NEXT;
    }
    STOREX(STX8, uint8_t)
    STOREX(STX16, uint16_t)
    STOREX(STX32, uint32_t)
    STOREX(STX64, uint64_t)
    CASE(STXP) {
        INDEXED(R(B), A, 8)
        if (w.writeBarrierEnabled) [[unlikely]] {
            writeBack();
            runtime::wbStore(vm.c, address, R(C));
            clock = m.clockPs;
        }
        storeAs<uint64_t>(p, R(C));
        dirtyWord(address, 8);
        NEXT;
    }
    CASE(INDEX) {
        if (R(C) >= R(B + 1)) [[unlikely]]
            FAULT(Fault::Index, R(C), R(B + 1));
        R(A) = R(B) + R(C) * UIMM;
        NEXT;
    }
    CASE(INDEXA) {
        if (R(C) >= static_cast<uint64_t>(static_cast<int64_t>(ip->hi()))) [[unlikely]]
            FAULT(Fault::Index, R(C), ip->hi());
        R(A) = R(B) + R(C) * static_cast<uint64_t>(static_cast<int64_t>(ip->lo()));
        NEXT;
    }
    CASE(BOUNDSI) {
        if (R(A) >= UIMM) [[unlikely]]
            FAULT(Fault::Index, R(A), UIMM);
        NEXT;
    }
    CASE(BOUNDSU) {
        if (R(A) >= R(B)) [[unlikely]] {
            fault2 = 1;
            FAULT(Fault::Index, R(A), R(B));
        }
        NEXT;
    }
    CASE(CHKARR) {
        if (R(A + 1) < UIMM) [[unlikely]]
            FAULT(Fault::Convert, R(A + 1), UIMM);
        NEXT;
    }
    CASE(CHKSHIFT) {
        if (S(A) < 0) [[unlikely]]
            FAULT(Fault::shift, 0, 0);
        NEXT;
    }

    CASE(CALL) {
        callee = functions + ip->lo();
        goto call;
    }
    CASE(CALLC) {
        closure = R(A);
        address = closure;
        const uint8_t* p = closure < 4096 ? nullptr : hostOf(closure, 8);
        if (!p) [[unlikely]]
            goto badAddress;
        const uint64_t target = (loadAs<uint64_t>(p) - runtime::textBase) / runtime::instrBytes;
        if (target >= codeSize) [[unlikely]]
            goto badAddress;
        callee = functions + vm.program.module.funcOfInstr[target];
        goto call;
    }
    CASE(CALLI) {
        const Addr type = R(A);
        address = 24;
        if (type == 0) [[unlikely]]
            goto badAddress;
        const int32_t f = image.method(vm.program.module.typeAt(type).id, ip->lo());
        CHECK(f >= 0, "a method call on a type without the method");
        R(0) = R(A + 1);
        callee = functions + f;
        goto call;
    }
call : {
    const uint64_t size = callee->frameSize;
    if (!callee->nosplit && runtime::stackCheckFails(sp, size, g.stackguard0)) [[unlikely]] {
        clock -= kCost[static_cast<size_t>(ip->op)];
        writeBack();
        vm.start(TaskKind::newstack, {size});  // or preemption; then the instruction runs again
        goto waited;
    }
    fp[-1] = Module::pcOf(static_cast<uint32_t>(ip - code) + 1);
    fp[-2] = sp;
    if (callee->needctxt) fp[-3] = closure;
    sp -= size;
    fp -= size / 8;
    ip = code + callee->entry;
    touch(sp, sp + size);
    if constexpr (kTell)
        if (sink.wants(EventKind::Call)) {
            writeBack();
            vm.c.deliver(EventKind::Call, g.sched.pc, sp, 0);
        }
    GO_ON;
}
    CASE(RET) {
        const uint64_t size = UIMM;
        const uint64_t back = (fp[size / 8 - 1] - runtime::textBase) / runtime::instrBytes;
        if constexpr (kTell)
            if (sink.wants(EventKind::Return)) {
                writeBack();
                vm.c.deliver(EventKind::Return, Module::pcOf(vm.program.module.findfunc(g.sched.pc).entry),
                             sp, 0);
            }
        address = fp[size / 8 - 1];
        if (back == 0 || back >= codeSize) [[unlikely]]
            goto badAddress;
        sp += size;
        fp += size / 8;
        ip = code + back;
        if (ip[-1].op == Opcode::DEFERRETURN) --ip;  // look for the next deferred call of the frame
        if (sp >= dirtyHi) [[unlikely]] {
            const runtime::Func& f = vm.program.module.funcs[vm.program.module.funcOfInstr[back]];
            touch(sp, std::min(sp + f.frameSize + f.argsSize, g.stack.hi));
        }
        GO_ON;
    }
    CASE(DEFERRETURN) {
        if (g.defers.empty() || g.defers.back().sp != sp) NEXT;
        closure = g.defers.back().fn;
        address = closure;
        const uint8_t* p = closure < 4096 ? nullptr : hostOf(closure, 8);
        if (!p) [[unlikely]] {
            g.defers.pop_back();
            goto badAddress;
        }
        callee = functions + vm.program.module.funcOfInstr[Module::instrOf(loadAs<uint64_t>(p))];
        if (!callee->nosplit && runtime::stackCheckFails(sp, callee->frameSize, g.stackguard0)) [[unlikely]]
            goto call;  // does not get through yet
        writeBack();
        vm.popDefer();
        reload();
        goto call;
    }
    CASE(NEW) {
        const runtime::Type& t = vm.program.module.type(ip->lo());
        if (kTell || g.taskResult || sink.wants(EventKind::Alloc) || sink.wants(EventKind::TinyAlloc))
            [[unlikely]]
            goto slow;
        m.clockPs = clock;
        const Addr x = runtime::mallocgcFast(vm.c, t.size, &t, true);
        if (x == 0) [[unlikely]]
            goto slow;
        clock = m.clockPs;
        R(A) = x;
        NEXT;
    }
    SET(MAPLEN, R(B) ? loadAs<uint64_t>(mem.host(R(B))) : 0)
    CASE(GETCTX) {
        R(A) = g.sched.ctxt;
        NEXT;
    }
    CASE(UNREACHABLE) {
        writeBack();
        CHECK(false, "an instruction that cannot be reached");
        goto sliceEnd;
    }

#define OP(name) CASE(name)
    TRICOLOR_SLOW_OPS(OP)
#undef OP
slow : {
    const costs::ps cost = kCost[static_cast<size_t>(ip->op)];
    writeBack();
    flow = kSlow[static_cast<size_t>(ip->op)](vm, *ip);
    if (g.faulting) [[unlikely]] {
        enterFault(vm);
        flow = Flow::jump;
    }
    if (flow == Flow::again) {
        m.clockPs -= cost;
        goto waited;
    }
    if (flow == Flow::left) goto waited;
    if (flow == Flow::jump)
        resume();
    else {
        reload();
        ++ip;
    }
    --left;
    if (m.gcTriggerPending || flow == Flow::yield || w.sched.mwakes != mwakes || sink.stop ||
        w.process != ProcessState::running) [[unlikely]] {
        writeBack();
        if (m.gcTriggerPending && w.process == ProcessState::running) startPendingGC(vm);
        return maxSteps - left;
    }
    if (left == 0 || clock >= untilPs) [[unlikely]]
        goto sliceEnd;
    DISPATCH;
}

badAddress:
    fault = Fault::memory;
    fault0 = address;
    fault1 = 0;
faulted:
    writeBack();
    vm.fault(fault, fault0, fault1, fault2);
    fault2 = 0;
    enterFault(vm);
    resume();
    if (--left == 0 || clock >= untilPs || w.process != ProcessState::running || sink.stop) goto sliceEnd;
    DISPATCH;

waited:
    --left;
    w.step = stepBase - left;
    return maxSteps - left;

sliceEnd:
    writeBack();
    return maxSteps - left;
}

#pragma GCC diagnostic pop

}  // namespace

uint64_t interpret(World& w, const Program& program, EventSink& sink, MId mid, uint64_t maxSteps,
                   uint64_t untilPs) {
    M& m = w.m(mid);
    CHECK(m.curg.valid(), "an M without a goroutine interprets");
    Machine vm{w, program,     imageOf(program), sink, runtime::Ctx{w, program.module, sink, mid},
               m, w.g(m.curg), w.memory};
    const bool tell =
        sink.wants(EventKind::Statement) || sink.wants(EventKind::Call) || sink.wants(EventKind::Return);
    return tell ? slice<true>(vm, maxSteps, untilPs) : slice<false>(vm, maxSteps, untilPs);
}

int64_t truncateToInt64(double v) {
    return v >= -9223372036854775808.0 && v < 9223372036854775808.0 ? static_cast<int64_t>(v) : INT64_MIN;
}

// As gc compiles it: values from 2^63 on are converted after subtracting 2^63.
uint64_t truncateToUint64(double v) {
    if (v < 9223372036854775808.0) return static_cast<uint64_t>(truncateToInt64(v));
    return static_cast<uint64_t>(truncateToInt64(v - 9223372036854775808.0)) ^ 1ull << 63;
}

}  // namespace tricolor::golang
