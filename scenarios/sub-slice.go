package main

import (
	"runtime"
	"slices"
)

// Six bytes of a file are kept; the other million is kept with them.

var header []byte
var m runtime.MemStats

func readFile() []byte {
	file := make([]byte, 1<<20)
	copy(file, "GIF89a, and so on")
	return file
}

func alive() uint64 {
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func main() {
	empty := alive()
	header = readFile()[:6]
	part := alive()
	println("a part of it:", (part-empty)>>10, "KiB; len", len(header), "cap", cap(header))

	header = slices.Clone(header)
	clone := alive()
	println("a copy:      ", (clone-empty+512)>>10, "KiB; len", len(header), "cap", cap(header))
	println(string(header))
}
