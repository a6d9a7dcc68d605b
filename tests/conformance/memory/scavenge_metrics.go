// CPU time of giving memory back, by who did it: the background goroutine, or an allocation that had to make room under
// the memory limit. Both are counted at the end of a collection; their sum is the total.
package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

var samples = []metrics.Sample{
	{Name: "/cpu/classes/scavenge/assist:cpu-seconds"},
	{Name: "/cpu/classes/scavenge/background:cpu-seconds"},
	{Name: "/cpu/classes/scavenge/total:cpu-seconds"},
}

func read(what string) {
	metrics.Read(samples)
	assist, background, total := samples[0].Value.Float64(), samples[1].Value.Float64(), samples[2].Value.Float64()
	sum := assist + background
	println(what, "assist", assist > 0, "background", background > 0, "sum", total-sum < 1e-7 && sum-total < 1e-7)
}

var keep [][]byte

func touch(n, size int) {
	for i := 0; i < n; i++ {
		b := make([]byte, size)
		for k := 0; k < len(b); k += 4096 {
			b[k] = 1
		}
		keep = append(keep, b)
	}
}

func main() {
	// 40 MB of small gaps stay; a limit just above what is in use makes allocations give them back.
	touch(320, 256<<10)
	for i := 0; i < len(keep); i += 2 {
		keep[i] = nil
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	old := debug.SetMemoryLimit(int64(m.Sys-m.HeapReleased) + 1<<20)
	touch(64, 1<<20)
	runtime.GC()
	debug.SetMemoryLimit(old)
	metrics.Read(samples)
	println("the limit:", samples[0].Value.Float64() > 0)

	// What is free above the goal is given back little by little.
	keep = nil
	runtime.GC()
	time.Sleep(300 * time.Millisecond)
	runtime.GC()
	read("in the end:")
}
