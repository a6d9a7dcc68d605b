#include "render/heap_pass.h"

#include <glad/gl.h>

#include <cstddef>
#include <cstdio>
#include <utility>

#include "sim/world/check.h"

namespace tricolor::render {

namespace {

constexpr const char* kVertex = R"(#version 330 core
layout(location = 0) in vec4 box;
layout(location = 1) in vec4 fill;
layout(location = 2) in vec4 line;
layout(location = 3) in uint shape;
layout(location = 4) in float part;
uniform vec2 view;
out vec2 at;
flat out vec2 size;
flat out vec4 fillColour;
flat out vec4 lineColour;
flat out uint kind;
flat out float filled;
void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    at = corner * box.zw;
    size = box.zw;
    fillColour = fill;
    lineColour = line;
    kind = shape;
    filled = part;
    vec2 p = (box.xy + at) / view * 2.0 - 1.0;
    gl_Position = vec4(p.x, -p.y, 0.0, 1.0);
}
)";

// Distances are in pixels, so lines stay one pixel wide at every zoom.
constexpr const char* kFragment = R"(#version 330 core
in vec2 at;
flat in vec2 size;
flat in vec4 fillColour;
flat in vec4 lineColour;
flat in uint kind;
flat in float filled;
out vec4 colour;
void main() {
    vec2 edge = min(at, size - at);
    float border = min(edge.x, edge.y);
    float least = min(size.x, size.y);
    float lineWidth = clamp(least * 0.09, 1.0, 2.5);
    vec2 c = at - size * 0.5;
    colour = fillColour;
    if (kind == 0u) {                       // plain, filled from the left
        if (at.x > size.x * filled) colour = lineColour;
    } else if (kind == 1u) {                // hollow: an outline around the surface
        bool inside = border > max(lineWidth, min(least * 0.16, 4.0));
        colour = inside ? lineColour : fillColour;
    } else if (kind == 2u) {                // a surface with a mark in it
        bool mark = least >= 7.0 && abs(c.y) < max(0.75, least * 0.09) && abs(c.x) < least * 0.24;
        colour = mark ? lineColour : fillColour;
    } else if (kind == 3u) {                // solid, with a thin outline to be seen on dark ground
        colour = border < lineWidth ? lineColour : fillColour;
    } else if (kind == 4u) {                // a dot on a plain surface
        colour = length(c) < least * 0.16 ? lineColour : fillColour;
    } else if (kind == 5u) {                // crossed out
        float d = min(abs(c.x - c.y), abs(c.x + c.y));
        colour = border < lineWidth || d < max(0.8, least * 0.08) ? lineColour : fillColour;
    } else {                                // frame only
        if (border > lineWidth) discard;
        colour = lineColour;
    }
}
)";

GLuint compile(GLenum kind, const char* text) {
    const GLuint shader = glCreateShader(kind);
    glShaderSource(shader, 1, &text, nullptr);
    glCompileShader(shader);
    GLint ok = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
    if (!ok) {
        char log[1024];
        glGetShaderInfoLog(shader, sizeof log, nullptr, log);
        std::fprintf(stderr, "%s\n", log);
        CHECK(ok, "the heap view's shader does not compile");
    }
    return shader;
}

void attribute(GLuint index, GLint n, GLenum type, bool normalised, size_t offset) {
    glEnableVertexAttribArray(index);
    const auto* at = reinterpret_cast<const void*>(offset);
    if (type == GL_UNSIGNED_INT)
        glVertexAttribIPointer(index, n, type, sizeof(Cell), at);
    else
        glVertexAttribPointer(index, n, type, normalised, sizeof(Cell), at);
    glVertexAttribDivisor(index, 1);
}

}  // namespace

void HeapPass::create() {
    const GLuint vertex = compile(GL_VERTEX_SHADER, kVertex),
                 fragment = compile(GL_FRAGMENT_SHADER, kFragment);
    program_ = glCreateProgram();
    glAttachShader(program_, vertex);
    glAttachShader(program_, fragment);
    glLinkProgram(program_);
    glDeleteShader(vertex);
    glDeleteShader(fragment);
    viewLocation_ = glGetUniformLocation(program_, "view");
    glGenVertexArrays(1, &vao_);
    glGenBuffers(1, &buffer_);
    glBindVertexArray(vao_);
    glBindBuffer(GL_ARRAY_BUFFER, buffer_);
    attribute(0, 4, GL_FLOAT, false, offsetof(Cell, x));
    attribute(1, 4, GL_UNSIGNED_BYTE, true, offsetof(Cell, fill));
    attribute(2, 4, GL_UNSIGNED_BYTE, true, offsetof(Cell, line));
    attribute(3, 1, GL_UNSIGNED_INT, false, offsetof(Cell, shape));
    attribute(4, 1, GL_FLOAT, false, offsetof(Cell, part));
}

HeapPass::~HeapPass() {
    if (!program_) return;
    glDeleteProgram(program_);
    glDeleteVertexArrays(1, &vao_);
    glDeleteBuffers(1, &buffer_);
}

void HeapPass::setCells(std::vector<Cell> cells) {
    cells_ = std::move(cells);
    changed_ = true;
}

void HeapPass::draw(float x, float y, float w, float h, float framebufferHeight) {
    if (cells_.empty() || w <= 0 || h <= 0) return;
    if (!program_) create();
    glBindVertexArray(vao_);
    if (changed_) {
        glBindBuffer(GL_ARRAY_BUFFER, buffer_);
        glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(cells_.size() * sizeof(Cell)), cells_.data(),
                     GL_STREAM_DRAW);
        changed_ = false;
    }
    const auto left = static_cast<GLint>(x), bottom = static_cast<GLint>(framebufferHeight - y - h);
    glViewport(left, bottom, static_cast<GLsizei>(w), static_cast<GLsizei>(h));
    glScissor(left, bottom, static_cast<GLsizei>(w), static_cast<GLsizei>(h));
    glEnable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glUseProgram(program_);
    glUniform2f(viewLocation_, w, h);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, static_cast<GLsizei>(cells_.size()));
}

}  // namespace tricolor::render
