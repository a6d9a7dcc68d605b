// Parses a Go file; every problem is reported, and parsing goes on behind it.
#pragma once

#include "sim/golang/ast.h"
#include "sim/golang/diagnostic.h"
#include "sim/golang/source.h"

namespace tricolor::golang {

// The file's tree; null if its package clause is wrong. `index` is its place in the program's list of files.
File* parseFile(const SourceFile& source, uint32_t index, NodePool& nodes, Diagnostics& diagnostics);

}  // namespace tricolor::golang
