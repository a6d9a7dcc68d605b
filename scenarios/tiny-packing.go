package main

import "runtime"

// Objects below 16 bytes without pointers share blocks of 16 bytes. When is such a block free again?

type Pair struct{ a, b int32 } // 8 bytes

var (
	flag  *bool
	small *int16
	mid   *int32
	pair  *Pair
	flags [16 << 10]*bool
	m     runtime.MemStats
)

// Bytes in slots of 16, in KiB.
func blocks() uint64 {
	runtime.GC()
	runtime.ReadMemStats(&m)
	class := m.BySize[2]
	return (class.Mallocs - class.Frees) * 16 >> 10
}

func main() {
	runtime.GC()       // no block is in use after it
	flag = new(bool)   // 1 byte: begins a block
	small = new(int16) // 2 bytes: at the next even place
	mid = new(int32)   // 4 bytes: at the next multiple of 4
	pair = new(Pair)   // 8 bytes: fills the block
	*flag, *small, *mid, pair.a = true, 2, 4, 8

	empty := blocks()
	for i := range flags {
		flags[i] = new(bool)
	}
	full := blocks()
	println(len(flags), "flags need", full-empty, "KiB")

	for i := range flags {
		if i%16 != 0 {
			flags[i] = nil // of each block one flag is kept
		}
	}
	kept := blocks()
	println("one of 16 kept:  ", kept-empty, "KiB")

	clear(flags[:])
	none := blocks()
	println("none kept:       ", none-empty, "KiB")
}
