// What operations on maps and channels need of a goroutine's stack (room_for_values tells what that is). Maps with
// keys of other kinds have functions of their own, with other frames; a map of up to eight entries is searched by
// another function than a larger one.
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

var ints map[int]int
var texts = map[string]int{"a": 1}
var channel, other chan int

func store(m map[int]int, k, v int)               { m[k] = v }
func read(m map[int]int, k int) int               { return m[k] }
func remove(m map[int]int, k int)                 { delete(m, k) }
func wipe(m map[int]int)                          { clear(m) }
func storeText(m map[string]int, k string, v int) { m[k] = v }
func readText(m map[string]int, k string) int     { return m[k] }
func send(c chan int, n int)                      { c <- n }
func receive(c chan int) int                      { return <-c }
func makeChan(n int) chan int                     { return make(chan int, n) }
func start(f func())                              { go f() }

func either(c, d chan int) int {
	select {
	case n := <-c:
		return n
	case n := <-d:
		return n
	}
}

func full()  { ints = map[int]int{1: 1, 2: 2} }
func fresh() { channel = makeChan(1) }

func main() {
	probe("map read", full, func() { read(ints, 1) })
	probe("map store", full, func() { store(ints, 1, 3) })
	probe("map delete", full, func() { remove(ints, 1) })
	probe("map clear", full, func() { wipe(ints) })
	probe("map of texts, read", nothing, func() { readText(texts, "b") })
	probe("map of texts, store", nothing, func() { storeText(texts, "a", 2) })
	probe("make(chan)", fresh, func() { makeChan(1) })
	probe("send", fresh, func() { send(channel, 1) })
	probe("receive", func() { fresh(); channel <- 1 }, func() { receive(channel) })
	probe("select", func() { fresh(); channel <- 1 }, func() { either(channel, other) })
	probe("go", nothing, func() { start(nothing) })
}
