// Operations of the language call functions of the runtime, and these take room on the goroutine's stack, too:
// each of them checks the stack as any function does, until one goes on on the system stack or returns. So a
// stack may move in the middle of a statement. Printed for each operation: how many bytes of frames a goroutine
// with a stack of 2048 bytes can have above it before that happens.
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

type pair struct{ a, b int }

var numbers []int
var box any
var letters []byte

func makeInts(n, a, b int) []int     { return make([]int, n) }
func grow(s []int, n int) []int      { return append(s, n) }
func join(a, b string) string        { return a + b }
func join3(a, b, c string) string    { return a + b + c }
func toBytes(s string, n int) []byte { return []byte(s) }
func toText(b []byte) string         { return string(b) }
func toRunes(s string, n int) []rune { return []rune(s) }
func boxPair(p pair) any             { return p }
func boxText(s string) any           { return s }
func closure(n int) func() int       { return func() int { return n } }
func equal(a, b any) bool            { return a == b }

func main() {
	probe("nothing", nothing, func() {})
	probe("make", func() { makeInts(10, 0, 0) }, func() { makeInts(10, 0, 0) })
	probe("append that fits", func() { numbers = make([]int, 1, 2) }, func() { grow(numbers, 1) })
	probe("append that grows", func() { numbers = grow(makeInts(2, 0, 0), 1)[:2:2] }, func() { grow(numbers, 1) })
	probe("a + b", func() { join("abc", "def") }, func() { join("abc", "def") })
	probe("a + b + c", func() { join("abc", "def") }, func() { join3("abc", "def", "ghi") })
	probe("[]byte", func() { letters = toBytes("abc", 0) }, func() { toBytes("abc", 0) })
	probe("string", func() { letters = toBytes("abc", 0) }, func() { toText(letters) })
	probe("[]rune", func() { toRunes("abc", 0) }, func() { toRunes("abc", 0) })
	probe("struct in an interface", func() { boxPair(pair{1, 2}) }, func() { boxPair(pair{1, 2}) })
	probe("string in an interface", func() { boxText("abc") }, func() { boxText("abc") })
	probe("closure", func() { closure(1) }, func() { closure(1) })
	probe("interfaces compared", func() { box = boxText("abc") }, func() { equal(box, "abd") })
}
