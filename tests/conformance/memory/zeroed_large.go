// A large object counts in full pages at once, and its memory is zero however often the pages were used before: what
// comes fresh from the system is zero already, what was given back to it and taken again, too; the rest is cleared.
package main

import (
	"runtime"
	"runtime/debug"
)

var stats runtime.MemStats
var large []byte

//go:noinline
func allocate(n int) { large = make([]byte, n) }

func dirt() (n int) {
	for _, b := range large {
		if b != 0 {
			n++
		}
	}
	return n
}

func fill() {
	for i := range large {
		large[i] = 0xff
	}
}

func total() (bytes, objects uint64) {
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc, stats.Mallocs
}

func main() {
	debug.SetGCPercent(-1)
	total()
	for _, n := range []int{32760, 32761, 32768, 32769, 40000, 40960, 40961, 1000000} {
		b0, o0 := total()
		allocate(n)
		b1, o1 := total()
		println(n, "bytes count as", b1-b0, "objects", o1-o0)
	}
	allocate(3 << 20)
	println("fresh:", dirt())
	fill()
	large = nil
	runtime.GC()
	allocate(3 << 20)
	println("used before:", dirt())
	fill()
	large = nil
	debug.FreeOSMemory()
	runtime.ReadMemStats(&stats)
	println("everything idle was given back:", stats.HeapReleased == stats.HeapIdle)
	released := stats.HeapReleased
	allocate(3 << 20)
	runtime.ReadMemStats(&stats)
	println("taken again:", (released-stats.HeapReleased)>>20, "MiB,", dirt())
}
