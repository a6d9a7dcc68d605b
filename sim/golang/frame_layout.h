// Where the values of a function stand in its frame: values that are never alive together share their place.
//
// What:    lays out the frame of one compiled function. A value that is alive across a call gets a slot
//          between the outgoing area and the saved stack pointer, as gc spills it there; one that is not, and
//          would live in a register, stands in the outgoing area while that is not in use, if there is room.
//          The outgoing area is as large as the arguments of the largest call, those of the runtime included:
//          that is where gc makes room for its callees to spill what came in registers. Results come back
//          where the arguments went.
// Follows: cmd/compile/internal/ssa's regalloc and stackalloc in their effect on the size of frames,
// abi-internal. Differs: there are no registers. A function whose short-lived values do not fit into the
// outgoing area has a larger
//          frame than gc gives it (mostly functions that call nothing, which cannot recurse). gc spills the
//          parts of a string or slice one by one, here they stay together.
// Invariants: 1. slots that are alive at the same time have different places; 2. a value whose address is
// taken shares
//          its place with nothing; 3. no value but arguments stands in the outgoing area during a call.
#pragma once

#include "sim/golang/liveness.h"

namespace tricolor::golang {

// Gives the slots of f their final numbers: operands, frame offsets, variables, sizes and the rows of `live`
// (the pointers, as computeLiveness found them). share: otherwise locals stay where they are.
// leastSlots: of the whole frame.
void layoutFrame(FuncCode& f, Liveness& live, const std::vector<runtime::Type>& types, bool share,
                 uint32_t leastSlots = 0);

// Slots of arguments that the function of gc's runtime takes which stands behind an instruction, 0: none is
// called.
uint32_t runtimeArgs(const Instr& i, const std::vector<runtime::Type>& types);

}  // namespace tricolor::golang
