// The tiny allocator step by step: requests of fewer than 16 bytes without pointers share blocks of 16 bytes. A request
// goes behind the last one, aligned by its size, if there is room; else into a new block, and of the two blocks the one
// with more room left is used on. Printed is, for each request, the offset in its block and whether the block is new.
package main

import (
	"runtime"
	"unsafe"
)

var stats runtime.MemStats
var at [64]uintptr
var sizes = [...]int{1, 1, 2, 4, 8, 1, 8, 8, 1, 5, 3, 12, 15, 9, 15, 1, 2, 4, 16, 7, 6, 3, 2, 11, 4, 10, 2, 14, 13}
var kept [64]*byte

//go:noinline
func one(i int) {
	switch n := sizes[i]; n {
	case 1:
		kept[i] = new(byte)
	case 2:
		kept[i] = (*byte)(unsafe.Pointer(new([2]byte)))
	case 3:
		kept[i] = (*byte)(unsafe.Pointer(new([3]byte)))
	case 4:
		kept[i] = (*byte)(unsafe.Pointer(new(int32)))
	case 5:
		kept[i] = (*byte)(unsafe.Pointer(new([5]byte)))
	case 6:
		kept[i] = (*byte)(unsafe.Pointer(new([3]int16)))
	case 7:
		kept[i] = (*byte)(unsafe.Pointer(new([7]byte)))
	case 8:
		kept[i] = (*byte)(unsafe.Pointer(new(int)))
	case 9:
		kept[i] = (*byte)(unsafe.Pointer(new([9]byte)))
	case 10:
		kept[i] = (*byte)(unsafe.Pointer(new([5]int16)))
	case 11:
		kept[i] = (*byte)(unsafe.Pointer(new([11]byte)))
	case 12:
		kept[i] = (*byte)(unsafe.Pointer(new([3]int32)))
	case 13:
		kept[i] = (*byte)(unsafe.Pointer(new([13]byte)))
	case 14:
		kept[i] = (*byte)(unsafe.Pointer(new([7]int16)))
	case 15:
		kept[i] = (*byte)(unsafe.Pointer(new([15]byte)))
	default:
		kept[i] = (*byte)(unsafe.Pointer(new([16]byte)))
	}
	at[i] = uintptr(unsafe.Pointer(kept[i]))
}

func main() {
	runtime.ReadMemStats(&stats)
	runtime.ReadMemStats(&stats)
	mallocs, frees, total, slots := stats.Mallocs, stats.Frees, stats.TotalAlloc, stats.BySize[2].Mallocs
	for i := range sizes {
		one(i)
	}
	runtime.ReadMemStats(&stats)
	mallocs, frees = stats.Mallocs-mallocs, stats.Frees-frees
	total, slots = stats.TotalAlloc-total, stats.BySize[2].Mallocs-slots
	seen := map[uintptr]bool{}
	for i, n := range sizes {
		block := at[i] &^ 15
		println(n, "bytes at", at[i]-block, "new block:", !seen[block])
		seen[block] = true
	}
	println("mallocs", mallocs, "frees", frees, "bytes", total, "slots", slots)
}
