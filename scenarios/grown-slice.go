package main

import "runtime"

// A thousand numbers, appended one at a time: to a slice that has to grow, and to one that was made large enough.

const count = 1000

var grown, made []int
var before, after runtime.MemStats

func report(what string) {
	runtime.ReadMemStats(&after)
	println(what, after.Mallocs-before.Mallocs, "allocations,", after.TotalAlloc-before.TotalAlloc, "bytes")
	runtime.ReadMemStats(&before)
}

func main() {
	runtime.ReadMemStats(&before)
	for i := range count {
		grown = append(grown, i)
	}
	report("grown:")

	made = make([]int, 0, count)
	for i := range count {
		made = append(made, i)
	}
	report("made: ")
	println(cap(grown), cap(made))
}
