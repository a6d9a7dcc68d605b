// The memory image of the program, then the runtime's own start.
#include "sim/golang/step.h"
#include "sim/runtime/iface.h"
#include "sim/runtime/proc.h"

namespace tricolor::golang {

World boot(const Program& program, const Knobs& knobs) {
    World w = newWorld(knobs);
    const runtime::Module& m = program.module;
    w.memory.write(program.rodataBase, program.rodata.data(), program.rodata.size());
    w.memory.write(m.dataBase, program.data.data(), program.data.size());
    CHECK(m.bssEnd <= runtime::staticuint64s, "the program's image does not fit the low segment");
    runtime::initStatics(w, m);
    runtime::schedinit(w, m);
    return w;
}

}  // namespace tricolor::golang
