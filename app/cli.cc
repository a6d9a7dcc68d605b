#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "sim/scenario/scenario.h"
#include "sim/world/event.h"

namespace tricolor::app {
namespace {

constexpr const char* kNoWindow = "this build has no window (it was configured with TRICOLOR_WINDOW=OFF)";

std::vector<std::string> eventNames() {
    std::vector<std::string> names;
    for (int k = 0; k < kEventKinds; ++k) names.emplace_back(eventName(static_cast<EventKind>(k)));
    return names;
}

void addRun(CLI::App& app, RunOptions& o) {
    CLI::App* run =
        app.add_subcommand("run", "run without a window: prints what the program prints, exits as it exits");
    run->add_option("FILE", o.file, "scenario (.json) or Go source (.go)")->required();
    run->add_option("--set", o.set,
                    "a knob, over the scenario's: GOMAXPROCS, GOGC, GOMEMLIMIT, seed, collector, ...")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    run->add_option("--until", o.until,
                    "stop at a condition: \"gc 2\", \"event StackGrow #3\", \"time 3.5ms\"")
        ->type_name("COND");
    run->add_flag("--gctrace", o.gctrace, "a line for each collection, as GODEBUG=gctrace=1");
    run->add_flag("--gcpacertrace", o.gcpacertrace, "what the pacer decides, as GODEBUG=gcpacertrace=1");
    run->add_option("--schedtrace", o.schedtraceMs,
                    "the scheduler's state every MS milliseconds of virtual time")
        ->type_name("MS")
        ->check(CLI::Range(int64_t{1}, int64_t{1'000'000}));
    run->add_flag("--memstats", o.memstats, "runtime.MemStats at the end, as JSON");
    run->add_option("--events", o.events, "write every event as a line of JSON (- is standard output)")
        ->type_name("FILE");
    run->add_option("--kinds", o.kinds, "only events of these kinds, as in GCBegin,GoBlock")
        ->type_name("KIND,...")
        ->delimiter(',')
        ->check(CLI::IsMember(eventNames()));
    run->add_option("--validate", o.validate, "check the invariants of the world every STEPS steps")
        ->type_name("STEPS")
        ->check(CLI::Range(uint64_t{1}, uint64_t{1} << 40));
    run->add_flag("--hash", o.hash, "the hash of the world at the end");
    run->add_flag("--steps", o.steps,
                  "how many steps it took: bytecode instructions, and stages of runtime work");
}

void addShot(CLI::App& app, ShotOptions& o, std::string& size) {
    CLI::App* shot = app.add_subcommand("shot", "one frame, rendered off screen, as a PNG");
    shot->add_option("FILE", o.file, "scenario (.json) or Go source (.go)")->required();
    shot->add_option("--at", o.at, "run to this condition first")->type_name("COND");
    shot->add_option("--view", o.view, "the view in the centre")
        ->type_name("NAME")
        ->check(CLI::IsMember(scenario::viewNames()));
    shot->add_option("--size", size, "in pixels, as 1920x1080")->type_name("WxH");
    shot->add_option("--theme", o.theme, "dark, light or contrast")
        ->type_name("NAME")
        ->check(CLI::IsMember({"dark", "light", "contrast"}));
    shot->add_flag("--projector", o.projector, "everything larger");
    shot->add_option("-o", o.out, "the picture")->type_name("OUT.png");
    shot->add_option("--set", o.set, "a knob, over the scenario's")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
}

bool readSize(const std::string& text, ShotOptions& o) {
    if (text.empty()) return true;
    int used = 0;
    const bool read = std::sscanf(text.c_str(), "%5dx%5d%n", &o.width, &o.height, &used) == 2 &&
                      used == static_cast<int>(text.size());
    return read && o.width >= 320 && o.height >= 240 && o.width <= 16384 && o.height <= 16384;
}

int shotCommand(ShotOptions& o, const std::string& size, const WindowCommands& window) {
    if (!readSize(size, o))
        return trouble("--size: expected WxH from 320x240 to 16384x16384, got \"" + size + "\"");
    return window.shot ? window.shot(o) : trouble(kNoWindow);
}

}  // namespace

int trouble(const std::string& what) {
    std::fprintf(stderr, "tricolor: %s\n", what.c_str());
    return 1;
}

int commandLine(int argc, char** argv, const WindowCommands& window) {
    CLI::App app("Watch a Go program run, step by step, in a model of the Go 1.26 runtime.", "tricolor");
    app.set_version_flag("--version", "tricolor " TRICOLOR_VERSION ", models go1.26 linux/amd64");
    RunOptions run;
    ShotOptions shot;
    ListOptions list;
    std::string file, size, escape;
    std::vector<std::string> checked;
    app.add_option("FILE", file,
                   "scenario (.json) or Go source (.go) for the window; none: the first lesson");
    addRun(app, run);
    CLI::App* check = app.add_subcommand("check", "every problem of the files as FILE:LINE:COLUMN: text");
    check->add_option("FILE", checked, "scenarios (.json) and Go sources (.go)")->required();
    bool reasons = false;
    CLI::App* escaped = app.add_subcommand("escape", "the verdicts of go build -gcflags='-m -l'");
    escaped->add_option("FILE.go", escape, "Go source")->required();
    escaped->add_flag("-v,--reasons", reasons, "also the flow that led to each, as -m=2 tells it");
    addShot(app, shot, size);
    CLI::App* listed = app.add_subcommand("list", "the bundled scenarios");
    listed->add_flag("--first", list.first, "only the file of the first lesson");
    listed->add_flag("--schema", list.schema, "the JSON Schema of scenario files");
    app.require_subcommand(0, 1);

    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& e) {
        return app.exit(e);
    } catch (const CLI::ParseError& e) {
        return trouble(std::string(e.what()) + " (tricolor --help)");
    }
    if (app.got_subcommand("run")) return runCommand(run);
    if (app.got_subcommand("check")) return checkCommand(checked);
    if (app.got_subcommand("escape")) return escapeCommand(escape, reasons);
    if (app.got_subcommand("shot")) return shotCommand(shot, size, window);
    if (app.got_subcommand("list")) return listCommand(list);
    return window.window ? window.window(file) : trouble(kNoWindow);
}

}  // namespace tricolor::app
