// What time travel costs: copying a world with a 100 MiB heap, going back one step, seeking in a run of ten
// million steps, and running with history against running without. Prints a table; ratios come from this one
// run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/history/history.h"

using namespace tricolor;

namespace {

constexpr const char* kHundredMiB = R"(package main

type node struct {
	next *node
	data [6]int
}

var live [1700000]*node

func main() {
	for i := range live {
		live[i] = &node{}
		live[i].data[0] = i
	}
	for {
		for i := range live {
			live[i].data[1]++
		}
	}
}
)";

constexpr const char* kTrees = R"(package main

type tree struct{ left, right *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

func (t *tree) count() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.count() + t.right.count()
}

func main() {
	kept := grow(14)
	for {
		if grow(10).count() != 2047 || kept.count() != 32767 {
			panic("wrong")
		}
	}
}
)";

using Clock = std::chrono::steady_clock;
double msSince(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::shared_ptr<const golang::Program> program(const char* text) {
    const golang::LoadResult loaded = golang::load({{"bench.go", text}});
    for (const golang::Diagnostic& d : loaded.problems) std::printf("%s\n", d.str().c_str());
    return loaded.program;
}

history::Stepper stepperOf(const std::shared_ptr<const golang::Program>& p) {
    return [p](World& w, EventSink& sink, uint64_t n) { return golang::run(w, *p, sink, n); };
}

void copies() {
    const auto p = program(kHundredMiB);
    if (!p) return;
    World w = golang::boot(*p, {});
    EventSink sink;
    golang::run(w, *p, sink, 60'000'000);
    std::printf("heap in use                        %8.1f MiB\n",
                static_cast<double>(w.memstats.heapInUse) / 1048576);
    auto start = Clock::now();
    const World first = w;
    std::printf("copy, every page written before    %8.2f ms\n", msSince(start));
    golang::run(w, *p, sink, 100'000);
    start = Clock::now();
    const World second = w;
    std::printf("copy, 100 000 steps later          %8.3f ms\n", msSince(start));
    start = Clock::now();
    w = first;
    std::printf("going back to the first copy       %8.3f ms\n", msSince(start));
}

void seeks(uint64_t steps) {
    const auto p = program(kTrees);
    if (!p) return;
    EventSink sink;
    World plain = golang::boot(*p, {});
    auto start = Clock::now();
    golang::run(plain, *p, sink, steps);
    const double without = msSince(start);
    history::History h(golang::boot(*p, {}), stepperOf(p));
    start = Clock::now();
    h.run(steps, sink);
    const double with = msSince(start);
    std::printf("%llu million steps                 %8.0f ms, with history %.0f ms: %+.1f %%\n",
                static_cast<unsigned long long>(steps / 1'000'000), without, with,
                (with / without - 1) * 100);
    std::printf("snapshots                          %8zu, %.1f MiB, one every %llu steps\n",
                h.snapshotCount(), static_cast<double>(h.snapshotBytes()) / 1048576,
                static_cast<unsigned long long>(h.spacing()));
    double worst = 0;
    for (int i = 0; i < 20; ++i) {
        start = Clock::now();
        h.stepBack();
        worst = std::max(worst, msSince(start));
    }
    std::printf("step back, worst of 20             %8.2f ms\n", worst);
    Random random{7};
    worst = 0;
    double sum = 0;
    for (int i = 0; i < 100; ++i) {
        start = Clock::now();
        h.seek(random.below(static_cast<uint32_t>(steps)));
        const double ms = msSince(start);
        worst = std::max(worst, ms);
        sum += ms;
    }
    std::printf("seek, 100 random places            %8.2f ms on average, worst %.2f ms\n", sum / 100, worst);
}

}  // namespace

int main() {
    copies();
    seeks(10'000'000);
}
