// Files of the host: what the command line is given, and the scenarios that come with Tricolor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace tricolor::app {

// The text of a file. If it cannot be read: nothing, and why in `trouble` ("no such file").
std::optional<std::string> readFile(const std::string& path, std::string& trouble);

// Writes a file; false if that fails, and why in `trouble`.
bool writeFile(const std::string& path, const std::string& bytes, std::string& trouble);

// Reads a scenario (.json) or a Go program (.go). `trouble` is set if a file could not be read.
scenario::ParsedScenario readScenario(const std::string& path, std::string& trouble);

// The folder of the scenarios that come with Tricolor: $TRICOLOR_SCENARIOS, or the one of the source tree.
std::string bundledFolder();

struct Bundled {
    std::string path;
    scenario::ParsedScenario parsed;
};
// The bundled scenarios by order, then by name; broken ones last.
std::vector<Bundled> bundledScenarios();

bool isGoFile(const std::string& path);

}  // namespace tricolor::app
