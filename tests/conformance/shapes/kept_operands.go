// What the closure of a go or defer statement keeps: operands that are not constants. Constants, nil and literals of
// nothing else are made again inside the call; without operands that vary nothing is allocated.
package main

import "runtime"

type point struct{ x, y int }
type long struct {
	a    [6]int
	name string
}

var before, after runtime.MemStats
var total, five = 0, 5

//go:noinline
func one(n int) { total += n }

//go:noinline
func two(p point, s string) { total += p.x + len(s) }

//go:noinline
func three(l long, p *point, xs []int) { total += l.a[1] + len(xs) }

//go:noinline
func many(s string, xs ...int) { total += len(s) + len(xs) }

//go:noinline
func boxed(x any) { total++ }

func (p point) add(n int) { total += p.x + n }

func cost(name string, f func()) {
	f()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	println(name, after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)
}

func main() {
	cost("go constant", func() { go one(7); runtime.Gosched() })
	cost("go variable", func() { go one(five); runtime.Gosched() })
	cost("go literal", func() { go two(point{1, 2}, "text"); runtime.Gosched() })
	cost("go method", func() { p := point{five, 1}; go p.add(3); runtime.Gosched() })
	cost("go variadic", func() { go many("a", 1, 2, 3); runtime.Gosched() })
	cost("go variadic of both", func() { go many("a", 1, five, 3); runtime.Gosched() })
	cost("go nothing", func() { go many("a"); runtime.Gosched() })
	cost("go boxed constant", func() { go boxed(1000); runtime.Gosched() })
	cost("go boxed nil", func() { go boxed(nil); runtime.Gosched() })
	cost("go large literal", func() { go three(long{name: "x"}, nil, []int{1, 2}); runtime.Gosched() })
	cost("defer constants in a loop", func() {
		for range 3 {
			defer one(1)
		}
	})
	cost("defer literals in a loop", func() {
		for range 3 {
			defer three(long{}, nil, nil)
		}
	})
	cost("defer variables in a loop", func() {
		for i := range 3 {
			defer two(point{1, 2}, "text"[i:])
		}
	})
	println(total)
}
