// What:   Go source → Program, or a list of located problems; nothing in between.
#pragma once

#include <memory>
#include <vector>

#include "sim/golang/diagnostic.h"
#include "sim/golang/program.h"
#include "sim/golang/source.h"

namespace tricolor::golang {

struct LoadResult {
    std::shared_ptr<const Program> program;  // null if there are problems
    std::vector<Diagnostic> problems;        // sorted by position
};
LoadResult load(const std::vector<SourceFile>& files);

}  // namespace tricolor::golang
