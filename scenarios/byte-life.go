package main

import (
	"runtime"
	"runtime/debug"
)

// A byte comes from the operating system, lies in a page, in a span, in a slot, in an object;
// and goes the same way back, but not all of it at once.

type Record [1024]byte // 8 of them fit the span of one page, 8192 bytes

var (
	first, second *Record
	records       [4096]*Record // 4 MiB, when they are all there
	m             runtime.MemStats
)

func show(when string) {
	runtime.ReadMemStats(&m)
	idle := (m.HeapIdle - m.HeapReleased) >> 20
	println(when, m.HeapInuse>>20, "MiB in spans,", idle, "MiB idle but still ours")
}

func main() {
	debug.SetGCPercent(-1) // collect only when we say so
	first = new(Record)    // the P has no span of this class yet
	second = new(Record)   // now it has
	for i := range records {
		records[i] = new(Record)
	}
	show("full: ")

	clear(records[:])
	runtime.GC() // the slots, and so the spans, are free
	show("swept:")

	debug.FreeOSMemory() // the pages go back to the operating system
	show("freed:")
	println(len(first), len(second), "bytes are still there")
}
