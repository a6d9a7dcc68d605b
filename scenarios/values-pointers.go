package main

import "runtime"

// A thousand points in one array, and a thousand pointers to points.

type Point struct{ x, y, z int64 }

const count = 1000

var (
	values   []Point
	pointers []*Point
	before   runtime.MemStats
	after    runtime.MemStats
)

func report(what string) {
	runtime.ReadMemStats(&after)
	println(what, after.Mallocs-before.Mallocs, "allocations,", after.TotalAlloc-before.TotalAlloc, "bytes")
	runtime.ReadMemStats(&before)
}

func main() {
	runtime.ReadMemStats(&before)
	values = make([]Point, count)
	for i := range values {
		values[i].x = int64(i)
	}
	report("values:  ")

	pointers = make([]*Point, count)
	for i := range pointers {
		pointers[i] = &Point{x: int64(i)}
	}
	report("pointers:")

	runtime.GC() // one object without pointers, and a thousand and one to be found
	println(values[7].x, pointers[7].x)
}
