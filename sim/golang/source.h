// The texts of a program, and places in them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tricolor::golang {

// One file of Go source as it was read; name is what diagnostics print before the line.
struct SourceFile {
    std::string name;
    std::string text;
};

// A place in a source text. line and column start at 1, column counts bytes as gc does; line 0: no place.
struct Pos {
    uint32_t file = 0;  // index into CheckedProgram::files
    uint32_t line = 0;
    uint32_t column = 0;

    bool known() const { return line != 0; }
    friend auto operator<=>(const Pos&, const Pos&) = default;
};

// The Go files that declare the modelled standard package `path` ("fmt", "runtime/debug"), in file-name
// order; empty if that package is not modelled. They are the files of sim/golang/std/<path>, put into the
// binary by the build.
const std::vector<SourceFile>& stdSources(const std::string& path);

}  // namespace tricolor::golang
