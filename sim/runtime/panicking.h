// What:    the end of the simulated process in Go's words: fatal errors (which no recover stops), the
//          traceback of goroutines behind them, exit statuses.
// Follows: runtime/panic.go (fatal, fatalpanic, dieFromException), traceback.go, proc.go (checkdead).
// Differs: frames show the function without argument words.
#pragma once

#include <string>
#include <string_view>

#include "sim/runtime/task.h"

namespace tricolor::runtime {

// Writes to descriptor 2 of the simulated process.
void writeErr(Ctx& c, std::string_view text);

// "fatal error: TEXT", the traceback, exit status 2. Nothing runs after it.
void fatalError(Ctx& c, std::string_view text);

// The process ends with this status.
void exitProcess(Ctx& c, int32_t status);

// "goroutine 7 [chan receive, 2 minutes, locked to thread]:"
std::string goroutineHeader(Ctx& c, GId g);
// Header and frames, each "main.f(...)\n\tFILE:LINE +0xOFF"; ends with a newline.
std::string traceback(Ctx& c, GId g);
// What follows a fatal error or an unrecovered panic: current goroutine, then (all) the other user
// goroutines, each preceded by a blank line.
std::string tracebackAll(Ctx& c, bool all);

}  // namespace tricolor::runtime
