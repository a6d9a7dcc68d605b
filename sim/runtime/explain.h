// What:    the sentence and the runtime call path of an event (design §4): what the narration, the event log
//          and the transcript say. Each event kind has a sentence in the runtime's own words.
#pragma once

#include <string>
#include <string_view>

#include "sim/runtime/symtab.h"
#include "sim/world/event.h"
#include "sim/world/task.h"
#include "sim/world/world.h"

namespace tricolor::runtime {

// "P1's mcache has no free 32 B scan slot: asks mcentral". The world is the one behind the event's step.
std::string sentence(const Event& e, const World& w, const Module& module);
// "mallocgc → nextFree → refill → cacheSpan"
std::string callPath(const Event& e, const World& w, const Module& module);

// What the next stage of a task is about, for saying what comes next: "takes a grey object from the work
// buffer and scans it".
std::string_view taskSentence(const Task& task);

}  // namespace tricolor::runtime
