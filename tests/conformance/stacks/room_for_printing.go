// println calls one function of the runtime for each of its operands, on the stack of the goroutine; only the
// write itself does not need more. The most is needed for floating-point numbers: their digits are made by
// package strconv. Printed, among the pieces that the probes themselves print: how many bytes of frames a
// goroutine with a stack of 2048 bytes can have above the call without its stack being moved.
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

var f32 float32 = 1.5

func sayInt(n, m int)             { print(n) }
func sayLine(n, m int)            { println(n) }
func sayText(s string)            { print(s) }
func sayBool(b bool, m int)       { print(b) }
func sayFloat(f float64, n int)   { print(f) }
func sayFloat32(f float32, n int) { print(f) }
func saySlice(s []int)            { print(s) }
func sayAny(a any)                { print(a) }
func sayNil(p *int, n int)        { print(p) }

func main() {
	probe("\na number", nothing, func() { sayInt(1, 2) })
	probe("\na line", nothing, func() { sayLine(1, 2) })
	probe("\na text", nothing, func() { sayText("x") })
	probe("\nan empty text", nothing, func() { sayText("") })
	probe("\na bool", nothing, func() { sayBool(true, 1) })
	probe("\na float64", nothing, func() { sayFloat(1.5, 1) })
	probe("\na float32", nothing, func() { sayFloat32(f32, 1) })
	probe("\na slice", nothing, func() { saySlice(nil) })
	probe("\nan interface", nothing, func() { sayAny(nil) })
	probe("\na pointer", nothing, func() { sayNil(nil, 1) })
}
