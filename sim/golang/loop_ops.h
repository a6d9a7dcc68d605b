// What: the instructions that only compute: each is one expression. Part of the fast loop (interpreter.cc).
//
// In the expressions: A, B, C are the operands' numbers, R(x) a slot as unsigned, S(x) as signed, IMM and
// UIMM the immediate.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "sim/world/ids.h"

namespace tricolor::golang {

inline double f64(uint64_t v) {
    return std::bit_cast<double>(v);
}
inline uint64_t bits(double v) {
    return std::bit_cast<uint64_t>(v);
}
inline float32 f32(uint64_t v) {
    return std::bit_cast<float32>(static_cast<uint32_t>(v));
}
inline uint64_t bits32(float32 v) {
    return std::bit_cast<uint32_t>(v);
}

// min and max as the builtins: a NaN wins, -0 is below +0.
inline double goMin(double x, double y) {
    if (x != x || y != y) return x != x ? x : y;
    if (x == 0 && y == 0) return f64(bits(x) | bits(y));
    return x < y ? x : y;
}
inline double goMax(double x, double y) {
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
template <class T>
int64_t extend(uint64_t v) {
    return static_cast<int64_t>(static_cast<T>(v));
}

// clang-format off
// SET(name, value): slot A becomes value.
#define TRICOLOR_VALUE_OPS(SET) \
    SET(MOV, R(B)) \
    SET(LDI, IMM) \
    SET(ZERO, 0) \
    SET(ADD, R(B) + R(C)) \
    SET(SUB, R(B) - R(C)) \
    SET(MUL, R(B) * R(C)) \
    SET(AND, R(B) & R(C)) \
    SET(OR, R(B) | R(C)) \
    SET(XOR, R(B) ^ R(C)) \
    SET(ANDNOT, R(B) & ~R(C)) \
    SET(SHL, R(C) < 64 ? R(B) << R(C) : 0) \
    SET(SHR, R(C) < 64 ? R(B) >> R(C) : 0) \
    SET(SAR, S(B) >> (R(C) < 64 ? R(C) : 63)) \
    SET(ADDI, R(B) + UIMM) \
    SET(MULI, R(B) * UIMM) \
    SET(ANDI, R(B) & UIMM) \
    SET(ORI, R(B) | UIMM) \
    SET(XORI, R(B) ^ UIMM) \
    SET(RSUBI, UIMM - R(B)) \
    SET(DIVSI, IMM == -1 ? 0 - R(B) : static_cast<uint64_t>(S(B) / IMM)) \
    SET(DIVUI, R(B) / UIMM) \
    SET(REMSI, IMM == -1 ? 0 : S(B) % IMM) \
    SET(REMUI, R(B) % UIMM) \
    SET(SHLI, R(B) << IMM) \
    SET(SHRI, R(B) >> IMM) \
    SET(SARI, S(B) >> IMM) \
    SET(ADD32S, extend<int32_t>(R(B) + R(C))) \
    SET(SUB32S, extend<int32_t>(R(B) - R(C))) \
    SET(MUL32S, extend<int32_t>(R(B) * R(C))) \
    SET(ADDI32S, extend<int32_t>(R(B) + UIMM)) \
    SET(ADD32U, extend<uint32_t>(R(B) + R(C))) \
    SET(SUB32U, extend<uint32_t>(R(B) - R(C))) \
    SET(MUL32U, extend<uint32_t>(R(B) * R(C))) \
    SET(ADDI32U, extend<uint32_t>(R(B) + UIMM)) \
    SET(ADD8U, extend<uint8_t>(R(B) + R(C))) \
    SET(SUB8U, extend<uint8_t>(R(B) - R(C))) \
    SET(ADDI8U, extend<uint8_t>(R(B) + UIMM)) \
    SET(EXT8S, extend<int8_t>(R(B))) \
    SET(EXT8U, extend<uint8_t>(R(B))) \
    SET(EXT16S, extend<int16_t>(R(B))) \
    SET(EXT16U, extend<uint16_t>(R(B))) \
    SET(EXT32S, extend<int32_t>(R(B))) \
    SET(EXT32U, extend<uint32_t>(R(B))) \
    SET(EQ, R(B) == R(C)) \
    SET(NE, R(B) != R(C)) \
    SET(LTS, S(B) < S(C)) \
    SET(LES, S(B) <= S(C)) \
    SET(LTU, R(B) < R(C)) \
    SET(LEU, R(B) <= R(C)) \
    SET(EQI, S(B) == IMM) \
    SET(NEI, S(B) != IMM) \
    SET(LTSI, S(B) < IMM) \
    SET(LESI, S(B) <= IMM) \
    SET(GTSI, S(B) > IMM) \
    SET(GESI, S(B) >= IMM) \
    SET(LTUI, R(B) < UIMM) \
    SET(GEUI, R(B) >= UIMM) \
    SET(FEQ, f64(R(B)) == f64(R(C))) \
    SET(FNE, f64(R(B)) != f64(R(C))) \
    SET(FLT, f64(R(B)) < f64(R(C))) \
    SET(FLE, f64(R(B)) <= f64(R(C))) \
    SET(FEQ32, f32(R(B)) == f32(R(C))) \
    SET(FNE32, f32(R(B)) != f32(R(C))) \
    SET(FLT32, f32(R(B)) < f32(R(C))) \
    SET(FLE32, f32(R(B)) <= f32(R(C))) \
    SET(FADD, bits(f64(R(B)) + f64(R(C)))) \
    SET(FSUB, bits(f64(R(B)) - f64(R(C)))) \
    SET(FMUL, bits(f64(R(B)) * f64(R(C)))) \
    SET(FDIV, bits(f64(R(B)) / f64(R(C)))) \
    SET(FNEG, R(B) ^ 1ull << 63) \
    SET(FMIN, bits(goMin(f64(R(B)), f64(R(C))))) \
    SET(FMAX, bits(goMax(f64(R(B)), f64(R(C))))) \
    SET(FADD32, bits32(f32(R(B)) + f32(R(C)))) \
    SET(FSUB32, bits32(f32(R(B)) - f32(R(C)))) \
    SET(FMUL32, bits32(f32(R(B)) * f32(R(C)))) \
    SET(FDIV32, bits32(f32(R(B)) / f32(R(C)))) \
    SET(FNEG32, R(B) ^ 1ull << 31) \
    SET(S2F, bits(static_cast<double>(S(B)))) \
    SET(U2F, bits(static_cast<double>(R(B)))) \
    SET(F2S, truncateToInt64(f64(R(B)))) \
    SET(F2U, truncateToUint64(f64(R(B)))) \
    SET(S2F32, bits32(static_cast<float32>(S(B)))) \
    SET(U2F32, bits32(static_cast<float32>(R(B)))) \
    SET(F2F32, bits32(static_cast<float32>(f64(R(B))))) \
    SET(F322F, bits(static_cast<double>(f32(R(B))))) \
    SET(C2C64, bits32(static_cast<float32>(f64(R(B)))) | bits32(static_cast<float32>(f64(R(B + 1)))) << 32)

// BRANCH(name, condition): jumps if the condition holds; HI is the high half of the immediate.
#define TRICOLOR_BRANCH_OPS(BRANCH) \
    BRANCH(JMP, true) \
    BRANCH(BZ, R(A) == 0) \
    BRANCH(BNZ, R(A) != 0) \
    BRANCH(BEQ, R(A) == R(B)) \
    BRANCH(BNE, R(A) != R(B)) \
    BRANCH(BLTS, S(A) < S(B)) \
    BRANCH(BLES, S(A) <= S(B)) \
    BRANCH(BLTU, R(A) < R(B)) \
    BRANCH(BLEU, R(A) <= R(B)) \
    BRANCH(BEQI, S(A) == HI) \
    BRANCH(BNEI, S(A) != HI) \
    BRANCH(BLTSI, S(A) < HI) \
    BRANCH(BLESI, S(A) <= HI) \
    BRANCH(BGTSI, S(A) > HI) \
    BRANCH(BGESI, S(A) >= HI)

// LOAD(name, type): through an address in a slot; LOADX: of a slice's element; FRAME: of part of a slot.
#define TRICOLOR_LOAD_OPS(LOAD, LOADX, FRAME) \
    LOAD(LD8U, uint8_t) LOADX(LDX8U, uint8_t) FRAME(LDF8U, uint8_t) \
    LOAD(LD8S, int8_t) LOADX(LDX8S, int8_t) FRAME(LDF8S, int8_t) \
    LOAD(LD16U, uint16_t) LOADX(LDX16U, uint16_t) FRAME(LDF16U, uint16_t) \
    LOAD(LD16S, int16_t) LOADX(LDX16S, int16_t) FRAME(LDF16S, int16_t) \
    LOAD(LD32U, uint32_t) LOADX(LDX32U, uint32_t) FRAME(LDF32U, uint32_t) \
    LOAD(LD32S, int32_t) LOADX(LDX32S, int32_t) FRAME(LDF32S, int32_t) \
    LOAD(LD64, int64_t) LOADX(LDX64, int64_t)
#define TRICOLOR_STORE_OPS(STORE, STOREX, FRAME) \
    STORE(ST8, uint8_t) STOREX(STX8, uint8_t) FRAME(STF8, uint8_t) \
    STORE(ST16, uint16_t) STOREX(STX16, uint16_t) FRAME(STF16, uint16_t) \
    STORE(ST32, uint32_t) STOREX(STX32, uint32_t) FRAME(STF32, uint32_t) \
    STORE(ST64, uint64_t) STOREX(STX64, uint64_t)
// DO(name, action): a member function of the loop; TRY: one that may fail.
#define TRICOLOR_MOVE_OPS(SET, DO) \
    SET(LEA, l.sp + static_cast<uint64_t>(static_cast<int64_t>(l.ip->lo()))) \
    SET(MAPLEN, R(B) ? loadAs<uint64_t>(vm.mem.host(R(B))) : 0) \
    DO(NOP, none()) \
    DO(KEEP, none()) \
    DO(MOV2, moveWords<2>()) \
    DO(MOV3, moveWords<3>()) \
    DO(MOVN, moveMany()) \
    DO(LDSTR, loadString()) \
    DO(ZERON, zeroMany()) \
    DO(CADD, complexSum()) \
    DO(CSUB, complexDifference()) \
    DO(C2C128, widenComplex())
#define TRICOLOR_CHECKED_OPS(TRY) \
    TRY(DIVS, divideSigned()) \
    TRY(DIVU, divideUnsigned()) \
    TRY(REMS, remainderSigned()) \
    TRY(REMU, remainderUnsigned()) \
    TRY(INDEX, index()) \
    TRY(INDEXA, indexArray()) \
    TRY(BOUNDSI, bounds()) \
    TRY(BOUNDSU, boundsUnsigned()) \
    TRY(CHKARR, arrayOfSlice()) \
    TRY(CHKSHIFT, shiftAmount()) \
    TRY(NILCHECK, notNil())

// TRY2(name, reach, then): reaches for memory, then loads or stores; POINTER(name, reach, value): with write barrier.
#define TRICOLOR_WIDE_OPS(TRY2) \
    TRY2(LD128, reach(R(B), 16), loadedWords<2>()) \
    TRY2(LD192, reach(R(B), 24), loadedWords<3>()) \
    TRY2(LDX128, reachElement(B, R(C), 16), loadedWords<2>()) \
    TRY2(LDG64, reachGlobal(), loaded<int64_t>()) \
    TRY2(STG64, reachGlobal(), stored<uint64_t>(R(A)))
#define TRICOLOR_POINTER_OPS(POINTER) \
    POINTER(STP, reach(R(A), 8), R(B)) \
    POINTER(STXP, reachElement(A, R(B), 8), R(C)) \
    POINTER(STGP, reachGlobal(), R(A))

// MOSTLY(name, action): done in the loop unless something slow is needed (loop_often.h).
#define TRICOLOR_MOSTLY_OPS(MOSTLY) \
    MOSTLY(NEW, allocate()) \
    MOSTLY(APPEND64, appendOne()) \
    MOSTLY(APPENDP, appendOne()) \
    MOSTLY(APPENDT, appendOne()) \
    MOSTLY(APPENDS, appendSlice()) \
    MOSTLY(STT, storeTyped()) \
    MOSTLY(DECODERUNE, decodeAscii())
// clang-format on

}  // namespace tricolor::golang
