// Functions of the standard library are ordinary functions with stack checks of their own. What counts is the
// deepest of them all the way down; fmt needs much, as it passes every operand through several layers. Printed:
// how many bytes of frames a goroutine with a stack of 2048 bytes can have above a call.
package main

import (
	"errors"
	"sort"
	"strconv"
	"strings"
	"unsafe"
)

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

var list []string
var numbers = []int{3, 1, 2}
var builder strings.Builder

func itoa(n int64, base int) string      { return strconv.FormatInt(n, base) }
func repeat(s string, n int) string      { return strings.Repeat(s, n) }
func split(s, t string) []string         { return strings.Split(s, t) }
func join(l []string, s string) string   { return strings.Join(l, s) }
func replace(s, t, u string) string      { return strings.ReplaceAll(s, t, u) }
func trim(s string) string               { return strings.TrimSpace(s) }
func failure(s string) error             { return errors.New(s) }
func write(b *strings.Builder, s string) { b.WriteString(s) }
func sorted(a []int)                     { sort.Ints(a) }

func main() {
	probe("strconv.FormatInt", nothing, func() { itoa(12345, 10) })
	probe("strings.Repeat", nothing, func() { repeat("ab", 3) })
	probe("strings.Split", nothing, func() { split("a,b", ",") })
	probe("strings.Join", func() { list = split("a,b", ",") }, func() { join(list, "-") })
	probe("strings.ReplaceAll", nothing, func() { replace("abcabc", "b", "x") })
	probe("strings.TrimSpace", nothing, func() { trim(" a ") })
	probe("strings.Builder", func() { builder.Reset() }, func() { write(&builder, "abc") })
	probe("errors.New", nothing, func() { failure("x") })
	probe("sort.Ints", nothing, func() { sorted(numbers) })
}
