// What the last bookmark of a lesson proposes to try does what it says. (The outputs are real Go's, too.)
#include <gtest/gtest.h>

#include "app/files.h"
#include "sim/golang/load.h"
#include "sim/golang/step.h"

namespace tricolor::app {
namespace {

struct Exercise {
    const char* program;
    const char* from;
    const char* to;
    const char* prints;
    EventKind counted = EventKind::GCEnd;
    int count = -1;  // of those events; -1: any
};

const Exercise kExercises[] = {
    {"byte-life", "\tdebug.FreeOSMemory()", "\t//", "freed: 0 MiB in spans, 4 MiB idle"},
    {"object-33", "a, b, c bool", "a, b, c, d, e, f, g, h bool", "Tight:  24 bytes"},
    {"tiny-packing", "i%16", "i%32", "kept:   8 KiB"},
    {"pinned-object", "if i%8 != 0 {\n\t\t\trecords[i] = nil", "if i >= 256 {\n\t\t\trecords[i] = nil",
     "every eighth alive:   32 spans"},
    {"twins", "value [8]int64", "self *Number; value [7]int64", "40 numbers and 40 cells"},
    {"grown-slice", "0, count)", "0, count/2)", "made:  3 allocations, 21120 bytes"},
    {"string-builder", "Grow(200)", "Grow(100)", "Builder.Grow: 2 allocations, 336 bytes"},
    {"boxing", "i + 1000", "i + 200", "100 large numbers: 44 allocations"},
    {"values-pointers", "z int64 }", "z int64; name *string }", "pointers: 1001 allocations"},
    {"map-shrink", "[15]int", "[16]int", "800 entries: 128 KiB\nall deleted: 16 KiB"},
    {"sub-slice", "readFile()[:6]", "slices.Clone(readFile()[:6])", "a part of it: 0 KiB"},
    {"sync-pool", "\truntime.GC() // gone", "\t//", "after two at once:   buffer 1"},
    {"big-buffer", "[128 << 10]byte", "[128<<10 + 1]byte", "139264 bytes of heap, 0 KiB of stack"},
    {"stack-growth", "depth == 200", "depth == 20", "20 long", EventKind::StackGrow, 0},
    {"stack-shrink", "range 3", "range 12", "worker is done", EventKind::StackShrink, 10},
    {"memory-limit", "\tdebug.SetMemoryLimit(limit)", "\t//",
     "collections: false ; held at once: less than 24 MiB: false"},
};

struct Sink final : EventSink {
    std::string err;
    EventKind counted;
    int count = 0;
    explicit Sink(EventKind k) : counted(k) { want(k); }
    void event(const Event& e) override { count += e.kind == counted; }
    void output(int, std::string_view bytes) override { err += bytes; }
};

}  // namespace

TEST(exercises, doWhatTheLessonsSay) {
    for (const Exercise& x : kExercises) {
        std::string trouble, lesson;
        const std::string base = bundledFolder() + "/" + x.program;
        std::string text = readFile(base + ".go", trouble).value_or("");
        lesson = readFile(base + ".json", trouble).value_or("");
        EXPECT_NE(lesson.find("**Try it:**"), std::string::npos) << x.program;
        const size_t at = text.find(x.from);
        ASSERT_NE(at, std::string::npos) << x.program;
        text.replace(at, std::string(x.from).size(), x.to);
        const golang::LoadResult loaded = golang::load({{"main.go", text}});
        ASSERT_TRUE(loaded.program) << x.program;
        World w = golang::boot(*loaded.program, {});
        Sink sink(x.counted);
        golang::run(w, *loaded.program, sink, 100'000'000);
        EXPECT_NE(sink.err.find(x.prints), std::string::npos) << x.program << ":\n" << sink.err;
        EXPECT_EQ(sink.count, x.count >= 0 ? x.count : sink.count) << x.program;
    }
}

}  // namespace tricolor::app
