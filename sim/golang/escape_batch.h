// Which functions there are to analyse, and in which order.
#pragma once

#include <vector>

#include "sim/golang/escape_flow.h"

namespace tricolor::golang::flow {

// Every function of the program and every instance that it needs; calls through interfaces that are known
// made direct.
void lowerProgram(Lowered& all, std::vector<SaidNote>& notes);
// Functions that call one another, together with the closures in them that capture; callees before callers.
std::vector<std::vector<Func*>> batches(const Lowered& all);

}  // namespace tricolor::golang::flow
