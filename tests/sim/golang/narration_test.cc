// What the narration says about real programs: never nothing, and the phases of a cycle by name.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/runtime/explain.h"

namespace tricolor::golang {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kStepsMax = 60'000;  // of each program that are listened to

std::vector<std::string> conformancePrograms() {
    std::vector<std::string> paths;
    const fs::path base = fs::path(TRICOLOR_SOURCE_DIR) / "tests/conformance";
    for (const auto& e : fs::recursive_directory_iterator(base))
        if (e.path().extension() == ".go") paths.push_back(e.path().string());
    std::sort(paths.begin(), paths.end());
    return paths;
}

LoadResult loadFile(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return load({{path, text.str()}});
}

// Asks for the sentence and the path of everything that happens.
class Listener final : public EventSink {
  public:
    Listener(const World& w, const Program& p) : world_(w), program_(p) { wantAll(); }
    uint64_t heard = 0;
    std::vector<std::string> wrong;
    std::vector<std::string> phases;  // what was said of each change of phase, and of sweeping
    void event(const Event& e) override {
        ++heard;
        const std::string text = runtime::sentence(e, world_, program_.module),
                          path = runtime::callPath(e, world_, program_.module), name(eventName(e.kind));
        if (text.size() < 8 || text == name)
            wrong.push_back("no sentence for " + name + ": \"" + text + "\"");
        if (path.empty() || path == name) wrong.push_back("no call path for " + name);
        if (text.find('?') != std::string::npos) wrong.push_back("does not know what it speaks of: " + text);
        switch (e.kind) {
            case EventKind::STWBegin:
            case EventKind::GCPhase:
            case EventKind::GCSweepBegin:
            case EventKind::GCSweepDone:
                phases.push_back(text);
                break;
            default:
                break;
        }
    }

  private:
    const World& world_;
    const Program& program_;
};

TEST(narration, isNeverEmptyInAnyConformanceProgram) {
    for (const std::string& path : conformancePrograms()) {
        const LoadResult loaded = loadFile(path);
        if (!loaded.program) continue;  // uses what is not there; other tests say so
        Knobs knobs;
        knobs.GOMAXPROCS = 2;
        knobs.GOGC = 10;
        World w = boot(*loaded.program, knobs);
        Listener sink(w, *loaded.program);
        for (uint64_t n = 0; n < kStepsMax && w.process == ProcessState::running; n += 97) {
            const NextStep next = nextStep(w, *loaded.program);
            ASSERT_FALSE(next.path.empty()) << path << " at step " << w.step;
            ASSERT_FALSE(next.sentence.empty()) << path << " at step " << w.step;
            run(w, *loaded.program, sink, 97);
        }
        EXPECT_GT(sink.heard, 0u) << path;
        ASSERT_TRUE(sink.wrong.empty()) << path << ": " << sink.wrong.front();
    }
}

TEST(narration, namesThePhasesOfACycleInTheirOrder) {
    const LoadResult loaded = load({{"main.go", R"(package main

import "runtime"

type node struct{ next *node }

var list *node

func main() {
	for range 2000 {
		list = &node{list}
	}
	runtime.GC()
}
)"}});
    ASSERT_TRUE(loaded.program);
    World w = boot(*loaded.program, {});
    Listener sink(w, *loaded.program);
    std::string coming;  // what the next steps were said to be
    while (w.process == ProcessState::running) {
        if (const std::string s = nextStep(w, *loaded.program).sentence; coming.find(s) == std::string::npos)
            coming += s + "\n";
        step(w, *loaded.program, sink);
    }
    std::string all;
    for (const std::string& p : sink.phases) all += p + "\n";
    size_t at = 0;
    for (const char* word : {"sweep termination", "mark", "mark termination", "sweep"}) {
        at = all.find(word, at);
        ASSERT_NE(at, std::string::npos) << "no \"" << word << "\" in its place in:\n" << all;
    }
    for (const char* word : {"sweep termination", "mark setup", "marking", "mark termination", "sweep"})
        EXPECT_NE(coming.find(word), std::string::npos) << "no step is about " << word << " in:\n" << coming;
}

}  // namespace
}  // namespace tricolor::golang
