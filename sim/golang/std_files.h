// The Go sources of the modelled standard packages, as the build put them into the binary
// (cmake/embed_std.cmake).
#pragma once

#include <string>
#include <vector>

namespace tricolor::golang {

struct StdFile {
    std::string package;  // import path
    std::string name;     // relative to the folder of packages: "fmt/print.go"
    std::string text;
};

const std::vector<StdFile>& stdFiles();  // sorted by name

}  // namespace tricolor::golang
