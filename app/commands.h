// The commands of the command line (design §5), as functions from options to an exit code: 0, 1 for trouble
// of our own (one line on standard error), 2 for problems in what was given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tricolor::app {

struct RunOptions {
    std::string file;
    std::vector<std::string> set;  // KEY=VALUE, over the scenario's knobs
    std::string until;             // a condition; empty: to the end
    bool gctrace = false, gcpacertrace = false;
    int64_t schedtraceMs = 0;  // 0: off
    bool memstats = false, hash = false, steps = false;
    uint64_t validate = 0;           // check every invariant each time so many steps were taken; 0: never
    std::string events;              // a file for one line an event; "-": standard output; empty: none
    std::vector<std::string> kinds;  // only events of these kinds; empty: all
};

struct ShotOptions {
    std::string file;
    std::string at;  // a condition; empty: where the scenario opens
    std::string view;
    int width = 1920, height = 1080;
    std::string out = "tricolor.png";
    std::string theme;  // "dark", "light", "contrast"; empty: the scenario's
    bool projector = false;
    std::vector<std::string> set;
};

struct ListOptions {
    bool first = false;   // only the path of the first lesson
    bool schema = false;  // the schema of the format instead
};

int runCommand(const RunOptions& options);
int checkCommand(const std::vector<std::string>& files);
int escapeCommand(const std::string& file, bool reasons);
int listCommand(const ListOptions& options);

// Says what is wrong with the machine or the call, in one line on standard error; returns 1.
int trouble(const std::string& what);

// What needs a window system or GL comes from outside: a headless build has none of it.
struct WindowCommands {
    int (*window)(const std::string& file) = nullptr;  // file "": the first lesson
    int (*shot)(const ShotOptions& options) = nullptr;
};

}  // namespace tricolor::app
