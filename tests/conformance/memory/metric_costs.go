// The first metrics.Read makes a table of all metrics; from then on reading costs nothing but a new histogram's counts:
// the boundaries are shared. The list of metrics is there from the start.
package main

import (
	"runtime"
	"runtime/metrics"
)

var m, b runtime.MemStats
var one = []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
var hist = []metrics.Sample{{Name: "/gc/pauses:seconds"}, {Name: "/gc/heap/allocs-by-size:bytes"}}

func show(w string) {
	runtime.ReadMemStats(&m)
	println(w, m.Mallocs-b.Mallocs, m.TotalAlloc-b.TotalAlloc, m.Frees-b.Frees)
	for i, c := range m.BySize {
		if c.Mallocs != b.BySize[i].Mallocs {
			print(" ", c.Size, ":", c.Mallocs-b.BySize[i].Mallocs)
		}
	}
	println()
	runtime.ReadMemStats(&b)
	b = m
}

func main() {
	runtime.ReadMemStats(&b)
	runtime.ReadMemStats(&m)
	show("nothing")
	metrics.Read(one)
	show("first")
	metrics.Read(one)
	show("second")
	metrics.Read(hist)
	show("hist")
	metrics.Read(hist)
	show("hist again")
	d := metrics.All()
	show("all")
	println(len(d))
}
