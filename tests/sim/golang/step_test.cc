// Running and stepping are the same thing; the world's invariants hold at every step of a program that does
// everything at once: goroutines, channels, select, timers, a mutex, garbage and collections, on one P and on
// several.
#include "sim/golang/step.h"

#include <gtest/gtest.h>

#include "sim/golang/load.h"
#include "sim/runtime/validate.h"

namespace tricolor::golang {
namespace {

constexpr const char* kProgram = R"(package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type Node struct {
	l, r *Node
	buf  []byte
}

func build(d int) *Node {
	if d == 0 {
		return &Node{buf: make([]byte, 64)}
	}
	return &Node{build(d - 1), build(d - 1), nil}
}

func main() {
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	ch := make(chan *Node, 4)
	for i := 0; i < 5; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := 0; j < 6; j++ {
				select {
				case ch <- build(7):
				case m := <-ch:
					if m == nil {
						panic("nil")
					}
				case <-time.After(50 * time.Microsecond):
				}
				mu.Lock()
				total++
				mu.Unlock()
				if j == 4 {
					runtime.GC()
				}
				time.Sleep(time.Duration(i) * 10 * time.Microsecond)
			}
		}()
	}
	wg.Wait()
	fmt.Println(total, runtime.NumGoroutine())
}
)";

struct Output : EventSink {
    std::string text;
    void output(int, std::string_view bytes) override { text += bytes; }
};

class Steps : public ::testing::TestWithParam<int> {};

TEST_P(Steps, areTheSameOneByOneInPiecesAndInOneRun) {
    const LoadResult loaded = load({{"main.go", kProgram}});
    ASSERT_TRUE(loaded.program) << (loaded.problems.empty() ? "" : loaded.problems[0].str());
    const Program& p = *loaded.program;
    Knobs knobs;
    knobs.GOMAXPROCS = GetParam();
    knobs.seed = 7;
    World whole = boot(p, knobs), steps = boot(p, knobs), pieces = boot(p, knobs);
    Output a, b, c;
    const uint64_t n = run(whole, p, a, UINT64_MAX);
    EXPECT_EQ(a.text, "30 1\n");
    uint64_t k = 0;
    for (; step(steps, p, b); ++k) {
        if (k % 61 == 0) {
            ASSERT_EQ(runtime::validate(steps), "") << "after step " << k;
        }
    }
    EXPECT_EQ(k, n);
    uint64_t done = 0, size = 1;
    for (uint64_t d = 1; d > 0; done += d, size = size * 7 % 1009 + 1) d = run(pieces, p, c, size);
    EXPECT_EQ(done, n);
    EXPECT_TRUE(equal(whole, steps));
    EXPECT_TRUE(equal(whole, pieces));
    EXPECT_EQ(a.text, b.text);
}

INSTANTIATE_TEST_SUITE_P(onProcessors, Steps, ::testing::Values(1, 2, 4, 8));

}  // namespace
}  // namespace tricolor::golang
