// Pictures as PNG files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tricolor::render {

// Rows from the top down, 4 bytes a pixel: red, green, blue, alpha.
struct Image {
    int width = 0, height = 0;
    std::vector<uint8_t> rgba;
};

// False if the file cannot be written.
bool writePng(const Image& image, const std::string& path);

}  // namespace tricolor::render
