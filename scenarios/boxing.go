package main

import "runtime"

// An interface holds two words: a type and a pointer to the value. Where does the pointer point?

type Point struct{ x, y int }

var (
	boxes  [100]any
	origin Point
	before runtime.MemStats
	after  runtime.MemStats
)

func report(what string) {
	runtime.ReadMemStats(&after)
	println(what, after.Mallocs-before.Mallocs, "allocations,", after.TotalAlloc-before.TotalAlloc, "bytes")
	runtime.ReadMemStats(&before)
}

func main() {
	runtime.ReadMemStats(&before)
	for i := range boxes {
		boxes[i] = &origin // a pointer fits the word itself
	}
	report("100 pointers:     ")
	for i := range boxes {
		boxes[i] = i // below 256: the runtime has these numbers ready
	}
	report("100 small numbers:")
	for i := range boxes {
		boxes[i] = i + 1000 // a copy of the number on the heap
	}
	report("100 large numbers:")
	for i := range boxes {
		boxes[i] = Point{i, i} // a copy of the whole struct
	}
	report("100 structs:      ")
	sum := 0
	for _, b := range boxes {
		sum += b.(Point).x
	}
	println(sum)
}
