// tricolor run: a program from its first step to its end, without a window.
#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "app/commands.h"
#include "app/load.h"
#include "app/report.h"
#include "sim/golang/step.h"
#include "sim/runtime/validate.h"
#include "sim/scenario/units.h"
#include "sim/scenario/watch.h"

namespace tricolor::app {
namespace {

// Steps between two looks at what was printed.
constexpr uint64_t kStepsAtOnce = 1 << 20;

// What the simulated process writes goes where ours would; what both descriptors get stays in order.
class Outputs {
  public:
    ~Outputs() { flush(); }
    void write(int fd, std::string_view bytes) {
        if (fd != fd_ || pending_.size() > kPendingMax) flush();
        fd_ = fd;
        pending_ += bytes;
    }
    void flush() {
        std::FILE* to = fd_ == 2 ? stderr : stdout;
        std::fwrite(pending_.data(), 1, pending_.size(), to);
        std::fflush(to);
        pending_.clear();
    }

  private:
    static constexpr size_t kPendingMax = 1 << 16;
    int fd_ = 1;
    std::string pending_;
};

class RunSink final : public EventSink {
  public:
    RunSink(const World& world, const golang::Program& program) : world_(world), program_(program) {}
    Outputs outputs;
    std::optional<scenario::Watch> until;
    std::FILE* events = nullptr;
    std::array<bool, kEventKinds> written{};  // which kinds go there

    void output(int fd, std::string_view bytes) override { outputs.write(fd, bytes); }
    void event(const Event& e) override {
        if (events && written[static_cast<size_t>(e.kind)]) writeEvent(events, e, world_, program_.module);
        if (until && until->observe(e, world_, program_.module)) stop = true;
    }

  private:
    const World& world_;
    const golang::Program& program_;
};

void writeKinds(RunSink& sink, const std::vector<std::string>& kinds) {
    for (int k = 0; k < kEventKinds; ++k) {
        const auto kind = static_cast<EventKind>(k);
        if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), eventName(kind)) == kinds.end()) continue;
        sink.written[static_cast<size_t>(k)] = true;
        sink.want(kind);
    }
}

void setTraces(Knobs& knobs, const RunOptions& o) {
    if (o.gctrace) knobs.gctrace = 1;
    if (o.gcpacertrace) knobs.gcpacertrace = 1;
    if (o.schedtraceMs > 0) knobs.schedtraceMs = o.schedtraceMs;
}

// Runs to the end, to the condition, or to maxSteps. What it returns is the first invariant found broken, at
// one of the looks that are taken every validateSteps steps.
std::string runSteps(World& w, const golang::Program& program, RunSink& sink, uint64_t maxSteps,
                     uint64_t validateSteps) {
    while (w.process == ProcessState::running && w.step < maxSteps && !sink.stop) {
        const uint64_t bound = std::min(maxSteps, sink.until ? sink.until->stepBound() : UINT64_MAX);
        const uint64_t todo = w.step < bound ? bound - w.step : 1;
        golang::run(w, program, sink, std::min(todo, validateSteps ? validateSteps : kStepsAtOnce));
        if (validateSteps)
            if (std::string broken = runtime::validate(w); !broken.empty()) return broken;
        if (sink.until && sink.until->observeStep(w)) sink.stop = true;
        sink.outputs.flush();
    }
    return {};
}

int exitCode(const World& w, const RunSink& sink, const scenario::Scenario& s) {
    if (sink.until) {
        if (sink.until->met()) {
            std::fprintf(stderr, "tricolor: %s: met at step %llu\n",
                         toString(sink.until->condition()).c_str(), static_cast<unsigned long long>(w.step));
            return 0;
        }
        std::fprintf(stderr, "tricolor: %s: was not met\n", toString(sink.until->condition()).c_str());
    }
    if (w.process == ProcessState::exited) return w.exitCode;
    return trouble(s.file + ": stopped after " + std::to_string(s.maxSteps) + " steps (maxSteps)");
}

}  // namespace

int runCommand(const RunOptions& options) {
    int code = 0;
    auto loaded = loadForRun(options.file, options.set, code);
    if (!loaded) return code;
    std::optional<scenario::Condition> until;
    if (!options.until.empty() && !(until = readCondition("--until", options.until))) return 2;
    setTraces(loaded->scenario.knobs, options);

    World w = golang::boot(*loaded->program, loaded->scenario.knobs);
    RunSink sink(w, *loaded->program);
    if (until) sink.until.emplace(*until, w).want(sink);
    if (!options.events.empty()) {
        sink.events = options.events == "-" ? stdout : std::fopen(options.events.c_str(), "wb");
        if (!sink.events) return trouble(options.events + ": cannot be written");
        writeKinds(sink, options.kinds);
    }
    const std::string broken =
        runSteps(w, *loaded->program, sink, loaded->scenario.maxSteps, options.validate);
    sink.outputs.flush();
    if (!broken.empty()) return trouble("step " + std::to_string(w.step) + ": " + broken);
    if (sink.events && sink.events != stdout && std::fclose(sink.events) != 0)
        return trouble(options.events + ": cannot be written");
    code = exitCode(w, sink, loaded->scenario);
    if (options.memstats) writeMemStats(stdout, w, loaded->program->module);
    if (options.steps) std::printf("steps %llu\n", static_cast<unsigned long long>(w.step));
    if (options.hash) std::printf("hash %016llx\n", static_cast<unsigned long long>(hash(w)));
    return code;
}

}  // namespace tricolor::app
