// What time travel costs: copying a world with a 100 MiB heap, going back one step, seeking in a run of ten
// million steps, and running with history against running without. Prints a table; ratios come from this one
// run.
// history_bench heap MIB: host memory and time of snapshots of a heap of small objects of that size.
// history_bench fill MIB: filling such a heap with history.
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/history/history.h"

using namespace tricolor;

namespace {

// NODES stands for their number; it prints something when the heap is full.
constexpr const char* kFullHeap = R"(package main

type node struct {
	next *node
	data [6]int
}

var live []*node

func main() {
	live = make([]*node, NODES)
	for i := range live {
		live[i] = &node{}
		live[i].data[0] = i
	}
	println("full")
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

// A world whose heap holds this many nodes of 64 bytes.
World fullHeap(const std::shared_ptr<const golang::Program>& p) {
    World w = golang::boot(*p, {});
    EventSink sink;
    while (w.outputBytes == 0) golang::run(w, *p, sink, 1'000'000);
    std::printf("heap in use                        %8.1f MiB\n",
                static_cast<double>(w.memstats.heapInUse) / 1048576);
    return w;
}

std::shared_ptr<const golang::Program> nodes(uint64_t n) {
    std::string text = kFullHeap;
    return program(text.replace(text.find("NODES"), 5, std::to_string(n)).c_str());
}

void copies() {
    const auto p = nodes(1'700'000);
    if (!p) return;
    World w = fullHeap(p);
    EventSink sink;
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

double mib(uint64_t bytes) {
    return static_cast<double>(bytes) / 1048576;
}

// Anonymous pages of this process and pages of its memory files, whether mapped or not.
uint64_t hostBytes() {
    uint64_t bytes = 0;
    if (std::FILE* f = std::fopen("/proc/self/smaps_rollup", "r")) {
        char line[200];
        unsigned long long kib = 0;
        while (std::fgets(line, sizeof line, f))
            if (std::sscanf(line, "Pss_Anon: %llu kB", &kib) == 1) bytes += kib << 10;
        std::fclose(f);
    }
    if (DIR* fds = opendir("/proc/self/fd")) {
        while (const dirent* e = readdir(fds)) {
            char target[64] = {};
            struct stat st {};
            if (readlinkat(dirfd(fds), e->d_name, target, sizeof target - 1) > 0 &&
                std::strncmp(target, "/memfd:", 7) == 0 && fstat(std::atoi(e->d_name), &st) == 0)
                bytes += static_cast<uint64_t>(st.st_blocks) * 512;
        }
        closedir(fds);
    }
    return bytes;
}

void tell(const char* what, double ms) {
    std::printf("%-34s %9.2f ms, host memory %8.1f MiB\n", what, ms, mib(hostBytes()));
}

// One snapshot after another of a heap of small objects; between them 100 000 steps, before the last one
// enough to write every page.
void heapOfSmallObjects(uint64_t megabytes) {
    const uint64_t count = (megabytes << 20) / 72;
    const auto p = nodes(count);
    if (!p) return;
    auto start = Clock::now();
    World w = fullHeap(p);
    EventSink sink;
    tell("filled", msSince(start));
    std::vector<World> kept;
    kept.reserve(16);
    const auto keep = [&](const char* what) {
        start = Clock::now();
        kept.push_back(w);
        tell(what, msSince(start));
    };
    const auto go = [&](const char* what, uint64_t steps) {
        start = Clock::now();
        golang::run(w, *p, sink, steps);
        tell(what, msSince(start));
    };
    const auto back = [&](const char* what, size_t to) {
        start = Clock::now();
        w = kept[to];
        tell(what, msSince(start));
    };
    keep("first snapshot");
    go("100 000 steps", 100'000);
    keep("second snapshot");
    for (int i = 3; i < 10; ++i) {
        golang::run(w, *p, sink, 100'000);
        kept.push_back(w);
    }
    go("7 snapshots later, 100 000 steps", 100'000);
    keep("tenth snapshot");
    back("back to the ninth", 8);
    back("back to the first", 0);
    back("forward to the tenth", 9);
    go("steps that write every page", count * 12);
    keep("eleventh snapshot");
    go("100 000 steps", 100'000);
    back("back to the first", 0);
    go("100 000 steps", 100'000);
    kept.pop_back();
    tell("without the eleventh", 0);
    start = Clock::now();
    kept.clear();
    tell("without any", msSince(start));
    go("20 million steps", 20'000'000);
    history::History h(std::move(w), stepperOf(p));
    start = Clock::now();
    h.run(20'000'000, sink);
    tell("20 million with history", msSince(start));
    start = Clock::now();
    h.run(20'000'000, sink);
    tell("20 million more", msSince(start));
}

// The same heap filled under a history, as the window does it.
void fillWithHistory(uint64_t megabytes) {
    const auto p = nodes((megabytes << 20) / 72);
    if (!p) return;
    EventSink sink;
    history::History filling(golang::boot(*p, {}), stepperOf(p));
    const auto start = Clock::now();
    while (filling.world().outputBytes == 0 && filling.run(1'000'000, sink)) {
    }
    tell("filled, with history", msSince(start));
    std::printf("snapshots                          %9zu, %.1f MiB, one every %llu steps\n",
                filling.snapshotCount(), mib(filling.snapshotBytes()),
                static_cast<unsigned long long>(filling.spacing()));
}

}  // namespace

int main(int argc, char** argv) {
    const uint64_t megabytes = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 0;
    if (megabytes && std::strcmp(argv[1], "heap") == 0) {
        heapOfSmallObjects(megabytes);
        return 0;
    }
    if (megabytes && std::strcmp(argv[1], "fill") == 0) {
        fillWithHistory(megabytes);
        return 0;
    }
    copies();
    seeks(10'000'000);
}
