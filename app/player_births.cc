// Who allocated what, and when: found by running a stretch of known ground again with an ear for allocations.
#include <algorithm>
#include <utility>

#include "app/player.h"
#include "sim/runtime/mbitmap.h"

namespace tricolor::app {
namespace {

constexpr uint64_t kMostReplayed = 20'000'000;  // steps; about a second
constexpr uint64_t kMostWhileBusy = 300'000;    // steps that do not make a frame late

class BirthSink : public EventSink {
  public:
    BirthSink(const World& w, render::Births& births) : w_(w), births_(births) {
        want(EventKind::Alloc);
        want(EventKind::TinyAlloc);
        want(EventKind::Refill);
        want(EventKind::SpanAlloc);
    }
    void event(const Event& e) override {
        uint64_t& slow = births_.slowPathOf(e.m);
        if (e.kind == EventKind::Refill) slow = w_.step + 1;
        if (e.kind == EventKind::SpanAlloc && e.c < 2) slow = w_.step + 1;  // of a large object
        if (e.kind != EventKind::Alloc && e.kind != EventKind::TinyAlloc) return;
        const uint64_t began = std::exchange(slow, 0);
        if (e.kind == EventKind::TinyAlloc && e.c != 0) return;  // joins a block that has its owner
        const bool user = e.g >= 0 && static_cast<size_t>(e.g) < w_.allgs.size() &&
                          !w_.allgs[static_cast<size_t>(e.g)].isG0;
        const runtime::ObjectRef o = runtime::findObject(w_, e.a);
        births_.add({o.base ? o.base : e.a, w_.step + 1, user ? w_.allgs[static_cast<size_t>(e.g)].goid : 0,
                     w_.memstats.numgc, 0, began, e.p});
    }

  private:
    const World& w_;
    render::Births& births_;
};

}  // namespace

const render::Births* Player::births() {
    const uint64_t here = step();
    if (birthsKnown_ && births_.covers(here)) return &births_;
    const bool ahead = birthsKnown_ && here > births_.to() && here - births_.to() <= kMostReplayed;
    if (busy() && (!ahead || here - births_.to() > kMostWhileBusy)) return nullptr;
    if (!ahead) births_.startAt(std::max(history_.start(), here > kMostReplayed ? here - kMostReplayed : 0));
    birthsKnown_ = true;
    history_.seek(births_.to());
    BirthSink sink(history_.world(), births_);
    while (step() < here && history_.run(here - step(), sink) > 0) continue;
    history_.seek(here);
    births_.reached(here);
    return &births_;
}

}  // namespace tricolor::app
