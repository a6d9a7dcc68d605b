// Reads the recorded vectors of tests/vectors (see the README there), or of the folder that the
// environment variable TRICOLOR_VECTORS names.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace tricolor::vectors {

inline std::string path(const std::string& name) {
    if (const char* folder = std::getenv("TRICOLOR_VECTORS")) return std::string(folder) + "/" + name;
    return std::string(TRICOLOR_SOURCE_DIR) + "/tests/vectors/" + name;
}

inline std::vector<std::string> lines(const std::string& name) {
    std::ifstream in(path(name));
    std::vector<std::string> out;
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

// Rows of a .tsv without its first line.
inline std::vector<std::vector<std::string>> table(const std::string& name) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& line : lines(name)) {
        std::vector<std::string> row;
        std::istringstream in(line);
        for (std::string cell; std::getline(in, cell, '\t');) row.push_back(cell);
        rows.push_back(row);
    }
    if (!rows.empty()) rows.erase(rows.begin());
    return rows;
}

inline double bits(const std::string& hex) {
    return std::bit_cast<double>(static_cast<uint64_t>(std::stoull(hex, nullptr, 16)));
}

}  // namespace tricolor::vectors
