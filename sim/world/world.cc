#include "sim/world/world.h"

namespace tricolor {

World newWorld(const Knobs& knobs) {
    World w;
    w.knobs = knobs;
    w.memory = Memory(knobs.memory);
    return w;
}

// The aggregate comparison of reflect.h, under a name that can be called from code that sees only world.h.
bool equal(const World& a, const World& b) {
    return a == b;
}

uint64_t hash(const World& w) {
    Hasher h;
    hashInto(h, w);
    return h.value();
}

}  // namespace tricolor
