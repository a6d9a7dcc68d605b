package main

import "runtime"

// A span goes back to the page heap only when nothing in it is alive. One object is enough to keep it.

type Record [1024]byte // 8 of them fill a span of one page

var records [2048]*Record // 2 MiB
var m runtime.MemStats

func inuse() uint64 {
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

func main() {
	empty := inuse()
	for i := range records {
		records[i] = new(Record)
	}
	full := inuse()
	println("all 2048 alive:      ", (full-empty)>>13, "spans")

	for i := range records {
		if i%8 != 0 {
			records[i] = nil // seven of eight are dropped: one of each span stays
		}
	}
	eighth := inuse()
	println("every eighth alive:  ", (eighth-empty)>>13, "spans")

	for i := range records {
		if i >= 256 {
			records[i] = nil // as many as before are alive,
		} else if i%8 != 0 {
			records[i] = new(Record) // but now side by side
		}
	}
	together := inuse()
	println("256 side by side:    ", (together-empty)>>13, "spans")
}
