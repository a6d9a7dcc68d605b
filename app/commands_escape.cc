// tricolor escape: where the program's variables live, in the compiler's words.
#include <algorithm>
#include <cstdio>
#include <tuple>

#include "app/commands.h"
#include "app/files.h"
#include "app/load.h"

namespace tricolor::app {

int escapeCommand(const std::string& file, bool reasons) {
    if (!isGoFile(file)) return trouble(file + ": expected a Go file (.go)");
    int code = 0;
    const auto loaded = loadForRun(file, {}, code);
    if (!loaded) return code;
    std::vector<golang::Verdict> verdicts = loaded->program->verdicts;
    std::stable_sort(verdicts.begin(), verdicts.end(), [](const auto& a, const auto& b) {
        return std::tie(a.line, a.column, a.text) < std::tie(b.line, b.column, b.text);
    });
    for (const golang::Verdict& v : verdicts) {
        if (v.file != 0) continue;
        std::printf("%d:%d: %s\n", v.line, v.column, v.text.c_str());
        if (reasons)
            for (const std::string& r : v.reasons) std::printf("    %s\n", r.c_str());
    }
    return 0;
}

}  // namespace tricolor::app
