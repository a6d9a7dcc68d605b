// Whatever bytes a Go file holds: a program, or located problems; never a
// crash, a hang, or neither. What compiles is run for a while, too.
#include <cstdint>
#include <string>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/world/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace tricolor;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const golang::LoadResult result = golang::load({{"fuzz.go", text}});
    CHECK((result.program != nullptr) == result.problems.empty(), "a program, or problems");
    for (const golang::Diagnostic& d : result.problems) CHECK(!d.text.empty(), "a problem without words");
    if (!result.program) return 0;
    Knobs knobs;
    knobs.memory = 64 << 20;
    World w = golang::boot(*result.program, knobs);
    EventSink sink;
    golang::run(w, *result.program, sink, 20'000);
    return 0;
}
