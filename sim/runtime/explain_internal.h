// What:    the parts of explain.cc: empty for kinds that are not theirs.
// Follows: nothing in real Go.
// Differs: –
#pragma once

#include "sim/runtime/explain.h"

namespace tricolor::runtime {

std::string allocatorSentence(const Event& e, const World& w, const Module& m);
std::string collectorSentence(const Event& e, const World& w, const Module& m);
std::string schedulerSentence(const Event& e, const World& w, const Module& m);
std::string programSentence(const Event& e, const World& w, const Module& m);

}  // namespace tricolor::runtime
