// The way through the allocator is longer when the span in the processor's cache is full, and another one when
// the object is large: the functions on these ways stand on the goroutine's stack. A store into a map needs most
// when the map has to grow. Printed: how many bytes of frames a goroutine with a stack of 2048 bytes can have
// above the operation without its stack being moved.
package main

import "unsafe"

var done = make(chan bool)
var origin uintptr // a place in the goroutine's first frame
var wides, narrows int
var prepare, operate func()

// Did the stack move, on the way here or in the operation?
//
//go:noinline
func leaf(op func(), a, b, c int) bool {
	var here int
	before := uintptr(unsafe.Pointer(&here))
	if origin-before > 1<<20 {
		return true
	}
	op()
	return uintptr(unsafe.Pointer(&here)) != before
}

//go:noinline
func narrow(m int, op func()) bool {
	if m == 0 {
		return leaf(op, 0, 0, 0)
	}
	return narrow(m-1, op)
}

//go:noinline
func wide(n, m int, op func()) bool {
	if n == 0 {
		return narrow(m, op)
	}
	return wide(n-1, m, op)
}

func body() {
	var here int
	origin = uintptr(unsafe.Pointer(&here))
	prepare()
	done <- wide(wides, narrows, operate)
}

// Frames of 48 and of 40 bytes make up any multiple of 8 that is large enough.
func moves(bytes int) bool {
	for narrows = 0; (bytes-48*narrows)%40 != 0; narrows++ {
	}
	wides = (bytes - 48*narrows) / 40
	go body()
	return <-done
}

func probe(name string, first, op func()) {
	prepare, operate = first, op
	low, high := 192/8, 1200/8
	for high-low > 1 {
		if middle := (low + high) / 2; moves(8 * middle) {
			high = middle
		} else {
			low = middle
		}
	}
	println(name, 8*high)
}

func nothing() {}

type kilo [128]int

var object *kilo
var numbers []int
var ints map[int]int

// Until the object is the first, or the last, of its span of eight.
func until(place uintptr) {
	for object = new(kilo); uintptr(unsafe.Pointer(object))&8191 != place; object = new(kilo) {
	}
}

func full(n int) {
	ints = map[int]int{}
	for i := 0; i < n; i++ {
		ints[i] = i
	}
}

func another(n int)                 { object = new(kilo) }
func large(n, a, b int) []int       { return make([]int, n) }
func store(m map[int]int, k, v int) { m[k] = v }

func main() {
	probe("a slot of the span", func() { until(0) }, func() { another(1) })
	probe("a new span", func() { until(7168) }, func() { another(1) })
	probe("a large object", nothing, func() { large(10000, 0, 0) })
	probe("a place in a map", func() { full(6) }, func() { store(ints, 7, 7) })
}
