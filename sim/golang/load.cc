#include "sim/golang/load.h"

#include <algorithm>

#include "sim/golang/check.h"
#include "sim/golang/compile.h"
#include "sim/golang/escape.h"
#include "sim/world/check.h"

namespace tricolor::golang {

LoadResult load(const std::vector<SourceFile>& files) {
    LoadResult result;
    CheckedProgram checked = checkProgram(files);
    result.problems = checked.diagnostics;
    if (!result.problems.empty()) return result;
    Escapes escapes = analyseEscapes(checked);
    result.program = compileProgram(checked, escapes, result.problems);
    std::stable_sort(result.problems.begin(), result.problems.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.pos < b.pos; });
    if (!result.problems.empty()) result.program = nullptr;
    return result;
}

}  // namespace tricolor::golang
