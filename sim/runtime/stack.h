// What:    goroutine stacks: small ones from pools of 32 KiB spans by order (2, 4, 8, 16 KiB) through per-P
//          caches, large ones as spans; growth by copying into twice the size with every pointer into the old
//          stack adjusted; shrinking by halves.
// Follows: runtime/stack.go, the frame walk of traceback.go, the stack check of cmd/internal/obj/x86.
// Differs: task newstack{frameSize} is pushed by the instruction that enters a function of that frame size
//          when stackCheckFails; the instruction is then executed again.
// Invariants:
//  1. a stack span's manualFreeList holds exactly elemsize-spaced free stacks of the span, allocCount the
//  others;
//  2. spans in stackpool have a free stack; a P's stackcache[order].size is the bytes of its list;
//  3. goroutine stacks do not overlap and lie in manual spans.
#pragma once

#include <cstdint>

#include "sim/runtime/symtab.h"
#include "sim/runtime/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

inline constexpr uint64_t fixedStack = 2048;  // where every stack starts
inline constexpr uint64_t stackGuard = 928, stackNosplit = 800, stackSmall = 128;
inline constexpr uint64_t stackCacheSize = 32768;
inline constexpr uint64_t maxstackceiling = 2 * 1000000000ull;
inline constexpr uintptr stackPreempt = 0xfffffffffffffade;  // in stackguard0: stop at the next check

// n: a power of two ≥ 2048. lo = 0: out of memory, the process has died.
struct stack stackalloc(Ctx& c, uint64_t n);
void stackfree(Ctx& c, struct stack stk);
// Gives the goroutine (not running, or the one that asks) a stack of newsize and frees the old one.
void copystack(Ctx& c, GId g, uint64_t newsize);
// What a goroutine's stack holds, with the frames of the runtime function that parked it (they are not made).
inline uint64_t stackUsed(const G& gp) {
    return gp.sched.sp ? gp.stack.hi - gp.sched.sp + gp.runtimeFrames : 0;
}
// Bytes of the frames between a goroutine's Go code and the place where it waits: those of gopark and of what
// calls it, as gc compiles them for amd64.
uint32_t parkedFrames(waitReason reason);
// The stack checks of runtime functions that call each other from where the running task is (Ctx::frames):
// the first that fails moves the stack. Nothing if the task is not on a goroutine's stack.
void checkStack(Ctx& c, std::initializer_list<RuntimeFrame> chain);
// While it lives the runtime is in these functions.
class InFrames {
  public:
    InFrames(Ctx& ctx, std::initializer_list<RuntimeFrame> chain) : c(ctx), outer(ctx.frames) {
        if (!outer) return;
        checkStack(c, chain);
        for (const RuntimeFrame& f : chain) c.frames += f.bytes;
    }
    ~InFrames() { c.frames = outer; }
    InFrames(const InFrames&) = delete;
    InFrames& operator=(const InFrames&) = delete;

  private:
    Ctx& c;
    const uint32_t outer;
};
// Makes room for a stack check that looks `depth` bytes below the goroutine's sp.
void growForRuntime(Ctx& c, uint64_t depth);
// Halves the stack if less than a quarter is used; while the collector scans the stopped goroutine.
void shrinkstack(Ctx& c, GId g);
// P's cached stacks go back to the pools (stackcache_clear).
void stackcacheClear(Ctx& c, P& pp);
// Stack spans that became free during a GC cycle go back to the page heap; called when it ends.
void freeStackSpans(Ctx& c);
// Starting stack size of reused goroutines from what the cycle's stack scans saw
// (gcComputeStartingStackSize).
void gcComputeStartingStackSize(World& w);
uint64_t round2(uint64_t n);

// Must a function grow the stack (or stop for preemption) before it runs? callerSp: sp of the calling frame;
// frameSize: Func::frameSize of the function entered. Not asked for nosplit functions.
// Frames of more than stackSmall bytes are looked at as a whole, less what may always be used below the
// guard.
constexpr uint32_t stackCheckBelow(uint32_t frameSize) {
    const uint32_t frame = frameSize - 8;  // as the assembler counts it: locals and the saved frame pointer
    const uint32_t returnAddress = 8;
    return returnAddress + (frame <= stackSmall ? 0 : frame - static_cast<uint32_t>(stackSmall));
}
inline bool stackCheckFails(Addr callerSp, uint64_t frameSize, uintptr stackguard0) {
    return callerSp - stackCheckBelow(static_cast<uint32_t>(frameSize)) <= stackguard0;
}

// A frame of a goroutine's stack, innermost first.
struct Frame {
    Addr pc = 0;  // next instruction; of outer frames: the return address
    Addr sp = 0;  // lowest address of the frame
    const Func* fn = nullptr;
    StackMap map;                            // of the instruction it stopped at; outer frames: of the call
    Addr argp = 0;                           // its incoming arguments: sp + frameSize
    Addr calleeArgs = 0, calleeArgsEnd = 0;  // part of the outgoing area the callee's map speaks for; or 0, 0
};
// The innermost frame; fn null: the goroutine has no frames (has not started or is a system goroutine).
Frame firstFrame(const World& w, const Module& m, const G& gp);
// The caller's frame, fn null when f is the outermost.
Frame callerFrame(const World& w, const Module& m, const Frame& f);

// Calls f(slot) for each stack word that holds a live pointer, frames from the innermost out.
template <class F>
void forEachStackSlot(const World& w, const Module& m, const G& gp, F&& f) {
    const auto bits = [&](Addr base, uint32_t offset, uint64_t slots, Addr skip, Addr skipEnd) {
        for (uint64_t i = 0; i < slots; ++i) {
            if (i % 64 == 0 && m.stackMapWords[offset + i / 64] == 0) {
                i += 63;
                continue;
            }
            const Addr slot = base + i * 8;
            if ((m.stackMapWords[offset + i / 64] >> (i % 64) & 1) && (slot < skip || slot >= skipEnd))
                f(slot);
        }
    };
    for (Frame fr = firstFrame(w, m, gp); fr.fn; fr = callerFrame(w, m, fr)) {
        bits(fr.sp, fr.map.locals, fr.fn->frameSize / 8, fr.calleeArgs, fr.calleeArgsEnd);
        bits(fr.argp, fr.map.args, (fr.fn->argsSize + 7) / 8, 0, 0);
    }
}

}  // namespace tricolor::runtime
