// What:    the frames of the runtime's own functions on a goroutine's stack: how many bytes a call takes and
//          whether its prologue checks the stack. Only functions that run on the stack of the goroutine that
//          called them are here; what runs on the system stack takes nothing.
// Follows: the machine code that gc 1.26 makes of package runtime for linux/amd64 (objdump): bytes is the
//          size of the frame, with the saved frame pointer and the return address; a function whose frame is
//          larger than 128 bytes checks for what exceeds them.
// Differs: nothing.
#pragma once

#include "sim/runtime/task.h"

namespace tricolor::runtime::frames {

// A frame of this many bytes, as the assembler counts it: without the return address.
constexpr RuntimeFrame frame(uint16_t locals) {
    return {static_cast<uint16_t>(locals + 8), static_cast<uint16_t>(locals <= 128 ? 8 : locals - 120)};
}
constexpr RuntimeFrame nosplit(uint16_t locals) {
    return {static_cast<uint16_t>(locals + 8), 0};
}

// malloc.go, mcache.go, mcentral.go, mspanset.go
inline constexpr RuntimeFrame mallocgc = frame(40), mallocgcTiny = frame(72), mallocgcSmallNoscan = frame(80),
                              mallocgcSmallScanNoHeader = frame(88), mallocgcSmallScanHeader = frame(80),
                              mallocgcLarge = frame(80), nextFree = frame(48), newobject = frame(32),
                              newarray = frame(32), makeslice = frame(32);
inline constexpr RuntimeFrame refill = frame(56), uncacheSpan = frame(32), allocLarge = frame(72),
                              cacheSpan = frame(112), mcentralGrow = frame(40), initHeapBits = frame(24),
                              spanSetPush = frame(96), spanSetPop = frame(32);
// The innermost function of a chain: only that it checks the stack counts.
inline constexpr RuntimeFrame leaf = frame(0);

// mgcsweep.go
inline constexpr RuntimeFrame deductSweepCredit = frame(56), sweepone = frame(72),
                              nextSpanForSweep = frame(24), sweep = frame(288), moveInlineMarks = frame(24);

// mgc.go, mgcmark.go
inline constexpr RuntimeFrame GC = frame(48), gcStart = frame(272), gcTriggerTest = frame(16),
                              gcControllerTrigger = frame(56), gcBgMarkStartWorkers = frame(48),
                              gcWaitOnMark = frame(40), deductAssistCredit = frame(24),
                              gcAssistAlloc = frame(136), gcMarkDone = frame(152),
                              gcMarkTermination = frame(576), injectglist = frame(128),
                              FreeOSMemory = frame(32);

// panic.go
inline constexpr RuntimeFrame deferreturn = frame(136);

// chan.go, proc.go
inline constexpr RuntimeFrame chanrecv1 = nosplit(32), chanrecv = frame(112), acquireSudog = nosplit(96),
                              gopark = frame(24);

}  // namespace tricolor::runtime::frames
