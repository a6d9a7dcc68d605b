// A deferred call needs no more than a call, where the compiler makes it itself; one that stands in a loop is
// called by the runtime's deferreturn, and after a panic it is called by gopanic: their frames are between the
// function and its deferred calls. The records of the first are made by deferproc. Printed: how many bytes of frames a goroutine with a stack of 2048
// bytes can have above a function without its stack being moved.
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

func catch()            { recover() }
func deferred(f func()) { defer f() }
func three(f func()) {
	defer f()
	defer f()
	defer f()
}

func looped(f func(), n int) {
	for i := 0; i < n; i++ {
		defer f()
	}
}

func panicking(v any) {
	defer catch()
	panic(v)
}

func index(s []int, i int) int {
	defer catch()
	return s[i]
}

func main() {
	probe("one defer", nothing, func() { deferred(nothing) })
	probe("three defers", nothing, func() { three(nothing) })
	probe("a defer in a loop", func() { looped(nothing, 1) }, func() { looped(nothing, 1) })
	probe("panic and recover", nothing, func() { panicking(1) })
	probe("an index out of range", nothing, func() { index(nil, 5) })
}
