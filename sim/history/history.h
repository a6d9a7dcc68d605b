// What:   time travel over a deterministic world: run forward, step back, seek to any step, change a knob on
//         the way. A moment is "the nearest snapshot before it, then run forward"; snapshots share structure
//         with each other and with the live world, so one costs what was written since the one before.
// Budget: snapshots are taken every spacing() steps. When together they cost more than the budget, every
//         second one is dropped and the spacing doubles, so a run of any length keeps evenly spaced snapshots
//         within the budget (the scheme of Box2D's replay keyframes). What a snapshot shares with the one
//         behind it, the last one with the live world, costs nothing: only what was replaced since counts.
// Invariants:
//  1. snapshots are in strictly ascending order of step; the first is the start and is never dropped;
//  2. commands are in ascending order of step, none beyond end();
//  3. seek(n) gives the same world, bit for bit, as running there from the start with the same commands.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/world/event.h"
#include "sim/world/world.h"

namespace tricolor::history {

// Takes up to maxSteps steps on a world and says how many it took (golang::run bound to a program).
using Stepper = std::function<uint64_t(World&, EventSink&, uint64_t maxSteps)>;

// Something the user does to the running process from outside; kept in a log and done again on every replay.
// GOGC and GOMEMLIMIT act as debug.SetGCPercent and debug.SetMemoryLimit would if the program called them
// now.
struct Command {
    enum class Kind : uint8_t { GOGC, GOMEMLIMIT, writeBarrier } kind{};
    int64_t value = 0;  // GOGC: percent, -1 off; GOMEMLIMIT: bytes; writeBarrier: 0 or 1
    friend bool operator==(const Command&, const Command&) = default;
};
void applyCommand(World& w, const Command& command);

struct Options {
    // Host memory that snapshots may cost; twice the mapped heap where that is more, since a cycle of the
    // collector marks, and so replaces, most pages of the heap.
    uint64_t budgetBytes = 1ull << 30;
    uint64_t spacing = 1 << 19;  // steps between snapshots at first: a replay of 1 to 20 ms
};

class History {
  public:
    History(World start, Stepper stepper, Options options = {});

    const World& world() const { return world_; }
    uint64_t step() const { return world_.step; }
    uint64_t start() const { return snapshots_.front().world.step; }
    // The furthest step reached since the last change of the past.
    uint64_t end() const { return end_; }

    // Goes forward by up to maxSteps steps, through commands that were given in this stretch before. Returns
    // how many; fewer if the process exited or the sink asked to stop.
    uint64_t run(uint64_t maxSteps, EventSink& sink);
    // Goes to a step between start() and, forward, as far as the process lives. False: the process ended
    // before it.
    bool seek(uint64_t step);
    bool stepBack() { return step() > start() && seek(step() - 1); }
    // Does something to the process now. If this moment had a future, that future is forgotten.
    void apply(const Command& command);

    uint64_t spacing() const { return spacing_; }
    size_t snapshotCount() const { return snapshots_.size(); }
    // Host memory of all snapshots beside the live world's, estimated.
    uint64_t snapshotBytes() const { return bytes_; }

  private:
    struct Snapshot {
        World world;
        uint64_t bytes = 0;  // what it costs beside the one behind it
    };
    struct Logged {
        uint64_t step = 0;
        Command command;
    };

    uint64_t advance(uint64_t maxSteps, EventSink& sink);
    uint64_t nextBoundary() const;
    void applyLogged();
    void keepSnapshot();
    void weigh(size_t i);
    uint64_t budget() const { return std::max(options_.budgetBytes, 2 * world_.memory.heapBytesMapped()); }
    void thinOut();
    void forgetFuture();

    Stepper stepper_;
    Options options_;
    World world_;
    std::vector<Snapshot> snapshots_;
    std::vector<Logged> log_;
    size_t nextCommand_ = 0;  // first entry of log_ not applied at the current moment
    uint64_t spacing_ = 0;
    uint64_t bytes_ = 0;
    uint64_t end_ = 0;
};

}  // namespace tricolor::history
