#include "sim/history/history.h"

#include <algorithm>
#include <utility>

#include "sim/runtime/mgc.h"
#include "sim/runtime/mgcpacer.h"

namespace tricolor::history {

namespace {

// What keeping `w` costs beside `before`: pages and chunks it does not share, and the parts that are copied
// whole.
template <class Vector>
uint64_t chunksNotShared(const Vector& v, const Vector& before) {
    uint64_t n = 0;
    for (size_t c = 0; c < v.chunkCount(); ++c)
        n += c >= before.chunkCount() || v.chunk(c) != before.chunk(c);
    return n * sizeof(typename Vector::Chunk) + v.chunkCount() * sizeof(void*);
}

uint64_t costBeside(const World& w, const World& before) {
    uint64_t bytes = sizeof(World) + w.memory.bytesNotSharedWith(before.memory);
    bytes += chunksNotShared(w.mheap_.spans, before.mheap_.spans);
    bytes += chunksNotShared(w.mheap_.pageToSpan, before.mheap_.pageToSpan);
    bytes += chunksNotShared(w.mheap_.pages.chunks, before.mheap_.pages.chunks);
    bytes += chunksNotShared(w.allgs, before.allgs);
    bytes += chunksNotShared(w.allp, before.allp);
    bytes += chunksNotShared(w.sudogs, before.sudogs);
    bytes += w.work.bufs.size() * sizeof(workbuf);
    for (const mcentral& c : w.mheap_.central)
        for (int i = 0; i < 2; ++i)
            bytes += (c.partial[static_cast<size_t>(i)].spans.size() +
                      c.full[static_cast<size_t>(i)].spans.size()) *
                     sizeof(SpanId);
    return bytes;
}

}  // namespace

History::History(World start, Stepper stepper, Options options)
    : stepper_(std::move(stepper)), options_(options), world_(std::move(start)), spacing_(options.spacing) {
    CHECK(spacing_ > 0, "snapshots need a spacing");
    end_ = world_.step;
    snapshots_.push_back({world_, sizeof(World)});
    bytes_ = sizeof(World);
}

uint64_t History::nextBoundary() const {
    uint64_t boundary = (world_.step / spacing_ + 1) * spacing_;
    if (nextCommand_ < log_.size()) boundary = std::min(boundary, log_[nextCommand_].step);
    return boundary;
}

void History::applyLogged() {
    while (nextCommand_ < log_.size() && log_[nextCommand_].step == world_.step)
        applyCommand(world_, log_[nextCommand_++].command);
}

uint64_t History::advance(uint64_t maxSteps, EventSink& sink) {
    uint64_t taken = 0;
    while (taken < maxSteps && world_.process == ProcessState::running && !sink.stop) {
        const uint64_t want = std::min(maxSteps - taken, nextBoundary() - world_.step);
        const uint64_t got = stepper_(world_, sink, want);
        taken += got;
        if (world_.step % spacing_ == 0 && world_.step > snapshots_.back().world.step) keepSnapshot();
        applyLogged();
        if (got == 0) break;
    }
    end_ = std::max(end_, world_.step);
    return taken;
}

uint64_t History::run(uint64_t maxSteps, EventSink& sink) {
    return advance(maxSteps, sink);
}

bool History::seek(uint64_t step) {
    step = std::max(step, start());
    const auto behind = std::upper_bound(snapshots_.begin(), snapshots_.end(), step,
                                         [](uint64_t s, const Snapshot& x) { return s < x.world.step; });
    const Snapshot& nearest = *std::prev(behind);
    if (step < world_.step || nearest.world.step > world_.step) {
        world_ = nearest.world;
        nextCommand_ =
            static_cast<size_t>(std::lower_bound(log_.begin(), log_.end(), world_.step,
                                                 [](const Logged& l, uint64_t s) { return l.step < s; }) -
                                log_.begin());
        applyLogged();  // a snapshot is taken before the commands of its step
    }
    EventSink silence;
    advance(step - world_.step, silence);
    return world_.step == step;
}

void History::apply(const Command& command) {
    if (end_ > world_.step || nextCommand_ < log_.size()) forgetFuture();
    log_.push_back({world_.step, command});
    nextCommand_ = log_.size();
    applyCommand(world_, command);
}

void History::forgetFuture() {
    log_.resize(nextCommand_);
    while (snapshots_.back().world.step > world_.step) {
        bytes_ -= snapshots_.back().bytes;
        snapshots_.pop_back();
    }
    weigh(snapshots_.size() - 1);
    end_ = world_.step;
}

void History::keepSnapshot() {
    snapshots_.push_back({world_, 0});
    weigh(snapshots_.size() - 2);
    weigh(snapshots_.size() - 1);
    while (bytes_ > budget() && snapshots_.size() > 2) thinOut();
}

void History::weigh(size_t i) {
    Snapshot& s = snapshots_[i];
    bytes_ -= s.bytes;
    s.bytes = i + 1 < snapshots_.size() ? costBeside(s.world, snapshots_[i + 1].world) : sizeof(World);
    bytes_ += s.bytes;
}

void History::thinOut() {
    spacing_ *= 2;
    std::vector<Snapshot> kept;
    for (Snapshot& s : snapshots_)
        if (kept.empty() || s.world.step % spacing_ == 0) kept.push_back(std::move(s));
    snapshots_ = std::move(kept);
    bytes_ = 0;
    for (Snapshot& s : snapshots_) s.bytes = 0;
    for (size_t i = 0; i < snapshots_.size(); ++i) weigh(i);
}

void applyCommand(World& w, const Command& command) {
    switch (command.kind) {
        case Command::Kind::GOGC:
            w.knobs.GOGC = static_cast<int32_t>(command.value);
            runtime::setGCPercent(w, w.knobs.GOGC);
            break;
        case Command::Kind::GOMEMLIMIT:
            w.knobs.GOMEMLIMIT = command.value;
            runtime::setMemoryLimit(w, command.value);
            break;
        case Command::Kind::writeBarrier:
            runtime::setWriteBarrier(w, command.value != 0);
            break;
    }
}

}  // namespace tricolor::history
