// What gc allocates less than one would think: values it knows beforehand, small variables that share an object,
// bytes that are joined where they stay; and what it adds: dictionaries, words of ranges over functions.
package main

import (
	"runtime"
	"slices"
)

type table struct{ a [20]int }
type mixed struct {
	p *int
	a any
	s string
}
type celsius int32

func (c celsius) degrees() int { return int(c) }

type meter interface{ degrees() int }

var before, after runtime.MemStats
var kept any
var k1, k2, k3 *int8
var k4, k5 = new(int64), new(int16)
var text, long = "five", "a text that is longer than thirty-two bytes"
var bytesKept []byte
var total, five, warm, small = 0, 5, celsius(70000), uint16(500)
var fn func() int

//go:noinline
func glance(x any) int { return 1 }

//go:noinline
func length(b []byte) int { return len(b) }

func cost(name string, f func()) {
	f()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	println(name, after.Mallocs-before.Mallocs, after.TotalAlloc-before.TotalAlloc)
}

func times(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func holder[T any](x T) func() T     { return func() T { return x } }
func maker[T any]() func() int       { return func() int { return 1 } }
func results(a, b int8) (c, d *int8) { return &a, &b }

func find(n int) int {
	for i := range times(10) {
		if i == n {
			return i
		}
	}
	return -1
}

func main() {
	cost("a variable with a constant", func() { x := 1000; kept = x })
	cost("a variable that changes", func() { x := 1000; x++; kept = x })
	cost("a conversion of one", func() { x := "known"; y := x; kept = y })
	cost("in a closure", func() { x := 1.5; func() { kept = x }() })
	cost("an empty literal", func() { x := table{}; kept = x })
	cost("a literal of constants", func() { x := table{[20]int{1}}; kept = x })
	cost("a declared zero", func() { var x table; kept = x })
	cost("a literal with nils", func() { kept = mixed{p: nil, a: nil, s: "x"} })
	cost("a literal with a box", func() { kept = mixed{a: 1000} })
	cost("one word", func() { x := [1]int{1000}; kept = x })
	cost("complex64", func() { var x complex64 = 1 + 2i; kept = x })
	cost("an explicit conversion", func() { total += glance(any(small)) })
	cost("asserted and called", func() {
		if m, ok := any(warm).(meter); ok {
			total += m.degrees()
		}
	})
	cost("three bytes", func() { var a, b, c int8; k1, k2, k3 = &a, &b, &c })
	cost("mixed widths", func() { var a int8; var b int64; var c int16; k1, k4, k5 = &a, &b, &c })
	cost("with a branch between", func() {
		var a int8
		if five > 3 {
			k1 = &a
		}
		var b int8
		k2 = &b
	})
	cost("parameters", func() { k1, k2 = results(1, 2) })
	cost("new with values", func() { k1, k2 = new(int8(1)), new(int8(2)) })
	cost("too many", func() { var a, b, c int64; k4 = &a; k4 = &b; k4 = &c })
	cost("bytes of a sum", func() { bytesKept = []byte(text + long) })
	cost("bytes of a sum, here", func() { total += length([]byte(text + text)) })
	cost("closure of a generic", func() { f := holder(&five); total += *f() })
	cost("static closure of a generic", func() { fn = maker[int]() })
	cost("two of them", func() {
		for i := range times(3) {
			for j := range times(i) {
				total += j
			}
		}
	})
	cost("with a return", func() { total += find(3) })
	cost("with a defer", func() {
		for i := range times(3) {
			defer func() { total += i }()
		}
	})
	cost("collected", func() { total += len(slices.Collect(times(5))) })
}
