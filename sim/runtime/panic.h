// What:    run-time faults: what an instruction or runtime function reports when it cannot go on. The
//          interpreter then enters the Go function runtime.sigpanic (sim/golang/std/runtime/panic.go) as if
//          the faulting instruction had called it; that makes the error value and panics with it.
// Follows: runtime/panic.go, runtime/error.go, internal/abi/bounds.go.
// Differs: every fault goes through sigpanic (real Go: only memory faults do; the others are calls that the
// compiler placed). Invariants: G::sig is 0 unless a fault is pending or its panic is under way.
#pragma once

#include <cstdint>
#include <string>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

enum class Fault : uint32_t {
    none,
    // values: fault address
    memory,  // below 4096: nil dereference; above: unexpected fault address (fatal)
    // values: index, length or capacity. Unsigned indices beyond MaxInt64 set sigcode2 to 1.
    Index,  // abi.BoundsIndex and its order
    SliceAlen,
    SliceAcap,
    SliceB,
    Slice3Alen,
    Slice3Acap,
    Slice3B,
    Slice3C,
    Convert,
    divide,
    shift,
    overflow,
    nilMapWrite,
    makesliceLen,
    makesliceCap,
    growsliceLen,
    makechanSize,
    closeNilChan,
    closeClosedChan,
    sendClosedChan,
    // values: type descriptor
    uncomparable,         // runtime error: comparing uncomparable type T
    unhashable,           // runtime error: hash of unhashable type T
    unhashableKeyLookup,  // hash of unhashable type: T (lookup in an empty map)
    // values: interface type (0: "interface"), dynamic type (0: nil), asserted type
    typeAssertion,
    unsafeSliceLen,
    unsafeSliceNil,
    unsafeStringLen,
    unsafeStringNil,
    goNilFunc,    // fatal: go of nil func value
    nativeText,   // values: address and length of the text: a plain error with it
    nativeError,  // the same, with "runtime error: " before it
};

// Reports a fault of the current instruction on the running goroutine (c.gid()). The caller then returns;
// what it returns does not matter.
void raise(Ctx& c, Fault fault, uint64_t v0 = 0, uint64_t v1 = 0, uint64_t v2 = 0);
inline bool raised(Ctx& c) {
    return c.gp().faulting;
}

// How sigpanic turns a fault into a value.
enum class FaultValue : uint8_t {
    boundsError,
    errorString,
    plainError,
    TypeAssertionError,
    memoryError,
    fatal
};
FaultValue faultValue(Fault fault);
// The text of the error value, without "runtime error: " where that is added by the value's type.
std::string faultText(const Module& module, Fault fault, uint64_t v0, uint64_t v1, uint64_t v2);
// "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x401234]" of a goroutine's memory fault.
std::string signalLine(const G& gp);
// boundsError.Error's text behind "runtime error: ".
std::string boundsText(Fault fault, int64_t x, bool isSigned, int64_t y);
// TypeAssertionError.Error; descriptors, 0 for none.
std::string typeAssertionText(const Module& module, Addr interface, Addr concrete, Addr asserted);

}  // namespace tricolor::runtime
