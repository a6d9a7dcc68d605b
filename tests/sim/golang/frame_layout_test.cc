#include "sim/golang/frame_layout.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/golang/load.h"

namespace tricolor::golang {
namespace {

constexpr const char* kSource = R"go(package main

type node struct {
	left, right *node
	key         int
}
type pair struct{ a, b int }

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}
func gcd(a, b int) int {
	if b == 0 {
		return a
	}
	return gcd(b, a%b)
}
func ackermann(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}
func insert(n *node, key int) *node {
	if n == nil {
		return &node{key: key}
	}
	if key < n.key {
		n.left = insert(n.left, key)
	} else {
		n.right = insert(n.right, key)
	}
	return n
}
func sum(n *node) int {
	if n == nil {
		return 0
	}
	return n.key + sum(n.left) + sum(n.right)
}
func walk(n *node, visit func(int)) {
	if n != nil {
		walk(n.left, visit)
		visit(n.key)
		walk(n.right, visit)
	}
}
func permute(a []int, k int, out func([]int)) {
	if k == len(a) {
		out(a)
		return
	}
	for i := k; i < len(a); i++ {
		a[k], a[i] = a[i], a[k]
		permute(a, k+1, out)
		a[k], a[i] = a[i], a[k]
	}
}
func join(a, b string) string { return a + b }
func join3(a, b, c string) string { return a + b + c }
func grow(s []int, n int) []int { return append(s, n) }
func makeInts(n int) []int { return make([]int, n) }
func newPair(n int) *pair { return &pair{a: n} }
func boxPair(p pair) any { return p }
func store(m map[int]int, k, v int) { m[k] = v }
func storeText(m map[string]int, k string, v int) { m[k] = v }
func iterate(m map[int]int) (n int) {
	for k := range m {
		n += k
	}
	return n
}
func send(c chan int, n int) { c <- n }
func either(c, d chan int) int {
	select {
	case n := <-c:
		return n
	case n := <-d:
		return n
	}
}
func sayInt(n int) { println(n) }
func sayTwo(n int, s string) { println(n, s) }
func one(f func()) { defer f() }
func two(f func()) { defer f(); defer f() }
func three(f func()) { defer f(); defer f(); defer f() }
func looped(f func(), n int) {
	for i := 0; i < n; i++ {
		defer f()
	}
}
func recovered(v any) { defer catch(); panic(v) }
func catch()          { recover() }
func index(s []int, i int) int { defer catch(); return s[i] }

func main() {
	println(fib(5), gcd(12, 18), ackermann(1, 2), sum(insert(nil, 5)))
	walk(nil, func(int) {})
	permute(nil, 0, func([]int) {})
	println(join("a", "b"), join3("a", "b", "c"), len(grow(nil, 1)), len(makeInts(2)), newPair(1), boxPair(pair{}))
	store(map[int]int{}, 1, 2)
	storeText(map[string]int{}, "a", 2)
	println(iterate(nil))
	send(make(chan int, 4), 4)
	sayInt(1)
	sayTwo(1, "a")
	one(catch)
	two(catch)
	three(catch)
	looped(catch, 2)
	recovered(1)
	index(nil, 1)
	either(nil, nil)
}
)go";

// `go build -gcflags='-l -S'` of go 1.26, with the return address.
const std::map<std::string, uint32_t> kFrames = {
    {"main.fib", 32},       {"main.gcd", 32},     {"main.ackermann", 40}, {"main.insert", 32},
    {"main.sum", 32},       {"main.walk", 32},    {"main.permute", 64},   {"main.join", 56},
    {"main.join3", 72},     {"main.grow", 80},    {"main.makeInts", 40},  {"main.newPair", 32},
    {"main.boxPair", 32},   {"main.store", 40},   {"main.storeText", 48}, {"main.iterate", 144},
    {"main.send", 32},      {"main.either", 120}, {"main.sayInt", 24},    {"main.sayTwo", 32},
    {"main.one", 32},       {"main.two", 40},     {"main.three", 48},     {"main.looped", 32},
    {"main.recovered", 48}, {"main.index", 40},
};

TEST(frameLayout, givesFunctionsTheFramesThatGcGivesThem) {
    const LoadResult loaded = load({{"frames.go", kSource}});
    ASSERT_TRUE(loaded.program);
    size_t found = 0;
    for (const runtime::Func& f : loaded.program->module.funcs) {
        const auto row = kFrames.find(f.name);
        if (row == kFrames.end()) continue;
        EXPECT_EQ(f.frameSize, row->second) << f.name;
        ++found;
    }
    EXPECT_EQ(found, kFrames.size());
}

}  // namespace
}  // namespace tricolor::golang
