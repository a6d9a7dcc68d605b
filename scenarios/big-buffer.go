package main

import "runtime"

// A buffer of 64 KiB stays on the stack, one byte more goes to the heap. Neither is free of charge.

var before, after runtime.MemStats

//go:noinline
func fill(b []byte) (sum int) {
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
		sum += int(b[i])
	}
	return sum
}

//go:noinline
func onStack() int {
	b := make([]byte, 64<<10) // does not escape, and is just small enough
	return fill(b)
}

//go:noinline
func onHeap() int {
	b := make([]byte, 64<<10+1) // does not escape either: "too large for stack"
	return fill(b)
}

//go:noinline
func declared() int {
	var b [128 << 10]byte // a variable may be twice as large
	return fill(b[:])
}

func report(what string) {
	runtime.ReadMemStats(&after)
	println(what, after.TotalAlloc-before.TotalAlloc, "bytes of heap,", (after.StackInuse-before.StackInuse)>>10, "KiB of stack")
	runtime.ReadMemStats(&before)
}

func main() {
	runtime.ReadMemStats(&before)
	a := onStack()
	report("64 KiB:          ")
	a += onStack()
	report("64 KiB again:    ")
	a += onHeap()
	report("64 KiB + 1:      ")
	a += declared()
	report("128 KiB variable:")
	println(a)
}
