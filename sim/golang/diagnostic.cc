#include "sim/golang/diagnostic.h"

#include <algorithm>

namespace tricolor::golang {
namespace {

bool isSyntaxError(const Diagnostic& d) {
    return d.text.starts_with("syntax error");
}

}  // namespace

std::string Diagnostic::str() const {
    if (!pos.known()) return file.empty() ? text : file + ": " + text;
    return file + ":" + std::to_string(pos.line) + ":" + std::to_string(pos.column) + ": " + text;
}

void Diagnostics::add(Pos pos, std::string text) {
    if (full()) return;
    // gc shows an error once that it finds twice in a row on a line.
    if (!list.empty() && list.back().pos.file == pos.file && list.back().pos.line == pos.line &&
        list.back().text == text)
        return;
    list.push_back({pos, fileName(pos), std::move(text)});
}

const std::string& Diagnostics::fileName(Pos pos) const {
    static const std::string none;
    return pos.file < files.size() ? files[pos.file].name : none;
}

std::vector<Diagnostic> Diagnostics::sorted() const {
    std::vector<Diagnostic> all = list;
    std::stable_sort(all.begin(), all.end(),
                     [](const Diagnostic& a, const Diagnostic& b) { return a.pos < b.pos; });
    std::vector<Diagnostic> kept;
    for (Diagnostic& d : all) {
        bool repeated = false;
        for (auto k = kept.rbegin(); k != kept.rend(); ++k) {
            if (k->pos.file != d.pos.file || k->pos.line != d.pos.line) break;
            repeated =
                repeated || (k->pos == d.pos && k->text == d.text) || (isSyntaxError(*k) && isSyntaxError(d));
        }
        if (!repeated) kept.push_back(std::move(d));
    }
    return kept;
}

std::vector<Diagnostic> Diagnostics::shown() const {
    std::vector<Diagnostic> all = sorted();
    if (all.size() <= maxShown) return all;
    all.resize(maxShown + 1);
    all.back() = {all[maxShown - 1].pos, all[maxShown - 1].file, "too many errors"};
    return all;
}

}  // namespace tricolor::golang
