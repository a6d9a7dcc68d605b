// Every byte of the process belongs to exactly one class of /memory/classes, and MemStats tells the same story in other
// words, once ReadMemStats has handed over what processors had counted for themselves. Before a collection needs work
// buffers, heap and stacks together are whole steps of 4 MiB.
package main

import (
	"runtime"
	"runtime/metrics"
)

var classes = []metrics.Sample{
	{Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"},
	{Name: "/memory/classes/heap/released:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"},
	{Name: "/memory/classes/heap/unused:bytes"}, {Name: "/memory/classes/metadata/mcache/free:bytes"},
	{Name: "/memory/classes/metadata/mcache/inuse:bytes"}, {Name: "/memory/classes/metadata/mspan/free:bytes"},
	{Name: "/memory/classes/metadata/mspan/inuse:bytes"}, {Name: "/memory/classes/metadata/other:bytes"},
	{Name: "/memory/classes/os-stacks:bytes"}, {Name: "/memory/classes/other:bytes"},
	{Name: "/memory/classes/profiling/buckets:bytes"}, {Name: "/memory/classes/total:bytes"},
}
var others = []metrics.Sample{
	{Name: "/gc/heap/allocs:bytes"}, {Name: "/gc/heap/frees:bytes"}, {Name: "/gc/heap/objects:objects"},
	{Name: "/gc/heap/goal:bytes"}, {Name: "/gc/cycles/total:gc-cycles"}, {Name: "/gc/heap/allocs-by-size:bytes"},
	{Name: "/gc/heap/allocs:objects"}, {Name: "/no/such:metric"}, {Name: "/sched/gomaxprocs:threads"},
	{Name: "/gc/scan/total:bytes"}, {Name: "/gc/scan/heap:bytes"}, {Name: "/gc/scan/stack:bytes"},
	{Name: "/gc/scan/globals:bytes"}, {Name: "/gc/heap/tiny/allocs:objects"},
}
var stats runtime.MemStats
var keep [300][]byte

func value(s []metrics.Sample, i int) uint64 { return s[i].Value.Uint64() }

func check(when string, collected bool) {
	runtime.ReadMemStats(&stats)
	metrics.Read(classes)
	metrics.Read(others)
	sum := uint64(0)
	for i := range classes[:13] {
		sum += value(classes, i)
	}
	println(when, "classes add up to the total:", sum == value(classes, 13), "which is Sys:", sum == stats.Sys)
	free, objects, released := value(classes, 0), value(classes, 1), value(classes, 2)
	println("  objects", objects == stats.HeapAlloc, "in use", objects+value(classes, 4) == stats.HeapInuse,
		"idle", free+released == stats.HeapIdle, "released", released == stats.HeapReleased,
		"stacks", value(classes, 3) == stats.StackInuse)
	println("  allocated", value(others, 0) == stats.TotalAlloc, "count", value(others, 2) == stats.HeapObjects,
		"goal", value(others, 3) == stats.NextGC, "cycles", value(others, 4) == uint64(stats.NumGC),
		"tiny apart", value(others, 6)+value(others, 13) == stats.Mallocs)
	h := others[5].Value.Float64Histogram()
	all := uint64(0)
	for _, n := range h.Counts {
		all += n
	}
	println("  by size", all == value(others, 6), len(h.Counts), len(h.Buckets), h.Buckets[1], h.Buckets[66])
	println("  scan", value(others, 9) == value(others, 10)+value(others, 11)+value(others, 12))
	if !collected {
		println("  steps of 4 MiB:", (stats.HeapSys+stats.StackInuse)%(4<<20) == 0)
	}
}

func main() {
	metrics.Read(others)
	check("start:", false)
	for i := range keep {
		keep[i] = make([]byte, 1000+i*37)
	}
	check("300 objects:", false)
	clear(keep[100:])
	runtime.GC()
	check("after a collection:", true)
	println("unknown:", others[7].Value.Kind() == metrics.KindBad, "processors", value(others, 8))
}
