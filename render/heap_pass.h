// The GL pass that draws the cells of the heap view: one instanced quad a visible cell, its shape made in the
// fragment shader, so that colour is never all that tells states apart. The instance buffer is filled again
// only when what is visible changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tricolor::render {

// Shapes of the fragment shader; the numbers stand in it too.
enum class CellShape : uint32_t {
    plain = 0,
    hollow = 1,
    marked = 2,
    solid = 3,
    dot = 4,
    crossed = 5,
    frame = 6
};

struct Cell {
    float x = 0, y = 0, w = 0, h = 0;  // pixels from the view's left upper corner
    uint32_t fill = 0, line = 0;       // ImU32
    CellShape shape = CellShape::plain;
    float part = 1;  // plain: how much of the width is filled
};

class HeapPass {
  public:
    HeapPass() = default;
    HeapPass(const HeapPass&) = delete;
    HeapPass& operator=(const HeapPass&) = delete;
    ~HeapPass();

    // New contents; draw() uploads them once.
    void setCells(std::vector<Cell> cells);
    size_t cellCount() const { return cells_.size(); }
    // Draws into the current framebuffer: the view's corner and size and the framebuffer's height, in pixels.
    void draw(float x, float y, float w, float h, float framebufferHeight);

  private:
    void create();

    std::vector<Cell> cells_;
    bool changed_ = false;
    uint32_t program_ = 0, vao_ = 0, buffer_ = 0;
    int viewLocation_ = -1;
};

}  // namespace tricolor::render
