// Programs small enough to see through: what they print, how they die, and that steps are steps.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/golang/load.h"
#include "sim/golang/step.h"
#include "sim/runtime/validate.h"

namespace tricolor::golang {
namespace {

struct Recorder : EventSink {
    std::string out, err;
    std::vector<Event> events;
    void output(int fd, std::string_view bytes) override { (fd == 2 ? err : out) += bytes; }
    void event(const Event& e) override { events.push_back(e); }
};

std::shared_ptr<const Program> compile(const std::string& text) {
    LoadResult r = load({{"test.go", text}});
    for (const Diagnostic& d : r.problems) ADD_FAILURE() << d.str();
    return r.program;
}

std::string body(const std::string& statements) {
    return "package main\n\nfunc main() {\n" + statements + "\n}\n";
}

// Runs to the end, or 20 million steps.
World finish(const Program& p, EventSink& sink) {
    World w = boot(p, Knobs{});
    run(w, p, sink, 20000000);
    EXPECT_EQ(w.process, ProcessState::exited);
    return w;
}

constexpr const char* kBusy = R"(package main

type node struct{ left, right *node }

func build(d int) *node {
	if d == 0 {
		return &node{}
	}
	return &node{build(d - 1), build(d - 1)}
}

func (n *node) count() int {
	if n == nil {
		return 0
	}
	return 1 + n.left.count() + n.right.count()
}

func main() {
	done := make(chan int)
	m := map[string]int{}
	for i := 0; i < 4; i++ {
		go func() {
			total := 0
			for k := 0; k < 3; k++ {
				total += build(4 + i).count()
			}
			done <- total
		}()
	}
	sum := 0
	for i := 0; i < 4; i++ {
		sum += <-done
		m[string(rune('a'+i))] = sum
	}
	defer println("deferred", len(m))
	println(sum, m["d"])
}
)";

TEST(interpreter, steppingIsTheSameAsRunning) {
    const auto p = compile(kBusy);
    ASSERT_TRUE(p);
    for (const int procs : {1, 2}) {
        Knobs knobs;
        knobs.GOMAXPROCS = procs;
        World stepped = boot(*p, knobs), whole = boot(*p, knobs), pieces = boot(*p, knobs);
        Recorder a, b, c;
        uint64_t n = 0;
        while (stepped.process == ProcessState::running) n += run(stepped, *p, a, 1);
        EXPECT_EQ(stepped.step, n);
        EXPECT_EQ(run(whole, *p, b, UINT64_MAX), n);
        for (uint64_t k = 1; pieces.process == ProcessState::running; k = k % 97 + 1) run(pieces, *p, c, k);
        EXPECT_TRUE(equal(stepped, whole)) << procs << " processors";
        EXPECT_TRUE(equal(stepped, pieces)) << procs << " processors";
        EXPECT_EQ(a.err, b.err);
        EXPECT_EQ(a.err, c.err);
    }
}

TEST(interpreter, listeningChangesNothing) {
    const auto p = compile(kBusy);
    ASSERT_TRUE(p);
    Recorder quiet, all;
    all.wantAll();
    const World a = finish(*p, quiet), b = finish(*p, all);
    EXPECT_TRUE(equal(a, b));
    EXPECT_GT(all.events.size(), 1000u);
}

TEST(interpreter, keepsTheInvariantsAtEveryStep) {
    const auto p = compile(kBusy);
    ASSERT_TRUE(p);
    World w = boot(*p, Knobs{});
    Recorder sink;
    for (uint64_t k = 1; w.process == ProcessState::running; k = k % 61 + 1) {
        run(w, *p, sink, k);
        ASSERT_EQ(runtime::validate(w), "") << "step " << w.step;
        ASSERT_FALSE(nextStep(w, *p).sentence.empty());
    }
    EXPECT_EQ(sink.err, "1428 1428\ndeferred 4\n");
}

TEST(interpreter, aWorldGoesOnFromACopy) {
    const auto p = compile(kBusy);
    ASSERT_TRUE(p);
    World w = boot(*p, Knobs{});
    Recorder a, b;
    run(w, *p, a, 3000);
    World copy = w;
    run(w, *p, a, UINT64_MAX);
    run(copy, *p, b, UINT64_MAX);
    EXPECT_TRUE(equal(w, copy));
}

struct Death {
    const char* name;
    const char* statements;
    const char* panic;  // first line behind "panic: "
};

TEST(interpreter, diesInGosWords) {
    const Death deaths[] = {
        {"index", "s := []int{1, 2}; i := 5; println(s[i])",
         "runtime error: index out of range [5] with length 2"},
        {"negative index", "s := []int{1}; i := -1; println(s[i])", "runtime error: index out of range [-1]"},
        {"slice", "s := []int{1}; i := 3; _ = s[:i]",
         "runtime error: slice bounds out of range [:3] with capacity 1"},
        {"string", "s := \"ab\"; i := 3; _ = s[i:]", "runtime error: slice bounds out of range [3:2]"},
        {"divide", "a, b := 1, 0; println(a / b)", "runtime error: integer divide by zero"},
        {"shift", "a, b := 1, -1; println(a << b)", "runtime error: negative shift amount"},
        {"nil", "var p *int; println(*p)",
         "runtime error: invalid memory address or nil pointer dereference"},
        {"nil map", "var m map[int]int; m[1] = 2", "assignment to entry in nil map"},
        {"nil func", "var f func(); f()", "runtime error: invalid memory address or nil pointer dereference"},
        {"assertion", "var x any = 1; println(x.(string))",
         "interface conversion: interface {} is int, not string"},
        {"nil assertion", "var x any; println(x.(string))",
         "interface conversion: interface {} is nil, not string"},
        {"compare", "var x, y any = []int{}, []int{}; println(x == y)",
         "runtime error: comparing uncomparable type []int"},
        {"close", "c := make(chan int); close(c); close(c)", "close of closed channel"},
        {"close nil", "var c chan int; close(c)", "close of nil channel"},
        {"send", "c := make(chan int, 1); close(c); c <- 1", "send on closed channel"},
        {"make", "n := -1; _ = make([]int, n)", "runtime error: makeslice: len out of range"},
        {"value", "panic(\"a\\nb\")", "a\n\tb"},
        {"number", "panic(3.5)", "3.5"},
        {"recovered twice", "defer func() { panic(2) }(); panic(1)", "1\n\tpanic: 2"},
        {"again", "defer func() { panic(recover()) }(); panic(\"x\")", "x [recovered, repanicked]"},
    };
    for (const Death& d : deaths) {
        const auto p = compile(body(d.statements));
        ASSERT_TRUE(p) << d.name;
        Recorder sink;
        const World w = finish(*p, sink);
        EXPECT_EQ(w.exitCode, 2) << d.name;
        const std::string want = std::string("panic: ") + d.panic + "\n";
        EXPECT_EQ(sink.err.substr(0, want.size()), want) << d.name;
        EXPECT_NE(sink.err.find("\n\ngoroutine 1 [running]:\n"), std::string::npos) << d.name << "\n"
                                                                                    << sink.err;
    }
}

TEST(interpreter, recoversIntoTheResultsOfTheFunctionThatDeferred) {
    const auto p = compile(R"(package main

func f() (n int) {
	defer func() {
		if r := recover(); r != nil {
			n += 10
		}
	}()
	n = 1
	var m map[string]int
	m["x"] = 1
	return 5
}

func main() { println(f(), recover() == nil) }
)");
    ASSERT_TRUE(p);
    Recorder sink;
    EXPECT_EQ(finish(*p, sink).exitCode, 0);
    EXPECT_EQ(sink.err, "11 true\n");
}

TEST(interpreter, aWildAddressEndsTheProgramAndNotTheSimulator) {
    const auto p = compile(
        "package main\n\nimport \"unsafe\"\n\nfunc main() {\n\tx := uintptr(0x123456789000)\n"
        "\tprintln(*(*int)(unsafe.Pointer(x)))\n}\n");
    ASSERT_TRUE(p);
    Recorder sink;
    EXPECT_EQ(finish(*p, sink).exitCode, 2);
    EXPECT_EQ(sink.err.substr(0, 62), "unexpected fault address 0x123456789000\nfatal error: fault\n[si");
}

TEST(interpreter, stopsBehindTheStepInWhichTheSinkAsks) {
    struct Stopper : Recorder {
        void event(const Event& e) override {
            Recorder::event(e);
            stop = true;
        }
    };
    const auto p = compile(body("for i := 0; i < 3; i++ {\n\tprintln(i)\n}"));
    ASSERT_TRUE(p);
    World w = boot(*p, Knobs{});
    Stopper sink;
    sink.want(EventKind::Statement);
    size_t stops = 0;
    while (w.process == ProcessState::running) {
        sink.stop = false;
        const size_t before = sink.events.size();
        run(w, *p, sink, UINT64_MAX);
        EXPECT_LE(sink.events.size(), before + 1) << "one statement a run";
        ++stops;
    }
    EXPECT_GT(stops, 6u);
}

}  // namespace
}  // namespace tricolor::golang
