// What a collection itself allocates. The first one makes the goroutine that marks, one for each processor; the later
// ones make nothing. Memory for stacks grows by the span that this goroutine's stack came from, if it needs a new one.
package main

import "runtime"

var a, b, c runtime.MemStats

func main() {
	runtime.ReadMemStats(&a)
	runtime.ReadMemStats(&a)
	runtime.GC()
	runtime.ReadMemStats(&b)
	runtime.GC()
	runtime.ReadMemStats(&c)
	for i := range a.BySize {
		size := a.BySize[i].Size
		first, second := b.BySize[i].Mallocs-a.BySize[i].Mallocs, c.BySize[i].Mallocs-b.BySize[i].Mallocs
		if size > 16 && (first != 0 || second != 0) {
			println("objects of", size, "bytes: first collection", first, "second", second)
		}
	}
	println("cycles", c.NumGC, "forced", c.NumForcedGC)
	println("memory from the system is the same:", a.HeapSys+a.StackSys+a.GCSys <= c.HeapSys+c.StackSys+c.GCSys)
}
