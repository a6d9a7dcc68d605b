#include "sim/golang/stack_needs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/golang/image.h"
#include "sim/golang/load.h"
#include "sim/golang/std_stack.h"
#include "sim/golang/step.h"

namespace tricolor::golang {
namespace {

namespace fs = std::filesystem;

// The fast loop looks at kMostStack alone, and asks for the need only where that does not suffice.
TEST(stackNeeds, noInstructionNeedsMoreThanItsOpcodeMay) {
    size_t asked = 0;
    for (const char* name :
         {"stacks/room_for_values.go", "stacks/room_for_maps_and_channels.go", "stacks/room_for_printing.go",
          "shapes/map_growth.go", "shapes/statement_forms.go"}) {
        const fs::path file = fs::path(TRICOLOR_SOURCE_DIR) / "tests/conformance" / name;
        std::ifstream in(file, std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        const LoadResult loaded = load({{name, text.str()}});
        ASSERT_TRUE(loaded.program) << name;
        const Program& p = *loaded.program;
        const Image& image = imageOf(p);
        EventSink sink;
        World w = boot(p, Knobs{});
        for (int step = 0; step < 60000 && w.process == ProcessState::running; ++step) {
            M& m = w.m(MId{0});
            if (m.curg && m.p.valid() && w.g(m.g0).tasks.empty() && w.g(m.curg).tasks.empty() &&
                !w.g(m.curg).taskResult && w.g(m.curg).sched.sp != 0) {
                Machine vm{w, p,           image,   sink, runtime::Ctx{w, p.module, sink, MId{0}},
                           m, w.g(m.curg), w.memory};
                const Instr& instr = image.code[runtime::Module::instrOf(vm.g.sched.pc)];
                ASSERT_LE(stackNeed(vm, instr), kMostStack[static_cast<size_t>(instr.op)])
                    << name << ": " << opInfo(instr.op).name;
                ++asked;
            }
            run(w, p, sink, 1);
        }
    }
    EXPECT_GT(asked, 50000u);
}

TEST(stackNeeds, aFunctionOfALibraryIsFoundByItsName) {
    EXPECT_EQ(stdStack("strings.(*Builder).WriteString"), 248u);
    EXPECT_EQ(stdStack("slices.Contains[[]int,int]"), stdStack("slices.Contains"));
    EXPECT_NE(stdStack("slices.Contains"), 0u);
    EXPECT_EQ(stdStack("main.Contains"), 0u);
    EXPECT_EQ(stdFrame("runtime.gopanic"), 176u);
}

}  // namespace
}  // namespace tricolor::golang
