// Watches a run for a condition (condition.h): is told every event that could matter and says when it is met.
#pragma once

#include <vector>

#include "sim/runtime/symtab.h"
#include "sim/scenario/condition.h"
#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::scenario {

// A plain value: copy it to remember how far the watching had come.
class Watch {
  public:
    // Watches from this moment of the world on; allocations and occurrences count from here.
    Watch(Condition condition, const World& from);

    // Asks the sink for the events that observe() must see.
    void want(EventSink& sink) const;

    // An event of the step that is being taken. True once: when the condition is met for the last time it
    // asks for.
    bool observe(const Event& event, const World& world, const runtime::Module& module);

    // Behind each run of steps: conditions that no event announces (step, end). True once, as observe().
    bool observeStep(const World& world);

    // The step at which to look at the latest: run no further than this, then call observeStep().
    uint64_t stepBound() const;

    bool met() const { return met_; }
    const Condition& condition() const { return condition_; }

  private:
    bool holds(const Term& term, const Event* event, const World& world, const runtime::Module* module) const;
    bool count(bool holdsNow);
    bool isAt(uint64_t line, const Event& event) const;

    Condition condition_;
    Phase phase_ = Phase::off;
    uint64_t cycle_ = 0;  // the last that began
    int64_t time_ = 0;    // of the last event
    uint64_t allocations_ = 0;
    std::vector<uint64_t> lines_;  // by G index: the line of the program that it reached last; 0: none
    uint64_t occurrences_ = 0;
    bool held_ = false;  // it held when it was last looked at
    bool met_ = false;
};

}  // namespace tricolor::scenario
