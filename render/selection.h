// What is selected. Selecting anything anywhere shows it everywhere; a selection survives stepping and
// seeking, so it names things by address or number and may at some moment name nothing.
#pragma once

#include "sim/world/ids.h"

namespace tricolor::render {

struct Selection {
    enum class Kind : uint8_t { none, object, span, goroutine, proc } kind = Kind::none;
    Addr addr = 0;  // of the object's slot, or of the span's base
    GId g;
    PId p;
    friend bool operator==(const Selection&, const Selection&) = default;

    static Selection object(Addr a) { return {Kind::object, a, {}, {}}; }
    static Selection span(Addr base) { return {Kind::span, base, {}, {}}; }
    static Selection goroutine(GId g) { return {Kind::goroutine, 0, g, {}}; }
    static Selection proc(PId p) { return {Kind::proc, 0, {}, p}; }
};

}  // namespace tricolor::render
