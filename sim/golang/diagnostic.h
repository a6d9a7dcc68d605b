// What is wrong with a program, in the words and the order of the real compiler.
#pragma once

#include <string>
#include <vector>

#include "sim/golang/source.h"

namespace tricolor::golang {

struct Diagnostic {
    Pos pos;
    std::string file;  // name of the file, as SourceFile::name
    std::string text;  // may hold further lines, each indented by a tab

    // "FILE:LINE:COLUMN: text"
    std::string str() const;
};

// Collects what scanner, parser and checker find.
class Diagnostics {
  public:
    // A user sees at most this many, then "too many errors", as from gc.
    static constexpr size_t maxShown = 10;
    // Beyond this many nothing more is recorded: a hostile input shall not fill the memory.
    static constexpr size_t maxRecorded = 1000;

    explicit Diagnostics(const std::vector<SourceFile>& sources) : files(sources) {}

    void add(Pos pos, std::string text);
    bool empty() const { return list.empty(); }
    size_t size() const { return list.size(); }
    bool full() const { return list.size() >= maxRecorded; }

    // Sorted by place; of several syntax errors on a line and of equal texts at one place only the first.
    std::vector<Diagnostic> sorted() const;
    // sorted(), if there are fewer than maxShown; else the first maxShown that were found, and "too many
    // errors".
    std::vector<Diagnostic> shown() const;
    const std::string& fileName(Pos pos) const;

  private:
    static std::vector<Diagnostic> byPlace(std::vector<Diagnostic> all);

    const std::vector<SourceFile>& files;
    std::vector<Diagnostic> list;
};

}  // namespace tricolor::golang
