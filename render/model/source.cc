#include "render/model/source.h"

#include <algorithm>

#include "sim/runtime/stack.h"

namespace tricolor::render {

int32_t userFile(const golang::Program& program) {
    return program.mainFunc < 0 ? 0 : program.module.funcs[static_cast<size_t>(program.mainFunc)].file;
}

std::vector<GoroutineLine> goroutineLines(const World& w, const golang::Program& program, int32_t file) {
    std::vector<GoroutineLine> lines;
    const runtime::Module& m = program.module;
    for (size_t i = 0; i < w.allgs.size(); ++i) {
        const G& g = w.allgs[i];
        const uint32_t status = g.atomicstatus & ~Gscan;
        if (g.isG0 || g.system || status == Gdead || status == Gidle) continue;
        int depth = 0;
        for (runtime::Frame f = runtime::firstFrame(w, m, g); f.fn && depth < 64;
             f = runtime::callerFrame(w, m, f)) {
            ++depth;
            if (f.fn->file != file || f.fn->system) continue;
            // A return address lies behind its call: the line is that of the instruction before.
            const Addr pc = depth > 1 ? f.pc - runtime::instrBytes : f.pc;
            lines.push_back({GId{static_cast<int32_t>(i)}, m.lineOf(pc), status == Grunning});
            break;
        }
    }
    std::stable_sort(lines.begin(), lines.end(),
                     [](const GoroutineLine& a, const GoroutineLine& b) { return a.running < b.running; });
    return lines;
}

std::vector<LineVerdict> lineVerdicts(const golang::Program& program, int32_t file, size_t lines) {
    std::vector<LineVerdict> result(lines + 1);
    for (const golang::Verdict& v : program.verdicts) {
        if (v.file != file || v.line <= 0 || static_cast<size_t>(v.line) > lines) continue;
        LineVerdict& line = result[static_cast<size_t>(v.line)];
        const bool escapes = v.text.find("escapes to heap") != std::string::npos ||
                             v.text.rfind("moved to heap", 0) == 0 || v.text.rfind("leaking", 0) == 0;
        line.details += (line.details.empty() ? "" : "\n") + v.text;
        for (const std::string& reason : v.reasons) line.details += "\n    " + reason;
        // What escapes is said first; what stays is said only where nothing escapes.
        if (escapes && !line.escapes) line.text.clear();
        if (escapes || !line.escapes) line.text += (line.text.empty() ? "" : ", ") + v.text;
        line.escapes = line.escapes || escapes;
    }
    return result;
}

std::vector<std::string> splitLines(const std::string& text) {
    std::vector<std::string> lines;
    size_t from = 0;
    while (from <= text.size()) {
        size_t end = text.find('\n', from);
        if (end == std::string::npos) end = text.size();
        std::string line = text.substr(from, end - from), wide;
        for (const char c : line) {
            if (c == '\t')
                wide.append(4 - wide.size() % 4, ' ');
            else if (c != '\r')
                wide += c;
        }
        lines.push_back(wide);
        from = end + 1;
    }
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    return lines;
}

}  // namespace tricolor::render
