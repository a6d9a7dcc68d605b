package main

import "runtime"

// A map grows with what is put into it. Deleting makes room in the map, not on the heap.

type Visit struct {
	page int
	when [15]int // 128 bytes in all
}

var visits map[int]Visit
var m runtime.MemStats

func alive() uint64 {
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Rounded, so that small things the runtime itself needs do not show.
func kib(bytes uint64) uint64 { return (bytes + 8<<10) >> 14 << 4 }

func main() {
	empty := alive()
	visits = make(map[int]Visit)
	for i := range 800 {
		visits[i] = Visit{page: i}
	}
	full := alive()
	println("800 entries:", kib(full-empty), "KiB")

	for i := range 800 {
		delete(visits, i)
	}
	deleted := alive()
	println("all deleted:", kib(deleted-empty), "KiB")

	clear(visits)
	cleared := alive()
	println("cleared:    ", kib(cleared-empty), "KiB")

	visits = make(map[int]Visit) // the old map is garbage now, as a whole
	anew := alive()
	println("made anew:  ", kib(anew-empty), "KiB")
}
