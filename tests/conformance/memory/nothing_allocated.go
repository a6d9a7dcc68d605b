// Values without size need no memory: new(struct{}) and empty arrays give the address of one word that all share, and
// nobody counts them. The next byte that is allocated does count.
package main

import (
	"runtime"
	"unsafe"
)

var stats runtime.MemStats
var a, b *struct{}
var c *[0]int
var d []struct{}
var e *byte

//go:noinline
func nothing() {
	a, b = new(struct{}), new(struct{})
	c = new([0]int)
	d = make([]struct{}, 1000)
}

//go:noinline
func something() { e = new(byte) }

func measure(f func()) (mallocs, bytes uint64) {
	runtime.ReadMemStats(&stats)
	m, t := stats.Mallocs, stats.TotalAlloc
	f()
	runtime.ReadMemStats(&stats)
	return stats.Mallocs - m, stats.TotalAlloc - t
}

func main() {
	measure(nothing)
	m, t := measure(nothing)
	println("objects without size: mallocs", m, "bytes", t)
	println("one address:", unsafe.Pointer(a) == unsafe.Pointer(b), unsafe.Pointer(a) == unsafe.Pointer(c),
		unsafe.Pointer(a) == unsafe.Pointer(&d[999]))
	m, t = measure(something)
	println("one byte: mallocs", m, "bytes", t)
}
