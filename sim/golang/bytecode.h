// What:   the instruction set that the compiler emits and the interpreter runs.
//
// A register machine whose registers are the 8-byte slots of the running frame: slot k is the word at sp + 8k
// (frame layout: sim/runtime/symtab.h). Slots 0… are the outgoing area; slots ≥ frameSize/8 are the incoming
// arguments and results.
//
// Values in slots:
//   bool, integers, uintptr   one slot, always normalised: sign- or zero-extended to 64 bits
//   float64 / float32         one slot: the bit pattern / the 32-bit pattern with zeros above
//   complex128 / complex64    two slots (real, imaginary as float64) / one slot (as in memory)
//   pointer-shaped            one slot   (pointer, map, chan, func = closure address, unsafe.Pointer)
//   string                    two slots  (pointer, length)
//   slice                     three slots (pointer, length, capacity)
//   interface                 two slots  (type descriptor address or 0, data word)
//   struct, array             Go's memory layout, in as many slots as it needs (none if its size is 0)
// Little-endian, so the first type.size bytes of a value's slots are its bytes in memory. Instructions marked
// "raw" copy just these bytes into slots; the compiler extends what is narrower than a slot afterwards.
//
// Calls: the outgoing area from slot 0 holds the receiver (if any) and the arguments, each value in slots of its
// own. The results come back from slot 0 on; those of CALLNATIVE stand behind the arguments. (The compiler writes
// results behind the arguments everywhere; frame_layout.h gives the final numbers.) Closures: a function value is the address of a closure object, whose first word
// is the pc of the function's first instruction (then captured values); a Func with needctxt gets the
// closure's address in slot frameSize/8 - 3 when it is called. CALL* check the stack before they make the
// frame (below G::stackguard0: task newstack, then they run again).
//
// Marks in the comments:
//   T   may start a task (allocation slow path, blocking, stack growth) and is run again when the task is
//       done (G::taskResult, sim/runtime/task.h); it changes nothing before the task is done.
//   N   a base address below 4096 is a nil dereference: run-time panic.
//   P   may panic in another way, with Go's text.
// Every instruction reads its operands before it writes its results (they may be the same slots).
// lo, hi: low and high half of imm, as int32. Jumps go to (index of this instruction) + lo.
// Type operands are TypeIds. kNoSlot in a, b or c: operand absent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tricolor::golang {

struct Program;

inline constexpr uint16_t kNoSlot = 0xffff;

// What each operand of an instruction is, for verifier, liveness and disassembler: a, b, c, then imm.
enum class Role : uint8_t {
    none,
    r1,  // reads 1, 2, 3 slots
    r2,
    r3,
    w1,  // writes 1, 2, 3 slots
    w2,
    w3,
    rw1,  // reads and writes
    rw3,
    rt,      // reads the slots of a value of the type in imm (for maps: its key; chans: not used)
    wt,      // writes … (for maps: its element)
    rn,      // reads as many slots as the instruction's comment says
    wn,      // writes …
    num,     // a, b, c: a plain number
    imm,     // imm: a 64-bit number
    imm2,    // imm: two 32-bit numbers
    jump,    // imm: lo is a jump distance (hi a number)
    type,    // imm: lo is a TypeId (hi a number, or a second TypeId)
    func,    // imm: lo is an index into Module::funcs
    native,  // imm: lo is an index into Program::natives
    frame,   // imm: lo is a byte offset from sp
};

// clang-format off
// OP(name, role of a, b, c, imm)
#define TRICOLOR_OPS(OP) \
    /* ---- moving ---- */ \
    OP(NOP,     none, none, none, none) \
    OP(MOV,     w1, r1, none, none)  /* a = b */ \
    OP(MOV2,    w2, r2, none, none)  /* two slots, as if read first and then written */ \
    OP(MOV3,    w3, r3, none, none) \
    OP(MOVN,    wn, rn, none, imm)   /* imm slots (may overlap) */ \
    OP(LDI,     w1, none, none, imm) /* a = imm */ \
    OP(LDSTR,   w2, none, none, imm2) /* a = lo as unsigned (an address), a+1 = hi */ \
    OP(ZERO,    w1, none, none, none) /* a = 0 */ \
    OP(ZERON,   wn, none, none, imm) /* imm slots from a become 0 */ \
    OP(LEA,     w1, none, none, frame) /* a = sp + lo: address of frame memory */ \
    OP(KEEP,    rn, none, none, imm) /* nothing; keeps imm slots from a alive up to here */ \
    /* ---- integers, 64 bits, wrapping ---- */ \
    OP(ADD,     w1, r1, r1, none) \
    OP(SUB,     w1, r1, r1, none) \
    OP(MUL,     w1, r1, r1, none) \
    OP(AND,     w1, r1, r1, none) \
    OP(OR,      w1, r1, r1, none) \
    OP(XOR,     w1, r1, r1, none) \
    OP(ANDNOT,  w1, r1, r1, none) \
    OP(DIVS,    w1, r1, r1, none)  /* P: divide by zero; MinInt64 / -1 = MinInt64 */ \
    OP(DIVU,    w1, r1, r1, none)  /* P */ \
    OP(REMS,    w1, r1, r1, none)  /* P; MinInt64 % -1 = 0 */ \
    OP(REMU,    w1, r1, r1, none)  /* P */ \
    OP(SHL,     w1, r1, r1, none)  /* count in c, unsigned; 64 and more shift everything out */ \
    OP(SHR,     w1, r1, r1, none)  /* logical */ \
    OP(SAR,     w1, r1, r1, none)  /* arithmetic */ \
    OP(ADDI,    w1, r1, none, imm) \
    OP(MULI,    w1, r1, none, imm) \
    OP(ANDI,    w1, r1, none, imm) \
    OP(ORI,     w1, r1, none, imm) \
    OP(XORI,    w1, r1, none, imm) /* ! is XORI 1, ^ is XORI -1 */ \
    OP(RSUBI,   w1, r1, none, imm) /* a = imm - b; negation is RSUBI 0 */ \
    OP(DIVSI,   w1, r1, none, imm) /* imm is not 0 */ \
    OP(DIVUI,   w1, r1, none, imm) \
    OP(REMSI,   w1, r1, none, imm) \
    OP(REMUI,   w1, r1, none, imm) \
    OP(SHLI,    w1, r1, none, imm) /* 0 ≤ imm < 64 */ \
    OP(SHRI,    w1, r1, none, imm) \
    OP(SARI,    w1, r1, none, imm) \
    /* … with the result extended from 32 or 8 bits */ \
    OP(ADD32S,  w1, r1, r1, none) \
    OP(SUB32S,  w1, r1, r1, none) \
    OP(MUL32S,  w1, r1, r1, none) \
    OP(ADDI32S, w1, r1, none, imm) \
    OP(ADD32U,  w1, r1, r1, none) \
    OP(SUB32U,  w1, r1, r1, none) \
    OP(MUL32U,  w1, r1, r1, none) \
    OP(ADDI32U, w1, r1, none, imm) \
    OP(ADD8U,   w1, r1, r1, none) \
    OP(SUB8U,   w1, r1, r1, none) \
    OP(ADDI8U,  w1, r1, none, imm) \
    OP(EXT8S,   w1, r1, none, none)  /* a = low 8 bits of b, sign-extended */ \
    OP(EXT8U,   w1, r1, none, none) \
    OP(EXT16S,  w1, r1, none, none) \
    OP(EXT16U,  w1, r1, none, none) \
    OP(EXT32S,  w1, r1, none, none) \
    OP(EXT32U,  w1, r1, none, none) \
    /* ---- comparisons into a bool ---- */ \
    OP(EQ,      w1, r1, r1, none) \
    OP(NE,      w1, r1, r1, none) \
    OP(LTS,     w1, r1, r1, none)  /* signed b < c */ \
    OP(LES,     w1, r1, r1, none) \
    OP(LTU,     w1, r1, r1, none)  /* unsigned */ \
    OP(LEU,     w1, r1, r1, none) \
    OP(EQI,     w1, r1, none, imm) \
    OP(NEI,     w1, r1, none, imm) \
    OP(LTSI,    w1, r1, none, imm) \
    OP(LESI,    w1, r1, none, imm) \
    OP(GTSI,    w1, r1, none, imm) \
    OP(GESI,    w1, r1, none, imm) \
    OP(LTUI,    w1, r1, none, imm) \
    OP(GEUI,    w1, r1, none, imm) \
    OP(FEQ,     w1, r1, r1, none)  /* float64, IEEE */ \
    OP(FNE,     w1, r1, r1, none) \
    OP(FLT,     w1, r1, r1, none) \
    OP(FLE,     w1, r1, r1, none) \
    OP(FEQ32,   w1, r1, r1, none) \
    OP(FNE32,   w1, r1, r1, none) \
    OP(FLT32,   w1, r1, r1, none) \
    OP(FLE32,   w1, r1, r1, none) \
    OP(STREQ,   w1, r2, r2, none) \
    OP(STRCMP,  w1, r2, r2, none)  /* a = -1, 0, 1, bytewise */ \
    OP(IFACEEQ, w1, r2, r2, none)  /* P: comparing uncomparable type T */ \
    OP(MEMEQ,   w1, r1, r1, imm)   /* N: imm bytes at address b equal those at c? */ \
    OP(EQTYPE,  w1, r1, r1, type)  /* N P: the values of type lo at addresses b and c are == ? */ \
    /* ---- control ---- */ \
    OP(JMP,     none, none, none, jump) \
    OP(BZ,      r1, none, none, jump)  /* if a == 0 */ \
    OP(BNZ,     r1, none, none, jump) \
    OP(BEQ,     r1, r1, none, jump)    /* if a == b */ \
    OP(BNE,     r1, r1, none, jump) \
    OP(BLTS,    r1, r1, none, jump)    /* if a < b, signed */ \
    OP(BLES,    r1, r1, none, jump) \
    OP(BLTU,    r1, r1, none, jump) \
    OP(BLEU,    r1, r1, none, jump) \
    OP(BEQI,    r1, none, none, jump)  /* if a == hi (sign-extended) */ \
    OP(BNEI,    r1, none, none, jump) \
    OP(BLTSI,   r1, none, none, jump) \
    OP(BLESI,   r1, none, none, jump) \
    OP(BGTSI,   r1, none, none, jump) \
    OP(BGESI,   r1, none, none, jump) \
    /* ---- floats ---- */ \
    OP(FADD,    w1, r1, r1, none) \
    OP(FSUB,    w1, r1, r1, none) \
    OP(FMUL,    w1, r1, r1, none) \
    OP(FDIV,    w1, r1, r1, none) \
    OP(FNEG,    w1, r1, none, none)  /* flips the sign bit */ \
    OP(FMIN,    w1, r1, r1, none)    /* as the builtins: NaN wins, -0 < 0 */ \
    OP(FMAX,    w1, r1, r1, none) \
    OP(FADD32,  w1, r1, r1, none) \
    OP(FSUB32,  w1, r1, r1, none) \
    OP(FMUL32,  w1, r1, r1, none) \
    OP(FDIV32,  w1, r1, r1, none) \
    OP(FNEG32,  w1, r1, none, none) \
    OP(S2F,     w1, r1, none, none)  /* int64 → float64 */ \
    OP(U2F,     w1, r1, none, none)  /* uint64 → float64 */ \
    OP(F2S,     w1, r1, none, none)  /* float64 → int64, as amd64 does outside the range */ \
    OP(F2U,     w1, r1, none, none)  /* float64 → uint64 */ \
    OP(S2F32,   w1, r1, none, none)  /* int64 → float32, rounded once */ \
    OP(U2F32,   w1, r1, none, none) \
    OP(F2F32,   w1, r1, none, none)  /* float64 → float32 */ \
    OP(F322F,   w1, r1, none, none)  /* float32 → float64 */ \
    OP(CADD,    w2, r2, r2, none)    /* complex128 */ \
    OP(CSUB,    w2, r2, r2, none) \
    OP(CMUL,    w2, r2, r2, none) \
    OP(CDIV,    w2, r2, r2, none)    /* as runtime.complex128div */ \
    OP(C2C128,  w2, r1, none, none)  /* complex64 → complex128 */ \
    OP(C2C64,   w1, r2, none, none)  /* complex128 → complex64 */ \
    /* ---- memory: loads and stores at (address slot) + imm ---- */ \
    OP(LD8U,    w1, r1, none, imm)  /* N: a = [b + imm] */ \
    OP(LD8S,    w1, r1, none, imm)  /* N */ \
    OP(LD16U,   w1, r1, none, imm)  /* N */ \
    OP(LD16S,   w1, r1, none, imm)  /* N */ \
    OP(LD32U,   w1, r1, none, imm)  /* N */ \
    OP(LD32S,   w1, r1, none, imm)  /* N */ \
    OP(LD64,    w1, r1, none, imm)  /* N */ \
    OP(LD128,   w2, r1, none, imm)  /* N: two words (string, interface) */ \
    OP(LD192,   w3, r1, none, imm)  /* N: three words (slice) */ \
    OP(LDN,     wn, r1, none, imm2) /* N: hi bytes at b + lo into the slots from a, raw */ \
    OP(ST8,     r1, r1, none, imm)  /* N: [a + imm] = b */ \
    OP(ST16,    r1, r1, none, imm)  /* N */ \
    OP(ST32,    r1, r1, none, imm)  /* N */ \
    OP(ST64,    r1, r1, none, imm)  /* N */ \
    OP(STP,     r1, r1, none, imm)  /* N: a pointer word: write barrier */ \
    OP(STN,     r1, rn, none, imm2) /* N: hi bytes from the slots b to a + lo; no pointers inside, or a frame */ \
    OP(STT,     r1, rt, none, type) /* N: value of type lo from the slots b to a + hi; bulk barrier */ \
    OP(MOVEMEM, r1, r1, none, imm)  /* N: memmove imm bytes from address b to address a; no pointers, or a frame */ \
    OP(MOVET,   r1, r1, none, type) /* N: typedmemmove: value of type lo from address b to a */ \
    OP(CLEARMEM, r1, none, none, imm) /* N: imm bytes at a become 0; no pointers, or a frame */ \
    OP(CLEART,  r1, none, none, type) /* N: typedmemclr */ \
    OP(NILCHECK, r1, none, none, none) /* N: only the check of address a */ \
    /* globals: at the fixed address imm */ \
    OP(LDG64,   w1, none, none, imm) \
    OP(STG64,   r1, none, none, imm) \
    OP(STGP,    r1, none, none, imm)  /* write barrier */ \
    /* parts of a slot of this frame: at sp + lo */ \
    OP(LDF8U,   w1, none, none, frame) \
    OP(LDF8S,   w1, none, none, frame) \
    OP(LDF16U,  w1, none, none, frame) \
    OP(LDF16S,  w1, none, none, frame) \
    OP(LDF32U,  w1, none, none, frame) \
    OP(LDF32S,  w1, none, none, frame) \
    OP(STF8,    r1, none, none, frame)  /* frame bytes = low bytes of a */ \
    OP(STF16,   r1, none, none, frame) \
    OP(STF32,   r1, none, none, frame) \
    /* ---- slices, strings, arrays ---- */ \
    OP(LDX8U,   w1, r2, r1, none)  /* P: a = b[c]; b: (pointer, length), a slice or a string */ \
    OP(LDX8S,   w1, r2, r1, none)  /* P: index out of range [c] with length len */ \
    OP(LDX16U,  w1, r2, r1, none) \
    OP(LDX16S,  w1, r2, r1, none) \
    OP(LDX32U,  w1, r2, r1, none) \
    OP(LDX32S,  w1, r2, r1, none) \
    OP(LDX64,   w1, r2, r1, none) \
    OP(LDX128,  w2, r2, r1, none) \
    OP(STX8,    r2, r1, r1, none)  /* P: a[b] = c */ \
    OP(STX16,   r2, r1, r1, none) \
    OP(STX32,   r2, r1, r1, none) \
    OP(STX64,   r2, r1, r1, none) \
    OP(STXP,    r2, r1, r1, none)  /* P, write barrier */ \
    OP(INDEX,   w1, r2, r1, imm)   /* P: a = b.pointer + c*imm after the bounds check */ \
    OP(INDEXA,  w1, r1, r1, imm2)  /* P: a = b + c*lo; array of hi elements at address b */ \
    OP(BOUNDSI, r1, none, none, imm) /* P: index a, length imm */ \
    OP(BOUNDSU, r1, r1, none, none)  /* P: index a of unsigned type, length b */ \
    /* Slicing. c: three slots low, high, max (high, max unread unless their flag is set). lo: element size.
       hi: flags, see SliceFlags. a.pointer stays b.pointer when the new capacity is 0. */ \
    OP(SLICE,   w3, r3, r3, imm2)  /* P */ \
    OP(SLICESTR, w2, r2, r3, imm2) /* P */ \
    OP(MAKESLICE, w3, r1, r1, type) /* T P: element type lo, len b, cap c (both signed) */ \
    OP(APPEND64, w3, r3, r1, type)  /* T: a = append(b, c): 8-byte element without pointers */ \
    OP(APPENDP, w3, r3, r1, type)   /* T: a pointer element: write barrier */ \
    OP(APPENDT, w3, r3, rt, type)   /* T: an element of type lo in the slots c */ \
    OP(APPENDS, w3, r3, r2, type)   /* T: a = append(b, c...): c (pointer, length) of elements of type lo */ \
    OP(APPENDZ, w3, r3, r1, type)   /* T P: a = append(b, make([]T, c)...) */ \
    OP(GROW,    w3, r3, r1, type)   /* T: a = b with room for c more elements and length len+c: new ones unset */ \
    OP(GROWBUF, w3, r3, r2, type)   /* a = b, moved to the buffer at address c of hi elements in the frame if there
                                       is no room for c+1 more elements but they all fit there */ \
    OP(MOVE2HEAP, w3, r3, none, type) /* T: a = b, copied to the heap if it stands in this frame; hi 1: with all of
                                         its capacity */ \
    OP(COPY,    w1, r2, r2, type)   /* a = copy(b, c): (pointer, length) of elements of type lo */ \
    OP(CLEARS,  r2, none, none, type) /* clear(a) of a slice of lo */ \
    OP(CHKARR,  r2, none, none, imm) /* P: slice a → array of imm elements: length a+1 must be ≥ imm */ \
    /* c of the next seven: address of a buffer in the frame, used if the result fits (32 bytes; 32 runes;          \
       4 bytes for a rune), or kNoSlot: the result escapes */ \
    OP(CONCAT,  w2, rn, r1, imm2)    /* T: lo strings in the slots from b */ \
    OP(CONCATB, w3, rn, r1, imm2)    /* T: []byte of lo strings in the slots from b, joined */ \
    OP(STR2BYTES, w3, r2, r1, none)  /* T: []byte(b) */ \
    OP(BYTES2STR, w2, r2, r1, none)  /* T: string(b) */ \
    OP(STR2RUNES, w3, r2, r1, none)  /* T */ \
    OP(RUNES2STR, w2, r2, r1, none)  /* T */ \
    OP(RUNE2STR, w2, r1, r1, none)   /* T: string(rune) */ \
    OP(DECODERUNE, w2, r2, r1, none) /* a = rune of string b at index c (c < len), a+1 = index behind it */ \
    OP(UNSAFESLICE, w3, r1, r1, type) /* P: unsafe.Slice(b, c) */ \
    OP(UNSAFESTR, w2, r1, r1, none) /* P: unsafe.String(b, c) */ \
    OP(CHKSHIFT, r1, none, none, none) /* P: negative shift amount if a < 0 */ \
    /* ---- allocation, interfaces ---- */ \
    OP(NEW,     w1, none, none, type)  /* T: newobject */ \
    OP(CONVT,   w2, rt, none, type)    /* T: a = interface of the value of type lo (not directIface) in slots b;
                                          as convT*: zero and one-byte values and size 0 allocate nothing */ \
    OP(CHKTYPE, r2, none, none, type)  /* P: interface a holds type lo, or panics (hi: a's static type) */ \
    OP(ASSERTI, w2, r2, none, type)    /* P: a = b.(interface type lo); hi: b's static type */ \
    OP(ASSERTI2, w2, r2, w1, type)     /* a, c = b.(interface type lo); a = 0, 0 if not */ \
    /* ---- calls ---- */ \
    OP(CALL,    none, none, none, func)   /* T */ \
    OP(CALLC,   r1, none, none, imm)      /* T N: closure a */ \
    OP(CALLI,   r2, none, none, imm2)     /* T N: method lo (Program::methodNames) of interface a; writes the data
                                             word to slot 0 */ \
    OP(CALLNATIVE, none, none, none, native) /* T P: Program::natives[lo]; no frame */ \
    OP(RET,     none, none, none, none) \
    OP(GO,      r1, none, none, none)     /* T: new goroutine that runs closure a */ \
    OP(DEFER,   r1, num, r1, none)        /* T: defers closure a; b 1: in a loop (heap record); c: the frame that defers
                                             it, by DEFERRANGE's data word, if it is not this one (then below newer frames') */ \
    OP(DEFERRANGE, w2, none, none, type)  /* a = what calls of other functions that defer to the end of this one
                                             know its frame by: an interface, its data word a new object of lo */ \
    OP(DEFERRETURN, none, none, none, none) /* T: runs the newest deferred call of this frame, returning to this
                                             same instruction; goes on when there is none */ \
    OP(PANIC,   r2, none, none, none)     /* P: panic(a) */ \
    OP(RECOVER, w2, num, none, none)     /* frames of Func::wrapper do not count between it and the panic;
                                             b 1: as if the caller recovered (defer recover()) */ \
    OP(GETCTX,  w1, none, none, none)     /* a = G::sched.ctxt; only in the gostart stub */ \
    OP(GOEXIT,  none, none, none, none)   /* T: the goroutine ends */ \
    OP(EXIT,    none, none, none, none)   /* main.main has returned: the process exits with 0 */ \
    OP(UNREACHABLE, none, none, none, none) /* our bug if it is run */ \
    /* ---- channels. RECV and SELECT write raw element bytes; the receiving slots are live while waiting ---- */ \
    OP(MAKECHAN, w1, r1, none, type)   /* T P: chan type lo, size b */ \
    OP(SEND,    r1, rn, none, type)    /* T P: chan a of type lo, value in slots b */ \
    OP(RECV,    wn, r1, w1, type)      /* T: value to the slots a (or kNoSlot), ok to c (or kNoSlot); chan b of type lo */ \
    OP(TRYSEND, w1, r1, rn, type)      /* P: select with default: a = sent?; chan b, value c */ \
    OP(TRYRECV, wn, r1, w2, type)      /* value a (or kNoSlot), chan b, c = received?, c+1 = ok */ \
    OP(SELECT,  w2, none, rn, imm2)    /* T P: cases in the slots c: pairs (chan, element address); lo sends, then
                                          hi receives; a = index of the case in that order, a+1 = ok */ \
    OP(SELECTNB, w2, none, rn, imm2)   /* T P: … with default: a = -1 if nothing is ready */ \
    OP(BLOCK,   none, none, none, none) /* T: select {} */ \
    OP(CLOSE,   r1, none, none, none)  /* T P */ \
    OP(CHANLEN, w1, r1, none, none)    /* 0 for nil */ \
    OP(CHANCAP, w1, r1, none, none) \
    /* ---- maps; lo is the map type; keys in slots, elements raw ---- */ \
    OP(MAKEMAP, w1, r1, r2, type)    /* T: b: hint, or kNoSlot; c: addresses of the header and the first group
                                        (0: none), zeroed, in the frame; or kNoSlot: both on the heap */ \
    OP(MAPGET,  wt, r1, rt, type)      /* P: a = b[c], zero if absent */ \
    OP(MAPGET2, wt, r1, rt, type)      /* P: … and slot hi = found? */ \
    OP(MAPASSIGN, w1, r1, rt, type)    /* T P: a = address of the element for key c in map b, made if absent */ \
    OP(MAPDELETE, r1, rt, none, type)  /* P: delete(a, b) */ \
    OP(MAPCLEAR, r1, none, none, type) \
    OP(MAPLEN,  w1, r1, none, none)    /* 0 for nil */ \
    OP(MAPITERINIT, wn, r1, none, type) /* iterator (mapIterBytes) in the frame from slot a on, on its first entry */ \
    OP(MAPITERNEXT, rn, none, none, type) /* P: word 0: address of the key, 0 at the end; word 1: of the element */ \
    /* ---- print, println: one piece each ---- */ \
    OP(PRINT,   rn, none, none, imm)   /* imm: PrintKind */
// clang-format on

enum class Opcode : uint16_t {
#define OP(name, a, b, c, imm) name,
    TRICOLOR_OPS(OP)
#undef OP
};
#define OP(name, a, b, c, imm) +1
inline constexpr int kOpCount = 0 TRICOLOR_OPS(OP);
#undef OP

struct Instr {
    Opcode op = Opcode::NOP;
    uint16_t a = 0, b = 0, c = 0;
    int64_t imm = 0;

    int32_t lo() const { return static_cast<int32_t>(static_cast<uint64_t>(imm)); }
    int32_t hi() const { return static_cast<int32_t>(static_cast<uint64_t>(imm) >> 32); }
    static constexpr int64_t pair(int32_t low, int32_t high) {
        return static_cast<int64_t>(static_cast<uint64_t>(static_cast<uint32_t>(high)) << 32 |
                                    static_cast<uint32_t>(low));
    }
    friend bool operator==(const Instr&, const Instr&) = default;
};
static_assert(sizeof(Instr) == 16);

// hi of SLICE and SLICESTR.
namespace SliceFlags {
inline constexpr int32_t hasHigh = 1;  // else high is the length
inline constexpr int32_t hasMax = 2;   // else max is the capacity
inline constexpr int32_t ofArray = 4;  // texts say "with length" where a slice says "with capacity"
}  // namespace SliceFlags

// What PRINT prints, and how many slots from a it reads.
enum class PrintKind : uint8_t {
    space,      // 0
    newline,    // 0
    boolean,    // 1: true, false
    integer,    // 1: signed decimal
    uinteger,   // 1: unsigned decimal
    hex,        // 1: 0x… (a pointer, map, chan, func)
    float_,     // 1: float64
    complex_,   // 2: complex128
    string,     // 2
    slice,      // 3: [len/cap]0x…
    interface_,  // 2: (0x…,0x…)
    float32_,    // 1: a float32, widened to float64
    complex64_   // 2: a complex64, widened to complex128
};
int printSlots(PrintKind kind);

struct OpInfo {
    std::string_view name;
    Role a, b, c, imm;
};
const OpInfo& opInfo(Opcode op);

// The whole program, or one function of it, as text: one instruction a line, with lines and live slots.
std::string disassemble(const Program& program);
std::string disassemble(const Program& program, int32_t func);

// What is wrong with a program's bytecode (slots out of range, jumps out of the function, missing maps …);
// empty: nothing. For tests and debug builds.
std::string verify(const Program& program);

}  // namespace tricolor::golang
