// Labels, and where break, continue, goto and fallthrough lead.
#pragma once

#include "sim/golang/ast.h"
#include "sim/golang/diagnostic.h"

namespace tricolor::golang {

// Resolves the branch statements of one function body (not those of literals inside) and reports wrong ones.
void resolveBranches(BlockStmt* body, Diagnostics& diagnostics);

}  // namespace tricolor::golang
