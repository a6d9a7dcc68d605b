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
    return byPlace(list);
}

std::vector<Diagnostic> Diagnostics::byPlace(std::vector<Diagnostic> all) {
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
    // gc gives up at the tenth it finds, then sorts what it has.
    std::vector<Diagnostic> found;
    for (const Diagnostic& d : list) {
        const bool again = !found.empty() && isSyntaxError(d) && isSyntaxError(found.back()) &&
                           found.back().pos.file == d.pos.file && found.back().pos.line == d.pos.line;
        if (!again) found.push_back(d);
        if (found.size() == maxShown) break;
    }
    if (found.size() < maxShown) return sorted();
    const Diagnostic last = {found.back().pos, found.back().file, "too many errors"};
    found = byPlace(std::move(found));
    found.push_back(last);
    return found;
}

}  // namespace tricolor::golang
