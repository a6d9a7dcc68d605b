// A small tool: loads one .go file, runs it, prints what it prints, and the speed on request.
//     run_go FILE.go [--steps N] [--speed] [--dis] [--gomaxprocs N]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

#include "sim/golang/load.h"
#include "sim/golang/step.h"

namespace {

class Output : public tricolor::EventSink {
  public:
    void output(int fd, std::string_view bytes) override {
        std::fwrite(bytes.data(), 1, bytes.size(), fd == 2 ? stderr : stdout);
        std::fflush(fd == 2 ? stderr : stdout);
    }
};

}  // namespace

int main(int argc, char** argv) {
    using namespace tricolor;
    std::string path;
    uint64_t maxSteps = UINT64_MAX, slice = UINT64_MAX;
    bool speed = false, dis = false;
    Knobs knobs;
    for (int i = 1; i < argc; ++i) {
        const std::string a = argv[i];
        if (a == "--steps" && i + 1 < argc)
            maxSteps = std::strtoull(argv[++i], nullptr, 10);
        else if (a == "--slice" && i + 1 < argc)
            slice = std::strtoull(argv[++i], nullptr, 10);
        else if (a == "--gomaxprocs" && i + 1 < argc)
            knobs.GOMAXPROCS = std::atoi(argv[++i]);
        else if (a == "--nopreempt")
            knobs.asyncpreempt = false;
        else if (a == "--speed")
            speed = true;
        else if (a == "--dis")
            dis = true;
        else
            path = a;
    }
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    const golang::LoadResult loaded = golang::load({{path, text.str()}});
    for (const golang::Diagnostic& d : loaded.problems) std::fprintf(stderr, "%s\n", d.str().c_str());
    if (!loaded.program) return 1;
    if (dis) {
        std::fputs(golang::disassemble(*loaded.program).c_str(), stdout);
        return 0;
    }
    Output sink;
    World w = golang::boot(*loaded.program, knobs);
    const auto start = std::chrono::steady_clock::now();
    uint64_t steps = 0;
    while (w.process == ProcessState::running && steps < maxSteps)
        steps += golang::run(w, *loaded.program, sink, std::min(slice, maxSteps - steps));
    const double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (speed)
        std::fprintf(stderr, "%llu steps in %.3f s: %.1f million/s\n", static_cast<unsigned long long>(steps),
                     s, static_cast<double>(steps) / s / 1e6);
    std::fflush(stdout);
    return w.exitCode;
}
