// What a run leaves in files and on standard output, as JSON.
#pragma once

#include <cstdio>
#include <string>

#include "sim/runtime/symtab.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::app {

// One event, one line: {"step":…,"time":…,"kind":"Alloc","m":0,"p":0,"g":1,"a":…,"b":…,"c":…,"says":"…"}. m,
// p, g are -1 where there is none; g is a goroutine's id.
void writeEvent(std::FILE* to, const Event& e, const World& w, const runtime::Module& module);

// runtime.MemStats with its field names: what runtime.ReadMemStats would say now. The world is not disturbed:
// a copy of it is asked.
void writeMemStats(std::FILE* to, const World& w, const runtime::Module& module);

// A text as a JSON string, with its quotes.
std::string quoted(const std::string& text);

}  // namespace tricolor::app
