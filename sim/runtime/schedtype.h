// What:    the types of the runtime's own heap objects that the scheduler makes: g, sudog, hchan, timer.
// Follows: runtime/runtime2.go, chan.go, time.go.
// Differs: only size and pointer words matter; words that hold numbers in the model are no pointers.
#pragma once

#include "sim/runtime/symtab.h"

namespace tricolor::runtime {

// Appends them to the module, once. addMapTypes calls it.
void addSchedTypes(Module& module);

}  // namespace tricolor::runtime
