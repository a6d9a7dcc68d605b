// A value in an interface needs memory of its own, unless it never changes: a constant, or a literal made of nothing but
// constants, lies in the read-only part of the binary, and every such interface points to it. One variable in the
// literal, and it is made anew each time.
package main

import "runtime"

type point struct{ x, y int }
type line struct {
	from, to point
	name     string
}

var s0, s1 runtime.MemStats
var sink any
var seven = 7
var text = "text"

func measure(name string, f func()) {
	runtime.ReadMemStats(&s0)
	f()
	runtime.ReadMemStats(&s1)
	println(name, s1.Mallocs-s0.Mallocs, "objects", s1.TotalAlloc-s0.TotalAlloc, "bytes")
}

func main() {
	measure("warm up:", func() { sink = seven * 1000 })
	measure("constant:", func() { sink = 70000 })
	measure("variable:", func() { sink = seven * 10000 })
	measure("zero struct:", func() { sink = point{} })
	measure("struct of constants:", func() { sink = point{1, 2} })
	measure("struct with a variable:", func() { sink = point{1, seven} })
	measure("named field:", func() { sink = point{y: 5} })
	measure("nested:", func() { sink = line{point{1, 2}, point{y: 4}, "a"} })
	measure("nested with a variable:", func() { sink = line{point{1, 2}, point{y: 4}, text} })
	measure("array:", func() { sink = [3]int{1, 2, 3} })
	measure("array with an index:", func() { sink = [10]float64{3: 2.5} })
	measure("array with a variable:", func() { sink = [3]int{1, seven, 3} })
	measure("slice:", func() { sink = []int{1, 2, 3} })
	measure("pointer:", func() { sink = &point{1, 2} })
	p := sink
	measure("again:", func() { sink = line{point{1, 2}, point{y: 4}, "a"} })
	l := sink.(line)
	l.name = "b"
	println(l.from.x, l.to.y, l.name, sink.(line).name, sink == any(line{point{1, 2}, point{0, 4}, "a"}), *p.(*point) == point{1, 2})
}
